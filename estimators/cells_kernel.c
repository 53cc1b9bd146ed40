/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels over activations, one after the other; compiled once per level. */

#include <config.h>

#include <math.h>
#include <string.h>

#include "cells.h"

#define CELLS_JOIN2(a, b) a##_##b
#define CELLS_JOIN(a, b) CELLS_JOIN2(a, b)

static int
cells_finite_f32(const float *x, size_t count)
{
    uint32_t bad = 0;

#pragma omp simd reduction(| : bad)
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;

        memcpy(&bits, x + i, sizeof bits);
        bad |= (bits & 0x7F800000u) == 0x7F800000u;
    }
    return !bad;
}

static int
cells_finite_f64(const double *x, size_t count)
{
    const uint64_t exponent = UINT64_C(0x7FF0000000000000);
    uint64_t bad = 0;

#pragma omp simd reduction(| : bad)
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;

        memcpy(&bits, x + i, sizeof bits);
        bad |= (bits & exponent) == exponent;
    }
    return !bad;
}

#define CELLS_EXTENT(name, type)                                               \
    static void name(const type *x, size_t count, double *low, double *high)   \
    {                                                                          \
        type least = x[0];                                                     \
        type most = x[0];                                                      \
                                                                               \
        _Pragma("omp simd reduction(min : least) reduction(max : most)") for ( \
            size_t i = 0; i < count; i++)                                      \
        {                                                                      \
            least = x[i] < least ? x[i] : least;                               \
            most = x[i] > most ? x[i] : most;                                  \
        }                                                                      \
        *low = (double)least < *low ? (double)least : *low;                    \
        *high = (double)most > *high ? (double)most : *high;                   \
    }

CELLS_EXTENT(cells_extent_f32, float)
CELLS_EXTENT(cells_extent_f64, double)

/*
 * The product with `inverse` guesses the cell to within one; comparing with
 * the two edges around it, rounded as the grid defines them, settles it.
 */
#define CELLS_GRID(name, type, code)                                           \
    static inline __attribute__((always_inline)) int name##_(                  \
        const ipt__grid *grid, const type *x, size_t count, code *out,         \
        int single)                                                            \
    {                                                                          \
        const double low = grid->low;                                          \
        const double high = grid->high;                                        \
        const double step = grid->step;                                        \
        const double inverse = grid->inverse;                                  \
        const double last = grid->cells - 1;                                   \
        const int32_t first = (int32_t)grid->first;                            \
        const int32_t under = (int32_t)grid->under;                            \
        const int32_t end = (int32_t)grid->end;                                \
        const int32_t over = (int32_t)grid->over;                              \
        int32_t outside = 0;                                                   \
                                                                               \
        _Pragma("omp simd reduction(| : outside)") for (size_t i = 0;          \
                                                        i < count; i++)        \
        {                                                                      \
            const double value = (double)x[i];                                 \
            double guess = (value - low) * inverse;                            \
                                                                               \
            guess = guess > 0 ? guess : 0;                                     \
            guess = guess < last ? guess : last;                               \
            int32_t cell = (int32_t)guess;                                     \
            double k = (double)cell;                                           \
            double below = k * step + low;                                     \
            double above = (k + 1) * step + low;                               \
                                                                               \
            if (single) {                                                      \
                below = (double)(float)below;                                  \
                above = (double)(float)above;                                  \
            }                                                                  \
            cell -= (value < below) & (k > 0);                                 \
            cell += (value >= above) & (k < last);                             \
            cell += first;                                                     \
            cell = value < low ? under : cell;                                 \
            cell = value == high ? end : cell;                                 \
            cell = value > high ? over : cell;                                 \
            outside |= (value < low) | (value > high);                         \
            out[i] = (code)cell;                                               \
        }                                                                      \
        return outside;                                                        \
    }                                                                          \
    static int name(const ipt__grid *grid, const type *x, size_t count,        \
                    code *out)                                                 \
    {                                                                          \
        return grid->single ? name##_(grid, x, count, out, 1)                  \
                            : name##_(grid, x, count, out, 0);                 \
    }

CELLS_GRID(cells_grid8_f32, float, uint8_t)
CELLS_GRID(cells_grid32_f32, float, uint32_t)
CELLS_GRID(cells_grid8_f64, double, uint8_t)
CELLS_GRID(cells_grid32_f64, double, uint32_t)

static void
cells_floor_f32(float width, const float *x, size_t count, float *out)
{
#pragma omp simd
    for (size_t i = 0; i < count; i++) {
        const float cell = floorf(x[i] / width);

        out[i] = cell == 0 ? 0 : cell;
    }
}

static void
cells_floor_f64(double width, const double *x, size_t count, double *out)
{
#pragma omp simd
    for (size_t i = 0; i < count; i++) {
        const double cell = floor(x[i] / width);

        out[i] = cell == 0 ? 0 : cell;
    }
}

const ipt__cell_kernels CELLS_JOIN(ipt__cell_kernels, KERNEL_SUFFIX) = {
    cells_finite_f32, cells_finite_f64, cells_extent_f32, cells_extent_f64,
    cells_grid8_f32,  cells_grid32_f32, cells_grid8_f64,  cells_grid32_f64,
    cells_floor_f32,  cells_floor_f64,
};
