/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Averages over runs: mean, spread and confidence of one quantity. */

#ifndef IPT_STATS_SERIES_H
#define IPT_STATS_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/results.h>

/** A quantity of a run at one of its epochs and layers; NaN: missing.
 * @p plane is NULL for what does not come from an estimator. */
typedef double (*ipt__value)(const ipt_result *run, const ipt_plane *plane,
                             size_t epoch, size_t layer);

/** The average of one quantity; matrices of n_epochs x n_layers. */
typedef struct {
    size_t n_epochs; /**< epochs that every averaged run has */
    size_t n_union;  /**< epochs that any averaged run has */
    size_t n_layers;
    int64_t *epoch; /**< n_epochs, ascending */
    double *mean;   /**< NaN where a run of this layer has no value */
    double *sd;     /**< with n - 1; NaN for n = 1 */
    double *low;    /**< mean - t(0.975, n - 1) sd / sqrt(n); NaN for n = 1 */
    double *high;
    size_t *n;     /**< n_layers: runs with any value in this layer */
    size_t n_runs; /**< runs with any value */
    size_t n_gaps; /**< points left out because some run lacks them */
} ipt__series;

/** The plane of an estimator in a run, or NULL. */
const ipt_plane *ipt__plane_find(const ipt_result *run, const char *id);

/** What i_xt, i_ty, ... of a plane are as ipt__value. */
double ipt__value_i_xt(const ipt_result *run, const ipt_plane *plane,
                       size_t epoch, size_t layer);
double ipt__value_i_ty(const ipt_result *run, const ipt_plane *plane,
                       size_t epoch, size_t layer);

/**
 * Averages @p value over runs of the same network. Runs without any finite
 * value (among all layers) do not take part; the rest is averaged over the
 * epochs that all of them have, layer by layer over the runs that have any
 * value there. Runs are taken in the order given: sort them for results that
 * do not depend on it.
 *
 * @param plane     id of the estimator's plane, or NULL
 * @param n_layers  columns of @p value; 1 for quantities of the whole network
 * @param out       release with ipt__series_release(); empty without runs
 * @return IPT_OK or IPT_ENOMEM. Cost: O(runs epochs (layers + log epochs))
 */
ipt_status ipt__series_average(const ipt_result *const *runs, size_t n_runs,
                               const char *plane, ipt__value value,
                               size_t n_layers, ipt__series *out,
                               ipt_error *err);

void ipt__series_release(ipt__series *series);

/** Values of single runs over the epochs that all of them have. */
typedef struct {
    size_t n_runs; /**< that were asked for */
    size_t n_epochs;
    size_t n_layers;
    int64_t *epoch; /**< n_epochs, ascending */
    double *value;  /**< n_layers x n_runs x n_epochs; NaN: missing */
} ipt__curves;

/**
 * Gathers @p value for runs in the order given. A run without any finite
 * value has NaN throughout and no say in the common epochs.
 *
 * @param out  release with ipt__curves_release()
 * @return IPT_OK or IPT_ENOMEM
 */
ipt_status ipt__curves_gather(const ipt_result *const *runs, size_t n_runs,
                              const char *plane, ipt__value value,
                              size_t n_layers, ipt__curves *out,
                              ipt_error *err);

void ipt__curves_release(ipt__curves *curves);

/** The 97.5 % quantile of Student's t with n - 1 degrees of freedom; NaN for
 * n < 2. */
double ipt__student_t(size_t n);

#endif
