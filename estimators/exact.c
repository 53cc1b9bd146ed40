/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exact: information of a layer that takes finitely many values. */

#include <config.h>

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <infoplane/estimator.h>

#include "cells.h"
#include "counts.h"
#include "types.h"

typedef struct {
    long bits;
    ipt__buffer dense;
    ipt__buffer codes;
    ipt__counts counts;
} exact;

static const ipt_option exact_options[] = {
    {"bits", IPT_OPTION_INT, offsetof(exact, bits), "0", 0, 24, 0, NULL, "bit",
     "quantise to 2^bits levels first; 0 takes the values as stored"},
    IPT_OPTION_END,
};

static unsigned
exact_needs(const void *state)
{
    (void)state;
    return IPT_USE_LABELS;
}

static ipt_status
exact_reserve(void *state, size_t n, size_t d, size_t n_classes, ipt_error *err)
{
    exact *e = state;

    return ipt__counts_reserve(&e->counts, n, d, n_classes, err);
}

static double
exact_memory(const void *state, size_t n, size_t d, size_t n_classes)
{
    (void)state;
    return 16.0 * (double)n * (double)d + ipt__counts_memory(n, d, n_classes);
}

/* The values as stored, -0 as 0. */
static void
exact_copy(const ipt__dense *x, void *out)
{
    const double *twice = x->data;
    const float *single = x->data;

    for (size_t i = 0; i < x->count; i++)
        if (x->is_double)
            ((double *)out)[i] = twice[i] == 0 ? 0 : twice[i];
        else
            ((float *)out)[i] = single[i] == 0 ? 0 : single[i];
}

/* Levels low + k (high - low) / (2^bits - 1); the nearest, ties to even.
 * Returns whether any value lies outside. */
static int
exact_quantise(const exact *e, const ipt_sample *s, const ipt__dense *x,
               uint32_t *out)
{
    const double top = ldexp(1, (int)e->bits) - 1;
    double low = INFINITY;
    double high = -INFINITY;
    int outside = 0;

    if (isfinite(s->low) && isfinite(s->high) && s->low < s->high) {
        low = s->low;
        high = s->high;
    } else {
        ipt__dense_extent(x, &low, &high);
    }
    for (size_t i = 0; i < x->count; i++) {
        const double value = x->is_double ? ((const double *)x->data)[i]
                                          : (double)((const float *)x->data)[i];
        double level =
            high > low ? (value / (high - low) - low / (high - low)) * top : 0;

        outside |= value < low || value > high;
        level = level > 0 ? level : 0;
        level = level < top ? level : top;
        out[i] = (uint32_t)rint(level);
    }
    return outside;
}

static ipt_status
exact_estimate(void *state, const ipt_sample *s, ipt_estimate *out,
               ipt_error *err)
{
    exact *e = state;
    ipt__dense x = {NULL, 0, 0};
    ipt_status status = ipt__dense_get(&s->t, &e->dense, &x, err);
    const size_t size = x.is_double && e->bits == 0 ? 8 : 4;

    if (status == IPT_OK)
        status =
            ipt__buffer_reserve(&e->codes, x.count + IPT__ROW_SLACK, size, err);
    if (status != IPT_OK)
        return status;
    if (e->bits == 0)
        exact_copy(&x, e->codes.data);
    else if (exact_quantise(e, s, &x, e->codes.data))
        out->flags |= IPT_FLAG_CLIPPED;
    return ipt__counts_estimate(&e->counts, e->codes.data, s->t.d * size, s,
                                out, err);
}

static void
exact_release(void *state)
{
    exact *e = state;

    ipt__buffer_free(&e->dense);
    ipt__buffer_free(&e->codes);
    ipt__counts_free(&e->counts);
}

static int
exact_label(const void *state, char *out, size_t size)
{
    const exact *e = state;

    if (e->bits == 0)
        return snprintf(out, size, "exact");
    return snprintf(out, size, "exact, %ld bit", e->bits);
}

static const char *const exact_references[] = {"shwartzziv2017", "efron1981",
                                               NULL};

const ipt_estimator_type ipt__estimator_exact = {
    .name = "exact",
    .summary = "exact values for quantised or finite activations",
    .detail =
        "T is the row of activations as stored (0 and -0 are one value); "
        "rows are the same value of T when all their units are equal, bit by "
        "bit. Plug-in entropies: for a deterministic network and the whole "
        "input alphabet these are I(X;T) = H(T) and I(T;Y), exact for a "
        "network that computes with these numbers (quantised, binary), and "
        "the resolution of the machine for one that does not.\n"
        "bits = b first replaces each value by the nearest of 2^b levels "
        "low + k (high - low) / (2^b - 1) between the bounds of the "
        "activation function or, where it has none, the extremes of the "
        "layer at that epoch.",
    .se = "delete-one jackknife over samples, in closed form from the counts",
    .options = exact_options,
    .references = exact_references,
    .state_size = sizeof(exact),
    .needs = exact_needs,
    .reserve = exact_reserve,
    .memory = exact_memory,
    .estimate = exact_estimate,
    .release = exact_release,
    .label = exact_label,
};
