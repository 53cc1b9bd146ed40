/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analysis: what is checked and reserved before the first estimate. */

#include <config.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <infoplane/units.h>

#include "analysis-private.h"

enum { ANALYSIS_BLOCK_MAX = 64 };

const char *
ipt_rows_name(ipt_rows rows)
{
    static const char *const names[] = {"all", "train", "test"};

    return names[rows];
}

int
ipt_analysis_needs_extent(ipt_estimator *const *estimators, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ipt_estimator_needs(estimators[i]) & IPT_NEED_EXTENT)
            return 1;
    return 0;
}

/* Which rows the estimates see. */
static ipt_status
analysis_rows(ipt_analysis *a, ipt_error *err)
{
    const ipt_activation_header *data = a->plan.data;
    const int wanted =
        a->plan.rows == IPT_SAMPLES_TRAIN ? IPT_SPLIT_TRAIN : IPT_SPLIT_TEST;

    a->n_rows = data->n;
    if (a->plan.rows != IPT_SAMPLES_ALL) {
        if (!data->split)
            return ipt_error_set(err, IPT_EINVAL,
                                 "samples = %s needs a split of the rows, and "
                                 "there is none",
                                 ipt_rows_name(a->plan.rows));
        a->row = malloc(data->n * sizeof *a->row + 1);
        if (!a->row)
            return ipt_error_set(err, IPT_ENOMEM, "no memory for %zu rows",
                                 data->n);
        a->n_rows = 0;
        for (size_t i = 0; i < data->n; i++)
            if (data->split[i] == wanted)
                a->row[a->n_rows++] = i;
    }
    if (a->n_rows < 2)
        return ipt_error_set(err, IPT_EINVAL,
                             "estimates need at least 2 rows, %s has %zu",
                             ipt_rows_name(a->plan.rows), a->n_rows);
    return IPT_OK;
}

/* The wanted rows of an array of n x width elements: itself when all are
 * wanted, else a copy owned by the analysis. */
static const void *
analysis_gather(ipt_analysis *a, int slot, const void *from, size_t row_bytes)
{
    char *copy = NULL;

    if (!from || !a->row)
        return from;
    copy = malloc(a->n_rows * row_bytes + 1);
    for (size_t i = 0; copy && i < a->n_rows; i++)
        memcpy(copy + i * row_bytes, (const char *)from + a->row[i] * row_bytes,
               row_bytes);
    a->owned[slot] = copy;
    return copy;
}

/* Weights of the wanted rows, scaled to sum to 1 again. */
static ipt_status
analysis_weights(ipt_analysis *a, ipt_error *err)
{
    double *weight = malloc(a->n_rows * sizeof *weight);
    double sum = 0;

    if (!weight)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for %zu weights",
                             a->n_rows);
    a->owned[5] = weight;
    for (size_t i = 0; i < a->n_rows; i++)
        sum += weight[i] = a->plan.data->weight[a->row[i]];
    if (!(sum > 0))
        return ipt_error_set(err, IPT_EINVAL,
                             "the sample weights of the %s rows sum to %g, "
                             "not to more than 0",
                             ipt_rows_name(a->plan.rows), sum);
    for (size_t i = 0; i < a->n_rows; i++)
        weight[i] /= sum;
    a->sample.weight = weight;
    return IPT_OK;
}

/* What every item of the analysis shares. */
static ipt_status
analysis_sample(ipt_analysis *a, ipt_error *err)
{
    const ipt_activation_header *data = a->plan.data;
    ipt_sample *s = &a->sample;
    const void *x = analysis_gather(a, 0, data->x, data->x_dim * sizeof(float));
    const void *y =
        analysis_gather(a, 1, data->y, data->y_dim * sizeof(double));

    memset(s, 0, sizeof *s);
    s->extent = a->plan.extent;
    s->low = NAN;
    s->high = NAN;
    s->label = analysis_gather(a, 2, data->label, sizeof *data->label);
    s->n_classes = data->n_classes;
    s->p_y_given_x = analysis_gather(a, 3, data->p_y_given_x,
                                     data->n_classes * sizeof(double));
    s->x_id = analysis_gather(a, 4, data->x_id, sizeof *data->x_id);
    if ((data->x && !x) || (data->y && !y) || (data->label && !s->label) ||
        (data->p_y_given_x && !s->p_y_given_x) || (data->x_id && !s->x_id))
        return ipt_error_set(err, IPT_ENOMEM, "no memory for %zu rows",
                             a->n_rows);
    if (x)
        s->x = ipt_view_f32(x, a->n_rows, data->x_dim);
    if (y)
        s->y = ipt_view_f64(y, a->n_rows, data->y_dim);
    s->weight = data->weight;
    if (data->weight && a->row)
        return analysis_weights(a, err);
    return IPT_OK;
}

