/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training: options, trajectories, snapshots, resuming. */

#include <config.h>

#include "nn_test.h"

static void
refuses_what_does_not_fit(void)
{
    static const struct {
        const char *layers, *key, *text, *says;
        size_t classes, y_dim;
    } bad[] = {
        {"dense 3 softmax", "objective", "crossentropy",
         "did you mean cross_entropy?", 3, 0},
        {"dense 3 softmax", "optimizer", "adm", "did you mean adam?", 3, 0},
        {"dense 4 softmax", "objective", "cross_entropy",
         "the last layer has 4 units, objective cross_entropy needs 3", 3, 0},
        {"dense 3 tanh", "objective", "cross_entropy", "found tanh", 3, 0},
        {"dense 3 softmax", "objective", "cross_entropy", "needs labels", 0, 3},
        {"dense 3", "objective", "mse", "needs 2 for data set toy", 0, 2},
        {"dense 3 softmax", "momentum", "0.9", "belongs to optimizer sgd", 3,
         0},
        {"dense 3 softmax", "learning_rate_steps", "10:0.1 5:0.1",
         "epoch 5 does not come after epoch 10", 3, 0},
        {"dense 3 softmax", "learning_rate_steps", "10:-1",
         "\"10:-1\" is not EPOCH:FACTOR", 3, 0},
        {"dense 3 softmax", "learning_rate_steps", "10",
         "\"10\" is not EPOCH:FACTOR", 3, 0},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ipt_train_options options = nn_options();
        ipt_network *net = nn_network(bad[i].layers, 4);
        ipt_trainer *trainer = NULL;
        ipt_dataset set;
        ipt_error err = IPT_ERROR_INIT;

        nn_data(&set, 20, 4, bad[i].classes, bad[i].y_dim);
        TEST_STATUS(ipt_option_parse(
                        ipt_option_find(ipt_train_option_table, bad[i].key),
                        bad[i].text, &options, &err),
                    IPT_OK, err);
        TEST_STATUS(ipt_trainer_alloc(&options, &set, net, 0, &trainer, &err),
                    IPT_EINVAL, err);
        TEST_CONTAINS(err.message, bad[i].says);
        CU_ASSERT_PTR_NULL(trainer);
        ipt_network_free(net);
        nn_data_clear(&set);
    }
}

static void
refuses_bad_rows(void)
{
    ipt_train_options options = nn_options();
    ipt_network *net = nn_network("dense 3 softmax", 4);
    ipt_trainer *trainer = NULL;
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    nn_data(&set, 20, 4, 3, 0);
    set.label[17] = 3;
    TEST_STATUS(ipt_trainer_alloc(&options, &set, net, 0, &trainer, &err),
                IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "row 17: label 3 is not one of 0 to 2");
    set.label[17] = 0;
    memset(set.split, IPT_SPLIT_TEST, 20);
    ipt_error_clear(&err);
    TEST_STATUS(ipt_trainer_alloc(&options, &set, net, 0, &trainer, &err),
                IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "no training rows");
    set.shape = ipt_shape_flat(3);
    ipt_error_clear(&err);
    TEST_STATUS(ipt_trainer_alloc(&options, &set, net, 0, &trainer, &err),
                IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "has 3 inputs, the network 4");
    CU_ASSERT_EQUAL(ipt_objective_outputs("cross_entropy", &set), 3);
    CU_ASSERT_EQUAL(ipt_objective_outputs("nonsense", &set), 0);
    ipt_network_free(net);
    nn_data_clear(&set);
}

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

/* Every combination of 12 bits; the label is a threshold on a sum of
 * products, which no single layer can learn. */
static void
bits_data(ipt_dataset *set)
{
    nn_data(set, 4096, 12, 2, 0);
    for (size_t i = 0; i < 4096; i++) {
        float *x = set->x + i * 12;
        int score = 0;

        for (size_t b = 0; b < 12; b++)
            x[b] = (float)(i >> b & 1);
        for (size_t b = 0; b < 12; b += 2)
            score += (x[b] != x[b + 1]) * (int)(1 + b / 2);
        set->label[i] = score > 10;
    }
}

