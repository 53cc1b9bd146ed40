/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run: what is prepared before the first epoch, and its release. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train-private.h"

/* The header of activations.h5; its arrays belong to the data set, but for
 * layers, epochs and attributes. */
static ipt_status
train_header(ipt__train *r, ipt_error *err)
{
    ipt_activation_header *h = &r->header;
    const size_t n_taps = ipt_network_n_taps(r->net);
    char seed[24];
    const struct {
        const char *key, *value;
    } attributes[] = {
        {"seed", seed},
        {"model", r->x->model.layers},
        {"dataset", r->data.name},
        {"creator", PACKAGE_STRING},
    };
    const size_t n_attributes = sizeof attributes / sizeof *attributes;
    ipt_status status = IPT_OK;

    snprintf(seed, sizeof seed, "%llu", (unsigned long long)r->x->seed);
    h->n = r->data.n;
    h->n_layers = n_taps;
    h->layer = calloc(n_taps, sizeof *h->layer);
    h->attribute = calloc(n_attributes, sizeof *h->attribute);
    if (!h->layer || !h->attribute)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for layers");
    for (size_t l = 0; l < n_taps && status == IPT_OK; l++) {
        const ipt_tap *tap = ipt_network_tap(r->net, l);
        ipt_activation_layer *layer = &h->layer[l];

        layer->shape = tap->shape;
        layer->width = ipt_shape_units(tap->shape);
        layer->dtype = IPT_F32;
        layer->low = tap->low;
        layer->high = tap->high;
        status = ipt_text_set(&layer->name, tap->name, err);
        if (status == IPT_OK)
            status = ipt_text_set(&layer->activation, tap->activation, err);
    }
    for (size_t i = 0; i < n_attributes && status == IPT_OK; i++) {
        h->n_attributes = i + 1;
        status = ipt_text_set(&h->attribute[i].key, attributes[i].key, err);
        if (status == IPT_OK)
            status =
                ipt_text_set(&h->attribute[i].value, attributes[i].value, err);
    }
    if (r->data.y && status == IPT_OK) {
        const size_t n = r->data.n * r->data.y_dim;

        h->y = malloc(n * sizeof *h->y);
        if (!h->y)
            return ipt_error_set(err, IPT_ENOMEM, "no memory for targets");
        for (size_t i = 0; i < n; i++)
            h->y[i] = (double)r->data.y[i];
        h->y_dim = r->data.y_dim;
    }
    h->label = r->data.label;
    h->n_classes = r->data.n_classes;
    h->x = r->data.x;
    h->x_dim = ipt_shape_units(r->data.shape);
    h->x_id = r->data.x_id;
    h->p_y_given_x = r->data.p_y_given_x;
    h->split = r->data.split;
    return status;
}

static void
train_header_clear(ipt_activation_header *h)
{
    for (size_t l = 0; h->layer && l < h->n_layers; l++) {
        free(h->layer[l].name);
        free(h->layer[l].activation);
    }
    for (size_t i = 0; i < h->n_attributes; i++) {
        free(h->attribute[i].key);
        free(h->attribute[i].value);
    }
    free(h->layer);
    free(h->attribute);
    free(h->y);
    memset(h, 0, sizeof *h);
}

