/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = z above 0, exp(z) - 1 below. */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
elu_value(vec z)
{
    /* exp(z) - 1 = 2 t / (1 - t) with t = tanh(z / 2) keeps its relative
     * accuracy near 0. */
    const vec t = vec_tanh(z / 2);

    return vec_select(z < 0, 2 * t / (1 - t), z);
}

VECTOR_INLINE vec
elu_slope(vec z, vec a)
{
    (void)z;
    return vec_select(a < 0, a + 1, vec_all(1));
}

ACTIVATION_KERNELS(elu)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(elu)

static const char *const elu_references[] = {"clevert2016", NULL};

const ipt__activation ipt__act_elu = {
    {"elu", "a = z above 0, exp(z) - 1 below", NULL, elu_references},
    -1,
    NAN,
    0,
    0,
    0,
    ACTIVATION_LEVELS(elu),
};
#endif
