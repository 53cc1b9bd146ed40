/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products of large layers by BLAS, in one thread. */

#include <config.h>

#include <dlfcn.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include <cblas.h>

#include "nn.h"

#ifdef IPT_REAL_DOUBLE
#define BLAS_GEMM cblas_dgemm
#else
#define BLAS_GEMM cblas_sgemm
#endif

/* A product with few rows or columns gains nothing from the copies that BLAS
 * makes of its operands. */
#define BLAS_LEAST_SIDE 16

int
ipt__blas_pays(const ipt__kernels *kernels, size_t rows, size_t depth)
{
    return rows >= BLAS_LEAST_SIDE && depth >= BLAS_LEAST_SIDE &&
           rows * depth >= kernels->blas_weights;
}

void
ipt__blas_forward(const ipt_real *w, const ipt_real *bias, const ipt_real *x,
                  ipt_real *z, size_t rows, size_t depth, const ipt__pass *pass)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t s = 0; s < pass->padded; s++)
            z[r * pass->stride + s] = bias[r];
    BLAS_GEMM(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows,
              (int)pass->padded, (int)depth, 1, w, (int)depth, x,
              (int)pass->stride, 1, z, (int)pass->stride);
}

void
ipt__blas_backward(const ipt_real *w, const ipt_real *x, const ipt_real *dz,
                   ipt_real *dw, ipt_real *dx, size_t rows, size_t depth,
                   const ipt__pass *pass)
{
    BLAS_GEMM(CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, (int)depth,
              (int)pass->padded, 1, dz, (int)pass->stride, x, (int)pass->stride,
              1, dw, (int)depth);
    if (dx)
        BLAS_GEMM(CblasRowMajor, CblasTrans, CblasNoTrans, (int)depth,
                  (int)pass->padded, (int)rows, 1, w, (int)depth, dz,
                  (int)pass->stride, 0, dx, (int)pass->stride);
}

/* OpenBLAS has its own setter, which other libraries lack: hence the search
 * at run time. */
void
ipt_blas_single_thread(void)
{
    union {
        void *object;
        void (*set)(int);
    } found;

    found.object = dlsym(RTLD_DEFAULT, "openblas_set_num_threads");
    if (found.object)
        found.set(1);
}

int
ipt__blas_enter(void)
{
#ifdef _OPENMP
    const int before = omp_get_max_threads();

    omp_set_num_threads(1);
    return before;
#else
    return 1;
#endif
}

void
ipt__blas_leave(int before)
{
#ifdef _OPENMP
    omp_set_num_threads(before);
#else
    (void)before;
#endif
}
