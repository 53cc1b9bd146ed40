/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairwise-distance bounds for a layer with Gaussian noise: kde and akde. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mixture_case.h"
#include "sample.h"

/* Nats that sums over rows may be off by. */
#define MIXTURE_ROUNDING 1e-10

/* Columns of m->sums. */
enum { MIXTURE_SUMS = 6, MIXTURE_VALUES = 2, MIXTURE_COLUMNS = 10 };

ipt_status
ipt__mixture_reserve(ipt__mixture *m, size_t n, size_t d, size_t n_classes,
                     ipt_error *err)
{
    ipt_status status = ipt__counts_reserve(&m->counts, n, d, n_classes, err);

    if (status == IPT_OK)
        status = ipt__buffer_reserve(&m->group, n, 4, err);
    if (status == IPT_OK)
        status = ipt__buffer_reserve(&m->sums, MIXTURE_COLUMNS * n + n_classes,
                                     8, err);
    return status;
}

double
ipt__mixture_memory(const ipt__mixture *m, size_t n, size_t d, size_t n_classes)
{
    return ipt__counts_memory(n, d, n_classes) +
           ipt__pairs_memory(n, d, n_classes, m->single) +
           (double)n * (4 + 8 * (MIXTURE_COLUMNS + 7)) +
           8.0 * (double)n_classes;
}

void
ipt__mixture_release(ipt__mixture *m)
{
    ipt__pairs_free(&m->pairs);
    ipt__pairs_free(&m->x_pairs);
    ipt__counts_free(&m->counts);
    ipt__buffer_free(&m->group);
    ipt__buffer_free(&m->weight);
    ipt__buffer_free(&m->sums);
    ipt__buffer_free(&m->soft);
    ipt__buffer_free(&m->kernel);
}

double
ipt__mixture_largest(const ipt_view *t)
{
    double most = 0;

    for (size_t i = 0; i < t->n; i++)
        for (size_t j = 0; j < t->d; j++)
            most = fmax(most, fabs(ipt_view_get(t, i, j)));
    return most;
}

/* Sums of terms that nearly cancel: Neumaier's compensation. */
typedef struct {
    double sum, rest;
} mixture_total;

static inline void
mixture_add(mixture_total *total, double x)
{
    const double sum = total->sum + x;

    total->rest += fabs(total->sum) >= fabs(x) ? (total->sum - sum) + x
                                               : (x - sum) + total->sum;
    total->sum = sum;
}

/* Row masses (times `factor` of row i) by slot; NULL where all are 1. */
static ipt_status
mixture_weights(ipt__mixture *m, const ipt__pairs *pairs, const ipt_sample *s,
                const double *p, size_t stride, const double **out,
                ipt_error *err)
{
    const uint32_t *row = pairs->row.data;
    const ipt_status status =
        ipt__buffer_reserve(&m->weight, pairs->slots, 8, err);
    double *weight = m->weight.data;

    *out = NULL;
    if ((!s->weight && !p) || status != IPT_OK)
        return status;
    weight = m->weight.data;
    for (size_t k = 0; k < pairs->slots; k++)
        weight[k] = row[k] == UINT32_MAX ? 0
                                         : ipt__mixture_mass(s, row[k]) *
                                               (p ? p[row[k] * stride] : 1);
    *out = weight;
    return IPT_OK;
}

/* From slots to rows; counts become masses. */
static void
mixture_collect(const ipt__pairs *pairs, const ipt_sample *s, int sharp,
                int counted, double *in, size_t stride, double *all)
{
    const uint32_t *slot = pairs->slot.data;
    const double *from_in = sharp ? pairs->in_sharp.data : pairs->in.data;
    const double *from_out = sharp ? pairs->out_sharp.data : pairs->out.data;
    const double unit = counted ? (double)s->t.n : 1.0;

    for (size_t i = 0; i < s->t.n; i++) {
        if (in)
            in[i * stride] = from_in[slot[i]] / unit;
        if (all)
            all[i] = (from_in[slot[i]] + from_out[slot[i]]) / unit;
    }
}

