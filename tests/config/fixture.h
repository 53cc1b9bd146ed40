/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small schema that the tests of the configuration share. */

#ifndef IPT_TEST_CONFIG_FIXTURE_H
#define IPT_TEST_CONFIG_FIXTURE_H

#include <stddef.h>

#include <infoplane/settings.h>

#include "test.h"

typedef struct {
    char name[IPT_TEXT_MAX];
    char seeds[IPT_TEXT_MAX];
    long threads;
} run_state;

typedef struct {
    char set[IPT_TEXT_MAX];
    double train;
} data_state;

typedef struct {
    char file[IPT_TEXT_MAX];
    long limit;
} idx_state;

typedef struct {
    long bits;
    int flip;
} szt_state;

typedef struct {
    char layers[IPT_TEXT_MAX];
    int activation;
} model_state;

typedef struct {
    double learning_rate;
    long batch;
    long epochs;
    double l2;
    int shuffle;
    ipt_range clip;
} train_state;

typedef struct {
    long bins;
    ipt_range range;
} binning_state;

typedef struct {
    long k;
    int whiten;
} ksg_state;

static const ipt_option run_options[] = {
    {"name", IPT_OPTION_TEXT, offsetof(run_state, name), "batch", 0, 0, 0, NULL,
     NULL, "name of the batch"},
    {"seeds", IPT_OPTION_TEXT, offsetof(run_state, seeds), "0", 0, 0, 0, NULL,
     NULL, "seeds of the runs"},
    {"threads", IPT_OPTION_INT, offsetof(run_state, threads), "1", 1, 64,
     IPT_OPTION_COSMETIC, NULL, "thread", "threads of a run"},
    IPT_OPTION_END,
};

static const ipt_option data_options[] = {
    {"set", IPT_OPTION_TEXT, offsetof(data_state, set), "szt", 0, 0, 0, NULL,
     NULL, "data set"},
    {"train", IPT_OPTION_REAL, offsetof(data_state, train), "8e-1", 0, 1,
     IPT_OPTION_ABOVE, NULL, "1", "share used for training"},
    IPT_OPTION_END,
};

static const ipt_option idx_options[] = {
    {"file", IPT_OPTION_TEXT, offsetof(idx_state, file), NULL, 0, 0,
     IPT_OPTION_REQUIRED, NULL, NULL, "file with the images"},
    {"limit", IPT_OPTION_INT, offsetof(idx_state, limit), "100", 1, 1e6, 0,
     NULL, "sample", "samples to read"},
    IPT_OPTION_END,
};

static const ipt_option szt_options[] = {
    {"bits", IPT_OPTION_INT, offsetof(szt_state, bits), "12", 1, 16, 0, NULL,
     "bit", "length of an input"},
    {"flip", IPT_OPTION_FLAG, offsetof(szt_state, flip), "no", 0, 0, 0, NULL,
     NULL, "turn labels round"},
    IPT_OPTION_END,
};

static const ipt_option xor_options[] = {
    {"bits", IPT_OPTION_INT, offsetof(szt_state, bits), "2", 1, 4, 0, NULL,
     "bit", "length of an input"},
    IPT_OPTION_END,
};

static const ipt_option model_options[] = {
    {"layers", IPT_OPTION_TEXT, offsetof(model_state, layers),
     "dense 10 tanh, dense 2 softmax", 0, 0, 0, NULL, NULL, "layers in order"},
    {"activation", IPT_OPTION_CHOICE, offsetof(model_state, activation), "tanh",
     0, 0, 0, "tanh|relu|elu|swish", NULL, "activation of hidden layers"},
    IPT_OPTION_END,
};

static const ipt_option train_options[] = {
    {"learning_rate", IPT_OPTION_REAL, offsetof(train_state, learning_rate),
     "1e-3", 0, INFINITY, IPT_OPTION_ABOVE, NULL, NULL, "step size"},
    {"batch", IPT_OPTION_INT, offsetof(train_state, batch), "256", 1, 65536, 0,
     NULL, "sample", "samples of a step"},
    {"epochs", IPT_OPTION_INT, offsetof(train_state, epochs), "100", 0, 99999,
     0, NULL, "epoch", "passes over the data"},
    {"l2", IPT_OPTION_REAL, offsetof(train_state, l2), "0", 0, INFINITY, 0,
     NULL, NULL, "weight decay"},
    {"shuffle", IPT_OPTION_FLAG, offsetof(train_state, shuffle), "yes", 0, 0, 0,
     NULL, NULL, "new order in every epoch"},
    {"clip", IPT_OPTION_RANGE, offsetof(train_state, clip), "off", 0, 0, 0,
     "off", NULL, "limits of gradients"},
    IPT_OPTION_END,
};

