/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ebab: entropy-based adaptive bins, new edges for every layer and epoch. */

#include <config.h>

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <infoplane/estimator.h>

#include "cells.h"
#include "counts.h"
#include "distinct.h"
#include "types.h"

enum { EBAB_PLAIN, EBAB_RELEASED };
enum { EBAB_LAYER, EBAB_NEURON, EBAB_GLOBAL };

typedef struct {
    long bins;
    int scope;
    int mode;
    char low[IPT_TEXT_MAX];
    double low_value; /* NaN: by the bounds of the activation */
    ipt__distinct distinct;
    ipt__buffer edge;
    ipt__buffer dense;
    ipt__buffer column;
    ipt__buffer codes;
    ipt__counts counts;
} ebab;

static const ipt_option ebab_options[] = {
    {"bins", IPT_OPTION_INT, offsetof(ebab, bins), "30", 2, 65536, 0, NULL,
     NULL, "number of cells"},
    {"scope", IPT_OPTION_CHOICE, offsetof(ebab, scope), "layer", 0, 0, 0,
     "layer|neuron|global", NULL,
     "whose values are pooled for the edges: the layer's, each unit's, or "
     "those of all layers of the snapshot"},
    {"mode", IPT_OPTION_CHOICE, offsetof(ebab, mode), "plain", 0, 0, 0,
     "plain|released", NULL,
     "rule of the edges; released is the published code's"},
    {"low", IPT_OPTION_TEXT, offsetof(ebab, low), "auto", 0, 0, 0, NULL, NULL,
     "lowest edge of mode = released, left out of the distinct values: a "
     "number of at most the least value, or auto: 0 for activations from 0 "
     "on, else -1.000001"},
    IPT_OPTION_END,
};

static unsigned
ebab_needs(const void *state)
{
    const ebab *e = state;

    return IPT_USE_LABELS | (e->scope == EBAB_GLOBAL ? IPT_NEED_LAYERS : 0u);
}

static ipt_status
ebab_configure(void *state, ipt_error *err)
{
    ebab *e = state;
    const ipt_option number = {
        "low", IPT_OPTION_REAL, 0, NULL, 0, 0, 0, NULL, NULL, ""};

    e->low_value = NAN;
    if (!strcmp(e->low, "auto"))
        return IPT_OK;
    if (ipt_option_parse(&number, e->low, &e->low_value, NULL) != IPT_OK)
        return ipt_error_set(err, IPT_EINVAL,
                             "low: \"%s\" is not a number or auto", e->low);
    if (e->mode == EBAB_PLAIN)
        return ipt_error_set(err, IPT_EINVAL,
                             "low = %s has no effect without mode = released",
                             e->low);
    return IPT_OK;
}

/* Codes are 0 .. bins + 2. */
static int
ebab_wide(const ebab *e)
{
    return e->bins + 3 > 256;
}

static ipt_status
ebab_reserve(void *state, size_t n, size_t d, size_t n_classes, ipt_error *err)
{
    ebab *e = state;
    const size_t size = ebab_wide(e) ? 4 : 1;
    ipt_status status =
        ipt__buffer_reserve(&e->codes, n * d + IPT__ROW_SLACK, size, err);

    if (status == IPT_OK)
        status = ipt__buffer_reserve(&e->column, n, size, err);
    if (status == IPT_OK)
        status = ipt__buffer_reserve(&e->edge, (size_t)e->bins + 2, 8, err);
    if (status == IPT_OK)
        status = ipt__distinct_begin(&e->distinct, n * d, err);
    if (status == IPT_OK)
        status = ipt__counts_reserve(&e->counts, n, d, n_classes, err);
    return status;
}

static double
ebab_memory(const void *state, size_t n, size_t d, size_t n_classes)
{
    const double size = ebab_wide(state) ? 4 : 1;

    return (double)n * (double)d * (16 + 8 + size) +
           ipt__counts_memory(n, d, n_classes);
}

/* Pools the values that the edges come from. */
static ipt_status
ebab_pool(ebab *e, const ipt_sample *s, size_t first, size_t d, ipt_error *err)
{
    const int all = e->scope == EBAB_GLOBAL;
    size_t count = s->t.n * d;
    ipt_status status = IPT_OK;

    for (size_t l = 0; all && l < s->n_layers; l++)
        count += s->layers[l].n * s->layers[l].d;
    status = ipt__distinct_begin(&e->distinct, count, err);
    if (status != IPT_OK)
        return status;
    for (size_t l = 0; all && l < s->n_layers; l++)
        ipt__distinct_add(&e->distinct, &s->layers[l], 0, s->layers[l].d);
    if (!all)
        ipt__distinct_add(&e->distinct, &s->t, first, d);
    ipt__distinct_end(&e->distinct);
    return IPT_OK;
}

/* Inner edges between cells of equally many distinct values. */
static size_t
ebab_edges_plain(const ebab *e)
{
    const size_t bins = (size_t)e->bins;
    double *edge = e->edge.data;
    size_t edges = 0;

    for (size_t k = 1; k < bins; k++) {
        const double next = e->distinct.value[k * e->distinct.size / bins];

        /* Where there are fewer values than cells. */
        if (next > e->distinct.value[0] &&
            (edges == 0 || next > edge[edges - 1]))
            edge[edges++] = next;
    }
    return edges;
}

