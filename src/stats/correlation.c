/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlation of two quantities over runs, with intervals and tests. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/random.h>

#include "stats.h"

/* Four rows of n numbers: both sides, and their ranks. */
typedef struct {
    double *x, *y, *rank_x, *rank_y;
    size_t *order;
    size_t n;
} correlation_work;

/* Ranks from 1, equal values share their mean rank. */
static void
correlation_ranks(const double *value, size_t n, double *rank)
{
    for (size_t i = 0; i < n; i++) {
        double below = 0;
        double equal = 0;

        for (size_t j = 0; j < n; j++) {
            below += value[j] < value[i];
            equal += value[j] <= value[i] && value[j] >= value[i];
        }
        rank[i] = below + (equal + 1) / 2;
    }
}

/* Moves the mean to 0 and the sum of squares to 1; 0 for a constant. */
static int
correlation_standardise(double *value, size_t n)
{
    double mean = 0;
    double square = 0;
    int constant = 1;

    for (size_t i = 0; i < n; i++) {
        mean += value[i] / (double)n;
        constant &= value[i] <= value[0] && value[i] >= value[0];
    }
    for (size_t i = 0; i < n; i++) {
        value[i] -= mean;
        square += value[i] * value[i];
    }
    if (constant || !(square > 0))
        return 0;
    for (size_t i = 0; i < n; i++)
        value[i] /= sqrt(square);
    return 1;
}

static double
correlation_clamp(double r)
{
    return fmin(1, fmax(-1, r));
}

/* sum x[i] y[order[i]] of standardised values. */
static double
correlation_of(const double *x, const double *y, const size_t *order, size_t n)
{
    double r = 0;

    for (size_t i = 0; i < n; i++)
        r += x[i] * y[order[i]];
    return r;
}

/* tanh(atanh r -+ 1.96 se). */
static void
correlation_interval(double r, double se, double *low, double *high)
{
    *low = tanh(atanh(r) - 1.959963984540054 * se);
    *high = tanh(atanh(r) + 1.959963984540054 * se);
}

/* Orders of one side that correlate as much as the order found. */
static void
correlation_permute(correlation_work *w, const ipt_statistics_options *options,
                    const char *name, uint64_t index, ipt_correlation *out)
{
    const double pearson = fabs(out->pearson) - 1e-12;
    const double spearman = fabs(out->spearman) - 1e-12;
    ipt_stream stream;
    long hits[2] = {0, 0};

    ipt_stream_init(&stream, (uint64_t)options->seed, name, index);
    for (long k = 0; k < options->permutations; k++) {
        ipt_stream_shuffle(&stream, w->order, w->n);
        hits[0] += fabs(correlation_of(w->x, w->y, w->order, w->n)) >= pearson;
        hits[1] += fabs(correlation_of(w->rank_x, w->rank_y, w->order, w->n)) >=
                   spearman;
    }
    out->pearson_p =
        (double)(1 + hits[0]) / (double)(1 + options->permutations);
    out->spearman_p =
        (double)(1 + hits[1]) / (double)(1 + options->permutations);
}

/* Percentiles of Pearson's r of resampled pairs; resamples in which a side is
 * constant have none and are left out. */
static ipt_status
correlation_bootstrap(const correlation_work *w,
                      const ipt_statistics_options *options, const char *name,
                      uint64_t index, ipt_correlation *out, ipt_error *err)
{
    const size_t rows = options->bootstrap > 0 ? (size_t)options->bootstrap : 0;
    ipt__resamples r = {0, 0, NULL};
    double *value = malloc((rows + 1) * sizeof *value);
    size_t m = 0;
    ipt_status status =
        value ? ipt__resamples_make(w->n, rows, (uint64_t)options->seed, name,
                                    index, &r, err)
              : ipt_error_set(err, IPT_ENOMEM, "no memory for resamples");

    for (size_t b = 0; status == IPT_OK && b < rows; b++) {
        const uint32_t *at = r.index + b * w->n;
        double s[5] = {0};

        for (size_t i = 0; i < w->n; i++) {
            const double x = w->x[at[i]];
            const double y = w->y[at[i]];

            s[0] += x;
            s[1] += y;
            s[2] += x * x;
            s[3] += y * y;
            s[4] += x * y;
        }
        const double n = (double)w->n;
        const double vx = s[2] - s[0] * s[0] / n;
        const double vy = s[3] - s[1] * s[1] / n;

        if (vx > 1e-12 && vy > 1e-12)
            value[m++] =
                correlation_clamp((s[4] - s[0] * s[1] / n) / sqrt(vx * vy));
    }
    if (status == IPT_OK && m > 1) {
        out->pearson_boot_low = ipt__quantile(value, m, 0.025);
        out->pearson_boot_high = ipt__quantile(value, m, 0.975);
    }
    ipt__resamples_release(&r);
    free(value);
    return status;
}

ipt_status
ipt_correlation_make(const double *x, const double *y, size_t n,
                     const ipt_statistics_options *options, const char *name,
                     uint64_t index, ipt_correlation *out, ipt_error *err)
{
    const double none = (double)NAN;
    ipt_correlation c = {0,    none, none, none, none, none, none,
                         none, none, none, none, none, none};
    correlation_work w;
    double *block = malloc((4 * n + 1) * sizeof *block);
    size_t *order = malloc((n + 1) * sizeof *order);
    ipt_status status = IPT_OK;

    memset(&w, 0, sizeof w);
    if (!block || !order) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for %zu pairs", n);
        goto done;
    }
    w.x = block;
    w.y = block + n;
    w.rank_x = block + 2 * n;
    w.rank_y = block + 3 * n;
    w.order = order;
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]) && isfinite(y[i])) {
            order[w.n] = w.n;
            w.x[w.n] = x[i];
            w.y[w.n++] = y[i];
        }
    c.n = w.n;
    if (w.n < 4)
        goto fill;
    correlation_ranks(w.x, w.n, w.rank_x);
    correlation_ranks(w.y, w.n, w.rank_y);
    if (!correlation_standardise(w.x, w.n) ||
        !correlation_standardise(w.y, w.n) ||
        !correlation_standardise(w.rank_x, w.n) ||
        !correlation_standardise(w.rank_y, w.n))
        goto fill;
    c.pearson = correlation_clamp(correlation_of(w.x, w.y, order, w.n));
    c.spearman =
        correlation_clamp(correlation_of(w.rank_x, w.rank_y, order, w.n));
    correlation_interval(c.pearson, 1 / sqrt((double)w.n - 3), &c.pearson_low,
                         &c.pearson_high);
    correlation_interval(
        c.spearman, sqrt((1 + c.spearman * c.spearman / 2) / ((double)w.n - 3)),
        &c.spearman_low, &c.spearman_high);
    correlation_permute(&w, options, name, index, &c);
    c.pearson_p_holm = c.pearson_p;
    c.spearman_p_holm = c.spearman_p;
    status =
        correlation_bootstrap(&w, options, "stats/correlation", index, &c, err);
fill:
    if (status == IPT_OK)
        *out = c;
done:
    free(block);
    free(order);
    return status;
}
