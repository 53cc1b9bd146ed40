/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analysis: many estimators over the layers of many snapshots, in parallel
 * and in bounded memory. */

#ifndef IPT_ANALYSIS_H
#define IPT_ANALYSIS_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/activations.h>
#include <infoplane/estimator.h>
#include <infoplane/results.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Rows that estimates are made on. */
typedef enum { IPT_SAMPLES_ALL, IPT_SAMPLES_TRAIN, IPT_SAMPLES_TEST } ipt_rows;

/** "all", "train" or "test". */
const char *ipt_rows_name(ipt_rows rows);

/** What an analysis is made of. The caller keeps everything alive until
 * ipt_analysis_free(). */
typedef struct {
    const ipt_activation_header *data; /**< samples and layers; the epochs in
                                            it are not used */
    ipt_estimator *const *estimators;  /**< configured; cloned for threads */
    size_t n_estimators;
    ipt_rows rows;
    int threads;              /**< at least 1 */
    double memory;            /**< bytes for buffered snapshots; 0: 256 MiB */
    const ipt_extent *extent; /**< or NULL */
    ipt_result *result;       /**< filled; planes are added by alloc() */
} ipt_analysis_plan;

/** An analysis in progress. */
typedef struct ipt_analysis ipt_analysis;

/**
 * Checks that every estimator has what it needs, adds one plane for each to
 * the result, fills the reference information (h_x, h_y, i_xy) and reserves
 * all memory: as many snapshots as keep the threads busy and fit the plan's
 * memory, at least one.
 *
 * @return IPT_EINVAL when rows are missing (no split) or fewer than 2, or an
 *         estimator needs what the data lack; IPT_ENOMEM; IPT_EUNSUP when one
 *         snapshot and the estimators exceed the machine's memory
 */
ipt_status ipt_analysis_alloc(const ipt_analysis_plan *plan, ipt_analysis **out,
                              ipt_error *err);

/** Where the caller puts layer l of the next snapshot: n x width elements of
 * the layer's type, n counting all rows of the data. */
void *ipt_analysis_slot(ipt_analysis *analysis, size_t layer);

/**
 * Takes the snapshot that the slots hold; estimates all buffered ones when
 * the buffer is full. Items (snapshot, layer, estimator) are spread over
 * threads; the numbers do not depend on how many.
 *
 * @param index  row of the result
 * @return what the first failing item (in order) returned, with its estimator,
 *         layer and epoch
 */
ipt_status ipt_analysis_commit(ipt_analysis *analysis, size_t index,
                               int64_t epoch, ipt_error *err);

/** Estimates what is buffered. */
ipt_status ipt_analysis_flush(ipt_analysis *analysis, ipt_error *err);

/** Releases; NULL is accepted. Buffered snapshots are dropped. */
void ipt_analysis_free(ipt_analysis *analysis);

/** Whether any of the estimators needs the extremes over all snapshots. */
int ipt_analysis_needs_extent(ipt_estimator *const *estimators, size_t n);

/**
 * Runs estimators over a file of activations, snapshot by snapshot, with a
 * first pass for the extremes where an estimator needs them.
 *
 * @param extent    extremes if known, else NULL
 * @param progress  called after each snapshot read, may be NULL; a non-zero
 *                  return stops with IPT_ESTOP
 * @param result    gets one plane for each estimator; its epochs and layers
 *                  must be those of the file (ipt_analysis_result())
 */
ipt_status
ipt_analysis_run(ipt_activation_reader *reader,
                 ipt_estimator *const *estimators, size_t n, ipt_rows rows,
                 int threads, const ipt_extent *extent,
                 int (*progress)(void *self, size_t done, size_t all),
                 void *self, ipt_result *result, ipt_error *err);

/** An empty result with the epochs, layers and metrics of a file. */
ipt_result *ipt_analysis_result(const ipt_activation_header *header);

#ifdef __cplusplus
}
#endif

#endif
