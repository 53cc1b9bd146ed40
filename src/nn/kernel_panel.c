/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products of a small matrix with a tensor whose samples lie innermost. */

#include <config.h>

#include "kernel.h"

/* Vectors of samples that one tile holds; with PANEL_ROWS rows of sums they
 * fit the registers of each instruction set. */
#if KERNEL_LEVEL == 4
#define PANEL_WIDTH 4
#else
#define PANEL_WIDTH 2
#endif
#define PANEL_ROWS 4

typedef struct {
    ipt_real *c;
    const ipt_real *w;
    const ipt_real *bias;
    const ipt_real *x;
    size_t row_step, depth_step, depth, stride;
} panel_tile;

/* `rows` and `width` are constants wherever this is inlined. */
VECTOR_INLINE void
panel_work(const panel_tile *t, const int rows, const int width)
{
    vec sum[PANEL_ROWS][PANEL_WIDTH];
    const ipt_real *x = t->x;
    const ipt_real *w = t->w;

    VECTOR_UNROLL
    for (int r = 0; r < rows; r++)
        VECTOR_UNROLL
    for (int v = 0; v < width; v++)
        sum[r][v] = vec_all(t->bias ? t->bias[r] : 0);
    for (size_t k = 0; k < t->depth; k++) {
        vec column[PANEL_WIDTH];

        VECTOR_UNROLL
        for (int v = 0; v < width; v++)
            column[v] = vec_load(x + v * LANES);
        VECTOR_UNROLL
        for (int r = 0; r < rows; r++) {
            const vec factor = vec_all(w[(size_t)r * t->row_step]);

            VECTOR_UNROLL
            for (int v = 0; v < width; v++)
                sum[r][v] += factor * column[v];
        }
        x += t->stride;
        w += t->depth_step;
    }
    VECTOR_UNROLL
    for (int r = 0; r < rows; r++)
        VECTOR_UNROLL
    for (int v = 0; v < width; v++)
        vec_store(t->c + (size_t)r * t->stride + v * LANES, sum[r][v]);
}

VECTOR_INLINE void
panel_rows(const panel_tile *whole, size_t n, const int rows)
{
    panel_tile t = *whole;
    size_t s = 0;

    for (; s + PANEL_WIDTH * LANES <= n; s += PANEL_WIDTH * LANES) {
        panel_work(&t, rows, PANEL_WIDTH);
        t.x += PANEL_WIDTH * LANES;
        t.c += PANEL_WIDTH * LANES;
    }
    for (; s < n; s += LANES) {
        panel_work(&t, rows, 1);
        t.x += LANES;
        t.c += LANES;
    }
}

void
KERNEL(ipt__panel)(ipt_real *c, const ipt_real *w, size_t row_step,
                   size_t depth_step, const ipt_real *bias, const ipt_real *x,
                   size_t depth, ipt__extent extent)
{
    panel_tile t = {c, w, bias, x, row_step, depth_step, depth, extent.stride};
    size_t left = extent.units;

    while (left) {
        const size_t rows = left < PANEL_ROWS ? left : PANEL_ROWS;

        switch (rows) {
        case 1:
            panel_rows(&t, extent.n, 1);
            break;
        case 2:
            panel_rows(&t, extent.n, 2);
            break;
        case 3:
            panel_rows(&t, extent.n, 3);
            break;
        default:
            panel_rows(&t, extent.n, 4);
        }
        t.c += rows * extent.stride;
        t.w += rows * row_step;
        t.bias = bias ? t.bias + rows : NULL;
        left -= rows;
    }
}
