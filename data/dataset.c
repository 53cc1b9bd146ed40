/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading a data set of any type: checks, row numbers, hash. */

#include <config.h>

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"

void
ipt_dataset_clear(ipt_dataset *set)
{
    if (!set)
        return;
    free(set->x);
    free(set->label);
    free(set->y);
    free(set->p_y_given_x);
    free(set->x_id);
    free(set->split);
    memset(set, 0, sizeof *set);
}

/* Sizes go into the hash as eight bytes, least significant first. */
static void
dataset_hash_size(ipt_sha256 *hash, size_t size)
{
    uint8_t bytes[8];

    for (int b = 0; b < 8; b++)
        bytes[b] = (uint8_t)((uint64_t)size >> (8 * b));
    ipt_sha256_add(hash, bytes, sizeof bytes);
}

static void
dataset_hash_part(ipt_sha256 *hash, const void *data, size_t n, size_t each,
                  size_t size)
{
    dataset_hash_size(hash, data ? n : 0);
    dataset_hash_size(hash, data ? each : 0);
    if (data)
        ipt_sha256_add(hash, data, n * each * size);
}

static void
dataset_hash(ipt_dataset *set)
{
    ipt_sha256 hash;

    ipt_sha256_init(&hash);
    dataset_hash_size(&hash, set->shape.channels);
    dataset_hash_size(&hash, set->shape.height);
    dataset_hash_size(&hash, set->shape.width);
    dataset_hash_part(&hash, set->x, set->n, ipt_shape_units(set->shape),
                      sizeof *set->x);
    dataset_hash_part(&hash, set->label, set->n, 1, sizeof *set->label);
    dataset_hash_part(&hash, set->y, set->n, set->y_dim, sizeof *set->y);
    dataset_hash_part(&hash, set->p_y_given_x, set->n, set->n_classes,
                      sizeof *set->p_y_given_x);
    dataset_hash_part(&hash, set->split, set->n, 1, sizeof *set->split);
    ipt_sha256_hex(&hash, set->sha256);
}

/* What a loader must have delivered; a user cannot cause these. */
static void
dataset_assert(const ipt_dataset *set)
{
    assert(set->x && ipt_shape_units(set->shape) > 0);
    assert(!set->label == !set->n_classes);
    assert(!set->y == !set->y_dim);
    assert(!set->p_y_given_x || set->n_classes);
    assert(set->label || set->y);
    for (size_t i = 0; set->label && i < set->n; i++)
        assert(set->label[i] >= 0 && (size_t)set->label[i] < set->n_classes);
    (void)set;
}

ipt_status
ipt_dataset_load(const ipt_dataset_type *type, const void *state,
                 ipt_dataset *out, ipt_error *err)
{
    ipt_dataset set;
    ipt_status status;

    memset(&set, 0, sizeof set);
    status = type->load(state, &set, err);
    if (status != IPT_OK)
        goto done;
    if (set.n < 1 || set.n > INT32_MAX) {
        status =
            ipt_error_set(err, IPT_EINVAL, "%s: %zu rows; a set has 1 to %ld",
                          type->name, set.n, (long)INT32_MAX);
        goto done;
    }
    dataset_assert(&set);
    snprintf(set.name, sizeof set.name, "%s", type->name);
    status = ipt__dataset_number_rows(&set, err);
    if (status != IPT_OK)
        goto done;
    dataset_hash(&set);
    *out = set;
    memset(&set, 0, sizeof set);
done:
    ipt_dataset_clear(&set);
    return status;
}