static void
learns_and_repeats(void)
{
    enum { EPOCHS = 120 };
    ipt_train_options options = nn_options();
    ipt_dataset set;
    float *first = NULL;
    ipt_error err = IPT_ERROR_INIT;

    options.learning_rate = 5e-3;
    options.batch = 250;
    bits_data(&set);
    for (int repeat = 0; repeat < 2; repeat++) {
        ipt_network *net = nn_network_gain(
            "dense 12 tanh, dense 8 tanh, dense 2 softmax", 12, 1.0);
        ipt_trainer *trainer = nn_trainer(&options, &set, net);
        ipt_snapshot_metrics before;
        ipt_snapshot_metrics after;
        double loss = 0;
        size_t n = 0;

        TEST_STATUS(ipt_trainer_snapshot(trainer, NULL, &before, &err), IPT_OK,
                    err);
        for (int e = 0; e < EPOCHS; e++)
            TEST_STATUS(
                ipt_trainer_step_epoch(trainer, e == EPOCHS - 1, &loss, &err),
                IPT_OK, err);
        TEST_STATUS(ipt_trainer_snapshot(trainer, NULL, &after, &err), IPT_OK,
                    err);
        CU_ASSERT_EQUAL(ipt_trainer_epoch(trainer), EPOCHS);
        CU_ASSERT_EQUAL(after.epoch, EPOCHS);
        printf("\ntrain %.4f test %.4f loss %.4f", after.train_accuracy,
               after.test_accuracy, after.train_loss);
        CU_ASSERT(after.train_accuracy > 0.97);
        CU_ASSERT(after.test_accuracy > 0.95);
        CU_ASSERT(before.train_accuracy < 0.8);
        CU_ASSERT(after.train_loss < 0.2 * before.train_loss);
        TEST_NEAR(loss, after.train_loss, 0.3 * loss);
        const float *p = ipt_network_parameters(net, &n);
        if (!first) {
            first = malloc(n * sizeof *first);
            memcpy(first, p, n * sizeof *first);
        } else {
            CU_ASSERT(!memcmp(first, p, n * sizeof *first));
        }
        ipt_trainer_free(trainer);
        ipt_network_free(net);
    }
    free(first);
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

/* Metrics and taps against a count over the taps. */
static void
snapshots(void)
{
    enum { N = 301 };
    ipt_train_options options = nn_options();
    ipt_dataset set;
    ipt_network *net =
        nn_network_gain("dense 9 tanh, dense 8 relu, dense 3 softmax", 4, 6);
    ipt_trainer *trainer = NULL;
    ipt_snapshot_metrics m;
    ipt_error err = IPT_ERROR_INIT;
    float *taps[3] = {malloc(N * 9 * 4), malloc(N * 8 * 4), malloc(N * 3 * 4)};
    float *again = malloc(N * 9 * 4);
    float *only[3] = {again, NULL, NULL};
    double loss[2] = {0};
    double hits[2] = {0};
    double rows[2] = {0};
    double near = 0;
    double zeros = 0;

    nn_data(&set, N, 4, 3, 0);
    trainer = nn_trainer(&options, &set, net);
    TEST_STATUS(ipt_trainer_snapshot(trainer, taps, &m, &err), IPT_OK, err);
    TEST_STATUS(ipt_network_forward(net, set.x, N, only, &err), IPT_OK, err);
    CU_ASSERT(!memcmp(again, taps[0], N * 9 * 4));
    for (size_t i = 0; i < N; i++) {
        const float *p = taps[2] + 3 * i;
        int best = 0;

        for (int k = 1; k < 3; k++)
            best = p[k] > p[best] ? k : best;
        loss[set.split[i]] -= log((double)p[set.label[i]]);
        hits[set.split[i]] += best == set.label[i];
        rows[set.split[i]]++;
        for (size_t u = 0; u < 9; u++)
            near += fabsf(taps[0][i * 9 + u]) >= 0.98f;
        for (size_t u = 0; u < 8; u++)
            zeros += taps[1][i * 8 + u] == 0;
    }
    TEST_NEAR(m.train_loss, loss[0] / rows[0], 1e-5 * m.train_loss);
    TEST_NEAR(m.test_loss, loss[1] / rows[1], 1e-5 * m.test_loss);
    TEST_NEAR(m.train_accuracy, hits[0] / rows[0], 1e-12);
    TEST_NEAR(m.test_accuracy, hits[1] / rows[1], 1e-12);
    TEST_NEAR(m.saturation[0], near / (9 * N), 1e-12);
    TEST_NEAR(m.saturation[1], zeros / (8 * N), 1e-12);
    CU_ASSERT(near > 0 && zeros > 0);
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    nn_data_clear(&set);
    for (int t = 0; t < 3; t++)
        free(taps[t]);
    free(again);
}

static void
regression(void)
{
    ipt_train_options options = nn_options();
    ipt_dataset set;
    ipt_network *net = nn_network("dense 16 tanh, dense 2", 3);
    ipt_trainer *trainer = NULL;
    ipt_snapshot_metrics m;
    ipt_error err = IPT_ERROR_INIT;

    snprintf(options.objective, sizeof options.objective, "mse");
    options.learning_rate = 0.01;
    options.batch = 32;
    nn_data(&set, 400, 3, 0, 2);
    trainer = nn_trainer(&options, &set, net);
    for (int e = 0; e < 150; e++)
        TEST_STATUS(ipt_trainer_step_epoch(trainer, 0, NULL, &err), IPT_OK,
                    err);
    TEST_STATUS(ipt_trainer_snapshot(trainer, NULL, &m, &err), IPT_OK, err);
    CU_ASSERT(m.test_loss < 0.01);
    CU_ASSERT(isnan(m.test_accuracy));
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    nn_data_clear(&set);
}

static void
reports_divergence(void)
{
    ipt_train_options options = nn_options();
    ipt_dataset set;
    ipt_network *net = nn_network("dense 6 relu, dense 2", 4);
    ipt_trainer *trainer = NULL;
    ipt_status status = IPT_OK;
    ipt_error err = IPT_ERROR_INIT;

    snprintf(options.objective, sizeof options.objective, "mse");
    snprintf(options.optimizer, sizeof options.optimizer, "sgd");
    options.learning_rate = 1e4;
    options.batch = 16;
    nn_data(&set, 80, 4, 0, 2);
    trainer = nn_trainer(&options, &set, net);
    for (int e = 0; e < 50 && !status; e++)
        status = ipt_trainer_step_epoch(trainer, 0, NULL, &err);
    CU_ASSERT_EQUAL(status, IPT_ENUMERIC);
    TEST_CONTAINS(err.message, "epoch ");
    TEST_CONTAINS(err.message, "minibatch ");
    TEST_CONTAINS(err.message, " of 4: ");
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

/* Interrupted after 3 of 7 epochs, with a measurement in between. */
static void
resumes(void)
{
    ipt_train_options options = nn_options();
    ipt_dataset set;
    ipt_network *net[2];
    ipt_trainer *trainer[2];
    ipt_error err = IPT_ERROR_INIT;
    void *state = NULL;
    size_t n = 0;

    options.learning_rate = 0.01;
    options.batch = 48;
    nn_data(&set, 333, 6, 3, 0);
    for (int i = 0; i < 2; i++) {
        net[i] = nn_network("dense 6 prelu, dense 3 softmax", 6);
        trainer[i] = nn_trainer(&options, &set, net[i]);
    }
    for (int e = 0; e < 3; e++)
        ipt_trainer_step_epoch(trainer[0], 1, NULL, &err);
    const size_t size = ipt_trainer_state_size(trainer[0]);
    state = malloc(size);
    ipt_trainer_save(trainer[0], state);
    CU_ASSERT(ipt_trainer_measure_epoch(trainer[0]) > 0);
    CU_ASSERT_EQUAL(ipt_trainer_epoch(trainer[0]), 3);
    for (int e = 3; e < 7; e++)
        ipt_trainer_step_epoch(trainer[0], 0, NULL, &err);
    TEST_STATUS(ipt_trainer_load(trainer[1], state, size - 1, &err),
                IPT_EFORMAT, err);
    ipt_error_clear(&err);
    TEST_STATUS(ipt_trainer_load(trainer[1], state, size, &err), IPT_OK, err);
    for (int e = 3; e < 7; e++)
        ipt_trainer_step_epoch(trainer[1], 0, NULL, &err);
    const float *a = ipt_network_parameters(net[0], &n);
    const float *b = ipt_network_parameters(net[1], NULL);
    CU_ASSERT(!memcmp(a, b, n * sizeof *a));
    CU_ASSERT_EQUAL(ipt_trainer_epoch(trainer[1]), 7);
    CU_ASSERT_EQUAL(trainer[0]->std_norm[1], trainer[1]->std_norm[1]);
    ((char *)state)[0] ^= 1;
    TEST_STATUS(ipt_trainer_load(trainer[1], state, size, &err), IPT_EFORMAT,
                err);
    free(state);
    for (int i = 0; i < 2; i++) {
        ipt_trainer_free(trainer[i]);
        ipt_network_free(net[i]);
    }
    nn_data_clear(&set);
}

int
main(void)
{
    static const test_case cases[] = {
        {"refuses what does not fit", refuses_what_does_not_fit},
        {"refuses bad rows", refuses_bad_rows},
        {"follows PyTorch", follows_pytorch},
        {"learns and repeats", learns_and_repeats},
        {"gradient statistics", gradient_statistics},
        {"snapshots", snapshots},
        {"regression", regression},
        {"reports divergence", reports_divergence},
        {"orders", orders},
        {"learning rates", learning_rates},
        {"clips", clips},
        {"resumes", resumes},
    };

    ipt_blas_single_thread();
    return TEST_RUN("trainer", cases);
}
