/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Updates of training: trajectories of PyTorch, gradients, orders, rates. */

#include <config.h>

#include "nn_test.h"

static double
read_number(FILE *file)
{
    double value = NAN;

    CU_ASSERT_EQUAL_FATAL(fscanf(file, "%lf", &value), 1);
    return value;
}

/* The trainings of trajectory.py, made in float64: about 24 float steps on
 * losses and weights of order 1. */
static void
follows_pytorch(void)
{
    char path[1000];
    FILE *file = fopen(test_path(path, sizeof path, "nn/trajectory.txt"), "r");
    ipt_dataset set;

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    const size_t rows = (size_t)read_number(file);
    const size_t inputs = (size_t)read_number(file);
    const size_t classes = (size_t)read_number(file);
    const long batch = (long)read_number(file);
    const int epochs = (int)read_number(file);
    const int cases = (int)read_number(file);
    nn_data(&set, rows, inputs, classes, 0);
    memset(set.split, IPT_SPLIT_TRAIN, rows);
    for (size_t i = 0; i < rows * inputs; i++)
        set.x[i] = (float)read_number(file);
    for (size_t i = 0; i < rows; i++)
        set.label[i] = (int32_t)read_number(file);
    for (int c = 0; c < cases; c++) {
        ipt_train_options options = nn_options();
        char activation[32];
        char layers[100];
        size_t n = 0;
        double want[16];

        CU_ASSERT_EQUAL_FATAL(fscanf(file, "%31s", options.optimizer), 1);
        options.learning_rate = read_number(file);
        options.momentum = read_number(file);
        options.nesterov = (int)read_number(file);
        options.l2 = read_number(file);
        options.clip = read_number(file);
        CU_ASSERT_EQUAL_FATAL(fscanf(file, "%31s", activation), 1);
        options.batch = batch;
        options.reshuffle = 0;
        snprintf(layers, sizeof layers, "dense 5 %s, dense %zu softmax",
                 activation, classes);
        ipt_network *net = nn_network(layers, inputs);
        ipt_trainer *trainer = nn_trainer(&options, &set, net);
        float *p = ipt_network_parameters(net, &n);
        for (size_t i = 0; i < n; i++)
            p[i] = (float)read_number(file);
        for (int e = 0; e < epochs; e++)
            want[e] = read_number(file);
        for (int e = 0; e < epochs; e++) {
            ipt_error err = IPT_ERROR_INIT;
            double loss = 0;

            TEST_STATUS(ipt_trainer_step_epoch(trainer, 0, &loss, &err), IPT_OK,
                        err);
            TEST_NEAR(loss, want[e], 2e-6);
        }
        for (size_t i = 0; i < n; i++)
            TEST_NEAR((double)p[i], read_number(file), 1e-5);
        ipt_trainer_free(trainer);
        ipt_network_free(net);
    }
    fclose(file);
    nn_data_clear(&set);
}

/* Statistics of the gradient against their definition, on a learning rate so
 * small that the weights stand still. */
static void
gradient_statistics(void)
{
    enum { N = 64, BATCHES = 4, INPUTS = 5 };
    ipt_train_options options = nn_options();
    ipt_dataset set;
    ipt_network *net = nn_network("dense 6 tanh, dense 3 softmax", INPUTS);
    ipt_trainer *trainer = NULL;
    ipt_snapshot_metrics metrics;
    ipt_error err = IPT_ERROR_INIT;
    double g[BATCHES][200];

    options.learning_rate = 1e-30;
    options.batch = N / BATCHES;
    options.reshuffle = 0;
    options.l2 = 3; /* must not show */
    nn_data(&set, N, INPUTS, 3, 0);
    memset(set.split, IPT_SPLIT_TRAIN, N);
    trainer = nn_trainer(&options, &set, net);
    TEST_STATUS(ipt_trainer_snapshot(trainer, NULL, &metrics, &err), IPT_OK,
                err);
    CU_ASSERT(isnan(metrics.gradient_mean_norm[0]));
    CU_ASSERT(isnan(metrics.gradient_std_norm[1]));
    CU_ASSERT(isnan(metrics.test_loss)); /* no test rows */
    trainer->options.l2 = 0;
    for (size_t b = 0; b < BATCHES; b++) {
        ipt__trainer_update(trainer, b * N / BATCHES, N / BATCHES, 1e-30, 0);
        for (size_t i = 0; i < net->n_parameters; i++)
            g[b][i] = (double)trainer->gradient[i];
    }
    trainer->options.l2 = 3;
    TEST_STATUS(ipt_trainer_step_epoch(trainer, 1, NULL, &err), IPT_OK, err);
    TEST_STATUS(ipt_trainer_snapshot(trainer, NULL, &metrics, &err), IPT_OK,
                err);
    for (size_t t = 0; t < 2; t++) {
        const ipt__layer *layer = &net->layer[t];
        double square = 0;
        double trace = 0;
        double norm = 0;

        for (size_t i = layer->offset; i < layer->offset + layer->n_weights;
             i++) {
            double mean = 0;

            for (size_t b = 0; b < BATCHES; b++)
                mean += g[b][i] / BATCHES;
            for (size_t b = 0; b < BATCHES; b++)
                trace += (g[b][i] - mean) * (g[b][i] - mean) / (BATCHES - 1);
            square += mean * mean;
            norm += (double)net->parameters[i] * (double)net->parameters[i];
        }
        TEST_NEAR(metrics.gradient_mean_norm[t], sqrt(square), 1e-12);
        TEST_NEAR(metrics.gradient_std_norm[t], sqrt(trace), 1e-9);
        TEST_NEAR(metrics.weight_norm[t], sqrt(norm), 1e-12);
    }
    ipt_trainer_free(trainer);
    options.batch = 0;
    trainer = nn_trainer(&options, &set, net);
    TEST_STATUS(ipt_trainer_step_epoch(trainer, 1, NULL, &err), IPT_OK, err);
    TEST_STATUS(ipt_trainer_snapshot(trainer, NULL, &metrics, &err), IPT_OK,
                err);
    CU_ASSERT(metrics.gradient_mean_norm[0] > 0);
    CU_ASSERT(isnan(metrics.gradient_std_norm[0]));
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    nn_data_clear(&set);
}

