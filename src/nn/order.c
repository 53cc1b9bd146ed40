/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order in which an epoch meets the training rows. */

#include <config.h>

#include <infoplane/random.h>

#include "train.h"

/* Uniform in [0, bound) from the upper half of a product, without a division
 * in almost all cases (Lemire, "Fast random integer generation in an
 * interval", ACM TOMACS 29, 2019). */
static uint32_t
order_below(ipt_stream *stream, uint32_t bound)
{
    uint64_t product = (uint64_t)ipt_stream_u32(stream) * bound;

    if ((uint32_t)product < bound) {
        const uint32_t reject = (0 - bound) % bound;

        while ((uint32_t)product < reject)
            product = (uint64_t)ipt_stream_u32(stream) * bound;
    }
    return (uint32_t)(product >> 32);
}

void
ipt__order_shuffle(uint32_t *row, size_t n, uint64_t seed, int64_t epoch)
{
    ipt_stream stream;

    ipt_stream_init(&stream, seed, "train/order", (uint64_t)epoch);
    for (size_t i = n; i > 1; i--) {
        const size_t j = order_below(&stream, (uint32_t)i);
        const uint32_t kept = row[i - 1];

        row[i - 1] = row[j];
        row[j] = kept;
    }
}
