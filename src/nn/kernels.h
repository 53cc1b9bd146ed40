/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inner loops of networks, built for several instruction sets. */

#ifndef IPT_NN_KERNELS_H
#define IPT_NN_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/cpu.h>
#include <infoplane/network.h>

/** An integer as wide as ipt_real. */
#ifdef IPT_REAL_DOUBLE
typedef int64_t ipt__lane;
#else
typedef int32_t ipt__lane;
#endif

/** Rows of tensors are padded to a multiple of this: the widest vector. */
enum { IPT__PAD = 16 };

/** The extent of a tensor for one piece of a batch: `units` rows, `stride`
 * apart, of `n` samples, a multiple of IPT__PAD. */
typedef struct {
    size_t units;
    size_t stride;
    size_t n;
} ipt__extent;

/** Values a from sums z, which may be the same memory unless the activation
 * needs z for its slope; and d *= da/dz (softmax: the whole Jacobian). The
 * slopes of prelu lie in `slope`, their gradients are added to `dslope`. */
typedef void ipt__act_forward(const ipt_real *z, ipt_real *a,
                              const ipt_real *slope, ipt__extent extent);
typedef void ipt__act_backward(const ipt_real *z, const ipt_real *a,
                               ipt_real *d, const ipt_real *slope,
                               ipt_real *dslope, ipt__extent extent);

typedef struct {
    ipt__act_forward *forward;
    ipt__act_backward *backward;
} ipt__act_kernels;

/** Constants of one Adam step; see optimizer_adam.c. */
typedef struct {
    ipt_real rate; /* learning rate over 1 - beta1^t */
    ipt_real beta1, beta2;
    ipt_real root; /* 1 / sqrt(1 - beta2^t) */
    ipt_real epsilon;
    ipt_real share1, share2; /* 1 - beta1, 1 - beta2, rounded once */
} ipt__adam_step;

/** Constants of one step of gradient descent. */
typedef struct {
    ipt_real rate;
    ipt_real momentum;
    int nesterov;
} ipt__sgd_step;

/** All other kernels of one instruction set. */
typedef struct {
    /** c[r][s] = bias[r] + sum over k of w[r row_step + k depth_step] x[k][s];
     * bias may be NULL. */
    void (*panel)(ipt_real *c, const ipt_real *w, size_t row_step,
                  size_t depth_step, const ipt_real *bias, const ipt_real *x,
                  size_t depth, ipt__extent extent);
    /** dw[r][k] += sum over s of d[r][s] x[k][s]. */
    void (*outer)(ipt_real *dw, const ipt_real *d, const ipt_real *x,
                  size_t depth, ipt__extent extent);
    /** db[r] += sum over s of d[r][s]. */
    void (*row_sums)(ipt_real *db, const ipt_real *d, ipt__extent extent);
    /** Loss of each sample into `loss`; gradient times `scale` into d unless
     * it is NULL. Classes: -log softmax(z)[label], d with respect to z. */
    void (*cross_entropy)(const ipt_real *z, const ipt__lane *label,
                          ipt_real *d, ipt_real scale, ipt_real *loss,
                          ipt__extent extent);
    /** Mean over units of (a - y)^2, d with respect to a; y NULL: the target
     * is 1 at the label and 0 elsewhere. */
    void (*mse)(const ipt_real *a, const ipt_real *y, const ipt__lane *label,
                ipt_real *d, ipt_real scale, ipt_real *loss,
                ipt__extent extent);
    void (*adam)(ipt_real *p, const ipt_real *g, ipt_real *m, ipt_real *v,
                 size_t n, const ipt__adam_step *step);
    void (*sgd)(ipt_real *p, const ipt_real *g, ipt_real *velocity, size_t n,
                const ipt__sgd_step *step);
    /** g += l2 p + l1 sign(p). */
    void (*penalty)(ipt_real *g, const ipt_real *p, size_t n, ipt_real l2,
                    ipt_real l1);
    /** Sum of squares, in double. */
    double (*sum_squares)(const ipt_real *p, size_t n);
    /** Sum of the first n numbers, in double. */
    double (*sum)(const ipt_real *p, size_t n);
    /** Adds g to the running sums; returns the sum of squares of g. */
    double (*accumulate)(double *sum, const ipt_real *g, size_t n);
    /** Weights from which BLAS is faster than `panel` and `outer`. */
    size_t blas_weights;
} ipt__kernels;

/** The kernels of a level; a level that was not built gives the base. */
const ipt__kernels *ipt__kernels_get(ipt_cpu_level level);

extern const ipt__kernels ipt__kernels_base, ipt__kernels_v3, ipt__kernels_v4;

#endif
