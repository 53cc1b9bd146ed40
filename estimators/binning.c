/* SPDX-License-Identifier: GPL-3.0-or-later */
/* binning: equal cells over a fixed or observed range. */

#include <config.h>

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include <infoplane/estimator.h>

#include "cells.h"
#include "counts.h"
#include "types.h"

enum { BINNING_PLAIN, BINNING_SZT };
enum { BINNING_LAYER, BINNING_NEURON, BINNING_GLOBAL };
enum { BINNING_MINMAX, BINNING_BOUNDS }; /* words of `range` */

typedef struct {
    long bins;
    ipt_range range;
    int scope;
    int mode;
    ipt__buffer dense;  /* activations without gaps */
    ipt__buffer column; /* one unit's codes */
    ipt__buffer codes;
    ipt__counts counts;
} binning;

static const ipt_option binning_options[] = {
    {"bins", IPT_OPTION_INT, offsetof(binning, bins), "30", 2, 65536, 0, NULL,
     NULL, "number of cells per unit; with mode = szt, number of edges"},
    {"range", IPT_OPTION_RANGE, offsetof(binning, range), "-1..1", 0, 0, 0,
     "minmax|bounds", NULL,
     "what the cells cover: an interval, the observed extremes (minmax), or "
     "the bounds of the activation function (minmax where it has none)"},
    {"scope", IPT_OPTION_CHOICE, offsetof(binning, scope), "layer", 0, 0, 0,
     "layer|neuron|global", NULL,
     "whose extremes minmax takes: the layer's, each unit's, or those of all "
     "layers and snapshots"},
    {"mode", IPT_OPTION_CHOICE, offsetof(binning, mode), "plain", 0, 0, 0,
     "plain|szt", NULL,
     "rule of the cells; szt is the published one to the letter"},
    IPT_OPTION_END,
};

static int
binning_observes(const binning *b)
{
    return b->range.word >= 0;
}

static unsigned
binning_needs(const void *state)
{
    const binning *b = state;
    const int global = binning_observes(b) && b->scope == BINNING_GLOBAL;

    return IPT_USE_LABELS | (global ? IPT_NEED_EXTENT : 0u);
}

static ipt_status
binning_configure(void *state, ipt_error *err)
{
    const binning *b = state;

    if (b->mode == BINNING_SZT && binning_observes(b))
        return ipt_error_set(err, IPT_EINVAL,
                             "mode = szt has fixed edges; range must be an "
                             "interval such as -1..1");
    if (!isfinite(b->range.high - b->range.low))
        return ipt_error_set(err, IPT_EINVAL, "range is too wide");
    return IPT_OK;
}

/* Codes are 0 (under), 1..bins, bins + 1 (over). */
static int
binning_wide(const binning *b)
{
    return b->bins + 2 > 256;
}

static ipt_status
binning_reserve(void *state, size_t n, size_t d, size_t n_classes,
                ipt_error *err)
{
    binning *b = state;
    const size_t size = binning_wide(b) ? 4 : 1;
    ipt_status status =
        ipt__buffer_reserve(&b->codes, n * d + IPT__ROW_SLACK, size, err);

    if (status == IPT_OK)
        status = ipt__buffer_reserve(&b->column, n, size, err);
    if (status == IPT_OK)
        status = ipt__counts_reserve(&b->counts, n, d, n_classes, err);
    return status;
}

static double
binning_memory(const void *state, size_t n, size_t d, size_t n_classes)
{
    const double size = binning_wide(state) ? 4 : 1;

    return (double)n * (double)d * (size + 8) + (double)n * size +
           ipt__counts_memory(n, d, n_classes);
}

/*
 * The published rule: bins edges k = 0..bins-1 from low to high, in float32;
 * the cell is the number of edges <= x, less one. Exactly high is alone with
 * what is above it, and index -1 (x < low) names the last element of the
 * array of edges: the same cell.
 */
static ipt__grid
binning_grid_szt(const binning *b)
{
    ipt__grid grid =
        ipt__grid_make(b->range.low, b->range.high, (size_t)b->bins - 1);

    grid.single = 1;
    grid.low = ipt__round_single(b->range.low);
    grid.high = ipt__round_single(b->range.high);
    grid.end = grid.under = grid.over;
    return grid;
}

/* The interval that the words stand for. */
static void
binning_interval(const binning *b, const ipt_sample *s, const ipt__dense *x,
                 double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    if (b->range.word < 0) {
        *low = b->range.low;
        *high = b->range.high;
    } else if (b->range.word == BINNING_BOUNDS && isfinite(s->low) &&
               isfinite(s->high) && s->low < s->high) {
        *low = s->low;
        *high = s->high;
    } else if (b->scope == BINNING_GLOBAL) {
        *low = s->extent->low;
        *high = s->extent->high;
    } else {
        ipt__dense_extent(x, low, high);
    }
}

