/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of one run. */

#ifndef IPT_TRAIN_PRIVATE_H
#define IPT_TRAIN_PRIVATE_H

#include <infoplane/checkpoint.h>

#include "run-private.h"

/* Everything one run holds; released in one place. */
typedef struct {
    const ipt_experiment *x;
    const ipt_batch_how *how;
    ipt__reporter *reporter;
    const char *directory;
    ipt_dataset data;
    ipt_network *net;
    ipt_trainer *trainer;
    ipt_activation_header header;
    ipt_activation_writer *writer; /* of the segment n_segments + 1, or NULL */
    size_t n_written;              /* snapshots in it */
    int64_t n_segments;            /* finished files of activations */
    ipt_analysis *analysis;
    ipt_estimator **now;   /* estimators that see snapshots as they come */
    ipt_estimator **later; /* those that need a second pass */
    size_t n_now, n_later;
    ipt_result *result;
    ipt__journal journal;
    ipt_extent extent;
    size_t n_taken; /* snapshots in the result */
    double start, train_seconds, estimate_seconds;
    int64_t n_resumed;
    int has_checkpoint;
    double checkpoint_at;   /* clock at the last checkpoint or the start */
    double checkpoint_cost; /* seconds that it took */
} ipt__train;

/* Everything that can fail before the first epoch: data, network, trainer,
 * estimators, files. */
ipt_status ipt__train_prepare(ipt__train *r, const char *id,
                              const ipt_result *labels,
                              const ipt_settings *source, ipt_error *err);

/* Opens the next segment of activations, if activations are kept. */
ipt_status ipt__train_segment(ipt__train *r, ipt_error *err);

/* Takes up the checkpoint of the folder, if there is one that can be used, and
 * opens the journal. */
ipt_status ipt__train_resume(ipt__train *r, ipt_error *err);

/* Writes a checkpoint: what the run holds is safe when it returns. */
ipt_status ipt__train_checkpoint(ipt__train *r, ipt_error *err);

/* Whether it is time for one. */
int ipt__train_checkpoint_due(const ipt__train *r);

/* Makes activations.h5 of the segments. */
ipt_status ipt__train_join(ipt__train *r, ipt_error *err);

/* Releases all members. */
void ipt__train_release(ipt__train *r);

#endif
