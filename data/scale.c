/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scaling of columns by statistics of the training rows. */

#include <config.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "data.h"

/* What is subtracted from a column and what then divides it; a divisor of 0
 * marks a constant column. */
typedef struct {
    double shift;
    double divisor;
} scale_column;

/* Sums run in row order over doubles: the result does not depend on threads.
 * Two passes, because one would cancel for means far from 0. */
static ipt_status
scale_fit(const ipt_dataset *set, const float *value, size_t columns, int scale,
          scale_column *fit, ipt_error *err)
{
    double *low = malloc(columns * sizeof *low);
    double *high = malloc(columns * sizeof *high);
    size_t rows = 0;
    ipt_status status = IPT_OK;

    if (!low || !high) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory to scale");
        goto done;
    }
    for (size_t j = 0; j < columns; j++) {
        low[j] = INFINITY;
        high[j] = -INFINITY;
        fit[j] = (scale_column){0, 0};
    }
    for (size_t i = 0; i < set->n; i++) {
        if (set->split[i] != IPT_SPLIT_TRAIN)
            continue;
        rows++;
        for (size_t j = 0; j < columns; j++) {
            const double v = (double)value[i * columns + j];

            low[j] = fmin(low[j], v);
            high[j] = fmax(high[j], v);
            fit[j].shift += v;
        }
    }
    if (rows == 0) {
        status = ipt_error_set(err, IPT_EINVAL, "no training rows to scale by");
        goto done;
    }
    for (size_t j = 0; j < columns; j++)
        fit[j].shift /= (double)rows;
    for (size_t i = 0; scale == IPT_SCALE_STANDARD && i < set->n; i++) {
        if (set->split[i] != IPT_SPLIT_TRAIN)
            continue;
        for (size_t j = 0; j < columns; j++) {
            const double d = (double)value[i * columns + j] - fit[j].shift;

            fit[j].divisor += d * d;
        }
    }
    for (size_t j = 0; j < columns; j++) {
        if (scale == IPT_SCALE_STANDARD)
            fit[j].divisor = sqrt(fit[j].divisor / (double)rows);
        else
            fit[j] = (scale_column){low[j], high[j] - low[j]};
        if (low[j] == high[j]) /* else rounding of the mean would show */
            fit[j].divisor = 0;
    }
done:
    free(low);
    free(high);
    return status;
}

static float
scale_value(float value, scale_column fit)
{
    if (fit.divisor == 0)
        return 0.0f;
    return (float)(((double)value - fit.shift) / fit.divisor);
}

static ipt_status
scale_check(const float *value, size_t n, size_t columns,
            const scale_column *fit, const char *what, ipt_error *err)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < columns; j++) {
            const float v = value[i * columns + j];

            if (!isfinite(scale_value(v, fit[j])))
                return ipt_error_set(
                    err, IPT_ENUMERIC,
                    "scale: row %zu, %s column %zu: (%g - %g) / %g leaves the "
                    "range of float",
                    i + 1, what, j + 1, (double)v, fit[j].shift,
                    fit[j].divisor);
        }
    }
    return IPT_OK;
}

static void
scale_apply(float *value, size_t n, size_t columns, const scale_column *fit)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < columns; j++)
            value[i * columns + j] =
                scale_value(value[i * columns + j], fit[j]);
}

ipt_status
ipt_dataset_scale(ipt_dataset *set, const ipt_data_options *options,
                  ipt_error *err)
{
    const size_t units = ipt_shape_units(set->shape);
    scale_column *x = NULL;
    scale_column *y = NULL;
    ipt_status status = IPT_OK;

    if (options->scale == IPT_SCALE_NONE)
        return IPT_OK;
    if (!set->split)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s has no training rows to scale by: split it "
                             "first",
                             set->name);
    x = calloc(units, sizeof *x);
    y = calloc(set->y_dim + 1, sizeof *y);
    if (!x || !y) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory to scale");
        goto done;
    }
    status = scale_fit(set, set->x, units, options->scale, x, err);
    if (status == IPT_OK && set->y)
        status = scale_fit(set, set->y, set->y_dim, options->scale, y, err);
    if (status == IPT_OK)
        status = scale_check(set->x, set->n, units, x, "input", err);
    if (status == IPT_OK && set->y)
        status = scale_check(set->y, set->n, set->y_dim, y, "target", err);
    if (status != IPT_OK)
        goto done;
    scale_apply(set->x, set->n, units, x);
    if (set->y)
        scale_apply(set->y, set->n, set->y_dim, y);
done:
    free(x);
    free(y);
    return status;
}
