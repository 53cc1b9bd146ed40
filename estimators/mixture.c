/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairwise-distance bounds for a layer with Gaussian noise: kde and akde. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/random.h>

#include "mixture.h"
#include "sample.h"

/* Sums of one functional (upper or lower), all by row and in masses:
 * sum_j w_j K_ij over all rows, over the class of i, over the x of i. */
typedef struct {
    double *all;
    double *in_y;
    double *in_x;
    double *soft; /* n x n_classes: sum_j w_j p(y|j) K_ij */
} mixture_sums;

/* What the sums are interpreted with. */
typedef struct {
    const ipt_sample *s;
    size_t n;
    const uint32_t *y; /* hard labels, or NULL */
    const uint32_t *x; /* groups of equal x, or NULL: all different */
    double *mass_y;    /* n_classes */
    double *mass_x;    /* by group of x */
    double *value_xt;  /* pointwise terms, by row */
    double *value_ty;
} mixture_case;

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

static inline double
mixture_mass(const ipt_sample *s, size_t i)
{
    return s->weight ? s->weight[i] : 1.0 / (double)s->t.n;
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
                                         : mixture_mass(s, row[k]) *
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
mixture_sum(ipt__mixture *m, const mixture_case *c, size_t n_x, double v,
            mixture_sums *out, mixture_sums *sharp, ipt_error *err)
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

/* sum_y p(y|i) ln(sum_j w_j p(y|j) K_ij / p(y)): minus the pointwise H'(T|Y).
 * A class without mass has no rows. */
static double
mixture_given_y(const mixture_case *c, const mixture_sums *sums, size_t i)
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
mixture_average(const mixture_case *c, const mixture_sums *sums)
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
            mixture_add(&t_y, -w * mixture_given_y(c, sums, i));
    }
    const double unit = s->weight ? 1 : (double)c->n;

    out.t = s->weight ? t.sum + t.rest : log_n - (t.sum + t.rest) / unit;
    out.t_x = (t_x.sum + t_x.rest) / unit;
    out.t_y = c->mass_y ? (t_y.sum + t_y.rest) / unit : (double)NAN;
    return out;
}

static void
mixture_pointwise(const mixture_case *c, const mixture_sums *sums)
{
    for (size_t i = 0; i < c->n; i++) {
        c->value_xt[i] = c->value_ty[i] = 0;
        if (c->s->weight && !(c->s->weight[i] > 0))
            continue;
        const double h = -log(sums->all[i]);

        c->value_xt[i] =
            h + (c->x ? log(sums->in_x[i] / c->mass_x[c->x[i]]) : 0);
        c->value_ty[i] = c->mass_y ? h + mixture_given_y(c, sums, i) : 0;
    }
}

/* w_j / S_j and so on by slot, and the groups by slot. */
typedef struct {
    double *all, *in_y, *in_x; /* 0 in empty slots */
    uint32_t *y, *x;
} mixture_shares;

static void
mixture_share(const ipt__mixture *m, const mixture_case *c,
              const mixture_sums *sums, const mixture_shares *out)
{
    const uint32_t *row = m->pairs.row.data;

    for (size_t q = 0; q < m->pairs.slots; q++) {
        const size_t j = row[q];
        const double w = row[q] == UINT32_MAX ? 0 : mixture_mass(c->s, j);

        out->all[q] = w > 0 ? w / sums->all[j] : 0;
        out->in_y[q] = w > 0 && c->y ? w / sums->in_y[j] : 0;
        out->in_x[q] = w > 0 && c->x ? w / sums->in_x[j] : 0;
        out->y[q] = w > 0 && c->y ? c->y[j] : 0;
        out->x[q] = w > 0 && c->x ? c->x[j] : 0;
    }
}

/* sum_j ln(1 - K_j share_j) over the slots whose group is `own` (NULL: all):
 * the logarithm of products. For equal weights K_j share_j <= 1/2, so that
 * no product of 256 factors underflows. */
