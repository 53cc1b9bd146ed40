/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of training share: objectives, optimisers, the trainer. */

#ifndef IPT_NN_TRAIN_H
#define IPT_NN_TRAIN_H

#include "nn.h"

/** An objective: what the network's end must look like, and the loss. */
typedef struct {
    ipt_nn_record record;
    /** Units needed at the end; 0: the data cannot be used. */
    size_t (*outputs)(const ipt_dataset *set);
    /** Whether it fits the data and the last activation. */
    ipt_status (*check)(const ipt_dataset *set, const ipt__activation *last,
                        ipt_error *err);
    int at_z;        /* its gradient is with respect to the sums */
    int wants_label; /* targets are labels even where y exists */
    /** Loss of each sample into space->row_loss; unless d is NULL the gradient
     * times @p scale into d. */
    void (*loss)(const ipt__pass *pass, const ipt__workspace *space, size_t l,
                 size_t units, ipt_real scale, ipt_real *d);
} ipt__objective;

/** An optimiser: `slots` numbers of state for each parameter. `step` number t
 * counts from 1. */
typedef struct {
    ipt_nn_record record;
    size_t slots;
    ipt_status (*check)(const ipt_train_options *options, ipt_error *err);
    void (*step)(const ipt__kernels *kernels, const ipt_train_options *options,
                 double rate, int64_t t, ipt_real *parameters,
                 const ipt_real *gradient, ipt_real *state, size_t n);
} ipt__optimizer;

const ipt__objective *ipt__objective_find(const char *name);
const ipt__optimizer *ipt__optimizer_find(const char *name);

/** A change of the learning rate. */
typedef struct {
    int64_t epoch; /* completed epochs from which it holds */
    double factor;
} ipt__rate_step;

/* schedule.c */
/** Reads "EPOCH:FACTOR EPOCH:FACTOR ..." with increasing epochs; @p out is
 * owned by the caller (free()) and NULL without steps. */
ipt_status ipt__schedule_parse(const char *text, ipt__rate_step **out,
                               size_t *n, ipt_error *err);
double ipt__schedule_rate(double rate, const ipt__rate_step *step, size_t n,
                          int64_t epoch);

/* order.c */
/** All orders equally likely; a function of seed and epoch. */
void ipt__order_shuffle(uint32_t *row, size_t n, uint64_t seed, int64_t epoch);

struct ipt_trainer {
    ipt_train_options options;
    const ipt_dataset *set;
    ipt_network *net;
    uint64_t seed;
    const ipt__objective *objective;
    const ipt__optimizer *optimizer;
    ipt__rate_step *rate_step;
    size_t n_rate_steps;
    size_t n_train;
    size_t batch;     /* rows of a minibatch */
    size_t n_batches; /* of an epoch */
    uint32_t *row;    /* training rows in the order of the data */
    uint32_t *order;  /* in the order of this epoch */
    ipt__workspace space;
    ipt_real *gradient;        /* n_parameters */
    ipt_real *optimizer_state; /* slots x n_parameters */
    int64_t step;              /* updates made */
    int64_t epoch;             /* epochs completed */
    double *gradient_sum;      /* over minibatches, n_parameters */
    double *tap_numbers;       /* 5 x n_taps, in the order below */
    double *gradient_squares, *mean_norm, *std_norm, *weight_norm, *saturation;
};

/* trainer.c */
/** Puts rows `row[0..n)` (NULL: from, from + 1, ...) of the data set with
 * their targets into the workspace. */
void ipt__trainer_fill(ipt_trainer *trainer, const ipt__pass *pass,
                       const uint32_t *row, size_t from);
/** One update with the rows order[from..from+n); returns the sum of their
 * losses before it. */
double ipt__trainer_update(ipt_trainer *trainer, size_t from, size_t n,
                           double rate, int record);
/** Rows of the order for the coming epoch. */
void ipt__trainer_order(ipt_trainer *trainer);

/* gradient_stats.c */
void ipt__gradient_begin(ipt_trainer *trainer);
void ipt__gradient_add(ipt_trainer *trainer);
void ipt__gradient_end(ipt_trainer *trainer);

#endif
