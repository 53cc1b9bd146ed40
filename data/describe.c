/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a data file holds, for people, and which type reads it. */

#include <config.h>

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv_file.h"
#include "idx.h"
#include "mat_file.h"

/* Classes are listed up to so many. */
enum { DESCRIBE_CLASSES = 32 };

/* Text that is cut where the room ends. */
typedef struct {
    char *out;
    size_t size;
    size_t at;
} describe_text;

static void describe_add(describe_text *text, const char *format, ...)
    IPT_PRINTF(2, 3);

static void
describe_add(describe_text *text, const char *format, ...)
{
    va_list args;
    int length = 0;

    if (text->at >= text->size)
        return;
    va_start(args, format);
    length =
        vsnprintf(text->out + text->at, text->size - text->at, format, args);
    va_end(args);
    text->at += length > 0 ? (size_t)length : 0;
}

static void
describe_extents(describe_text *text, const size_t *extent, size_t rank)
{
    describe_add(text, "shape: ");
    for (size_t a = 0; a < rank; a++)
        describe_add(text, "%s%zu", a ? " x " : "", extent[a]);
    describe_add(text, rank ? "\n" : "a single number\n");
}

static int
describe_compare(const void *a, const void *b)
{
    const double p = *(const double *)a;
    const double q = *(const double *)b;

    return (p > q) - (p < q);
}

/* Range, what is not finite, and the counts of few whole values. Sorts. */
static void
describe_values(describe_text *text, double *value, size_t n)
{
    double low = INFINITY;
    double high = -INFINITY;
    double distinct[DESCRIBE_CLASSES];
    size_t count[DESCRIBE_CLASSES] = {0};
    size_t classes = 0;
    size_t finite = 0;

    for (size_t i = 0; i < n; i++) {
        if (!isfinite(value[i]))
            continue;
        value[finite++] = value[i];
        low = fmin(low, value[i]);
        high = fmax(high, value[i]);
    }
    if (finite)
        describe_add(text, "range: %.9g to %.9g\n", low, high);
    if (finite < n)
        describe_add(text, "not finite: %zu of %zu\n", n - finite, n);
    for (size_t i = 0; i < finite; i++) {
        size_t c = 0;

        while (c < classes && distinct[c] != value[i])
            c++;
        if (c == DESCRIBE_CLASSES || value[i] != floor(value[i]))
            return; /* not labels */
        if (c == classes)
            distinct[classes++] = value[i];
        count[c]++;
    }
    /* Few enough: in ascending order. */
    qsort(value, finite, sizeof *value, describe_compare);
    describe_add(text, "values: ");
    for (size_t i = 0, shown = 0; i < finite; shown++) {
        size_t c = 0;

        while (distinct[c] != value[i])
            c++;
        describe_add(text, "%s%.9g (%zu)", shown ? ", " : "", value[i],
                     count[c]);
        i += count[c];
    }
    describe_add(text, "\n");
}

static ipt_status
describe_idx(const char *path, describe_text *text, ipt_error *err)
{
    ipt__file *file = NULL;
    ipt__idx_head head;
    void *value = NULL;
    size_t n = 0;
    ipt_status status = ipt__file_open(&file, path, err);

    if (status == IPT_OK)
        status = ipt__idx_head_read(file, &head, err);
    if (status == IPT_OK) {
        n = head.extent[0] * head.each;
        status = ipt__array_alloc(&value, n, 1, sizeof(double), path, err);
    }
    if (status == IPT_OK)
        status = ipt__idx_numbers(file, &head, n, value, err);
    if (status == IPT_OK)
        status = ipt__file_expect_end(file, err);
    if (status == IPT_OK) {
        describe_add(text, "kind: IDX\ntype: %s\n", head.type_name);
        describe_extents(text, head.extent, head.rank);
        describe_values(text, value, n);
    }
    free(value);
    ipt__file_close(file);
    return status;
}

static ipt_status
describe_npy(const char *path, describe_text *text, ipt_error *err)
{
    ipt_array array;
    ipt_status status;

    memset(&array, 0, sizeof array);
    status = ipt_npy_read(path, &array, err);
    if (status != IPT_OK)
        return status;
    describe_add(text, "kind: npy\ntype: %s\n", array.dtype);
    describe_extents(text, array.extent, array.rank);
    describe_values(text, array.value, array.size);
    ipt_array_clear(&array);
    return IPT_OK;
}

static void
describe_variable(void *context, const ipt__mat_info *info)
{
    describe_text *text = context;

    describe_add(text, "variable: %s, %s%s, ", info->name,
                 info->complex ? "complex " : "",
                 ipt__mat_class_name(info->class_));
    describe_extents(text, info->extent, info->rank);
}

/* What a CSV column has shown so far. */
typedef struct {
    char *name;
    size_t numbers;
    size_t missing;
    size_t words;
    double low;
    double high;
} describe_column;

static void
describe_field(describe_column *column, const char *field)
{
    double value = 0;

    if (ipt__csv_missing(field)) {
        column->missing++;
    } else if (ipt__number_parse(field, &value)) {
        column->numbers++;
        column->low = fmin(column->low, value);
        column->high = fmax(column->high, value);
    } else {
        column->words++;
    }
}

static void
describe_columns(describe_text *text, const describe_column *column, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        describe_add(text, "column %zu", j + 1);
        if (column[j].name)
            describe_add(text, " \"%s\"", column[j].name);
        describe_add(text, ":");
        if (column[j].numbers)
            describe_add(text, " %zu numbers from %.9g to %.9g,",
                         column[j].numbers, column[j].low, column[j].high);
        if (column[j].words)
            describe_add(text, " %zu words,", column[j].words);
        describe_add(text, " %zu missing\n", column[j].missing);
    }
}