static double
mixture_log_product(const double *kernel, const double *share,
                    const uint32_t *group, uint32_t own, size_t slots)
{
    double sum = 0;

    for (size_t begin = 0; begin < slots; begin += 256) {
        const size_t end = slots - begin < 256 ? slots : begin + 256;
        double product = 1;

        if (!group) {
#pragma omp simd reduction(* : product)
            for (size_t q = begin; q < end; q++)
                product *= 1 - kernel[q] * share[q];
        } else {
#pragma omp simd reduction(* : product)
            for (size_t q = begin; q < end; q++)
                product *= 1 - (group[q] == own ? kernel[q] * share[q] : 0);
        }
        sum += log(product);
    }
    return sum;
}

/* The same term by term, for weights: sum_j w_j ln(1 - w_i K_j share_j / w_j).
 */
static double
mixture_log_sum(const ipt__mixture *m, const ipt_sample *s, double own_mass,
                const double *kernel, const double *share,
                const uint32_t *group, uint32_t own)
{
    const uint32_t *row = m->pairs.row.data;
    double sum = 0;

    for (size_t q = 0; q < m->pairs.slots; q++)
        if (kernel[q] > 0 && share[q] > 0 && (!group || group[q] == own)) {
            const double w = mixture_mass(s, row[q]);

            sum += w * log1p(-own_mass * kernel[q] * share[q] / w);
        }
    return sum;
}

/* And for p(y|x): sum_y sum_j w_j p(y|j) ln(1 - w_i p(y|i) K_j / S_j^y). */
static double
mixture_log_soft(const ipt__mixture *m, const mixture_case *c,
                 const mixture_sums *sums, size_t i, const double *kernel)
{
    const uint32_t *row = m->pairs.row.data;
    const size_t k = c->s->n_classes;
    const double *p = c->s->p_y_given_x;
    const double own = mixture_mass(c->s, i);
    double sum = 0;

    for (size_t q = 0; q < m->pairs.slots; q++) {
        const size_t j = row[q];

        if (!(kernel[q] > 0) || row[q] == UINT32_MAX ||
            !(mixture_mass(c->s, j) > 0))
            continue;
        for (size_t y = 0; y < k; y++)
            if (p[j * k + y] > 0)
                sum += mixture_mass(c->s, j) * p[j * k + y] *
                       log1p(-own * p[i * k + y] * kernel[q] /
                             sums->soft[j * k + y]);
    }
    return sum;
}

static inline double
mixture_xlogx(double p)
{
    return p > 0 ? p * log(p) : 0;
}

/* What sum_z p(z) ln p(z) changes by when row i leaves. */
static double
mixture_drop_y(const mixture_case *c, size_t i)
{
    const size_t k = c->s->n_classes;
    const double w = mixture_mass(c->s, i);
    double sum = 0;

    if (c->y) {
        const double p = c->mass_y[c->y[i]];

        return mixture_xlogx(p - w) - mixture_xlogx(p);
    }
    for (size_t y = 0; y < k; y++)
        sum += mixture_xlogx(c->mass_y[y] - w * c->s->p_y_given_x[i * k + y]) -
               mixture_xlogx(c->mass_y[y]);
    return sum;
}

/*
 * The values without row i, times 1 - w_i, less the values with it: exactly
 *   (1 - w_i) theta_(i) - theta = -w_i u_i + (1 - w_i) ln(1 - w_i)
 *       - sum_j w_j ln(1 - w_i K_ij / S_j)
 *       + [sum_j w_j ln(1 - w_i K_ij / S_j^z) - drop of sum p(z) ln p(z)
 *          - w_i ln p(z)], j != i,
 * with u_i the pointwise value and the bracket over the rows of z, the class
 * or the x of row i, where there is one.
 */
