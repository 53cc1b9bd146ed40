/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers from files as inputs, labels and shapes. */

#include <config.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"

static int
target_compare(const void *a, const void *b)
{
    const double p = *(const double *)a;
    const double q = *(const double *)b;

    return (p > q) - (p < q);
}

/* Position of a value in a sorted list that holds it. */
static size_t
target_position(const double *sorted, size_t n, double value)
{
    size_t low = 0;

    while (n > 1) {
        const size_t half = n / 2;

        if (sorted[low + half] <= value) {
            low += half;
            n -= half;
        } else {
            n = half;
        }
    }
    return low;
}

/* The class number of every row before numbering them densely. */
static ipt_status
target_classes(const double *value, size_t n, size_t k, const char *what,
               double *class_of, ipt_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const double *row = value + i * k;
        size_t ones = 0;

        if (k == 1) {
            if (!isfinite(row[0]) || row[0] != floor(row[0]))
                return ipt_error_set(err, IPT_EFORMAT,
                                     "%s: row %zu: label %g, expected a whole "
                                     "number (task = regression?)",
                                     what, i + 1, row[0]);
            class_of[i] = row[0];
            continue;
        }
        for (size_t j = 0; j < k; j++) {
            if (row[j] != 0 && row[j] != 1)
                return ipt_error_set(err, IPT_EFORMAT,
                                     "%s: row %zu, column %zu: %g in a "
                                     "one-hot target, expected 0 or 1",
                                     what, i + 1, j + 1, row[j]);
            if (row[j] == 1) {
                ones++;
                class_of[i] = (double)j;
            }
        }
        if (ones != 1)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: row %zu: %zu ones in a one-hot target, "
                                 "expected one",
                                 what, i + 1, ones);
    }
    return IPT_OK;
}

ipt_status
ipt__labels_from_numbers(const double *value, size_t n, size_t k,
                         const char *what, ipt_dataset *set, ipt_error *err)
{
    double *class_of = NULL;
    double *sorted = NULL;
    int32_t *label = NULL;
    size_t distinct = 0;
    ipt_status status = IPT_OK;

    class_of = malloc((n + 1) * sizeof *class_of);
    sorted = malloc((n + 1) * sizeof *sorted);
    label = malloc((n + 1) * sizeof *label);
    if (!class_of || !sorted || !label) {
        status = ipt_error_set(err, IPT_ENOMEM, "%s: no memory for %zu labels",
                               what, n);
        goto done;
    }
    status = target_classes(value, n, k, what, class_of, err);
    if (status != IPT_OK)
        goto done;
    memcpy(sorted, class_of, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, target_compare);
    for (size_t i = 0; i < n; i++)
        if (distinct == 0 || sorted[i] != sorted[distinct - 1])
            sorted[distinct++] = sorted[i];
    for (size_t i = 0; i < n; i++)
        label[i] = (int32_t)target_position(sorted, distinct, class_of[i]);
    set->label = label;
    set->n_classes = distinct;
    label = NULL;
done:
    free(class_of);
    free(sorted);
    free(label);
    return status;
}

ipt_status
ipt__floats_from_numbers(const double *value, size_t n, size_t k,
                         const char *what, float **out, ipt_error *err)
{
    void *memory = NULL;
    float *copy = NULL;
    const ipt_status status =
        ipt__array_alloc(&memory, n, k, sizeof *copy, what, err);

    if (status != IPT_OK)
        return status;
    copy = memory;
    for (size_t i = 0; i < n * k; i++) {
        copy[i] = (float)value[i];
        if (isfinite(copy[i]))
            continue;
        free(copy);
        return ipt_error_set(err, IPT_ENUMERIC,
                             "%s: row %zu, column %zu: %g, expected a finite "
                             "number up to %g",
                             what, i / k + 1, i % k + 1, value[i],
                             (double)FLT_MAX);
    }
    *out = copy;
    return IPT_OK;
}

ipt_status
ipt__shape_parse(const char *text, size_t units, const char *what,
                 ipt_shape *out, ipt_error *err)
{
    ipt_shape shape = ipt_shape_flat(units);

    if (*text) {
        unsigned long long extent[3] = {0, 0, 0};
        int used = 0;

        if (strspn(text, "0123456789x") != strlen(text) ||
            sscanf(text, "%10llux%10llux%10llu%n", &extent[0], &extent[1],
                   &extent[2], &used) != 3 ||
            text[used])
            return ipt_error_set(err, IPT_EINVAL,
                                 "shape = \"%s\": expected CHANNELSxHEIGHTx"
                                 "WIDTH, such as 1x28x28",
                                 text);
        if ((double)extent[0] * (double)extent[1] * (double)extent[2] !=
            (double)units)
            return ipt_error_set(err, IPT_EINVAL,
                                 "shape = %s does not fit %s, which has %zu "
                                 "inputs per row",
                                 text, what, units);
        shape = (ipt_shape){(size_t)extent[0], (size_t)extent[1],
                            (size_t)extent[2]};
    }
    *out = shape;
    return IPT_OK;
}
