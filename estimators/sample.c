/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every sample is checked for before an estimator sees it. */

#include <config.h>

#include <math.h>
#include <stdint.h>

#include "cells.h"
#include "sample.h"

/* Probabilities read from float32 files still sum to one within this. */
static const double sample_sum_error = 1e-5;

static ipt_status
sample_check_finite(const ipt_view *view, const char *what, ipt_error *err)
{
    size_t bad = 0;
    const size_t first = ipt__view_first_bad(view, &bad);

    if (bad == 0)
        return IPT_OK;
    return ipt_error_set(err, IPT_ENUMERIC,
                         "%zu of %zu %s are not finite, the first (%g) at "
                         "sample %zu, unit %zu",
                         bad, view->n * view->d, what,
                         ipt_view_get(view, first / view->d, first % view->d),
                         first / view->d, first % view->d);
}

static ipt_status
sample_check_view(const ipt_view *view, size_t n, const char *what,
                  ipt_error *err)
{
    if (!view->data)
        return IPT_OK;
    if (view->n != n || view->d < 1 || view->stride < view->d)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s are %zu x %zu (stride %zu), expected %zu "
                             "rows of at least one column",
                             what, view->n, view->d, view->stride, n);
    return IPT_OK;
}

static ipt_status
sample_check_labels(const ipt_sample *s, ipt_error *err)
{
    uint32_t most = 0;

    if (!s->label)
        return IPT_OK;
    for (size_t i = 0; i < s->t.n; i++)
        most = (uint32_t)s->label[i] > most ? (uint32_t)s->label[i] : most;
    if (most < s->n_classes)
        return IPT_OK;
    for (size_t i = 0; i < s->t.n; i++)
        if ((uint32_t)s->label[i] >= s->n_classes)
            return ipt_error_set(err, IPT_EINVAL,
                                 "label %ld of sample %zu is outside 0..%ld",
                                 (long)s->label[i], i, (long)s->n_classes - 1);
    return IPT_OK;
}

/* Masses that are finite, not negative, and sum to one. */
static ipt_status
sample_check_masses(const double *p, size_t n, const char *what, size_t row,
                    ipt_error *err)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (!(p[i] >= 0) || isinf(p[i]))
            return ipt_error_set(err, IPT_EINVAL,
                                 "%s: entry %zu of row %zu is %g, expected a "
                                 "number of at least 0",
                                 what, i, row, p[i]);
        sum += p[i];
    }
    if (fabs(sum - 1) > sample_sum_error)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: row %zu sums to %.9g, expected 1", what, row,
                             sum);
    return IPT_OK;
}

static ipt_status
sample_check_needs(const ipt_sample *s, unsigned needs, ipt_error *err)
{
    const char *missing = NULL;

    if ((needs & IPT_NEED_INPUTS) && !s->x.data)
        missing = "the inputs x";
    if ((needs & IPT_NEED_TARGETS) && !s->y.data)
        missing = "regression targets";
    if ((needs & IPT_NEED_LAYERS) && (!s->layers || s->n_layers < 1))
        missing = "all layers of the snapshot";
    if ((needs & IPT_NEED_EXTENT) && !s->extent)
        missing = "the extremes over all layers and snapshots";
    if (missing)
        return ipt_error_set(err, IPT_EINVAL, "needs %s, which are not here",
                             missing);
    if ((needs & IPT_NEED_EXTENT) &&
        (!isfinite(s->extent->low) || !isfinite(s->extent->high) ||
         s->extent->low > s->extent->high))
        return ipt_error_set(err, IPT_EINVAL,
                             "the extremes over all layers and snapshots are "
                             "%g and %g, expected a finite interval",
                             s->extent->low, s->extent->high);
    return IPT_OK;
}

ipt_status
ipt__sample_check(const ipt_sample *s, unsigned needs, ipt_error *err)
{
    const size_t n = s->t.n;
    ipt_status status = IPT_OK;

    if (n < 2 || s->t.d < 1 || !s->t.data || s->t.stride < s->t.d)
        return ipt_error_set(err, IPT_EINVAL,
                             "%zu samples of %zu units, expected at least 2 "
                             "samples of 1 unit",
                             n, s->t.d);
    if (n > INT32_MAX)
        return ipt_error_set(err, IPT_EINVAL,
                             "%zu samples, expected at most %ld", n,
                             (long)INT32_MAX);
    if (s->p_y_given_x && s->n_classes < 1)
        return ipt_error_set(err, IPT_EINVAL, "p(y|x) of 0 classes");
    status = sample_check_finite(&s->t, "activations", err);
    if (status == IPT_OK)
        status = sample_check_view(&s->x, n, "inputs", err);
    if (status == IPT_OK)
        status = sample_check_view(&s->y, n, "targets", err);
    if (status == IPT_OK)
        status = sample_check_labels(s, err);
    if (status == IPT_OK && s->weight)
        status = sample_check_masses(s->weight, n, "weights", 0, err);
    for (size_t i = 0; status == IPT_OK && s->p_y_given_x && i < n; i++)
        status = sample_check_masses(s->p_y_given_x + i * s->n_classes,
                                     s->n_classes, "p(y|x)", i, err);
    if (status == IPT_OK)
        status = sample_check_needs(s, needs, err);
    if (status == IPT_OK && (needs & IPT_NEED_INPUTS))
        status = sample_check_finite(&s->x, "inputs", err);
    if (status == IPT_OK && (needs & IPT_NEED_TARGETS))
        status = sample_check_finite(&s->y, "targets", err);
    for (size_t l = 0;
         status == IPT_OK && (needs & IPT_NEED_LAYERS) && l < s->n_layers; l++)
        status = sample_check_finite(&s->layers[l],
                                     "activations of the snapshot", err);
    return status;
}

int
ipt__view_constant(const ipt_view *view)
{
    for (size_t i = 1; i < view->n; i++)
        for (size_t j = 0; j < view->d; j++)
            if (ipt_view_get(view, i, j) != ipt_view_get(view, 0, j))
                return 0;
    return 1;
}
