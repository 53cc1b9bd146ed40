/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = |z|; the slope at 0 is 0. */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
abs_value(vec z)
{
    return vec_abs(z);
}

VECTOR_INLINE vec
abs_slope(vec z, vec a)
{
    (void)a;
    return vec_select(z == 0, z, vec_copysign(vec_all(1), z));
}

ACTIVATION_KERNELS(abs)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(abs)

static const char *const abs_references[] = {"chelombiev2019", NULL};

const ipt__activation ipt__act_abs = {
    {"abs", "a = abs(z)", NULL, abs_references},
    0,
    NAN,
    1,
    0,
    0,
    ACTIVATION_LEVELS(abs),
};
#endif
