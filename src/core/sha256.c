/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (FIPS 180-4). */

#include <config.h>

#include <stdio.h>
#include <string.h>

#include <infoplane/sha256.h>

static const uint32_t sha256_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t
sha256_rotate(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

/* One round with the working words a..h at s[at], s[at + 1], ... cyclically;
 * afterwards a is found at s[at - 1]. */
static inline void
sha256_round(uint32_t s[8], int at, uint32_t word)
{
    const uint32_t a = s[at];
    const uint32_t b = s[(at + 1) & 7];
    const uint32_t c = s[(at + 2) & 7];
    const uint32_t e = s[(at + 4) & 7];
    const uint32_t f = s[(at + 5) & 7];
    const uint32_t g = s[(at + 6) & 7];
    const uint32_t t1 =
        s[(at + 7) & 7] +
        (sha256_rotate(e, 6) ^ sha256_rotate(e, 11) ^ sha256_rotate(e, 25)) +
        ((e & f) ^ (~e & g)) + word;
    const uint32_t t2 =
        (sha256_rotate(a, 2) ^ sha256_rotate(a, 13) ^ sha256_rotate(a, 22)) +
        ((a & b) ^ (a & c) ^ (b & c));

    s[(at + 3) & 7] += t1;
    s[(at + 7) & 7] = t1 + t2;
}

static void
sha256_block(uint32_t state[8], const uint8_t *block)
{
    uint32_t w[64];
    uint32_t s[8];

    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        const uint32_t a = w[i - 15];
        const uint32_t b = w[i - 2];

        w[i] = w[i - 16] + w[i - 7] +
               (sha256_rotate(a, 7) ^ sha256_rotate(a, 18) ^ a >> 3) +
               (sha256_rotate(b, 17) ^ sha256_rotate(b, 19) ^ b >> 10);
    }
    memcpy(s, state, sizeof s);
    /* Eight rounds bring every word back to its place: nothing is moved. */
    for (int i = 0; i < 64; i += 8) {
        sha256_round(s, 0, w[i] + sha256_k[i]);
        sha256_round(s, 7, w[i + 1] + sha256_k[i + 1]);
        sha256_round(s, 6, w[i + 2] + sha256_k[i + 2]);
        sha256_round(s, 5, w[i + 3] + sha256_k[i + 3]);
        sha256_round(s, 4, w[i + 4] + sha256_k[i + 4]);
        sha256_round(s, 3, w[i + 5] + sha256_k[i + 5]);
        sha256_round(s, 2, w[i + 6] + sha256_k[i + 6]);
        sha256_round(s, 1, w[i + 7] + sha256_k[i + 7]);
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

void
ipt_sha256_init(ipt_sha256 *hash)
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                      0xa54ff53a, 0x510e527f, 0x9b05688c,
                                      0x1f83d9ab, 0x5be0cd19};

    memset(hash, 0, sizeof *hash);
    memcpy(hash->state, start, sizeof start);
}

void
ipt_sha256_add(ipt_sha256 *hash, const void *data, size_t size)
{
    const uint8_t *p = data;

    while (size) {
        const size_t at = hash->bytes % 64;
        const size_t take = size < 64 - at ? size : 64 - at;

        memcpy(hash->block + at, p, take);
        hash->bytes += take;
        p += take;
        size -= take;
        if (hash->bytes % 64 == 0)
            sha256_block(hash->state, hash->block);
    }
}

void
ipt_sha256_hex(ipt_sha256 *hash, char out[IPT_SHA256_HEX])
{
    const uint64_t bits = 8 * hash->bytes;
    const uint8_t one = 0x80;
    const uint8_t zero = 0;
    uint8_t tail[8];

    ipt_sha256_add(hash, &one, 1);
    while (hash->bytes % 64 != 56)
        ipt_sha256_add(hash, &zero, 1);
    for (int i = 0; i < 8; i++)
        tail[i] = (uint8_t)(bits >> (56 - 8 * i));
    ipt_sha256_add(hash, tail, sizeof tail);
    for (int i = 0; i < 8; i++)
        snprintf(out + 8 * i, 9, "%08x", hash->state[i]);
}
