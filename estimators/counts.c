/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plug-in core of all counting estimators. */

#include <config.h>

#include <math.h>
#include <string.h>

#include "counts.h"
#include "masses.h"

/* Up to this many classes the joint counts are a dense table. */
enum { COUNTS_DENSE = 32 };

/* One value per row and the masses of up to three partitions. */
static size_t
counts_scratch(size_t n, size_t n_classes)
{
    return 4 * n + n_classes;
}

ipt_status
ipt__counts_reserve(ipt__counts *counts, size_t n, size_t d, size_t n_classes,
                    ipt_error *err)
{
    const size_t wide = d * sizeof(double) > 8 ? d * sizeof(double) : 8;
    const size_t dense = n_classes <= COUNTS_DENSE ? n_classes : 0;
    const struct {
        ipt__buffer *buffer;
        size_t count, size;
    } wanted[] = {
        {&counts->group, n, 4},
        {&counts->group_count, n, 4},
        {&counts->x, n, 4},
        {&counts->x_count, n, 4},
        {&counts->y_count, n_classes + 1, 4},
        {&counts->key, n + 1, wide},
        {&counts->pair, n, 4},
        {&counts->joint, n + 1, 12},
        {&counts->dense, n * dense + 1, 4},
        {&counts->histogram, n + 1, 4},
        {&counts->xlogx, n + 1, 16},
        {&counts->scratch, counts_scratch(n, n_classes), 8},
    };
    ipt_status status = ipt__table_reserve(&counts->table, n, err);

    for (size_t i = 0; status == IPT_OK && i < sizeof wanted / sizeof *wanted;
         i++)
        status = ipt__buffer_reserve(wanted[i].buffer, wanted[i].count,
                                     wanted[i].size, err);
    if (status != IPT_OK || n <= counts->n)
        return status;

    double *f = counts->xlogx.data;

    f[0] = f[1] = 0;
    for (size_t c = 1; c <= n; c++) {
        f[2 * c] = (double)c * log((double)c);
        f[2 * c + 1] = f[2 * c - 2] - f[2 * c];
    }
    memset(counts->histogram.data, 0, (n + 1) * 4);
    counts->n = n;
    return IPT_OK;
}

double
ipt__counts_memory(size_t n, size_t d, size_t n_classes)
{
    const double rows = (double)n;
    const double dense =
        n_classes <= COUNTS_DENSE ? 4.0 * (double)n_classes : 0;

    return ipt__table_memory(n) + rows * (20 + 12 + 4 + 16 + dense) +
           rows * 8.0 * (double)(d > 0 ? d : 1) +
           8.0 * (double)counts_scratch(n, n_classes);
}