static ipt_status
analysis_check_needs(const ipt_analysis *a, ipt_error *err)
{
    for (size_t e = 0; e < a->plan.n_estimators; e++) {
        const ipt_estimator *estimator = a->plan.estimators[e];
        const unsigned needs = ipt_estimator_needs(estimator);
        const char *lacks = NULL;

        if ((needs & IPT_NEED_INPUTS) && !a->sample.x.data)
            lacks = "the inputs x";
        if ((needs & IPT_NEED_TARGETS) && !a->sample.y.data)
            lacks = "regression targets";
        if ((needs & IPT_NEED_EXTENT) && !a->plan.extent)
            lacks = "the extremes over all snapshots, so stored activations";
        if (lacks)
            return ipt_error_set(err, IPT_EINVAL,
                                 "estimator %s needs %s, which the data do "
                                 "not have",
                                 ipt_estimator_id(estimator), lacks);
    }
    return IPT_OK;
}

static size_t
analysis_layer_bytes(const ipt_analysis *a, size_t layer)
{
    const ipt_activation_layer *l = &a->plan.data->layer[layer];

    return a->plan.data->n * l->width * ipt_dtype_size(l->dtype);
}

/* How many snapshots to hold: enough items for every thread, within the
 * memory of the plan. */
static ipt_status
analysis_capacity(ipt_analysis *a, ipt_error *err)
{
    const double limit = a->plan.memory > 0 ? a->plan.memory : 256.0 * 1048576;
    const double machine =
        (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    const size_t threads = (size_t)a->plan.threads;
    size_t wanted = 1;
    size_t widest = 1;
    double snapshot = 0;
    double state = 0;

    for (size_t l = 0; l < a->n_layers; l++) {
        snapshot += (double)analysis_layer_bytes(a, l);
        if (a->plan.data->layer[l].width > widest)
            widest = a->plan.data->layer[l].width;
    }
    for (size_t e = 0; e < a->plan.n_estimators; e++)
        state += ipt_estimator_memory(a->plan.estimators[e], a->n_rows, widest,
                                      a->sample.n_classes);
    state *= (double)threads;
    if (snapshot + state > machine)
        return ipt_error_set(err, IPT_EUNSUP,
                             "one snapshot takes %.1f GiB and the estimators "
                             "on %d threads %.1f GiB, more than the %.1f GiB "
                             "of this machine",
                             snapshot / 0x1p30, a->plan.threads, state / 0x1p30,
                             machine / 0x1p30);
    if (threads > 1)
        wanted = 8 * threads;
    if (wanted > ANALYSIS_BLOCK_MAX)
        wanted = ANALYSIS_BLOCK_MAX;
    if (snapshot > 0 && (double)wanted * snapshot > limit)
        wanted = (size_t)(limit / snapshot);
    a->capacity = wanted ? wanted : 1;
    return IPT_OK;
}

static ipt_status
analysis_reserve(ipt_analysis *a, ipt_error *err)
{
    const size_t n_items = a->capacity * a->n_layers * a->plan.n_estimators;
    const size_t n_clones = (size_t)a->plan.threads * a->plan.n_estimators;
    ipt_status status = IPT_OK;

    a->buffer = calloc(a->capacity * a->n_layers + 1, sizeof *a->buffer);
    a->index = calloc(a->capacity, sizeof *a->index);
    a->epoch = calloc(a->capacity, sizeof *a->epoch);
    a->item = calloc(n_items + 1, sizeof *a->item);
    a->clone = calloc(n_clones + 1, sizeof(ipt_estimator *));
    if (!a->buffer || !a->index || !a->epoch || !a->item || !a->clone)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for an analysis");
    for (size_t s = 0; s < a->capacity; s++) {
        for (size_t l = 0; l < a->n_layers; l++) {
            char *memory = malloc(analysis_layer_bytes(a, l) + 1);

            if (!memory)
                return ipt_error_set(
                    err, IPT_ENOMEM, "no memory for layer %s: %zu bytes",
                    a->plan.data->layer[l].name, analysis_layer_bytes(a, l));
            a->buffer[s * a->n_layers + l] = memory;
        }
    }
    for (size_t c = 0; c < n_clones && status == IPT_OK; c++) {
        ipt_estimator *const original =
            a->plan.estimators[c % a->plan.n_estimators];

        a->clone[c] = ipt_estimator_clone(original);
        if (!a->clone[c])
            return ipt_error_set(err, IPT_ENOMEM, "no memory for %s",
                                 ipt_estimator_id(original));
        for (size_t l = 0; l < a->n_layers && status == IPT_OK; l++)
            status = ipt_estimator_reserve(a->clone[c], a->n_rows,
                                           a->plan.data->layer[l].width,
                                           a->sample.n_classes, err);
    }
    return status;
}

/* Planes, and the entropies of the data beside them. */
static ipt_status
analysis_planes(ipt_analysis *a, ipt_error *err)
{
    ipt_result *result = a->plan.result;
    ipt_reference_information info = {NAN, NAN, NAN};
    ipt_sample rows = a->sample;
    ipt_status status = IPT_OK;

    a->first_plane = result->n_planes;
    /* Entropies of the data do not look at a layer: any view of n rows. */
    rows.t =
        ipt_view_f32((const float *)(const void *)a->buffer[0], a->n_rows, 1);
    status = ipt_reference_information_get(&rows, &info, err);
    if (status != IPT_OK)
        return status;
    result->h_x = ipt_nats_to_bits(info.h_x);
    result->h_y = ipt_nats_to_bits(info.h_y);
    result->i_xy = ipt_nats_to_bits(info.i_xy);
    for (size_t e = 0; e < a->plan.n_estimators && status == IPT_OK; e++) {
        const ipt_estimator *estimator = a->plan.estimators[e];
        const ipt_estimator_type *type = ipt_estimator_type_of(estimator);
        char json[4096];
        char label[256];
        int at = 0;

        ipt_estimator_json(estimator, json, sizeof json);
        ipt_estimator_label(estimator, label, sizeof label);
        if (ipt_result_plane(result, ipt_estimator_id(estimator)))
            return ipt_error_set(err, IPT_EINVAL,
                                 "two estimators have the id %s",
                                 ipt_estimator_id(estimator));
        at = ipt_result_add_plane(result, ipt_estimator_id(estimator),
                                  type->name, json);
        if (at < 0)
            return ipt_error_set(err, IPT_ENOMEM, "no memory for results");
        result->plane[at].n_samples = a->n_rows;
        status = ipt_text_set(&result->plane[at].label, label, err);
        if (status == IPT_OK)
            status = ipt_text_set(&result->plane[at].sample_set,
                                  ipt_rows_name(a->plan.rows), err);
        if (status == IPT_OK)
            status = ipt_text_set(&result->plane[at].se_method, type->se, err);
    }
    return status;
}

ipt_status
ipt_analysis_alloc(const ipt_analysis_plan *plan, ipt_analysis **out,
                   ipt_error *err)
{
    ipt_analysis *a = calloc(1, sizeof *a);
    ipt_status status = IPT_OK;

    assert(plan->threads >= 1 && plan->data->n_layers > 0);
    if (!a)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for an analysis");
    a->plan = *plan;
    a->n_layers = plan->data->n_layers;
    status = analysis_rows(a, err);
    if (status == IPT_OK)
        status = analysis_sample(a, err);
    if (status == IPT_OK)
        status = analysis_check_needs(a, err);
    if (status == IPT_OK)
        status = analysis_capacity(a, err);
    if (status == IPT_OK)
        status = analysis_reserve(a, err);
    if (status == IPT_OK)
        status = analysis_planes(a, err);
    if (status != IPT_OK) {
        ipt_analysis_free(a);
        return status;
    }
    *out = a;
    return IPT_OK;
}

void
ipt_analysis_free(ipt_analysis *a)
{
    if (!a)
        return;
    for (size_t i = 0; a->buffer && i < a->capacity * a->n_layers; i++)
        free(a->buffer[i]);
    for (size_t i = 0;
         a->clone && i < (size_t)a->plan.threads * a->plan.n_estimators; i++)
        ipt_estimator_free(a->clone[i]);
    for (size_t i = 0; i < sizeof a->owned / sizeof *a->owned; i++)
        free(a->owned[i]);
    free(a->buffer);
    free(a->clone);
    free(a->index);
    free(a->epoch);
    free(a->item);
    free(a->row);
    free(a);
}
