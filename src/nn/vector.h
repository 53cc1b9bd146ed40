/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors of ipt_real as kernels see them, and the functions of analysis on
 * them. Included by kernel files only, which are compiled once for each
 * instruction set with KERNEL_LEVEL = 0, 3 or 4. */

#ifndef IPT_NN_VECTOR_H
#define IPT_NN_VECTOR_H

#include <math.h>
#include <string.h>

#include "kernels.h"

#if KERNEL_LEVEL == 4
#define KERNEL(name) name##_v4
#define VECTOR_BYTES 64
#elif KERNEL_LEVEL == 3
#define KERNEL(name) name##_v3
#define VECTOR_BYTES 32
#else
#define KERNEL(name) name##_base
#define VECTOR_BYTES 16
#endif

/* Before a loop of constant length over vectors: unrolled early, so that the
 * vectors live in registers. */
#if defined(__clang__)
#define VECTOR_UNROLL _Pragma("unroll")
#elif defined(__GNUC__)
#define VECTOR_UNROLL _Pragma("GCC unroll 16")
#else
#define VECTOR_UNROLL
#endif

#define VECTOR_INLINE static inline __attribute__((always_inline, unused))

typedef ipt_real vec __attribute__((vector_size(VECTOR_BYTES)));
typedef ipt__lane ivec __attribute__((vector_size(VECTOR_BYTES)));

#ifdef IPT_REAL_DOUBLE
#define VECTOR_LANES (VECTOR_BYTES / 8)
#else
#define VECTOR_LANES (VECTOR_BYTES / 4)
#endif
enum { LANES = VECTOR_LANES };

VECTOR_INLINE vec
vec_load(const ipt_real *p)
{
    vec v;

    memcpy(&v, p, sizeof v);
    return v;
}

VECTOR_INLINE void
vec_store(ipt_real *p, vec v)
{
    memcpy(p, &v, sizeof v);
}

VECTOR_INLINE ivec
ivec_load(const ipt__lane *p)
{
    ivec v;

    memcpy(&v, p, sizeof v);
    return v;
}

VECTOR_INLINE vec
vec_all(ipt_real x)
{
    return x - (vec){0};
}

/* Lanes of a where the mask is set, of b elsewhere. */
VECTOR_INLINE vec
vec_select(ivec mask, vec a, vec b)
{
    return (vec)((mask & (ivec)a) | (~mask & (ivec)b));
}

VECTOR_INLINE vec
vec_abs(vec x)
{
    return (vec)((ivec)x & ~(ivec)vec_all((ipt_real)-0.0));
}

/* |x| with the sign of s. */
VECTOR_INLINE vec
vec_copysign(vec x, vec s)
{
    const ivec sign = (ivec)vec_all((ipt_real)-0.0);

    return (vec)(((ivec)x & ~sign) | ((ivec)s & sign));
}

VECTOR_INLINE double
vec_sum(vec v)
{
    double sum = 0;

    for (int i = 0; i < LANES; i++)
        sum += (double)v[i];
    return sum;
}

#ifdef IPT_REAL_DOUBLE

/* The double build only checks: the C library is the reference. */
#define VECTOR_LIBM(name, expression)                                          \
    VECTOR_INLINE vec name(vec x)                                              \
    {                                                                          \
        vec r;                                                                 \
                                                                               \
        for (int i = 0; i < LANES; i++)                                        \
            r[i] = (expression);                                               \
        return r;                                                              \
    }
VECTOR_LIBM(vec_exp, exp(x[i]))
VECTOR_LIBM(vec_log, log(x[i]))
VECTOR_LIBM(vec_log1p, log1p(x[i]))
VECTOR_LIBM(vec_tanh, tanh(x[i]))
VECTOR_LIBM(vec_erfc, erfc(x[i]))
VECTOR_LIBM(vec_sqrt, sqrt(x[i]))
#undef VECTOR_LIBM

#else

VECTOR_INLINE vec
vec_sqrt(vec x)
{
    vec r;

    for (int i = 0; i < LANES; i++)
        r[i] = sqrtf(x[i]);
    return r;
}

/* x = k ln 2 + r with |r| <= ln(2)/2; gives exp(r) - 1 and the integer k. The
 * polynomial interpolates at Chebyshev nodes; its error is 2e-9. */
VECTOR_INLINE vec
vec_expm1_reduced(vec x, ivec *k)
{
    const vec t = x * 1.44269504f;

    *k = __builtin_convertvector(t + vec_copysign(vec_all(0.5f), t), ivec);
    const vec kf = __builtin_convertvector(*k, vec);
    /* ln 2 in two parts, of which the first has few bits: kf times it is
     * exact. */
    const vec r = (x - kf * 0.693359375f) + kf * 2.12194440e-4f;
    vec p = vec_all(0.001392618181f);

    p = p * r + 0.00836317763f;
    p = p * r + 0.04166655463f;
    p = p * r + 0.16666577f;
    p = p * r + 0.5f;
    return p * (r * r) + r;
}

