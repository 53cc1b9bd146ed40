/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = z. */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
identity_value(vec z)
{
    return z;
}

VECTOR_INLINE vec
identity_slope(vec z, vec a)
{
    (void)z;
    (void)a;
    return vec_all(1);
}

ACTIVATION_KERNELS(identity)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(identity)

const ipt__activation ipt__act_identity = {
    {"identity", "a = z", NULL, NULL}, NAN, NAN, 0, 0, 0,
    ACTIVATION_LEVELS(identity),
};
#endif
