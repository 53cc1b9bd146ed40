/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the values and the errors of the mixture bounds are computed from. */

#ifndef IPT_ESTIMATORS_MIXTURE_CASE_H
#define IPT_ESTIMATORS_MIXTURE_CASE_H

#include "mixture.h"

/* Sums of one functional (upper or lower), all by row and in masses:
 * sum_j w_j K_ij over all rows, over the class of i, over the x of i. */
typedef struct {
    double *all;
    double *in_y;
    double *in_x;
    double *soft; /* n x n_classes: sum_j w_j p(y|j) K_ij */
} ipt__mixture_sums;

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
} ipt__mixture_case;

static inline double
ipt__mixture_mass(const ipt_sample *s, size_t i)
{
    return s->weight ? s->weight[i] : 1.0 / (double)s->t.n;
}

/* sum_y p(y|i) ln(sum_j w_j p(y|j) K_ij / p(y)): minus the pointwise H'(T|Y).
 * A class without mass has no rows. */
double ipt__mixture_given_y(const ipt__mixture_case *c,
                            const ipt__mixture_sums *sums, size_t i);

/* Standard errors from the sums of the functional that out->i_xt and i_ty
 * come from, at its variance v; m->pairs are loaded. */
ipt_status ipt__mixture_errors(ipt__mixture *m, const ipt__mixture_case *c,
                               const ipt__mixture_sums *sums, double v,
                               ipt_estimate *out, ipt_error *err);

#endif