/* Sums over the rows of the same group only. */
static ipt_status
mixture_inside(ipt__mixture *m, const ipt_sample *s, const uint32_t *group,
               size_t n_groups, double v, double *sum, double *sharp,
               ipt_error *err)
{
    ipt__pairs *pairs = &m->x_pairs;
    const double *weight = NULL;
    ipt_status status = IPT_OK;

    if (!ipt__pairs_fit(s->t.n, n_groups)) {
        status = ipt__pairs_small(&s->t, group, n_groups, v, s->weight, sum,
                                  sharp, err);
        for (size_t i = 0; status == IPT_OK && !s->weight && i < s->t.n; i++) {
            sum[i] /= (double)s->t.n;
            if (sharp)
                sharp[i] /= (double)s->t.n;
        }
        return status;
    }
    status = ipt__pairs_load(pairs, &s->t, group, n_groups, m->single, err);
    if (status == IPT_OK)
        status = mixture_weights(m, pairs, s, NULL, 0, &weight, err);
    if (status != IPT_OK)
        return status;
    ipt__pairs_sum(pairs, v, weight, sharp != NULL, 1);
    mixture_collect(pairs, s, 0, !weight, sum, 1, NULL);
    if (sharp)
        mixture_collect(pairs, s, 1, !weight, sharp, 1, NULL);
    return IPT_OK;
}

/* All sums at variance v, and with fourth powers (variance v / 4). */
static ipt_status
mixture_sum(ipt__mixture *m, const ipt__mixture_case *c, size_t n_x, double v,
            ipt__mixture_sums *out, ipt__mixture_sums *sharp, ipt_error *err)
{
    const ipt_sample *s = c->s;
    const int fused = c->y && ipt__pairs_fit(c->n, s->n_classes);
    const double *weight = NULL;
    ipt_status status = ipt__pairs_load(&m->pairs, &s->t, fused ? c->y : NULL,
                                        s->n_classes, m->single, err);

    if (status == IPT_OK)
        status = mixture_weights(m, &m->pairs, s, NULL, 0, &weight, err);
    if (status != IPT_OK)
        return status;
    ipt__pairs_sum(&m->pairs, v, weight, sharp != NULL, 0);
    mixture_collect(&m->pairs, s, 0, !weight, fused ? out->in_y : NULL, 1,
                    out->all);
    if (sharp)
        mixture_collect(&m->pairs, s, 1, !weight, fused ? sharp->in_y : NULL, 1,
                        sharp->all);
    if (c->y && !fused)
        status = mixture_inside(m, s, c->y, s->n_classes, v, out->in_y,
                                sharp ? sharp->in_y : NULL, err);
    if (status == IPT_OK && c->x)
        status = mixture_inside(m, s, c->x, n_x, v, out->in_x,
                                sharp ? sharp->in_x : NULL, err);
    for (size_t y = 0; out->soft && status == IPT_OK && y < s->n_classes; y++) {
        status = mixture_weights(m, &m->pairs, s, s->p_y_given_x + y,
                                 s->n_classes, &weight, err);
        if (status != IPT_OK)
            break;
        ipt__pairs_sum(&m->pairs, v, weight, sharp != NULL, 1);
        mixture_collect(&m->pairs, s, 0, 0, out->soft + y, s->n_classes, NULL);
        if (sharp)
            mixture_collect(&m->pairs, s, 1, 0, sharp->soft + y, s->n_classes,
                            NULL);
    }
    return status;
}

double
ipt__mixture_given_y(const ipt__mixture_case *c, const ipt__mixture_sums *sums,
                     size_t i)
{
    const size_t k = c->s->n_classes;
    double value = 0;

    if (c->y)
        return log(sums->in_y[i] / c->mass_y[c->y[i]]);
    for (size_t y = 0; y < k; y++) {
        const double p = c->s->p_y_given_x[i * k + y];

        if (p > 0)
            value += p * log(sums->soft[i * k + y] / c->mass_y[y]);
    }
    return value;
}

