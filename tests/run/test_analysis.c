/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The analysis: the same numbers for any number of threads and any buffer,
 * parts of the rows, weights, needs, and failures that name their place. */

#include <config.h>

#include <infoplane/analysis.h>
#include <infoplane/random.h>
#include <infoplane/units.h>

#include "test.h"

enum { N = 97, LAYERS = 3, SNAPSHOTS = 7, WIDEST = 5 };

static const size_t widths[LAYERS] = {5, 3, 2};

/* What the tests analyse: random layers, two classes, a split. */
typedef struct {
    ipt_activation_header header;
    ipt_activation_layer layer[LAYERS];
    char name[LAYERS][8];
    int32_t label[N];
    uint8_t split[N];
    double weight[N];
    float value[SNAPSHOTS][LAYERS][N * WIDEST];
} fixture;

static fixture *
fixture_make(void)
{
    fixture *f = calloc(1, sizeof *f);
    ipt_stream stream;
    double sum = 0;

    if (!f)
        abort();
    ipt_stream_init(&stream, 11, "test/analysis", 0);
    for (size_t e = 0; e < SNAPSHOTS; e++)
        for (size_t l = 0; l < LAYERS; l++)
            for (size_t i = 0; i < N * widths[l]; i++)
                f->value[e][l][i] =
                    (float)tanh((double)(e + 1) * ipt_stream_normal(&stream));
    for (size_t i = 0; i < N; i++) {
        f->label[i] = ipt_stream_below(&stream, 10) < 4;
        f->split[i] = i % 3 == 1 ? IPT_SPLIT_TEST : IPT_SPLIT_TRAIN;
        sum += f->weight[i] = ipt_stream_uniform(&stream);
    }
    for (size_t i = 0; i < N; i++)
        f->weight[i] /= sum;
    f->header.n = N;
    f->header.n_layers = LAYERS;
    f->header.layer = f->layer;
    f->header.label = f->label;
    f->header.n_classes = 2;
    f->header.split = f->split;
    for (size_t l = 0; l < LAYERS; l++) {
        snprintf(f->name[l], sizeof f->name[l], "fc%zu", l + 1);
        f->layer[l].name = f->name[l];
        f->layer[l].width = widths[l];
        f->layer[l].shape = ipt_shape_flat(widths[l]);
        f->layer[l].low = -1;
        f->layer[l].high = 1;
    }
    return f;
}

/* Runs the estimators of the specs; the caller frees the result. */
static ipt_status
fixture_run(const fixture *f, const char *const *specs, size_t n_specs,
            ipt_rows rows, int threads, double memory, ipt_result **out,
            ipt_error *err)
{
    ipt_estimator *estimators[8] = {NULL};
    ipt_result *result = ipt_result_alloc(SNAPSHOTS, LAYERS);
    ipt_analysis *analysis = NULL;
    const ipt_extent extent = {-1, 1};
    ipt_status status = IPT_OK;

    *out = NULL;
    for (size_t i = 0; i < n_specs && status == IPT_OK; i++)
        status = ipt_estimator_parse(specs[i], &estimators[i], err);
    const ipt_analysis_plan plan = {&f->header, estimators, n_specs, rows,
                                    threads,    memory,     &extent, result};
    if (status == IPT_OK)
        status = ipt_analysis_alloc(&plan, &analysis, err);
    for (size_t e = 0; e < SNAPSHOTS && status == IPT_OK; e++) {
        for (size_t l = 0; l < LAYERS; l++)
            memcpy(ipt_analysis_slot(analysis, l), f->value[e][l],
                   f->header.n * widths[l] * sizeof(float));
        status = ipt_analysis_commit(analysis, e, (int64_t)(10 * e), err);
    }
    if (status == IPT_OK)
        status = ipt_analysis_flush(analysis, err);
    ipt_analysis_free(analysis);
    for (size_t i = 0; i < n_specs; i++)
        ipt_estimator_free(estimators[i]);
    if (status == IPT_OK)
        *out = result;
    else
        ipt_result_free(result);
    return status;
}

static const char *const all_specs[] = {
    "binning:bins=5,id=binning",
    "binning:bins=4,range=minmax,scope=global,id=g",
    "ebab:scope=global,bins=6,id=ebab",
    "kde:bound=both,id=kde",
    "akde:id=akde",
    "exact:bits=3,id=exact"};
enum { SPECS = sizeof all_specs / sizeof *all_specs };

