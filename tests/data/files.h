/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the data tests: a folder of their own, and loading by options. */

#ifndef IPT_TEST_FILES_H
#define IPT_TEST_FILES_H

#include <ftw.h>
#include <stdarg.h>
#include <stdint.h>

#include <zlib.h>

#include <infoplane/dataset.h>

#include "test.h"

enum { FILES_PATH = 900 };

static char files_folder[512];

/* Makes the folder; call once at the beginning of main(). */
static inline void
files_begin(void)
{
    const char *base = getenv("TMPDIR");

    snprintf(files_folder, sizeof files_folder, "%s/ipt-data-XXXXXX",
             base && *base ? base : ".");
    if (!mkdtemp(files_folder)) {
        perror(files_folder);
        exit(99);
    }
}

static inline int
files_remove_one(const char *path, const struct stat *info, int kind,
                 struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline int
files_end(int status)
{
    nftw(files_folder, files_remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return status;
}

static inline const char *
files_path(char out[FILES_PATH], const char *name)
{
    snprintf(out, FILES_PATH, "%s/%s", files_folder, name);
    return out;
}

static inline void
files_write(const char *name, const void *data, size_t size)
{
    char path[FILES_PATH];
    FILE *file = fopen(files_path(path, name), "wb");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(data, 1, size, file), size);
    fclose(file);
}

static inline void
files_write_text(const char *name, const char *text)
{
    files_write(name, text, strlen(text));
}

static inline void
files_write_gzip(const char *name, const void *data, size_t size)
{
    char path[FILES_PATH];
    gzFile file = gzopen(files_path(path, name), "wb");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    if (size)
        CU_ASSERT_EQUAL(gzwrite(file, data, (unsigned)size), (int)size);
    gzclose(file);
}

/* The whole file; free() it. */
static inline unsigned char *
files_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *data = malloc(1 << 20);

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    *size = fread(data, 1, 1 << 20, file);
    fclose(file);
    return data;
}

/* A file that comes with the tests. */
static inline const char *
files_reference(char out[FILES_PATH], const char *name)
{
    char relative[256];

    snprintf(relative, sizeof relative, "data/reference/%s", name);
    return test_path(out, FILES_PATH, relative);
}

static inline ipt_status
files_load_list(ipt_dataset *out, ipt_error *err, const char *type_name,
                int raw, va_list args)
{
    const ipt_dataset_type *type = ipt_dataset_type_find(type_name);
    void *state = calloc(1, type->state_size);
    const char *key = NULL;
    ipt_status status = IPT_OK;

    memset(out, 0, sizeof *out);
    ipt_error_clear(err);
    ipt_options_preset(type->options, state);
    while (status == IPT_OK && (key = va_arg(args, const char *))) {
        const ipt_option *option = ipt_option_find(type->options, key);

        CU_ASSERT_PTR_NOT_NULL_FATAL(option);
        status =
            ipt_option_parse(option, va_arg(args, const char *), state, err);
    }
    if (status == IPT_OK)
        status = raw ? type->load(state, out, err)
                     : ipt_dataset_load(type, state, out, err);
    free(state);
    /* A failure leaves nothing behind and says why in one line. */
    if (status != IPT_OK) {
        CU_ASSERT(!out->x && !out->label && !out->y && !out->x_id);
        CU_ASSERT(*err->message != '\0' && !strchr(err->message, '\n'));
    }
    return status;
}

/* Loads type with key, value, ..., NULL. */
static inline ipt_status
files_load(ipt_dataset *out, ipt_error *err, const char *type_name, ...)
{
    ipt_status status;
    va_list args;

    va_start(args, type_name);
    status = files_load_list(out, err, type_name, 0, args);
    va_end(args);
    return status;
}

/* The same without row numbers and hash. */
static inline ipt_status
files_load_raw(ipt_dataset *out, ipt_error *err, const char *type_name, ...)
{
    ipt_status status;
    va_list args;

    va_start(args, type_name);
    status = files_load_list(out, err, type_name, 1, args);
    va_end(args);
    return status;
}

/* The element (i, j) of the reference matrices. */
static inline double
files_value(int i, int j)
{
    return 3 * i * i + 5 * j - 7;
}

static inline double
files_byte(int i, int j)
{
    return (double)(((int)files_value(i, j) + 251) % 251);
}

#endif
