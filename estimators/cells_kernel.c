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

/* As many doubles at a time as a register holds. */
#if defined(__AVX512F__)
enum { CELLS_LANES = 8 };
#elif defined(__AVX2__)
enum { CELLS_LANES = 4 };
#else
enum { CELLS_LANES = 2 };
#endif
typedef __attribute__((vector_size(8 * CELLS_LANES))) double cells_f64;
typedef __attribute__((vector_size(8 * CELLS_LANES))) int64_t cells_i64;
typedef __attribute__((vector_size(4 * CELLS_LANES))) float cells_f32;
typedef __attribute__((vector_size(4 * CELLS_LANES))) int32_t cells_i32;
typedef __attribute__((vector_size(CELLS_LANES))) uint8_t cells_u8;

#define CELLS_INLINE static inline __attribute__((always_inline))

/* a where the mask is set, b elsewhere. */
#define CELLS_SELECT(mask, a, b)                                               \
    ((cells_f64)(((cells_i64)(a) & (mask)) | ((cells_i64)(b) & ~(mask))))

/* The number where the mask is set, 0 elsewhere. */
#define CELLS_WHERE(mask, number)                                              \
    ((cells_f64)((cells_i64)(zero + (number)) & (mask)))

/*
 * The product with `inverse` guesses the cell to within one; comparing with
 * the two edges around it, rounded as the grid defines them, settles it.
 * *outside collects where a value is not in [low, high].
 */
CELLS_INLINE cells_i32
cells_grid(const ipt__grid *grid, cells_f64 x, int single, cells_i64 *outside)
{
    const cells_f64 zero = {0};
    const cells_f64 last = zero + (grid->cells - 1);
    const cells_i64 under = x < grid->low;
    const cells_i64 over = x > grid->high;
    const cells_i64 end = x == grid->high;
    cells_f64 k = (x - grid->low) * grid->inverse;

    k = CELLS_SELECT(k > zero, k, zero);
    k = CELLS_SELECT(k < last, k, last);
    k = __builtin_convertvector(__builtin_convertvector(k, cells_i32),
                                cells_f64);
    cells_f64 low = k * grid->step + grid->origin;
    cells_f64 high = (k + 1) * grid->step + grid->origin;

    if (single) {
        low = __builtin_convertvector(__builtin_convertvector(low, cells_f32),
                                      cells_f64);
        high = __builtin_convertvector(__builtin_convertvector(high, cells_f32),
                                       cells_f64);
    }
    const cells_i64 down = (x < low) & (k > zero);
    const cells_i64 up = (x >= high) & (k < last);

    k -= CELLS_WHERE(down, 1.0);
    k += CELLS_WHERE(up, 1.0);
    /* Outside, k is that of the nearest cell: the codes differ from its by
     * constants. */
    const double top = grid->cells - 1 + (double)grid->first;

    k += (double)grid->first;
    k += CELLS_WHERE(under, (double)grid->under - (double)grid->first);
    k += CELLS_WHERE(end, (double)grid->end - top);
    k += CELLS_WHERE(over, (double)grid->over - top);
    *outside |= under | over;
    return __builtin_convertvector(k, cells_i32);
}

#define CELLS_GRID(name, type, in, code, out_type)                             \
    CELLS_INLINE void name##_some(const ipt__grid *grid, const type *x,        \
                                  code *out, int single, cells_i64 *outside)   \
    {                                                                          \
        in value;                                                              \
                                                                               \
        memcpy(&value, x, sizeof value);                                       \
        const out_type cell = __builtin_convertvector(                         \
            cells_grid(grid, __builtin_convertvector(value, cells_f64),        \
                       single, outside),                                       \
            out_type);                                                         \
                                                                               \
        memcpy(out, &cell, sizeof cell);                                       \
    }                                                                          \
    CELLS_INLINE int name##_all(const ipt__grid *grid, const type *x,          \
                                size_t count, code *out, int single)           \
    {                                                                          \
        const ipt__grid own = *grid;                                           \
        cells_i64 outside = {0};                                               \
        int64_t any = 0;                                                       \
        size_t i = 0;                                                          \
                                                                               \
        for (; i + CELLS_LANES <= count; i += CELLS_LANES)                     \
            name##_some(&own, x + i, out + i, single, &outside);               \
        if (i < count) {                                                       \
            type rest[CELLS_LANES];                                            \
            code codes[CELLS_LANES];                                           \
                                                                               \
            for (size_t l = 0; l < CELLS_LANES; l++)                           \
                rest[l] = x[i + l < count ? i + l : count - 1];                \
            name##_some(&own, rest, codes, single, &outside);                  \
            memcpy(out + i, codes, (count - i) * sizeof *out);                 \
        }                                                                      \
        for (int l = 0; l < CELLS_LANES; l++)                                  \
            any |= outside[l];                                                 \
        return any != 0;                                                       \
    }                                                                          \
    static int name(const ipt__grid *grid, const type *x, size_t count,        \
                    code *out)                                                 \
    {                                                                          \
        return grid->single ? name##_all(grid, x, count, out, 1)               \
                            : name##_all(grid, x, count, out, 0);              \
    }

