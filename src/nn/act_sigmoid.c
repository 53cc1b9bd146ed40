/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = 1 / (1 + exp(-z)). */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
sigmoid_value(vec z)
{
    return 1 / (1 + vec_exp(-z));
}

VECTOR_INLINE vec
sigmoid_slope(vec z, vec a)
{
    (void)z;
    return a * (1 - a);
}

ACTIVATION_KERNELS(sigmoid)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(sigmoid)

const ipt__activation ipt__act_sigmoid = {
    {"sigmoid", "a = 1 / (1 + exp(-z))", NULL, NULL},
    0,
    1,
    0,
    0,
    0,
    ACTIVATION_LEVELS(sigmoid),
};
#endif
