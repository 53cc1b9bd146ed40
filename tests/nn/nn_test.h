/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small data sets and networks for the tests of src/nn. */

#ifndef IPT_NN_TEST_H
#define IPT_NN_TEST_H

#include <infoplane/network.h>
#include <infoplane/random.h>

#include "test.h"
#include "train.h"

static const uint64_t nn_seed = 2385;

/* Normal inputs; labels by the sign pattern of the first inputs, regression
 * targets (y_dim > 0) smooth in the inputs. Every fifth row is test data. */
static inline void
nn_data(ipt_dataset *set, size_t n, size_t units, size_t classes, size_t y_dim)
{
    ipt_stream stream;

    memset(set, 0, sizeof *set);
    snprintf(set->name, sizeof set->name, "toy");
    set->n = n;
    set->shape = ipt_shape_flat(units);
    set->x = malloc(n * units * sizeof *set->x);
    set->split = malloc(n);
    ipt_stream_init(&stream, nn_seed, "test/data", 0);
    for (size_t i = 0; i < n * units; i++)
        set->x[i] = (float)ipt_stream_normal(&stream);
    if (classes) {
        set->n_classes = classes;
        set->label = malloc(n * sizeof *set->label);
    }
    if (y_dim) {
        set->y_dim = y_dim;
        set->y = malloc(n * y_dim * sizeof *set->y);
    }
    for (size_t i = 0; i < n; i++) {
        const float *x = set->x + i * units;

        set->split[i] = i % 5 == 4 ? IPT_SPLIT_TEST : IPT_SPLIT_TRAIN;
        if (classes)
            set->label[i] =
                (int32_t)(((x[0] > 0) + 2 * (x[1] > 0.3f)) % (int)classes);
        for (size_t k = 0; k < y_dim; k++)
            set->y[i * y_dim + k] = sinf(x[k % units]) + 0.37f * x[0];
    }
}

static inline void
nn_data_clear(ipt_dataset *set)
{
    free(set->x);
    free(set->label);
    free(set->y);
    free(set->split);
    memset(set, 0, sizeof *set);
}

static inline ipt_network *
nn_network_gain(const char *layers, size_t inputs, double gain)
{
    ipt_model_options model;
    ipt_network *net = NULL;
    ipt_error err = IPT_ERROR_INIT;

    memset(&model, 0, sizeof model);
    ipt_options_preset(ipt_model_option_table, &model);
    snprintf(model.layers, sizeof model.layers, "%s", layers);
    model.init_bias = 0.0713;
    model.init_gain = gain;
    TEST_STATUS(
        ipt_network_alloc(&model, ipt_shape_flat(inputs), 0, &net, &err),
        IPT_OK, err);
    CU_ASSERT_FATAL(net != NULL);
    ipt_network_init(net, nn_seed);
    return net;
}

static inline ipt_network *
nn_network(const char *layers, size_t inputs)
{
    return nn_network_gain(layers, inputs, 1.3);
}

static inline ipt_train_options
nn_options(void)
{
    ipt_train_options options;

    memset(&options, 0, sizeof options);
    ipt_options_preset(ipt_train_option_table, &options);
    return options;
}

static inline ipt_trainer *
nn_trainer(const ipt_train_options *options, const ipt_dataset *set,
           ipt_network *net)
{
    ipt_trainer *trainer = NULL;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(ipt_trainer_alloc(options, set, net, nn_seed, &trainer, &err),
                IPT_OK, err);
    CU_ASSERT_FATAL(trainer != NULL);
    return trainer;
}

#endif
