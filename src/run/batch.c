/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches: the plan, and the state of its runs on disk. */

#include <config.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "run-private.h"

struct ipt_batch {
    const ipt_settings *settings;
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

/* Every point must resolve; the same message from many points counts once. */
static void
batch_check_points(ipt_batch *b, ipt_problems *problems)
{
    for (size_t p = 0; p < b->n_points; p++) {
        ipt_problems *own = ipt_problems_alloc();
        ipt_settings *point = ipt_settings_point(b->settings, p);
        ipt_experiment x;

        if (!own || !point)
            ipt_problems_add(problems, "no memory to plan the batch");
        else if (ipt_experiment_resolve(point, 0, &x, own) == 0)
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
        ipt_settings_free(point);
    }
}

static void
batch_look(const ipt_batch *b, ipt_planned_run *run)
{
    char *directory = batch_path(b->directory, "runs", run->id, "");

    if (directory)
        run->state = ipt__look(directory, NULL, 0);
    free(directory);
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
    b->run = calloc(b->n_runs, sizeof *b->run);
    b->directory = batch_path(out_dir, name, "", "");
    if (!b->run || !b->directory)
        goto no_memory;
    batch_check_points(b, problems);
    if (ipt_problems_count(problems) > before) {
        ipt_batch_free(b);
        return NULL;
    }
    /* Points are made when they are needed: there may be thousands. */
    for (size_t p = 0; p < b->n_points; p++) {
        ipt_settings *point = ipt_settings_point(settings, p);

        if (!point)
            goto no_memory;
        for (size_t s = 0; s < n_seeds; s++) {
            ipt_planned_run *run = &b->run[p * n_seeds + s];

            run->point = p;
            run->seed = seeds[s];
            ipt_settings_run_id(point, run->seed, run->id);
            if (!only || !strcmp(only, run->id))
                batch_look(b, run);
        }
        ipt_settings_free(point);
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
    ipt_settings *point = ipt_settings_point(b->settings, b->run[run].point);
    ipt_status status = IPT_OK;

    assert(run < b->n_runs);
    if (!problems || !point ||
        ipt_experiment_resolve(point, b->run[run].seed, out, problems) > 0)
        status = ipt_error_set(err, IPT_ECONFIG, "%s",
                               problems && ipt_problems_count(problems)
                                   ? ipt_problems_get(problems, 0)
                                   : "no memory");
    if (status == IPT_OK)
        out->own_settings = point;
    else
        ipt_settings_free(point);
    ipt_problems_free(problems);
    return status;
}

ipt_status
ipt__batch_write_ini(const ipt_batch *b, ipt_error *err)
{
    char *path = batch_path(b->directory, "batch.ini", "", "");
    char *text = ipt_settings_format(b->settings, 0);
    char *before = path ? ipt__read_text(path) : NULL;
    ipt_status status = IPT_OK;

    if (!path || !text)
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for batch.ini");
    /* Processes that share a batch write the same. */
    else if (!before || strncmp(before, text, strlen(text)) != 0 ||
             strlen(before) > strlen(text) + 1)
        status = ipt__write_text(path, text, err);
    free(before);
    free(path);
    free(text);
    return status;
}

ipt_result *
ipt__batch_params(const ipt_batch *b, size_t point)
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

const ipt_settings *
ipt__batch_settings(const ipt_batch *b)
{
    return b->settings;
}

size_t
ipt__batch_find(const ipt_batch *b, const char *id)
{
    size_t i = 0;

    while (i < b->n_runs && strcmp(b->run[i].id, id) != 0)
        i++;
    return i;
}

char *
ipt__batch_run_directory(const ipt_batch *b, size_t run)
{
    return batch_path(b->directory, "runs", b->run[run].id, "");
}

void
ipt__batch_state(ipt_batch *b, size_t run, ipt_run_state state)
{
    b->run[run].state = state;
}

void
ipt_batch_reason(const ipt_batch *b, size_t run, char *out, size_t size)
{
    char *directory = ipt__batch_run_directory(b, run);

    out[0] = '\0';
    if (directory)
        ipt__look(directory, out, size);
    free(directory);
}
