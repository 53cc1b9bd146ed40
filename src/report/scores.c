/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a layer's curves say over the runs of a group. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/estimator.h>
#include <infoplane/random.h>

#include "src/report/scores.h"

enum { SCORES_EXACT = 13, SCORES_DRAWS = 9999 };

/* Sum of the values with the signs of a pattern of bits. */
static double
scores_flip(const double *values, size_t n, uint64_t pattern)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += pattern >> i & 1 ? -values[i] : values[i];
    return sum;
}

double
ipt__sign_test(const double *values, size_t n)
{
    double sum = 0;
    double size = 0;
    uint64_t reached = 0;
    ipt_stream stream;

    for (size_t i = 0; i < n; i++) {
        sum += values[i];
        size += fabs(values[i]);
    }
    if (n < 2)
        return (double)NAN;
    /* Rounding must not tell equal sums apart. */
    const double bar = sum - 1e-12 * size;

    if (n <= SCORES_EXACT) {
        const uint64_t patterns = UINT64_C(1) << n;

        for (uint64_t k = 0; k < patterns; k++)
            reached += scores_flip(values, n, k) >= bar;
        return (double)reached / (double)patterns;
    }
    ipt_stream_init(&stream, 0, "report sign test", 0);
    reached = 1;
    for (int k = 0; k < SCORES_DRAWS; k++) {
        double flipped = 0;

        for (size_t i = 0; i < n; i += 64)
            flipped += scores_flip(values + i, n - i < 64 ? n - i : 64,
                                   ipt_stream_u64(&stream));
        reached += flipped >= bar;
    }
    return (double)reached / (SCORES_DRAWS + 1.0);
}

/* Mean, interval and test of n numbers. */
static ipt__spread
scores_spread(const double *values, size_t n)
{
    ipt__spread out = {n, (double)NAN, (double)NAN, (double)NAN};
    double sum = 0;
    double square = 0;

    for (size_t i = 0; i < n; i++)
        sum += values[i];
    if (n)
        out.mean = sum / (double)n;
    if (n < 2)
        return out;
    for (size_t i = 0; i < n; i++)
        square += (values[i] - out.mean) * (values[i] - out.mean);
    const double half =
        ipt__student_t(n) * sqrt(square / (double)(n - 1) / (double)n);

    out.low = out.mean - half;
    out.high = out.mean + half;
    return out;
}

/* Values of one layer: runs x epochs. */
typedef struct {
    double *value;
    size_t n_runs, n_epochs;
} scores_table;

/* Fills the table with runs whose curve is whole; returns how many. */
static size_t
scores_load(scores_table *table, const ipt__group *group, const char *id,
            const ipt__series *series, ipt__value value, size_t layer)
{
    table->n_runs = 0;
    table->n_epochs = series->n_epochs;
    for (size_t r = 0; r < group->n_runs; r++) {
        const ipt_result *run = group->run[r];
        const ipt_plane *plane = ipt__plane_find(run, id);
        double *row = table->value + table->n_runs * series->n_epochs;
        size_t at = 0;
        size_t e = 0;

        for (; plane && e < series->n_epochs; e++) {
            while (at < run->n_epochs && run->epoch[at] < series->epoch[e])
                at++;
            if (at == run->n_epochs || run->epoch[at] != series->epoch[e])
                break;
            row[e] = value(run, plane, at, layer);
            if (!isfinite(row[e]))
                break;
        }
        table->n_runs += plane && e == series->n_epochs;
    }
    return table->n_runs;
}

/* Where the mean over all runs but `without` (SIZE_MAX: none) peaks; the
 * first of equal ones. */
static size_t
scores_peak(const scores_table *table, size_t without)
{
    size_t best = 0;
    double most = -INFINITY;

    for (size_t e = 0; e < table->n_epochs; e++) {
        double sum = 0;

        for (size_t r = 0; r < table->n_runs; r++)
            if (r != without)
                sum += table->value[r * table->n_epochs + e];
        if (sum > most) {
            most = sum;
            best = e;
        }
    }
    return best;
}

static void
scores_fall(const scores_table *table, const int64_t *epoch, double *work,
            ipt__score *out)
{
    const size_t n = table->n_runs;
    const size_t last = table->n_epochs - 1;

    out->peak = epoch[scores_peak(table, SIZE_MAX)];
    out->last_xt = 0;
    for (size_t r = 0; r < n; r++) {
        const double *row = table->value + r * table->n_epochs;

        work[r] = row[scores_peak(table, n > 1 ? r : SIZE_MAX)] - row[last];
        out->last_xt += row[last] / (double)n;
    }
    out->fall = scores_spread(work, n);
    out->p = ipt__sign_test(work, n);
}

static void
scores_rise(const scores_table *table, double *work, ipt__score *out)
{
    const size_t n = table->n_runs;
    const size_t last = table->n_epochs - 1;

    out->last_ty = 0;
    for (size_t r = 0; r < n; r++) {
        const double *row = table->value + r * table->n_epochs;

        work[r] = row[last] - row[0];
        out->last_ty += row[last] / (double)n;
    }
    out->rise = scores_spread(work, n);
}

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

ipt_status
ipt__scores(const ipt__group *group, const char *estimator, ipt__score *out,
            ipt_error *err)
{
    const size_t layers = group->run[0]->n_layers;
    const ipt__spread none = {0, (double)NAN, (double)NAN, (double)NAN};
    ipt__series series = {0};
    scores_table table = {NULL, 0, 0};
    double *work = malloc((group->n_runs + 1) * sizeof *work);
    ipt_status status =
        ipt__series_average(group->run, group->n_runs, estimator,
                            ipt__value_i_xt, layers, &series, err);

    if (status == IPT_OK)
        table.value = malloc((group->n_runs + 1) * (series.n_epochs + 1) *
                             sizeof *table.value);
    if (status == IPT_OK && (!table.value || !work))
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a report");
    for (size_t l = 0; l < layers && status == IPT_OK; l++) {
        out[l] = (ipt__score){none,
                              0,
                              (double)NAN,
                              none,
                              (double)NAN,
                              (double)NAN,
                              scores_saturated(group, estimator, l)};
        if (!series.n_epochs)
            continue;
        if (scores_load(&table, group, estimator, &series, ipt__value_i_xt, l))
            scores_fall(&table, series.epoch, work, &out[l]);
        if (scores_load(&table, group, estimator, &series, ipt__value_i_ty, l))
            scores_rise(&table, work, &out[l]);
    }
    free(work);
    free(table.value);
    ipt__series_release(&series);
    return status;
}
