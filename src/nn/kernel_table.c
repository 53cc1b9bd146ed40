/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of one instruction set as a table. */

#include <config.h>

#include "kernel.h"

const ipt__kernels KERNEL(ipt__kernels) = {
    KERNEL(ipt__panel),       KERNEL(ipt__outer),
    KERNEL(ipt__row_sums),    KERNEL(ipt__cross_entropy),
    KERNEL(ipt__mse),         KERNEL(ipt__adam),
    KERNEL(ipt__sgd),         KERNEL(ipt__penalty),
    KERNEL(ipt__sum_squares), KERNEL(ipt__sum),
    KERNEL(ipt__accumulate),
};
