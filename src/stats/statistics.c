/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics of a batch: groups, sets of runs, estimators. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "stats.h"

static ipt_status
statistics_no_memory(ipt_error *err)
{
    return ipt_error_set(err, IPT_ENOMEM, "no memory for statistics");
}

/* Room for one more element, zeroed; NULL without memory. */
static void *
statistics_grow(void *array, size_t *n, size_t size)
{
    void *grown = realloc(array, (*n + 1) * size);

    if (grown)
        memset((char *)grown + *n * size, 0, size);
    return grown;
}

static int
statistics_is_dead(const ipt_statistics_group *group, const ipt_result *run)
{
    for (size_t i = 0; i < group->n_dead; i++)
        if (group->dead[i].run == run ||
            (run->run_id && group->dead[i].run->run_id &&
             !strcmp(group->dead[i].run->run_id, run->run_id)))
            return 1;
    return 0;
}

/* Counts, complete runs and the dead among them. */
static ipt_status
statistics_group(ipt_statistics *s, const ipt__group *from, ipt_error *err)
{
    ipt_statistics_group *group =
        statistics_grow(s->group, &s->n_groups, sizeof *group);

    if (!group)
        return statistics_no_memory(err);
    s->group = group;
    group += s->n_groups++;
    group->label = strdup(from->label);
    group->run = calloc(from->n_runs + 1, sizeof *group->run);
    group->dead = calloc(from->n_runs + 1, sizeof *group->dead);
    if (!group->label || !group->run || !group->dead)
        return statistics_no_memory(err);
    group->n_failed = from->n_failed;
    group->n_duplicates = from->n_duplicates;
    group->n_partial = from->unfinished ? from->n_runs : from->n_partial;
    if (!from->unfinished) {
        memcpy(group->run, from->run, from->n_runs * sizeof *group->run);
        group->n_runs = from->n_runs;
    }
    for (size_t r = 0; r < group->n_runs; r++)
        if (ipt_network_is_dead(group->run[r], s->options.dead_margin,
                                &group->dead[group->n_dead]))
            if (!group->dead[group->n_dead++].why)
                return statistics_no_memory(err);
    return IPT_OK;
}

/* Both tables of one estimator in one set. */
static ipt_status
statistics_estimator(ipt_statistics *s, ipt__set *set, ipt_error *err)
{
    const size_t n_layers = set->run[0]->n_layers;
    ipt_statistics_row *row =
        realloc(s->row, (s->n_rows + n_layers + 1) * sizeof *row);
    ipt_statistics_band *band =
        row ? realloc(s->band, (s->n_bands + 2) * sizeof *band) : NULL;
    ipt_status status = IPT_OK;

    if (row)
        s->row = row;
    if (!band)
        return statistics_no_memory(err);
    s->band = band;
    for (int q = 0; q < 2 && status == IPT_OK; q++)
        status = ipt__curves_gather(set->run, set->n_runs, set->estimator,
                                    q ? ipt__value_i_ty : ipt__value_i_xt,
                                    n_layers, &set->curves[q], err);
    memset(row + s->n_rows, 0, n_layers * sizeof *row);
    if (status == IPT_OK)
        status = ipt__set_rows(set, row + s->n_rows, err);
    s->n_rows += n_layers; /* cleared ones free nothing */
    for (int q = 0; q < 2 && status == IPT_OK; q++) {
        status = ipt__set_band(set, q, band + s->n_bands, err);
        s->n_bands += status == IPT_OK;
    }
    ipt__curves_release(&set->curves[0]);
    ipt__curves_release(&set->curves[1]);
    return status;
}

