/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the kernels of each instruction set. */

#ifndef IPT_NN_KERNEL_H
#define IPT_NN_KERNEL_H

#include "vector.h"

void KERNEL(ipt__panel)(ipt_real *c, const ipt_real *w, size_t row_step,
                        size_t depth_step, const ipt_real *bias,
                        const ipt_real *x, size_t depth, ipt__extent extent);
void KERNEL(ipt__outer)(ipt_real *dw, const ipt_real *d, const ipt_real *x,
                        size_t depth, ipt__extent extent);
void KERNEL(ipt__row_sums)(ipt_real *db, const ipt_real *d, ipt__extent extent);
void KERNEL(ipt__cross_entropy)(const ipt_real *z, const ipt__lane *label,
                                ipt_real *d, ipt_real scale, ipt_real *loss,
                                ipt__extent extent);
void KERNEL(ipt__mse)(const ipt_real *a, const ipt_real *y,
                      const ipt__lane *label, ipt_real *d, ipt_real scale,
                      ipt_real *loss, ipt__extent extent);
void KERNEL(ipt__adam)(ipt_real *p, const ipt_real *g, ipt_real *m, ipt_real *v,
                       size_t n, const ipt__adam_step *step);
void KERNEL(ipt__sgd)(ipt_real *p, const ipt_real *g, ipt_real *velocity,
                      size_t n, const ipt__sgd_step *step);
void KERNEL(ipt__penalty)(ipt_real *g, const ipt_real *p, size_t n, ipt_real l2,
                          ipt_real l1);
double KERNEL(ipt__sum_squares)(const ipt_real *p, size_t n);
double KERNEL(ipt__sum)(const ipt_real *p, size_t n);
double KERNEL(ipt__accumulate)(double *sum, const ipt_real *g, size_t n);

#endif
