/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches: planning, the state on disk, and running what is missing. */

#include <config.h>

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run-private.h"

struct ipt_batch {
    const ipt_settings *settings;
    ipt_settings **point; /* one for each point of the sweep */
    size_t n_points;
    ipt_planned_run *run;
    size_t n_runs;
    char *directory;
};

const char *
ipt_run_state_name(ipt_run_state state)
{
    static const char *const names[] = {"waiting", "complete", "failed",
                                        "partial"};

    return names[state];
}

static char *
batch_path(const char *a, const char *b, const char *c, const char *d)
{
    const size_t size = strlen(a) + strlen(b) + strlen(c) + strlen(d) + 4;
    char *path = malloc(size);

    if (path)
        snprintf(path, size, "%s/%s%s%s%s%s", a, b, *c ? "/" : "", c,
                 *d ? "/" : "", d);
    return path;
}

/* What a run has left on disk. A run.h5 that cannot be read is computed
 * again: its content is lost either way. */
static ipt_run_state
batch_look(const char *directory, const char *id)
{
    char *path = batch_path(directory, "runs", id, "run.h5");
    ipt_run_state state = IPT_RUN_WAITING;
    ipt_result *result = NULL;

    if (path && access(path, F_OK) == 0 &&
        ipt_result_read(path, &result, NULL) == IPT_OK)
        state = result->status && !strcmp(result->status, "failed")
                    ? IPT_RUN_FAILED
                : result->status && !strcmp(result->status, "complete")
                    ? IPT_RUN_COMPLETE
                    : IPT_RUN_PARTIAL;
    ipt_result_free(result);
    free(path);
    return state;
}

/* Every point must resolve; the same message from many points counts once. */
static void
batch_check_points(ipt_batch *b, ipt_problems *problems)
{
    for (size_t p = 0; p < b->n_points; p++) {
        ipt_problems *own = ipt_problems_alloc();
        ipt_experiment x;

        if (own && ipt_experiment_resolve(b->point[p], 0, &x, own) == 0)
            ipt_experiment_clear(&x);
        for (size_t i = 0; own && i < ipt_problems_count(own); i++) {
            int known = 0;

            for (size_t k = 0; k < ipt_problems_count(problems); k++)
                known |= !strcmp(ipt_problems_get(problems, k),
                                 ipt_problems_get(own, i));
            if (!known)
                ipt_problems_add(problems, "%s", ipt_problems_get(own, i));
        }
        ipt_problems_free(own);
    }
}

ipt_batch *
ipt_batch_alloc(const ipt_settings *settings, const char *out_dir,
                const char *only, ipt_problems *problems)
{
    ipt_batch *b = calloc(1, sizeof *b);
    size_t n_seeds = 0;
    const uint64_t *seeds = ipt_settings_seeds(settings, &n_seeds);
    const char *name = ipt_settings_get(settings, "run", NULL, "name");
    const size_t before = ipt_problems_count(problems);

    if (!out_dir)
        out_dir = ipt_settings_get(settings, "run", NULL, "out");
    if (!b)
        goto no_memory;
    b->settings = settings;
    b->n_points = ipt_settings_n_points(settings);
    b->n_runs = b->n_points * n_seeds;
    b->point = calloc(b->n_points, sizeof *b->point);
    b->run = calloc(b->n_runs, sizeof *b->run);
    b->directory = batch_path(out_dir, name, "", "");
    if (!b->point || !b->run || !b->directory)
        goto no_memory;
    for (size_t p = 0; p < b->n_points; p++) {
        b->point[p] = ipt_settings_point(settings, p);
        if (!b->point[p])
            goto no_memory;
    }
    batch_check_points(b, problems);
    if (ipt_problems_count(problems) > before) {
        ipt_batch_free(b);
        return NULL;
    }
    for (size_t p = 0; p < b->n_points; p++) {
        for (size_t s = 0; s < n_seeds; s++) {
            ipt_planned_run *run = &b->run[p * n_seeds + s];

            run->point = p;
            run->seed = seeds[s];
            ipt_settings_run_id(b->point[p], run->seed, run->id);
            if (!only || !strcmp(only, run->id))
                run->state = batch_look(b->directory, run->id);
        }
    }
    return b;
no_memory:
    ipt_problems_add(problems, "no memory to plan the batch");
    ipt_batch_free(b);
    return NULL;
}