/* An epoch meets every training row once, in an order of its own. */
static void
orders(void)
{
    enum { N = 501 };
    uint32_t a[N], b[N];
    size_t place[3] = {0};
    int seen[N] = {0};
    size_t same = 0;

    for (uint32_t i = 0; i < N; i++)
        a[i] = b[i] = i;
    ipt__order_shuffle(a, N, nn_seed, 7);
    ipt__order_shuffle(b, N, nn_seed, 8);
    for (size_t i = 0; i < N; i++) {
        CU_ASSERT_FATAL(a[i] < N && !seen[a[i]]++);
        same += a[i] == b[i];
    }
    CU_ASSERT(same < 10); /* mean 1 */
    /* Each of 3 rows comes first a third of the time. */
    for (int64_t e = 0; e < 9000; e++) {
        uint32_t three[3] = {0, 1, 2};

        ipt__order_shuffle(three, 3, nn_seed, e);
        place[three[0]]++;
    }
    for (int k = 0; k < 3; k++)
        TEST_NEAR((double)place[k], 3000, 5 * sqrt(2000));
}

static void
learning_rates(void)
{
    ipt__rate_step *step = NULL;
    size_t n = 0;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(ipt__schedule_parse(" 10:0.5  20:0.1 ", &step, &n, &err),
                IPT_OK, err);
    CU_ASSERT_EQUAL_FATAL(n, 2);
    TEST_NEAR(ipt__schedule_rate(0.4, step, n, 9), 0.4, 0);
    TEST_NEAR(ipt__schedule_rate(0.4, step, n, 10), 0.2, 1e-16);
    TEST_NEAR(ipt__schedule_rate(0.4, step, n, 19), 0.2, 1e-16);
    TEST_NEAR(ipt__schedule_rate(0.4, step, n, 20), 0.02, 1e-16);
    free(step);
}

/* Clipping bounds the norm of the whole gradient and keeps its direction. */
static void
clips(void)
{
    ipt_train_options options = nn_options();
    ipt_dataset set;
    ipt_network *net = nn_network("dense 6 tanh, dense 3 softmax", 4);
    ipt_trainer *trainer = NULL;
    float before[200];
    double norm = 0;

    nn_data(&set, 40, 4, 3, 0);
    trainer = nn_trainer(&options, &set, net);
    ipt__trainer_update(trainer, 0, 32, 0, 0);
    memcpy(before, trainer->gradient, net->n_parameters * sizeof *before);
    trainer->options.clip = 0.05;
    ipt__trainer_update(trainer, 0, 32, 0, 0);
    for (size_t i = 0; i < net->n_parameters; i++)
        norm += (double)trainer->gradient[i] * (double)trainer->gradient[i];
    TEST_NEAR(sqrt(norm), 0.05, 1e-7);
    const double ratio = (double)trainer->gradient[3] / (double)before[3];
    CU_ASSERT(ratio < 1);
    for (size_t i = 0; i < net->n_parameters; i++)
        TEST_NEAR((double)trainer->gradient[i], ratio * (double)before[i],
                  1e-8);
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    nn_data_clear(&set);
}

int
main(void)
{
    static const test_case cases[] = {
        {"follows PyTorch", follows_pytorch},
        {"gradient statistics", gradient_statistics},
        {"orders", orders},
        {"learning rates", learning_rates},
        {"clips", clips},
    };

    ipt_blas_single_thread();
    return TEST_RUN("updates", cases);
}
