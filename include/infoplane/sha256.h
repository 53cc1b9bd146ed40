/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256, for identities of runs and of data. */

#ifndef IPT_SHA256_H
#define IPT_SHA256_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** 64 hexadecimal digits and the terminating zero. */
enum { IPT_SHA256_HEX = 65 };

/** A hash in progress (FIPS 180-4). */
typedef struct {
    uint32_t state[8];
    uint64_t bytes;
    uint8_t block[64];
} ipt_sha256;

/** Starts a hash. */
void ipt_sha256_init(ipt_sha256 *hash);

/** Adds @p size bytes. */
void ipt_sha256_add(ipt_sha256 *hash, const void *data, size_t size);

/** Ends the hash and writes it as lower-case hexadecimal digits. */
void ipt_sha256_hex(ipt_sha256 *hash, char out[IPT_SHA256_HEX]);

#ifdef __cplusplus
}
#endif

#endif
