/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of one instruction set as a table. */

#include <config.h>

#include "kernel.h"

/* Measured with 256 samples against OpenBLAS 0.3.21, which chooses its own
 * instruction set: panels of 512-bit vectors win up to 256 x 256, those of 256
 * bits up to about 100 x 100. */
#if KERNEL_LEVEL == 4
#define TABLE_BLAS_WEIGHTS 262144
#elif KERNEL_LEVEL == 3
#define TABLE_BLAS_WEIGHTS 12288
#else
#define TABLE_BLAS_WEIGHTS 4096
#endif

const ipt__kernels KERNEL(ipt__kernels) = {
    KERNEL(ipt__panel),       KERNEL(ipt__outer),
    KERNEL(ipt__row_sums),    KERNEL(ipt__cross_entropy),
    KERNEL(ipt__mse),         KERNEL(ipt__adam),
    KERNEL(ipt__sgd),         KERNEL(ipt__penalty),
    KERNEL(ipt__sum_squares), KERNEL(ipt__sum),
    KERNEL(ipt__accumulate),  TABLE_BLAS_WEIGHTS,
};
