/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training and test rows: random or in order, class shares kept on demand. */

#include <config.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/random.h>

#include "data.h"

/* Share of training rows where nobody says otherwise. */
static const double split_default_share = 0.8;

/* A stratum's claim to one more row. */
typedef struct {
    uint64_t remainder;
    size_t stratum;
} split_claim;

static int
split_compare(const void *a, const void *b)
{
    const split_claim *p = a;
    const split_claim *q = b;

    if (p->remainder != q->remainder)
        return p->remainder > q->remainder ? -1 : 1;
    return p->stratum < q->stratum ? -1 : 1;
}

/* Largest remainders: quota[s] is floor or ceil of m count[s] / n, the sum is
 * m. Equal remainders go to the lower stratum. */
static void
split_quotas(const size_t *count, size_t strata, size_t n, size_t m,
             split_claim *claim, size_t *quota)
{
    size_t left = m;

    for (size_t s = 0; s < strata; s++) {
        const uint64_t product = (uint64_t)m * count[s];

        quota[s] = (size_t)(product / n);
        claim[s] = (split_claim){product % n, s};
        left -= quota[s];
    }
    qsort(claim, strata, sizeof *claim, split_compare);
    for (size_t s = 0; s < left; s++)
        quota[claim[s].stratum]++;
}

/* Which rows are drawn: m of n, shares of the strata kept. */
typedef struct {
    size_t n;
    size_t m;
    size_t strata;
    const size_t *stratum; /* n, below strata */
    const char *purpose;   /* of the random stream */
    uint64_t seed;
    int shuffle;
} split_plan;

static ipt_status
split_draw(const split_plan *plan, uint8_t *drawn, ipt_error *err)
{
    size_t *order = malloc(plan->n * sizeof *order);
    size_t *count = calloc(plan->strata, sizeof *count);
    size_t *quota = calloc(plan->strata, sizeof *quota);
    split_claim *claim = calloc(plan->strata, sizeof *claim);
    ipt_status status = IPT_OK;

    if (!order || !count || !quota || !claim) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory to split %zu rows",
                               plan->n);
        goto done;
    }
    for (size_t i = 0; i < plan->n; i++) {
        order[i] = i;
        count[plan->stratum[i]]++;
    }
    split_quotas(count, plan->strata, plan->n, plan->m, claim, quota);
    if (plan->shuffle) {
        ipt_stream stream;

        ipt_stream_init(&stream, plan->seed, plan->purpose, 0);
        ipt_stream_shuffle(&stream, order, plan->n);
    }
    memset(drawn, 0, plan->n);
    for (size_t i = 0; i < plan->n; i++) {
        size_t *room = &quota[plan->stratum[order[i]]];

        if (*room > 0) {
            drawn[order[i]] = 1;
            --*room;
        }
    }
done:
    free(order);
    free(count);
    free(quota);
    free(claim);
    return status;
}

/* Stratum of every row: its class if wanted, and its part if `parts`. Returns
 * their number. */
static size_t
split_strata(const ipt_dataset *set, const uint8_t *parts, int stratify,
             size_t *stratum)
{
    const size_t classes = stratify ? set->n_classes : 1;

    for (size_t i = 0; i < set->n; i++)
        stratum[i] = (stratify ? (size_t)set->label[i] : 0) +
                     (parts ? parts[i] * classes : 0);
    return parts ? 2 * classes : classes;
}

/* Rows for training, or 0 with a message. */
static size_t
split_count(double train, size_t n, ipt_error *err)
{
    double count = train;

    if (train <= 0)
        train = split_default_share;
    if (train <= 1)
        count = floor(train * (double)n + 0.5);
    if (count != floor(count)) {
        ipt_error_set(err, IPT_EINVAL,
                      "train = %g: a number above 1 counts rows and must be "
                      "whole",
                      train);
        return 0;
    }
    if (count > (double)n) {
        ipt_error_set(err, IPT_EINVAL, "train = %.0f: there are only %zu rows",
                      train, n);
        return 0;
    }
    if (count < 1 || count == (double)n) {
        ipt_error_set(err, IPT_EINVAL,
                      "train = %g of %zu rows leaves no %s rows", train, n,
                      count < 1 ? "training" : "test");
        return 0;
    }
    return (size_t)count;
}

/* Moves the kept rows of an array of n rows together. */
static void
split_compact(void *data, size_t row, const uint8_t *keep, size_t n)
{
    unsigned char *bytes = data;
    size_t to = 0;

    for (size_t i = 0; data && i < n; i++) {
        if (!keep[i])
            continue;
        if (to != i)
            memcpy(bytes + to * row, bytes + i * row, row);
        to++;
    }
}

static ipt_status
split_check_parts(const uint8_t *part, const uint8_t *keep, size_t n,
                  long limit, ipt_error *err)
{
    size_t count[2] = {0, 0};

    for (size_t i = 0; i < n; i++)
        if (!keep || keep[i])
            count[part[i] != IPT_SPLIT_TRAIN]++;
    if (count[0] && count[1])
        return IPT_OK;
    if (!keep)
        return ipt_error_set(err, IPT_EINVAL,
                             "the set's own split has no %s rows; give train",
                             count[0] ? "test" : "training");
    return ipt_error_set(err, IPT_EINVAL, "limit = %ld leaves no %s rows",
                         limit, count[0] ? "test" : "training");
}

