/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means with Student's and bootstrap intervals. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include <infoplane/random.h>

#include "stats.h"

ipt_status
ipt__resamples_make(size_t n, size_t resamples, uint64_t seed, const char *name,
                    uint64_t item, ipt__resamples *out, ipt_error *err)
{
    ipt_stream stream;
    uint32_t *index = NULL;

    if (n > UINT32_MAX / 2 || resamples > SIZE_MAX / 8 / (n + 1))
        index = NULL;
    else
        index = malloc((n * resamples + 1) * sizeof *index);
    if (!index)
        return ipt_error_set(err, IPT_ENOMEM,
                             "no memory for %zu resamples of %zu runs",
                             resamples, n);
    ipt_stream_init(&stream, seed, name, item);
    for (size_t i = 0; i < n * resamples; i++)
        index[i] = (uint32_t)ipt_stream_below(&stream, n);
    *out = (ipt__resamples){n, resamples, index};
    return IPT_OK;
}

void
ipt__resamples_release(ipt__resamples *resamples)
{
    free(resamples->index);
    memset(resamples, 0, sizeof *resamples);
}

double
ipt__select(double *value, size_t n, size_t k)
{
    ptrdiff_t low = 0;
    ptrdiff_t high = (ptrdiff_t)n - 1;
    const ptrdiff_t want = (ptrdiff_t)k;

    while (low < high) {
        const double pivot = value[low + (high - low) / 2];
        ptrdiff_t i = low;
        ptrdiff_t j = high;

        do {
            while (value[i] < pivot)
                i++;
            while (value[j] > pivot)
                j--;
            if (i <= j) {
                const double kept = value[i];

                value[i++] = value[j];
                value[j--] = kept;
            }
        } while (i <= j);
        if (want <= j)
            high = j;
        else if (want >= i)
            low = i;
        else
            break;
    }
    return value[k];
}

double
ipt__quantile(double *value, size_t n, double p)
{
    const double at = (double)(n + 1) * p - 1;
    const double least = fmin(fmax(at, 0), (double)(n - 1));
    const size_t k = (size_t)least;
    const double low = ipt__select(value, n, k);

    if (k + 1 >= n || least <= (double)k)
        return low;
    const double high = ipt__select(value, n, k + 1);

    return low + (least - (double)k) * (high - low);
}

/* The corrected level of a quantile of the resampled means. */
static double
bootstrap_level(double z, double z0, double a)
{
    const double w = 1 - a * (z0 + z);

    /* Beyond the pole of the correction the level is at its end. */
    if (!(w > 0))
        return z > 0 ? 1 : 0;
    return gsl_cdf_ugaussian_P(z0 + (z0 + z) / w);
}

/* BCa: z0 the normal quantile of the share of resampled means below the mean
 * (half of those at it), a = sum d^3 / (6 (sum d^2)^(3/2)) with d the
 * distances from the mean, which is the jackknife's value for a mean. */
static void
bootstrap_interval(const double *value, size_t n, const ipt__resamples *r,
                   double *scratch, ipt_mean *out)
{
    const double z = gsl_cdf_ugaussian_Pinv(0.975);
    double below = 0;
    double square = 0;
    double cube = 0;

    for (size_t i = 0; i < n; i++) {
        const double d = value[i] - out->mean;

        square += d * d;
        cube += d * d * d;
    }
    for (size_t b = 0; b < r->resamples; b++) {
        const uint32_t *index = r->index + b * n;
        double sum = 0;

        for (size_t i = 0; i < n; i++)
            sum += value[index[i]];
        scratch[b] = sum / (double)n;
        below += scratch[b] < out->mean ? 1 : scratch[b] > out->mean ? 0 : 0.5;
    }
    if (!(square > 0)) {
        out->boot_low = out->boot_high = out->mean;
        return;
    }
    const double share = below / (double)r->resamples;
    const double least = 0.5 / (double)r->resamples;
    const double z0 =
        gsl_cdf_ugaussian_Pinv(fmin(fmax(share, least), 1 - least));
    const double a = cube / (6 * square * sqrt(square));

    out->boot_low =
        ipt__quantile(scratch, r->resamples, bootstrap_level(-z, z0, a));
    out->boot_high =
        ipt__quantile(scratch, r->resamples, bootstrap_level(z, z0, a));
}

void
ipt__mean_fill(const double *value, size_t n, const ipt__resamples *resamples,
               double *scratch, ipt_mean *out)
{
    double sum = 0;
    double square = 0;

    *out = (ipt_mean){n,           (double)NAN, (double)NAN, (double)NAN,
                      (double)NAN, (double)NAN, (double)NAN};
    if (!n)
        return;
    for (size_t i = 0; i < n; i++)
        sum += value[i];
    out->mean = sum / (double)n;
    if (n < 2)
        return;
    for (size_t i = 0; i < n; i++)
        square += (value[i] - out->mean) * (value[i] - out->mean);
    out->sd = sqrt(square / (double)(n - 1));
    const double half = ipt__student_t(n) * out->sd / sqrt((double)n);

    out->t_low = out->mean - half;
    out->t_high = out->mean + half;
    if (resamples->n == n && resamples->resamples)
        bootstrap_interval(value, n, resamples, scratch, out);
}

ipt_status
ipt_mean_make(const double *value, size_t n, long resamples, uint64_t seed,
              const char *name, uint64_t index, ipt_mean *out, ipt_error *err)
{
    const size_t count = resamples > 0 ? (size_t)resamples : 0;
    double *finite = malloc((n + count + 1) * sizeof *finite);
    ipt__resamples rows = {0, 0, NULL};
    size_t m = 0;
    ipt_status status = IPT_OK;

    if (!finite)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for %zu values", n);
    for (size_t i = 0; i < n; i++)
        if (isfinite(value[i]))
            finite[m++] = value[i];
    if (m > 1)
        status = ipt__resamples_make(m, count, seed, name, index, &rows, err);
    if (status == IPT_OK)
        ipt__mean_fill(finite, m, &rows, finite + n, out);
    ipt__resamples_release(&rows);
    free(finite);
    return status;
}
