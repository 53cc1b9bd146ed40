/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run: checkpoints, and going on from one.
 *
 * Activations lie in segments, activations.0001.h5 and so on. A checkpoint
 * finishes the segment that is being written and then names how many there
 * are, so that every file it counts on is complete. What was written after it
 * is dropped and computed again. A run that never made a checkpoint has one
 * segment, which becomes activations.h5 by its name alone; others are joined
 * at the end. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "train-private.h"

/* Checkpoints take at most this share of the time... */
#define RESUME_SHARE 0.05
/* ...and come rarer in longer runs, so that segments stay few. */
#define RESUME_SPREAD 0.05

static char *
resume_segment_path(const ipt__train *r, int64_t number, ipt_error *err)
{
    char name[40];

    snprintf(name, sizeof name, "activations.%04lld.h5", (long long)number);
    return ipt__path(r->directory, name, err);
}

ipt_status
ipt__train_segment(ipt__train *r, ipt_error *err)
{
    ipt_activation_header stored = r->header;
    char *path = NULL;
    ipt_status status = IPT_OK;

    if (r->x->log.activations == IPT_KEEP_NONE)
        return IPT_OK;
    path = resume_segment_path(r, r->n_segments + 1, err);
    if (!path)
        return IPT_ENOMEM;
    /* Only the first may become activations.h5 as it is. */
    if (!r->x->log.inputs || (r->n_segments && (stored.label || stored.y))) {
        stored.x = NULL;
        stored.x_dim = 0;
    }
    status = ipt_activation_create(
        path, &stored, (ipt_compression)r->x->log.compression, &r->writer, err);
    r->n_written = 0;
    free(path);
    return status;
}

/* Finishes the segment being written; one without snapshots is dropped. */
static ipt_status
resume_finish_segment(ipt__train *r, ipt_error *err)
{
    ipt_activation_writer *writer = r->writer;
    ipt_status status = IPT_OK;

    r->writer = NULL;
    if (!writer)
        return IPT_OK;
    if (!r->n_written) {
        ipt_activation_discard(writer);
        return IPT_OK;
    }
    status = ipt_activation_finish(writer, err);
    r->n_segments += status == IPT_OK;
    r->n_written = 0;
    return status;
}

int
ipt__train_checkpoint_due(const ipt__train *r)
{
    const double now = ipt__seconds();
    double wait = r->x->log.checkpoint;

    if (!(wait > 0))
        return 0;
    if (r->checkpoint_cost / RESUME_SHARE > wait)
        wait = r->checkpoint_cost / RESUME_SHARE;
    if ((now - r->start) * RESUME_SPREAD > wait)
        wait = (now - r->start) * RESUME_SPREAD;
    return now - r->checkpoint_at >= wait;
}

ipt_status
ipt__train_checkpoint(ipt__train *r, ipt_error *err)
{
    const size_t n_epochs = r->result->n_epochs;
    const double before = ipt__seconds();
    char *path = NULL;
    char *result_status = r->result->status;
    char partial[] = "partial";
    ipt_checkpoint c;
    ipt_status status = ipt_analysis_flush(r->analysis, err);

    r->estimate_seconds += ipt__seconds() - before;
    memset(&c, 0, sizeof c);
    if (status == IPT_OK)
        status = resume_finish_segment(r, err);
    if (status == IPT_OK)
        status = ipt__journal_sync(&r->journal, &c.metrics_bytes, err);
    if (status != IPT_OK)
        return status;
    path = ipt__path(r->directory, "checkpoint.h5", err);
    c.state_size = ipt_trainer_state_size(r->trainer);
    c.state = malloc(c.state_size);
    if (!path || !c.state) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a checkpoint");
        goto done;
    }
    ipt_trainer_save(r->trainer, c.state);
    c.result = r->result;
    c.epoch = ipt_trainer_epoch(r->trainer);
    c.low = r->extent.low;
    c.high = r->extent.high;
    c.elapsed = ipt__seconds() - r->start;
    c.train_seconds = r->train_seconds;
    c.estimate_seconds = r->estimate_seconds;
    c.n_segments = r->n_segments;
    c.n_resumed = r->n_resumed;
    r->result->status = partial;
    ipt_result_truncate(r->result, r->n_taken);
    status = ipt_checkpoint_write(path, &c, err);
    r->result->n_epochs = n_epochs; /* the arrays are as long as before */
    r->result->status = result_status;
    if (status == IPT_OK) {
        r->has_checkpoint = 1;
        ipt__journal_event(&r->journal, "checkpoint", c.epoch, NULL);
    }
done:
    r->checkpoint_at = ipt__seconds();
    r->checkpoint_cost = r->checkpoint_at - before;
    free(c.state);
    free(path);
    return status;
}

/* Rows so far of an array of doubles. */
static void
resume_copy(double *to, const double *from, size_t n)
{
    memcpy(to, from, n * sizeof *to);
}

