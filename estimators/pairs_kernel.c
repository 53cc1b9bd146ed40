/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over pairs of rows, tile by tile; compiled once per level. */

#include <config.h>

#include <stdint.h>
#include <string.h>

#include "pairs.h"

#define PAIRS_JOIN2(a, b) a##_##b
#define PAIRS_JOIN(a, b) PAIRS_JOIN2(a, b)

#if defined(__AVX512F__)
enum { PAIRS_BYTES = 64 };
#elif defined(__AVX2__)
enum { PAIRS_BYTES = 32 };
#else
enum { PAIRS_BYTES = 16 };
#endif

/* Units summed before the next tile column is fetched: keeps both panels in
 * the first-level cache. */
enum { PAIRS_CHUNK = 128 };

/* Tiles whose row sums stay in vectors of REAL. */
enum { PAIRS_FLUSH = 16 };

#define PAIRS_VECTOR(type)                                                     \
    __attribute__((vector_size(PAIRS_BYTES), may_alias)) type
#define PAIRS_INLINE static inline __attribute__((always_inline))

/*
 * 2^u = 2^n 2^f with n = round(u), |f| <= 1/2. Adding `magic` rounds u and
 * leaves n in the low bits, from where it is shifted into the exponent. The
 * polynomials interpolate (2^f - 1) / f at Chebyshev nodes, so 2^0 = 1
 * exactly; relative errors 6e-16 (degree 10) and 5e-9 (degree 6), less than
 * the rounding of Horner's scheme.
 */
typedef PAIRS_VECTOR(double) pairs_f64;
typedef PAIRS_VECTOR(int64_t) pairs_i64;
typedef PAIRS_VECTOR(float) pairs_f32;
typedef PAIRS_VECTOR(int32_t) pairs_i32;
typedef PAIRS_VECTOR(uint64_t) pairs_u64;
typedef PAIRS_VECTOR(uint32_t) pairs_u32;

PAIRS_INLINE pairs_f64
pairs_exp2_f64(pairs_f64 u)
{
    const double magic = 0x1.8p52;
    const pairs_i64 keep = u > -1020.0;
    const pairs_f64 t = u + magic;
    const pairs_f64 f = u - (t - magic);
    pairs_f64 p = f * 0x1.e5e9f548e5725p-28 + 0x1.b6571de2f2351p-24;

    p = p * f + 0x1.62bfe46117445p-20;
    p = p * f + 0x1.ffcb76789860fp-17;
    p = p * f + 0x1.4309130378460p-13;
    p = p * f + 0x1.5d87fe908f88ap-10;
    p = p * f + 0x1.3b2ab6fba385fp-7;
    p = p * f + 0x1.c6b08d7044119p-5;
    p = p * f + 0x1.ebfbdff82c590p-3;
    p = p * f + 0x1.62e42fefa39f7p-1;
    p = p * f + 1.0;
    return (pairs_f64)(((pairs_u64)p + ((pairs_u64)t << 52)) & (pairs_u64)keep);
}

PAIRS_INLINE pairs_f32
pairs_exp2_f32(pairs_f32 u)
{
    const float magic = 0x1.8p23f;
    const pairs_i32 keep = u > -120.0f;
    const pairs_f32 t = u + magic;
    const pairs_f32 f = u - (t - magic);
    pairs_f32 p = f * 0x1.44138ap-13f + 0x1.5f0890p-10f;

    p = p * f + 0x1.3b2a54p-7f;
    p = p * f + 0x1.c6af6cp-5f;
    p = p * f + 0x1.ebfbe0p-3f;
    p = p * f + 0x1.62e430p-1f;
    p = p * f + 1.0f;
    return (pairs_f32)(((pairs_u32)p + ((pairs_u32)t << 23)) & (pairs_u32)keep);
}

/* The fourth power, 0 where it would be subnormal. */
PAIRS_INLINE pairs_f64
pairs_fourth_f64(pairs_f64 e)
{
    const pairs_i64 keep = e > 0x1p-250;
    const pairs_f64 square = e * e;

    return (pairs_f64)((pairs_i64)(square * square) & keep);
}

PAIRS_INLINE pairs_f32
pairs_fourth_f32(pairs_f32 e)
{
    const pairs_i32 keep = e > 0x1p-30f;
    const pairs_f32 square = e * e;

    return (pairs_f32)((pairs_i32)(square * square) & keep);
}

#define REAL double
#define VEC pairs_f64
#define WIDTH IPT__PANEL_F64
#define NAME(x) x##_f64
#include "pairs_tile.h"
#undef REAL
#undef VEC
#undef WIDTH
#undef NAME

#define REAL float
#define VEC pairs_f32
#define WIDTH IPT__PANEL_F32
#define NAME(x) x##_f32
#include "pairs_tile.h"
#undef REAL
#undef VEC
#undef WIDTH
#undef NAME

static void
pairs_row_f64(const ipt__pair_job *job, size_t i, size_t panels, double *out)
{
    enum { W = IPT__PANEL_F64, L = PAIRS_BYTES / 8 };
    const double *all = job->panels;
    const double *from = all + i / W * W * job->d + i % W;
    const double rate = -job->rate;

    for (size_t p = 0; p < panels; p++) {
        const double *panel = all + p * W * job->d;
        pairs_f64 sum[W / L];

        memset(sum, 0, sizeof sum);
        for (size_t k = 0; k < job->d; k++) {
            const pairs_f64 *x = (const pairs_f64 *)(panel + k * W);

            for (int v = 0; v < W / L; v++) {
                const pairs_f64 step = x[v] - from[k * W];

                sum[v] += step * step;
            }
        }
        for (int v = 0; v < W / L; v++)
            ((pairs_f64 *)(out + p * W))[v] = pairs_exp2_f64(sum[v] * rate);
    }
}

const ipt__pair_kernels PAIRS_JOIN(ipt__pair_kernels, KERNEL_SUFFIX) = {
    pairs_strip_f64,
    pairs_strip_f32,
    pairs_row_f64,
};
