/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adam: Kingma & Ba 2015, algorithm 1. With m and v the decaying means of the
 * gradient and its square, W -= rate m' / (sqrt(v') + epsilon), where m' =
 * m / (1 - beta1^t) and v' = v / (1 - beta2^t). */

#include <config.h>

#include <math.h>

#include "train.h"
#include "train_options.h"

static ipt_status
adam_check(const ipt_train_options *options, ipt_error *err)
{
    if (options->momentum != 0 || options->nesterov)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s belongs to optimizer sgd; adam has beta1",
                             options->nesterov ? "nesterov" : "momentum");
    return IPT_OK;
}

static void
adam_step(const ipt__kernels *kernels, const ipt_train_options *options,
          double rate, int64_t t, ipt_real *parameters,
          const ipt_real *gradient, ipt_real *state, size_t n)
{
    const ipt__adam_step step = {
        (ipt_real)(rate / (1 - pow(options->beta1, (double)t))),
        (ipt_real)options->beta1,
        (ipt_real)options->beta2,
        (ipt_real)(1 / sqrt(1 - pow(options->beta2, (double)t))),
        (ipt_real)options->epsilon,
        (ipt_real)(1 - options->beta1),
        (ipt_real)(1 - options->beta2),
    };

    kernels->adam(parameters, gradient, state, state + n, n, &step);
}

static const ipt_option adam_options[] = {
    TRAIN_OPTION_LEARNING_RATE, TRAIN_OPTION_BETA1, TRAIN_OPTION_BETA2,
    TRAIN_OPTION_EPSILON,       IPT_OPTION_END,
};

static const char *const adam_references[] = {"kingma2015", NULL};

const ipt__optimizer ipt__optimizer_adam = {
    {"adam", "steps scaled by decaying moments of the gradient", adam_options,
     adam_references},
    2,
    adam_check,
    adam_step,
};