static ipt_status
resume_plane(ipt_plane *to, const ipt_plane *from, size_t n, ipt_error *err)
{
    ipt_status status = IPT_OK;

    resume_copy(to->i_xt, from->i_xt, n);
    resume_copy(to->i_ty, from->i_ty, n);
    resume_copy(to->h_t, from->h_t, n);
    resume_copy(to->i_xt_se, from->i_xt_se, n);
    resume_copy(to->i_ty_se, from->i_ty_se, n);
    resume_copy(to->i_xt_lower, from->i_xt_lower, n);
    resume_copy(to->i_xt_upper, from->i_xt_upper, n);
    resume_copy(to->i_ty_lower, from->i_ty_lower, n);
    resume_copy(to->i_ty_upper, from->i_ty_upper, n);
    resume_copy(to->wall_seconds, from->wall_seconds, n);
    memcpy(to->flags, from->flags, n * sizeof *to->flags);
    if (n) {
        status = ipt_text_set(&to->kind_xt, from->kind_xt, err);
        if (status == IPT_OK)
            status = ipt_text_set(&to->kind_ty, from->kind_ty, err);
    }
    return status;
}

/* What of the provenance tells how the run began. */
static ipt_status
resume_provenance(ipt__train *r, const ipt_result *from, int64_t n_resumed,
                  ipt_error *err)
{
    char count[24];
    ipt_status status = ipt_text_set(&r->result->created, from->created, err);

    for (size_t i = 0; i < from->n_provenance && status == IPT_OK; i++)
        if (!strcmp(from->provenance[i].key, "start"))
            status = ipt_result_add_pair(r->result, 1, "start",
                                         from->provenance[i].value, err);
    snprintf(count, sizeof count, "%lld", (long long)n_resumed);
    if (status == IPT_OK)
        status = ipt_result_add_pair(r->result, 1, "resumed", count, err);
    return status;
}

/* Does the checkpoint belong to this run, and is every file of it there? */
static ipt_status
resume_check(const ipt__train *r, const ipt_checkpoint *c, const char *path,
             ipt_error *err)
{
    const ipt_result *mine = r->result;
    const ipt_result *old = c->result;
    int fits = old->n_layers == mine->n_layers &&
               old->n_epochs <= mine->n_epochs &&
               old->n_planes == mine->n_planes && c->n_segments >= 0 &&
               old->run_id && !strcmp(old->run_id, mine->run_id);

    for (size_t e = 0; fits && e < old->n_epochs; e++)
        fits = old->epoch[e] == mine->epoch[e] && old->epoch[e] <= c->epoch;
    for (size_t p = 0; fits && p < mine->n_planes; p++)
        fits = ipt_result_plane(old, mine->plane[p].id) != NULL;
    if (!fits)
        return ipt_error_set(err, IPT_EFORMAT, "%s: is not of this run", path);
    for (int64_t i = 1; i <= c->n_segments; i++) {
        char *segment = resume_segment_path(r, i, err);
        const int there = segment && access(segment, R_OK) == 0;

        free(segment);
        if (!there)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: its file of activations %lld of %lld is "
                                 "not there",
                                 path, (long long)i, (long long)c->n_segments);
    }
    return IPT_OK;
}

/* Brings trainer and result to where the checkpoint was made. */
static ipt_status
resume_take(ipt__train *r, const ipt_checkpoint *c, ipt_error *err)
{
    const ipt_result *old = c->result;
    ipt_result *out = r->result;
    const size_t n = old->n_epochs;
    const size_t cells = n * out->n_layers;
    ipt_status status =
        ipt_trainer_load(r->trainer, c->state, c->state_size, err);

    resume_copy(out->train_loss, old->train_loss, n);
    resume_copy(out->test_loss, old->test_loss, n);
    resume_copy(out->train_accuracy, old->train_accuracy, n);
    resume_copy(out->test_accuracy, old->test_accuracy, n);
    resume_copy(out->gradient_mean_norm, old->gradient_mean_norm, cells);
    resume_copy(out->gradient_std_norm, old->gradient_std_norm, cells);
    resume_copy(out->weight_norm, old->weight_norm, cells);
    resume_copy(out->saturation, old->saturation, cells);
    for (size_t p = 0; p < out->n_planes && status == IPT_OK; p++)
        status =
            resume_plane(&out->plane[p],
                         ipt_result_plane(old, out->plane[p].id), cells, err);
    if (status == IPT_OK)
        status = resume_provenance(r, old, c->n_resumed + 1, err);
    if (status != IPT_OK)
        return status;
    r->n_taken = n;
    r->n_segments = c->n_segments;
    r->n_resumed = c->n_resumed + 1;
    r->extent.low = c->low;
    r->extent.high = c->high;
    r->start = ipt__seconds() - c->elapsed;
    r->train_seconds = c->train_seconds;
    r->estimate_seconds = c->estimate_seconds;
    r->has_checkpoint = 1;
    if (n) {
        r->reporter->progress.loss = out->train_loss[n - 1];
        r->reporter->progress.accuracy = out->test_accuracy[n - 1];
    }
    return IPT_OK;
}

