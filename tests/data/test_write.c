/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Written sets read back to the same content; files are described; every type
 * keeps the promises of the family. */

#include <config.h>

#include "files.h"

static void
szt_goes_through_npy(void)
{
    char folder[FILES_PATH];
    char name[4][FILES_PATH];
    ipt_dataset set;
    ipt_dataset back;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(files_load(&set, &err, "szt", "soft", "yes", NULL), IPT_OK,
                err);
    set.split = calloc(set.n, 1);
    set.split[7] = IPT_SPLIT_TEST;
    TEST_STATUS(ipt_dataset_write(&set, files_path(folder, "szt"), &err),
                IPT_OK, err);
    TEST_STATUS(files_load(&back, &err, "npy", "x",
                           files_path(name[0], "szt/x.npy"), "y",
                           files_path(name[1], "szt/y.npy"), "p_y_given_x",
                           files_path(name[2], "szt/p_y_given_x.npy"), "split",
                           files_path(name[3], "szt/split.npy"), NULL),
                IPT_OK, err);
    CU_ASSERT_FATAL(back.n == set.n && back.n_classes == 2);
    CU_ASSERT(!memcmp(back.x, set.x, set.n * 12 * sizeof *set.x));
    CU_ASSERT(!memcmp(back.label, set.label, set.n * sizeof *set.label));
    CU_ASSERT(!memcmp(back.p_y_given_x, set.p_y_given_x,
                      set.n * 2 * sizeof *set.p_y_given_x));
    CU_ASSERT(!memcmp(back.split, set.split, set.n));
    ipt_dataset_clear(&back);
    TEST_STATUS(ipt_dataset_write(&set, files_path(folder, "szt.csv"), &err),
                IPT_EUNSUP, err);
    CU_ASSERT(access(folder, F_OK) != 0);
    ipt_dataset_clear(&set);
}

/* Irregular floats, regression targets, a shape: both formats. */
static void
floats_read_back_to_the_bit(void)
{
    static const float values[8] = {0.1f,   -2.385f,         3.4028235e38f,
                                    1e-45f, 16777217.0f,     1.0f / 3,
                                    0.0f,   -1.17549435e-38f};
    char path[FILES_PATH];
    char y[FILES_PATH];
    ipt_dataset set;
    ipt_dataset back;
    ipt_error err = IPT_ERROR_INIT;

    memset(&set, 0, sizeof set);
    set.n = 2;
    set.shape = (ipt_shape){1, 2, 2};
    set.y_dim = 2;
    set.x = malloc(sizeof values);
    set.y = malloc(4 * sizeof *set.y);
    set.split = calloc(2, 1);
    set.split[1] = 1;
    memcpy(set.x, values, sizeof values);
    memcpy(set.y, values + 1, 4 * sizeof *set.y);
    TEST_STATUS(ipt_dataset_write(&set, files_path(path, "set"), &err), IPT_OK,
                err);
    TEST_STATUS(
        files_load(&back, &err, "npy", "x", files_path(path, "set/x.npy"), "y",
                   files_path(y, "set/y.npy"), "task", "regression", NULL),
        IPT_OK, err);
    CU_ASSERT(back.shape.height == 2 && back.y_dim == 2);
    CU_ASSERT(back.x && !memcmp(back.x, values, sizeof values));
    ipt_dataset_clear(&back);
    TEST_STATUS(ipt_dataset_write(&set, files_path(path, "set.csv"), &err),
                IPT_OK, err);
    TEST_STATUS(files_load(&back, &err, "csv", "file", path, "target", "Y0,Y1",
                           "split", "split", "task", "regression", "shape",
                           "1x2x2", NULL),
                IPT_OK, err);
    CU_ASSERT(back.x && !memcmp(back.x, values, sizeof values));
    CU_ASSERT(back.y && !memcmp(back.y, values + 1, 4 * sizeof *set.y));
    CU_ASSERT(back.split && back.split[1] == 1 && back.split[0] == 0);
    ipt_dataset_clear(&back);
    ipt_dataset_clear(&set);
}