static void
mixture_delete(const ipt__mixture *m, const mixture_case *c,
               const mixture_sums *sums, const mixture_shares *share, size_t i,
               const double *kernel, double *xt, double *ty)
{
    const ipt_sample *s = c->s;
    const size_t slots = m->pairs.slots;
    const double w = mixture_mass(s, i);
    const uint32_t y = c->y ? c->y[i] : 0;
    const uint32_t x = c->x ? c->x[i] : 0;
    double all, in_y = 0, in_x = 0;

    if (!s->weight) {
        all = w * mixture_log_product(kernel, share->all, NULL, 0, slots);
        if (c->y)
            in_y = w *
                   mixture_log_product(kernel, share->in_y, share->y, y, slots);
        if (c->x)
            in_x = w *
                   mixture_log_product(kernel, share->in_x, share->x, x, slots);
    } else {
        all = mixture_log_sum(m, s, w, kernel, share->all, NULL, 0);
        if (c->y)
            in_y = mixture_log_sum(m, s, w, kernel, share->in_y, share->y, y);
        if (c->x)
            in_x = mixture_log_sum(m, s, w, kernel, share->in_x, share->x, x);
    }
    if (sums->soft)
        in_y = mixture_log_soft(m, c, sums, i, kernel);
    const double rest = (1 - w) * log1p(-w) - all;

    *xt = rest - w * c->value_xt[i];
    *ty = rest - w * c->value_ty[i];
    if (c->x) {
        const double p = c->mass_x[c->x[i]];

        *xt += in_x - (mixture_xlogx(p - w) - mixture_xlogx(p)) - w * log(p);
    }
    if (c->mass_y) {
        const size_t k = s->n_classes;
        double mean_log = c->y ? log(c->mass_y[c->y[i]]) : 0;

        for (size_t z = 0; !c->y && z < k; z++)
            mean_log += s->p_y_given_x[i * k + z] > 0
                            ? s->p_y_given_x[i * k + z] * log(c->mass_y[z])
                            : 0;
        *ty += in_y - mixture_drop_y(c, i) - w * mean_log;
    }
}

/* sum_i ((1 - w_i) (r_i - sum w r / sum w))^2 over the rows in `index`, or
 * over all. */
static double
mixture_scatter(const ipt_sample *s, const uint32_t *index, size_t m,
                const double *r)
{
    double mass = 0;
    double mean = 0;
    double sum = 0;

    for (size_t a = 0; a < m; a++) {
        const double w = mixture_mass(s, index ? index[a] : a);

        mass += w;
        mean += w * r[a];
    }
    for (size_t a = 0; a < m && mass > 0; a++) {
        const double u =
            (1 - mixture_mass(s, index ? index[a] : a)) * (r[a] - mean / mass);

        sum += u * u;
    }
    return sum;
}

/* theta_(i) - theta if only row i's own term went: what it is scaled from. */
static double
mixture_own(const ipt_sample *s, size_t i, double u, double theta)
{
    const double w = mixture_mass(s, i);

    return w < 1 ? w * (theta - u) / (1 - w) : 0;
}

/* Jackknife error: over all rows, or from the rows' own terms, which are known
 * for all, scaled by what the whole makes of them on a sample of rows. */
static double
mixture_error(const ipt_sample *s, const uint32_t *index, size_t m,
              const double *own_all, const double *own, const double *whole)
{
    const double n = (double)s->t.n;
    double sum = mixture_scatter(s, NULL, s->t.n, own_all);

    if (m > 1) {
        const double full = mixture_scatter(s, index, m, whole);
        const double part = mixture_scatter(s, index, m, own);

        sum = m == s->t.n || !(part > 0) ? full * n / (double)m
                                         : sum * full / part;
    }
    return sqrt(sum * n / (n - 1));
}

/* The rows 0..n-1, `rows` of them drawn to the front. */
static void
mixture_draw(uint32_t *order, size_t n, size_t rows)
{
    ipt_stream stream;

    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    ipt_stream_init(&stream, 0, "mixture/se", n);
    for (size_t a = 0; rows < n && a < rows; a++) {
        const size_t b = a + (size_t)ipt_stream_below(&stream, n - a);
        const uint32_t kept = order[a];

        order[a] = order[b];
        order[b] = kept;
    }
}

