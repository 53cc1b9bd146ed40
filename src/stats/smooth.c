/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smoothing over the logarithm of the epoch. */

#include <config.h>

#include <math.h>

#include "stats.h"

/* Beyond so many bandwidths a weight is below 1e-14. */
#define SMOOTH_REACH 8.0

/* A weighted mean with the Gaussian kernel. The kernel is totally positive of
 * order 2, so the weights at a later place are those at an earlier one moved
 * to the right (ordered by likelihood ratio), and the mean of ascending values
 * can only rise: no smoothing of a monotone curve has a peak inside. */
void
ipt_smooth_epochs(const int64_t *epoch, const double *value, size_t n,
                  double bandwidth, double *out)
{
    for (size_t e = 0; e < n; e++) {
        const double u = log10(1 + (double)epoch[e]);
        double sum = 0;
        double weight = 0;

        out[e] = value[e];
        if (!(bandwidth > 0) || !isfinite(value[e]))
            continue;
        for (size_t j = 0; j < n; j++) {
            const double z = (log10(1 + (double)epoch[j]) - u) / bandwidth;

            if (fabs(z) > SMOOTH_REACH || !isfinite(value[j]))
                continue;
            const double w = exp(-0.5 * z * z);

            /* Against the own value, so that a constant stays exact. */
            sum += w * (value[j] - value[e]);
            weight += w;
        }
        out[e] = value[e] + sum / weight;
    }
}
