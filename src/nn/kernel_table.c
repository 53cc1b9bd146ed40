/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of one instruction set as a table. */

#include <config.h>

#include "kernel.h"

/* Measured with 256 samples against OpenBLAS 0.3.21 with the same instruction
 * set (OPENBLAS_CORETYPE Haswell for level 3, Nehalem for the base): own
 * products win up to about 100 x 100 with 16 registers of 256 bits, and up to
 * about 512 x 512 otherwise. */
#if KERNEL_LEVEL == 3
#define TABLE_BLAS_WEIGHTS 12288
#else
#define TABLE_BLAS_WEIGHTS 262144
#endif

const ipt__kernels KERNEL(ipt__kernels) = {
    KERNEL(ipt__panel),       KERNEL(ipt__outer),
    KERNEL(ipt__row_sums),    KERNEL(ipt__cross_entropy),
    KERNEL(ipt__mse),         KERNEL(ipt__adam),
    KERNEL(ipt__sgd),         KERNEL(ipt__penalty),
    KERNEL(ipt__sum_squares), KERNEL(ipt__sum),
    KERNEL(ipt__accumulate),  TABLE_BLAS_WEIGHTS,
};
