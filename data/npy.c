/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets in .npy files. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"

typedef struct {
    char x[IPT_TEXT_MAX];
    char y[IPT_TEXT_MAX];
    char p_y_given_x[IPT_TEXT_MAX];
    char split[IPT_TEXT_MAX];
    char shape[IPT_TEXT_MAX];
    int task;
} npy_state;

/* How far the sum of a row of p(y|x) may be from 1: float rounding. */
static const double npy_sum_tolerance = 1e-5;

/* The inputs: n, n x d, n x height x width, n x channels x height x width. */
static ipt_status
npy_inputs(const npy_state *npy, ipt_dataset *set, ipt_error *err)
{
    ipt_array x;
    const size_t *e = x.extent;
    size_t units = 1;
    ipt_status status;

    memset(&x, 0, sizeof x);
    status = ipt_npy_read(npy->x, &x, err);
    if (status == IPT_OK && (x.rank < 1 || x.rank > 4))
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: %zu axes, expected 1 to 4 (rows first)",
                               npy->x, x.rank);
    if (status != IPT_OK)
        goto done;
    units = x.size / e[0];
    set->n = e[0];
    set->shape = x.rank == 4   ? (ipt_shape){e[1], e[2], e[3]}
                 : x.rank == 3 ? (ipt_shape){1, e[1], e[2]}
                               : ipt_shape_flat(units);
    if (*npy->shape)
        status = ipt__shape_parse(npy->shape, units, npy->x, &set->shape, err);
    if (status == IPT_OK)
        status = ipt__floats_from_numbers(x.value, set->n, units, npy->x,
                                          &set->x, err);
done:
    ipt_array_clear(&x);
    return status;
}

/* An array of n rows and any columns; *columns gets their number. */
static ipt_status
npy_matrix(const char *path, const ipt_dataset *set, const char *x_path,
           ipt_array *out, size_t *columns, ipt_error *err)
{
    const ipt_status status = ipt_npy_read(path, out, err);

    if (status != IPT_OK)
        return status;
    if (out->rank != 1 && out->rank != 2)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %zu axes, expected 1 or 2 (rows first)", path,
                             out->rank);
    if (out->extent[0] != set->n)
        return ipt_error_set(err, IPT_EFORMAT, "%s has %zu rows, %s has %zu",
                             path, out->extent[0], x_path, set->n);
    *columns = out->size / out->extent[0];
    return IPT_OK;
}

/* With p(y|x), class k is its column k, so labels are not renumbered. */
static ipt_status
npy_labels_as_columns(const char *path, const double *label, ipt_dataset *set,
                      ipt_error *err)
{
    set->label = malloc(set->n * sizeof *set->label);
    if (!set->label)
        return ipt_error_set(err, IPT_ENOMEM, "%s: no memory", path);
    for (size_t i = 0; i < set->n; i++) {
        if (!(label[i] >= 0 && label[i] < (double)set->n_classes) ||
            label[i] != floor(label[i]))
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: row %zu: label %g, expected a column of "
                                 "p_y_given_x, 0 to %zu",
                                 path, i + 1, label[i], set->n_classes - 1);
        set->label[i] = (int32_t)label[i];
    }
    return IPT_OK;
}

static ipt_status
npy_probabilities(const npy_state *npy, ipt_dataset *set, ipt_error *err)
{
    const char *path = npy->p_y_given_x;
    ipt_array p;
    size_t k = 0;
    ipt_status status;

    memset(&p, 0, sizeof p);
    status = npy_matrix(path, set, npy->x, &p, &k, err);
    if (status == IPT_OK && k < 2)
        status =
            ipt_error_set(err, IPT_EFORMAT,
                          "%s: %zu column, expected one per class", path, k);
    for (size_t i = 0; status == IPT_OK && i < set->n; i++) {
        double sum = 0;

        for (size_t j = 0; j < k; j++) {
            const double value = p.value[i * k + j];

            if (!(value >= 0 && value <= 1 + npy_sum_tolerance)) {
                status = ipt_error_set(err, IPT_EFORMAT,
                                       "%s: row %zu, column %zu: %g, expected "
                                       "a probability",
                                       path, i + 1, j + 1, value);
                goto done;
            }
            sum += value;
        }
        if (fabs(sum - 1) > npy_sum_tolerance)
            status = ipt_error_set(err, IPT_EFORMAT,
                                   "%s: row %zu: the probabilities sum to "
                                   "%.9g, expected 1",
                                   path, i + 1, sum);
    }
    if (status == IPT_OK) {
        set->p_y_given_x = p.value;
        set->n_classes = k;
        p.value = NULL;
    }
done:
    ipt_array_clear(&p);
    return status;
}

