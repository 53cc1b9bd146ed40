/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of a configuration. */

#include <config.h>

#include <stddef.h>

#include <infoplane/experiment.h>

const ipt_option ipt_run_option_table[] = {
    {"name", IPT_OPTION_TEXT, offsetof(ipt_run_options, name), "experiment", 0,
     0, IPT_OPTION_COSMETIC, NULL, NULL,
     "name of the batch and of its directory"},
    {"seeds", IPT_OPTION_TEXT, offsetof(ipt_run_options, seeds), "0", 0, 0,
     IPT_OPTION_COSMETIC, NULL, NULL,
     "seeds of the runs: numbers and ranges, as in 0..49 or 1, 5, 7..9"},
    {"out", IPT_OPTION_TEXT, offsetof(ipt_run_options, out), "out", 0, 0,
     IPT_OPTION_COSMETIC, NULL, NULL,
     "directory that gets the batch's directory; --out comes first"},
    {"threads", IPT_OPTION_INT, offsetof(ipt_run_options, threads), "0", 0,
     4096, IPT_OPTION_COSMETIC, NULL, NULL,
     "threads for the estimates of a run; 0: one per core; --threads comes "
     "first"},
    IPT_OPTION_END,
};

const ipt_option ipt_log_option_table[] = {
    {"snapshots", IPT_OPTION_TEXT, offsetof(ipt_log_options, snapshots),
     "log 140", 0, 0, 0, NULL, "epoch",
     "epochs at which layers are recorded: log N, linear N, every K, all, or a "
     "list with ranges; 0 is the initial network"},
    {"activations", IPT_OPTION_CHOICE, offsetof(ipt_log_options, activations),
     "snapshots", 0, 0, 0, "snapshots|last|none", NULL,
     "which activations are stored: those of all snapshots, of the last one, "
     "or none (estimates are made all the same)"},
    {"compression", IPT_OPTION_CHOICE, offsetof(ipt_log_options, compression),
     "none", 0, 0, IPT_OPTION_COSMETIC, "none|gzip1", NULL,
     "compression of stored activations"},
    {"samples", IPT_OPTION_CHOICE, offsetof(ipt_log_options, samples), "all", 0,
     0, 0, "all|train|test", NULL, "rows that the estimates are made on"},
    {"inputs", IPT_OPTION_FLAG, offsetof(ipt_log_options, inputs), "yes", 0, 0,
     IPT_OPTION_COSMETIC, NULL, NULL,
     "store the inputs beside the activations"},
    {"checkpoint", IPT_OPTION_REAL, offsetof(ipt_log_options, checkpoint), "60",
     0, 1e9, IPT_OPTION_COSMETIC, NULL, "s",
     "least time between two checkpoints, from which an interrupted run goes "
     "on; 0: only when it is stopped"},
    IPT_OPTION_END,
};

static const ipt_option schema_no_options[] = {IPT_OPTION_END};

static const ipt_option schema_estimator_options[] = {
    {"type", IPT_OPTION_TEXT, 0, NULL, 0, 0, 0, NULL, NULL,
     "name of the estimator; by default the section's name"},
    IPT_OPTION_END,
};

static const ipt_option *
schema_data_variant(const char *value)
{
    const ipt_dataset_type *type = ipt_dataset_type_find(value);

    if (!type)
        return NULL;
    return type->options ? type->options : schema_no_options;
}

static const ipt_option *
schema_estimator_variant(const char *value)
{
    const ipt_estimator_type *type = ipt_estimator_type_find(value);

    if (!type)
        return NULL;
    return type->options ? type->options : schema_no_options;
}

enum { SCHEMA_NAMES = 64 };

static const char *const *
schema_data_names(void)
{
    static const char *names[SCHEMA_NAMES];

    for (size_t i = 0; ipt_dataset_types[i] && i + 1 < SCHEMA_NAMES; i++)
        names[i] = ipt_dataset_types[i]->name;
    return names;
}

static const char *const *
schema_estimator_names(void)
{
    static const char *names[SCHEMA_NAMES];

    for (size_t i = 0; ipt_estimator_types[i] && i + 1 < SCHEMA_NAMES; i++)
        names[i] = ipt_estimator_types[i]->name;
    return names;
}

const ipt_section ipt_experiment_schema[] = {
    {"run", "the batch as a whole", 0, ipt_run_option_table, NULL, NULL, NULL},
    {"data", "the data set and how its rows are split and scaled", 0,
     ipt_data_option_table, "set", schema_data_variant, schema_data_names},
    {"model", "the network", 0, ipt_model_option_table, NULL, NULL, NULL},
    {"train", "objective, optimiser and schedule", 0, ipt_train_option_table,
     NULL, NULL, NULL},
    {"log", "what is recorded, and when", 0, ipt_log_option_table, NULL, NULL,
     NULL},
    {"estimator", "one estimator of I(X;T) and I(T;Y); any number", 1,
     schema_estimator_options, "type", schema_estimator_variant,
     schema_estimator_names},
    {"plot", "figures drawn at the end", 0, ipt_plot_option_table, NULL, NULL,
     NULL},
    {NULL, NULL, 0, NULL, NULL, NULL, NULL},
};
