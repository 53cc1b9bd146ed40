/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small samples that the tests of the estimators share. */

#ifndef IPT_TEST_ESTIMATORS_COMMON_H
#define IPT_TEST_ESTIMATORS_COMMON_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/estimator.h>
#include <infoplane/units.h>

#include "test.h"

/* 24 bits of the recurrence that reference.py repeats. */
static inline uint32_t
common_word(uint64_t *state)
{
    *state =
        *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 40);
}

/* Multiples of 2^-23 in [-1, 1). */
static inline void
common_uniform(uint64_t seed, float *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (float)(common_word(&seed) * 0x1p-23 - 1);
}

static inline void
common_labels(uint64_t seed, int32_t *out, size_t n, size_t classes)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (int32_t)(common_word(&seed) % classes);
}

static inline ipt_sample
common_sample(const float *t, size_t n, size_t d, const int32_t *label,
              size_t classes)
{
    const ipt_sample sample = {.t = ipt_view_f32(t, n, d),
                               .label = label,
                               .n_classes = classes,
                               .low = NAN,
                               .high = NAN,
                               .epoch = 17,
                               .layer_name = "fc2"};

    return sample;
}

/* One estimate by SPEC, which must succeed. */
static inline ipt_estimate
common_estimate(const char *spec, const ipt_sample *sample)
{
    ipt_estimate out = {.i_xt = NAN, .i_ty = NAN};
    ipt_error err = IPT_ERROR_INIT;
    ipt_estimator *e = NULL;

    TEST_STATUS(ipt_estimator_parse(spec, &e, &err), IPT_OK, err);
    if (e)
        TEST_STATUS(ipt_estimator_estimate(e, sample, &out, &err), IPT_OK, err);
    ipt_estimator_free(e);
    return out;
}

#endif
