/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches: every sweep point with every seed, in one directory. */

#ifndef IPT_BATCH_H
#define IPT_BATCH_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <infoplane/experiment.h>
#include <infoplane/results.h>
#include <infoplane/settings.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where one run stands. */
typedef enum {
    IPT_RUN_WAITING,  /**< nothing was recorded */
    IPT_RUN_COMPLETE, /**< its run.h5 says so */
    IPT_RUN_FAILED,   /**< for a reason that will not go away by itself */
    IPT_RUN_PARTIAL   /**< interrupted: it goes on by itself */
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
    size_t n_done;         /**< runs of this call that ended */
    size_t worker;         /**< which worker tells, from 0 */
    size_t n_workers;      /**< at work now; 0: this process computes */
} ipt_progress;

/** What became of one attempt at a run. */
typedef enum {
    IPT_RUN_DONE,      /**< computed now */
    IPT_RUN_THERE,     /**< complete, or failed for good, by somebody else */
    IPT_RUN_ELSEWHERE, /**< a living process computes it */
    IPT_RUN_STOPPED,   /**< on request, with a checkpoint */
    IPT_RUN_BROKEN     /**< failed now */
} ipt_run_outcome;

/** Who listens; members may be NULL. */
typedef struct {
    void *self;
    void (*progress)(void *self, const ipt_progress *progress);
    /** One line about a run: started, completed, skipped, failed (why). */
    void (*note)(void *self, const char *text, int important);
    /** 1: stop when the snapshot is finished (IPT_ESTOP); 2: workers are ended
     * at once. */
    int (*stop)(void *self);
    /** In a worker: a run that was asked for is settled; a line about it. */
    void (*settled)(void *self, ipt_run_outcome outcome, const char *text);
} ipt_monitor;

/** A batch: settings, directory, planned runs. */
typedef struct ipt_batch ipt_batch;

/**
 * Plans a batch: expands sweep and seeds, checks every point, computes the
 * ids and looks at what exists on disk. Writes nothing.
 *
 * @param settings  must outlive the batch
 * @param out_dir   directory that gets NAME/; NULL: [run] out
 * @param only      id of the one run whose state on disk matters; NULL: all;
 *                  "": none
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

/** Why a run failed or was interrupted, as recorded in its folder; "" when
 * nothing is. */
void ipt_batch_reason(const ipt_batch *batch, size_t run, char *out,
                      size_t size);

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
    int retry_failed; /**< compute failed runs again */
    int threads;      /**< inside a run; at least 1 */
    /** Runs at once: 1 computes in this process, more start workers. */
    int jobs;
    /** This process is one of n_shards, counted from 0, that compute the batch
     * together: it begins with its share (every n_shards-th run), then helps
     * the others. n_shards 0 or 1: no shares. */
    size_t shard, n_shards;
    /** For workers: the file to execute and its arguments, NULL at the end, to
     * which `--jobs 1 --threads N --progress=pipe` are added. It must then
     * call ipt_batch_run() with ids. */
    const char *program;
    const char *const *worker_argv;
    FILE *ids; /**< in a worker: computes the runs whose ids, one in each line,
                    this stream names, until its end; else NULL */
    const char *command_line; /**< for provenance */
    const char *const *overrides;
    size_t n_overrides;
    const ipt_monitor *monitor; /**< or NULL */
} ipt_batch_how;

/** What became of a batch. */
typedef struct {
    size_t computed, skipped, failed;
    size_t elsewhere; /**< left to other processes, with n_shards above 1 */
} ipt_batch_outcome;

/**
 * Computes what is not complete, one run after the other or in workers. The
 * numbers do not depend on how many. Each run is claimed first, so that any
 * number of processes on any number of machines can compute one batch. A run
 * that was interrupted goes on from its checkpoint and ends as if it had not
 * been. A run that fails (divergence, a file that cannot be written) is
 * recorded and the next one starts. Without shares, waits for runs that other
 * processes compute, and takes over those of processes that ended.
 *
 * @return IPT_OK also when runs failed (see @p outcome); IPT_ESTOP when
 *         stopped; IPT_EIO when the directory cannot be used
 */
ipt_status ipt_batch_run(ipt_batch *batch, const ipt_batch_how *how,
                         ipt_batch_outcome *outcome, ipt_error *err);

/**
 * Share of this process as environment variables of Slurm (srun and job
 * arrays), Open MPI and PMI say; a rank within an array task counts as one of
 * all ranks of all tasks.
 *
 * @param shard    0 to n_shards - 1
 * @param ranked   whether several processes share this machine's cores, as
 *                 ranks do and array tasks do not
 * @return IPT_EINVAL for variables that contradict each other
 */
ipt_status ipt_shard_environment(size_t *shard, size_t *n_shards, int *ranked,
                                 ipt_error *err);

/** Reads a share such as "3/32": 0 to 31 of 32. IPT_EINVAL. */
ipt_status ipt_shard_parse(const char *text, size_t *shard, size_t *n_shards,
                           ipt_error *err);

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
