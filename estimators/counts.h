/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plug-in core of all counting estimators. */

#ifndef IPT_ESTIMATORS_COUNTS_H
#define IPT_ESTIMATORS_COUNTS_H

#include <infoplane/estimator.h>

#include "buffer.h"
#include "table.h"

/* Occupied combinations of a cell and a second variable. */
typedef struct {
    uint32_t *cell;
    uint32_t *other;
    uint32_t *count;
    size_t size;
} ipt__joint;

/* Work space; zeroed, it is empty. */
typedef struct {
    ipt__table table;
    ipt__buffer group;       /* cell of each row */
    ipt__buffer group_count; /* rows of each cell */
    ipt__buffer x, x_count;  /* the same for x */
    ipt__buffer y_count;
    ipt__buffer key;         /* joint keys; rows searched for ties */
    ipt__buffer pair, joint; /* pair of each row; the three joint columns */
    ipt__buffer dense;       /* cells x classes, few classes only */
    ipt__buffer histogram;   /* how many cells have c rows */
    ipt__buffer xlogx;       /* c ln c and its decrease, for c = 0..n */
    ipt__buffer scratch;     /* doubles */
    size_t n;                /* what xlogx is filled for */
} ipt__counts;

ipt_status ipt__counts_reserve(ipt__counts *counts, size_t n, size_t d,
                               size_t n_classes, ipt_error *err);
double ipt__counts_memory(size_t n, size_t d, size_t n_classes);
void ipt__counts_free(ipt__counts *counts);

/**
 * Plug-in H(T), I(X;T) = H(T) - H(T|X) and I(T;Y) = H(T) - H(T|Y) in nats,
 * where rows with equal codes are the same value of T.
 *
 * With rows of equal weight every sum runs over counts in an order that does
 * not depend on the order of the rows, so neither does any bit of the result.
 * Weights and p(y|x) need masses instead of counts; see masses.h. Standard
 * errors by the delete-one jackknife (Efron & Stein 1981), in closed form. No
 * bias correction. Sets IPT_FLAG_SATURATED and IPT_FLAG_TIES. O(n) beyond the
 * length of the codes.
 *
 * @param codes   sample->t.n rows of `bytes` bytes, IPT__ROW_SLACK behind
 * @param out     i_xt, i_ty, h_t, their errors and flags
 */
ipt_status ipt__counts_estimate(ipt__counts *counts, const void *codes,
                                size_t bytes, const ipt_sample *sample,
                                ipt_estimate *out, ipt_error *err);

/* H(Y) of the sample's labels or p(y|x); NaN without. Reserved counts. */
double ipt__counts_label_entropy(ipt__counts *counts, const ipt_sample *s);

/* Whether rows of different x are equal in all units (0 and -0 are): among
 * the rows whose group has company or, with `group` NULL, among all rows. */
int ipt__counts_ties(ipt__counts *counts, const ipt_sample *sample,
                     const uint32_t *group, const uint32_t *group_count);

/* Numbers equal x: sample->x_id if given. The number of distinct x. */
size_t ipt__counts_group_x(ipt__counts *counts, const ipt_sample *sample);

/* Marks a result within 0.5 % of what the sample can show. */
void ipt__flag_saturated(ipt_estimate *out, double h_x);

#endif
