/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the tables of statistics. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"

const char *
ipt_run_set_name(ipt_run_set set)
{
    static const char *const names[] = {"all", "living", "dead"};

    return names[set];
}

static void
columns_group(const ipt__cell_at *at, ipt__cell *out)
{
    out->text = at->statistics->group[at->row->group].label;
}

static void
columns_set(const ipt__cell_at *at, ipt__cell *out)
{
    out->text = ipt_run_set_name(at->row->set);
}

static void
columns_estimator(const ipt__cell_at *at, ipt__cell *out)
{
    out->text = at->row->estimator;
}

static void
columns_kind(const ipt__cell_at *at, ipt__cell *out)
{
    out->text = at->row->kind;
}

static void
columns_layer(const ipt__cell_at *at, ipt__cell *out)
{
    out->integer = (int64_t)at->row->layer + 1;
}

static void
columns_layer_name(const ipt__cell_at *at, ipt__cell *out)
{
    out->text = at->row->layer_name;
}

static void
columns_dead(const ipt__cell_at *at, ipt__cell *out)
{
    out->integer = (int64_t)at->statistics->group[at->row->group].n_dead;
}

static void
columns_failed(const ipt__cell_at *at, ipt__cell *out)
{
    out->integer = (int64_t)at->statistics->group[at->row->group].n_failed;
}

static void
columns_partial(const ipt__cell_at *at, ipt__cell *out)
{
    out->integer = (int64_t)at->statistics->group[at->row->group].n_partial;
}

static void
columns_peak(const ipt__cell_at *at, ipt__cell *out)
{
    out->integer = at->row->compression.peak_epoch;
}

static void
columns_note(const ipt__cell_at *at, ipt__cell *out)
{
    out->text = at->row->note ? at->row->note : "";
}

#define TEXT(name, get)                                                        \
    {                                                                          \
        name, IPT__CELL_TEXT, 0, get                                           \
    }
#define INT(name, get)                                                         \
    {                                                                          \
        name, IPT__CELL_INT, 0, get                                            \
    }
#define SIZE(name, field)                                                      \
    {                                                                          \
        name, IPT__CELL_INT, offsetof(ipt_statistics_row, field), NULL         \
    }
#define REAL(name, field)                                                      \
    {                                                                          \
        name, IPT__CELL_REAL, offsetof(ipt_statistics_row, field), NULL        \
    }
#define SCORE(name, field)                                                     \
    REAL(name "_bits", field.score.mean),                                      \
        REAL(name "_sd_bits", field.score.sd),                                 \
        REAL(name "_low_bits", field.score.boot_low),                          \
        REAL(name "_high_bits", field.score.boot_high),                        \
        REAL(name "_t_low_bits", field.score.t_low),                           \
        REAL(name "_t_high_bits", field.score.t_high),                         \
        REAL(name "_p", field.p), REAL(name "_p_holm", field.p_holm),          \
        REAL(name "_plain_bits", field.plain.mean),                            \
        REAL(name "_plain_low_bits", field.plain.boot_low),                    \
        REAL(name "_plain_high_bits", field.plain.boot_high)

const ipt__table_column ipt__compression_columns[] = {
    TEXT("group", columns_group),
    TEXT("set", columns_set),
    TEXT("estimator", columns_estimator),
    TEXT("kind", columns_kind),
    INT("layer", columns_layer),
    TEXT("layer_name", columns_layer_name),
    SIZE("n_runs", n_runs),
    SIZE("n_scored", compression.plain.n),
    INT("n_dead", columns_dead),
    INT("n_failed", columns_failed),
    INT("n_partial", columns_partial),
    SCORE("compression", compression),
    REAL("p_least", compression.p_least),
    INT("peak_epoch", columns_peak),
    REAL("peak_epoch_median", compression.peak_epoch_median),
    SCORE("fitting", fitting),
    SCORE("fitting_ty", fitting_ty),
    SIZE("accuracy_n", accuracy.n),
    REAL("accuracy_pearson", accuracy.pearson),
    REAL("accuracy_pearson_low", accuracy.pearson_low),
    REAL("accuracy_pearson_high", accuracy.pearson_high),
    REAL("accuracy_pearson_boot_low", accuracy.pearson_boot_low),
    REAL("accuracy_pearson_boot_high", accuracy.pearson_boot_high),
    REAL("accuracy_pearson_p", accuracy.pearson_p),
    REAL("accuracy_pearson_p_holm", accuracy.pearson_p_holm),
    REAL("accuracy_spearman", accuracy.spearman),
    REAL("accuracy_spearman_low", accuracy.spearman_low),
    REAL("accuracy_spearman_high", accuracy.spearman_high),
    REAL("accuracy_spearman_p", accuracy.spearman_p),
    REAL("accuracy_spearman_p_holm", accuracy.spearman_p_holm),
    TEXT("note", columns_note),
    {NULL, 0, 0, NULL},
};