static const ipt_option binning_options[] = {
    {"bins", IPT_OPTION_INT, offsetof(binning_state, bins), "30", 2, 65536, 0,
     NULL, NULL, "cells of a neuron"},
    {"range", IPT_OPTION_RANGE, offsetof(binning_state, range), "-1..1", 0, 0,
     0, "minmax", NULL, "range that the cells fill"},
    IPT_OPTION_END,
};

static const ipt_option ksg_options[] = {
    {"k", IPT_OPTION_INT, offsetof(ksg_state, k), "3", 1, 99, 0, NULL, NULL,
     "neighbours"},
    {"whiten", IPT_OPTION_FLAG, offsetof(ksg_state, whiten), "no", 0, 0, 0,
     NULL, NULL, "whiten first"},
    IPT_OPTION_END,
};

static const ipt_option plot_options[] = {
    {"title", IPT_OPTION_TEXT, 0, "", 0, 0, IPT_OPTION_COSMETIC, NULL, NULL,
     "title of figures"},
    {"note", IPT_OPTION_TEXT, 0, NULL, 0, 0, IPT_OPTION_COSMETIC, NULL, NULL,
     "a remark"},
    IPT_OPTION_END,
};

static const char *const fixture_sets[] = {"szt", "idx", "xor", NULL};
static const char *const fixture_types[] = {"binning", "ksg", NULL};

static inline const ipt_option *
fixture_set(const char *value)
{
    return !strcmp(value, "szt")   ? szt_options
           : !strcmp(value, "idx") ? idx_options
           : !strcmp(value, "xor") ? xor_options
                                   : NULL;
}

static inline const ipt_option *
fixture_type(const char *value)
{
    return !strcmp(value, "binning") ? binning_options
           : !strcmp(value, "ksg")   ? ksg_options
                                     : NULL;
}

static inline const char *const *
fixture_all_sets(void)
{
    return fixture_sets;
}

static inline const char *const *
fixture_all_types(void)
{
    return fixture_types;
}

static const ipt_schema fixture_schema = {
    {"run", "The batch", 0, run_options, NULL, NULL, NULL},
    {"data", "Data", 0, data_options, "set", fixture_set, fixture_all_sets},
    {"model", "The network", 0, model_options, NULL, NULL, NULL},
    {"train", "Training", 0, train_options, NULL, NULL, NULL},
    {"estimator", "Estimators", 1, NULL, "type", fixture_type,
     fixture_all_types},
    {"plot", "Figures", 0, plot_options, NULL, NULL, NULL},
    {NULL, NULL, 0, NULL, NULL, NULL, NULL},
};

/* Settings from a text that must be good, with up to one override. */
static inline ipt_settings *
fixture_read(const char *text, const char *override)
{
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *settings = ipt_settings_read(
        "a.ini", text, &override, override ? 1 : 0, fixture_schema, problems);

    for (size_t i = 0; i < ipt_problems_count(problems); i++)
        printf("\nunexpected: %s\n", ipt_problems_get(problems, i));
    CU_ASSERT_EQUAL(ipt_problems_count(problems), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(settings);
    ipt_problems_free(problems);
    return settings;
}

/* The problems of a bad text must be exactly these lines. */
static inline void
fixture_refuses_with(const char *text, const char *const *overrides,
                     size_t n_overrides, const char *expected)
{
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *settings = ipt_settings_read(
        "a.ini", text, overrides, n_overrides, fixture_schema, problems);
    char all[16384] = "";

    for (size_t i = 0; i < ipt_problems_count(problems); i++) {
        const size_t at = strlen(all);

        snprintf(all + at, sizeof all - at, "%s%s", i ? "\n" : "",
                 ipt_problems_get(problems, i));
    }
    if (strcmp(all, expected))
        printf("\ngot:      %s\nexpected: %s\n", all, expected);
    CU_ASSERT_STRING_EQUAL(all, expected);
    CU_ASSERT_PTR_NULL(settings);
    ipt_settings_free(settings);
    ipt_problems_free(problems);
}

static inline void
fixture_refuses(const char *text, const char *expected)
{
    fixture_refuses_with(text, NULL, 0, expected);
}

static inline void
fixture_value_is(const ipt_settings *settings, const char *section,
                 const char *key, const char *expected)
{
    const char *value = ipt_settings_get(settings, section, NULL, key);

    if (!value || strcmp(value, expected))
        printf("\n[%s] %s is %s, expected %s\n", section, key,
               value ? value : "(null)", expected);
    CU_ASSERT(value && !strcmp(value, expected));
}

#endif