void
ipt_batch_free(ipt_batch *b)
{
    if (!b)
        return;
    for (size_t p = 0; b->point && p < b->n_points; p++)
        ipt_settings_free(b->point[p]);
    free(b->point);
    free(b->run);
    free(b->directory);
    free(b);
}

const char *
ipt_batch_directory(const ipt_batch *b)
{
    return b->directory;
}

const ipt_planned_run *
ipt_batch_runs(const ipt_batch *b, size_t *n)
{
    *n = b->n_runs;
    return b->run;
}

void
ipt_batch_label(const ipt_batch *b, size_t point, char *out, size_t size)
{
    const size_t n_axes = ipt_settings_n_axes(b->settings);
    size_t at = 0;

    out[0] = '\0';
    for (size_t a = 0; a < n_axes && at < size; a++)
        at += (size_t)snprintf(out + at, size - at, "%s%s=%s", a ? " " : "",
                               ipt_settings_axis(b->settings, a),
                               ipt_settings_axis_value(b->settings, point, a));
}

ipt_status
ipt_batch_experiment(const ipt_batch *b, size_t run, ipt_experiment *out,
                     ipt_error *err)
{
    ipt_problems *problems = ipt_problems_alloc();
    ipt_status status = IPT_OK;

    assert(run < b->n_runs);
    if (!problems ||
        ipt_experiment_resolve(b->point[b->run[run].point], b->run[run].seed,
                               out, problems) > 0)
        status = ipt_error_set(err, IPT_ECONFIG, "%s",
                               problems ? ipt_problems_get(problems, 0)
                                        : "no memory");
    ipt_problems_free(problems);
    return status;
}

/* The resolved configuration of the batch, beside its runs. */
static ipt_status
batch_write_ini(const ipt_batch *b, ipt_error *err)
{
    char *path = batch_path(b->directory, "batch.ini", "", "");
    char *part = batch_path(b->directory, "batch.ini.part", "", "");
    char *text = ipt_settings_format(b->settings, 0);
    FILE *file = NULL;
    ipt_status status = IPT_OK;

    if (!path || !part || !text) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for batch.ini");
        goto done;
    }
    file = fopen(part, "w");
    if (!file || fputs(text, file) == EOF || fflush(file) != 0 ||
        fsync(fileno(file)) != 0) {
        status = ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", part,
                               strerror(errno));
    }
    if (file && fclose(file) != 0 && status == IPT_OK)
        status = ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", part,
                               strerror(errno));
    if (status == IPT_OK && rename(part, path) != 0)
        status = ipt_error_set(err, IPT_EIO, "%s: cannot rename: %s", part,
                               strerror(errno));
    if (status != IPT_OK)
        unlink(part);
done:
    free(path);
    free(part);
    free(text);
    return status;
}

static void batch_note(const ipt_monitor *monitor, int important,
                       const char *format, ...) IPT_PRINTF(3, 4);

static void
batch_note(const ipt_monitor *monitor, int important, const char *format, ...)
{
    char text[IPT_MESSAGE_MAX + 256];
    va_list args;

    if (!monitor || !monitor->note)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    monitor->note(monitor->self, text, important);
}

/* The sweep values of a point, as pairs of an otherwise empty result. */
static ipt_result *
batch_params(const ipt_batch *b, size_t point)
{
    ipt_result *labels = ipt_result_alloc(0, 0);
    const size_t n_axes = ipt_settings_n_axes(b->settings);

    char text[24];

    snprintf(text, sizeof text, "%zu", point);
    if (labels &&
        ipt_result_add_pair(labels, 1, "sweep_point", text, NULL) != IPT_OK) {
        ipt_result_free(labels);
        labels = NULL;
    }
    for (size_t a = 0; labels && a < n_axes; a++) {
        if (ipt_result_add_pair(labels, 0, ipt_settings_axis(b->settings, a),
                                ipt_settings_axis_value(b->settings, point, a),
                                NULL) != IPT_OK) {
            ipt_result_free(labels);
            labels = NULL;
        }
    }
    return labels;
}

static int
batch_wanted(const ipt_planned_run *run, const ipt_batch_how *how)
{
    if (how->only)
        return !strcmp(how->only, run->id);
    return how->force ||
           (run->state != IPT_RUN_COMPLETE && run->state != IPT_RUN_FAILED);
}

