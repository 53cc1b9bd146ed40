/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics of one layer as the report tells them. */

#ifndef IPT_REPORT_SCORES_H
#define IPT_REPORT_SCORES_H

#include "src/stats/series.h"
#include "src/report/report.h"

/* One number over runs, in the unit of the plane; NaN: unknown. */
typedef struct {
    size_t n; /* runs */
    double mean;
    double low, high; /* 95 %, bootstrap */
} ipt__spread;

/* One layer, one estimator, one group. */
typedef struct {
    ipt__spread fall; /* of I(X;T) from its peak to the last epoch */
    int64_t peak;     /* epoch of the peak of the mean */
    double p, p_holm; /* of the test against no fall */
    ipt__spread rise; /* of I(T;Y) from the first epoch to its peak */
    double last_xt;   /* means at the last epoch */
    double last_ty;
    double r, r_low, r_high, r_p; /* falls with the final accuracy */
    double saturated;             /* share of saturated estimates, 0 to 1 */
} ipt__score;

/* Scores of all layers, group->run[0]->n_layers of them, from the report's
 * statistics: of the living and dead runs together, or, where the dead are
 * left out, of the living. */
void ipt__scores(const ipt__report *report, const ipt__group *group,
                 const char *estimator, ipt__score *out);

/* The group of the statistics with the runs of a group, or NULL. */
const ipt_statistics_group *ipt__scores_group(const ipt__report *report,
                                              const ipt__group *group);

#endif
