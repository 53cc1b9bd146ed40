/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets in CSV files. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"

enum { MISSING_ERROR, MISSING_DROP, MISSING_MEAN };

/* Rows as they come. Missing inputs are NaN until their mean is known. */
typedef struct {
    const ipt__csv_state *csv;
    ipt__csv_plan plan;
    ipt__csv_classes classes;
    float *x;
    float *y;
    uint8_t *split;
    size_t n;
    size_t room;
    size_t dropped;
} csv_rows;

static ipt_status
csv_grow(csv_rows *rows, ipt_error *err)
{
    const size_t room = rows->room ? 2 * rows->room : 256;
    const size_t columns = rows->plan.inputs + rows->plan.targets;
    float *x = NULL;
    float *y = NULL;
    uint8_t *split = NULL;
    const ipt_status status = ipt__memory_check(
        (double)room * (double)columns * sizeof *x, rows->csv->file, err);

    if (status != IPT_OK)
        return status;
    x = realloc(rows->x, room * rows->plan.inputs * sizeof *x);
    if (x)
        rows->x = x;
    y = realloc(rows->y, room * rows->plan.targets * sizeof *y);
    if (y)
        rows->y = y;
    split = realloc(rows->split, room);
    if (split)
        rows->split = split;
    if (!x || !y || !split)
        return ipt_error_set(err, IPT_ENOMEM, "%s: no memory for %zu rows",
                             rows->csv->file, room);
    rows->room = room;
    return IPT_OK;
}

static ipt_status
csv_bad(const csv_rows *rows, const ipt__csv_field *field, size_t j,
        const char *expected, ipt_error *err)
{
    char column[80];

    return ipt_error_set(err, IPT_EFORMAT,
                         "%s:%zu:%zu: column %s: \"%.40s\", expected %s",
                         rows->csv->file, field->line, field->column,
                         ipt__csv_column(&rows->plan, j, column, sizeof column),
                         field->text, expected);
}

static ipt_status
csv_number(const csv_rows *rows, const ipt__csv_field *field, size_t j,
           float *out, ipt_error *err)
{
    double value = 0;

    if (!ipt__number_parse(field->text, &value))
        return csv_bad(rows, field, j,
                       rows->plan.role[j] == IPT__CSV_INPUT
                           ? "a number (text columns go into drop)"
                           : "a number",
                       err);
    *out = (float)value;
    if (!isfinite(*out))
        return csv_bad(rows, field, j, "a number that fits a float", err);
    return IPT_OK;
}

static ipt_status
csv_part(const csv_rows *rows, const ipt__csv_field *field, size_t j,
         uint8_t *out, ipt_error *err)
{
    if (!strcmp(field->text, "train") || !strcmp(field->text, "0"))
        *out = IPT_SPLIT_TRAIN;
    else if (!strcmp(field->text, "test") || !strcmp(field->text, "1"))
        *out = IPT_SPLIT_TEST;
    else
        return csv_bad(rows, field, j, "train or test (0 or 1)", err);
    return IPT_OK;
}

/* What to do with a missing value: *skip drops the row. */
static ipt_status
csv_missing(const csv_rows *rows, const ipt__csv_field *field, size_t j,
            int *skip, ipt_error *err)
{
    const int policy = rows->csv->missing;

    *skip = policy == MISSING_DROP;
    if (policy == MISSING_DROP ||
        (policy == MISSING_MEAN && rows->plan.role[j] == IPT__CSV_INPUT))
        return IPT_OK;
    return csv_bad(rows, field, j,
                   policy == MISSING_MEAN
                       ? "a target (missing = mean fills inputs only)"
                       : "a value (missing = drop or mean allows this)",
                   err);
}

/* One record behind the others, unless a missing value drops it. */
static ipt_status
csv_row(csv_rows *rows, const ipt__csv_field *fields, ipt_error *err)
{
    const ipt__csv_plan *plan = &rows->plan;
    float *x = rows->x + rows->n * plan->inputs;
    float *y = rows->y + rows->n * plan->targets;
    const ipt__csv_field *class_field = NULL;
    int drop = 0;

    for (size_t j = 0; j < plan->n; j++) {
        const ipt__csv_field *field = &fields[j];
        ipt_status status = IPT_OK;
        int skip = 0;

        if (plan->role[j] == IPT__CSV_DROPPED)
            continue;
        if (ipt__csv_missing(field->text)) {
            status = csv_missing(rows, field, j, &skip, err);
            drop |= skip;
            if (plan->role[j] == IPT__CSV_INPUT)
                *x++ = (float)NAN;
        } else if (plan->role[j] == IPT__CSV_INPUT) {
            status = csv_number(rows, field, j, x++, err);
        } else if (plan->role[j] == IPT__CSV_SPLIT) {
            status = csv_part(rows, field, j, rows->split + rows->n, err);
        } else if (rows->csv->task) {
            status = csv_number(rows, field, j, y + plan->order[j], err);
        } else {
            class_field = field;
        }
        if (status != IPT_OK)
            return status;
    }
    if (drop) {
        rows->dropped++;
        return IPT_OK;
    }
    rows->n++;
    if (class_field)
        return ipt__csv_classes_add(&rows->classes, rows->csv->file,
                                    class_field, err);
    return IPT_OK;
}

