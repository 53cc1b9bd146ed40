/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of the optimisers and sums over parameters. */

#include <config.h>

#include "kernel.h"

VECTOR_INLINE vec
update_load(const ipt_real *p, size_t left)
{
    ipt_real padded[LANES] = {0};

    if (left >= LANES)
        return vec_load(p);
    memcpy(padded, p, left * sizeof *p);
    return vec_load(padded);
}

VECTOR_INLINE void
update_store(ipt_real *p, vec v, size_t left)
{
    if (left >= LANES)
        vec_store(p, v);
    else
        memcpy(p, &v, left * sizeof *p);
}

void
KERNEL(ipt__adam)(ipt_real *p, const ipt_real *g, ipt_real *m, ipt_real *v,
                  size_t n, const ipt__adam_step *step)
{
    for (size_t i = 0; i < n; i += LANES) {
        const size_t left = n - i;
        const vec slope = update_load(g + i, left);
        const vec mean = update_load(m + i, left);
        const vec square = update_load(v + i, left);
        const vec mean1 = step->beta1 * mean + step->share1 * slope;
        const vec square1 =
            step->beta2 * square + step->share2 * (slope * slope);
        const vec below = vec_sqrt(square1) * step->root + step->epsilon;
        const vec moved = update_load(p + i, left) - step->rate * mean1 / below;

        update_store(m + i, mean1, left);
        update_store(v + i, square1, left);
        update_store(p + i, moved, left);
    }
}

void
KERNEL(ipt__sgd)(ipt_real *p, const ipt_real *g, ipt_real *velocity, size_t n,
                 const ipt__sgd_step *step)
{
    for (size_t i = 0; i < n; i += LANES) {
        const size_t left = n - i;
        const vec slope = update_load(g + i, left);
        const vec speed =
            step->momentum * update_load(velocity + i, left) + slope;
        const vec way = step->nesterov ? slope + step->momentum * speed : speed;

        update_store(velocity + i, speed, left);
        update_store(p + i, update_load(p + i, left) - step->rate * way, left);
    }
}

void
KERNEL(ipt__penalty)(ipt_real *g, const ipt_real *p, size_t n, ipt_real l2,
                     ipt_real l1)
{
    for (size_t i = 0; i < n; i += LANES) {
        const size_t left = n - i;
        const vec value = update_load(p + i, left);
        const vec sign = vec_select(value == 0, vec_all(0),
                                    vec_copysign(vec_all(l1), value));

        update_store(g + i, update_load(g + i, left) + l2 * value + sign, left);
    }
}

double
KERNEL(ipt__sum_squares)(const ipt_real *p, size_t n)
{
    double sum[8] = {0};
    double all = 0;
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        for (int j = 0; j < 8; j++)
            sum[j] += (double)p[i + (size_t)j] * (double)p[i + (size_t)j];
    for (; i < n; i++)
        sum[i % 8] += (double)p[i] * (double)p[i];
    for (int j = 0; j < 8; j++)
        all += sum[j];
    return all;
}

double
KERNEL(ipt__sum)(const ipt_real *p, size_t n)
{
    double sum[8] = {0};
    double all = 0;
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        for (int j = 0; j < 8; j++)
            sum[j] += (double)p[i + (size_t)j];
    for (; i < n; i++)
        sum[i % 8] += (double)p[i];
    for (int j = 0; j < 8; j++)
        all += sum[j];
    return all;
}

double
KERNEL(ipt__accumulate)(double *sum, const ipt_real *g, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += (double)g[i];
    return KERNEL(ipt__sum_squares)(g, n);
}
