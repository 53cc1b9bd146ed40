/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plug-in information from weighted rows and from soft labels. */

#include <config.h>

#include <math.h>
#include <string.h>

#include "masses.h"

static inline double
masses_xlogx(double p)
{
    return p > 0 ? p * log(p) : 0.0;
}

static double
masses_total(const double *weight, size_t n)
{
    double total = 0;

    if (!weight)
        return (double)n;
    for (size_t i = 0; i < n; i++)
        total += weight[i];
    return total;
}

static inline double
masses_of(const double *weight, size_t i, double total)
{
    return (weight ? weight[i] : 1.0) / total;
}

static void
masses_add(double *mass, size_t size, const uint32_t *group, size_t n,
           const double *weight, double total)
{
    memset(mass, 0, size * sizeof *mass);
    for (size_t i = 0; i < n; i++)
        mass[group[i]] += masses_of(weight, i, total);
}

static double
masses_sum(const double *mass, size_t size)
{
    double sum = 0;

    for (size_t k = 0; k < size; k++)
        sum += masses_xlogx(mass[k]);
    return sum;
}

/* What the sum of p ln p changes by when mass w leaves a cell of mass p. */
static inline double
masses_drop(double p, double w)
{
    return masses_xlogx(p - w) - masses_xlogx(p);
}

/* sum (p/s) ln(p/s) = (sum p ln p) / s - ln s where the p sum to s = 1 - w. */
static inline double
masses_rescale(double sum, double w)
{
    return sum / (1 - w) - log1p(-w);
}

static double
masses_jackknife(const double *loo, size_t n, const double *weight,
                 double total)
{
    double mean = 0;
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        mean += masses_of(weight, i, total) * loo[i];
    for (size_t i = 0; i < n; i++) {
        const double u = (1 - masses_of(weight, i, total)) * (loo[i] - mean);

        sum += u * u;
    }
    return sqrt(sum * (double)n / (double)(n - 1));
}

ipt__value
ipt__masses_entropy(const uint32_t *group, size_t groups, size_t n,
                    const double *weight, double *mass, double *loo)
{
    const double total = masses_total(weight, n);
    ipt__value out = {0, 0};

    masses_add(mass, groups, group, n, weight, total);
    const double sum = masses_sum(mass, groups);

    out.value = 0.0 - sum;
    for (size_t i = 0; i < n; i++) {
        const double w = masses_of(weight, i, total);

        loo[i] = w < 1
                     ? -masses_rescale(sum + masses_drop(mass[group[i]], w), w)
                     : out.value;
    }
    out.se = masses_jackknife(loo, n, weight, total);
    return out;
}

ipt__value
ipt__masses_hard(const uint32_t *group, size_t groups, const uint32_t *other,
                 size_t others, const uint32_t *pair, size_t pairs, size_t n,
                 const double *weight, double *mass, double *loo)
{
    const double total = masses_total(weight, n);
    double *t = mass;
    double *z = t + groups;
    double *tz = z + others;
    ipt__value out = {0, 0};

    masses_add(t, groups, group, n, weight, total);
    masses_add(z, others, other, n, weight, total);
    masses_add(tz, pairs, pair, n, weight, total);
    const double sum_t = masses_sum(t, groups);
    const double sum_z = masses_sum(z, others);
    const double sum_tz = masses_sum(tz, pairs);

    out.value = (sum_tz - sum_t) - sum_z;
    for (size_t i = 0; i < n; i++) {
        const double w = masses_of(weight, i, total);

        if (!(w < 1)) {
            loo[i] = out.value;
            continue;
        }
        loo[i] = masses_rescale(sum_tz + masses_drop(tz[pair[i]], w), w) -
                 masses_rescale(sum_t + masses_drop(t[group[i]], w), w) -
                 masses_rescale(sum_z + masses_drop(z[other[i]], w), w);
    }
    out.se = masses_jackknife(loo, n, weight, total);
    return out;
}

ipt__value
ipt__masses_soft(const uint32_t *group, size_t groups, const double *p,
                 size_t n_classes, size_t n, const double *weight, double *mass,
                 double *loo)
{
    const double total = masses_total(weight, n);
    double *t = mass;
    double *y = t + groups;
    double *ty = y + n_classes;
    ipt__value out = {0, 0};

    masses_add(t, groups, group, n, weight, total);
    memset(y, 0, n_classes * sizeof *y);
    memset(ty, 0, groups * n_classes * sizeof *ty);
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < n_classes; c++) {
            const double w = masses_of(weight, i, total) * p[i * n_classes + c];

            y[c] += w;
            ty[group[i] * n_classes + c] += w;
        }
    const double sum_t = masses_sum(t, groups);
    const double sum_y = masses_sum(y, n_classes);
    const double sum_ty = masses_sum(ty, groups * n_classes);

    out.value = (sum_ty - sum_t) - sum_y;
    for (size_t i = 0; i < n; i++) {
        const double w = masses_of(weight, i, total);
        double drop_y = 0;
        double drop_ty = 0;

        if (!(w < 1)) {
            loo[i] = out.value;
            continue;
        }
        for (size_t c = 0; c < n_classes; c++) {
            const double wc = w * p[i * n_classes + c];

            drop_y += masses_drop(y[c], wc);
            drop_ty += masses_drop(ty[group[i] * n_classes + c], wc);
        }
        loo[i] = masses_rescale(sum_ty + drop_ty, w) -
                 masses_rescale(sum_t + masses_drop(t[group[i]], w), w) -
                 masses_rescale(sum_y + drop_y, w);
    }
    out.se = masses_jackknife(loo, n, weight, total);
    return out;
}
