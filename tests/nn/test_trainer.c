/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training: options, learning, snapshots, resuming. */

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

/* Interrupted after 3 of 7 epochs, with a measurement after loading. */
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
    for (int e = 3; e < 7; e++)
        ipt_trainer_step_epoch(trainer[0], 0, NULL, &err);
    TEST_STATUS(ipt_trainer_load(trainer[1], state, size - 1, &err),
                IPT_EFORMAT, err);
    ipt_error_clear(&err);
    TEST_STATUS(ipt_trainer_load(trainer[1], state, size, &err), IPT_OK, err);
    CU_ASSERT(ipt_trainer_measure_epoch(trainer[1]) > 0);
    CU_ASSERT_EQUAL(ipt_trainer_epoch(trainer[1]), 3);
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
        {"learns and repeats", learns_and_repeats},
        {"snapshots", snapshots},
        {"regression", regression},
        {"reports divergence", reports_divergence},
        {"resumes", resumes},
    };

    ipt_blas_single_thread();
    return TEST_RUN("trainer", cases);
}
