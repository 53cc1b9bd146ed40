/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result that has something of everything. */

#ifndef IPT_TEST_IO_EXAMPLE_H
#define IPT_TEST_IO_EXAMPLE_H

#include <infoplane/results.h>

#include "test.h"

/* A NaN with a payload, to be found again bit by bit. */
static inline double
odd_nan(uint64_t payload)
{
    const uint64_t bits = UINT64_C(0x7ff8000000000000) | payload;
    double value = 0;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline void
fill(double *values, size_t n, double start)
{
    for (size_t i = 0; i < n; i++)
        values[i] = i % 5 == 3 ? odd_nan(i + 7) : start + 0.137 * (double)i;
}

static inline ipt_result *
example(size_t n_epochs, size_t n_layers)
{
    static const char *const names[] = {"dense1", "features.3",
                                        "schicht \xC3\xA4", "fc4"};
    const size_t n = n_epochs * n_layers;
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = ipt_result_alloc(n_epochs, n_layers);

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    ipt_text_set(&r->run_id, "a1b2c3", &err);
    ipt_text_set(&r->name, "szt-tanh", &err);
    ipt_text_set(&r->status, "complete", &err);
    ipt_text_set(&r->created, "2024-02-29T12:34:56Z", &err);
    ipt_text_set(&r->config_resolved, "[run]\nname = szt-tanh\n", &err);
    ipt_text_set(&r->config_source, "", &err);
    r->seed = UINT64_C(18446744073709551557);
    r->h_x = 12;
    r->h_y = 0.99961;
    for (size_t e = 0; e < n_epochs; e++)
        r->epoch[e] = (int64_t)(e * e * 3);
    for (size_t l = 0; l < n_layers; l++) {
        ipt_text_set(&r->layer_name[l], names[l], &err);
        ipt_text_set(&r->layer_kind[l], "dense", &err);
        ipt_text_set(&r->layer_activation[l], l % 2 ? "tanh" : "", &err);
        r->layer_width[l] = (int32_t)(10 - l);
    }
    fill(r->train_loss, n_epochs, 0.7);
    fill(r->test_loss, n_epochs, 0.71);
    fill(r->train_accuracy, n_epochs, 0.3);
    fill(r->test_accuracy, n_epochs, 0.2);
    fill(r->gradient_mean_norm, n, 3);
    fill(r->gradient_std_norm, n, 2);
    fill(r->weight_norm, n, 9);
    fill(r->saturation, n, 0.01);
    CU_ASSERT_EQUAL(
        ipt_result_add_plane(r, "binning", "binning", "{\"bins\":30}"), 0);
    CU_ASSERT_EQUAL(ipt_result_add_plane(r, "a.kde", "kde", "{}"), 1);
    for (size_t p = 0; p < 2; p++) {
        ipt_plane *plane = &r->plane[p];

        ipt_text_set(&plane->sample_set, p ? "test" : "all", &err);
        ipt_text_set(&plane->label, "30 equal bins", &err);
        ipt_text_set(&plane->kind_xt, p ? "upper" : "estimate", &err);
        ipt_text_set(&plane->kind_ty, "estimate", &err);
        ipt_text_set(&plane->se_method, "jackknife, \"delete one\"", &err);
        plane->n_samples = 4096 - p;
        fill(plane->i_xt, n, 1.5);
        fill(plane->i_ty, n, 0.25);
        fill(plane->h_t, n, 2.5);
        fill(plane->wall_seconds, n, 0.001);
        if (p)
            fill(plane->i_ty_upper, n, 0.9);
        for (size_t i = 0; i < n; i++)
            plane->flags[i] = (uint32_t)(i % 128);
    }
    ipt_result_add_pair(r, 0, "train.l2", "0.01", &err);
    ipt_result_add_pair(r, 0, "model.activation", "tanh, \"x\"", &err);
    for (int i = 0; i < 20; i++) {
        char key[32];

        snprintf(key, sizeof key, "fact %02d", 19 - i);
        ipt_result_add_pair(r, 1, key, i ? "value" : "", &err);
    }
    r->overrides = calloc(2, sizeof *r->overrides);
    r->n_overrides = 2;
    ipt_text_set(&r->overrides[0], "train.epochs=3", &err);
    ipt_text_set(&r->overrides[1], "model.init=x", &err);
    CU_ASSERT_EQUAL(err.status, IPT_OK);
    return r;
}

#endif
