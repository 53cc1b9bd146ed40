/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses of samples and their gradients. */

#include <config.h>

#include "kernel.h"

void
KERNEL(ipt__cross_entropy)(const ipt_real *z, const ipt__lane *label,
                           ipt_real *d, ipt_real scale, ipt_real *loss,
                           ipt__extent e)
{
    for (size_t s = 0; s < e.n; s += LANES) {
        const ivec wanted = ivec_load(label + s);
        vec top = vec_load(z + s);
        vec sum = vec_all(0);
        vec hit = vec_all(0);

        for (size_t u = 1; u < e.units; u++) {
            const vec v = vec_load(z + u * e.stride + s);

            top = vec_select(v > top, v, top);
        }
        for (size_t u = 0; u < e.units; u++) {
            const vec v = vec_load(z + u * e.stride + s) - top;
            const vec p = vec_exp(v);

            sum += p;
            hit += vec_select(wanted == (ipt__lane)u, v, vec_all(0));
            if (d)
                vec_store(d + u * e.stride + s, p);
        }
        vec_store(loss + s, vec_log(sum) - hit);
        if (!d)
            continue;
        const vec factor = scale / sum;
        for (size_t u = 0; u < e.units; u++) {
            const vec target =
                vec_select(wanted == (ipt__lane)u, vec_all(scale), vec_all(0));

            vec_store(d + u * e.stride + s,
                      vec_load(d + u * e.stride + s) * factor - target);
        }
    }
}

void
KERNEL(ipt__mse)(const ipt_real *a, const ipt_real *y, const ipt__lane *label,
                 ipt_real *d, ipt_real scale, ipt_real *loss, ipt__extent e)
{
    const ipt_real share = 1 / (ipt_real)e.units;

    for (size_t s = 0; s < e.n; s += LANES) {
        vec sum = vec_all(0);

        for (size_t u = 0; u < e.units; u++) {
            const size_t at = u * e.stride + s;
            const vec target =
                y ? vec_load(y + at)
                  : vec_select(ivec_load(label + s) == (ipt__lane)u, vec_all(1),
                               vec_all(0));
            const vec off = vec_load(a + at) - target;

            sum += off * off;
            if (d)
                vec_store(d + at, off * (2 * share * scale));
        }
        vec_store(loss + s, sum * share);
    }
}
