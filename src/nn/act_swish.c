/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = z / (1 + exp(-z)), also called SiLU. */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
swish_value(vec z)
{
    return z / (1 + vec_exp(-z));
}

VECTOR_INLINE vec
swish_slope(vec z, vec a)
{
    const vec p = 1 / (1 + vec_exp(-z));

    return p + a * (1 - p);
}

ACTIVATION_KERNELS(swish)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(swish)

static const char *const swish_references[] = {"ramachandran2017", NULL};

const ipt__activation ipt__act_swish = {
    {"swish", "a = z / (1 + exp(-z))", NULL, swish_references},
    -0.27846454276107379511,
    NAN,
    1,
    0,
    0,
    ACTIVATION_LEVELS(swish),
};

/* The same under its other name. */
extern const ipt__activation ipt__act_silu;
const ipt__activation ipt__act_silu = {
    {"silu", "a = z / (1 + exp(-z))", NULL, swish_references},
    -0.27846454276107379511,
    NAN,
    1,
    0,
    0,
    ACTIVATION_LEVELS(swish),
};
#endif
