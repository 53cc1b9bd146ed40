/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Experiments: what the sections of a configuration mean, checked whole. */

#ifndef IPT_EXPERIMENT_H
#define IPT_EXPERIMENT_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/analysis.h>
#include <infoplane/dataset.h>
#include <infoplane/estimator.h>
#include <infoplane/figure.h>
#include <infoplane/network.h>
#include <infoplane/settings.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Section [run]. */
typedef struct {
    char name[IPT_TEXT_MAX];
    char seeds[IPT_TEXT_MAX];
    char out[IPT_TEXT_MAX];
    long threads;
} ipt_run_options;

/** What of the activations is kept. */
enum { IPT_KEEP_SNAPSHOTS, IPT_KEEP_LAST, IPT_KEEP_NONE };

/** Section [log]. */
typedef struct {
    char snapshots[IPT_TEXT_MAX];
    int activations;   /**< IPT_KEEP_... */
    int compression;   /**< ipt_compression */
    int samples;       /**< ipt_rows */
    int inputs;        /**< store the inputs beside the activations */
    double checkpoint; /**< s between checkpoints; 0: only when stopped */
} ipt_log_options;

extern const ipt_option ipt_run_option_table[];
extern const ipt_option ipt_log_option_table[];

/** Every section that a configuration may have; ends with a NULL name. */
extern const ipt_section ipt_experiment_schema[];

/** One run, resolved: the options of every section, estimators, snapshots. */
typedef struct {
    const ipt_settings *settings; /**< of the point; not owned */
    ipt_settings *own_settings;   /**< the same, if owned; or NULL */
    uint64_t seed;
    ipt_run_options run;
    ipt_data_options data;
    const ipt_dataset_type *data_type;
    void *data_state;
    ipt_model_options model;
    ipt_train_options train;
    ipt_log_options log;
    ipt_plot_options plot;
    ipt_estimator **estimators;
    size_t n_estimators;
    int64_t *snapshot;
    size_t n_snapshots;
} ipt_experiment;

/**
 * Resolves one point of a configuration: fills all options and makes the
 * estimators. Computes nothing.
 *
 * @param point     settings of the point; must outlive the experiment
 * @param problems  gets everything that is wrong, with its place
 * @return 0, or the number of problems added; @p out is then cleared
 */
size_t ipt_experiment_resolve(const ipt_settings *point, uint64_t seed,
                              ipt_experiment *out, ipt_problems *problems);

/** Releases the members; NULL is accepted. */
void ipt_experiment_clear(ipt_experiment *experiment);

/** Loads, splits and scales the data of a run. */
ipt_status ipt_experiment_load(const ipt_experiment *experiment,
                               ipt_dataset *out, ipt_error *err);

/**
 * Checks what needs the data: builds the network and a trainer, and asks the
 * estimators for their needs.
 *
 * @return 0, or the number of problems added
 */
size_t ipt_experiment_verify(const ipt_experiment *experiment,
                             const ipt_dataset *data, ipt_problems *problems);

/** What a run will cost. */
typedef struct {
    double seconds;      /**< training and estimates, measured on samples */
    double memory_bytes; /**< resident, at the peak */
    double disk_bytes;   /**< files it leaves */
    double spare_bytes;  /**< disk it needs besides while it is running */
    size_t n_parameters;
    size_t n_snapshots;
} ipt_cost;

/** Memory and disk of a run, and the counts, without measuring anything;
 * seconds is NaN. */
ipt_status ipt_experiment_size(const ipt_experiment *experiment,
                               const ipt_dataset *data, ipt_cost *out,
                               ipt_error *err);

/** Estimates the cost of a run by timing a few training steps and one
 * estimate of each kind on the initial network. */
ipt_status ipt_experiment_cost(const ipt_experiment *experiment,
                               const ipt_dataset *data, ipt_cost *out,
                               ipt_error *err);

#ifdef __cplusplus
}
#endif

#endif
