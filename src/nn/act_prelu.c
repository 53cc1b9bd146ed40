/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a = z above 0, c z below, with a slope c trained for each unit. */

#include <config.h>

#include "activation.h"

static void
prelu_forward(const ipt_real *z, ipt_real *a, const ipt_real *slope,
              ipt__extent e)
{
    for (size_t u = 0; u < e.units; u++)
        for (size_t s = u * e.stride; s < u * e.stride + e.n; s += LANES) {
            const vec v = vec_load(z + s);

            vec_store(a + s, vec_select(v < 0, slope[u] * v, v));
        }
}

static void
prelu_backward(const ipt_real *z, const ipt_real *a, ipt_real *d,
               const ipt_real *slope, ipt_real *dslope, ipt__extent e)
{
    (void)a;
    for (size_t u = 0; u < e.units; u++) {
        vec sum = vec_all(0);

        for (size_t s = u * e.stride; s < u * e.stride + e.n; s += LANES) {
            const vec v = vec_load(z + s);
            const vec g = vec_load(d + s);

            sum += vec_select(v < 0, g * v, vec_all(0));
            vec_store(d + s, vec_select(v < 0, slope[u] * g, g));
        }
        dslope[u] += (ipt_real)vec_sum(sum);
    }
}

ACTIVATION_EXPORT(prelu)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(prelu)

static const char *const prelu_references[] = {"he2015", "chelombiev2019",
                                               NULL};

const ipt__activation ipt__act_prelu = {
    {"prelu", "a = z above 0, c z below, c trained for each unit", NULL,
     prelu_references},
    NAN,
    NAN,
    1,
    0,
    1,
    ACTIVATION_LEVELS(prelu),
};
#endif
