/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feed-forward networks in float32 and the records they are made of. */

#ifndef IPT_NETWORK_H
#define IPT_NETWORK_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/dataset.h>
#include <infoplane/option.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Numbers of networks. The double build exists for gradient checks alone and
 * is never installed. */
#ifdef IPT_REAL_DOUBLE
typedef double ipt_real;
#else
typedef float ipt_real;
#endif

/** What a user can look up about a member of a family in src/nn: layers,
 * activations, objectives, optimisers, initialisations. Every such record
 * begins with this struct. */
typedef struct {
    const char *name;
    const char *summary;
    const ipt_option *options; /**< or NULL */
    const char *const *references;
} ipt_nn_record;

/** The families; lists end with NULL. The elements are the first members of
 * the records themselves. */
extern const ipt_nn_record *const ipt_layer_records[];
extern const ipt_nn_record *const ipt_activation_records[];
extern const ipt_nn_record *const ipt_objective_records[];
extern const ipt_nn_record *const ipt_optimizer_records[];
extern const ipt_nn_record *const ipt_init_records[];

/** Section [model]. */
typedef struct {
    char layers[IPT_TEXT_MAX];     /**< "dense 10 tanh, dense 2 softmax" */
    char activation[IPT_TEXT_MAX]; /**< replaces that of hidden layers; "" no */
    char init[IPT_TEXT_MAX];       /**< name of an initialisation */
    double init_gain;              /**< factor on its standard deviation */
    int init_fan;                  /**< choice: in, out */
    double init_bias;              /**< constant start of every bias */
    double prelu_slope;            /**< start of the trained slopes of prelu */
} ipt_model_options;

extern const ipt_option ipt_model_option_table[];

/** A network: layers, one block of parameters, one of gradients. */
typedef struct ipt_network ipt_network;

/** What is known of a tap, the output of a layer after its activation. */
typedef struct {
    char name[64];       /**< "dense1", ... or as given by `name=` */
    char kind[32];       /**< "dense" */
    char activation[32]; /**< "tanh" */
    ipt_shape shape;
    double low, high; /**< bounds of the activation's range; infinite: NaN */
    size_t n_parameters;
} ipt_tap;

/**
 * Builds and checks a network; draws nothing.
 *
 * @param model  the [model] section
 * @param input  shape of one input
 * @param n_out  units that the objective needs at the end; 0: do not check
 * @param out    the network, owned by the caller; NULL after a failure
 * @return IPT_EINVAL with the position in `layers`, what was expected and the
 *         nearest known name; IPT_ENOMEM
 */
ipt_status ipt_network_alloc(const ipt_model_options *model, ipt_shape input,
                             size_t n_out, ipt_network **out, ipt_error *err);

/** Releases a network; NULL is accepted. */
void ipt_network_free(ipt_network *net);

/** Draws the initial parameters from the seed's "init" streams, one stream
 * for each layer. */
void ipt_network_init(ipt_network *net, uint64_t seed);

/** Number of taps (layers that compute). */
size_t ipt_network_n_taps(const ipt_network *net);

/** Tap l, counted from 0 at the input side. */
const ipt_tap *ipt_network_tap(const ipt_network *net, size_t l);

/** All trainable parameters, in the order of the layers; for tests,
 * checkpoints and weight norms. */
ipt_real *ipt_network_parameters(ipt_network *net, size_t *n);

/**
 * Evaluates the network without changing it, in batches.
 *
 * @param x     n x units inputs, row-major
 * @param taps  one pointer for each tap: n x width row-major, or NULL to skip
 */
ipt_status ipt_network_forward(ipt_network *net, const float *x, size_t n,
                               float *const *taps, ipt_error *err);

/** Section [train]. Tables of the objective and the optimiser add theirs. */
typedef struct {
    char objective[IPT_TEXT_MAX];
    char optimizer[IPT_TEXT_MAX];
    double learning_rate;
    /** "EPOCH:FACTOR EPOCH:FACTOR": once EPOCH epochs are completed, the rate
     * in force is multiplied by FACTOR. */
    char learning_rate_steps[IPT_TEXT_MAX];
    long batch; /**< 0: full batch */
    long epochs;
    int reshuffle; /**< new order every epoch (default) or a fixed order */
    double l2, l1; /**< l2/2 ||W||^2 + l1 |W|, of weights, not biases */
    int penalize_output; /**< penalties apply to the last layer as well */
    double clip;         /**< largest norm of the gradient; 0: off */
    double momentum, beta1, beta2, epsilon;
    int nesterov;
} ipt_train_options;

