/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients against central differences, in the double build. */

#include <config.h>

#include "nn_test.h"

/* Objective and penalties as a user would write them down. */
static double
gradients_loss(ipt_trainer *trainer)
{
    const ipt_network *net = trainer->net;
    double loss = ipt__trainer_update(trainer, 0, trainer->n_train, 0.0, 0) /
                  (double)trainer->n_train;

    for (size_t l = 0; l < net->n_layers; l++) {
        const ipt__layer *layer = &net->layer[l];

        if (l + 1 == net->n_layers && !trainer->options.penalize_output)
            break;
        for (size_t i = 0; i < layer->n_weights; i++) {
            const double w = net->parameters[layer->offset + i];

            loss +=
                trainer->options.l2 / 2 * w * w + trainer->options.l1 * fabs(w);
        }
    }
    return loss;
}

/* Largest error of any component, relative to it or, for tiny components, to
 * a thousandth of the largest. */
static double
gradients_check(const char *layers, const char *objective, size_t classes,
                size_t y_dim, const ipt_train_options *base)
{
    ipt_train_options options = *base;
    ipt_dataset set;
    ipt_network *net = nn_network(layers, 5);
    ipt_trainer *trainer = NULL;
    double *analytic = NULL;
    double largest = 0;
    double worst = 0;

    nn_data(&set, 83, 5, classes, y_dim);
    snprintf(options.objective, sizeof options.objective, "%s", objective);
    options.batch = 0;
    options.reshuffle = 0;
    trainer = nn_trainer(&options, &set, net);
    gradients_loss(trainer);
    analytic = malloc(net->n_parameters * sizeof *analytic);
    for (size_t i = 0; i < net->n_parameters; i++) {
        analytic[i] = trainer->gradient[i];
        largest = fmax(largest, fabs(analytic[i]));
    }
    CU_ASSERT(largest > 1e-3); /* there is something to compare */
    for (size_t i = 0; i < net->n_parameters; i++) {
        const double at = net->parameters[i];
        const double h = 1e-5;

        net->parameters[i] = at + h;
        const double above = gradients_loss(trainer);
        net->parameters[i] = at - h;
        const double below = gradients_loss(trainer);
        net->parameters[i] = at;
        const double numeric = (above - below) / (2 * h);
        const double error = fabs(numeric - analytic[i]) /
                             fmax(fabs(analytic[i]), 1e-3 * largest);

        worst = fmax(worst, error);
    }
    free(analytic);
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    nn_data_clear(&set);
    return worst;
}

/* Components of order 0.1, losses of order 1: differences are good to 1e-10 of
 * their size, third derivatives times h^2 to about 1e-9. */
#define GRADIENTS_TOLERANCE 1e-6

static void
every_activation(void)
{
    const ipt_train_options options = nn_options();

    for (size_t i = 0; ipt_activation_records[i]; i++) {
        const char *name = ipt_activation_records[i]->name;
        char layers[200];
        double worst = 0;

        if (ipt__activation_find(name)->output_only)
            continue;
        snprintf(layers, sizeof layers,
                 "dense 6 %s, dense 4 %s, dense 3 softmax", name, name);
        worst = gradients_check(layers, "cross_entropy", 3, 0, &options);
        printf("\n%s: %.1e", name, worst);
        CU_ASSERT(worst < GRADIENTS_TOLERANCE);
    }
}

static void
every_objective_and_output(void)
{
    static const struct {
        const char *layers, *objective;
        size_t classes, y_dim;
    } cases[] = {
        {"dense 7 tanh, dense 3 softmax", "cross_entropy", 3, 0},
        {"dense 7 tanh, dense 3", "cross_entropy", 3, 0},
        {"dense 7 tanh, dense 2", "mse", 0, 2},
        {"dense 7 tanh, dense 3 softmax", "mse", 3, 0},
        {"dense 7 tanh, dense 3 sigmoid", "mse", 3, 0},
        {"dense 2 prelu", "mse", 0, 2},
        {"dense 1 tanh", "mse", 0, 1},
    };
    const ipt_train_options options = nn_options();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double worst =
            gradients_check(cases[i].layers, cases[i].objective,
                            cases[i].classes, cases[i].y_dim, &options);

        printf("\n%s, %s: %.1e", cases[i].layers, cases[i].objective, worst);
        CU_ASSERT(worst < GRADIENTS_TOLERANCE);
    }
}