/* All estimators of a set, by first appearance among the runs of the group. */
static ipt_status
statistics_set(ipt_statistics *s, size_t g, ipt_run_set which, ipt_error *err)
{
    const ipt_statistics_group *group = &s->group[g];
    const ipt_result **run = calloc(group->n_runs + 1, sizeof *run);
    double *accuracy = calloc(group->n_runs + 1, sizeof *accuracy);
    const ipt_result ***pool =
        statistics_grow(s->pool, &s->n_pool, sizeof *pool);
    double **accuracies = NULL;
    ipt__set set;
    ipt_status status = IPT_OK;

    memset(&set, 0, sizeof set);
    if (pool) {
        s->pool = pool;
        accuracies =
            statistics_grow(s->accuracy, &s->n_pool, sizeof *accuracies);
    }
    if (accuracies)
        s->accuracy = accuracies;
    if (!accuracies || !run || !accuracy) {
        free(run);
        free(accuracy);
        return statistics_no_memory(err);
    }
    s->accuracy[s->n_pool] = accuracy;
    s->pool[s->n_pool++] = run;
    set.options = &s->options;
    set.group = g;
    set.set = which;
    set.run = run;
    set.accuracy = accuracy;
    for (size_t r = 0; r < group->n_runs; r++)
        if (which == IPT_SET_ALL || statistics_is_dead(group, group->run[r]) ==
                                        (which == IPT_SET_DEAD)) {
            accuracy[set.n_runs] = ipt__final_accuracy(group->run[r]);
            run[set.n_runs++] = group->run[r];
        }
    if (set.n_runs > 1)
        status = ipt__resamples_make(
            set.n_runs, (size_t)s->options.bootstrap, (uint64_t)s->options.seed,
            "stats/bootstrap", set.n_runs, &set.resamples, err);
    for (size_t r = 0; r < set.n_runs; r++)
        for (size_t p = 0; p < run[r]->n_planes && status == IPT_OK; p++) {
            const char *id = run[r]->plane[p].id;
            int seen = !id;

            for (size_t i = 0; i < r && !seen; i++)
                seen = ipt__plane_find(run[i], id) != NULL;
            if (seen)
                continue;
            set.estimator = id;
            status = statistics_estimator(s, &set, err);
        }
    ipt__resamples_release(&set.resamples);
    return status;
}

static ipt_status
statistics_sets(ipt_statistics *s, size_t g, ipt_error *err)
{
    const int some = s->group[g].n_dead > 0;
    ipt_status status = IPT_OK;

    if (s->options.dead == IPT_DEAD_KEEP)
        status = statistics_set(s, g, IPT_SET_ALL, err);
    if (status == IPT_OK && (some || s->options.dead != IPT_DEAD_KEEP))
        status = statistics_set(s, g, IPT_SET_LIVING, err);
    if (status == IPT_OK && some && s->options.dead == IPT_DEAD_SEPARATE)
        status = statistics_set(s, g, IPT_SET_DEAD, err);
    return status;
}

ipt_status
ipt_statistics_make(const ipt_result *const *results, size_t n,
                    const ipt_statistics_options *options, ipt_statistics **out,
                    ipt_error *err)
{
    ipt_statistics *s = calloc(1, sizeof *s);
    ipt__groups groups = {0};
    ipt_status status = IPT_OK;

    if (!s)
        return statistics_no_memory(err);
    s->options = *options;
    if (!n)
        status = ipt_error_set(err, IPT_EINVAL, "no results for statistics");
    if (status == IPT_OK)
        status = ipt__groups_make(results, n, &groups, err);
    if (status == IPT_OK) {
        s->lost = strdup(groups.lost);
        if (!s->lost)
            status = statistics_no_memory(err);
    }
    for (size_t g = 0; g < groups.n && status == IPT_OK; g++)
        status = statistics_group(s, &groups.group[g], err);
    for (size_t g = 0; g < s->n_groups && status == IPT_OK; g++)
        status = statistics_sets(s, g, err);
    ipt__groups_release(&groups);
    if (status != IPT_OK) {
        ipt_statistics_free(s);
        return status;
    }
    *out = s;
    return IPT_OK;
}

void
ipt_statistics_free(ipt_statistics *s)
{
    if (!s)
        return;
    for (size_t g = 0; g < s->n_groups; g++) {
        for (size_t i = 0; i < s->group[g].n_dead; i++)
            free(s->group[g].dead[i].why);
        free(s->group[g].dead);
        free(s->group[g].run);
        free(s->group[g].label);
    }
    for (size_t i = 0; i < s->n_rows; i++)
        ipt__row_clear(&s->row[i]);
    for (size_t i = 0; i < s->n_bands; i++)
        ipt__band_clear(&s->band[i]);
    for (size_t i = 0; i < s->n_pool; i++) {
        free(s->pool[i]);
        free(s->accuracy[i]);
    }
    free(s->group);
    free(s->row);
    free(s->band);
    free(s->pool);
    free(s->accuracy);
    free(s->lost);
    free(s);
}

const ipt_statistics_row *
ipt_statistics_find(const ipt_statistics *s, size_t group, ipt_run_set set,
                    const char *estimator, size_t layer)
{
    for (size_t i = 0; i < s->n_rows; i++)
        if (s->row[i].group == group && s->row[i].set == set &&
            s->row[i].layer == layer && !strcmp(s->row[i].estimator, estimator))
            return &s->row[i];
    return NULL;
}

const ipt_statistics_band *
ipt_statistics_find_band(const ipt_statistics *s, size_t group, ipt_run_set set,
                         const char *estimator, int quantity)
{
    for (size_t i = 0; i < s->n_bands; i++)
        if (s->band[i].group == group && s->band[i].set == set &&
            s->band[i].quantity == quantity &&
            !strcmp(s->band[i].estimator, estimator))
            return &s->band[i];
    return NULL;
}