/* [low, u[int(k |u| / bins)], u[-1]], u the distinct values without low. */
static size_t
ebab_edges_released(const ebab *e, double low)
{
    const size_t bins = (size_t)e->bins;
    double *value = e->distinct.value;
    double *edge = e->edge.data;
    size_t size = 0;
    size_t edges = 0;

    for (size_t k = 0; k < e->distinct.size; k++)
        if (value[k] != low)
            value[size++] = value[k];
    edge[edges++] = low;
    for (size_t k = 0; size && k < bins; k++)
        edge[edges++] = value[k * size / bins];
    if (size)
        edge[edges++] = value[size - 1];
    return edges;
}

/* The published choices by activation function, and one for those that they
 * do not cover. */
static double
ebab_low(const ipt_sample *s, double least)
{
    static const double negative = -1.000001; /* tanh, ELU */
    const double bound = isnan(s->low) ? least : s->low;

    if (bound >= 0 && least >= 0)
        return 0;
    return least >= negative ? negative : least;
}

static ipt_status
ebab_codes(const ebab *e, const ipt_sample *s, const ipt__dense *x, void *out,
           ipt_error *err)
{
    const int wide = ebab_wide(e);
    double low = e->low_value;
    size_t edges = 0;

    if (e->mode == EBAB_PLAIN) {
        edges = ebab_edges_plain(e);
        ipt__edges_codes(e->edge.data, edges, x, wide, out);
        return IPT_OK;
    }
    if (isnan(low))
        low = ebab_low(s, e->distinct.value[0]);
    if (e->distinct.value[0] < low)
        return ipt_error_set(err, IPT_EINVAL,
                             "low = %s is above the least activation, %g; the "
                             "released rule needs ascending edges",
                             e->low, e->distinct.value[0]);
    edges = ebab_edges_released(e, low);
    ipt__edges_codes(e->edge.data, edges, x, wide, out);
    return IPT_OK;
}

static ipt_status
ebab_estimate(void *state, const ipt_sample *s, ipt_estimate *out,
              ipt_error *err)
{
    ebab *e = state;
    const ipt_view *t = &s->t;
    const int wide = ebab_wide(e);
    const int by_unit = e->scope == EBAB_NEURON;
    ipt__dense x;
    ipt_status status = IPT_OK;

    if (!by_unit) {
        status = ipt__dense_get(t, &e->dense, &x, err);
        if (status == IPT_OK)
            status = ebab_pool(e, s, 0, t->d, err);
        if (status == IPT_OK)
            status = ebab_codes(e, s, &x, e->codes.data, err);
    }
    for (size_t j = 0; by_unit && status == IPT_OK && j < t->d; j++) {
        status = ipt__dense_column(t, j, &e->dense, &x, err);
        if (status == IPT_OK)
            status = ebab_pool(e, s, j, 1, err);
        if (status == IPT_OK)
            status = ebab_codes(e, s, &x, e->column.data, err);
        if (status == IPT_OK)
            ipt__codes_scatter(e->column.data, t->n, t->d, j, wide,
                               e->codes.data);
    }
    if (status == IPT_OK)
        status = ipt__counts_estimate(&e->counts, e->codes.data,
                                      t->d * (wide ? 4 : 1), s, out, err);
    return status;
}

static void
ebab_release(void *state)
{
    ebab *e = state;

    ipt__distinct_free(&e->distinct);
    ipt__buffer_free(&e->edge);
    ipt__buffer_free(&e->dense);
    ipt__buffer_free(&e->column);
    ipt__buffer_free(&e->codes);
    ipt__counts_free(&e->counts);
}

static int
ebab_label(const void *state, char *out, size_t size)
{
    static const char *const whose[] = {"per layer", "per neuron",
                                        "over all layers"};
    const ebab *e = state;

    return snprintf(out, size, "EBAB, %ld bins %s%s", e->bins, whose[e->scope],
                    e->mode == EBAB_RELEASED ? " (released rule)" : "");
}

static const char *const ebab_references[] = {"chelombiev2019", "efron1981",
                                              NULL};

const ipt_estimator_type ipt__estimator_ebab = {
    .name = "ebab",
    .summary = "entropy-based adaptive bins, edges from the values themselves",
    .detail =
        "The distinct values of a layer at an epoch are sorted, u[0] < ... < "
        "u[m-1], and cells hold equally many of them; T is the row of cells, "
        "then plug-in entropies as in binning, no bias correction. Cells hold "
        "equal numbers of distinct values, not equal mass: a value that many "
        "rows share (0 of ReLU, saturated tanh) counts once. Edges follow "
        "the layer, so the result does not change when a layer is rescaled "
        "monotonically.\n"
        "plain: cell k begins at u[floor(k m / bins)]; the first is open "
        "below and the last above, so they cover every value, and the "
        "maximum has no cell to itself; with m < bins each distinct value is "
        "a cell.\n"
        "released: the published code. `low` is taken out of u; edges low, "
        "u[floor(k m / bins)] for k = 0 .. bins - 1, u[m-1]; cell = (number "
        "of edges <= x) - 1. Values equal to low are alone, so is the "
        "maximum. low = auto is 0 for activations that cannot be negative, "
        "-1.000001 for the others (both as published) and, for those that go "
        "below, the least value.",
    .se = "delete-one jackknife over samples, in closed form from the counts, "
          "for the edges as they are",
    .options = ebab_options,
    .references = ebab_references,
    .state_size = sizeof(ebab),
    .needs = ebab_needs,
    .configure = ebab_configure,
    .reserve = ebab_reserve,
    .memory = ebab_memory,
    .estimate = ebab_estimate,
    .release = ebab_release,
    .label = ebab_label,
};
