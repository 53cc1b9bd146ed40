/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Equal rows share a number. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "data.h"

/* Hash of a row; -0 counts as 0, as the comparison has it. */
static uint64_t
rows_hash(const float *row, size_t units)
{
    uint64_t hash = UINT64_C(0x9E3779B97F4A7C15);

    for (size_t j = 0; j < units; j++) {
        const float value = row[j] == 0.0f ? 0.0f : row[j];
        uint32_t bits;

        memcpy(&bits, &value, sizeof bits);
        hash = (hash ^ bits) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
    }
    return hash;
}

static int
rows_equal(const float *a, const float *b, size_t units)
{
    for (size_t j = 0; j < units; j++)
        if (a[j] != b[j])
            return 0;
    return 1;
}

/* Open addressing: a slot holds the first row with its content, or -1. Whole
 * rows are compared only where the 64-bit hashes agree. */
ipt_status
ipt__dataset_number_rows(ipt_dataset *set, ipt_error *err)
{
    const size_t units = ipt_shape_units(set->shape);
    size_t slots = 16;
    int32_t *slot = NULL;
    uint64_t *hash = NULL;
    int64_t *id = NULL;
    int64_t next = 0;
    ipt_status status = IPT_OK;

    while (slots < 2 * set->n)
        slots *= 2;
    slot = malloc(slots * sizeof *slot);
    hash = malloc(set->n * sizeof *hash);
    id = malloc(set->n * sizeof *id);
    if (!slot || !hash || !id) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory to compare %zu rows",
                               set->n);
        goto done;
    }
    memset(slot, 0xFF, slots * sizeof *slot);
    for (size_t i = 0; i < set->n; i++) {
        const float *row = set->x + i * units;
        size_t at = 0;

        hash[i] = rows_hash(row, units);
        at = (size_t)hash[i] & (slots - 1);
        while (slot[at] >= 0) {
            const size_t other = (size_t)slot[at];

            if (hash[other] == hash[i] &&
                rows_equal(set->x + other * units, row, units))
                break;
            at = (at + 1) & (slots - 1);
        }
        if (slot[at] < 0) {
            slot[at] = (int32_t)i;
            id[i] = next++;
        } else {
            id[i] = id[slot[at]];
        }
    }
    free(set->x_id);
    set->x_id = id;
    id = NULL;
done:
    free(slot);
    free(hash);
    free(id);
    return status;
}
