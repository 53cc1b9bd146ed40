/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results and what can happen to files: cut, foreign, locked, a full disk. */

#include <config.h>

#include <signal.h>
#include <sys/resource.h>

#include <hdf5.h>

#include <infoplane/results.h>

#include "example.h"
#include "io.h"
#include "test.h"

/* A file cut at any length gives one line, and nothing else. */
static void
survives_truncation(void)
{
    char path[256];
    char cut[256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = example(3, 2);
    size_t size = 0;
    size_t refused = 0;
    size_t tried = 0;

    io_path(path, sizeof path, "whole.h5");
    io_path(cut, sizeof cut, "cut.h5");
    TEST_STATUS(ipt_result_write(path, "run", r, &err), IPT_OK, err);
    char *bytes = io_bytes(path, &size);
    for (size_t n = 0; n < size; n += n < 200 ? 7 : size / 97) {
        ipt_result *got = NULL;

        ipt_error_clear(&err);
        io_write(cut, bytes, n);
        tried++;
        refused += ipt_result_read(cut, &got, &err) == IPT_EFORMAT && !got &&
                   strstr(err.message, "cut.h5") && !strchr(err.message, '\n');
    }
    CU_ASSERT(tried > 100);
    CU_ASSERT_EQUAL(refused, tried);
    printf("\n    %zu cuts, the last: %s\n", tried, err.message);
    CU_ASSERT_EQUAL(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
    free(bytes);
    ipt_result_free(r);
    unlink(path);
    unlink(cut);
}

static void
explains_other_files(void)
{
    char path[256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *got = NULL;

    io_path(path, sizeof path, "other.h5");
    TEST_STATUS(ipt_result_read(path, &got, &err), IPT_EIO, err);
    TEST_CONTAINS(err.message, "other.h5: cannot be opened: No such file");
    ipt_error_clear(&err);
    TEST_STATUS(ipt_result_read(io_folder(), &got, &err), IPT_EIO, err);
    TEST_CONTAINS(err.message, "is a folder");
    ipt_error_clear(&err);
    io_write(path, "epoch,i_xt\n0,1\n", 15);
    TEST_STATUS(ipt_result_read(path, &got, &err), IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "is not an HDF5 file");
    ipt_error_clear(&err);
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(file);
    TEST_STATUS(ipt_result_read(path, &got, &err), IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "no attribute format = \"ipt\"");
    CU_ASSERT_PTR_NULL(got);
    unlink(path);
}

/* No room on the disk, at any moment: the old file stays. */
static void
full_disk_keeps_the_old_file(void)
{
    char path[256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = example(30, 4);
    struct rlimit was;
    size_t size = 0;
    size_t refused = 0;

    io_path(path, sizeof path, "full.h5");
    io_write(path, "old", 3);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    for (rlim_t limit = 0; limit < 40000; limit += 1000) {
        struct rlimit tight = {limit, was.rlim_max};

        ipt_error_clear(&err);
        setrlimit(RLIMIT_FSIZE, &tight);
        refused += ipt_result_write(path, "run", r, &err) == IPT_EIO;
        setrlimit(RLIMIT_FSIZE, &was);
        TEST_CONTAINS(err.message, "full.h5");
        TEST_CONTAINS(err.message, "File too large");
        CU_ASSERT(!io_exists("full.h5.part"));
        CU_ASSERT_EQUAL(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
    }
    CU_ASSERT_EQUAL(refused, 40);
    char *bytes = io_bytes(path, &size);
    CU_ASSERT(size == 3 && memcmp(bytes, "old", 3) == 0);
    free(bytes);
    ipt_error_clear(&err);
    TEST_STATUS(ipt_result_write(path, "run", r, &err), IPT_OK, err);
    ipt_error_clear(&err);
    TEST_STATUS(ipt_result_write("/nowhere/a.h5", "run", r, &err), IPT_EIO,
                err);
    TEST_CONTAINS(err.message, "/nowhere/a.h5.part: cannot be created: No "
                               "such file or directory");
    ipt_result_free(r);
    unlink(path);
}

/* A file that somebody writes is not read. */
static void
respects_locks(void)
{
    char path[256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = example(2, 1);
    ipt_result *got = NULL;

    io_path(path, sizeof path, "busy.h5");
    TEST_STATUS(ipt_result_write(path, "run", r, &err), IPT_OK, err);
    const int fd = io_lock(path);
    TEST_STATUS(ipt_result_read(path, &got, &err), IPT_EIO, err);
    TEST_CONTAINS(err.message, "busy.h5: is being written");
    close(fd);
    ipt_error_clear(&err);
    TEST_STATUS(ipt_result_read(path, &got, &err), IPT_OK, err);
    ipt_result_free(got);
    ipt_result_free(r);
    unlink(path);
}

static const test_case cases[] = {
    {"survives truncation", survives_truncation},
    {"explains other files", explains_other_files},
    {"a full disk keeps the old file", full_disk_keeps_the_old_file},
    {"respects locks", respects_locks},
};

int
main(void)
{
    return io_main(TEST_RUN("damaged results", cases));
}
