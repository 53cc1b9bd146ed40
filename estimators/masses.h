/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plug-in information from weighted rows and from soft labels. */

#ifndef IPT_ESTIMATORS_MASSES_H
#define IPT_ESTIMATORS_MASSES_H

#include <stddef.h>
#include <stdint.h>

/* A value and its standard error, in nats. */
typedef struct {
    double value;
    double se;
} ipt__value;

/**
 * The functions below take rows i = 0..n-1 with mass w_i / sum w and return
 * the plug-in value together with a jackknife error: with theta_(i) the value
 * after row i is deleted and the others are scaled up to mass one,
 *   se^2 = n / (n - 1) sum_i ((1 - w_i) (theta_(i) - sum_k w_k theta_(k)))^2,
 * which for equal weights is the usual delete-one jackknife.
 *
 * weight NULL: 1/n each. Sums run in the order of the rows.
 */

/* H(T); `mass` has room for `groups` doubles, `loo` for n. */
ipt__value ipt__masses_entropy(const uint32_t *group, size_t groups, size_t n,
                               const double *weight, double *mass, double *loo);

/* I(T;Z) from the pair that every row is: pair[i] numbers (group, other). */
ipt__value ipt__masses_hard(const uint32_t *group, size_t groups,
                            const uint32_t *other, size_t others,
                            const uint32_t *pair, size_t pairs, size_t n,
                            const double *weight, double *mass, double *loo);

/* I(T;Y) with p(y|x_i) in row i of p, n x n_classes; `mass` has room for
 * groups (n_classes + 1) + n_classes doubles. */
ipt__value ipt__masses_soft(const uint32_t *group, size_t groups,
                            const double *p, size_t n_classes, size_t n,
                            const double *weight, double *mass, double *loo);

#endif