/* Takes over what the batch knows: id, name, sweep values. */
static ipt_status
train_result(ipt__train *r, const char *id, const ipt_result *labels,
             const ipt_settings *source, ipt_error *err)
{
    const size_t n_taps = ipt_network_n_taps(r->net);
    char now[32];
    char *resolved = NULL;
    ipt_result *out = ipt_result_alloc(r->x->n_snapshots, n_taps);
    ipt_status status = IPT_OK;

    r->result = out;
    resolved = ipt_settings_format(r->x->settings, 0);
    if (!out || !resolved) {
        free(resolved);
        return ipt_error_set(err, IPT_ENOMEM, "no memory for results");
    }
    out->config_resolved = resolved;
    ipt__utc(now);
    out->seed = r->x->seed;
    for (size_t e = 0; e < r->x->n_snapshots; e++)
        out->epoch[e] = r->x->snapshot[e];
    const struct {
        char **to;
        const char *from;
    } texts[] = {
        {&out->run_id, id},
        {&out->name, r->x->run.name},
        {&out->status, "complete"},
        {&out->created, now},
        {&out->config_source, ipt_settings_source(source)},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == IPT_OK;
         i++)
        status = ipt_text_set(texts[i].to, texts[i].from, err);
    for (size_t l = 0; l < n_taps && status == IPT_OK; l++) {
        const ipt_tap *tap = ipt_network_tap(r->net, l);

        out->layer_width[l] = (int32_t)ipt_shape_units(tap->shape);
        status = ipt_text_set(&out->layer_name[l], tap->name, err);
        if (status == IPT_OK)
            status = ipt_text_set(&out->layer_kind[l], tap->kind, err);
        if (status == IPT_OK)
            status =
                ipt_text_set(&out->layer_activation[l], tap->activation, err);
    }
    for (size_t i = 0; i < labels->n_params && status == IPT_OK; i++)
        status = ipt_result_add_pair(out, 0, labels->params[i].key,
                                     labels->params[i].value, err);
    for (size_t i = 0; i < labels->n_provenance && status == IPT_OK; i++)
        status = ipt_result_add_pair(out, 1, labels->provenance[i].key,
                                     labels->provenance[i].value, err);
    for (size_t i = 0; i < r->how->n_overrides && status == IPT_OK; i++) {
        char **more =
            realloc(out->overrides, (out->n_overrides + 1) * sizeof *more);

        if (!more)
            return ipt_error_set(err, IPT_ENOMEM, "no memory for overrides");
        out->overrides = more;
        more[out->n_overrides] = NULL;
        status =
            ipt_text_set(&more[out->n_overrides], r->how->overrides[i], err);
        out->n_overrides++;
    }
    if (status == IPT_OK)
        status = ipt__provenance_start(out, r->how->command_line,
                                       r->data.sha256, r->how->threads, err);
    return status;
}

/* Everything that can fail before the first epoch. */
ipt_status
ipt__train_prepare(ipt__train *r, const char *id, const ipt_result *labels,
                   const ipt_settings *source, ipt_error *err)
{
    const ipt_experiment *x = r->x;
    ipt_status status = ipt_experiment_load(x, &r->data, err);

    if (status == IPT_OK)
        status = ipt_network_alloc(
            &x->model, r->data.shape,
            ipt_objective_outputs(x->train.objective, &r->data), &r->net, err);
    if (status != IPT_OK)
        return status;
    ipt_network_init(r->net, x->seed);
    status = ipt_trainer_alloc(&x->train, &r->data, r->net, x->seed,
                               &r->trainer, err);
    if (status == IPT_OK)
        status = train_header(r, err);
    if (status == IPT_OK)
        status = train_result(r, id, labels, source, err);
    if (status != IPT_OK)
        return status;

    r->now = calloc(x->n_estimators + 1, sizeof *r->now);
    r->later = calloc(x->n_estimators + 1, sizeof *r->later);
    if (!r->now || !r->later)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for estimators");
    for (size_t e = 0; e < x->n_estimators; e++) {
        if (ipt_estimator_needs(x->estimators[e]) & IPT_NEED_EXTENT)
            r->later[r->n_later++] = x->estimators[e];
        else
            r->now[r->n_now++] = x->estimators[e];
    }
    const ipt_analysis_plan plan = {
        &r->header,      r->now, r->n_now, (ipt_rows)x->log.samples,
        r->how->threads, 0,      NULL,     r->result};
    status = ipt_analysis_alloc(&plan, &r->analysis, err);
    r->extent.low = INFINITY;
    r->extent.high = -INFINITY;
    if (status == IPT_OK)
        status = ipt__train_resume(r, err);
    /* Begun before the first epoch, so that what cannot be written is known. */
    if (status == IPT_OK && !r->has_checkpoint)
        status = ipt__train_segment(r, err);
    return status;
}

void
ipt__train_release(ipt__train *r)
{
    ipt__journal_close(&r->journal, NULL);
    ipt_analysis_free(r->analysis);
    ipt_activation_discard(r->writer);
    ipt_trainer_free(r->trainer);
    ipt_network_free(r->net);
    train_header_clear(&r->header);
    ipt_dataset_clear(&r->data);
    ipt_result_free(r->result);
    free(r->now);
    free(r->later);
}
