/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a layer's curves say over the runs of a group. */

#ifndef IPT_REPORT_SCORES_H
#define IPT_REPORT_SCORES_H

#include "plots/series.h"
#include "src/report/report.h"

/* One number over runs, in the unit of the plane. */
typedef struct {
    size_t n;         /* runs */
    double mean;      /* NaN: unknown */
    double low, high; /* 95 %, Student's t; NaN for one run */
} ipt__spread;

/* One layer, one estimator, one group. */
typedef struct {
    ipt__spread fall; /* of I(X;T) from its peak to the last epoch */
    int64_t peak;     /* epoch of the peak of the mean */
    double p;         /* of the test against no fall; NaN for one run */
    ipt__spread rise; /* of I(T;Y) from the first to the last epoch */
    double last_xt;   /* means at the last epoch */
    double last_ty;
    double saturated; /* share of saturated estimates, 0 to 1 */
} ipt__score;

/*
 * Scores of all layers, group->run[0]->n_layers of them.
 *
 * The peak of a noisy curve lies above its end even where nothing falls. So
 * each run's fall is taken at the epoch where the mean of the *other* runs
 * peaks: I_r(e) - I_r(last), e = argmax mean of I_s, s != r. Without a trend
 * its expectation is 0, and it may come out negative. One run alone has no
 * other: its fall is that of its own peak, without interval and test.
 *
 * The test flips the signs of the runs' numbers: p is the share of all 2^n
 * patterns whose mean is at least the one found (up to 13 runs; above, of
 * 9999 random patterns and the found one). Source: Fisher 1935, section 21.
 */
ipt_status ipt__scores(const ipt__group *group, const char *estimator,
                       ipt__score *out, ipt_error *err);

/* That test, one-sided for a mean above 0; NaN for fewer than 2 numbers. */
double ipt__sign_test(const double *values, size_t n);

#endif
