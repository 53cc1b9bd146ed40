/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradient descent: W -= rate u, with u = g without momentum, else the
 * velocity v <- momentum v + g or, after Nesterov, g + momentum v. */

#include <config.h>

#include "train.h"
#include "train_options.h"

static ipt_status
sgd_check(const ipt_train_options *options, ipt_error *err)
{
    if (options->nesterov && options->momentum == 0)
        return ipt_error_set(err, IPT_EINVAL,
                             "nesterov needs momentum above 0, such as 0.9");
    return IPT_OK;
}

static void
sgd_step(const ipt__kernels *kernels, const ipt_train_options *options,
         double rate, int64_t t, ipt_real *parameters, const ipt_real *gradient,
         ipt_real *state, size_t n)
{
    const ipt__sgd_step step = {(ipt_real)rate, (ipt_real)options->momentum,
                                options->nesterov};

    (void)t;
    kernels->sgd(parameters, gradient, state, n, &step);
}

static const ipt_option sgd_options[] = {
    TRAIN_OPTION_LEARNING_RATE,
    TRAIN_OPTION_MOMENTUM,
    TRAIN_OPTION_NESTEROV,
    IPT_OPTION_END,
};

const ipt__optimizer ipt__optimizer_sgd = {
    {"sgd", "gradient descent, with momentum if asked", sgd_options, NULL},
    1,
    sgd_check,
    sgd_step,
};
