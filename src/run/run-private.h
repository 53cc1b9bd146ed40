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

ipt_status ipt__journal_open(ipt__journal *journal, const char *directory,
                             ipt_error *err);
void ipt__journal_event(ipt__journal *journal, const char *event, int64_t epoch,
                        const char *detail);
ipt_status ipt__journal_metrics(ipt__journal *journal,
                                const ipt_snapshot_metrics *metrics,
                                double seconds, ipt_error *err);
ipt_status ipt__journal_close(ipt__journal *journal, ipt_error *err);

/* Where one run reports. */
typedef struct {
    const ipt_monitor *monitor;
    ipt_progress progress; /* constant members filled by the batch */
    size_t n_before;       /* runs of this call already done */
} ipt__reporter;

/* Computes one run into its directory. IPT_ESTOP leaves nothing but the
 * journal; any other failure leaves a run.h5 with status "failed" where one
 * can be written. */
ipt_status ipt__run(const ipt_experiment *experiment, const char *directory,
                    const char *id, const ipt_result *labels,
                    const ipt_batch_how *how, const ipt_settings *source,
                    ipt__reporter *reporter, ipt_error *err);

/* Computes the wanted runs (positions in `runs`) in how->jobs worker
 * processes; updates their states. */
ipt_status ipt__workers_run(const ipt_batch *batch, ipt_planned_run *runs,
                            const size_t *wanted, size_t n_wanted,
                            const ipt_batch_how *how,
                            ipt_batch_outcome *outcome, ipt_error *err);

#endif
