/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard errors of the mixture bounds: the delete-one jackknife. */

#include <config.h>

#include <math.h>

#include <infoplane/random.h>

#include "mixture_case.h"

static void
mixture_pointwise(const ipt__mixture_case *c, const ipt__mixture_sums *sums)
{
    for (size_t i = 0; i < c->n; i++) {
        c->value_xt[i] = c->value_ty[i] = 0;
        if (c->s->weight && !(c->s->weight[i] > 0))
            continue;
        const double h = -log(sums->all[i]);

        c->value_xt[i] =
            h + (c->x ? log(sums->in_x[i] / c->mass_x[c->x[i]]) : 0);
        c->value_ty[i] = c->mass_y ? h + ipt__mixture_given_y(c, sums, i) : 0;
    }
}

/* w_j / S_j and so on by slot, and the groups by slot. */
typedef struct {
    double *all, *in_y, *in_x; /* 0 in empty slots */
    uint32_t *y, *x;
} mixture_shares;

static void
mixture_share(const ipt__mixture *m, const ipt__mixture_case *c,
              const ipt__mixture_sums *sums, const mixture_shares *out)
{
    const uint32_t *row = m->pairs.row.data;

    for (size_t q = 0; q < m->pairs.slots; q++) {
        const size_t j = row[q];
        const double w = row[q] == UINT32_MAX ? 0 : ipt__mixture_mass(c->s, j);

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
            const double w = ipt__mixture_mass(s, row[q]);

            sum += w * log1p(-own_mass * kernel[q] * share[q] / w);
        }
    return sum;
}

/* And for p(y|x): sum_y sum_j w_j p(y|j) ln(1 - w_i p(y|i) K_j / S_j^y). */
static double
mixture_log_soft(const ipt__mixture *m, const ipt__mixture_case *c,
                 const ipt__mixture_sums *sums, size_t i, const double *kernel)
{
    const uint32_t *row = m->pairs.row.data;
    const size_t k = c->s->n_classes;
    const double *p = c->s->p_y_given_x;
    const double own = ipt__mixture_mass(c->s, i);
    double sum = 0;

    for (size_t q = 0; q < m->pairs.slots; q++) {
        const size_t j = row[q];

        if (!(kernel[q] > 0) || row[q] == UINT32_MAX ||
            !(ipt__mixture_mass(c->s, j) > 0))
            continue;
        for (size_t y = 0; y < k; y++)
            if (p[j * k + y] > 0)
                sum += ipt__mixture_mass(c->s, j) * p[j * k + y] *
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
mixture_drop_y(const ipt__mixture_case *c, size_t i)
{
    const size_t k = c->s->n_classes;
    const double w = ipt__mixture_mass(c->s, i);
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
mixture_delete(const ipt__mixture *m, const ipt__mixture_case *c,
               const ipt__mixture_sums *sums, const mixture_shares *share,
               size_t i, const double *kernel, double *xt, double *ty)
{
    const ipt_sample *s = c->s;
    const size_t slots = m->pairs.slots;
    const double w = ipt__mixture_mass(s, i);
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
        const double w = ipt__mixture_mass(s, index ? index[a] : a);

        mass += w;
        mean += w * r[a];
    }
    for (size_t a = 0; a < m && mass > 0; a++) {
        const double u = (1 - ipt__mixture_mass(s, index ? index[a] : a)) *
                         (r[a] - mean / mass);

        sum += u * u;
    }
    return sum;
}

/* theta_(i) - theta if only row i's own term went: what it is scaled from. */
static double
mixture_own(const ipt_sample *s, size_t i, double u, double theta)
{
    const double w = ipt__mixture_mass(s, i);

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

ipt_status
ipt__mixture_errors(ipt__mixture *m, const ipt__mixture_case *c,
                    const ipt__mixture_sums *sums, double v, ipt_estimate *out,
                    ipt_error *err)
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
        const double w = ipt__mixture_mass(s, i);

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
