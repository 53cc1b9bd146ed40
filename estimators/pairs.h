/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of exp(-distance^2 ...) over all pairs of rows, never stored. */

#ifndef IPT_ESTIMATORS_PAIRS_H
#define IPT_ESTIMATORS_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/status.h>
#include <infoplane/view.h>

#include "buffer.h"

/* Rows per panel; in a panel the values of one unit lie side by side. */
enum { IPT__PANEL_F64 = 16, IPT__PANEL_F32 = 32 };

/* One call of a kernel. `sum` and `weight` have one element per slot. */
typedef struct {
    const void *panels; /* double or float, as the kernel */
    size_t d;
    double rate;          /* kernel is 2^(-rate * distance^2) */
    const double *weight; /* or NULL */
    double *sum;          /* adds w_j K_ij */
    double *sum_sharp;    /* adds w_j K_ij^4; or NULL */
} ipt__pair_job;

/* The kernels of one instruction set. */
typedef struct {
    /* Panel p with panels first..last-1: rows and columns are added to; p
     * with itself: rows only. */
    void (*strip_f64)(const ipt__pair_job *job, size_t p, size_t first,
                      size_t last);
    void (*strip_f32)(const ipt__pair_job *job, size_t p, size_t first,
                      size_t last);
    /* K_ij of slot i with all slots, into one double per slot. */
    void (*row_f64)(const ipt__pair_job *job, size_t i, size_t panels,
                    double *out);
} ipt__pair_kernels;

extern const ipt__pair_kernels ipt__pair_kernels_base;
extern const ipt__pair_kernels ipt__pair_kernels_v3;
extern const ipt__pair_kernels ipt__pair_kernels_v4;

const ipt__pair_kernels *ipt__pair_kernels_get(void);

/* Rows in panels, class by class; every class begins a panel. Zeroed, it is
 * empty. */
typedef struct {
    ipt__buffer panel;     /* doubles */
    ipt__buffer panel_f32; /* floats, where asked for */
    ipt__buffer slot;      /* where row i went */
    ipt__buffer row;       /* what is in a slot; UINT32_MAX: nothing */
    ipt__buffer start;     /* first panel of each class, then the end */
    ipt__buffer in, out, in_sharp, out_sharp; /* sums by slot */
    size_t n, d, n_classes;
    size_t width; /* rows per panel */
    size_t slots;
    int single;
} ipt__pairs;

/* Bytes for n rows in few classes. */
double ipt__pairs_memory(size_t n, size_t d, size_t n_classes, int single);

/**
 * Loads a sample.
 *
 * @param group   class of each row, 0..n_groups-1, or NULL: one class
 * @param single  whether sums are taken in float32; every difference, square
 *                and exponential is then rounded to float
 */
ipt_status ipt__pairs_load(ipt__pairs *pairs, const ipt_view *t,
                           const uint32_t *group, size_t n_groups, int single,
                           ipt_error *err);

/* Whether padding every class to whole panels costs less than it saves. */
int ipt__pairs_fit(size_t n, size_t n_groups);

/**
 * For every row i the sums over rows j of w_j K_ij, K_ij = exp(-|t_i - t_j|^2
 * / (2 v)), and of w_j K_ij^4: inside the class of i and, unless `only_in`,
 * outside. Distances are sums of squared differences, so nothing cancels;
 * K_ii = 1 exactly, and K_ij = 0 below 2^-1020 (2^-120 in float32).
 * O(n^2 d) / 2 and no memory for pairs.
 *
 * @param weight  by slot, or NULL: 1 each
 * @param sharp   whether the fourth powers are wanted too
 */
void ipt__pairs_sum(ipt__pairs *pairs, double v, const double *weight,
                    int sharp, int only_in);

/* The same inside the classes only, pair by pair: for many small classes.
 * `sum` and `sum_sharp` (or NULL) by row. */
ipt_status ipt__pairs_small(const ipt_view *t, const uint32_t *group,
                            size_t n_groups, double v, const double *weight,
                            double *sum, double *sum_sharp, ipt_error *err);

/* K_ij of row i with all slots, in double whatever `single` says; empty slots
 * get 0. `out` has room for pairs->slots. */
void ipt__pairs_row(const ipt__pairs *pairs, double v, size_t i, double *out);

void ipt__pairs_free(ipt__pairs *pairs);

#endif
