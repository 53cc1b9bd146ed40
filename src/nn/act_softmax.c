/* SPDX-License-Identifier: GPL-3.0-or-later */
/* a_u = exp z_u / sum over units of exp z: probabilities of classes. */

#include <config.h>

#include "activation.h"

static void
softmax_forward(const ipt_real *z, ipt_real *a, const ipt_real *slope,
                ipt__extent e)
{
    (void)slope;
    for (size_t s = 0; s < e.n; s += LANES) {
        vec top = vec_load(z + s);
        vec sum = vec_all(0);

        for (size_t u = 1; u < e.units; u++) {
            const vec v = vec_load(z + u * e.stride + s);

            top = vec_select(v > top, v, top);
        }
        for (size_t u = 0; u < e.units; u++) {
            const vec p = vec_exp(vec_load(z + u * e.stride + s) - top);

            sum += p;
            vec_store(a + u * e.stride + s, p);
        }
        for (size_t u = 0; u < e.units; u++)
            vec_store(a + u * e.stride + s,
                      vec_load(a + u * e.stride + s) / sum);
    }
}

/* d_u becomes a_u (d_u - sum over v of a_v d_v). */
static void
softmax_backward(const ipt_real *z, const ipt_real *a, ipt_real *d,
                 const ipt_real *slope, ipt_real *dslope, ipt__extent e)
{
    (void)z;
    (void)slope;
    (void)dslope;
    for (size_t s = 0; s < e.n; s += LANES) {
        vec mean = vec_all(0);

        for (size_t u = 0; u < e.units; u++)
            mean +=
                vec_load(a + u * e.stride + s) * vec_load(d + u * e.stride + s);
        for (size_t u = 0; u < e.units; u++)
            vec_store(d + u * e.stride + s,
                      vec_load(a + u * e.stride + s) *
                          (vec_load(d + u * e.stride + s) - mean));
    }
}

ACTIVATION_EXPORT(softmax)

#if KERNEL_LEVEL == 0
ACTIVATION_DECLARE(softmax)

/* Cross-entropy goes back to z by itself, so z is kept. */
const ipt__activation ipt__act_softmax = {
    {"softmax", "a = exp z / sum of exp z over the units; output layer only",
     NULL, NULL},
    0,
    1,
    1,
    1,
    0,
    ACTIVATION_LEVELS(softmax),
};
#endif
