/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = z Phi(z), Phi the standard normal distribution function. */

#include <config.h>

#include "activation.h"

/* 1 / sqrt 2 and 1 / sqrt(2 pi). */
#define GELU_ROOT ((ipt_real)0.70710678118654752440)
#define GELU_DENSITY ((ipt_real)0.39894228040143267794)

VECTOR_INLINE vec
gelu_value(vec z)
{
    return (ipt_real)0.5 * z * vec_erfc(z * -GELU_ROOT);
}

VECTOR_INLINE vec
gelu_slope(vec z, vec a)
{
    const vec density = GELU_DENSITY * vec_exp((ipt_real)-0.5 * z * z);

    (void)a;
    return (ipt_real)0.5 * vec_erfc(z * -GELU_ROOT) + z * density;
}

ACTIVATION_KERNELS(gelu)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(gelu)

static const char *const gelu_references[] = {"hendrycks2016", NULL};

const ipt__activation ipt__act_gelu = {
    {"gelu", "a = z Phi(z) with the normal distribution function", NULL,
     gelu_references},
    -0.16997120747990369,
    NAN,
    1,
    0,
    0,
    ACTIVATION_LEVELS(gelu),
};
#endif