/* Bitwise, NaN included; times differ. */
static int
planes_equal(const ipt_plane *a, const ipt_plane *b)
{
    const size_t bytes = (size_t)SNAPSHOTS * LAYERS * sizeof(double);

    return !memcmp(a->i_xt, b->i_xt, bytes) &&
           !memcmp(a->i_ty, b->i_ty, bytes) && !memcmp(a->h_t, b->h_t, bytes) &&
           !memcmp(a->i_xt_se, b->i_xt_se, bytes) &&
           !memcmp(a->i_ty_se, b->i_ty_se, bytes) &&
           !memcmp(a->i_xt_lower, b->i_xt_lower, bytes) &&
           !memcmp(a->flags, b->flags, SNAPSHOTS * LAYERS * sizeof *a->flags);
}

static void
threads_and_buffers_do_not_matter(void)
{
    fixture *f = fixture_make();
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *one = NULL;

    TEST_STATUS(
        fixture_run(f, all_specs, SPECS, IPT_SAMPLES_ALL, 1, 0, &one, &err),
        IPT_OK, err);
    for (int threads = 1; one && threads <= 5; threads += 2) {
        for (double memory = 1; memory < 1e6; memory *= 100) {
            ipt_result *other = NULL;

            TEST_STATUS(fixture_run(f, all_specs, SPECS, IPT_SAMPLES_ALL,
                                    threads, memory, &other, &err),
                        IPT_OK, err);
            for (size_t p = 0; other && p < SPECS; p++)
                CU_ASSERT(planes_equal(&one->plane[p], &other->plane[p]));
            ipt_result_free(other);
        }
    }
    if (one) {
        CU_ASSERT(one->plane[3].i_xt_lower[0] < one->plane[3].i_xt_upper[0]);
        TEST_NEAR(one->h_x, log2(N), 1e-12);
        CU_ASSERT_STRING_EQUAL(one->plane[0].kind_xt, "estimate");
        CU_ASSERT_STRING_EQUAL(one->plane[4].kind_xt, "upper");
        CU_ASSERT_STRING_EQUAL(one->plane[4].kind_ty, "estimate");
    }
    ipt_result_free(one);
    free(f);
}

/* Estimates of a part equal those of data that hold the part alone. */
static void
parts_are_what_they_say(void)
{
    fixture *f = fixture_make();
    fixture *part = fixture_make();
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *a = NULL;
    ipt_result *b = NULL;
    size_t n = 0;
    double sum = 0;

    f->header.weight = f->weight;
    part->header.weight = part->weight;
    for (size_t i = 0; i < N; i++) {
        if (f->split[i] != IPT_SPLIT_TEST)
            continue;
        part->label[n] = f->label[i];
        sum += part->weight[n] = f->weight[i];
        for (size_t e = 0; e < SNAPSHOTS; e++)
            for (size_t l = 0; l < LAYERS; l++)
                memcpy(part->value[e][l] + n * widths[l],
                       f->value[e][l] + i * widths[l],
                       widths[l] * sizeof(float));
        n++;
    }
    for (size_t i = 0; i < n; i++)
        part->weight[i] /= sum;
    part->header.n = n;
    TEST_STATUS(
        fixture_run(f, all_specs, SPECS, IPT_SAMPLES_TEST, 2, 0, &a, &err),
        IPT_OK, err);

    TEST_STATUS(
        fixture_run(part, all_specs, SPECS, IPT_SAMPLES_ALL, 1, 0, &b, &err),
        IPT_OK, err);
    for (size_t p = 0; a && b && p < SPECS; p++) {
        CU_ASSERT(planes_equal(&a->plane[p], &b->plane[p]));
        CU_ASSERT_EQUAL(a->plane[p].n_samples, n);
        CU_ASSERT_STRING_EQUAL(a->plane[p].sample_set, "test");
    }
    CU_ASSERT(a && b && a->h_y == b->h_y && a->h_x == b->h_x);
    ipt_result_free(a);
    ipt_result_free(b);
    free(f);
    free(part);
}

