/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of src/stats share. */

#ifndef IPT_STATS_H
#define IPT_STATS_H

#include <infoplane/statistics.h>

#include "group.h"
#include "series.h"

/** Resamples with replacement of n items for the bootstrap: `resamples` rows
 * of n indices. The same rows serve every mean over the same runs. */
typedef struct {
    size_t n;
    size_t resamples;
    uint32_t *index;
} ipt__resamples;

ipt_status ipt__resamples_make(size_t n, size_t resamples, uint64_t seed,
                               const char *name, uint64_t item,
                               ipt__resamples *out, ipt_error *err);
void ipt__resamples_release(ipt__resamples *resamples);

/** Fills mean, sd and both intervals from n finite values; @p scratch holds
 * as many values as there are resamples. Resamples of another n give no
 * bootstrap interval. */
void ipt__mean_fill(const double *value, size_t n,
                    const ipt__resamples *resamples, double *scratch,
                    ipt_mean *out);

/** The k-th least of n values, which are put in another order. */
double ipt__select(double *value, size_t n, size_t k);

/** The quantile (n + 1) p - 1 of n values, between neighbours by a straight
 * line; they are put in another order. */
double ipt__quantile(double *value, size_t n, double p);

/** Score with resamples that the caller has, used where they fit. */
ipt_status ipt__score_fill(const int64_t *epoch, const double *curve,
                           size_t n_runs, size_t n_epochs, ipt_score_end end,
                           const ipt_statistics_options *options,
                           const char *name, uint64_t index,
                           const ipt__resamples *resamples, ipt_score *out,
                           ipt_error *err);

/** Rows of a set of runs and an estimator: scores, correlation, Holm. */
typedef struct {
    const ipt_statistics_options *options;
    size_t group;
    ipt_run_set set;
    const char *estimator;
    const ipt_result *const *run;
    size_t n_runs;
    ipt__curves curves[2];    /**< I(X;T), I(T;Y) */
    ipt__resamples resamples; /**< of n_runs */
    const double *accuracy;   /**< n_runs, at the end; NaN: unknown */
} ipt__set;

ipt_status ipt__set_rows(const ipt__set *set, ipt_statistics_row *row,
                         ipt_error *err);
ipt_status ipt__set_band(const ipt__set *set, int quantity,
                         ipt_statistics_band *band, ipt_error *err);
void ipt__row_clear(ipt_statistics_row *row);
void ipt__band_clear(ipt_statistics_band *band);

/** Accuracy at the end: the last known of the test set, else of training;
 * NaN. */
double ipt__final_accuracy(const ipt_result *run);

#endif