static void
columns_run_id(const ipt__cell_at *at, ipt__cell *out)
{
    const char *id = at->row->run[at->run]->run_id;

    out->text = id ? id : "";
}

static void
columns_seed(const ipt__cell_at *at, ipt__cell *out)
{
    out->integer = (int64_t)at->row->run[at->run]->seed;
}

static void
columns_is_dead(const ipt__cell_at *at, ipt__cell *out)
{
    const ipt_statistics_group *group = &at->statistics->group[at->row->group];

    out->integer = 0;
    for (size_t i = 0; i < group->n_dead; i++)
        out->integer |= group->dead[i].run == at->row->run[at->run];
}

static void
columns_run_score(const ipt__cell_at *at, ipt__cell *out)
{
    out->real = at->row->compression.run_score[at->run];
}

static void
columns_run_plain(const ipt__cell_at *at, ipt__cell *out)
{
    out->real = at->row->compression.run_plain[at->run];
}

static void
columns_run_peak(const ipt__cell_at *at, ipt__cell *out)
{
    out->integer = at->row->compression.run_peak_epoch[at->run];
}

static void
columns_run_fitting(const ipt__cell_at *at, ipt__cell *out)
{
    out->real = at->row->fitting.run_score[at->run];
}

static void
columns_run_fitting_ty(const ipt__cell_at *at, ipt__cell *out)
{
    out->real = at->row->fitting_ty.run_score[at->run];
}

static void
columns_run_accuracy(const ipt__cell_at *at, ipt__cell *out)
{
    out->real = at->row->run_accuracy[at->run];
}

#define NUMBER(name, get)                                                      \
    {                                                                          \
        name, IPT__CELL_REAL, 0, get                                           \
    }

const ipt__table_column ipt__compression_run_columns[] = {
    TEXT("group", columns_group),
    TEXT("set", columns_set),
    TEXT("run_id", columns_run_id),
    INT("seed", columns_seed),
    INT("dead", columns_is_dead),
    TEXT("estimator", columns_estimator),
    INT("layer", columns_layer),
    TEXT("layer_name", columns_layer_name),
    NUMBER("compression_bits", columns_run_score),
    NUMBER("compression_plain_bits", columns_run_plain),
    INT("peak_epoch", columns_run_peak),
    NUMBER("fitting_bits", columns_run_fitting),
    NUMBER("fitting_ty_bits", columns_run_fitting_ty),
    NUMBER("accuracy", columns_run_accuracy),
    {NULL, 0, 0, NULL},
};

void
ipt__table_get(const ipt__table_column *column, const ipt__cell_at *at,
               ipt__cell *out)
{
    const char *from = (const char *)at->row + column->offset;

    *out = (ipt__cell){"", 0, (double)NAN};
    if (column->get) {
        column->get(at, out);
    } else if (column->type == IPT__CELL_INT) {
        size_t value = 0;

        memcpy(&value, from, sizeof value);
        out->integer = (int64_t)value;
    } else {
        memcpy(&out->real, from, sizeof out->real);
    }
}

const char *
ipt__sweep_value(const ipt_result *run, const char *key)
{
    for (size_t i = 0; i < run->n_params; i++)
        if (!strcmp(run->params[i].key, key))
            return run->params[i].value;
    return "";
}

const char **
ipt__sweep_keys(const ipt_result *const *results, size_t n, size_t *n_keys)
{
    size_t room = 1;
    const char **keys = NULL;

    for (size_t r = 0; r < n; r++)
        room += results[r]->n_params;
    keys = calloc(room, sizeof *keys);
    *n_keys = 0;
    for (size_t r = 0; keys && r < n; r++)
        for (size_t i = 0; i < results[r]->n_params; i++) {
            size_t k = 0;

            while (k < *n_keys && strcmp(keys[k], results[r]->params[i].key))
                k++;
            if (k == *n_keys)
                keys[(*n_keys)++] = results[r]->params[i].key;
        }
    return keys;
}
