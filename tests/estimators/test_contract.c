/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every estimator of the registry keeps. */

#include <config.h>

#include <infoplane/reference.h>

#include "common.h"

enum { N = 200, D = 3 };

static float contract_t[N * D];
static float contract_x[N * 2];
static int32_t contract_y[N];
static const ipt_extent contract_extent = {-1, 1};

/* A sample with everything that an estimator can need. */
static ipt_sample
contract_sample(const ipt_view *layers)
{
    common_uniform(3, contract_t, N * D);
    common_uniform(4, contract_x, N * 2);
    common_labels(5, contract_y, N, 3);
    ipt_sample s = common_sample(contract_t, N, D, contract_y, 3);

    s.x = ipt_view_f32(contract_x, N, 2);
    s.layers = layers;
    s.n_layers = 1;
    s.extent = &contract_extent;
    return s;
}

static const ipt_view contract_layers[1] = {
    {contract_t, IPT_F32, N, D, D},
};

/* Calls `check` with every type and every choice of every option. */
static void
contract_each(void (*check)(const char *spec))
{
    for (size_t k = 0; ipt_estimator_types[k]; k++) {
        const ipt_estimator_type *type = ipt_estimator_types[k];

        check(type->name);
        for (const ipt_option *o = type->options; o && o->name; o++) {
            char words[200];
            char *save = NULL;

            snprintf(words, sizeof words, "%s",
                     o->type == IPT_OPTION_CHOICE ? o->choices : "");
            for (char *w = strtok_r(words, "|", &save); w;
                 w = strtok_r(NULL, "|", &save)) {
                char spec[400];

                snprintf(spec, sizeof spec, "%s:%s=%s", type->name, o->name, w);
                check(spec);
            }
        }
    }
}