static ipt_status
csv_read(csv_rows *rows, ipt_error *err)
{
    const char *path = rows->csv->file;
    ipt__csv *file = NULL;
    const ipt__csv_field *fields = NULL;
    size_t n = 0;
    ipt_status status = ipt__csv_open(&file, path, rows->plan.delimiter, err);

    if (status == IPT_OK && rows->plan.header)
        status = ipt__csv_next(file, &fields, &n, err);
    while (status == IPT_OK) {
        status = ipt__csv_next(file, &fields, &n, err);
        if (status != IPT_OK || n == 0)
            break;
        if (n != rows->plan.n) {
            status = ipt_error_set(err, IPT_EFORMAT,
                                   "%s:%zu: %zu fields, expected %zu as in "
                                   "the first record",
                                   path, fields[0].line, n, rows->plan.n);
            break;
        }
        if (rows->n == rows->room)
            status = csv_grow(rows, err);
        if (status == IPT_OK)
            status = csv_row(rows, fields, err);
    }
    ipt__csv_close(file);
    if (status == IPT_OK && rows->n == 0)
        status = ipt_error_set(err, IPT_EFORMAT, "%s: no rows%s", path,
                               rows->dropped ? " without missing values"
                                             : " behind the header");
    return status;
}

/* Missing inputs become the mean of their column over the rows that have it. */
static ipt_status
csv_fill_means(csv_rows *rows, ipt_error *err)
{
    const size_t columns = rows->plan.inputs;

    for (size_t j = 0; j < columns; j++) {
        double sum = 0;
        size_t known = 0;

        for (size_t i = 0; i < rows->n; i++) {
            const float value = rows->x[i * columns + j];

            if (isnan(value))
                continue;
            sum += (double)value;
            known++;
        }
        if (known == 0)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: input %zu has no value at all to take a "
                                 "mean of",
                                 rows->csv->file, j + 1);
        for (size_t i = 0; known < rows->n && i < rows->n; i++)
            if (isnan(rows->x[i * columns + j]))
                rows->x[i * columns + j] = (float)(sum / (double)known);
    }
    return IPT_OK;
}

static ipt_status
csv_load(const void *state, ipt_dataset *out, ipt_error *err)
{
    const ipt__csv_state *csv = state;
    csv_rows rows;
    ipt_dataset set;
    ipt_status status;

    memset(&rows, 0, sizeof rows);
    memset(&set, 0, sizeof set);
    rows.csv = csv;
    status = ipt__csv_plan_make(csv, &rows.plan, err);
    if (status == IPT_OK)
        status = ipt__shape_parse(csv->shape, rows.plan.inputs, csv->file,
                                  &set.shape, err);
    if (status == IPT_OK)
        status = csv_read(&rows, err);
    if (status == IPT_OK && csv->missing == MISSING_MEAN)
        status = csv_fill_means(&rows, err);
    if (status == IPT_OK && !csv->task)
        status = ipt__csv_classes_finish(&rows.classes, csv->file, &set, err);
    if (status != IPT_OK)
        goto done;
    set.n = rows.n;
    set.x = rows.x;
    rows.x = NULL;
    if (csv->task) {
        set.y = rows.y;
        set.y_dim = rows.plan.targets;
        rows.y = NULL;
    }
    if (*csv->split) {
        set.split = rows.split;
        rows.split = NULL;
    }
    *out = set;
done:
    free(rows.x);
    free(rows.y);
    free(rows.split);
    ipt__csv_classes_clear(&rows.classes);
    ipt__csv_plan_clear(&rows.plan);
    return status;
}

#define CSV_AT(member) offsetof(ipt__csv_state, member)

static const ipt_option csv_options[] = {
    {"file", IPT_OPTION_TEXT, CSV_AT(file), NULL, 0, 0, IPT_OPTION_REQUIRED,
     NULL, NULL, "the file, plain or gzip"},
    {"target", IPT_OPTION_TEXT, CSV_AT(target), "-1", 0, 0, 0, NULL, NULL,
     "target columns: names or numbers from 1 (-1 is the last), by commas"},
    {"task", IPT_OPTION_CHOICE, CSV_AT(task), "classification", 0, 0, 0,
     "classification|regression", NULL, "what the target holds"},
    {"drop", IPT_OPTION_TEXT, CSV_AT(drop), "", 0, 0, 0, NULL, NULL,
     "columns to leave out: names or numbers, by commas"},
    {"split", IPT_OPTION_TEXT, CSV_AT(split), "", 0, 0, 0, NULL, NULL,
     "column that says train or test (0 or 1)"},
    {"header", IPT_OPTION_CHOICE, CSV_AT(header), "auto", 0, 0, 0,
     "auto|yes|no", NULL,
     "whether the first record holds names; auto: it has words where the "
     "second has numbers, or words only"},
    {"delimiter", IPT_OPTION_CHOICE, CSV_AT(delimiter), "auto", 0, 0, 0,
     "auto|comma|semicolon|tab|bar", NULL,
     "what stands between fields; auto: the most frequent in the first line"},
    {"missing", IPT_OPTION_CHOICE, CSV_AT(missing), "error", 0, 0, 0,
     "error|drop|mean", NULL,
     "empty, NA, NaN, null, none and ?: an error, drop the row, or the mean "
     "of the input's column over all rows"},
    {"shape", IPT_OPTION_TEXT, CSV_AT(shape), "", 0, 0, 0, NULL, NULL,
     "CHANNELSxHEIGHTxWIDTH of an input; empty is flat"},
    IPT_OPTION_END,
};

const ipt_dataset_type ipt__csv_type = {
    .name = "csv",
    .summary = "a table in delimited text",
    .detail =
        "RFC 4180: quoted fields, doubled quotes, line ends within quotes; "
        "LF, CRLF or CR; UTF-8 with or without a mark; plain or gzip. All "
        "columns that are neither target, dropped nor the split are inputs "
        "and must be numbers. Classes are whole numbers, sorted by value, or "
        "words, sorted by bytes.",
    .options = csv_options,
    .references = NULL,
    .state_size = sizeof(ipt__csv_state),
    .load = csv_load,
};