/* Averages of the three functionals over rows: H'(T), H'(T|X), H'(T|Y). */
typedef struct {
    double t, t_x, t_y;
} mixture_entropies;

static mixture_entropies
mixture_average(const ipt__mixture_case *c, const ipt__mixture_sums *sums)
{
    const ipt_sample *s = c->s;
    const double log_n = log((double)c->n);
    mixture_total t = {0, 0};
    mixture_total t_x = {0, 0};
    mixture_total t_y = {0, 0};
    mixture_entropies out;

    for (size_t i = 0; i < c->n; i++) {
        const double w = s->weight ? s->weight[i] : 1;

        if (!(w > 0))
            continue;
        /* ln n - ln(n S) with n S >= 1 cannot exceed ln n. */
        mixture_add(&t, s->weight ? -w * log(sums->all[i])
                                  : log(sums->all[i] * (double)c->n));
        if (c->x)
            mixture_add(&t_x, -w * log(sums->in_x[i] / c->mass_x[c->x[i]]));
        if (c->mass_y)
            mixture_add(&t_y, -w * ipt__mixture_given_y(c, sums, i));
    }
    const double unit = s->weight ? 1 : (double)c->n;

    out.t = s->weight ? t.sum + t.rest : log_n - (t.sum + t.rest) / unit;
    out.t_x = (t_x.sum + t_x.rest) / unit;
    out.t_y = c->mass_y ? (t_y.sum + t_y.rest) / unit : (double)NAN;
    return out;
}

/* Masses of the groups of x and of the classes. */
static void
mixture_masses(ipt__mixture_case *c, size_t n_x)
{
    const ipt_sample *s = c->s;
    const size_t k = s->n_classes;

    for (size_t g = 0; c->x && g < n_x; g++)
        c->mass_x[g] = 0;
    for (size_t y = 0; c->mass_y && y < k; y++)
        c->mass_y[y] = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double w = s->weight ? s->weight[i] : 1;

        if (c->x)
            c->mass_x[c->x[i]] += w;
        if (c->y)
            c->mass_y[c->y[i]] += w;
        for (size_t y = 0; c->mass_y && !c->y && y < k; y++)
            c->mass_y[y] += w * s->p_y_given_x[i * k + y];
    }
    for (size_t g = 0; !s->weight && c->x && g < n_x; g++)
        c->mass_x[g] /= (double)c->n;
    for (size_t y = 0; !s->weight && c->mass_y && y < k; y++)
        c->mass_y[y] /= (double)c->n;
}

/* A layer that is the same for all rows tells nothing, exactly. */
static void
mixture_nothing(const ipt__mixture *m, int labelled, ipt_estimate *out)
{
    const int both = m->bound == IPT__BOUND_BOTH;

    out->i_xt = out->i_xt_se = 0;
    out->kind_xt =
        m->bound == IPT__BOUND_LOWER ? IPT_KIND_LOWER : IPT_KIND_UPPER;
    if (both)
        out->i_xt_lower = out->i_xt_upper = 0;
    if (labelled)
        out->i_ty = out->i_ty_se = 0;
    if (labelled && both)
        out->i_ty_lower = out->i_ty_upper = 0;
}

/* H(X) of the sample, for the flag. */
static double
mixture_h_x(const ipt__mixture_case *c, size_t n_x)
{
    double h = 0;

    if (!c->x && !c->s->weight)
        return log((double)c->n);
    for (size_t i = 0; i < (c->x ? n_x : c->n); i++) {
        const double p = c->x ? c->mass_x[i] : c->s->weight[i];

        h -= p > 0 ? p * log(p) : 0;
    }
    return h;
}

