/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run: train, log activations, estimate, write the result. */

#include <config.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/units.h>

#include "run-private.h"

/* Everything one run holds; released in one place. */
typedef struct {
    const ipt_experiment *x;
    const ipt_batch_how *how;
    ipt__reporter *reporter;
    const char *directory;
    ipt_dataset data;
    ipt_network *net;
    ipt_trainer *trainer;
    ipt_activation_header header;
    ipt_activation_writer *writer;
    ipt_analysis *analysis;
    ipt_estimator **now;   /* estimators that see snapshots as they come */
    ipt_estimator **later; /* those that need a second pass */
    size_t n_now, n_later;
    ipt_result *result;
    ipt__journal journal;
    ipt_extent extent;
    size_t n_taken; /* snapshots in the result */
    double start, train_seconds, estimate_seconds;
} train_run;

static char *
train_path(const char *directory, const char *name, ipt_error *err)
{
    const size_t size = strlen(directory) + strlen(name) + 2;
    char *path = malloc(size);

    if (path)
        snprintf(path, size, "%s/%s", directory, name);
    else
        ipt_error_set(err, IPT_ENOMEM, "no memory for a path");
    return path;
}

/* The header of activations.h5; its arrays belong to the data set, but for
 * layers, epochs and attributes. */
static ipt_status
train_header(train_run *r, ipt_error *err)
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
train_result(train_run *r, const char *id, const ipt_result *labels,
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
static ipt_status
train_prepare(train_run *r, const char *id, const ipt_result *labels,
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
    if (status == IPT_OK && x->log.activations != IPT_KEEP_NONE) {
        ipt_activation_header stored = r->header;
        char *path = train_path(r->directory, "activations.h5", err);

        if (!x->log.inputs) {
            stored.x = NULL;
            stored.x_dim = 0;
        }
        status = path ? ipt_activation_create(
                            path, &stored, (ipt_compression)x->log.compression,
                            &r->writer, err)
                      : IPT_ENOMEM;
        free(path);
    }
    r->extent.low = INFINITY;
    r->extent.high = -INFINITY;
    return status;
}

static void
train_copy_metrics(train_run *r, size_t index, const ipt_snapshot_metrics *m)
{
    ipt_result *out = r->result;
    const size_t n = out->n_layers;
    const size_t row = index * n;

    out->train_loss[index] = m->train_loss;
    out->test_loss[index] = m->test_loss;
    out->train_accuracy[index] = m->train_accuracy;
    out->test_accuracy[index] = m->test_accuracy;
    memcpy(out->weight_norm + row, m->weight_norm, n * sizeof(double));
    memcpy(out->gradient_mean_norm + row, m->gradient_mean_norm,
           n * sizeof(double));
    memcpy(out->gradient_std_norm + row, m->gradient_std_norm,
           n * sizeof(double));
    memcpy(out->saturation + row, m->saturation, n * sizeof(double));
}

/* Activations must be finite; keeps their extremes. */
static ipt_status
train_scan(train_run *r, float *const *taps, int64_t epoch, ipt_error *err)
{
    for (size_t l = 0; l < r->header.n_layers; l++) {
        const size_t n = r->header.n * r->header.layer[l].width;
        const float *t = taps[l];

        for (size_t i = 0; i < n; i++) {
            if (!isfinite(t[i]))
                return ipt_error_set(
                    err, IPT_ENUMERIC,
                    "layer %s has a value of %g at epoch %lld, row %zu, unit "
                    "%zu: the training has diverged",
                    r->header.layer[l].name, (double)t[i], (long long)epoch,
                    i / r->header.layer[l].width, i % r->header.layer[l].width);
            if ((double)t[i] < r->extent.low)
                r->extent.low = (double)t[i];
            if ((double)t[i] > r->extent.high)
                r->extent.high = (double)t[i];
        }
    }
    return IPT_OK;
}

/* Measures the network and hands its layers to the file and the estimators. */
static ipt_status
train_snapshot(train_run *r, size_t index, ipt_error *err)
{
    const size_t n_layers = r->header.n_layers;
    const int keep = r->x->log.activations;
    const int last = index + 1 == r->x->n_snapshots;
    float **taps = calloc(n_layers, sizeof *taps);
    ipt_snapshot_metrics m;
    ipt_status status = IPT_OK;
    double before = 0;

    if (!taps)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for taps");
    for (size_t l = 0; l < n_layers; l++)
        taps[l] = ipt_analysis_slot(r->analysis, l);
    status = ipt_trainer_snapshot(r->trainer, taps, &m, err);
    if (status == IPT_OK)
        status = train_scan(r, taps, m.epoch, err);
    if (status == IPT_OK && r->writer && (keep == IPT_KEEP_SNAPSHOTS || last))
        status = ipt_activation_append(r->writer, m.epoch,
                                       (const float *const *)taps, err);
    before = ipt__seconds();
    if (status == IPT_OK)
        status = ipt_analysis_commit(r->analysis, index, m.epoch, err);
    r->estimate_seconds += ipt__seconds() - before;
    if (status == IPT_OK) {
        train_copy_metrics(r, index, &m);
        r->n_taken = index + 1;
        status = ipt__journal_metrics(&r->journal, &m,
                                      ipt__seconds() - r->start, err);
        r->reporter->progress.loss = m.train_loss;
        r->reporter->progress.accuracy = m.test_accuracy;
    }
    free(taps);
    return status;
}

static ipt_status
train_report(train_run *r, int64_t epoch, ipt_error *err)
{
    ipt__reporter *to = r->reporter;
    const ipt_monitor *monitor = to->monitor;
    const int64_t epochs = r->x->train.epochs;
    const double share = epochs ? (double)epoch / (double)epochs : 1.0;

    to->progress.epoch = epoch;
    to->progress.epochs = epochs;
    to->progress.share =
        ((double)to->n_before + share) / (double)to->progress.n_runs;
    if (monitor && monitor->progress)
        monitor->progress(monitor->self, &to->progress);
    if (monitor && monitor->stop && monitor->stop(monitor->self))
        return ipt_error_set(err, IPT_ESTOP, "stopped on request at epoch %lld",
                             (long long)epoch);
    return IPT_OK;
}

static ipt_status
train_epochs(train_run *r, ipt_error *err)
{
    const int64_t *snapshot = r->x->snapshot;
    size_t next = 0;
    ipt_status status = IPT_OK;

    for (int64_t epoch = 0; status == IPT_OK; epoch++) {
        if (next < r->x->n_snapshots && snapshot[next] == epoch)
            status = train_snapshot(r, next++, err);
        if (status == IPT_OK)
            status = train_report(r, epoch, err);
        if (status != IPT_OK || epoch >= r->x->train.epochs)
            break;
        const double before = ipt__seconds();
        const int record =
            next < r->x->n_snapshots && snapshot[next] == epoch + 1;

        status = ipt_trainer_step_epoch(r->trainer, record, NULL, err);
        r->train_seconds += ipt__seconds() - before;
    }
    return status;
}

/* Estimators that needed the extremes read the stored activations again. */
static ipt_status
train_second_pass(train_run *r, ipt_error *err)
{
    char *path = train_path(r->directory, "activations.h5", err);
    ipt_activation_reader *reader = NULL;
    ipt_status status = path ? IPT_OK : IPT_ENOMEM;
    const double before = ipt__seconds();

    if (status == IPT_OK)
        status = ipt_activation_open(path, &reader, err);
    if (status == IPT_OK)
        status = ipt_analysis_run(reader, r->later, r->n_later,
                                  (ipt_rows)r->x->log.samples, r->how->threads,
                                  &r->extent, NULL, NULL, r->result, err);
    r->estimate_seconds += ipt__seconds() - before;
    ipt_activation_close(reader);
    free(path);
    return status;
}

static void
train_release(train_run *r)
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

/* Records a failure in a run.h5 that keeps the snapshots before it. */
static void
train_record_failure(train_run *r, ipt_status status, const ipt_error *err)
{
    char *path = NULL;
    ipt_error ignored = IPT_ERROR_INIT;

    ipt__journal_event(&r->journal, "failed", ipt_trainer_epoch(r->trainer),
                       err->message);
    if (status == IPT_EIO)
        return;
    path = train_path(r->directory, "run.h5", &ignored);
    ipt_analysis_flush(r->analysis, &ignored);
    ipt_result_truncate(r->result, r->n_taken);
    if (path && r->n_taken &&
        ipt_text_set(&r->result->status, "failed", &ignored) == IPT_OK &&
        ipt_text_set(&r->result->reason, err->message, &ignored) == IPT_OK &&
        ipt__provenance_end(r->result, r->train_seconds, r->estimate_seconds,
                            &ignored) == IPT_OK)
        ipt_result_write(path, "run", r->result, &ignored);
    if (ignored.status != IPT_OK)
        ipt__journal_event(&r->journal, "unrecorded",
                           ipt_trainer_epoch(r->trainer), ignored.message);
    free(path);
}

ipt_status
ipt__run(const ipt_experiment *x, const char *directory, const char *id,
         const ipt_result *labels, const ipt_batch_how *how,
         const ipt_settings *source, ipt__reporter *reporter, ipt_error *err)
{
    train_run r;
    ipt_error own = IPT_ERROR_INIT;
    char *path = NULL;
    ipt_status status = IPT_OK;

    assert(x->n_snapshots > 0);
    memset(&r, 0, sizeof r);
    r.x = x;
    r.how = how;
    r.reporter = reporter;
    r.directory = directory;
    r.start = ipt__seconds();
    status = ipt__make_directory(directory, &own);
    if (status == IPT_OK)
        status = ipt__journal_open(&r.journal, directory, &own);
    if (status == IPT_OK)
        status = train_prepare(&r, id, labels, source, &own);
    if (status == IPT_OK) {
        ipt__journal_event(&r.journal, "started", 0, reporter->progress.label);
        status = train_epochs(&r, &own);
    }
    if (status == IPT_OK) {
        const double before = ipt__seconds();

        status = ipt_analysis_flush(r.analysis, &own);
        r.estimate_seconds += ipt__seconds() - before;
    }
    if (status == IPT_OK && r.writer) {
        ipt_activation_writer *writer = r.writer;

        r.writer = NULL;
        status = ipt_activation_finish(writer, &own);
    }
    if (status == IPT_OK && r.n_later)
        status = train_second_pass(&r, &own);
    if (status == IPT_OK)
        status = ipt__provenance_end(r.result, r.train_seconds,
                                     r.estimate_seconds, &own);
    if (status == IPT_OK) {
        path = train_path(directory, "run.h5", &own);
        status =
            path ? ipt_result_write(path, "run", r.result, &own) : IPT_ENOMEM;
        free(path);
    }
    if (status == IPT_OK)
        ipt__journal_event(&r.journal, "complete", ipt_trainer_epoch(r.trainer),
                           NULL);
    else if (status == IPT_ESTOP)
        ipt__journal_event(&r.journal, "stopped", ipt_trainer_epoch(r.trainer),
                           own.message);
    else if (r.result && r.trainer && r.analysis)
        train_record_failure(&r, status, &own);
    train_release(&r);
    if (status != IPT_OK)
        ipt_error_set(err, status, "%s", own.message);
    return status;
}
