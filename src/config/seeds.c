/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of seeds: "0..49, 60". */

#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

static int
seeds_compare(const void *left, const void *right)
{
    const ipt__span *a = left;
    const ipt__span *b = right;

    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* Refuses ranges that share a seed; sorts them. */
static ipt_status
seeds_check_twice(ipt__span *spans, size_t n, size_t *at, ipt_error *err)
{
    qsort(spans, n, sizeof *spans, seeds_compare);
    for (size_t i = 1; i < n; i++) {
        if (spans[i].first > spans[i - 1].last)
            continue;
        if (at)
            *at = spans[i].at > spans[i - 1].at ? spans[i].at : spans[i - 1].at;
        return ipt_error_set(err, IPT_EINVAL,
                             "seed %" PRIu64 " is listed twice",
                             spans[i].first);
    }
    return IPT_OK;
}

/* ipt_seeds_parse() that tells the offset of what is wrong. */
ipt_status
ipt__seeds_parse(const char *text, uint64_t **out, size_t *n, size_t *at,
                 ipt_error *err)
{
    ipt__span *spans = NULL;
    ipt__span *sorted = NULL;
    uint64_t *seeds = NULL;
    size_t n_spans = 0;
    size_t count = 0;
    ipt_status status = ipt__spans_parse(text, NULL, &spans, &n_spans, at, err);

    if (status != IPT_OK)
        return status;
    for (size_t i = 0; i < n_spans; i++) {
        const uint64_t more = spans[i].last - spans[i].first;

        if (more >= IPT__MAX_SEEDS || count + more >= IPT__MAX_SEEDS) {
            if (at)
                *at = spans[i].at;
            status = ipt_error_set(err, IPT_EINVAL, "more than %d seeds",
                                   IPT__MAX_SEEDS);
            goto done;
        }
        count += (size_t)more + 1;
    }
    sorted = malloc(n_spans * sizeof *sorted);
    seeds = malloc(count * sizeof *seeds);
    if (!sorted || !seeds) {
        status = ipt_error_set(err, IPT_ENOMEM,
                               "not enough memory for %zu seeds", count);
        goto done;
    }
    memcpy(sorted, spans, n_spans * sizeof *sorted);
    status = seeds_check_twice(sorted, n_spans, at, err);
    if (status != IPT_OK)
        goto done;
    count = 0;
    for (size_t i = 0; i < n_spans; i++)
        for (uint64_t k = 0; k <= spans[i].last - spans[i].first; k++)
            seeds[count++] = spans[i].first + k;
    *out = seeds;
    *n = count;
    seeds = NULL;

done:
    free(spans);
    free(sorted);
    free(seeds);
    return status;
}

ipt_status
ipt_seeds_parse(const char *text, uint64_t **out, size_t *n, ipt_error *err)
{
    return ipt__seeds_parse(text, out, n, NULL, err);
}