/* 2^k, -126 <= k <= 127. */
VECTOR_INLINE vec
vec_power2(ivec k)
{
    return (vec)((k + 127) << 23);
}

/* Within 2 ulp; 0 below -87.33, infinity above 88.72. */
VECTOR_INLINE vec
vec_exp(vec x)
{
    const ivec low = x < -87.3365f;
    const ivec high = x > 88.7228f;
    vec clamped = vec_select(low, vec_all(-87.3365f), x);
    ivec k;

    clamped = vec_select(high, vec_all(88.0f), clamped);
    const vec p = vec_expm1_reduced(clamped, &k) + 1.0f;
    /* Two factors, because 2^128 is no float. */
    const ivec half = k >> 1;
    vec r = p * vec_power2(half) * vec_power2(k - half);

    r = vec_select(low, vec_all(0.0f), r);
    r = vec_select(high, vec_all(INFINITY), r);
    return vec_select(x != x, x, r);
}

/* Within 3 ulp: tanh x = e / (e + 2) with e = exp(2 |x|) - 1, which keeps its
 * relative accuracy at 0. */
VECTOR_INLINE vec
vec_tanh(vec x)
{
    const vec two = 2 * vec_abs(x);
    const vec bounded = vec_select(two > 18.1f, vec_all(18.1f), two);
    ivec k;
    const vec q = vec_expm1_reduced(bounded, &k);
    const vec s = vec_power2(k);
    const vec e = q * s + (s - 1.0f);

    return vec_copysign(e / (e + 2.0f), x);
}

/* log(1 + f) for 1 + f in [1/sqrt 2, sqrt 2]; polynomial as above, error
 * 3e-8 f^3. */
VECTOR_INLINE vec
vec_log_reduced(vec f)
{
    vec p = vec_all(0.06969753982f);

    p = p * f - 0.1147918809f;
    p = p * f + 0.1168579594f;
    p = p * f - 0.1242577672f;
    p = p * f + 0.1424903273f;
    p = p * f - 0.1666779828f;
    p = p * f + 0.200007163f;
    p = p * f - 0.24999997f;
    p = p * f + 0.3333333118f;
    return p * (f * f * f) - 0.5f * (f * f) + f;
}

/* Within 2 ulp for normal positive x; NaN and infinity stay. Other arguments
 * do not occur. */
VECTOR_INLINE vec
vec_log(vec x)
{
    /* Bits of sqrt(1/2): what lies above in the exponent field is k. */
    const ivec bits = (ivec)x - 0x3f3504f3;
    const ivec k = bits >> 23;
    const vec m = (vec)((bits & 0x007fffff) + 0x3f3504f3);
    const vec kf = __builtin_convertvector(k, vec);
    const vec r =
        vec_log_reduced(m - 1.0f) - kf * 2.12194440e-4f + kf * 0.693359375f;

    return vec_select(x < INFINITY, r, x);
}

/* log(1 + x) for 0 <= x <= 1, within 2 ulp. */
VECTOR_INLINE vec
vec_log1p(vec x)
{
    /* Halving where 1 + x > sqrt 2 keeps the polynomial's range:
     * (1 + x) / 2 - 1 = (x - 1) / 2, exactly. */
    const ivec large = x > 0.41421356f;
    const vec f = vec_select(large, 0.5f * (x - 1.0f), x);
    const vec r = vec_log_reduced(f);

    return vec_select(large, r + 0.69314718f, r);
}

/* erfc(x): |x| by t times a polynomial in t = 2 / (2 + |x|), times
 * exp(-x^2); relative error below 1e-6 up to |x| = 9 (0 from there on). */
VECTOR_INLINE vec
vec_erfc(vec x)
{
    const vec ax = vec_abs(x);
    const vec t = 2.0f / (2.0f + ax);
    vec p = vec_all(0.03262555607f);

    p = p * t - 0.1729953521f;
    p = p * t + 0.3361779141f;
    p = p * t - 0.2244871393f;
    p = p * t - 0.08132560307f;
    p = p * t + 0.0711451059f;
    p = p * t + 0.04053223214f;
    p = p * t + 0.1893762368f;
    p = p * t + 0.2445541697f;
    p = p * t + 0.2823108027f;
    p = p * t + 0.282086179f;
    /* exp(-x^2) = exp(-h^2) exp((h - x)(h + x)), h the upper bits of x: the
     * square of h is exact. */
    const vec h = (vec)((ivec)ax & ~(ivec)((ivec){0} + 0xfff));
    const vec tail = p * t * vec_exp(-(h * h)) * vec_exp((h - ax) * (h + ax));

    return vec_select(x < 0.0f, 2.0f - tail, tail);
}

#endif
#endif
