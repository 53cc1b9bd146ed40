/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From activations to cells: dense rows, extremes, grids, edges. */

#include <config.h>

#include <math.h>
#include <string.h>

#include <infoplane/cpu.h>

#include "cells.h"

const ipt__cell_kernels *
ipt__cell_kernels_get(void)
{
#ifdef IPT_KERNEL_LEVELS
    switch (ipt_cpu_level_get()) {
    case IPT_CPU_V4:
        return &ipt__cell_kernels_v4;
    case IPT_CPU_V3:
        return &ipt__cell_kernels_v3;
    default:
        break;
    }
#endif
    return &ipt__cell_kernels_base;
}

/* Columns first .. first + d - 1 of a view into memory without gaps. */
static void
cells_copy(const ipt_view *view, size_t first, size_t d, void *out)
{
    const size_t size = ipt_dtype_size(view->dtype);
    const unsigned char *from = view->data;
    float *to = out;

    for (size_t i = 0; i < view->n; i++) {
        const unsigned char *row = from + (i * view->stride + first) * size;

        if (view->dtype != IPT_U8)
            memcpy((unsigned char *)out + i * d * size, row, d * size);
        else
            for (size_t j = 0; j < d; j++)
                to[i * d + j] = row[j];
    }
}

static ipt_status
cells_dense(const ipt_view *view, size_t first, size_t d, ipt__buffer *buffer,
            ipt__dense *out, ipt_error *err)
{
    const size_t size = view->dtype == IPT_F64 ? 8 : 4;
    const ipt_status status =
        ipt__buffer_reserve(buffer, view->n * d, size, err);

    if (status != IPT_OK)
        return status;
    cells_copy(view, first, d, buffer->data);
    out->data = buffer->data;
    out->count = view->n * d;
    out->is_double = view->dtype == IPT_F64;
    return IPT_OK;
}

ipt_status
ipt__dense_get(const ipt_view *view, ipt__buffer *buffer, ipt__dense *out,
               ipt_error *err)
{
    if (view->dtype == IPT_U8 || view->stride != view->d)
        return cells_dense(view, 0, view->d, buffer, out, err);
    out->data = view->data;
    out->count = view->n * view->d;
    out->is_double = view->dtype == IPT_F64;
    return IPT_OK;
}

ipt_status
ipt__dense_column(const ipt_view *view, size_t column, ipt__buffer *buffer,
                  ipt__dense *out, ipt_error *err)
{
    return cells_dense(view, column, 1, buffer, out, err);
}

void
ipt__dense_extent(const ipt__dense *dense, double *low, double *high)
{
    const ipt__cell_kernels *kernels = ipt__cell_kernels_get();

    if (dense->count == 0)
        return;
    if (dense->is_double)
        kernels->extent_f64(dense->data, dense->count, low, high);
    else
        kernels->extent_f32(dense->data, dense->count, low, high);
}

size_t
ipt__view_first_bad(const ipt_view *view, size_t *bad)
{
    const ipt__cell_kernels *kernels = ipt__cell_kernels_get();
    const int gaps = view->stride != view->d;
    const size_t rows = gaps ? view->n : 1;
    const size_t length = gaps ? view->d : view->n * view->d;
    size_t first = view->n * view->d;
    int fine = 1;

    *bad = 0;
    if (view->dtype == IPT_U8)
        return first;
    for (size_t i = 0; fine && i < rows; i++)
        fine = view->dtype == IPT_F64
                   ? kernels->finite_f64(
                         (const double *)view->data + i * view->stride, length)
                   : kernels->finite_f32(
                         (const float *)view->data + i * view->stride, length);
    if (fine)
        return first;
    for (size_t i = view->n; i-- > 0;)
        for (size_t j = view->d; j-- > 0;)
            if (!isfinite(ipt_view_get(view, i, j))) {
                first = i * view->d + j;
                ++*bad;
            }
    return first;
}