static void
mixture_result(const ipt__mixture *m, const ipt__mixture_case *c,
               const ipt__mixture_sums *upper, const ipt__mixture_sums *lower,
               ipt_estimate *out)
{
    const int both = m->bound == IPT__BOUND_BOTH;
    const ipt__mixture_sums *main_sums =
        m->bound == IPT__BOUND_LOWER ? lower : upper;
    const mixture_entropies h = mixture_average(c, main_sums);

    out->i_xt = h.t - h.t_x;
    out->i_ty = h.t - h.t_y;
    /* Rows that repeat with their x leave what their masses round to. */
    out->kind_xt = fabs(h.t_x) > MIXTURE_ROUNDING ? IPT_KIND_ESTIMATE
                   : m->bound == IPT__BOUND_LOWER ? IPT_KIND_LOWER
                                                  : IPT_KIND_UPPER;
    out->kind_ty = IPT_KIND_ESTIMATE;
    if (both) {
        /* Bounds of differences: the far ends of both terms. */
        const mixture_entropies l = mixture_average(c, lower);

        out->i_xt_upper = h.t - l.t_x;
        out->i_xt_lower = l.t - h.t_x;
        out->i_ty_upper = h.t - l.t_y;
        out->i_ty_lower = l.t - h.t_y;
    }
}

ipt_status
ipt__mixture_estimate(ipt__mixture *m, const ipt_sample *s, double v,
                      ipt_estimate *out, ipt_error *err)
{
    const size_t n = s->t.n;
    const int soft = s->p_y_given_x != NULL;
    const int labelled = soft || s->label;
    const int both = m->bound == IPT__BOUND_BOTH;
    const double most = ipt__mixture_largest(&s->t);
    const double reach = m->single ? 1e15 : 1e140;
    ipt_status status = ipt__mixture_reserve(m, n, s->t.d, s->n_classes, err);

    if (status == IPT_OK && soft)
        status = ipt__buffer_reserve(&m->soft, 2 * n * s->n_classes, 8, err);
    if (status != IPT_OK)
        return status;
    if (ipt__view_constant(&s->t)) {
        mixture_nothing(m, labelled, out);
        if (ipt__counts_ties(&m->counts, s, NULL, NULL))
            out->flags |= IPT_FLAG_TIES;
        return IPT_OK;
    }
    if (!(v >= 1e-30) || !(v <= 1e30) || most > reach)
        return ipt_error_set(err, IPT_ENUMERIC,
                             "activations up to %g with noise variance %g are "
                             "beyond %s precision",
                             most, v, m->single ? "single" : "double");

    double *column = m->sums.data;
    double *soft_sums = m->soft.data;
    uint32_t *y = m->group.data;
    ipt__mixture_sums one = {column, column + n, column + 2 * n,
                             soft ? soft_sums : NULL};
    ipt__mixture_sums two = {column + 3 * n, column + 4 * n, column + 5 * n,
                             soft ? soft_sums + n * s->n_classes : NULL};
    ipt__mixture_case c = {
        s, n, NULL, NULL, NULL, column + 8 * n, column + 6 * n, column + 7 * n};
    const size_t n_x = s->x_id ? ipt__counts_group_x(&m->counts, s) : n;

    if (n_x < n)
        c.x = m->counts.x.data;
    if (labelled)
        c.mass_y = column + MIXTURE_COLUMNS * n;
    if (labelled && !soft) {
        for (size_t i = 0; i < n; i++)
            y[i] = (uint32_t)s->label[i];
        c.y = y;
    }
    mixture_masses(&c, n_x);
    /* Variance v makes the upper bound, 4 v the lower one; with both, the
     * upper sums are fourth powers of the lower. */
    status = mixture_sum(m, &c, n_x, m->bound == IPT__BOUND_UPPER ? v : 4 * v,
                         &one, both ? &two : NULL, err);
    if (status != IPT_OK)
        return status;
    mixture_result(m, &c, both ? &two : &one, &one, out);
    status =
        ipt__mixture_errors(m, &c, both ? &two : &one,
                            m->bound == IPT__BOUND_LOWER ? 4 * v : v, out, err);
    ipt__flag_saturated(out, mixture_h_x(&c, n_x));
    if (status == IPT_OK && ipt__counts_ties(&m->counts, s, NULL, NULL))
        out->flags |= IPT_FLAG_TIES;
    return status;
}
