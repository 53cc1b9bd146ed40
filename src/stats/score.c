/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peak of a curve minus one of its ends, over runs, and its test. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/random.h>

#include "stats.h"

/* Differences from the end, and what trying signs needs. */
typedef struct {
    size_t m; /* runs that take part */
    size_t n_epochs;
    size_t *run;      /* m: their place among all */
    double *distance; /* m x n_epochs: value minus value at the end */
    double *sum;      /* n_epochs */
    double *left;     /* n_epochs: sum of the other runs */
    double *sign;     /* m */
    double *score;    /* m */
    double *block;    /* what the four stand in */
} score_work;

static void
score_work_release(score_work *w)
{
    free(w->run);
    free(w->distance);
    free(w->block);
}

/* The first place of the greatest of n values. Four maxima at a time keep the
 * processor busy. */
static size_t
score_greatest(const double *value, size_t n)
{
    double most[4] = {value[0], value[0], value[0], value[0]};
    size_t i = 0;

    for (; i + 4 <= n; i += 4)
        for (size_t k = 0; k < 4; k++)
            most[k] = value[i + k] > most[k] ? value[i + k] : most[k];
    for (; i < n; i++)
        most[0] = value[i] > most[0] ? value[i] : most[0];
    for (size_t k = 1; k < 4; k++)
        most[0] = most[k] > most[0] ? most[k] : most[0];
    for (i = 0; value[i] < most[0]; i++)
        ;
    return i;
}

static ipt_status
score_load(const double *curve, size_t n_runs, size_t n_epochs,
           ipt_score_end end, score_work *w, ipt_error *err)
{
    memset(w, 0, sizeof *w);
    w->n_epochs = n_epochs;
    w->run = calloc(n_runs + 1, sizeof *w->run);
    w->distance = malloc((n_runs * n_epochs + 1) * sizeof *w->distance);
    w->block = calloc(2 * (n_runs + n_epochs) + 1, sizeof *w->block);
    if (!w->run || !w->distance || !w->block)
        return ipt_error_set(err, IPT_ENOMEM,
                             "no memory for the scores of %zu runs", n_runs);
    w->sum = w->block;
    w->left = w->sum + n_epochs;
    w->sign = w->left + n_epochs;
    w->score = w->sign + n_runs;
    for (size_t r = 0; n_epochs && r < n_runs; r++) {
        const double *from = curve + r * n_epochs;
        double *to = w->distance + w->m * n_epochs;
        size_t e = 0;

        while (e < n_epochs && isfinite(from[e]))
            e++;
        if (e < n_epochs)
            continue;
        for (e = 0; e < n_epochs; e++)
            to[e] = from[e] - from[end == IPT_FROM_LAST ? n_epochs - 1 : 0];
        w->run[w->m++] = r;
    }
    return IPT_OK;
}

/* Scores of all runs with the signs in force, each at the peak of the mean of
 * the others; returns Student's t of them. */
static double
score_try(score_work *w)
{
    const size_t n = w->n_epochs;
    double mean = 0;
    double square = 0;

    memset(w->sum, 0, n * sizeof *w->sum);
    for (size_t r = 0; r < w->m; r++)
        for (size_t e = 0; e < n; e++)
            w->sum[e] += w->sign[r] * w->distance[r * n + e];
    for (size_t r = 0; r < w->m; r++) {
        const double *own = w->distance + r * n;

        for (size_t e = 0; e < n; e++)
            w->left[e] = w->sum[e] - w->sign[r] * own[e];
        w->score[r] = w->sign[r] * own[score_greatest(w->left, n)];
        mean += w->score[r];
    }
    mean /= (double)w->m;
    for (size_t r = 0; r < w->m; r++)
        square += (w->score[r] - mean) * (w->score[r] - mean);
    if (mean == 0.0)
        return 0;
    /* All equal: beyond any t, on the side of the mean. */
    if (square <= 1e-24 * mean * mean * (double)w->m)
        return mean > 0 ? HUGE_VAL : -HUGE_VAL;
    return mean / sqrt(square / (double)(w->m - 1) / (double)w->m);
}

/* The share of signs that give a t as great as the one found. */
static double
score_p(score_work *w, double t, const ipt_statistics_options *options,
        const char *name, uint64_t index)
{
    const double least = isfinite(t) ? t - 1e-9 * fabs(t) : t;
    const int all =
        w->m < 40 && ((long long)1 << w->m) <= options->permutations;
    const long tries = all ? 1L << w->m : options->permutations;
    ipt_stream stream;
    long hits = 0;

    ipt_stream_init(&stream, (uint64_t)options->seed, name, index);
    for (long k = 0; k < tries; k++) {
        uint32_t bits = 0;

        for (size_t r = 0; r < w->m; r++) {
            if (!all && r % 32 == 0)
                bits = ipt_stream_u32(&stream);
            w->sign[r] = (all ? k >> r : bits >> r % 32) & 1 ? -1 : 1;
        }
        hits += score_try(w) >= least;
    }
    return all ? (double)hits / (double)tries
               : (double)(1 + hits) / (double)(1 + tries);
}