void
ipt__counts_free(ipt__counts *counts)
{
    ipt__buffer *const all[] = {
        &counts->group,   &counts->group_count, &counts->x,
        &counts->x_count, &counts->y_count,     &counts->key,
        &counts->pair,    &counts->joint,       &counts->dense,
        &counts->xlogx,   &counts->histogram,   &counts->scratch,
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        ipt__buffer_free(all[i]);
    ipt__table_free(&counts->table);
    counts->n = 0;
}

/* sum c ln c over cells, by ascending c: the same bits for any order. */
static double
counts_sum(ipt__counts *counts, const uint32_t *count, size_t size)
{
    const double *f = counts->xlogx.data;
    uint32_t *histogram = counts->histogram.data;
    uint32_t most = 0;
    double sum = 0;

    for (size_t k = 0; k < size; k++) {
        if (count[k] > 1)
            histogram[count[k]]++;
        most = count[k] > most ? count[k] : most;
    }
    for (uint32_t c = 2; c <= most; c++)
        if (histogram[c]) {
            sum += histogram[c] * f[2 * (size_t)c];
            histogram[c] = 0;
        }
    return sum;
}

/*
 * Deleting a row changes an entropy's sum of c ln c by q, the same for all
 * rows of an (occupied) joint cell; every theta_(i) is (constant + q_i) /
 * (n - 1), hence se^2 = sum_i (q_i - mean q)^2 / (n (n - 1)).
 *
 * The sums are taken in fixed point, as many bits as n allows: whole numbers
 * add to the same total in any order. |q| <= 3 (1 + ln n).
 */
static double
counts_jackknife(const double *q, const uint32_t *count, size_t size, size_t n)
{
    const double span = 3 * (1 + log((double)n));
    const double unit = ldexp(1, 61 - ilogb(span * (double)n) - 1);
    const double unit2 = ldexp(1, 61 - ilogb(span * span * (double)n) - 1);
    int64_t sum = 0;
    int64_t square = 0;

    for (size_t k = 0; k < size; k++)
        sum += (int64_t)count[k] * (int64_t)(q[k] * unit);
    const double mean = (double)sum / unit / (double)n;

    for (size_t k = 0; k < size; k++) {
        const double u = q[k] - mean;

        square += (int64_t)count[k] * (int64_t)(u * u * unit2);
    }
    return sqrt((double)square / unit2 / ((double)n * (double)(n - 1)));
}

/* H(T) by counting; the error of I(X;T) where every row is its own x. */
static ipt__value
counts_entropy(ipt__counts *counts, const uint32_t *count, size_t size,
               size_t n, double sum)
{
    const double *f = counts->xlogx.data;
    double *q = counts->scratch.data;
    ipt__value out;

    /* f(n) / n can round to more than ln n. */
    out.value = sum == 0 ? log((double)n) : (f[2 * n] - sum) / (double)n;
    for (size_t k = 0; k < size; k++)
        q[k] = -f[2 * (size_t)count[k] + 1];
    out.se = size == n ? 0 : counts_jackknife(q, count, size, n);
    return out;
}

/* Joint counts of the cells with few classes: a dense table, then without
 * its holes. No branch depends on the data. */
static void
counts_join_dense(ipt__counts *counts, const uint32_t *group, size_t groups,
                  const int32_t *label, size_t n_classes, size_t n,
                  ipt__joint *out)
{
    uint32_t *dense = counts->dense.data;
    size_t size = 0;

    memset(dense, 0, groups * n_classes * sizeof *dense);
    for (size_t i = 0; i < n; i++)
        dense[group[i] * n_classes + (size_t)label[i]]++;
    for (size_t g = 0; g < groups; g++)
        for (size_t c = 0; c < n_classes; c++) {
            const uint32_t count = dense[g * n_classes + c];

            out->cell[size] = (uint32_t)g;
            out->other[size] = (uint32_t)c;
            out->count[size] = count;
            size += count != 0;
        }
    out->size = size;
}

/* Joint counts of any two numberings; pair[i] becomes the pair of row i. */
static size_t
counts_join(ipt__counts *counts, const uint32_t *group, const uint32_t *other,
            size_t n, ipt__joint *out)
{
    uint64_t *key = counts->key.data;
    uint32_t *pair = counts->pair.data;

    for (size_t i = 0; i < n; i++)
        key[i] = (uint64_t)group[i] << 32 | other[i];
    out->size = ipt__table_group(&counts->table, key, n, 8, pair, out->count);
    for (size_t i = 0; i < n; i++) {
        out->cell[pair[i]] = group[i];
        out->other[pair[i]] = other[i];
    }
    return out->size;
}

/* I(T;Z) by counting, given the sums of c ln c over T and Z. */
static ipt__value
counts_information(ipt__counts *counts, const ipt__joint *joint,
                   const uint32_t *count_t, double sum_t,
                   const uint32_t *count_z, double sum_z, size_t n)
{
    const double *f = counts->xlogx.data;
    double *q = counts->scratch.data;
    const double sum_tz = counts_sum(counts, joint->count, joint->size);
    ipt__value out;

    out.value = ((f[2 * n] - sum_t) - (sum_z - sum_tz)) / (double)n;
    for (size_t k = 0; k < joint->size; k++)
        q[k] = f[2 * (size_t)joint->count[k] + 1] -
               f[2 * (size_t)count_t[joint->cell[k]] + 1] -
               f[2 * (size_t)count_z[joint->other[k]] + 1];
    out.se = counts_jackknife(q, joint->count, joint->size, n);
    return out;
}

size_t
ipt__counts_group_x(ipt__counts *counts, const ipt_sample *sample)
{
    const size_t n = sample->t.n;
    uint32_t *x = counts->x.data;
    int64_t *key = counts->key.data;

    if (!sample->x_id) {
        for (size_t i = 0; i < n; i++)
            x[i] = (uint32_t)i;
        return n;
    }
    memcpy(key, sample->x_id, n * sizeof *key);
    return ipt__table_group(&counts->table, key, n, 8, x, counts->x_count.data);
}

void
ipt__flag_saturated(ipt_estimate *out, double h_x)
{
    if (h_x > 0 && out->i_xt >= 0.995 * h_x)
        out->flags |= IPT_FLAG_SATURATED;
}

/* All of ipt__counts_estimate() for rows of equal weight and hard labels;
 * what p(y|x) needs is left to counts_weighted(). */
static void
counts_plain(ipt__counts *counts, size_t groups, const ipt_sample *s,
             ipt_estimate *out)
{
    const size_t n = s->t.n;
    const uint32_t *group = counts->group.data;
    const uint32_t *count = counts->group_count.data;
    const double sum_t = counts_sum(counts, count, groups);
    const ipt__value h = counts_entropy(counts, count, groups, n, sum_t);
    uint32_t *column = counts->joint.data;
    ipt__joint joint = {column, column + n + 1, column + 2 * (n + 1), 0};
    double h_x = log((double)n);

    out->h_t = h.value;
    out->i_xt = h.value;
    out->i_xt_se = h.se;
    if (s->x_id) {
        const size_t xs = ipt__counts_group_x(counts, s);
        const uint32_t *count_x = counts->x_count.data;
        const double sum_x = counts_sum(counts, count_x, xs);

        if (xs < n) {
            counts_join(counts, group, counts->x.data, n, &joint);
            const ipt__value i = counts_information(counts, &joint, count,
                                                    sum_t, count_x, sum_x, n);

            out->i_xt = i.value;
            out->i_xt_se = i.se;
            h_x = counts_entropy(counts, count_x, xs, n, sum_x).value;
        }
    }
    ipt__flag_saturated(out, h_x);
    if (s->label && !s->p_y_given_x) {
        uint32_t *count_y = counts->y_count.data;

        memset(count_y, 0, s->n_classes * sizeof *count_y);
        for (size_t i = 0; i < n; i++)
            count_y[s->label[i]]++;
        const double sum_y = counts_sum(counts, count_y, s->n_classes);

        if (s->n_classes <= COUNTS_DENSE) {
            counts_join_dense(counts, group, groups, s->label, s->n_classes, n,
                              &joint);
        } else {
            uint32_t *y = counts->x.data;

            for (size_t i = 0; i < n; i++)
                y[i] = (uint32_t)s->label[i];
            counts_join(counts, group, y, n, &joint);
        }
        const ipt__value i =
            counts_information(counts, &joint, count, sum_t, count_y, sum_y, n);

        out->i_ty = i.value;
        out->i_ty_se = i.se;
    }
}

/* The same with masses, for weights and for p(y|x). */
static void
counts_weighted(ipt__counts *counts, size_t groups, const ipt_sample *s,
                ipt_estimate *out)
{
    const size_t n = s->t.n;
    const uint32_t *group = counts->group.data;
    double *loo = counts->scratch.data;
    double *mass = loo + n;
    uint32_t *column = counts->joint.data;
    ipt__joint joint = {column, column + n + 1, column + 2 * (n + 1), 0};
    uint32_t *other = counts->x.data;

    if (s->weight) {
        const size_t xs = ipt__counts_group_x(counts, s);
        ipt__value i = ipt__masses_entropy(other, xs, n, s->weight, mass, loo);
        const double h_x = i.value;

        i = ipt__masses_entropy(group, groups, n, s->weight, mass, loo);
        out->h_t = i.value;
        if (xs < n) {
            counts_join(counts, group, other, n, &joint);
            i = ipt__masses_hard(group, groups, other, xs, counts->pair.data,
                                 joint.size, n, s->weight, mass, loo);
        }
        out->i_xt = i.value;
        out->i_xt_se = i.se;
        ipt__flag_saturated(out, h_x);
    }
    if (s->p_y_given_x) {
        const ipt__value i =
            ipt__masses_soft(group, groups, s->p_y_given_x, s->n_classes, n,
                             s->weight, mass, loo);

        out->i_ty = i.value;
        out->i_ty_se = i.se;
    } else if (s->label) {
        for (size_t i = 0; i < n; i++)
            other[i] = (uint32_t)s->label[i];
        counts_join(counts, group, other, n, &joint);
        const ipt__value i = ipt__masses_hard(
            group, groups, other, s->n_classes, counts->pair.data, joint.size,
            n, s->weight, mass, loo);

        out->i_ty = i.value;
        out->i_ty_se = i.se;
    }
}

ipt_status
ipt__counts_estimate(ipt__counts *counts, const void *codes, size_t bytes,
                     const ipt_sample *sample, ipt_estimate *out,
                     ipt_error *err)
{
    const size_t n = sample->t.n;
    ipt_status status =
        ipt__counts_reserve(counts, n, sample->t.d, sample->n_classes, err);

    if (status == IPT_OK && sample->p_y_given_x)
        status = ipt__buffer_reserve(
            &counts->scratch, n * (sample->n_classes + 2) + sample->n_classes,
            8, err);
    if (status != IPT_OK)
        return status;

    uint32_t *group = counts->group.data;
    uint32_t *count = counts->group_count.data;
    const size_t groups =
        ipt__table_group(&counts->table, codes, n, bytes, group, count);

    if (!sample->weight)
        counts_plain(counts, groups, sample, out);
    if (sample->weight || sample->p_y_given_x)
        counts_weighted(counts, groups, sample, out);
    if (groups < n && ipt__counts_ties(counts, sample, group, count))
        out->flags |= IPT_FLAG_TIES;
    return IPT_OK;
}

double
ipt__counts_label_entropy(ipt__counts *counts, const ipt_sample *s)
{
    const size_t n = s->t.n;
    double *mass = counts->scratch.data;
    double total = 0;
    double h = 0;

    if (!s->p_y_given_x && !s->label)
        return NAN;
    memset(mass, 0, s->n_classes * sizeof *mass);
    for (size_t i = 0; i < n; i++) {
        const double w = s->weight ? s->weight[i] : 1;

        total += w;
        if (!s->p_y_given_x)
            mass[s->label[i]] += w;
        for (size_t c = 0; s->p_y_given_x && c < s->n_classes; c++)
            mass[c] += w * s->p_y_given_x[i * s->n_classes + c];
    }
    for (size_t c = 0; c < s->n_classes; c++)
        if (mass[c] > 0)
            h -= mass[c] / total * log(mass[c] / total);
    return h;
}
