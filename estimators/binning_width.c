/* SPDX-License-Identifier: GPL-3.0-or-later */
/* binning_width: cells of a given width, as many as it takes. */

#include <config.h>

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include <infoplane/estimator.h>

#include "cells.h"
#include "counts.h"
#include "types.h"

typedef struct {
    double width;
    ipt__buffer dense;
    ipt__buffer codes; /* the floors themselves, as float or double */
    ipt__counts counts;
} binning_width;

static const ipt_option width_options[] = {
    {"width", IPT_OPTION_REAL, offsetof(binning_width, width), "0.07", 1e-30,
     1e30, 0, NULL, NULL, "width of a cell, in units of the activations"},
    IPT_OPTION_END,
};

static unsigned
width_needs(const void *state)
{
    (void)state;
    return IPT_USE_LABELS;
}

static ipt_status
width_reserve(void *state, size_t n, size_t d, size_t n_classes, ipt_error *err)
{
    binning_width *w = state;

    return ipt__counts_reserve(&w->counts, n, d, n_classes, err);
}

static double
width_memory(const void *state, size_t n, size_t d, size_t n_classes)
{
    (void)state;
    return 16.0 * (double)n * (double)d + ipt__counts_memory(n, d, n_classes);
}

static ipt_status
width_estimate(void *state, const ipt_sample *s, ipt_estimate *out,
               ipt_error *err)
{
    const ipt__cell_kernels *kernels = ipt__cell_kernels_get();
    binning_width *w = state;
    ipt__dense x = {NULL, 0, 0};
    ipt_status status = ipt__dense_get(&s->t, &w->dense, &x, err);
    const size_t size = x.is_double ? 8 : 4;

    if (status == IPT_OK)
        status =
            ipt__buffer_reserve(&w->codes, x.count + IPT__ROW_SLACK, size, err);
    if (status != IPT_OK)
        return status;
    if (x.is_double)
        kernels->floor_f64(w->width, x.data, x.count, w->codes.data);
    else
        kernels->floor_f32((float)w->width, x.data, x.count, w->codes.data);
    /* Quotients past the largest number would all be one cell. */
    const ipt_view floors = {w->codes.data, x.is_double ? IPT_F64 : IPT_F32,
                             s->t.n, s->t.d, s->t.d};
    size_t bad = 0;

    ipt__view_first_bad(&floors, &bad);
    if (bad)
        return ipt_error_set(err, IPT_ENUMERIC,
                             "%zu activations divided by width = %g are too "
                             "large to be cell numbers",
                             bad, w->width);
    return ipt__counts_estimate(&w->counts, w->codes.data, s->t.d * size, s,
                                out, err);
}

static void
width_release(void *state)
{
    binning_width *w = state;

    ipt__buffer_free(&w->dense);
    ipt__buffer_free(&w->codes);
    ipt__counts_free(&w->counts);
}

static int
width_label(const void *state, char *out, size_t size)
{
    const binning_width *w = state;

    return snprintf(out, size, "bins of width %g", w->width);
}

static const char *const width_references[] = {"saxe2018", "shwartzziv2017",
                                               "efron1981", NULL};

const ipt_estimator_type ipt__estimator_binning_width = {
    .name = "binning_width",
    .summary = "cells of a given width, floor(h / width), plug-in",
    .detail =
        "Each unit's value h is replaced by floor(h / width); T is the row of "
        "these numbers. I(X;T) = H(T) - H(T|X) and I(T;Y) = H(T) - H(T|Y) "
        "with plug-in entropies, no bias correction; nothing is clipped, so "
        "the rule suits unbounded activations. The quotient is taken in the "
        "precision of the activations (float32 by float32, as numpy divides "
        "a float32 array by a Python number). The width means something else "
        "in every layer whose activations grow: compare planes with care.",
    .se = "delete-one jackknife over samples, in closed form from the counts",
    .options = width_options,
    .references = width_references,
    .state_size = sizeof(binning_width),
    .needs = width_needs,
    .reserve = width_reserve,
    .memory = width_memory,
    .estimate = width_estimate,
    .release = width_release,
    .label = width_label,
};
