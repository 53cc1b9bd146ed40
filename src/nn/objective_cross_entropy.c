/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-entropy of classes: -log of the probability of the label, in nats. */

#include <config.h>

#include <string.h>

#include "train.h"

static size_t
cross_entropy_outputs(const ipt_dataset *set)
{
    return set->label ? set->n_classes : 0;
}

static ipt_status
cross_entropy_check(const ipt_dataset *set, const ipt__activation *last,
                    ipt_error *err)
{
    if (!set->label || set->n_classes < 2)
        return ipt_error_set(err, IPT_EINVAL,
                             "objective cross_entropy needs labels of at least "
                             "2 classes, which data set %s lacks; use mse for "
                             "regression",
                             set->name);
    if (strcmp(last->record.name, "softmax") &&
        strcmp(last->record.name, "identity"))
        return ipt_error_set(err, IPT_EINVAL,
                             "objective cross_entropy needs softmax (or "
                             "identity, for logits) at the last layer, found "
                             "%s",
                             last->record.name);
    return IPT_OK;
}

/* From the sums, by a log of the softmax that cannot overflow, also where the
 * layer itself computes the probabilities. */
static void
cross_entropy_loss(const ipt__pass *pass, const ipt__workspace *space, size_t l,
                   size_t units, ipt_real scale, ipt_real *d)
{
    const ipt__extent extent = {units, pass->stride, pass->padded};

    pass->kernels->cross_entropy(space->z[l], space->label, d, scale,
                                 space->row_loss, extent);
}

const ipt__objective ipt__objective_cross_entropy = {
    {"cross_entropy",
     "-log of the probability of the label (softmax or logits)", NULL, NULL},
    cross_entropy_outputs,
    cross_entropy_check,
    1,
    1,
    cross_entropy_loss,
};