/* Drops the rows that are not kept; part may be set->split. */
static ipt_status
split_drop(ipt_dataset *set, const uint8_t *keep, size_t kept, ipt_error *err)
{
    ipt_dataset shrunk = *set;
    const size_t units = ipt_shape_units(set->shape);
    int64_t *id = malloc(set->n * sizeof *id);
    int64_t *number = malloc(set->n * sizeof *number);
    int64_t next = 0;
    ipt_status status = IPT_OK;

    if (!id || !number) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory to drop rows");
        goto done;
    }
    /* Row numbers stay 0.. by first occurrence. */
    for (size_t i = 0; i < set->n; i++)
        number[i] = -1;
    for (size_t i = 0, to = 0; set->x_id && i < set->n; i++) {
        if (!keep[i])
            continue;
        assert(set->x_id[i] >= 0 && (size_t)set->x_id[i] < set->n);
        if (number[set->x_id[i]] < 0)
            number[set->x_id[i]] = next++;
        id[to++] = number[set->x_id[i]];
    }
    if (set->x_id)
        memcpy(set->x_id, id, kept * sizeof *id);
    split_compact(set->x, units * sizeof *set->x, keep, set->n);
    split_compact(set->label, sizeof *set->label, keep, set->n);
    split_compact(set->y, set->y_dim * sizeof *set->y, keep, set->n);
    split_compact(set->p_y_given_x, set->n_classes * sizeof *set->p_y_given_x,
                  keep, set->n);
    split_compact(set->split, sizeof *set->split, keep, set->n);
    shrunk.n = kept;
    *set = shrunk;
done:
    free(id);
    free(number);
    return status;
}

/* The first step: which rows stay. *kept is n without a limit. */
static ipt_status
split_limit(const ipt_dataset *set, const ipt_data_options *options,
            uint64_t seed, int own, size_t *stratum, uint8_t *keep,
            size_t *kept, ipt_error *err)
{
    split_plan plan = {set->n, set->n,          1, stratum, "data/limit",
                       seed,   options->shuffle};
    ipt_status status = IPT_OK;

    if (options->limit > 0 && (size_t)options->limit < set->n)
        plan.m = (size_t)options->limit;
    plan.strata =
        split_strata(set, own ? set->split : NULL, options->stratify, stratum);
    memset(keep, 1, set->n);
    if (plan.m < set->n)
        status = split_draw(&plan, keep, err);
    *kept = plan.m;
    return status;
}

/* The second step: part of each of the kept rows, numbered as in the set. */
static ipt_status
split_part(const ipt_dataset *set, const ipt_data_options *options,
           uint64_t seed, const uint8_t *keep, size_t kept, size_t *stratum,
           uint8_t *part, ipt_error *err)
{
    split_plan plan = {
        kept, 0, 1, stratum, "data/split", seed, options->shuffle};
    ipt_status status;

    plan.m = split_count(options->train, kept, err);
    if (plan.m == 0)
        return IPT_EINVAL;
    plan.strata = split_strata(set, NULL, options->stratify, stratum);
    split_compact(stratum, sizeof *stratum, keep, set->n);
    status = split_draw(&plan, part, err);
    for (size_t i = 0; status == IPT_OK && i < kept; i++)
        part[i] = part[i] ? IPT_SPLIT_TRAIN : IPT_SPLIT_TEST;
    return status;
}

ipt_status
ipt_dataset_split(ipt_dataset *set, const ipt_data_options *options,
                  uint64_t seed, ipt_error *err)
{
    const int own = set->split && options->train == 0;
    size_t *stratum = NULL;
    uint8_t *keep = NULL;
    uint8_t *part = NULL;
    size_t kept = set->n;
    ipt_status status = IPT_OK;

    if (options->split_seed >= 0)
        seed = (uint64_t)options->split_seed;
    if (options->stratify && !set->label)
        return ipt_error_set(err, IPT_EINVAL,
                             "stratify = yes needs classes, and %s has "
                             "regression targets",
                             set->name);
    stratum = malloc(set->n * sizeof *stratum);
    keep = malloc(set->n);
    part = malloc(set->n);
    if (!stratum || !keep || !part) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory to split %zu rows",
                               set->n);
        goto done;
    }
    status = split_limit(set, options, seed, own, stratum, keep, &kept, err);
    if (status == IPT_OK && own) {
        status = split_check_parts(set->split, NULL, set->n, 0, err);
        if (status == IPT_OK)
            status = split_check_parts(set->split, keep, set->n, options->limit,
                                       err);
    } else if (status == IPT_OK) {
        status = split_part(set, options, seed, keep, kept, stratum, part, err);
    }
    if (status == IPT_OK && kept < set->n)
        status = split_drop(set, keep, kept, err);
    if (status == IPT_OK && !own) {
        free(set->split);
        set->split = part;
        part = NULL;
    }
done:
    free(stratum);
    free(keep);
    free(part);
    return status;
}
