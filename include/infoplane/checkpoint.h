/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints: everything from which an interrupted run goes on. */

#ifndef IPT_CHECKPOINT_H
#define IPT_CHECKPOINT_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/results.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where a run stands between two epochs. */
typedef struct {
    ipt_result *result; /**< its n_epochs snapshots so far */
    void *state;        /**< of the trainer */
    size_t state_size;
    int64_t epoch;           /**< epochs completed */
    double low, high;        /**< extremes of all activations so far */
    double elapsed;          /**< seconds of computing so far */
    double train_seconds;    /**< of these in training */
    double estimate_seconds; /**< and in estimates */
    int64_t metrics_bytes;   /**< length of metrics.csv */
    int64_t n_segments;      /**< files that hold activations so far */
    int64_t n_resumed;       /**< how often the run was taken up again */
} ipt_checkpoint;

/**
 * Writes a checkpoint, as ipt_result_write() writes results: PATH.part, fsync,
 * rename. The file is a run.h5 of status "partial" with a group /checkpoint.
 *
 * @return IPT_EIO with the path and what the operating system said, with the
 *         checkpoint before it still in place
 */
ipt_status ipt_checkpoint_write(const char *path,
                                const ipt_checkpoint *checkpoint,
                                ipt_error *err);

/**
 * Reads a checkpoint.
 *
 * @param out  cleared by the caller; untouched after a failure
 * @return IPT_EIO cannot be opened, IPT_EFORMAT damaged or something else (the
 *         state of the trainer has a checksum), IPT_ENOMEM
 */
ipt_status ipt_checkpoint_read(const char *path, ipt_checkpoint *out,
                               ipt_error *err);

/** Releases the members, result included. */
void ipt_checkpoint_clear(ipt_checkpoint *checkpoint);

/**
 * Reads the status of a run.h5 alone, without its numbers.
 *
 * @param status  "complete", "partial" or "failed", owned by the caller
 * @param reason  of a failure, owned by the caller; NULL when there is none;
 *                may be NULL
 * @return as ipt_result_read()
 */
ipt_status ipt_result_status(const char *path, char **status, char **reason,
                             ipt_error *err);

/**
 * What is written is always on the disk before it gets its name. Names become
 * durable at once (0, as at the start), or with what the file system writes
 * next (1): after a power cut a file may then be missing, but never damaged.
 * Waiting costs a disk's latency for each file. For the whole process.
 */
void ipt_folders_later(int later);

#ifdef __cplusplus
}
#endif

#endif