ipt_status
ipt__train_resume(ipt__train *r, ipt_error *err)
{
    const ipt_monitor *monitor = r->reporter->monitor;
    char *path = ipt__path(r->directory, "checkpoint.h5", err);
    ipt_error why = IPT_ERROR_INIT;
    ipt_checkpoint c;
    ipt_status status = IPT_OK;

    if (!path)
        return IPT_ENOMEM;
    memset(&c, 0, sizeof c);
    r->checkpoint_at = ipt__seconds();
    if (access(path, F_OK) == 0) {
        status = ipt_checkpoint_read(path, &c, &why);
        if (status == IPT_OK)
            status = resume_check(r, &c, path, &why);
        if (status == IPT_OK)
            status = ipt__journal_open(&r->journal, r->directory,
                                       c.metrics_bytes, &why);
        if (status == IPT_OK) {
            status = resume_take(r, &c, &why);
            if (status != IPT_OK)
                ipt__journal_close(&r->journal, NULL);
        }
        if (status == IPT_OK)
            ipt__note(monitor, 0, "run %s goes on from epoch %lld",
                      r->result->run_id, (long long)c.epoch);
        else if (status == IPT_EFORMAT)
            ipt__note(monitor, 1, "run %s starts anew: %s", r->result->run_id,
                      why.message);
        else
            ipt_error_set(err, status, "%s", why.message);
    }
    if (status == IPT_EFORMAT || !r->has_checkpoint) {
        if (status == IPT_OK || status == IPT_EFORMAT) {
            ipt__leftovers_remove(r->directory);
            status = ipt__journal_open(&r->journal, r->directory, 0, err);
        }
    }
    ipt_checkpoint_clear(&c);
    free(path);
    return status;
}

/* Appends all snapshots of one segment to the writer. */
static ipt_status
resume_append(ipt__train *r, int64_t number, float *const *layer,
              ipt_activation_writer *writer, ipt_error *err)
{
    char *path = resume_segment_path(r, number, err);
    ipt_activation_reader *reader = NULL;
    ipt_status status =
        path ? ipt_activation_open(path, &reader, err) : IPT_ENOMEM;

    free(path);
    if (status != IPT_OK)
        return status;
    const ipt_activation_header *h = ipt_activation_header_of(reader);
    if (h->n_layers != r->header.n_layers || h->n != r->header.n)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "activations.%04lld.h5 is not of this run",
                               (long long)number);
    for (size_t s = 0; s < h->n_epochs && status == IPT_OK; s++) {
        for (size_t l = 0; l < h->n_layers && status == IPT_OK; l++)
            status = ipt_activation_read(reader, s, l, layer[l], err);
        if (status == IPT_OK)
            status = ipt_activation_append(writer, h->epoch[s],
                                           (const float *const *)layer, err);
    }
    ipt_activation_close(reader);
    return status;
}

static ipt_status
resume_join(ipt__train *r, const char *path, ipt_error *err)
{
    const size_t n_layers = r->header.n_layers;
    ipt_activation_header stored = r->header;
    ipt_activation_writer *writer = NULL;
    float **layer = calloc(n_layers, sizeof *layer);
    ipt_status status = IPT_OK;

    if (!r->x->log.inputs) {
        stored.x = NULL;
        stored.x_dim = 0;
    }
    for (size_t l = 0; layer && l < n_layers; l++) {
        layer[l] = malloc(stored.n * stored.layer[l].width * sizeof(float));
        if (!layer[l])
            status = IPT_ENOMEM;
    }
    if (!layer || status != IPT_OK)
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a snapshot");
    if (status == IPT_OK)
        status = ipt_activation_create(path, &stored,
                                       (ipt_compression)r->x->log.compression,
                                       &writer, err);
    for (int64_t i = 1; i <= r->n_segments && status == IPT_OK; i++)
        status = resume_append(r, i, layer, writer, err);
    if (status == IPT_OK)
        status = ipt_activation_finish(writer, err);
    else
        ipt_activation_discard(writer);
    for (size_t l = 0; layer && l < n_layers; l++)
        free(layer[l]);
    free(layer);
    return status;
}

ipt_status
ipt__train_join(ipt__train *r, ipt_error *err)
{
    char *path = NULL;
    char *first = NULL;
    ipt_status status = resume_finish_segment(r, err);

    if (status != IPT_OK || !r->n_segments)
        return status;
    path = ipt__path(r->directory, "activations.h5", err);
    first = resume_segment_path(r, 1, err);
    if (!path || !first) {
        status = IPT_ENOMEM;
    } else if (r->has_checkpoint) {
        status = resume_join(r, path, err);
    } else if (rename(first, path) != 0) {
        status = ipt_error_set(err, IPT_EIO, "%s: cannot rename: %s", first,
                               strerror(errno));
    } else {
        r->n_segments = 0;
    }
    free(path);
    free(first);
    return status;
}
