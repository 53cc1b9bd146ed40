/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = z / (1 + |z|). */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
softsign_value(vec z)
{
    return z / (1 + vec_abs(z));
}

VECTOR_INLINE vec
softsign_slope(vec z, vec a)
{
    const vec below = 1 - vec_abs(a);

    (void)z;
    return below * below;
}

ACTIVATION_KERNELS(softsign)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(softsign)

const ipt__activation ipt__act_softsign = {
    {"softsign", "a = z / (1 + abs(z))", NULL, NULL},
    -1,
    1,
    0,
    0,
    0,
    ACTIVATION_LEVELS(softsign),
};
#endif
