/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of src/run share. */

#ifndef IPT_RUN_PRIVATE_H
#define IPT_RUN_PRIVATE_H

#include <stdio.h>

#include <infoplane/batch.h>
#include <infoplane/experiment.h>
#include <infoplane/results.h>
#include <infoplane/status.h>

/* Number of the calling thread in its OpenMP team; 0 outside of one. */
int ipt__thread(void);

/* Makes a directory and its parents; existing ones are fine. */
ipt_status ipt__make_directory(const char *path, ipt_error *err);

/* "2026-03-01T12:00:00Z" of now. */
void ipt__utc(char out[32]);

/* Seconds of a clock that never goes back. */
double ipt__seconds(void);

/* DIRECTORY/NAME, owned by the caller; NULL without memory. */
char *ipt__path(const char *directory, const char *name, ipt_error *err);

/* Writes a small text file whole: to a name of this process, fsync, rename. */
ipt_status ipt__write_text(const char *path, const char *text, ipt_error *err);

/* Reads a small text file whole; NULL when it cannot be read. */
char *ipt__read_text(const char *path);

/* Fills the provenance that does not change during a run. */
ipt_status ipt__provenance_start(ipt_result *result, const char *command_line,
                                 const char *data_sha256, int threads,
                                 ipt_error *err);

/* Adds what is known at the end: end time, peak memory, durations. */
ipt_status ipt__provenance_end(ipt_result *result, double train_seconds,
                               double estimate_seconds, ipt_error *err);

/* metrics.csv and log.jsonl of a run: appended and flushed line by line. */
typedef struct {
    FILE *metrics;
    FILE *log;
} ipt__journal;

/* Opens both. The log goes on where it ended; metrics.csv is cut to
 * @p metrics_bytes, 0 starts it anew. IPT_EFORMAT when it is shorter. */
ipt_status ipt__journal_open(ipt__journal *journal, const char *directory,
                             int64_t metrics_bytes, ipt_error *err);
void ipt__journal_event(ipt__journal *journal, const char *event, int64_t epoch,
                        const char *detail);
ipt_status ipt__journal_metrics(ipt__journal *journal,
                                const ipt_snapshot_metrics *metrics,
                                double seconds, ipt_error *err);
/* Brings metrics.csv to the disk; its length. */
ipt_status ipt__journal_sync(ipt__journal *journal, int64_t *metrics_bytes,
                             ipt_error *err);
ipt_status ipt__journal_close(ipt__journal *journal, ipt_error *err);

/* How the last attempt at a run ended, when it did not end well: failed.json
 * in its folder. */
typedef struct {
    int again; /* the next `ipt run` tries it again by itself */
    char time[32];
    char reason[IPT_MESSAGE_MAX];
} ipt__failure;

/* 1 and *out, or 0 when there is none. */
int ipt__failure_read(const char *directory, ipt__failure *out);
ipt_status ipt__failure_write(const char *directory, int again,
                              const char *reason, ipt_error *err);

/* What a run has left on disk. @p reason (may be NULL) gets what is known of
 * a failure or interruption, else "". */
ipt_run_state ipt__look(const char *directory, char *reason, size_t size);

/* Removes what only an unfinished run needs: segments and the checkpoint. */
void ipt__leftovers_remove(const char *directory);

/* This process as one that computes runs of a batch, and the run that it has
 * taken: runs/ID/claim. A thread of its own shows that it lives. */
typedef struct ipt__claimant ipt__claimant;

ipt_status ipt__claimant_alloc(const char *batch_directory, ipt__claimant **out,
                               ipt_error *err);
void ipt__claimant_free(ipt__claimant *claimant);

/* Takes the run in a folder. *holder gets a description of whoever has it
 * already (IPT_ESTOP then), or of a dead one that it was taken from, or "". */
ipt_status ipt__claim_take(ipt__claimant *claimant, const char *run_directory,
                           char *holder, size_t size, ipt_error *err);
/* Whether the run taken is still this process's. */
int ipt__claim_holds(const ipt__claimant *claimant);
void ipt__claim_release(ipt__claimant *claimant);
/* Whether a living process has the run. */
int ipt__claim_busy(const char *run_directory);

/* Where one run reports. */
typedef struct {
    const ipt_monitor *monitor;
    ipt_progress progress; /* constant members filled by the batch */
    size_t n_before;       /* runs of this call already done */
    ipt__claimant *claimant;
} ipt__reporter;

/* Computes one run into its directory, from its checkpoint if there is one.
 * IPT_ESTOP leaves a checkpoint; any other failure leaves a run.h5 with status
 * "failed" where one can be written. */
ipt_status ipt__run(const ipt_experiment *experiment, const char *directory,
                    const char *id, const ipt_result *labels,
                    const ipt_batch_how *how, const ipt_settings *source,
                    ipt__reporter *reporter, ipt_error *err);

/* Computes one run in this process, claim and all. @p text gets one line about
 * it for the user. */
ipt_run_outcome ipt__batch_one(ipt_batch *batch, size_t run,
                               const ipt_batch_how *how,
                               ipt__reporter *reporter, char *text,
                               size_t size);

/* The position of the run with an id, or n_runs. */
size_t ipt__batch_find(const ipt_batch *batch, const char *id);
/* OUT/NAME/runs/ID, owned by the caller. */
char *ipt__batch_run_directory(const ipt_batch *batch, size_t run);
void ipt__batch_state(ipt_batch *batch, size_t run, ipt_run_state state);
/* The sweep values of a point, as pairs of an otherwise empty result. */
ipt_result *ipt__batch_params(const ipt_batch *batch, size_t point);
const ipt_settings *ipt__batch_settings(const ipt_batch *batch);
/* The resolved configuration of the batch, beside its runs. */
ipt_status ipt__batch_write_ini(const ipt_batch *batch, ipt_error *err);

/* The runs that one call is to compute, in order, and which are left. */
typedef struct {
    size_t *run; /* positions in the batch */
    char *state; /* of each: 0 waits, 1 in work or done, 2 elsewhere */
    size_t n;
    size_t next;
    size_t n_done;
    size_t n_elsewhere;
} ipt__queue;

/* The next run to try: n when none waits. */
size_t ipt__queue_next(ipt__queue *queue);
/* Books the outcome of item i. */
void ipt__queue_settle(ipt__queue *queue, size_t i, ipt_run_outcome outcome,
                       ipt_batch_outcome *sum);
/* Looks at the runs that others had: complete ones are settled, those that
 * nobody has any more wait again. */
void ipt__queue_again(ipt__queue *queue, ipt_batch *batch,
                      const ipt_batch_how *how, ipt_batch_outcome *sum);

/* Computes the queue in how->jobs worker processes. */
ipt_status ipt__workers_run(ipt_batch *batch, ipt__queue *queue,
                            const ipt_batch_how *how,
                            ipt_batch_outcome *outcome, ipt_error *err);

/* A worker: computes the runs whose ids its standard input names. */
ipt_status ipt__serve(ipt_batch *batch, const ipt_batch_how *how,
                      ipt_error *err);

/* One line through the monitor. */
void ipt__note(const ipt_monitor *monitor, int important, const char *format,
               ...) IPT_PRINTF(3, 4);

#endif
