/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches: every sweep point with every seed, in one directory. */

#ifndef IPT_BATCH_H
#define IPT_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/experiment.h>
#include <infoplane/results.h>
#include <infoplane/settings.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where one run stands. */
typedef enum {
    IPT_RUN_WAITING,
    IPT_RUN_COMPLETE,
    IPT_RUN_FAILED,
    IPT_RUN_PARTIAL
} ipt_run_state;

/** "waiting", "complete", "failed" or "partial". */
const char *ipt_run_state_name(ipt_run_state state);

/** One planned run. */
typedef struct {
    char id[13];
    size_t point;
    uint64_t seed;
    ipt_run_state state;
} ipt_planned_run;

/** What a running batch tells. Strings live during the call. */
typedef struct {
    size_t run;    /**< position among the planned runs, from 0 */
    size_t n_runs; /**< that will be computed in this call */
    const char *id;
    const char *label; /**< sweep values, "" without a sweep */
    uint64_t seed;
    int64_t epoch, epochs;
    double loss, accuracy; /**< at the last snapshot; NaN before */
    double share;          /**< of all work of this call, 0 to 1 */
} ipt_progress;

/** Who listens; members may be NULL. */
typedef struct {
    void *self;
    void (*progress)(void *self, const ipt_progress *progress);
    /** One line about a run: started, completed, skipped, failed (why). */
    void (*note)(void *self, const char *text, int important);
    /** Non-zero: stop as soon as possible (IPT_ESTOP). */
    int (*stop)(void *self);
} ipt_monitor;

/** A batch: settings, directory, planned runs. */
typedef struct ipt_batch ipt_batch;

/**
 * Plans a batch: expands sweep and seeds, checks every point, computes the
 * ids and looks at what exists on disk. Writes nothing.
 *
 * @param settings  must outlive the batch
 * @param out_dir   directory that gets NAME/; NULL: [run] out
 * @param only      id of the one run whose state on disk matters; NULL: all
 * @param problems  gets everything wrong with any point, once each
 * @return NULL when there was any problem
 */
ipt_batch *ipt_batch_alloc(const ipt_settings *settings, const char *out_dir,
                           const char *only, ipt_problems *problems);

/** Releases; NULL is accepted. */
void ipt_batch_free(ipt_batch *batch);

/** The directory OUT/NAME. */
const char *ipt_batch_directory(const ipt_batch *batch);

/** The planned runs. */
const ipt_planned_run *ipt_batch_runs(const ipt_batch *batch, size_t *n);

/** "model.activation=relu train.l2=0.01" of a point; "" without a sweep. */
void ipt_batch_label(const ipt_batch *batch, size_t point, char *out,
                     size_t size);

/** The experiment of a planned run; the caller clears it. */
ipt_status ipt_batch_experiment(const ipt_batch *batch, size_t run,
                                ipt_experiment *out, ipt_error *err);

/** How a batch is to be run. */
typedef struct {
    const char *only; /**< id of the one run to compute, or NULL */
    int force;        /**< compute complete and failed runs again */
    int threads;      /**< inside a run; at least 1 */
    /** Runs at once: 1 computes in this process, more start workers. */
    int jobs;
    /** For workers: the file to execute and its arguments, NULL at the end, to
     * which `--only ID --jobs 1 --threads N --progress=pipe` are added. */
    const char *program;
    const char *const *worker_argv;
    const char *command_line; /**< for provenance */
    const char *const *overrides;
    size_t n_overrides;
    const ipt_monitor *monitor; /**< or NULL */
} ipt_batch_how;

/** What became of a batch. */
typedef struct {
    size_t computed, skipped, failed;
} ipt_batch_outcome;

/**
 * Computes what is not complete, one run after the other or in workers. The
 * numbers do not depend on how many. A run that fails
 * (divergence, a file that cannot be written) is recorded and the next one
 * starts.
 *
 * @return IPT_OK also when runs failed (see @p outcome); IPT_ESTOP when
 *         stopped; IPT_EIO when the directory cannot be used
 */
ipt_status ipt_batch_run(ipt_batch *batch, const ipt_batch_how *how,
                         ipt_batch_outcome *outcome, ipt_error *err);

/**
 * Collects results below paths: run.h5 files, files of estimates, or batch
 * directories (all runs/ID/run.h5 below). Sorted by sweep values, then seed.
 *
 * @param out  array of n results, all owned by the caller: release with
 *             ipt_results_free()
 */
ipt_status ipt_results_gather(const char *const *paths, size_t n_paths,
                              ipt_result ***out, size_t *n, ipt_error *err);

/** Releases what ipt_results_gather() gave. */
void ipt_results_free(ipt_result **results, size_t n);

#ifdef __cplusplus
}
#endif

#endif
