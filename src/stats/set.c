/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One set of runs seen by one estimator: scores by layer, bands by epoch. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

/* All three scores of a layer from the smoothed curves of the runs. */
static ipt_status
set_scores(const ipt__set *set, size_t layer, ipt_statistics_row *row,
           ipt_error *err)
{
    static const char *const names[] = {"stats/compression", "stats/fitting",
                                        "stats/fitting-ty"};
    ipt_score *const scores[] = {&row->compression, &row->fitting,
                                 &row->fitting_ty};
    ipt_status status = IPT_OK;

    for (int k = 0; k < 3 && status == IPT_OK; k++) {
        const ipt__curves *c = &set->curves[k == 2];
        const double *from = c->value + layer * c->n_runs * c->n_epochs;
        double *smooth = malloc((c->n_runs * c->n_epochs + 1) * sizeof *smooth);

        if (!smooth)
            return ipt_error_set(err, IPT_ENOMEM, "no memory for curves");
        for (size_t r = 0; r < c->n_runs; r++)
            ipt_smooth_epochs(c->epoch, from + r * c->n_epochs, c->n_epochs,
                              set->options->bandwidth,
                              smooth + r * c->n_epochs);
        status =
            ipt__score_fill(c->epoch, smooth, c->n_runs, c->n_epochs,
                            k ? IPT_FROM_FIRST : IPT_FROM_LAST, set->options,
                            names[k], layer, &set->resamples, scores[k], err);
        free(smooth);
    }
    return status;
}

static const char *
set_note(const ipt__set *set, const ipt_statistics_row *row)
{
    const size_t n = row->compression.plain.n;

    if (!n)
        return "no run has a whole curve of I(X;T)";
    if (set->curves[0].n_epochs < 3)
        return "fewer than 3 snapshots in common: no room for a peak";
    if (n < 2)
        return "one run: no interval and no test";
    if (n < set->n_runs)
        return "runs with gaps in I(X;T) are left out of the scores";
    if (row->accuracy.n < 4)
        return "fewer than 4 runs: no correlation with accuracy";
    if (isnan(row->accuracy.pearson))
        return "scores or accuracies are constant: no correlation";
    return NULL;
}

static ipt_status
set_row(const ipt__set *set, size_t layer, ipt_statistics_row *row,
        ipt_error *err)
{
    const ipt_result *first = set->run[0];
    const ipt_plane *plane = NULL;
    ipt_status status = IPT_OK;

    for (size_t r = 0; r < set->n_runs && !plane; r++)
        plane = ipt__plane_find(set->run[r], set->estimator);
    memset(row, 0, sizeof *row);
    row->group = set->group;
    row->set = set->set;
    row->estimator = set->estimator;
    row->label = plane && plane->label ? plane->label : set->estimator;
    row->kind = plane && plane->kind_xt ? plane->kind_xt : "";
    row->layer = layer;
    row->layer_name = first->layer_name && first->layer_name[layer]
                          ? first->layer_name[layer]
                          : "";
    row->run = set->run;
    row->n_runs = set->n_runs;
    row->run_accuracy = set->accuracy;
    status = set_scores(set, layer, row, err);
    if (status == IPT_OK)
        status = ipt_correlation_make(
            row->compression.run_score, set->accuracy, set->n_runs,
            set->options, "stats/accuracy", layer, &row->accuracy, err);
    if (status == IPT_OK)
        row->note = set_note(set, row);
    else
        ipt__row_clear(row);
    return status;
}

/* Corrects one p-value of every row over the layers. */
static void
set_holm(ipt_statistics_row *row, size_t n, size_t offset, double *p,
         size_t *scratch)
{
    for (size_t l = 0; l < n; l++)
        memcpy(&p[l], (const char *)&row[l] + offset, sizeof *p);
    ipt_holm(p, n, scratch);
    for (size_t l = 0; l < n; l++)
        memcpy((char *)&row[l] + offset, &p[l], sizeof *p);
}

