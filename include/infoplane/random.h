/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counter-based random streams: one per work item, named, never shared. */

#ifndef IPT_RANDOM_H
#define IPT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A stream of random numbers: Philox4x32-10 (Salmon, Moraes, Dror & Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", SC 2011). The key and the
 * upper half of the counter come from the run seed and the item's name, the
 * lower half counts blocks of four words. Two streams with different seeds,
 * names or indices do not depend on each other or on the order in which they
 * are used, so any number of threads or processes draws the same numbers.
 * The struct may be copied and stored: it is the whole state.
 */
typedef struct {
    uint32_t key[2];
    uint32_t counter[4];
    uint32_t word[4];
    uint32_t used; /**< words of the current block already given out */
} ipt_stream;

/** Name of the scheme, stored in every result file. */
#define IPT_RANDOM_SCHEME "philox4x32-10"

/**
 * Starts the stream of an item.
 *
 * @param stream  filled
 * @param seed    the run seed
 * @param name    the purpose, such as "train/order"; hashed (FNV-1a, 64 bit)
 * @param index   number of the item within its purpose, such as the epoch
 */
void ipt_stream_init(ipt_stream *stream, uint64_t seed, const char *name,
                     uint64_t index);

/** The next 32 random bits. */
uint32_t ipt_stream_u32(ipt_stream *stream);

/** The next 64 random bits. */
uint64_t ipt_stream_u64(ipt_stream *stream);

/** Uniform in the open interval (0, 1), 52 bits: never 0, never 1. */
double ipt_stream_uniform(ipt_stream *stream);

/** Uniform integer in [0, bound), without bias (rejection); bound > 0. */
uint64_t ipt_stream_below(ipt_stream *stream, uint64_t bound);

/** Standard normal by inversion of one uniform number. */
double ipt_stream_normal(ipt_stream *stream);

/** Standard normal truncated to [-limit, limit] by inversion; limit > 0. */
double ipt_stream_truncated_normal(ipt_stream *stream, double limit);

/** Shuffles n indices in place (Fisher-Yates); every order equally likely. */
void ipt_stream_shuffle(ipt_stream *stream, size_t *index, size_t n);

#ifdef __cplusplus
}
#endif

#endif
