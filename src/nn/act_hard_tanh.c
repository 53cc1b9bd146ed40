/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = z clipped to -1..1; NaN stays NaN. */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
hard_tanh_value(vec z)
{
    const vec upper = vec_select(z > 1, vec_all(1), z);

    return vec_select(upper < -1, vec_all(-1), upper);
}

VECTOR_INLINE vec
hard_tanh_slope(vec z, vec a)
{
    (void)z;
    return vec_select(vec_abs(a) < 1, vec_all(1), vec_all(0));
}

ACTIVATION_KERNELS(hard_tanh)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(hard_tanh)

const ipt__activation ipt__act_hard_tanh = {
    {"hard_tanh", "a = z clipped to -1..1", NULL, NULL},
    -1,
    1,
    0,
    0,
    0,
    ACTIVATION_LEVELS(hard_tanh),
};
#endif
