/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairwise-distance bounds for a layer with Gaussian noise: kde and akde. */

#ifndef IPT_ESTIMATORS_MIXTURE_H
#define IPT_ESTIMATORS_MIXTURE_H

#include <infoplane/estimator.h>

#include "counts.h"
#include "pairs.h"

enum { IPT__BOUND_UPPER, IPT__BOUND_LOWER, IPT__BOUND_BOTH };

/* Options and work space of both estimators; zeroed, it is empty. */
typedef struct {
    double noise;
    int bound;
    int single;
    long se_rows;
    ipt__pairs pairs;
    ipt__counts counts; /* groups of equal x, ties */
    ipt__buffer group;  /* labels as group numbers */
    ipt__buffer weight; /* by slot */
    ipt__buffer sums;   /* by row; see mixture.c */
    ipt__buffer soft;   /* rows x classes, for p(y|x) */
    ipt__buffer kernel; /* one row of the kernel matrix */
    ipt__pairs x_pairs; /* classes of equal x */
} ipt__mixture;

/* The rows of an option table that both have. */
#define IPT__MIXTURE_OPTIONS(type)                                             \
    {"bound",                                                                  \
     IPT_OPTION_CHOICE,                                                        \
     offsetof(type, bound),                                                    \
     "upper",                                                                  \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     "upper|lower|both",                                                       \
     NULL,                                                                     \
     "which bound I(X;T) is; both gives the upper one and the interval"},      \
        {"precision",                                                          \
         IPT_OPTION_CHOICE,                                                    \
         offsetof(type, single),                                               \
         "double",                                                             \
         0,                                                                    \
         0,                                                                    \
         0,                                                                    \
         "double|single",                                                      \
         NULL,                                                                 \
         "arithmetic of the sums over pairs; single is about twice as fast "   \
         "and differs by about 1e-6 nat"},                                     \
    {                                                                          \
        "se_rows", IPT_OPTION_INT, offsetof(type, se_rows), "128", 0,          \
            1000000000, 0, NULL, NULL,                                         \
            "rows left out in turn for the standard error (as many "           \
            "as the sample: all); 0 takes the spread of the rows' own terms"   \
    }

ipt_status ipt__mixture_reserve(ipt__mixture *m, size_t n, size_t d,
                                size_t n_classes, ipt_error *err);
double ipt__mixture_memory(const ipt__mixture *m, size_t n, size_t d,
                           size_t n_classes);
void ipt__mixture_release(ipt__mixture *m);

/**
 * Bounds of I(X;T') and an estimate of I(T';Y), T' = T + N(0, v 1), by
 * Kolchinsky & Tracey (2017), for noise variance v > 0.
 *
 * With K_ij = exp(-|t_i - t_j|^2 / (2 v)) and row masses w_i:
 *   H'(T)   = -sum_i w_i ln sum_j w_j K_ij     (less the entropy of the noise)
 *   H'(T|Z) = -sum_z sum_i w_i p(z|i) ln sum_j w_j p(z|j) K_ij / p(z)
 *   I(X;T') <= H'(T) - H'(T|X),  I(T';Y) ~ H'(T) - H'(T|Y)
 * and the lower bound with 4 v for v. H'(T|X) = 0 when every row is its own x
 * (x_id NULL) or repeats of an x have the same t; else the noisy passes of an
 * x are its mixture, and the result a difference of bounds.
 *
 * A constant layer gives 0, whatever v is. IPT_ENUMERIC where activations or
 * v are out of the arithmetic's reach.
 */
ipt_status ipt__mixture_estimate(ipt__mixture *m, const ipt_sample *sample,
                                 double v, ipt_estimate *out, ipt_error *err);

/* The largest |t| of a view. */
double ipt__mixture_largest(const ipt_view *t);

#endif