static ipt_status
binning_codes(const binning *b, const ipt_sample *s, const ipt__dense *x,
              void *out, int *clipped, ipt_error *err)
{
    ipt__grid grid;
    double low, high;

    if (b->mode == BINNING_SZT) {
        grid = binning_grid_szt(b);
    } else {
        binning_interval(b, s, x, &low, &high);
        if (!isfinite(high - low))
            return ipt_error_set(err, IPT_ENUMERIC,
                                 "activations from %g to %g span more than a "
                                 "double holds",
                                 low, high);
        grid = ipt__grid_make(low, high, (size_t)b->bins);
    }
    *clipped |= ipt__grid_codes(&grid, x, binning_wide(b), out);
    return IPT_OK;
}

static ipt_status
binning_estimate(void *state, const ipt_sample *s, ipt_estimate *out,
                 ipt_error *err)
{
    binning *b = state;
    const ipt_view *t = &s->t;
    const int wide = binning_wide(b);
    const int by_unit = binning_observes(b) && b->scope == BINNING_NEURON;
    ipt__dense x;
    ipt_status status = IPT_OK;
    int clipped = 0;

    if (!by_unit) {
        status = ipt__dense_get(t, &b->dense, &x, err);
        if (status == IPT_OK)
            status = binning_codes(b, s, &x, b->codes.data, &clipped, err);
    }
    for (size_t j = 0; by_unit && status == IPT_OK && j < t->d; j++) {
        status = ipt__dense_column(t, j, &b->dense, &x, err);
        if (status == IPT_OK)
            status = binning_codes(b, s, &x, b->column.data, &clipped, err);
        if (status == IPT_OK)
            ipt__codes_scatter(b->column.data, t->n, t->d, j, wide,
                               b->codes.data);
    }
    if (status == IPT_OK)
        status = ipt__counts_estimate(&b->counts, b->codes.data,
                                      t->d * (wide ? 4 : 1), s, out, err);
    if (clipped)
        out->flags |= IPT_FLAG_CLIPPED;
    return status;
}

static void
binning_release(void *state)
{
    binning *b = state;

    ipt__buffer_free(&b->dense);
    ipt__buffer_free(&b->column);
    ipt__buffer_free(&b->codes);
    ipt__counts_free(&b->counts);
}

static int
binning_label(const void *state, char *out, size_t size)
{
    static const char *const whose[] = {"layer", "neuron", "all layers"};
    const binning *b = state;

    if (b->mode == BINNING_SZT)
        return snprintf(out, size, "%ld edges on [%g, %g]", b->bins,
                        b->range.low, b->range.high);
    if (b->range.word < 0)
        return snprintf(out, size, "%ld bins on [%g, %g]", b->bins,
                        b->range.low, b->range.high);
    return snprintf(out, size, "%ld bins, %s per %s", b->bins,
                    b->range.word == BINNING_MINMAX ? "min..max" : "bounds",
                    whose[b->scope]);
}

static const char *const binning_references[] = {"shwartzziv2017", "saxe2018",
                                                 "efron1981", NULL};

const ipt_estimator_type ipt__estimator_binning = {
    .name = "binning",
    .summary = "equal cells over a fixed or observed range, plug-in",
    .detail =
        "Each unit's value is replaced by the number of its cell; T is the "
        "row of cells. I(X;T) = H(T) - H(T|X), I(T;Y) = H(T) - H(T|Y) with "
        "plug-in entropies, no bias correction. Where every row is its own x, "
        "H(T|X) = 0 and I(X;T) = H(T), at most ln n: it depends on the cells "
        "at least as much as on the network.\n"
        "plain: `bins` equal cells cover the range exactly, [low, ..., high], "
        "each closed below, the last closed on both sides; values outside a "
        "fixed range go to two further cells, one below, one above, and set "
        "the flag clipped. The default range suits tanh. With layers that "
        "leave it (ReLU), everything above 1 is one cell: use range = minmax "
        "or bounds, or read the flag.\n"
        "szt: the published code. `bins` edges from low to high, rounded to "
        "float32; cell = (number of edges <= x) - 1; exactly the upper end "
        "is a cell of its own, and index -1 (x < low) means the last cell, "
        "so values below the range are counted with those at its top.",
    .se = "delete-one jackknife over samples, in closed form from the counts",
    .options = binning_options,
    .references = binning_references,
    .state_size = sizeof(binning),
    .needs = binning_needs,
    .configure = binning_configure,
    .reserve = binning_reserve,
    .memory = binning_memory,
    .estimate = binning_estimate,
    .release = binning_release,
    .label = binning_label,
};
