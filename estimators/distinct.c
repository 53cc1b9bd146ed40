/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The distinct values of a set of activations, by radix sort. */

#include <config.h>

#include <string.h>

#include "distinct.h"

enum { DISTINCT_BITS = 11, DISTINCT_DIGITS = 1 << DISTINCT_BITS };

ipt_status
ipt__distinct_begin(ipt__distinct *distinct, size_t count, ipt_error *err)
{
    ipt_status status = ipt__buffer_reserve(&distinct->key, count, 8, err);

    if (status == IPT_OK)
        status = ipt__buffer_reserve(&distinct->spare, count, 8, err);
    distinct->count = 0;
    distinct->size = 0;
    distinct->is_double = 0;
    distinct->value = NULL;
    return status;
}

/* Whole numbers in the order of the values: negative ones are complemented,
 * the sign of the others is set. */
static uint64_t
distinct_key(double value)
{
    const uint64_t sign = UINT64_C(1) << 63;
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits & sign ? ~bits : bits | sign;
}

static double
distinct_value(uint64_t key)
{
    const uint64_t sign = UINT64_C(1) << 63;
    const uint64_t bits = key & sign ? key & ~sign : ~key;
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

void
ipt__distinct_add(ipt__distinct *distinct, const ipt_view *view, size_t first,
                  size_t d)
{
    uint64_t *key = (uint64_t *)distinct->key.data + distinct->count;

    for (size_t i = 0; i < view->n; i++)
        for (size_t j = first; j < first + d; j++) {
            const double value = ipt_view_get(view, i, j);

            *key++ = distinct_key(value == 0 ? 0 : value);
        }
    distinct->count += view->n * d;
    distinct->is_double |= view->dtype == IPT_F64;
}

/* One pass of the sort, by the digit at `shift`; skipped, with 0 returned,
 * where all keys have the same. */
static int
distinct_pass(const uint64_t *from, uint64_t *to, size_t n, unsigned shift)
{
    size_t at[DISTINCT_DIGITS] = {0};
    size_t sum = 0;

    for (size_t i = 0; i < n; i++)
        at[from[i] >> shift & (DISTINCT_DIGITS - 1)]++;
    if (at[from[0] >> shift & (DISTINCT_DIGITS - 1)] == n)
        return 0;
    for (size_t k = 0; k < DISTINCT_DIGITS; k++) {
        const size_t count = at[k];

        at[k] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[at[from[i] >> shift & (DISTINCT_DIGITS - 1)]++] = from[i];
    return 1;
}

void
ipt__distinct_end(ipt__distinct *distinct)
{
    uint64_t *from = distinct->key.data;
    uint64_t *to = distinct->spare.data;
    /* A float widened to double leaves the lower 29 bits alike. */
    unsigned shift = distinct->is_double ? 0 : 22;
    size_t size = 0;

    if (distinct->count == 0)
        return;
    for (; shift < 64; shift += DISTINCT_BITS)
        if (distinct_pass(from, to, distinct->count, shift)) {
            uint64_t *swap = from;

            from = to;
            to = swap;
        }
    double *value = (double *)(void *)to;

    for (size_t i = 0; i < distinct->count; i++)
        if (i == 0 || from[i] != from[i - 1])
            value[size++] = distinct_value(from[i]);
    distinct->size = size;
    distinct->value = value;
}

void
ipt__distinct_free(ipt__distinct *distinct)
{
    ipt__buffer_free(&distinct->key);
    ipt__buffer_free(&distinct->spare);
}
