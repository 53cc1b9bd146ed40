/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run, resolved from the settings of a point. */

#include <config.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/experiment.h>

/* Adds a problem at the place of a key. */
static void
experiment_problem(const ipt_settings *s, ipt_problems *problems,
                   const char *section, const char *instance, const char *key,
                   const char *message)
{
    ipt_problems_add(problems, "%s: [%s%s%s] %s: %s",
                     ipt_settings_origin(s, section, instance, key), section,
                     instance ? " " : "", instance ? instance : "", key,
                     message);
}

static void
experiment_estimators(ipt_experiment *x, const ipt_settings *s,
                      ipt_problems *problems)
{
    const size_t n = ipt_settings_n_instances(s, "estimator");

    x->estimators = calloc(n + 1, sizeof *x->estimators);
    for (size_t i = 0; x->estimators && i < n; i++) {
        const char *id = ipt_settings_instance(s, "estimator", i);
        const char *name = ipt_settings_get(s, "estimator", id, "type");
        const ipt_estimator_type *type =
            ipt_estimator_type_find(name ? name : id);
        ipt_estimator *e = type ? ipt_estimator_alloc(type, id) : NULL;
        ipt_error err = IPT_ERROR_INIT;
        ipt_status status = IPT_OK;

        if (!e) {
            experiment_problem(s, problems, "estimator", id, "type",
                               type ? "no memory" : "unknown estimator");
            continue;
        }
        x->estimators[x->n_estimators++] = e;
        for (const ipt_option *o = type->options;
             o && o->name && status == IPT_OK; o++) {
            const char *value = ipt_settings_get(s, "estimator", id, o->name);

            if (value)
                status = ipt_estimator_set(e, o->name, value, &err);
        }
        if (status == IPT_OK)
            status = ipt_estimator_configure(e, &err);
        if (status != IPT_OK)
            experiment_problem(s, problems, "estimator", id, "type",
                               err.message);
        else if (x->log.activations != IPT_KEEP_SNAPSHOTS &&
                 (ipt_estimator_needs(e) & IPT_NEED_EXTENT))
            experiment_problem(s, problems, "log", NULL, "activations",
                               "must be snapshots: an estimator needs the "
                               "extremes over all of them");
    }
}

static void
experiment_data(ipt_experiment *x, const ipt_settings *s,
                ipt_problems *problems, ipt_error *err)
{
    x->data_type = ipt_dataset_type_find(x->data.set);
    if (!x->data_type) {
        experiment_problem(s, problems, "data", NULL, "set",
                           "unknown data set");
        return;
    }
    x->data_state = calloc(1, x->data_type->state_size + 1);
    if (!x->data_state) {
        ipt_error_set(err, IPT_ENOMEM, "no memory for the data options");
        return;
    }
    ipt_options_preset(x->data_type->options, x->data_state);
    ipt_settings_fill(s, "data", NULL, x->data_type->options, x->data_state,
                      err);
}

size_t
ipt_experiment_resolve(const ipt_settings *s, uint64_t seed,
                       ipt_experiment *out, ipt_problems *problems)
{
    const size_t before = ipt_problems_count(problems);
    ipt_experiment x;
    ipt_error err = IPT_ERROR_INIT;
    const struct {
        const char *section;
        const ipt_option *table;
        void *state;
    } parts[] = {
        {"run", ipt_run_option_table, &x.run},
        {"data", ipt_data_option_table, &x.data},
        {"model", ipt_model_option_table, &x.model},
        {"train", ipt_train_option_table, &x.train},
        {"log", ipt_log_option_table, &x.log},
        {"plot", ipt_plot_option_table, &x.plot},
    };

    memset(&x, 0, sizeof x);
    memset(out, 0, sizeof *out);
    x.settings = s;
    x.seed = seed;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        ipt_options_preset(parts[i].table, parts[i].state);
        if (ipt_settings_fill(s, parts[i].section, NULL, parts[i].table,
                              parts[i].state, &err) != IPT_OK) {
            ipt_problems_add(problems, "%s", err.message);
            return ipt_problems_count(problems) - before;
        }
    }
    experiment_data(&x, s, problems, &err);
    if (err.status != IPT_OK)
        ipt_problems_add(problems, "%s", err.message);
    experiment_estimators(&x, s, problems);
    ipt_error_clear(&err);
    if (ipt_snapshots_expand(x.log.snapshots, x.train.epochs, &x.snapshot,
                             &x.n_snapshots, &err) != IPT_OK)
        experiment_problem(s, problems, "log", NULL, "snapshots", err.message);
    if (strchr(x.run.name, '/') || !*x.run.name || x.run.name[0] == '.')
        experiment_problem(s, problems, "run", NULL, "name",
                           "must be a file name without '/' that does not "
                           "begin with a dot");
    if (ipt_problems_count(problems) > before)
        ipt_experiment_clear(&x);
    else
        *out = x;
    return ipt_problems_count(problems) - before;
}

