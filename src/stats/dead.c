/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks that have not learned. */

#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/estimator.h>

#include "stats.h"

/* The last value that is known, or NaN. */
static double
dead_last(const double *value, size_t n)
{
    while (value && n)
        if (isfinite(value[--n]))
            return value[n];
    return (double)NAN;
}

double
ipt__final_accuracy(const ipt_result *run)
{
    const double test = dead_last(run->test_accuracy, run->n_epochs);

    return isnan(test) ? dead_last(run->train_accuracy, run->n_epochs) : test;
}

/* Entropy in bits of a class of share p and k - 1 equal others. */
static double
dead_entropy(double p, double k)
{
    double h = 0;

    if (p > 0)
        h -= p * log2(p);
    if (p < 1)
        h -= (1 - p) * (log2(1 - p) - log2(k - 1));
    return h;
}

/* The greatest share that a class can have, by bisection: the entropy falls
 * from log2 k at 1/k to 0 at 1. */
static double
dead_majority(const ipt_result *run)
{
    double k = 2;
    double low = 0;
    double high = 1;

    if (!(run->h_y >= 0) || !run->n_layers)
        return (double)NAN;
    if (run->layer_width && run->layer_width[run->n_layers - 1] > 2)
        k = run->layer_width[run->n_layers - 1];
    low = 1 / k;
    if (run->h_y >= log2(k))
        return low;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);

        if (dead_entropy(middle, k) > run->h_y)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Whether an estimator found the last hidden layer constant at the end. */
static int
dead_constant(const ipt_result *run)
{
    if (run->n_layers < 2 || !run->n_epochs)
        return 0;
    const size_t at = (run->n_epochs - 1) * run->n_layers + run->n_layers - 2;

    for (size_t p = 0; p < run->n_planes; p++)
        if (run->plane[p].flags &&
            run->plane[p].flags[at] & IPT_FLAG_CONSTANT_LAYER)
            return 1;
    return 0;
}

int
ipt_network_is_dead(const ipt_result *run, double margin, ipt_dead_network *out)
{
    const double accuracy = ipt__final_accuracy(run);
    const double majority = dead_majority(run);
    const int constant = dead_constant(run);
    const int chance = accuracy <= majority + margin;
    char why[256];

    if (!constant && !chance)
        return 0;
    if (constant)
        snprintf(why, sizeof why,
                 "the last hidden layer is the same for every input at the "
                 "end");
    else
        snprintf(why, sizeof why,
                 "accuracy %.4f at the end is not above the largest class "
                 "(at most %.4f) plus %g",
                 accuracy, majority, margin);
    if (out) {
        const size_t size = strlen(why) + 1;

        *out = (ipt_dead_network){run, accuracy, majority, malloc(size)};
        if (out->why)
            memcpy(out->why, why, size);
    }
    return 1;
}
