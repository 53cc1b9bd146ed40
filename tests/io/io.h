/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of its own for each test program, and files in it. */

#ifndef IPT_TEST_IO_H
#define IPT_TEST_IO_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <hdf5.h>

/* The folder, made at the first call. */
static inline const char *
io_folder(void)
{
    static char folder[128];

    if (!folder[0]) {
        snprintf(folder, sizeof folder, "test-io-XXXXXX");
        if (!mkdtemp(folder))
            abort();
    }
    return folder;
}

static inline const char *
io_path(char *out, size_t size, const char *name)
{
    snprintf(out, size, "%s/%s", io_folder(), name);
    return out;
}

static inline int
io_exists(const char *name)
{
    char path[256];

    return access(io_path(path, sizeof path, name), F_OK) == 0;
}

/* The bytes of a file. */
static inline char *
io_bytes(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *bytes = NULL;

    *size = 0;
    if (!f)
        return NULL;
    fseek(f, 0, SEEK_END);
    *size = (size_t)ftell(f);
    rewind(f);
    bytes = malloc(*size + 1);
    if (bytes && fread(bytes, 1, *size, f) == *size)
        bytes[*size] = '\0';
    fclose(f);
    return bytes;
}

static inline void
io_write(const char *path, const char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");

    if (!f || fwrite(bytes, 1, size, f) != size || fclose(f) != 0)
        abort();
}

/* Holds a file as one that writes it does; close() lets go. */
static inline int
io_lock(const char *path)
{
    FILE *f = fopen(path, "r+b");
    const int fd = f ? dup(fileno(f)) : -1;

    if (f)
        fclose(f);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0)
        abort();
    return fd;
}

/* Whether HDF5 ends in silence: it complains on stderr about objects that a
 * failure left behind. */
static inline int
io_ends_silently(void)
{
    const int saved = dup(STDERR_FILENO);
    FILE *said = tmpfile();
    long size = -1;

    if (saved < 0 || !said)
        abort();
    fflush(stderr);
    dup2(fileno(said), STDERR_FILENO);
    H5close();
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    fseek(said, 0, SEEK_END);
    size = ftell(said);
    fclose(said);
    return size == 0;
}

/* The exit status: tests leave no files behind and HDF5 in order. */
static inline int
io_main(int failed)
{
    if (rmdir(io_folder()) != 0) {
        printf("files were left in %s\n", io_folder());
        return 1;
    }
    if (!io_ends_silently()) {
        printf("HDF5 does not end cleanly\n");
        return 1;
    }
    return failed;
}

#endif
