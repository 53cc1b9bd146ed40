/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics of one layer as the report tells them. */

#include <config.h>

#include <math.h>

#include <infoplane/estimator.h>

#include "src/report/scores.h"

static double
scores_saturated(const ipt__group *group, const char *id, size_t layer)
{
    size_t n = 0;
    size_t with = 0;

    for (size_t r = 0; r < group->n_runs; r++) {
        const ipt_result *run = group->run[r];
        const ipt_plane *plane = ipt__plane_find(run, id);

        for (size_t e = 0; plane && plane->flags && e < run->n_epochs; e++) {
            const size_t k = e * run->n_layers + layer;

            n += isfinite(plane->i_xt[k]) != 0;
            with += (plane->flags[k] & IPT_FLAG_SATURATED) != 0;
        }
    }
    return n ? (double)with / (double)n : 0;
}

const ipt_statistics_group *
ipt__scores_group(const ipt__report *report, const ipt__group *group)
{
    const ipt_statistics *s = report->statistics;

    for (size_t g = 0; g < s->n_groups; g++)
        for (size_t r = 0; r < s->group[g].n_runs; r++)
            if (s->group[g].run[r] == group->run[0])
                return &s->group[g];
    return NULL;
}

/* Mean of a quantity at the last epoch, or NaN. */
static double
scores_last(const ipt_statistics *s, size_t group, ipt_run_set set,
            const char *estimator, int quantity, size_t layer)
{
    const ipt_statistics_band *band =
        ipt_statistics_find_band(s, group, set, estimator, quantity);

    return band && band->n_epochs
               ? band->mean[(band->n_epochs - 1) * band->n_layers + layer]
               : (double)NAN;
}

static ipt__spread
scores_spread(const ipt_mean *mean)
{
    return (ipt__spread){mean->n, mean->mean, mean->boot_low, mean->boot_high};
}

void
ipt__scores(const ipt__report *report, const ipt__group *group,
            const char *estimator, ipt__score *out)
{
    const double nan = (double)NAN;
    const ipt_statistics *s = report->statistics;
    const ipt_statistics_group *found = ipt__scores_group(report, group);
    const size_t g = found ? (size_t)(found - s->group) : 0;

    for (size_t l = 0; l < group->run[0]->n_layers; l++) {
        ipt_run_set set = IPT_SET_ALL;
        const ipt_statistics_row *row =
            found ? ipt_statistics_find(s, g, set, estimator, l) : NULL;

        if (found && !row) {
            set = IPT_SET_LIVING;
            row = ipt_statistics_find(s, g, set, estimator, l);
        }
        out[l] =
            (ipt__score){.fall = {0, nan, nan, nan},
                         .rise = {0, nan, nan, nan},
                         .p = nan,
                         .p_holm = nan,
                         .last_xt = nan,
                         .last_ty = nan,
                         .r = nan,
                         .r_low = nan,
                         .r_high = nan,
                         .r_p = nan,
                         .saturated = scores_saturated(group, estimator, l)};
        if (!row)
            continue;
        out[l].fall = scores_spread(&row->compression.score);
        out[l].rise = scores_spread(&row->fitting_ty.score);
        /* One run has no others to choose the epoch. */
        if (row->n_runs == 1)
            out[l].fall = scores_spread(&row->compression.plain);
        out[l].peak = row->compression.peak_epoch;
        out[l].p = row->compression.p;
        out[l].p_holm = row->compression.p_holm;
        out[l].last_xt = scores_last(s, g, set, estimator, 0, l);
        out[l].last_ty = scores_last(s, g, set, estimator, 1, l);
        out[l].r = row->accuracy.pearson;
        out[l].r_low = row->accuracy.pearson_low;
        out[l].r_high = row->accuracy.pearson_high;
        out[l].r_p = row->accuracy.pearson_p;
    }
}