static void
unwritable_places(void)
{
    char path[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(files_load(&set, &err, "szt", NULL), IPT_OK, err);
    TEST_STATUS(ipt_dataset_write(&set, files_path(path, "no/szt.csv"), &err),
                IPT_EIO, err);
    TEST_CONTAINS(err.message, "No such file");
    ipt_error_clear(&err);
    TEST_STATUS(ipt_dataset_write(&set, files_path(path, "no/szt"), &err),
                IPT_EIO, err);
    ipt_dataset_clear(&set);
}

/* NumPy reads what is written; skipped without Python. */
static void
numpy_reads_it(void)
{
    const char *python = getenv("PYTHON");
    char path[FILES_PATH];
    char command[2 * FILES_PATH + 400];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    if (!python || !*python) {
        printf("\nSKIPPED: no Python with NumPy\n");
        return;
    }
    TEST_STATUS(files_load(&set, &err, "szt", NULL), IPT_OK, err);
    TEST_STATUS(ipt_dataset_write(&set, files_path(path, "py"), &err), IPT_OK,
                err);
    ipt_dataset_clear(&set);
    snprintf(command, sizeof command,
             "%s -c 'import numpy as np; x = np.load(\"%s/x.npy\"); "
             "y = np.load(\"%s/y.npy\"); assert x.dtype == np.float32 and "
             "x.shape == (4096, 12) and y.shape == (4096,) and y.sum() == 2118 "
             "and (x @ 2.0**np.arange(11, -1, -1) == np.arange(4096)).all()'",
             python, path, path);
    CU_ASSERT_EQUAL(system(command), 0);
}

static void
describe(const char *path, const ipt_dataset_type *type, const char *says)
{
    char text[4096];
    char small[16];
    const ipt_dataset_type *found = NULL;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(ipt_dataset_describe(path, text, sizeof text, &err), IPT_OK,
                err);
    TEST_CONTAINS(text, says);
    TEST_STATUS(ipt_dataset_describe(path, small, sizeof small, &err), IPT_OK,
                err);
    CU_ASSERT(strlen(small) < sizeof small && !strncmp(small, text, 15));
    TEST_STATUS(ipt_dataset_recognise(path, &found, &err), IPT_OK, err);
    CU_ASSERT_PTR_EQUAL(found, type);
}

static void
files_are_described(void)
{
    static const unsigned char idx[11] = {0, 0, 8, 1, 0, 0, 0, 3, 9, 4, 9};
    char path[FILES_PATH];
    char text[64];
    ipt_error err = IPT_ERROR_INIT;

    files_write_gzip("y.gz", idx, sizeof idx);
    describe(files_path(path, "y.gz"), ipt_dataset_type_find("idx"),
             "kind: IDX\ntype: unsigned byte\nshape: 3\nrange: 4 to 9\n"
             "values: 4 (1), 9 (2)\n");
    describe(files_reference(path, "f4_big_v3.npy"),
             ipt_dataset_type_find("npy"),
             "kind: npy\ntype: >f4\nshape: 6 x 4\nrange: -0.875 to 10.375\n");
    describe(files_reference(path, "packed.mat"), ipt_dataset_type_find("mat"),
             "variable: F, uint8, shape: 6 x 4\nvariable: y, uint8, shape: 1 x "
             "6\n");
    files_write_text("t.csv", "a;b\n1;x\n2,5;NA\n-3;y\n");
    describe(files_path(path, "t.csv"), ipt_dataset_type_find("csv"),
             "kind: CSV\ndelimiter: \";\"\nheader: yes\nshape: 3 x 2\n"
             "column 1 \"a\": 2 numbers from -3 to 1, 1 words, 0 missing\n"
             "column 2 \"b\": 2 words, 1 missing\n");
    files_write("h.h5", "\x89HDF\r\n\x1a\n\0\0", 10);
    TEST_STATUS(
        ipt_dataset_describe(files_path(path, "h.h5"), text, sizeof text, &err),
        IPT_EUNSUP, err);
    TEST_CONTAINS(err.message, "an HDF5 file");
    ipt_error_clear(&err);
    files_write("h.bin", "\x01\x00\x02\x03", 4);
    TEST_STATUS(ipt_dataset_describe(files_path(path, "h.bin"), text,
                                     sizeof text, &err),
                IPT_EUNSUP, err);
    TEST_CONTAINS(err.message, "begins with bytes 0x01000203");
}

static void
types_keep_their_promises(void)
{
    for (size_t t = 0; ipt_dataset_types[t]; t++) {
        const ipt_dataset_type *type = ipt_dataset_types[t];
        unsigned char *state = calloc(1, type->state_size);

        CU_ASSERT(type->name && *type->summary && *type->detail && type->load);
        CU_ASSERT_PTR_EQUAL(ipt_dataset_type_find(type->name), type);
        ipt_options_preset(type->options, state);
        for (const ipt_option *o = type->options; o->name; o++) {
            CU_ASSERT(o->offset < type->state_size && *o->help);
            CU_ASSERT(o->help[strlen(o->help) - 1] != '.');
            CU_ASSERT_EQUAL(!o->preset, (o->flags & IPT_OPTION_REQUIRED) != 0);
            CU_ASSERT_PTR_NULL(ipt_option_find(ipt_data_option_table, o->name));
        }
        free(state);
    }
    CU_ASSERT_PTR_NULL(ipt_dataset_type_find("sz"));
}

int
main(void)
{
    static const test_case cases[] = {
        {"szt goes through npy", szt_goes_through_npy},
        {"floats read back to the bit", floats_read_back_to_the_bit},
        {"unwritable places", unwritable_places},
        {"NumPy reads it", numpy_reads_it},
        {"files are described", files_are_described},
        {"types keep their promises", types_keep_their_promises},
    };

    files_begin();
    return files_end(TEST_RUN("write", cases));
}
