/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over the lanes of many vectors at once: the vectors are added pairwise
 * in a tree of log2(LANES) levels, after which lane i holds the sum of vector
 * i; that is 3 operations a vector instead of 2 log2(LANES). */

#ifndef IPT_NN_FOLD_H
#define IPT_NN_FOLD_H

#include "vector.h"

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define FOLD_SHUFFLE 1
#endif
#endif

#ifdef FOLD_SHUFFLE

/* FOLD(a, b, first, second): of a and b together the lanes `first` plus the
 * lanes `second`. FOLD_n keeps halves of blocks of 2 n lanes. */
#define FOLD_UNPACK(...) __VA_ARGS__
#define FOLD(a, b, first, second)                                              \
    (__builtin_shufflevector(a, b, FOLD_UNPACK first) +                        \
     __builtin_shufflevector(a, b, FOLD_UNPACK second))

#if VECTOR_LANES == 16
#define FOLD_8(a, b)                                                           \
    FOLD(a, b, (0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),       \
         (8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
#define FOLD_4(a, b)                                                           \
    FOLD(a, b, (0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27),     \
         (4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31))
#define FOLD_2(a, b)                                                           \
    FOLD(a, b, (0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29),     \
         (2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31))
#define FOLD_1(a, b)                                                           \
    FOLD(a, b, (0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30),    \
         (1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31))
#elif VECTOR_LANES == 8
#define FOLD_4(a, b)                                                           \
    FOLD(a, b, (0, 1, 2, 3, 8, 9, 10, 11), (4, 5, 6, 7, 12, 13, 14, 15))
#define FOLD_2(a, b)                                                           \
    FOLD(a, b, (0, 1, 4, 5, 8, 9, 12, 13), (2, 3, 6, 7, 10, 11, 14, 15))
#define FOLD_1(a, b)                                                           \
    FOLD(a, b, (0, 2, 4, 6, 8, 10, 12, 14), (1, 3, 5, 7, 9, 11, 13, 15))
#elif VECTOR_LANES == 4
#define FOLD_2(a, b) FOLD(a, b, (0, 1, 4, 5), (2, 3, 6, 7))
#define FOLD_1(a, b) FOLD(a, b, (0, 2, 4, 6), (1, 3, 5, 7))
#else
#define FOLD_1(a, b) FOLD(a, b, (0, 2), (1, 3))
#endif

/* The sums of LANES vectors; the array is used up. */
VECTOR_INLINE vec
fold_all(vec v[LANES])
{
#ifdef FOLD_8
    VECTOR_UNROLL
    for (int i = 0; i < LANES; i += 2)
        v[i / 2] = FOLD_8(v[i], v[i + 1]);
#define FOLD_LEFT_8 (LANES / 2)
#else
#define FOLD_LEFT_8 LANES
#endif
#ifdef FOLD_4
    VECTOR_UNROLL
    for (int i = 0; i < FOLD_LEFT_8; i += 2)
        v[i / 2] = FOLD_4(v[i], v[i + 1]);
#endif
#ifdef FOLD_2
    VECTOR_UNROLL
    for (int i = 0; i < 4; i += 2)
        v[i / 2] = FOLD_2(v[i], v[i + 1]);
#endif
    return FOLD_1(v[0], v[1]);
}

#else

VECTOR_INLINE vec
fold_all(vec v[LANES])
{
    vec sums;

    VECTOR_UNROLL
    for (int i = 0; i < LANES; i++) {
        ipt_real sum = 0;

        VECTOR_UNROLL
        for (int j = 0; j < LANES; j++)
            sum += v[i][j];
        sums[i] = sum;
    }
    return sums;
}

#endif
#endif
