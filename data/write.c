/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a data set as npy files or as CSV. */

#include <config.h>

#include <errno.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data.h"

/* A file under another name until it is complete. */
typedef struct {
    char path[2 * IPT_TEXT_MAX];
    char part[2 * IPT_TEXT_MAX + 8];
    FILE *file;
} write_file;

static ipt_status
write_fail(const char *path, ipt_error *err)
{
    return ipt_error_set(err, IPT_EIO, "%s: %s", path,
                         errno ? strerror(errno) : "cannot write");
}

static ipt_status
write_begin(write_file *out, const char *folder, const char *name,
            ipt_error *err)
{
    const int length = snprintf(out->path, sizeof out->path, "%s%s%s", folder,
                                *folder && *name ? "/" : "", name);

    if ((size_t)length >= sizeof out->path)
        return ipt_error_set(err, IPT_EINVAL,
                             "a file name of %d characters is too long",
                             length);
    snprintf(out->part, sizeof out->part, "%s.part", out->path);
    errno = 0;
    out->file = fopen(out->part, "wb");
    return out->file ? IPT_OK : write_fail(out->part, err);
}

/* Closes; renames if all went well so far, else removes. */
static ipt_status
write_end(write_file *out, ipt_status status, ipt_error *err)
{
    if (!out->file)
        return status;
    errno = 0;
    if (status == IPT_OK &&
        (ferror(out->file) || fflush(out->file) || fsync(fileno(out->file))))
        status = write_fail(out->part, err);
    if (fclose(out->file) && status == IPT_OK)
        status = write_fail(out->part, err);
    if (status == IPT_OK && rename(out->part, out->path))
        status = write_fail(out->path, err);
    if (status != IPT_OK)
        remove(out->part);
    return status;
}

/* Numbers go out least significant byte first on any machine. */
static void
write_numbers(FILE *file, const unsigned char *bytes, size_t count, size_t size)
{
    const uint16_t probe = 1;

    if (*(const unsigned char *)&probe == 1) {
        fwrite(bytes, size, count, file);
        return;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t b = size; b-- > 0;)
            fputc(bytes[i * size + b], file);
}

/* A .npy of version 1.0. */
static ipt_status
write_npy(const char *folder, const char *name, const char *dtype,
          const size_t *extent, size_t rank, const void *data, size_t size,
          ipt_error *err)
{
    write_file out;
    char head[512];
    unsigned char length[2];
    size_t count = 1;
    int at = 0;
    ipt_status status = write_begin(&out, folder, name, err);

    if (status != IPT_OK)
        return status;
    at = snprintf(head, sizeof head,
                  "{'descr': '%s', 'fortran_order': False, 'shape': (", dtype);
    for (size_t a = 0; a < rank; a++) {
        at += snprintf(head + at, sizeof head - (size_t)at, "%zu,%s", extent[a],
                       a + 1 < rank ? " " : "");
        count *= extent[a];
    }
    at += snprintf(head + at, sizeof head - (size_t)at, "), }");
    /* Values begin at a multiple of 64 bytes; the head ends with a newline. */
    while ((10 + at + 1) % 64)
        head[at++] = ' ';
    head[at++] = '\n';
    length[0] = (unsigned char)(at & 255);
    length[1] = (unsigned char)(at >> 8);
    fwrite("\x93NUMPY\x01\x00", 8, 1, out.file);
    fwrite(length, 2, 1, out.file);
    fwrite(head, (size_t)at, 1, out.file);
    write_numbers(out.file, data, count, size);
    return write_end(&out, status, err);
}

static ipt_status
write_folder(const ipt_dataset *set, const char *path, ipt_error *err)
{
    const ipt_shape s = set->shape;
    const size_t flat[2] = {set->n, ipt_shape_units(s)};
    const size_t image[4] = {set->n, s.channels, s.height, s.width};
    const size_t targets[2] = {set->n, set->y_dim};
    const size_t classes[2] = {set->n, set->n_classes};
    const int is_flat = s.height == 1 && s.width == 1;
    ipt_status status;

    if (mkdir(path, 0777) && errno != EEXIST)
        return write_fail(path, err);
    status = write_npy(path, "x.npy", "<f4", is_flat ? flat : image,
                       is_flat ? 2 : 4, set->x, sizeof *set->x, err);
    if (status == IPT_OK && set->label)
        status = write_npy(path, "y.npy", "<i4", flat, 1, set->label,
                           sizeof *set->label, err);
    if (status == IPT_OK && set->y)
        status = write_npy(path, "y.npy", "<f4", targets, 2, set->y,
                           sizeof *set->y, err);
    if (status == IPT_OK && set->p_y_given_x)
        status = write_npy(path, "p_y_given_x.npy", "<f8", classes, 2,
                           set->p_y_given_x, sizeof *set->p_y_given_x, err);
    if (status == IPT_OK && set->split)
        status = write_npy(path, "split.npy", "|u1", flat, 1, set->split,
                           sizeof *set->split, err);
    return status;
}

/* The shortest decimal that reads back to the same float. */
static void
write_float(FILE *file, float value)
{
    char text[32];

    for (int digits = 6; digits <= FLT_DECIMAL_DIG; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    fputs(text, file);
}

static ipt_status
write_csv(const ipt_dataset *set, const char *path, ipt_error *err)
{
    const size_t units = ipt_shape_units(set->shape);
    write_file out;
    ipt_status status;

    if (set->p_y_given_x)
        return ipt_error_set(err, IPT_EUNSUP,
                             "%s: CSV has no columns for p(y|x); write a "
                             "folder of npy files",
                             path);
    status = write_begin(&out, path, "", err);
    if (status != IPT_OK)
        return status;
    for (size_t j = 0; j < units; j++)
        fprintf(out.file, "X%zu,", j);
    if (set->split)
        fputs("split,", out.file);
    for (size_t j = 0; j < set->y_dim; j++)
        fprintf(out.file, "%sY%zu", j ? "," : "", j);
    fputs(set->label ? "Y\n" : "\n", out.file);
    for (size_t i = 0; i < set->n; i++) {
        for (size_t j = 0; j < units; j++) {
            write_float(out.file, set->x[i * units + j]);
            fputc(',', out.file);
        }
        if (set->split)
            fputs(set->split[i] == IPT_SPLIT_TRAIN ? "train," : "test,",
                  out.file);
        for (size_t j = 0; j < set->y_dim; j++) {
            if (j)
                fputc(',', out.file);
            write_float(out.file, set->y[i * set->y_dim + j]);
        }
        if (set->label)
            fprintf(out.file, "%ld", (long)set->label[i]);
        fputc('\n', out.file);
    }
    return write_end(&out, status, err);
}

ipt_status
ipt_dataset_write(const ipt_dataset *set, const char *path, ipt_error *err)
{
    const size_t length = strlen(path);

    if (length >= 4 && !strcmp(path + length - 4, ".csv"))
        return write_csv(set, path, err);
    return write_folder(set, path, err);
}