static void
penalties(void)
{
    ipt_train_options options = nn_options();

    options.l2 = 0.137;
    CU_ASSERT(gradients_check("dense 6 prelu, dense 3 softmax", "cross_entropy",
                              3, 0, &options) < GRADIENTS_TOLERANCE);
    options.l1 = 0.0213;
    CU_ASSERT(gradients_check("dense 6 tanh, dense 3 softmax", "cross_entropy",
                              3, 0, &options) < GRADIENTS_TOLERANCE);
    options.penalize_output = 0;
    CU_ASSERT(gradients_check("dense 6 tanh, dense 3 softmax", "cross_entropy",
                              3, 0, &options) < GRADIENTS_TOLERANCE);
}

/* 600 x 520 weights go to BLAS with every instruction set. */
static void
large_layers(void)
{
    ipt_dataset set;
    ipt_train_options options = nn_options();
    ipt_network *net =
        nn_network("dense 600 tanh, dense 520 tanh, dense 3 softmax", 5);
    ipt_trainer *trainer = NULL;
    double worst = 0;

    CU_ASSERT(ipt__blas_pays(net->kernels, 520, 600));
    nn_data(&set, 37, 5, 3, 0);
    options.batch = 0;
    trainer = nn_trainer(&options, &set, net);
    gradients_loss(trainer);
    double *analytic = malloc(net->n_parameters * sizeof *analytic);
    for (size_t i = 0; i < net->n_parameters; i++)
        analytic[i] = trainer->gradient[i];
    for (size_t i = 0; i < net->n_parameters; i += 9973) {
        const double at = net->parameters[i];
        const double h = 1e-4;

        net->parameters[i] = at + h;
        const double above = gradients_loss(trainer);
        net->parameters[i] = at - h;
        const double below = gradients_loss(trainer);
        net->parameters[i] = at;
        const double numeric = (above - below) / (2 * h);

        worst = fmax(worst, fabs(numeric - analytic[i]) /
                                fmax(fabs(analytic[i]), 1e-3));
    }
    CU_ASSERT(worst < GRADIENTS_TOLERANCE);
    free(analytic);
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    nn_data_clear(&set);
}

/* The gradient of a batch is the weighted sum of those of its parts, wherever
 * it is cut; 300 rows are more than one piece. */
static void
split_batches(void)
{
    static const size_t cuts[] = {1, 16, 100, 256, 299};
    enum { N = 300 };
    ipt_dataset set;
    ipt_train_options options = nn_options();
    ipt_network *net = nn_network("dense 6 prelu, dense 3 softmax", 5);
    ipt_trainer *trainer = NULL;
    const size_t p = net->n_parameters;
    double *whole = malloc(p * sizeof *whole);

    nn_data(&set, N, 5, 3, 0);
    memset(set.split, IPT_SPLIT_TRAIN, N);
    options.batch = 0;
    trainer = nn_trainer(&options, &set, net);
    const double loss = ipt__trainer_update(trainer, 0, N, 0.0, 0);
    memcpy(whole, trainer->gradient, p * sizeof *whole);
    for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
        const double share = (double)cuts[c] / N;
        double *part = malloc(p * sizeof *part);
        double losses = ipt__trainer_update(trainer, 0, cuts[c], 0.0, 0);

        memcpy(part, trainer->gradient, p * sizeof *part);
        losses += ipt__trainer_update(trainer, cuts[c], N - cuts[c], 0.0, 0);
        TEST_NEAR(losses, loss, 1e-12 * loss);
        for (size_t i = 0; i < p; i++)
            TEST_NEAR(share * part[i] + (1 - share) * trainer->gradient[i],
                      whole[i], 1e-14);
        free(part);
    }
    free(whole);
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    nn_data_clear(&set);
}

int
main(void)
{
    static const test_case cases[] = {
        {"every activation", every_activation},
        {"every objective and output", every_objective_and_output},
        {"penalties", penalties},
        {"large layers", large_layers},
        {"split batches", split_batches},
    };

    return TEST_RUN("gradients", cases);
}
