/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = max(z, 0); NaN stays NaN. */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
relu_value(vec z)
{
    return vec_select(z < 0, vec_all(0), z);
}

VECTOR_INLINE vec
relu_slope(vec z, vec a)
{
    (void)z;
    return vec_select(a > 0, vec_all(1), vec_all(0));
}

ACTIVATION_KERNELS(relu)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(relu)

const ipt__activation ipt__act_relu = {
    {"relu", "a = max(z, 0)", NULL, NULL},
    0,
    NAN,
    0,
    0,
    0,
    ACTIVATION_LEVELS(relu),
};
#endif
