/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of weights: sums over samples of products of two tensors. */

#include <config.h>

#include "fold.h"
#include "kernel.h"

/* A tile is rows x columns sums, each a vector whose lanes are added at the
 * end; the constants fit the registers of each instruction set. */
#if KERNEL_LEVEL == 4
#define OUTER_ROWS 4
#else
#define OUTER_ROWS 2
#endif
#define OUTER_COLUMNS 4

enum { OUTER_SUMS = OUTER_ROWS * OUTER_COLUMNS };

/* Vectors of the tile, rounded up to whole folds. */
enum { OUTER_FOLDED = (OUTER_SUMS + LANES - 1) / LANES * LANES };

/* `rows` and `columns` are constants wherever this is inlined. */
VECTOR_INLINE void
outer_work(ipt_real *dw, const ipt_real *d, const ipt_real *x, size_t depth,
           ipt__extent e, const int rows, const int columns)
{
    vec sum[OUTER_FOLDED] = {{0}};

    for (size_t s = 0; s < e.n; s += LANES) {
        vec right[OUTER_COLUMNS];

        VECTOR_UNROLL
        for (int k = 0; k < columns; k++)
            right[k] = vec_load(x + (size_t)k * e.stride + s);
        VECTOR_UNROLL
        for (int r = 0; r < rows; r++) {
            const vec left = vec_load(d + (size_t)r * e.stride + s);

            VECTOR_UNROLL
            for (int k = 0; k < columns; k++)
                sum[r * columns + k] += left * right[k];
        }
    }
    ipt_real total[OUTER_FOLDED];
    VECTOR_UNROLL
    for (int i = 0; i < rows * columns; i += LANES)
        vec_store(total + i, fold_all(sum + i));
    VECTOR_UNROLL
    for (int r = 0; r < rows; r++)
        VECTOR_UNROLL
    for (int k = 0; k < columns; k++)
        dw[(size_t)r * depth + (size_t)k] += total[r * columns + k];
}

VECTOR_INLINE void
outer_columns(ipt_real *dw, const ipt_real *d, const ipt_real *x, size_t depth,
              ipt__extent e, const int rows)
{
    size_t k = 0;

    for (; k + OUTER_COLUMNS <= depth; k += OUTER_COLUMNS)
        outer_work(dw + k, d, x + k * e.stride, depth, e, rows, OUTER_COLUMNS);
    switch (depth - k) {
    case 1:
        outer_work(dw + k, d, x + k * e.stride, depth, e, rows, 1);
        break;
    case 2:
        outer_work(dw + k, d, x + k * e.stride, depth, e, rows, 2);
        break;
    case 3:
        outer_work(dw + k, d, x + k * e.stride, depth, e, rows, 3);
        break;
    default:
        break;
    }
}

/* LANES rows at a time. */
void
KERNEL(ipt__row_sums)(ipt_real *db, const ipt_real *d, ipt__extent e)
{
    for (size_t r = 0; r < e.units; r += LANES) {
        const size_t rows = e.units - r < LANES ? e.units - r : LANES;
        vec sum[LANES] = {{0}};
        ipt_real total[LANES];

        for (size_t i = 0; i < rows; i++) {
            const ipt_real *row = d + (r + i) * e.stride;
            vec even = vec_all(0);
            vec odd = vec_all(0);
            size_t s = 0;

            for (; s + 2 * LANES <= e.n; s += 2 * LANES) {
                even += vec_load(row + s);
                odd += vec_load(row + s + LANES);
            }
            if (s < e.n)
                even += vec_load(row + s);
            sum[i] = even + odd;
        }
        vec_store(total, fold_all(sum));
        for (size_t i = 0; i < rows; i++)
            db[r + i] += total[i];
    }
}

void
KERNEL(ipt__outer)(ipt_real *dw, const ipt_real *d, const ipt_real *x,
                   size_t depth, ipt__extent extent)
{
    size_t r = 0;

    for (; r + OUTER_ROWS <= extent.units; r += OUTER_ROWS)
        outer_columns(dw + r * depth, d + r * extent.stride, x, depth, extent,
                      OUTER_ROWS);
    for (; r + 2 <= extent.units; r += 2)
        outer_columns(dw + r * depth, d + r * extent.stride, x, depth, extent,
                      2);
    if (r < extent.units)
        outer_columns(dw + r * depth, d + r * extent.stride, x, depth, extent,
                      1);
}
