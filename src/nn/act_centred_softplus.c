/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = log(1 + exp z) - log 2, which is 0 at z = 0. */

#include <config.h>

#include "activation.h"

VECTOR_INLINE vec
centred_softplus_value(vec z)
{
    /* max(z, 0) + log(1 + exp(-|z|)): no overflow. */
    return vec_select(z < 0, vec_all(0), z) + vec_log1p(vec_exp(-vec_abs(z))) -
           (ipt_real)0.69314718055994530942;
}

VECTOR_INLINE vec
centred_softplus_slope(vec z, vec a)
{
    (void)a;
    return 1 / (1 + vec_exp(-z));
}

ACTIVATION_KERNELS(centred_softplus)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(centred_softplus)

static const char *const centred_softplus_references[] = {"chelombiev2019",
                                                          NULL};

const ipt__activation ipt__act_centred_softplus = {
    {"centred_softplus", "a = log(1 + exp z) - log 2", NULL,
     centred_softplus_references},
    -0.69314718055994530942,
    NAN,
    1,
    0,
    0,
    ACTIVATION_LEVELS(centred_softplus),
};
#endif