static ipt_status
batch_one(ipt_batch *b, size_t at, const ipt_batch_how *how,
          ipt__reporter *reporter, ipt_error *err)
{
    ipt_planned_run *run = &b->run[at];
    ipt_experiment x;
    ipt_result *labels = batch_params(b, run->point);
    char *directory = batch_path(b->directory, "runs", run->id, "");
    ipt_status status = IPT_OK;

    memset(&x, 0, sizeof x);
    if (!labels || !directory)
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a run");
    if (status == IPT_OK)
        status = ipt_batch_experiment(b, at, &x, err);
    if (status == IPT_OK)
        status = ipt__run(&x, directory, run->id, labels, how, b->settings,
                          reporter, err);
    ipt_experiment_clear(&x);
    ipt_result_free(labels);
    free(directory);
    run->state = status == IPT_OK      ? IPT_RUN_COMPLETE
                 : status == IPT_ESTOP ? IPT_RUN_PARTIAL
                                       : IPT_RUN_FAILED;
    return status;
}

/* Computes the wanted runs in this process, one after the other. */
static ipt_status
batch_sequence(ipt_batch *b, const size_t *wanted, size_t n_wanted,
               const ipt_batch_how *how, ipt_batch_outcome *outcome,
               ipt_error *err)
{
    const ipt_monitor *monitor = how->monitor;
    ipt__reporter reporter;
    char label[512];

    memset(&reporter, 0, sizeof reporter);
    reporter.monitor = monitor;
    reporter.progress.n_runs = n_wanted;
    for (size_t i = 0; i < n_wanted; i++) {
        const ipt_planned_run *run = &b->run[wanted[i]];
        ipt_error own = IPT_ERROR_INIT;
        ipt_status status = IPT_OK;

        ipt_batch_label(b, run->point, label, sizeof label);
        reporter.progress.run = i;
        reporter.progress.id = run->id;
        reporter.progress.label = label;
        reporter.progress.seed = run->seed;
        reporter.progress.loss = NAN;
        reporter.progress.accuracy = NAN;
        reporter.n_before = i;
        status = batch_one(b, wanted[i], how, &reporter, &own);
        if (status == IPT_ESTOP)
            return ipt_error_set(err, status, "%s", own.message);
        outcome->failed += status != IPT_OK;
        outcome->computed += status == IPT_OK;
        if (status != IPT_OK)
            batch_note(monitor, 1, "run %s (%s%sseed %llu) failed: %s", run->id,
                       label, *label ? ", " : "", (unsigned long long)run->seed,
                       own.message);
        else
            batch_note(monitor, 0, "run %s (%s%sseed %llu) is complete",
                       run->id, label, *label ? ", " : "",
                       (unsigned long long)run->seed);
    }
    return IPT_OK;
}

ipt_status
ipt_batch_run(ipt_batch *b, const ipt_batch_how *how,
              ipt_batch_outcome *outcome, ipt_error *err)
{
    size_t *wanted = calloc(b->n_runs + 1, sizeof *wanted);
    size_t n_wanted = 0;
    ipt_status status = IPT_OK;

    memset(outcome, 0, sizeof *outcome);
    if (!wanted)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a batch");
    for (size_t i = 0; i < b->n_runs; i++) {
        const ipt_planned_run *run = &b->run[i];

        if (batch_wanted(run, how)) {
            wanted[n_wanted++] = i;
        } else if (!how->only) {
            outcome->skipped++;
            outcome->failed += run->state == IPT_RUN_FAILED;
            batch_note(how->monitor, run->state == IPT_RUN_FAILED,
                       "run %s (seed %llu) is %s already", run->id,
                       (unsigned long long)run->seed,
                       ipt_run_state_name(run->state));
        }
    }
    if (how->only && !n_wanted)
        status = ipt_error_set(err, IPT_EINVAL,
                               "the batch has no run %s; `ipt run --dry-run` "
                               "lists them",
                               how->only);
    if (status == IPT_OK)
        status = ipt__make_directory(b->directory, err);
    /* A worker leaves the batch's file to its parent. */
    if (status == IPT_OK && !how->only)
        status = batch_write_ini(b, err);
    if (status == IPT_OK)
        status = how->jobs > 1 && n_wanted > 1
                     ? ipt__workers_run(b, b->run, wanted, n_wanted, how,
                                        outcome, err)
                     : batch_sequence(b, wanted, n_wanted, how, outcome, err);
    free(wanted);
    return status;
}
