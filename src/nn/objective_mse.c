/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean squared error: the mean over output units of (a - y)^2, where y is the
 * regression target, or 1 at the label and 0 elsewhere. */

#include <config.h>

#include "train.h"

static size_t
mse_outputs(const ipt_dataset *set)
{
    return set->y ? set->y_dim : set->label ? set->n_classes : 0;
}

static ipt_status
mse_check(const ipt_dataset *set, const ipt__activation *last, ipt_error *err)
{
    (void)last;
    if (!mse_outputs(set))
        return ipt_error_set(err, IPT_EINVAL,
                             "objective mse needs targets or labels, which "
                             "data set %s lacks",
                             set->name);
    return IPT_OK;
}

static void
mse_loss(const ipt__pass *pass, const ipt__workspace *space, size_t l,
         size_t units, ipt_real scale, ipt_real *d)
{
    const ipt__extent extent = {units, pass->stride, pass->padded};

    pass->kernels->mse(space->a[l], space->y, space->label, d, scale,
                       space->row_loss, extent);
}

const ipt__objective ipt__objective_mse = {
    {"mse", "mean over outputs of the squared error (labels: one-hot targets)",
     NULL, NULL},
    mse_outputs,
    mse_check,
    0,
    0,
    mse_loss,
};