static ipt_status
npy_targets(const npy_state *npy, ipt_dataset *set, ipt_error *err)
{
    ipt_array y;
    size_t k = 0;
    ipt_status status;

    memset(&y, 0, sizeof y);
    status = npy_matrix(npy->y, set, npy->x, &y, &k, err);
    if (status != IPT_OK)
        goto done;
    if (npy->task) {
        status =
            ipt__floats_from_numbers(y.value, set->n, k, npy->y, &set->y, err);
        set->y_dim = k;
    } else if (set->p_y_given_x && k == 1) {
        status = npy_labels_as_columns(npy->y, y.value, set, err);
    } else if (set->p_y_given_x) {
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: %zu columns, expected one of class "
                               "numbers beside p_y_given_x",
                               npy->y, k);
    } else {
        status = ipt__labels_from_numbers(y.value, set->n, k, npy->y, set, err);
    }
done:
    ipt_array_clear(&y);
    return status;
}

static ipt_status
npy_split(const npy_state *npy, ipt_dataset *set, ipt_error *err)
{
    ipt_array split;
    size_t k = 0;
    ipt_status status;

    memset(&split, 0, sizeof split);
    status = npy_matrix(npy->split, set, npy->x, &split, &k, err);
    if (status == IPT_OK && k != 1)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: %zu columns, expected one", npy->split, k);
    if (status != IPT_OK)
        goto done;
    set->split = malloc(set->n);
    if (!set->split)
        status = ipt_error_set(err, IPT_ENOMEM, "%s: no memory", npy->split);
    for (size_t i = 0; status == IPT_OK && i < set->n; i++) {
        if (split.value[i] != 0 && split.value[i] != 1)
            status = ipt_error_set(err, IPT_EFORMAT,
                                   "%s: row %zu: %g, expected 0 (train) or 1 "
                                   "(test)",
                                   npy->split, i + 1, split.value[i]);
        set->split[i] = split.value[i] == 1 ? IPT_SPLIT_TEST : IPT_SPLIT_TRAIN;
    }
done:
    ipt_array_clear(&split);
    return status;
}

static ipt_status
npy_load(const void *state, ipt_dataset *out, ipt_error *err)
{
    const npy_state *npy = state;
    ipt_dataset set;
    ipt_status status;

    memset(&set, 0, sizeof set);
    if (npy->task && *npy->p_y_given_x)
        return ipt_error_set(err, IPT_EINVAL,
                             "npy: p_y_given_x goes with task = "
                             "classification");
    status = npy_inputs(npy, &set, err);
    if (status == IPT_OK && *npy->p_y_given_x)
        status = npy_probabilities(npy, &set, err);
    if (status == IPT_OK)
        status = npy_targets(npy, &set, err);
    if (status == IPT_OK && *npy->split)
        status = npy_split(npy, &set, err);
    if (status != IPT_OK) {
        ipt_dataset_clear(&set);
        return status;
    }
    *out = set;
    return IPT_OK;
}

static const ipt_option npy_options[] = {
    {"x", IPT_OPTION_TEXT, offsetof(npy_state, x), NULL, 0, 0,
     IPT_OPTION_REQUIRED, NULL, NULL,
     "inputs: n, n x d, n x height x width or n x channels x height x width"},
    {"y", IPT_OPTION_TEXT, offsetof(npy_state, y), NULL, 0, 0,
     IPT_OPTION_REQUIRED, NULL, NULL,
     "targets: n or n x 1 class numbers, n x classes one-hot, or n x m values"},
    {"p_y_given_x", IPT_OPTION_TEXT, offsetof(npy_state, p_y_given_x), "", 0, 0,
     0, NULL, NULL,
     "class probabilities, n x classes; y then holds their columns"},
    {"split", IPT_OPTION_TEXT, offsetof(npy_state, split), "", 0, 0, 0, NULL,
     NULL, "part of every row, 0 (train) or 1 (test)"},
    {"shape", IPT_OPTION_TEXT, offsetof(npy_state, shape), "", 0, 0, 0, NULL,
     NULL, "CHANNELSxHEIGHTxWIDTH of an input; empty is that of x"},
    {"task", IPT_OPTION_CHOICE, offsetof(npy_state, task), "classification", 0,
     0, 0, "classification|regression", NULL, "what y holds"},
    IPT_OPTION_END,
};

const ipt_dataset_type ipt__npy_type = {
    .name = "npy",
    .summary = "arrays in NumPy .npy files",
    .detail = "Versions 1 to 3, bool, whole numbers and floats of any width, "
              "either byte order, C or Fortran order, plain or gzip.",
    .options = npy_options,
    .references = NULL,
    .state_size = sizeof(npy_state),
    .load = npy_load,
};