static void
refuses_what_it_cannot_do(void)
{
    fixture *f = fixture_make();
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *out = NULL;
    static const char *const twice[] = {"exact", "exact"};

    TEST_STATUS(fixture_run(f, twice, 2, IPT_SAMPLES_ALL, 1, 0, &out, &err),
                IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "two estimators have the id exact");

    ipt_error_clear(&err);
    f->value[4][1][7 * 3 + 2] = NAN;
    TEST_STATUS(fixture_run(f, all_specs, 2, IPT_SAMPLES_ALL, 3, 0, &out, &err),
                IPT_ENUMERIC, err);
    TEST_CONTAINS(err.message, "fc2");
    TEST_CONTAINS(err.message, "40");
    TEST_CONTAINS(err.message, "binning");

    ipt_error_clear(&err);
    f->header.split = NULL;
    TEST_STATUS(
        fixture_run(f, all_specs, SPECS, IPT_SAMPLES_TRAIN, 1, 0, &out, &err),
        IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "split");

    ipt_error_clear(&err);
    memset(f->split, IPT_SPLIT_TRAIN, N);
    f->header.split = f->split;
    TEST_STATUS(
        fixture_run(f, all_specs, SPECS, IPT_SAMPLES_TEST, 1, 0, &out, &err),
        IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "test has 0");
    CU_ASSERT_PTR_NULL(out);
    free(f);
}

/* Without labels I(T;Y) is unknown, and I(X;T) is what it was. */
static void
labels_are_not_needed(void)
{
    fixture *f = fixture_make();
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *with = NULL;
    ipt_result *without = NULL;

    TEST_STATUS(
        fixture_run(f, all_specs, SPECS, IPT_SAMPLES_ALL, 1, 0, &with, &err),
        IPT_OK, err);
    f->header.label = NULL;
    f->header.n_classes = 0;
    TEST_STATUS(
        fixture_run(f, all_specs, SPECS, IPT_SAMPLES_ALL, 1, 0, &without, &err),
        IPT_OK, err);
    for (size_t p = 0; with && without && p < SPECS; p++) {
        for (size_t i = 0; i < SNAPSHOTS * LAYERS; i++) {
            TEST_NEAR(without->plane[p].i_xt[i], with->plane[p].i_xt[i], 1e-12);
            CU_ASSERT(isnan(without->plane[p].i_ty[i]));
            CU_ASSERT(!isnan(with->plane[p].i_ty[i]));
        }
    }
    CU_ASSERT(without && isnan(without->h_y) && isnan(without->i_xy));
    ipt_result_free(with);
    ipt_result_free(without);
    free(f);
}

/* Inputs that repeat: a bound for the layers that follow the input alone, a
 * difference of bounds for noisy ones. One kind speaks for the whole plane, so
 * it says what holds everywhere. */
static void
kinds_hold_for_every_layer(void)
{
    static const char *const specs[] = {"kde:bound=lower,id=low", "kde:id=kde"};
    fixture *f = fixture_make();
    int64_t x[N];
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *out = NULL;

    for (size_t i = 0; i < N; i++)
        x[i] = (int64_t)(i % 8);
    f->header.x_id = x;
    for (int noisy = 0; noisy < 2; noisy++) {
        for (size_t e = 0; e < SNAPSHOTS; e++)
            for (size_t l = 0; l < LAYERS; l++)
                for (size_t i = 8; i < N; i++)
                    memcpy(f->value[e][l] + i * widths[l],
                           f->value[e][l] + i % 8 * widths[l],
                           widths[l] * sizeof(float));
        if (noisy) /* the second layer alone, in one snapshot */
            f->value[2][1][9 * widths[1]] += 0.3F;
        TEST_STATUS(fixture_run(f, specs, 2, IPT_SAMPLES_ALL, 1, 0, &out, &err),
                    IPT_OK, err);
        if (out) {
            CU_ASSERT_STRING_EQUAL(out->plane[0].kind_xt,
                                   noisy ? "estimate" : "lower");
            CU_ASSERT_STRING_EQUAL(out->plane[1].kind_xt,
                                   noisy ? "estimate" : "upper");
            CU_ASSERT_STRING_EQUAL(out->plane[1].kind_ty, "estimate");
        }
        ipt_result_free(out);
        out = NULL;
    }
    free(f);
}

int
main(void)
{
    static const test_case cases[] = {
        {"threads and buffers do not matter",
         threads_and_buffers_do_not_matter},
        {"parts are what they say", parts_are_what_they_say},
        {"refuses what it cannot do", refuses_what_it_cannot_do},
        {"labels are not needed", labels_are_not_needed},
        {"kinds hold for every layer", kinds_hold_for_every_layer},
    };

    return TEST_RUN("analysis", cases);
}