ipt__grid
ipt__grid_make(double low, double high, size_t cells)
{
    ipt__grid grid = {low, high, low, 0, 0, (double)cells, 0, 1, 0, 0, 0};

    grid.step = (high - low) / (double)cells;
    grid.inverse = high > low ? (double)cells / (high - low) : 0;
    grid.end = grid.step > 0 ? (uint32_t)cells : 1;
    grid.over = (uint32_t)cells + 1;
    return grid;
}

/* Edge k as the kernels compute it. */
static double
cells_edge(const ipt__grid *grid, double k)
{
    const double product = k * grid->step;
    const double edge = k >= grid->cells ? grid->high : product + grid->origin;

    return grid->single ? ipt__round_single(edge) : edge;
}

/* For cells about as narrow as the rounding of their edges, where the guess
 * of the kernels may be wrong by more than one. */
static int
cells_grid_careful(const ipt__grid *grid, const ipt__dense *x, int wide,
                   void *out)
{
    int outside = 0;

    for (size_t i = 0; i < x->count; i++) {
        const double value = x->is_double ? ((const double *)x->data)[i]
                                          : (double)((const float *)x->data)[i];
        double guess = (value - grid->low) * grid->inverse;
        uint32_t code = grid->under;

        guess = guess > 0 ? guess : 0;
        guess = guess < grid->cells - 1 ? floor(guess) : grid->cells - 1;
        while (guess > 0 && value < cells_edge(grid, guess))
            guess--;
        while (guess < grid->cells - 1 && value >= cells_edge(grid, guess + 1))
            guess++;
        if (value >= grid->low)
            code = grid->first + (uint32_t)guess;
        if (value == grid->high)
            code = grid->end;
        if (value > grid->high)
            code = grid->over;
        outside |= value < grid->low || value > grid->high;
        if (wide)
            ((uint32_t *)out)[i] = code;
        else
            ((uint8_t *)out)[i] = (uint8_t)code;
    }
    return outside;
}

int
ipt__grid_codes(const ipt__grid *grid, const ipt__dense *x, int wide, void *out)
{
    const ipt__cell_kernels *kernels = ipt__cell_kernels_get();
    const double most = fmax(fabs(grid->low), fabs(grid->high));

    if (!isfinite(grid->inverse) || !(grid->step > 0) ||
        grid->step < (grid->single ? 1e-4 : 1e-12) * most)
        return cells_grid_careful(grid, x, wide, out);
    if (x->is_double)
        return wide ? kernels->grid32_f64(grid, x->data, x->count, out)
                    : kernels->grid8_f64(grid, x->data, x->count, out);
    return wide ? kernels->grid32_f32(grid, x->data, x->count, out)
                : kernels->grid8_f32(grid, x->data, x->count, out);
}

/* The number of edges <= x, by halving without branches. */
static inline size_t
cells_count(const double *edge, size_t edges, double x)
{
    const double *base = edge;
    size_t left = edges;

    if (edges == 0)
        return 0;
    while (left > 1) {
        const size_t half = left / 2;

        base += base[half - 1] <= x ? half : 0;
        left -= half;
    }
    return (size_t)(base - edge) + (*base <= x);
}

void
ipt__edges_codes(const double *edge, size_t edges, const ipt__dense *x,
                 int wide, void *out)
{
    const float *single = x->data;
    const double *twice = x->data;
    uint8_t *narrow = out;
    uint32_t *code = out;

    for (size_t i = 0; i < x->count; i++) {
        const size_t c = cells_count(
            edge, edges, x->is_double ? twice[i] : (double)single[i]);

        if (wide)
            code[i] = (uint32_t)c;
        else
            narrow[i] = (uint8_t)c;
    }
}

void
ipt__codes_scatter(const void *column, size_t n, size_t d, size_t j, int wide,
                   void *out)
{
    const uint32_t *code = column;
    const uint8_t *narrow = column;

    for (size_t i = 0; i < n; i++)
        if (wide)
            ((uint32_t *)out)[i * d + j] = code[i];
        else
            ((uint8_t *)out)[i * d + j] = narrow[i];
}