CELLS_GRID(cells_grid8_f32, float, cells_f32, uint8_t, cells_u8)
CELLS_GRID(cells_grid32_f32, float, cells_f32, uint32_t, cells_i32)
CELLS_GRID(cells_grid8_f64, double, cells_f64, uint8_t, cells_u8)
CELLS_GRID(cells_grid32_f64, double, cells_f64, uint32_t, cells_i32)

/*
 * Floats, twice as many at a time: the guess in float is off by at most
 * `margin`, so it is the cell unless it is that near to an inner edge. Lanes
 * near one are reported in *doubt; the ends of the range are compared exactly,
 * for which they must be floats.
 */
enum { CELLS_SINGLES = 2 * CELLS_LANES, CELLS_BLOCK = 256 };
typedef __attribute__((vector_size(4 * CELLS_SINGLES))) float cells_singles;
typedef __attribute__((vector_size(4 * CELLS_SINGLES))) int32_t cells_ints;
typedef __attribute__((vector_size(CELLS_SINGLES))) uint8_t cells_bytes;

#define CELLS_WHERE_SINGLE(mask, number)                                       \
    ((cells_singles)((cells_ints)(zero + (number)) & (mask)))
#define CELLS_SELECT_SINGLE(mask, a, b)                                        \
    ((cells_singles)(((cells_ints)(a) & (mask)) | ((cells_ints)(b) & ~(mask))))

static void
cells_grid_block(const ipt__grid *grid, const float *from, float margin,
                 uint8_t *out, int32_t *doubt, int32_t *outside)
{
    const cells_singles zero = {0};
    const float low = (float)grid->low;
    const float high = (float)grid->high;
    const float inverse = (float)grid->inverse;
    const float cells = (float)grid->cells;
    const float first = (float)grid->first;
    const cells_singles last = zero + (cells - 1);
    const float magic = 0x1.8p23f;
    cells_ints any_doubt = {0};
    cells_ints any_outside = {0};

    for (size_t i = 0; i < CELLS_BLOCK; i += CELLS_SINGLES) {
        cells_singles x;

        memcpy(&x, from + i, sizeof x);
        const cells_ints under = x < low;
        const cells_ints over = x > high;
        cells_singles k = (x - low) * inverse;
        const cells_singles nearest = (k + magic) - magic;
        const cells_singles off = k - nearest;

        any_doubt |= (off < margin) & (off > -margin) & (nearest > zero) &
                     (nearest < cells);
        any_outside |= under | over;
        k = CELLS_SELECT_SINGLE(k > zero, k, zero);
        k = CELLS_SELECT_SINGLE(k < last, k, last);
        k = __builtin_convertvector(__builtin_convertvector(k, cells_ints),
                                    cells_singles);
        k += first;
        k += CELLS_WHERE_SINGLE(under, (float)grid->under - first);
        k += CELLS_WHERE_SINGLE(x == high,
                                (float)grid->end - (cells - 1 + first));
        k += CELLS_WHERE_SINGLE(over, (float)grid->over - (cells - 1 + first));
        const cells_bytes code = __builtin_convertvector(
            __builtin_convertvector(k, cells_ints), cells_bytes);

        memcpy(out + i, &code, sizeof code);
    }
    for (int l = 0; l < CELLS_SINGLES; l++) {
        *doubt |= any_doubt[l];
        *outside |= any_outside[l];
    }
}

static int
cells_grid8_fast(const ipt__grid *grid, const float *x, size_t count,
                 uint8_t *out)
{
    const double most = grid->high > -grid->low ? grid->high : -grid->low;
    /* Eight roundings of float, of the largest number on the way. */
    const double margin =
        0x1p-21 * ((most > 0 ? most : -most) * grid->inverse + grid->cells);
    const int exact = ipt__round_single(grid->low) == grid->low &&
                      ipt__round_single(grid->high) == grid->high;
    int32_t outside = 0;
    size_t i = 0;

    if (!exact || !(margin < 0.01))
        return cells_grid8_f32(grid, x, count, out);
    for (; i + CELLS_BLOCK <= count; i += CELLS_BLOCK) {
        int32_t doubt = 0;

        cells_grid_block(grid, x + i, (float)margin, out + i, &doubt, &outside);
        if (doubt)
            cells_grid8_f32(grid, x + i, CELLS_BLOCK, out + i);
    }
    if (i < count)
        outside |= cells_grid8_f32(grid, x + i, count - i, out + i);
    return outside != 0;
}

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
    cells_grid8_fast, cells_grid32_f32, cells_grid8_f64,  cells_grid32_f64,
    cells_floor_f32,  cells_floor_f64,
};