/* One pass: names are kept and the first record is counted, or not, when the
 * second is known. */
static ipt_status
describe_csv(const char *path, describe_text *text, ipt_error *err)
{
    ipt__csv *file = NULL;
    const ipt__csv_field *field = NULL;
    ipt__csv_field *first = NULL;
    describe_column *column = NULL;
    size_t n = 0;
    size_t columns = 0;
    size_t rows = 0;
    int header = 0;
    ipt_status status = ipt__csv_open(&file, path, 0, err);

    if (status == IPT_OK)
        status = ipt__csv_next(file, &field, &columns, err);
    if (status == IPT_OK && columns == 0)
        status = ipt_error_set(err, IPT_EFORMAT, "%s: has no records", path);
    if (status != IPT_OK)
        goto done;
    column = calloc(columns, sizeof *column);
    first = calloc(columns, sizeof *first);
    for (size_t j = 0; column && first && j < columns; j++) {
        column[j].name = malloc(strlen(field[j].text) + 1);
        if (!column[j].name)
            break;
        memcpy(column[j].name, field[j].text, strlen(field[j].text) + 1);
        first[j].text = column[j].name;
        column[j].low = INFINITY;
        column[j].high = -INFINITY;
    }
    if (!column || !first || !column[columns - 1].name) {
        status = ipt_error_set(err, IPT_ENOMEM, "%s: no memory", path);
        goto done;
    }
    for (;; rows++) {
        status = ipt__csv_next(file, &field, &n, err);
        if (status != IPT_OK)
            goto done;
        if (rows == 0)
            header = ipt__csv_is_header(first, columns, field, n);
        if (n == 0)
            break;
        if (n != columns) {
            status = ipt_error_set(err, IPT_EFORMAT,
                                   "%s:%zu: %zu fields, expected %zu as in "
                                   "the first record",
                                   path, field[0].line, n, columns);
            goto done;
        }
        for (size_t j = 0; j < columns; j++)
            describe_field(&column[j], field[j].text);
    }
    for (size_t j = 0; !header && j < columns; j++) {
        describe_field(&column[j], column[j].name);
        free(column[j].name);
        column[j].name = NULL;
    }
    describe_add(text, "kind: CSV\ndelimiter: \"%s\"\nheader: %s\n",
                 ipt__csv_delimiter(file) == '\t'
                     ? "\\t"
                     : (char[]){ipt__csv_delimiter(file), 0},
                 header ? "yes" : "no");
    describe_add(text, "shape: %zu x %zu\n", header ? rows : rows + 1, columns);
    describe_columns(text, column, columns);
done:
    for (size_t j = 0; column && j < columns; j++)
        free(column[j].name);
    free(column);
    free(first);
    ipt__csv_close(file);
    return status;
}

ipt_status
ipt_dataset_recognise(const char *path, const ipt_dataset_type **out,
                      ipt_error *err)
{
    unsigned char head[128];
    ipt__file *file = NULL;
    size_t got = 0;
    ipt_status status = ipt__file_open(&file, path, err);

    if (status == IPT_OK)
        status = ipt__file_take(file, head, sizeof head, &got, err);
    ipt__file_close(file);
    if (status != IPT_OK)
        return status;
    if (got >= 8 && !memcmp(head, "\x89HDF\r\n\x1a\n", 8))
        return ipt_error_set(err, IPT_EUNSUP,
                             "%s: an HDF5 file; data sets come as IDX, npy, "
                             "MAT (version 5) or CSV",
                             path);
    if (got >= 6 && !memcmp(head, "\x93NUMPY", 6))
        *out = &ipt__npy_type;
    else if (got >= 4 && head[0] == 0 && head[1] == 0 && head[2] >= 8 &&
             head[2] <= 14)
        *out = &ipt__idx_type;
    else if (got == 128 &&
             (!memcmp(head + 126, "IM", 2) || !memcmp(head + 126, "MI", 2)) &&
             !memcmp(head, "MATLAB", 6))
        *out = &ipt__mat_type;
    else if (!memchr(head, 0, got))
        *out = &ipt__csv_type;
    else
        return ipt_error_set(err, IPT_EUNSUP,
                             "%s: begins with bytes 0x%02x%02x%02x%02x; "
                             "readable are IDX, npy, MAT (version 5) and CSV",
                             path, head[0], got > 1 ? head[1] : 0,
                             got > 2 ? head[2] : 0, got > 3 ? head[3] : 0);
    return IPT_OK;
}

ipt_status
ipt_dataset_describe(const char *path, char *out, size_t size, ipt_error *err)
{
    const ipt_dataset_type *type = NULL;
    describe_text text = {out, size, 0};
    ipt_status status = ipt_dataset_recognise(path, &type, err);

    if (size)
        *out = '\0';
    if (status != IPT_OK)
        return status;
    if (type == &ipt__idx_type) {
        status = describe_idx(path, &text, err);
    } else if (type == &ipt__npy_type) {
        status = describe_npy(path, &text, err);
    } else if (type == &ipt__mat_type) {
        describe_add(&text, "kind: MAT\n");
        status = ipt__mat_walk(path, describe_variable, &text, err);
    } else {
        status = describe_csv(path, &text, err);
    }
    return status;
}
