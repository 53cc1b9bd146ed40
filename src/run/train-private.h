/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of one run. */

#ifndef IPT_TRAIN_PRIVATE_H
#define IPT_TRAIN_PRIVATE_H

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
    ipt_activation_writer *writer;
    ipt_analysis *analysis;
    ipt_estimator **now;   /* estimators that see snapshots as they come */
    ipt_estimator **later; /* those that need a second pass */
    size_t n_now, n_later;
    ipt_result *result;
    ipt__journal journal;
    ipt_extent extent;
    size_t n_taken; /* snapshots in the result */
    double start, train_seconds, estimate_seconds;
} ipt__train;

/* DIRECTORY/NAME, owned by the caller; NULL without memory. */
char *ipt__train_path(const char *directory, const char *name, ipt_error *err);

/* Everything that can fail before the first epoch: data, network, trainer,
 * estimators, files. */
ipt_status ipt__train_prepare(ipt__train *r, const char *id,
                              const ipt_result *labels,
                              const ipt_settings *source, ipt_error *err);

/* Releases all members. */
void ipt__train_release(ipt__train *r);

#endif
