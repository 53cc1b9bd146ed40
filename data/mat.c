/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets in MAT files. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mat_file.h"

typedef struct {
    char file[IPT_TEXT_MAX];
    char x[IPT_TEXT_MAX];
    char y[IPT_TEXT_MAX];
    char shape[IPT_TEXT_MAX];
    int transpose;
    int task;
} mat_state;

enum { TRANSPOSE_AUTO, TRANSPOSE_YES, TRANSPOSE_NO };

static ipt_status
mat_transpose(const char *path, ipt_array *array, ipt_error *err)
{
    const size_t rows = array->extent[0];
    const size_t columns = array->extent[1];
    void *memory = NULL;
    double *turned = NULL;
    const ipt_status status =
        ipt__array_alloc(&memory, rows, columns, sizeof *turned, path, err);

    if (status != IPT_OK)
        return status;
    turned = memory;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            turned[j * rows + i] = array->value[i * columns + j];
    free(array->value);
    array->value = turned;
    array->extent[0] = columns;
    array->extent[1] = rows;
    return IPT_OK;
}

/* Rows of x and y must agree; MATLAB code keeps y as 1 x n and, at times, x as
 * d x n. Only an orientation that fits without doubt is taken. */
static ipt_status
mat_orient(const mat_state *mat, ipt_array *x, ipt_array *y, ipt_error *err)
{
    const size_t n_y = y->extent[0] == 1 ? y->extent[1] : y->extent[0];
    const int x_by_rows = x->extent[0] == n_y;
    const int x_by_columns = x->extent[1] == n_y;
    int turn = mat->transpose == TRANSPOSE_YES;
    ipt_status status = IPT_OK;

    if (mat->transpose == TRANSPOSE_AUTO)
        turn = !x_by_rows && x_by_columns;
    if (turn)
        status = mat_transpose(mat->file, x, err);
    if (status == IPT_OK && y->extent[0] != x->extent[0] &&
        y->extent[1] == x->extent[0])
        status = mat_transpose(mat->file, y, err);
    if (status == IPT_OK && y->extent[0] != x->extent[0])
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: \"%s\" has %zu rows of %zu, \"%s\" is "
                               "%zu x %zu; their rows differ",
                               mat->file, mat->x, x->extent[0], x->extent[1],
                               mat->y, y->extent[0], y->extent[1]);
    return status;
}

static ipt_status
mat_load(const void *state, ipt_dataset *out, ipt_error *err)
{
    const mat_state *mat = state;
    char what[2 * IPT_TEXT_MAX + 8];
    ipt_array x;
    ipt_array y;
    ipt_dataset set;
    ipt_status status;

    memset(&x, 0, sizeof x);
    memset(&y, 0, sizeof y);
    memset(&set, 0, sizeof set);
    status = ipt__mat_read(mat->file, mat->x, &x, err);
    if (status == IPT_OK)
        status = ipt__mat_read(mat->file, mat->y, &y, err);
    if (status == IPT_OK)
        status = mat_orient(mat, &x, &y, err);
    if (status == IPT_OK)
        status =
            ipt__shape_parse(mat->shape, x.extent[1], mat->x, &set.shape, err);
    if (status != IPT_OK)
        goto done;
    set.n = x.extent[0];
    snprintf(what, sizeof what, "%s: %s", mat->file, mat->x);
    status = ipt__floats_from_numbers(x.value, set.n, x.extent[1], what, &set.x,
                                      err);
    if (status != IPT_OK)
        goto done;
    snprintf(what, sizeof what, "%s: %s", mat->file, mat->y);
    if (mat->task) {
        status = ipt__floats_from_numbers(y.value, set.n, y.extent[1], what,
                                          &set.y, err);
        set.y_dim = y.extent[1];
    } else {
        status = ipt__labels_from_numbers(y.value, set.n, y.extent[1], what,
                                          &set, err);
    }
    if (status != IPT_OK)
        goto done;
    *out = set;
    memset(&set, 0, sizeof set);
done:
    ipt_array_clear(&x);
    ipt_array_clear(&y);
    ipt_dataset_clear(&set);
    return status;
}

static const ipt_option mat_options[] = {
    {"file", IPT_OPTION_TEXT, offsetof(mat_state, file), NULL, 0, 0,
     IPT_OPTION_REQUIRED, NULL, NULL,
     "MAT file of version 5 (saved with -v6 or -v7)"},
    {"x", IPT_OPTION_TEXT, offsetof(mat_state, x), "F", 0, 0, 0, NULL, NULL,
     "variable of the inputs, a matrix"},
    {"y", IPT_OPTION_TEXT, offsetof(mat_state, y), "y", 0, 0, 0, NULL, NULL,
     "variable of the targets: a vector, or one-hot, or values"},
    {"transpose", IPT_OPTION_CHOICE, offsetof(mat_state, transpose), "auto", 0,
     0, 0, "auto|yes|no", NULL,
     "rows of x are inputs, columns are samples; auto: where only that fits y"},
    {"shape", IPT_OPTION_TEXT, offsetof(mat_state, shape), "", 0, 0, 0, NULL,
     NULL, "CHANNELSxHEIGHTxWIDTH of an input; empty is flat"},
    {"task", IPT_OPTION_CHOICE, offsetof(mat_state, task), "classification", 0,
     0, 0, "classification|regression", NULL, "what y holds"},
    IPT_OPTION_END,
};

const ipt_dataset_type ipt__mat_type = {
    .name = "mat",
    .summary = "matrices in a MAT file",
    .detail = "MATLAB's version 5, as its -v6 and -v7 write it: full real "
              "matrices of any numeric or logical class. The "
              "defaults name the variables of the 12-bit rule's published "
              "file. Needs ipt built with matio.",
    .options = mat_options,
    .references = NULL,
    .state_size = sizeof(mat_state),
    .load = mat_load,
};