void
ipt_experiment_clear(ipt_experiment *x)
{
    if (!x)
        return;
    for (size_t i = 0; i < x->n_estimators; i++)
        ipt_estimator_free(x->estimators[i]);
    free(x->estimators);
    free(x->snapshot);
    free(x->data_state);
    ipt_settings_free(x->own_settings);
    memset(x, 0, sizeof *x);
}

ipt_status
ipt_experiment_load(const ipt_experiment *x, ipt_dataset *out, ipt_error *err)
{
    const uint64_t seed =
        x->data.split_seed < 0 ? x->seed : (uint64_t)x->data.split_seed;
    ipt_dataset set;
    ipt_status status = IPT_OK;

    memset(&set, 0, sizeof set);
    status = ipt_dataset_load(x->data_type, x->data_state, &set, err);
    if (status == IPT_OK)
        status = ipt_dataset_split(&set, &x->data, seed, err);
    if (status == IPT_OK)
        status = ipt_dataset_scale(&set, &x->data, err);
    if (status != IPT_OK) {
        ipt_dataset_clear(&set);
        ipt_error_prefix(err, "%s: [data] set = %s",
                         ipt_settings_origin(x->settings, "data", NULL, "set"),
                         x->data.set);
        return status;
    }
    *out = set;
    return IPT_OK;
}

/* What of an estimator's needs the data cannot meet, or NULL. */
static const char *
experiment_lacks(unsigned needs, const ipt_dataset *data)
{
    if ((needs & IPT_NEED_TARGETS) && !data->y)
        return "regression targets";
    return NULL;
}

size_t
ipt_experiment_verify(const ipt_experiment *x, const ipt_dataset *data,
                      ipt_problems *problems)
{
    const size_t before = ipt_problems_count(problems);
    const ipt_settings *s = x->settings;
    ipt_network *net = NULL;
    ipt_trainer *trainer = NULL;
    ipt_error err = IPT_ERROR_INIT;
    ipt_status status = ipt_network_alloc(
        &x->model, data->shape, ipt_objective_outputs(x->train.objective, data),
        &net, &err);

    if (status != IPT_OK) {
        experiment_problem(s, problems, "model", NULL, "layers", err.message);
    } else {
        status =
            ipt_trainer_alloc(&x->train, data, net, x->seed, &trainer, &err);
        if (status != IPT_OK)
            experiment_problem(s, problems, "train", NULL, "objective",
                               err.message);
    }
    for (size_t e = 0; e < x->n_estimators; e++) {
        const char *lacks =
            experiment_lacks(ipt_estimator_needs(x->estimators[e]), data);

        if (lacks)
            ipt_problems_add(
                problems,
                "%s: [estimator %s] needs %s, which the data do "
                "not have",
                ipt_settings_origin(s, "estimator",
                                    ipt_estimator_id(x->estimators[e]), "type"),
                ipt_estimator_id(x->estimators[e]), lacks);
    }
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    return ipt_problems_count(problems) - before;
}