/* Peaks of single runs and of the mean. */
static void
score_peaks(const int64_t *epoch, score_work *w, ipt_score *out, double *values)
{
    const size_t n = w->n_epochs;

    for (size_t r = 0; r < w->m; r++) {
        const size_t e = score_greatest(w->distance + r * n, n);

        out->run_plain[w->run[r]] = w->distance[r * n + e];
        out->run_peak_epoch[w->run[r]] = epoch[e];
        values[r] = (double)epoch[e];
    }
    if (!w->m)
        return;
    out->peak_epoch_median = 0.5 * (ipt__select(values, w->m, (w->m - 1) / 2) +
                                    ipt__select(values, w->m, w->m / 2));
    for (size_t e = 0; e < n; e++) {
        w->sum[e] = 0;
        for (size_t r = 0; r < w->m; r++)
            w->sum[e] += w->distance[r * n + e];
    }
    out->peak_epoch = epoch[score_greatest(w->sum, n)];
}

static int
score_alloc(size_t n_runs, ipt_score *out)
{
    memset(out, 0, sizeof *out);
    out->run_plain = malloc((n_runs + 1) * sizeof *out->run_plain);
    out->run_score = malloc((n_runs + 1) * sizeof *out->run_score);
    out->run_peak_epoch = malloc((n_runs + 1) * sizeof *out->run_peak_epoch);
    if (!out->run_plain || !out->run_score || !out->run_peak_epoch)
        return 0;
    for (size_t r = 0; r < n_runs; r++) {
        out->run_plain[r] = out->run_score[r] = (double)NAN;
        out->run_peak_epoch[r] = -1;
    }
    out->p = out->p_holm = out->p_least = out->peak_epoch_median = (double)NAN;
    out->peak_epoch = -1;
    return 1;
}

ipt_status
ipt__score_fill(const int64_t *epoch, const double *curve, size_t n_runs,
                size_t n_epochs, ipt_score_end end,
                const ipt_statistics_options *options, const char *name,
                uint64_t index, const ipt__resamples *resamples, ipt_score *out,
                ipt_error *err)
{
    score_work w;
    ipt_score score;
    ipt__resamples own = {0, 0, NULL};
    const size_t rows = options->bootstrap > 0 ? (size_t)options->bootstrap : 0;
    double *values = malloc((n_runs + rows + 1) * sizeof *values);
    const int ready = score_alloc(n_runs, &score);
    ipt_status status = score_load(curve, n_runs, n_epochs, end, &w, err);

    if (status == IPT_OK && (!values || !ready))
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for scores");
    if (status == IPT_OK && w.m > 1 && resamples->n != w.m) {
        status = ipt__resamples_make(w.m, rows, (uint64_t)options->seed,
                                     "stats/bootstrap", w.m, &own, err);
        resamples = &own;
    }
    if (status != IPT_OK)
        goto done;
    score_peaks(epoch, &w, &score, values);
    for (size_t r = 0; r < w.m; r++)
        values[r] = score.run_plain[w.run[r]];
    ipt__mean_fill(values, w.m, resamples, values + n_runs, &score.plain);
    if (w.m > 1) {
        for (size_t r = 0; r < w.m; r++)
            w.sign[r] = 1;
        const double t = score_try(&w);

        for (size_t r = 0; r < w.m; r++)
            score.run_score[w.run[r]] = values[r] = w.score[r];
        ipt__mean_fill(values, w.m, resamples, values + n_runs, &score.score);
        score.p = score_p(&w, t, options, name, index);
        score.p_holm = score.p;
        score.p_least = ldexp(1, -(int)(w.m < 1000 ? w.m : 1000));
    } else {
        ipt__mean_fill(values, 0, resamples, NULL, &score.score);
    }
    *out = score;
    memset(&score, 0, sizeof score);
done:
    ipt_score_clear(&score);
    ipt__resamples_release(&own);
    score_work_release(&w);
    free(values);
    return status;
}

ipt_status
ipt_score_make(const int64_t *epoch, const double *curve, size_t n_runs,
               size_t n_epochs, ipt_score_end end,
               const ipt_statistics_options *options, const char *name,
               uint64_t index, ipt_score *out, ipt_error *err)
{
    const ipt__resamples none = {0, 0, NULL};

    return ipt__score_fill(epoch, curve, n_runs, n_epochs, end, options, name,
                           index, &none, out, err);
}

void
ipt_score_clear(ipt_score *score)
{
    free(score->run_plain);
    free(score->run_score);
    free(score->run_peak_epoch);
    memset(score, 0, sizeof *score);
}
