/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analysis: many estimators over the layers of many snapshots. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <infoplane/units.h>

#include "analysis-private.h"
#include "run-private.h"

void *
ipt_analysis_slot(ipt_analysis *a, size_t layer)
{
    return a->buffer[a->held * a->n_layers + layer];
}

/* Estimates item number i with the estimators of one thread. */
static void
analysis_one(ipt_analysis *a, size_t i, ipt_estimator *const *estimators,
             const ipt_view *views)
{
    const size_t n_estimators = a->plan.n_estimators;
    const size_t e = i % n_estimators;
    const size_t l = i / n_estimators % a->n_layers;
    const size_t s = i / n_estimators / a->n_layers;
    const ipt_activation_layer *layer = &a->plan.data->layer[l];
    ipt__analysis_item *item = &a->item[i];
    ipt_sample sample = a->sample;
    const double start = ipt__seconds();

    sample.layers = views + s * a->n_layers;
    sample.n_layers = a->n_layers;
    sample.t = sample.layers[l];
    sample.epoch = a->epoch[s];
    sample.layer_name = layer->name;
    sample.low = layer->low;
    sample.high = layer->high;
    sample.noise_sigma = layer->noise_sigma;
    item->err = (ipt_error)IPT_ERROR_INIT;
    item->status = ipt_estimator_estimate(estimators[e], &sample, &item->value,
                                          &item->err);
    item->seconds = ipt__seconds() - start;
}

/* One kind stands for all layers and snapshots of a plane: where they differ,
 * as bounds and differences of bounds do, the one that claims least. */
static ipt_status
analysis_kind(char **plane, ipt_kind kind, ipt_error *err)
{
    const char *name = ipt_kind_name(kind);

    if (*plane && **plane && strcmp(*plane, name))
        name = ipt_kind_name(IPT_KIND_ESTIMATE);
    return ipt_text_set(plane, name, err);
}

/* Moves the estimates of one snapshot and estimator into the result. */
static ipt_status
analysis_store(ipt_analysis *a, size_t s, size_t e, ipt_error *err)
{
    ipt_plane *plane = &a->plan.result->plane[a->first_plane + e];
    const size_t row = a->index[s] * a->n_layers;
    ipt_estimate *values = malloc(a->n_layers * sizeof *values);
    ipt_status status = IPT_OK;

    if (!values)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for results");
    for (size_t l = 0; l < a->n_layers; l++)
        values[l] =
            a->item[(s * a->n_layers + l) * a->plan.n_estimators + e].value;
    ipt_flag_dpi(values, a->n_layers, ipt_bits_to_nats(a->plan.result->i_xy));
    for (size_t l = 0; l < a->n_layers; l++) {
        const ipt_estimate *v = &values[l];
        const size_t at = row + l;

        plane->i_xt[at] = ipt_nats_to_bits(v->i_xt);
        plane->i_ty[at] = ipt_nats_to_bits(v->i_ty);
        plane->h_t[at] = ipt_nats_to_bits(v->h_t);
        plane->i_xt_se[at] = ipt_nats_to_bits(v->i_xt_se);
        plane->i_ty_se[at] = ipt_nats_to_bits(v->i_ty_se);
        plane->i_xt_lower[at] = ipt_nats_to_bits(v->i_xt_lower);
        plane->i_xt_upper[at] = ipt_nats_to_bits(v->i_xt_upper);
        plane->i_ty_lower[at] = ipt_nats_to_bits(v->i_ty_lower);
        plane->i_ty_upper[at] = ipt_nats_to_bits(v->i_ty_upper);
        plane->flags[at] = v->flags;
        plane->wall_seconds[at] =
            a->item[(s * a->n_layers + l) * a->plan.n_estimators + e].seconds;
    }
    for (size_t l = 0; l < a->n_layers && status == IPT_OK; l++) {
        status = analysis_kind(&plane->kind_xt, values[l].kind_xt, err);
        if (status == IPT_OK)
            status = analysis_kind(&plane->kind_ty, values[l].kind_ty, err);
    }
    free(values);
    return status;
}

ipt_status
ipt_analysis_flush(ipt_analysis *a, ipt_error *err)
{
    const size_t n_items = a->held * a->n_layers * a->plan.n_estimators;
    ipt_view *views = NULL;
    ipt_status status = IPT_OK;

    if (!n_items) {
        a->held = 0;
        return IPT_OK;
    }
    views = calloc(a->held * a->n_layers, sizeof *views);
    if (!views)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for views");
    for (size_t i = 0; i < a->held * a->n_layers; i++) {
        const ipt_activation_layer *layer =
            &a->plan.data->layer[i % a->n_layers];
        const ipt_view view = {a->buffer[i], layer->dtype, a->n_rows,
                               layer->width, layer->width};

        views[i] = view;
    }

    /* Each item is a pure function of its sample, so the schedule does not
     * matter to the numbers. */
#pragma omp parallel for schedule(dynamic, 1) num_threads(a->plan.threads)
    for (size_t i = 0; i < n_items; i++)
        analysis_one(a, i,
                     a->clone + (size_t)ipt__thread() * a->plan.n_estimators,
                     views);

    for (size_t i = 0; i < n_items && status == IPT_OK; i++)
        if (a->item[i].status != IPT_OK)
            status = ipt_error_set(err, a->item[i].status, "%s",
                                   a->item[i].err.message);
    for (size_t s = 0; s < a->held && status == IPT_OK; s++)
        for (size_t e = 0; e < a->plan.n_estimators && status == IPT_OK; e++)
            status = analysis_store(a, s, e, err);
    a->held = 0;
    free(views);
    return status;
}

ipt_status
ipt_analysis_commit(ipt_analysis *a, size_t index, int64_t epoch,
                    ipt_error *err)
{
    /* Keep the wanted rows: positions increase, so moving up is safe. */
    for (size_t l = 0; a->row && l < a->n_layers; l++) {
        const ipt_activation_layer *layer = &a->plan.data->layer[l];
        const size_t bytes = layer->width * ipt_dtype_size(layer->dtype);
        char *data = a->buffer[a->held * a->n_layers + l];

        for (size_t i = 0; i < a->n_rows; i++)
            memmove(data + i * bytes, data + a->row[i] * bytes, bytes);
    }
    a->index[a->held] = index;
    a->epoch[a->held] = epoch;
    a->held++;
    return a->held < a->capacity ? IPT_OK : ipt_analysis_flush(a, err);
}
