/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = log(1 + exp z). */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
softplus_value(vec z)
{
    /* max(z, 0) + log(1 + exp(-|z|)): no overflow. */
    return vec_select(z < 0, vec_all(0), z) + vec_log1p(vec_exp(-vec_abs(z)));
}

VECTOR_INLINE vec
softplus_slope(vec z, vec a)
{
    (void)a;
    return 1 / (1 + vec_exp(-z));
}

ACTIVATION_KERNELS(softplus)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(softplus)

const ipt__activation ipt__act_softplus = {
    {"softplus", "a = log(1 + exp z)", NULL, NULL},
    0,
    NAN,
    1,
    0,
    0,
    ACTIVATION_LEVELS(softplus),
};
#endif
