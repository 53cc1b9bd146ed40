/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of equal rows: an open-addressing table over the rows' bytes. */

#include <config.h>

#include <string.h>

#include "table.h"

/* A slot: upper half of the hash, group + 1; 0 is free. */
typedef struct {
    uint32_t tag;
    uint32_t group;
} table_slot;

static size_t
table_slots(size_t n)
{
    size_t slots = 16;

    while (slots < 2 * n)
        slots *= 2;
    return slots;
}

ipt_status
ipt__table_reserve(ipt__table *table, size_t n, ipt_error *err)
{
    ipt_status status = ipt__buffer_reserve(&table->slot, table_slots(n),
                                            sizeof(table_slot), err);

    if (status == IPT_OK)
        status = ipt__buffer_reserve(&table->hash, n, sizeof(uint64_t), err);
    if (status == IPT_OK)
        status = ipt__buffer_reserve(&table->first, n, sizeof(uint32_t), err);
    return status;
}

double
ipt__table_memory(size_t n)
{
    return (double)table_slots(n) * sizeof(table_slot) + 12.0 * (double)n;
}

void
ipt__table_free(ipt__table *table)
{
    ipt__buffer_free(&table->slot);
    ipt__buffer_free(&table->hash);
    ipt__buffer_free(&table->first);
}

static inline uint64_t
table_word(const unsigned char *bytes)
{
    uint64_t word = 0;

    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The last, partial word: what lies behind the row is cut off. */
static inline uint64_t
table_tail_mask(size_t bytes)
{
    const uint64_t all = ~UINT64_C(0);
    const uint16_t probe = 1;
    unsigned char little = 0;

    memcpy(&little, &probe, 1);
    if (bytes % 8 == 0)
        return 0;
    return little ? all >> (64 - 8 * (bytes % 8))
                  : all << (64 - 8 * (bytes % 8));
}

/* Multiplication carries every input bit upwards, the rotation brings it
 * back; the finaliser of splitmix64 makes all bits usable. */
static inline uint64_t
table_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static inline uint64_t
table_finish(uint64_t hash)
{
    hash *= UINT64_C(0xBF58476D1CE4E5B9);
    return hash ^ hash >> 32;
}

static inline uint64_t
table_hash(const unsigned char *row, size_t words, uint64_t mask)
{
    uint64_t hash = UINT64_C(0x94D049BB133111EB);

    for (size_t w = 0; w < words; w++)
        hash = table_mix(hash, table_word(row + 8 * w));
    if (mask)
        hash = table_mix(hash, table_word(row + 8 * words) & mask);
    return table_finish(hash);
}

static inline int
table_equal(const unsigned char *a, const unsigned char *b, size_t words,
            uint64_t mask)
{
    uint64_t differ = 0;

    for (size_t w = 0; w < words; w++)
        differ |= table_word(a + 8 * w) ^ table_word(b + 8 * w);
    if (mask)
        differ |=
            (table_word(a + 8 * words) ^ table_word(b + 8 * words)) & mask;
    return differ == 0;
}

/* Inlined for the lengths that occur most, where its loops vanish. */
static inline size_t
table_group(ipt__table *table, const unsigned char *rows, size_t n,
            size_t bytes, size_t words, uint64_t mask, uint32_t *group,
            uint32_t *count)
{
    const size_t slots = table_slots(n);
    table_slot *slot = table->slot.data;
    uint64_t *hash = table->hash.data;
    uint32_t *first = table->first.data;
    size_t groups = 0;

    memset(slot, 0, slots * sizeof *slot);
    for (size_t i = 0; i < n; i++)
        hash[i] = table_hash(rows + i * bytes, words, mask);
    for (size_t i = 0; i < n; i++) {
        const uint32_t tag = (uint32_t)(hash[i] >> 32);
        size_t at = hash[i] & (slots - 1);

        for (;; at = (at + 1) & (slots - 1)) {
            if (!slot[at].group) {
                first[groups] = (uint32_t)i;
                count[groups] = 1;
                slot[at].tag = tag;
                slot[at].group = (uint32_t)++groups;
                group[i] = (uint32_t)groups - 1;
                break;
            }
            if (slot[at].tag == tag) {
                const uint32_t g = slot[at].group - 1;

                if (table_equal(rows + i * bytes,
                                rows + (size_t)first[g] * bytes, words, mask)) {
                    count[g]++;
                    group[i] = g;
                    break;
                }
            }
        }
    }
    return groups;
}

size_t
ipt__table_group(ipt__table *table, const void *rows, size_t n, size_t bytes,
                 uint32_t *group, uint32_t *count)
{
    const uint64_t mask = table_tail_mask(bytes);

    switch (bytes) {
    case 8:
        return table_group(table, rows, n, 8, 1, 0, group, count);
    default:
        if (bytes < 8)
            return table_group(table, rows, n, bytes, 0, mask, group, count);
        if (bytes < 16)
            return table_group(table, rows, n, bytes, 1, mask, group, count);
        return table_group(table, rows, n, bytes, bytes / 8, mask, group,
                           count);
    }
}
