/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counter-based random streams: Philox4x32-10 and the few laws ipt needs. */

#include <config.h>

#include <assert.h>

#include <gsl/gsl_cdf.h>

#include <infoplane/random.h>

static void
random_block(const uint32_t key_in[2], const uint32_t in[4], uint32_t out[4])
{
    uint32_t key[2] = {key_in[0], key_in[1]};
    uint32_t c[4] = {in[0], in[1], in[2], in[3]};

    for (int round = 0; round < 10; round++) {
        const uint64_t p0 = (uint64_t)0xD2511F53u * c[0];
        const uint64_t p1 = (uint64_t)0xCD9E8D57u * c[2];
        const uint32_t next[4] = {
            (uint32_t)(p1 >> 32) ^ c[1] ^ key[0],
            (uint32_t)p1,
            (uint32_t)(p0 >> 32) ^ c[3] ^ key[1],
            (uint32_t)p0,
        };

        for (int w = 0; w < 4; w++)
            c[w] = next[w];
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    for (int w = 0; w < 4; w++)
        out[w] = c[w];
}

/* FNV-1a continued over the bytes of a number, least significant first. */
static uint64_t
random_hash_u64(uint64_t hash, uint64_t value)
{
    for (int b = 0; b < 8; b++) {
        hash ^= (value >> (8 * b)) & 0xFF;
        hash *= UINT64_C(0x100000001B3);
    }
    return hash;
}

/* Spreads every input bit over the whole word (the finaliser of
 * splitmix64), so that seeds 0, 1, 2 give unrelated keys. */
static uint64_t
random_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xBF58476D1CE4E5B9);
    x ^= x >> 27;
    x *= UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

void
ipt_stream_init(ipt_stream *stream, uint64_t seed, const char *name,
                uint64_t index)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);

    for (const char *p = name; *p; p++) {
        hash ^= (unsigned char)*p;
        hash *= UINT64_C(0x100000001B3);
    }
    const uint64_t key =
        random_mix(random_hash_u64(hash, seed) + UINT64_C(0x9E3779B97F4A7C15));

    stream->key[0] = (uint32_t)key;
    stream->key[1] = (uint32_t)(key >> 32);
    stream->counter[0] = 0;
    stream->counter[1] = 0;
    stream->counter[2] = (uint32_t)index;
    stream->counter[3] = (uint32_t)(index >> 32);
    stream->used = 4;
}

uint32_t
ipt_stream_u32(ipt_stream *stream)
{
    if (stream->used == 4) {
        random_block(stream->key, stream->counter, stream->word);
        if (++stream->counter[0] == 0)
            stream->counter[1]++;
        stream->used = 0;
    }
    return stream->word[stream->used++];
}

uint64_t
ipt_stream_u64(ipt_stream *stream)
{
    const uint64_t high = ipt_stream_u32(stream);

    return high << 32 | ipt_stream_u32(stream);
}

double
ipt_stream_uniform(ipt_stream *stream)
{
    /* Midpoints of 2^52 cells: the sum is exact and both ends are open. */
    return ((double)(ipt_stream_u64(stream) >> 12) + 0.5) * 0x1p-52;
}

uint64_t
ipt_stream_below(ipt_stream *stream, uint64_t bound)
{
    assert(bound > 0);
    /* Rejection of the incomplete last copy of [0, bound). */
    const uint64_t reject = (0 - bound) % bound;
    uint64_t bits = 0;

    do {
        bits = ipt_stream_u64(stream);
    } while (bits < reject);
    return bits % bound;
}

double
ipt_stream_normal(ipt_stream *stream)
{
    return gsl_cdf_ugaussian_Pinv(ipt_stream_uniform(stream));
}

double
ipt_stream_truncated_normal(ipt_stream *stream, double limit)
{
    const double tail = gsl_cdf_ugaussian_P(-limit);

    return gsl_cdf_ugaussian_Pinv(tail + (1.0 - 2.0 * tail) *
                                             ipt_stream_uniform(stream));
}

void
ipt_stream_shuffle(ipt_stream *stream, size_t *index, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = (size_t)ipt_stream_below(stream, i);
        const size_t kept = index[i - 1];

        index[i - 1] = index[j];
        index[j] = kept;
    }
}
