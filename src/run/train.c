/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run: train, log activations, estimate, write the result. */

#include <config.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train-private.h"

static void
train_copy_metrics(ipt__train *r, size_t index, const ipt_snapshot_metrics *m)
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
train_scan(ipt__train *r, float *const *taps, int64_t epoch, ipt_error *err)
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
train_snapshot(ipt__train *r, size_t index, ipt_error *err)
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
    if (status == IPT_OK &&
        (keep == IPT_KEEP_SNAPSHOTS || (keep == IPT_KEEP_LAST && last))) {
        status = r->writer ? IPT_OK : ipt__train_segment(r, err);
        if (status == IPT_OK)
            status = ipt_activation_append(r->writer, m.epoch,
                                           (const float *const *)taps, err);
        r->n_written += status == IPT_OK;
    }
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

static int
train_stopped(const ipt__train *r)
{
    const ipt_monitor *monitor = r->reporter->monitor;

    return monitor && monitor->stop && monitor->stop(monitor->self);
}

static ipt_status
train_report(ipt__train *r, int64_t epoch, ipt_error *err)
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
    if (train_stopped(r)) {
        const ipt_status status = ipt__train_checkpoint(r, err);

        return status == IPT_OK
                   ? ipt_error_set(err, IPT_ESTOP,
                                   "stopped on request at epoch %lld of %lld",
                                   (long long)epoch, (long long)epochs)
                   : status;
    }
    if (epoch < epochs && ipt__train_checkpoint_due(r))
        return ipt__train_checkpoint(r, err);
    return IPT_OK;
}

static ipt_status
train_epochs(ipt__train *r, ipt_error *err)
{
    const int64_t *snapshot = r->x->snapshot;
    size_t next = r->n_taken;
    ipt_status status = IPT_OK;

    for (int64_t epoch = ipt_trainer_epoch(r->trainer); status == IPT_OK;
         epoch++) {
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

static int
train_second_progress(void *self, size_t done, size_t all)
{
    (void)done;
    (void)all;
    return train_stopped(self);
}

/* Estimators that needed the extremes read the stored activations again. */
static ipt_status
train_second_pass(ipt__train *r, ipt_error *err)
{
    char *path = ipt__path(r->directory, "activations.h5", err);
    ipt_activation_reader *reader = NULL;
    ipt_status status = path ? IPT_OK : IPT_ENOMEM;
    const double before = ipt__seconds();

    if (status == IPT_OK)
        status = ipt_activation_open(path, &reader, err);
    if (status == IPT_OK)
        status = ipt_analysis_run(reader, r->later, r->n_later,
                                  (ipt_rows)r->x->log.samples, r->how->threads,
                                  &r->extent, train_second_progress, r,
                                  r->result, err);
    r->estimate_seconds += ipt__seconds() - before;
    ipt_activation_close(reader);
    free(path);
    return status;
}

/* Records a failure in a run.h5 that keeps the snapshots before it. */
static void
train_record_failure(ipt__train *r, ipt_status status, const ipt_error *err)
{
    char *path = NULL;
    ipt_error ignored = IPT_ERROR_INIT;

    ipt__journal_event(&r->journal, "failed", ipt_trainer_epoch(r->trainer),
                       err->message);
    if (status == IPT_EIO || status == IPT_ENOMEM)
        return; /* tried again from the last checkpoint */
    path = ipt__path(r->directory, "run.h5", &ignored);
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
    ipt__train r;
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
    status = ipt__train_prepare(&r, id, labels, source, &own);
    if (status == IPT_OK) {
        ipt__journal_event(&r.journal, r.has_checkpoint ? "resumed" : "started",
                           ipt_trainer_epoch(r.trainer),
                           reporter->progress.label);
        status = train_epochs(&r, &own);
    }
    if (status == IPT_OK) {
        const double before = ipt__seconds();

        status = ipt_analysis_flush(r.analysis, &own);
        r.estimate_seconds += ipt__seconds() - before;
    }
    /* The second pass may take long, and can be stopped as well. */
    if (status == IPT_OK && r.n_later &&
        (r.has_checkpoint || ipt__seconds() - r.start > 10))
        status = ipt__train_checkpoint(&r, &own);
    if (status == IPT_OK)
        status = ipt__train_join(&r, &own);
    if (status == IPT_OK && r.n_later)
        status = train_second_pass(&r, &own);
    if (status == IPT_OK)
        status = ipt__provenance_end(r.result, r.train_seconds,
                                     r.estimate_seconds, &own);
    /* Whoever took this process for dead computes the run now. */
    if (status == IPT_OK && !ipt__claim_holds(reporter->claimant))
        status = ipt_error_set(&own, IPT_EIO,
                               "another process took the run over; did this "
                               "one rest for more than ten minutes?");
    if (status == IPT_OK) {
        path = ipt__path(directory, "run.h5", &own);
        status =
            path ? ipt_result_write(path, "run", r.result, &own) : IPT_ENOMEM;
        free(path);
    }
    if (status == IPT_OK) {
        ipt__journal_event(&r.journal, "complete", ipt_trainer_epoch(r.trainer),
                           NULL);
        if (r.has_checkpoint || r.n_segments)
            ipt__leftovers_remove(directory);
    } else if (status == IPT_ESTOP) {
        ipt__journal_event(&r.journal, "stopped", ipt_trainer_epoch(r.trainer),
                           own.message);
    } else if (r.result && r.trainer && r.analysis && r.journal.log) {
        train_record_failure(&r, status, &own);
    }
    ipt__train_release(&r);
    if (status != IPT_OK)
        ipt_error_set(err, status, "%s", own.message);
    return status;
}
