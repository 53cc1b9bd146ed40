/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holm's correction for several tests. */

#include <config.h>

#include <math.h>

#include <infoplane/statistics.h>

void
ipt_holm(double *p, size_t n, size_t *order)
{
    size_t m = 0;
    double before = 0;

    for (size_t i = 0; i < n; i++) {
        size_t at = m;

        if (isnan(p[i]))
            continue;
        for (; at && p[order[at - 1]] > p[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
        m++;
    }
    for (size_t k = 0; k < m; k++) {
        before = fmax(before, fmin(1, (double)(m - k) * p[order[k]]));
        p[order[k]] = before;
    }
}
