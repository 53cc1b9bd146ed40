/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = tanh z. */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
tanh_value(vec z)
{
    return vec_tanh(z);
}

VECTOR_INLINE vec
tanh_slope(vec z, vec a)
{
    (void)z;
    return 1 - a * a;
}

ACTIVATION_KERNELS(tanh)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(tanh)

const ipt__activation ipt__act_tanh = {
    {"tanh", "a = tanh z", NULL, NULL}, -1, 1, 0, 0, 0, ACTIVATION_LEVELS(tanh),
};
#endif