ipt_status
ipt__set_rows(const ipt__set *set, ipt_statistics_row *row, ipt_error *err)
{
    static const size_t corrected[] = {
        offsetof(ipt_statistics_row, compression.p_holm),
        offsetof(ipt_statistics_row, fitting.p_holm),
        offsetof(ipt_statistics_row, fitting_ty.p_holm),
        offsetof(ipt_statistics_row, accuracy.pearson_p_holm),
        offsetof(ipt_statistics_row, accuracy.spearman_p_holm)};
    const size_t n = set->curves[0].n_layers;
    double *p = malloc((n + 1) * sizeof *p);
    size_t *scratch = malloc((n + 1) * sizeof *scratch);
    int failed = !p || !scratch;

#pragma omp parallel for schedule(dynamic) reduction(| : failed)
    for (size_t l = 0; l < n; l++)
        if (p && scratch)
            failed |= set_row(set, l, &row[l], NULL) != IPT_OK;
    for (size_t i = 0; !failed && i < sizeof corrected / sizeof *corrected; i++)
        set_holm(row, n, corrected[i], p, scratch);
    free(p);
    free(scratch);
    return failed ? ipt_error_set(err, IPT_ENOMEM,
                                  "no memory for the statistics of %s",
                                  set->estimator)
                  : IPT_OK;
}

/* The bootstrap intervals of one layer. */
static ipt_status
set_band_layer(const ipt__set *set, const ipt__curves *c, size_t layer,
               ipt_statistics_band *band, ipt_error *err)
{
    const double *from = c->value + layer * c->n_runs * c->n_epochs;
    const size_t rows = set->resamples.resamples;
    ipt__resamples own = {0, 0, NULL};
    double *value = malloc((c->n_runs + rows + 1) * sizeof *value);
    ipt_status status = IPT_OK;

    if (!value)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for bands");
    for (size_t e = 0; e < c->n_epochs && status == IPT_OK; e++) {
        const size_t k = e * c->n_layers + layer;
        const ipt__resamples *resamples = &set->resamples;
        ipt_mean mean;
        size_t m = 0;

        if (!isfinite(band->mean[k]))
            continue;
        for (size_t r = 0; r < c->n_runs; r++)
            if (isfinite(from[r * c->n_epochs + e]))
                value[m++] = from[r * c->n_epochs + e];
        if (m > 1 && m != resamples->n) {
            if (m != own.n) {
                ipt__resamples_release(&own);
                status =
                    ipt__resamples_make(m, rows, (uint64_t)set->options->seed,
                                        "stats/bootstrap", m, &own, err);
            }
            resamples = &own;
        }
        if (status != IPT_OK)
            break;
        ipt__mean_fill(value, m, resamples, value + c->n_runs, &mean);
        band->boot_low[k] = mean.boot_low;
        band->boot_high[k] = mean.boot_high;
    }
    ipt__resamples_release(&own);
    free(value);
    return status;
}

ipt_status
ipt__set_band(const ipt__set *set, int quantity, ipt_statistics_band *band,
              ipt_error *err)
{
    const ipt__curves *c = &set->curves[quantity];
    const size_t n = c->n_epochs * c->n_layers;
    ipt__series series = {0};
    ipt_status status =
        ipt__series_average(set->run, set->n_runs, set->estimator,
                            quantity ? ipt__value_i_ty : ipt__value_i_xt,
                            c->n_layers, &series, err);
    int failed = 0;

    memset(band, 0, sizeof *band);
    if (status != IPT_OK)
        return status;
    band->group = set->group;
    band->set = set->set;
    band->estimator = set->estimator;
    band->quantity = quantity;
    band->n_runs = series.n_runs;
    band->n_epochs = series.n_epochs;
    band->n_layers = series.n_layers;
    band->boot_low = malloc((n + 1) * sizeof(double));
    band->boot_high = malloc((n + 1) * sizeof(double));
    band->epoch = series.epoch;
    band->mean = series.mean;
    band->sd = series.sd;
    band->t_low = series.low;
    band->t_high = series.high;
    free(series.n);
    if (!band->boot_low || !band->boot_high) {
        ipt__band_clear(band);
        return ipt_error_set(err, IPT_ENOMEM, "no memory for bands");
    }
    for (size_t i = 0; i < n; i++)
        band->boot_low[i] = band->boot_high[i] = (double)NAN;
#pragma omp parallel for schedule(dynamic) reduction(| : failed)
    for (size_t l = 0; l < c->n_layers; l++)
        failed |= set_band_layer(set, c, l, band, NULL) != IPT_OK;
    if (failed) {
        ipt__band_clear(band);
        return ipt_error_set(err, IPT_ENOMEM, "no memory for bands");
    }
    return IPT_OK;
}

void
ipt__row_clear(ipt_statistics_row *row)
{
    ipt_score_clear(&row->compression);
    ipt_score_clear(&row->fitting);
    ipt_score_clear(&row->fitting_ty);
}

void
ipt__band_clear(ipt_statistics_band *band)
{
    free(band->epoch);
    free(band->mean);
    free(band->sd);
    free(band->t_low);
    free(band->t_high);
    free(band->boot_low);
    free(band->boot_high);
    memset(band, 0, sizeof *band);
}