/* An estimate with the status that is documented for it. */
static ipt_estimate
contract_try(const char *spec, const ipt_sample *s, ipt_status want,
             const char *says)
{
    const ipt_estimate untouched = {.i_xt = 123, .flags = 77};
    ipt_estimate out = untouched;
    ipt_error err = IPT_ERROR_INIT;
    ipt_estimator *e = NULL;

    TEST_STATUS(ipt_estimator_parse(spec, &e, &err), IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(e);
    TEST_STATUS(ipt_estimator_estimate(e, s, &out, &err), want, err);
    if (want != IPT_OK) {
        CU_ASSERT(out.i_xt == 123 && out.flags == 77);
        TEST_CONTAINS(err.message, "epoch 17, layer fc2, estimator ");
        TEST_CONTAINS(err.message, says);
    }
    ipt_estimator_free(e);
    return out;
}

static void
check_describes(const char *spec)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_estimator *e = NULL;
    char text[200];

    TEST_STATUS(ipt_estimator_parse(spec, &e, &err), IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(e);
    const ipt_estimator_type *type = ipt_estimator_type_of(e);

    CU_ASSERT_PTR_EQUAL(ipt_estimator_type_find(type->name), type);
    CU_ASSERT(strlen(type->summary) > 10 && strlen(type->detail) > 100 &&
              strlen(type->se) > 10);
    CU_ASSERT(type->references[0] != NULL);
    for (size_t r = 0; type->references[r]; r++)
        CU_ASSERT_PTR_NOT_NULL(ipt_reference_find(type->references[r]));
    CU_ASSERT(ipt_estimator_memory(e, 4096, 10, 2) > 4096 * 10);
    CU_ASSERT(ipt_estimator_memory(e, 8192, 10, 2) >
              ipt_estimator_memory(e, 4096, 10, 2));
    CU_ASSERT(ipt_estimator_label(e, text, sizeof text) > 3);
    for (const ipt_option *o = type->options; o && o->name; o++)
        CU_ASSERT(o->help && *o->help);
    ipt_estimator_free(e);
}

/* The text of the options makes the same estimator. */
static void
check_round_trip(const char *spec)
{
    const ipt_sample s = contract_sample(contract_layers);
    const ipt_estimate want = contract_try(spec, &s, IPT_OK, "");
    ipt_error err = IPT_ERROR_INIT;
    ipt_estimator *e = NULL;
    char options[1000], again[1000], whole[1100];

    TEST_STATUS(ipt_estimator_parse(spec, &e, &err), IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(e);
    ipt_estimator_format(e, options, sizeof options);
    snprintf(whole, sizeof whole, "%s:%s", ipt_estimator_type_of(e)->name,
             options);
    ipt_estimator *clone = ipt_estimator_clone(e);

    CU_ASSERT_STRING_EQUAL(ipt_estimator_id(clone), ipt_estimator_id(e));
    ipt_estimator_free(e);
    ipt_estimator_format(clone, again, sizeof again);
    CU_ASSERT_STRING_EQUAL(again, options);
    ipt_estimate got;

    TEST_STATUS(ipt_estimator_estimate(clone, &s, &got, &err), IPT_OK, err);
    CU_ASSERT(!memcmp(&got.i_xt, &want.i_xt, sizeof got.i_xt));
    ipt_estimator_free(clone);
    got = contract_try(whole, &s, IPT_OK, "");
    CU_ASSERT(!memcmp(&got.i_ty, &want.i_ty, sizeof got.i_ty));
}

static void
check_bad_samples(const char *spec)
{
    ipt_sample s = contract_sample(contract_layers);

    s.t.n = 0;
    contract_try(spec, &s, IPT_EINVAL, "expected at least 2 samples");
    s.t.n = 1;
    contract_try(spec, &s, IPT_EINVAL, "expected at least 2 samples");
    s.t.n = N;
    s.t.d = 0;
    contract_try(spec, &s, IPT_EINVAL, "expected at least 2 samples");
    s.t.d = D;
    contract_y[8] = 3;
    contract_try(spec, &s, IPT_EINVAL, "label 3 of sample 8 is outside 0..2");
    contract_y[8] = -1;
    contract_try(spec, &s, IPT_EINVAL, "label -1 of sample 8");
    contract_y[8] = 0;
    contract_t[7 * D + 1] = NAN;
    contract_t[9 * D] = NAN;
    contract_try(spec, &s, IPT_ENUMERIC,
                 "2 of 600 activations are not finite, the first (nan) at "
                 "sample 7, unit 1");
    contract_t[9 * D] = contract_t[7 * D + 1] = -INFINITY;
    contract_try(spec, &s, IPT_ENUMERIC, "(-inf) at sample 7, unit 1");

    s = contract_sample(contract_layers);
    double weight[N];

    for (size_t i = 0; i < N; i++)
        weight[i] = 1;
    s.weight = weight;
    contract_try(spec, &s, IPT_EINVAL, "sums to 200, expected 1");
    weight[3] = -1;
    contract_try(spec, &s, IPT_EINVAL, "entry 3 of row 0 is -1");
}

/* Two samples: I(X;T) = ln 2 where they differ enough, 0 where they do not. */
static void
check_small(const char *spec)
{
    ipt_sample s = contract_sample(contract_layers);
    const float two[2 * D] = {-0.9f, 0.1f, 0.5f, 0.8f, -0.7f, 0.2f};
    const int32_t y[2] = {0, 1};
    ipt_view layers[1] = {{two, IPT_F32, 2, D, D}};

    s.t.data = two;
    s.t.n = s.x.n = 2;
    s.label = y;
    s.layers = layers;
    ipt_estimate e = contract_try(spec, &s, IPT_OK, "");

    CU_ASSERT(e.i_xt > 0 && e.i_xt <= log(2));
    CU_ASSERT(e.i_ty <= log(2) + 1e-15);

    for (size_t i = 0; i < N * D; i++)
        contract_t[i] = 0.3f;
    s = contract_sample(contract_layers);
    for (size_t i = 0; i < N * D; i++)
        contract_t[i] = 0.3f;
    e = contract_try(spec, &s, IPT_OK, "");
    CU_ASSERT(e.i_xt == 0 && e.i_ty == 0);
    CU_ASSERT(e.i_xt_se == 0 && e.i_ty_se == 0);
    CU_ASSERT(e.flags & IPT_FLAG_CONSTANT_LAYER);
    CU_ASSERT(e.flags & IPT_FLAG_TIES);
    CU_ASSERT(!(e.flags & IPT_FLAG_SATURATED));
    memset(contract_t, 0, sizeof contract_t);
    e = contract_try(spec, &s, IPT_OK, "");
    CU_ASSERT(e.i_xt == 0 && (e.flags & IPT_FLAG_CONSTANT_LAYER));
}

/* Every row four times: at most ln(n / 4), and flagged; unless the copies are
 * passes of the same x. */
static void
check_duplicates(const char *spec)
{
    ipt_sample s = contract_sample(contract_layers);
    int64_t x[N];

    for (size_t i = 0; i < N; i++) {
        x[i] = (int64_t)i % (N / 4);
        for (size_t j = 0; j < D; j++)
            contract_t[i * D + j] = contract_t[i % (N / 4) * D + j];
    }
    ipt_estimate e = contract_try(spec, &s, IPT_OK, "");

    CU_ASSERT(e.i_xt <= log(N / 4) + 1e-14);
    CU_ASSERT(e.flags & IPT_FLAG_TIES);
    const double once = e.i_xt;

    s.x_id = x;
    e = contract_try(spec, &s, IPT_OK, "");
    CU_ASSERT(!(e.flags & IPT_FLAG_TIES));
    TEST_NEAR(e.i_xt, once, 1e-12);
}

/* Order of the rows, names of the labels, type and stride of the view. */
static void
check_invariances(const char *spec)
{
    ipt_sample s = contract_sample(contract_layers);
    static float t[N * D], gaps[N * (D + 2)];
    static double twice[N * D];
    int32_t y[N];
    const int counts = !strstr(spec, "kde");
    ipt_view layers[1] = {s.t};

    for (size_t i = 0; i < N * D; i++) /* some cells with company */
        contract_t[i] = rintf(contract_t[i] * 8) / 8;
    const ipt_estimate want = contract_try(spec, &s, IPT_OK, "");

    for (size_t i = 0; i < N; i++) {
        const size_t from = i * 77 % N;

        y[i] = (s.label[from] + 1) % 3;
        memcpy(t + i * D, contract_t + from * D, D * sizeof *t);
    }
    s.t.data = t;
    s.label = y;
    layers[0] = s.t;
    s.layers = layers;
    ipt_estimate got = contract_try(spec, &s, IPT_OK, "");

    if (counts) {
        CU_ASSERT(got.i_xt == want.i_xt && got.i_ty == want.i_ty);
        CU_ASSERT(got.i_xt_se == want.i_xt_se && got.i_ty_se == want.i_ty_se);
    }
    const double tolerance = strstr(spec, "single") ? 2e-6 : 1e-12;

    TEST_NEAR(got.i_xt, want.i_xt, tolerance);
    TEST_NEAR(got.i_ty, want.i_ty, tolerance);

    for (size_t i = 0; i < N * (D + 2); i++)
        gaps[i] = NAN; /* between the rows nobody may look */
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < D; j++) {
            gaps[i * (D + 2) + j] = t[i * D + j];
            twice[i * D + j] = (double)t[i * D + j];
        }
    s.t.data = gaps;
    s.t.stride = D + 2;
    layers[0] = s.t;
    ipt_estimate other = contract_try(spec, &s, IPT_OK, "");
    CU_ASSERT(other.i_xt == got.i_xt && other.i_ty == got.i_ty);
    s.t = ipt_view_f64(twice, N, D);
    layers[0] = s.t;
    other = contract_try(spec, &s, IPT_OK, "");
    CU_ASSERT(other.i_xt == got.i_xt && other.i_ty == got.i_ty);
}

/* Bytes are the same numbers as floats. */
static void
check_bytes(const char *spec)
{
    ipt_sample s = contract_sample(contract_layers);
    static uint8_t bytes[N * D];
    ipt_view layers[1];
    uint64_t state = 8;

    for (size_t i = 0; i < N * D; i++)
        contract_t[i] = bytes[i] = (uint8_t)(common_word(&state) % 7);
    const ipt_estimate want = contract_try(spec, &s, IPT_OK, "");

    s.t.data = bytes;
    s.t.dtype = IPT_U8;
    layers[0] = s.t;
    s.layers = layers;
    const ipt_estimate got = contract_try(spec, &s, IPT_OK, "");

    CU_ASSERT(got.i_xt == want.i_xt && got.i_ty == want.i_ty);
}

/* Without labels I(T;Y) is unknown, and nothing else changes. One instance
 * for growing and shrinking samples. */
static void
check_reuse(const char *spec)
{
    ipt_sample s = contract_sample(contract_layers);
    const ipt_estimate want = contract_try(spec, &s, IPT_OK, "");
    ipt_error err = IPT_ERROR_INIT;
    ipt_estimator *e = NULL;
    ipt_estimate got;

    TEST_STATUS(ipt_estimator_parse(spec, &e, &err), IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(e);
    TEST_STATUS(ipt_estimator_reserve(e, 5, 1, 2, &err), IPT_OK, err);
    s.t.n = s.x.n = 20;
    TEST_STATUS(ipt_estimator_estimate(e, &s, &got, &err), IPT_OK, err);
    s.t.n = s.x.n = N;
    TEST_STATUS(ipt_estimator_estimate(e, &s, &got, &err), IPT_OK, err);
    CU_ASSERT(got.i_xt == want.i_xt && got.i_ty == want.i_ty);
    s.label = NULL;
    s.n_classes = 0;
    TEST_STATUS(ipt_estimator_estimate(e, &s, &got, &err), IPT_OK, err);
    CU_ASSERT(isnan(got.i_ty) && isnan(got.i_ty_se));
    TEST_NEAR(got.i_xt, want.i_xt, strstr(spec, "single") ? 2e-6 : 1e-12);
    ipt_estimator_free(e);
}

#define CONTRACT_CASE(name)                                                    \
    static void name(void)                                                     \
    {                                                                          \
        contract_each(check_##name);                                           \
    }

CONTRACT_CASE(describes)
CONTRACT_CASE(round_trip)
CONTRACT_CASE(bad_samples)
CONTRACT_CASE(small)
CONTRACT_CASE(duplicates)
CONTRACT_CASE(invariances)
CONTRACT_CASE(bytes)
CONTRACT_CASE(reuse)

int
main(void)
{
    static const test_case cases[] = {
        {"describes itself", describes},
        {"options round trip", round_trip},
        {"refuses bad samples", bad_samples},
        {"two samples and constant layers", small},
        {"duplicated rows", duplicates},
        {"invariances", invariances},
        {"bytes", bytes},
        {"one instance for many samples", reuse},
    };

    return TEST_RUN("contract of the estimators", cases);
}