/* Standard errors from the sums of the functional that i_xt comes from. */
static ipt_status
mixture_errors(ipt__mixture *m, const mixture_case *c, const mixture_sums *sums,
               double v, ipt_estimate *out, ipt_error *err)
{
    const ipt_sample *s = c->s;
    const size_t n = c->n;
    const size_t rows = (size_t)m->se_rows < n ? (size_t)m->se_rows : n;
    const size_t slots = m->pairs.slots;
    const uint32_t *slot = m->pairs.slot.data;
    const ipt_status status =
        ipt__buffer_reserve(&m->kernel, 5 * slots + 4 * rows + n, 8, err);

    if (status != IPT_OK)
        return status;
    double *kernel = m->kernel.data;
    double *own_xt = kernel + 5 * slots;
    double *own_ty = own_xt + rows;
    double *xt = own_ty + rows;
    double *ty = xt + rows;
    uint32_t *order = (uint32_t *)(void *)(ty + rows);
    uint32_t *groups = (uint32_t *)(void *)(kernel + 4 * slots);
    const mixture_shares share = {kernel + slots, kernel + 2 * slots,
                                  kernel + 3 * slots, groups, groups + slots};

    mixture_pointwise(c, sums);
    mixture_share(m, c, sums, &share);
    mixture_draw(order, n, rows);
    for (size_t a = 0; a < rows; a++) {
        const size_t i = order[a];
        const double w = mixture_mass(s, i);

        xt[a] = ty[a] = 0;
        if (w > 0 && w < 1) {
            ipt__pairs_row(&m->pairs, v, i, kernel);
            kernel[slot[i]] = 0; /* j != i */
            mixture_delete(m, c, sums, &share, i, kernel, xt + a, ty + a);
            xt[a] = (xt[a] + w * out->i_xt) / (1 - w);
            ty[a] = (ty[a] + w * out->i_ty) / (1 - w);
        }
        own_xt[a] = mixture_own(s, i, c->value_xt[i], out->i_xt);
        own_ty[a] = mixture_own(s, i, c->value_ty[i], out->i_ty);
    }
    for (size_t i = 0; i < n; i++) {
        c->value_xt[i] = mixture_own(s, i, c->value_xt[i], out->i_xt);
        c->value_ty[i] = mixture_own(s, i, c->value_ty[i], out->i_ty);
    }
    out->i_xt_se = mixture_error(s, order, rows, c->value_xt, own_xt, xt);
    if (c->mass_y)
        out->i_ty_se = mixture_error(s, order, rows, c->value_ty, own_ty, ty);
    return IPT_OK;
}

/* Masses of the groups of x and of the classes. */
static void
mixture_masses(mixture_case *c, size_t n_x)
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
mixture_h_x(const mixture_case *c, size_t n_x)
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
mixture_result(const ipt__mixture *m, const mixture_case *c,
               const mixture_sums *upper, const mixture_sums *lower,
               ipt_estimate *out)
{
    const int both = m->bound == IPT__BOUND_BOTH;
    const mixture_sums *main_sums =
        m->bound == IPT__BOUND_LOWER ? lower : upper;
    const mixture_entropies h = mixture_average(c, main_sums);

    out->i_xt = h.t - h.t_x;
    out->i_ty = h.t - h.t_y;
    out->kind_xt = h.t_x != 0                     ? IPT_KIND_ESTIMATE
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
    mixture_sums one = {column, column + n, column + 2 * n,
                        soft ? soft_sums : NULL};
    mixture_sums two = {column + 3 * n, column + 4 * n, column + 5 * n,
                        soft ? soft_sums + n * s->n_classes : NULL};
    mixture_case c = {
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
    status = mixture_errors(m, &c, both ? &two : &one,
                            m->bound == IPT__BOUND_LOWER ? 4 * v : v, out, err);
    ipt__flag_saturated(out, mixture_h_x(&c, n_x));
    if (status == IPT_OK && ipt__counts_ties(&m->counts, s, NULL, NULL))
        out->flags |= IPT_FLAG_TIES;
    return status;
}