extern const ipt_option ipt_train_option_table[];

/** Measurements that go with a snapshot. Arrays have one entry per tap and
 * belong to the trainer; NaN where unknown (gradients before the first epoch,
 * spread of a single batch). */
typedef struct {
    int64_t epoch;
    double train_loss, test_loss;
    double train_accuracy, test_accuracy; /**< regression: NaN */
    const double *weight_norm;            /**< ||W_l|| (Frobenius, no biases) */
    /* Of the objective alone, before penalties and clipping, and of weights
     * alone; every minibatch of the last recorded epoch counts once, the
     * covariance is that of a sample (m - 1). */
    const double *gradient_mean_norm; /**< norm of the mean over minibatches */
    const double *gradient_std_norm;  /**< sqrt of the trace of the covariance
                                           over minibatches */
    const double *saturation;         /**< share of activations within 1 % of a
                                   bound of the range (of its width), over
                                   all rows; for activations without two
                                   bounds, share of exact zeros (dead or
                                   inactive units) */
} ipt_snapshot_metrics;

/** Training of one network on one data set. */
typedef struct ipt_trainer ipt_trainer;

/**
 * Prepares training: checks everything, allocates everything.
 *
 * @param set  data with its split; must outlive the trainer
 * @param net  initialised network; must outlive the trainer
 * @return IPT_EINVAL for settings that do not fit data or network
 */
ipt_status ipt_trainer_alloc(const ipt_train_options *options,
                             const ipt_dataset *set, ipt_network *net,
                             uint64_t seed, ipt_trainer **out, ipt_error *err);

/** Releases a trainer; NULL is accepted. */
void ipt_trainer_free(ipt_trainer *trainer);

/** Epochs completed. */
int64_t ipt_trainer_epoch(const ipt_trainer *trainer);

/**
 * Trains one epoch.
 *
 * @param record  collect the gradient statistics of this epoch (a snapshot
 *                follows)
 * @param loss    mean training loss, without penalties, over the rows of the
 *                epoch as they were met; may be NULL
 * @return IPT_ENUMERIC with epoch and minibatch when loss or parameters are
 *         no longer finite
 */
ipt_status ipt_trainer_step_epoch(ipt_trainer *trainer, int record,
                                  double *loss, ipt_error *err);

/**
 * Evaluates the network on all rows of the data set.
 *
 * @param taps  as ipt_network_forward(), n = set->n; or NULL: metrics only
 */
ipt_status ipt_trainer_snapshot(ipt_trainer *trainer, float *const *taps,
                                ipt_snapshot_metrics *out, ipt_error *err);

/** Units that the objective needs at the network's end for this data. */
size_t ipt_objective_outputs(const char *objective, const ipt_dataset *set);

/** Estimated processor seconds of one epoch on this machine: measured on a few
 * steps with the trainer's own data, after which parameters and state are what
 * they were. For plans. NaN without memory. */
double ipt_trainer_measure_epoch(ipt_trainer *trainer);

/** Bytes that ipt_trainer_save() writes. */
size_t ipt_trainer_state_size(const ipt_trainer *trainer);

/** Writes everything that the next epochs depend on: parameters, moments of
 * the optimiser, counters, gradient statistics. In the byte order of the
 * machine. Random streams need no state: they are indexed by the epoch. */
void ipt_trainer_save(const ipt_trainer *trainer, void *state);

/**
 * Takes back what ipt_trainer_save() wrote for the same settings, network and
 * data; training goes on bit for bit as if never interrupted.
 *
 * @return IPT_EFORMAT when size or header do not fit, with nothing changed
 */
ipt_status ipt_trainer_load(ipt_trainer *trainer, const void *state,
                            size_t size, ipt_error *err);

/** Limits BLAS to one thread in this process, where it can be told. Networks
 * train in one thread: call this before, so that results do not depend on the
 * machine's number of cores and busy machines are not slowed by waiting
 * threads. Cost: none. */
void ipt_blas_single_thread(void);

#ifdef __cplusplus
}
#endif

#endif
