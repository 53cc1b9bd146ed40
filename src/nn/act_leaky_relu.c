/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = z above 0, 0.01 z below. */

#include <config.h>

#include "activation.h"

#define LEAKY_RELU_SLOPE ((ipt_real)0.01)

VECTOR_INLINE vec
leaky_relu_value(vec z)
{
    return vec_select(z < 0, LEAKY_RELU_SLOPE * z, z);
}

VECTOR_INLINE vec
leaky_relu_slope(vec z, vec a)
{
    (void)z;
    return vec_select(a > 0, vec_all(1), vec_all(LEAKY_RELU_SLOPE));
}

ACTIVATION_KERNELS(leaky_relu)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(leaky_relu)

const ipt__activation ipt__act_leaky_relu = {
    {"leaky_relu", "a = z above 0, 0.01 z below", NULL, NULL},
    NAN,
    NAN,
    0,
    0,
    0,
    ACTIVATION_LEVELS(leaky_relu),
};
#endif
