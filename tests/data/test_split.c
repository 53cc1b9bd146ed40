/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Row numbers, splitting and scaling on small irregular sets. */

#include <config.h>

#include <infoplane/dataset.h>

#include "test.h"

/* n rows (i, k), labels by blocks of the given counts; x[0] names the row. */
static ipt_dataset
labelled(const size_t *count, size_t classes)
{
    ipt_dataset set;
    size_t i = 0;

    memset(&set, 0, sizeof set);
    for (size_t k = 0; k < classes; k++)
        set.n += count[k];
    snprintf(set.name, sizeof set.name, "made");
    set.shape = ipt_shape_flat(2);
    set.n_classes = classes;
    set.x = malloc(set.n * 2 * sizeof *set.x);
    set.label = malloc(set.n * sizeof *set.label);
    set.x_id = malloc(set.n * sizeof *set.x_id);
    for (size_t k = 0; k < classes; k++)
        for (size_t c = 0; c < count[k]; c++, i++) {
            set.x[2 * i] = (float)i;
            set.x[2 * i + 1] = 2.385f * (float)k;
            set.label[i] = (int32_t)k;
            set.x_id[i] = (int64_t)i;
        }
    return set;
}

static ipt_data_options
options(double train)
{
    ipt_data_options o;

    memset(&o, 0, sizeof o);
    ipt_options_preset(ipt_data_option_table, &o);
    o.train = train;
    return o;
}

static size_t
count_train(const ipt_dataset *set, int label)
{
    size_t count = 0;

    for (size_t i = 0; i < set->n; i++)
        count += set->split[i] == IPT_SPLIT_TRAIN &&
                 (label < 0 || set->label[i] == label);
    return count;
}

static void
shares_and_counts(void)
{
    static const struct {
        double train;
        size_t want;
    } cases[] = {{0, 3277},  {0.8, 3277},  {0.05, 205},
                 {100, 100}, {4095, 4095}, {0.0002, 1}};
    static const size_t count[2] = {1978, 2118};

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        ipt_dataset set = labelled(count, 2);
        ipt_data_options o = options(cases[c].train);
        ipt_error err = IPT_ERROR_INIT;

        TEST_STATUS(ipt_dataset_split(&set, &o, 7, &err), IPT_OK, err);
        CU_ASSERT_EQUAL(count_train(&set, -1), cases[c].want);
        CU_ASSERT_EQUAL(set.n, 4096);
        for (size_t i = 0; i < set.n; i++)
            CU_ASSERT(set.split[i] <= 1 && set.x[2 * i] == (float)i);
        ipt_dataset_clear(&set);
    }
}

static void
order_without_shuffle(void)
{
    static const size_t count[3] = {10, 20, 5};
    ipt_dataset set = labelled(count, 3);
    ipt_data_options o = options(0.8);
    ipt_error err = IPT_ERROR_INIT;

    o.shuffle = 0;
    TEST_STATUS(ipt_dataset_split(&set, &o, 7, &err), IPT_OK, err);
    for (size_t i = 0; i < 35; i++)
        CU_ASSERT_EQUAL(set.split[i],
                        i < 28 ? IPT_SPLIT_TRAIN : IPT_SPLIT_TEST);
    /* In order within every class: 8, 16 and 4 first ones. */
    o.stratify = 1;
    TEST_STATUS(ipt_dataset_split(&set, &o, 7, &err), IPT_OK, err);
    for (size_t i = 0; i < 35; i++) {
        const size_t from = i < 10 ? 0 : i < 30 ? 10 : 30;
        const size_t take = i < 10 ? 8 : i < 30 ? 16 : 4;

        CU_ASSERT_EQUAL(set.split[i],
                        i - from < take ? IPT_SPLIT_TRAIN : IPT_SPLIT_TEST);
    }
    ipt_dataset_clear(&set);
}

/* Counts within one of the exact shares, their sum exact, for every share. */
static void
stratified_counts(void)
{
    static const size_t count[4] = {101, 7, 333, 1};

    for (int share = 1; share < 100; share += 3) {
        ipt_dataset set = labelled(count, 4);
        ipt_data_options o = options(share / 100.0);
        ipt_error err = IPT_ERROR_INIT;
        const double m = floor(4.42 * share + 0.5);

        o.stratify = 1;
        TEST_STATUS(ipt_dataset_split(&set, &o, (uint64_t)share, &err), IPT_OK,
                    err);
        CU_ASSERT_EQUAL(count_train(&set, -1), (size_t)m);
        for (int k = 0; k < 4; k++)
            CU_ASSERT(fabs((double)count_train(&set, k) -
                           m * (double)count[k] / 442) < 1);
        ipt_dataset_clear(&set);
    }
}

static void
seeds_decide(void)
{
    static const size_t count[2] = {61, 39};
    uint8_t first[100];
    uint8_t fixed[100];
    ipt_error err = IPT_ERROR_INIT;
    size_t taken[100] = {0};

    for (uint64_t seed = 0; seed < 400; seed++) {
        ipt_dataset set = labelled(count, 2);
        ipt_data_options o = options(0.3);

        TEST_STATUS(ipt_dataset_split(&set, &o, seed, &err), IPT_OK, err);
        if (seed == 0)
            memcpy(first, set.split, 100);
        else if (seed < 10)
            CU_ASSERT(memcmp(first, set.split, 100) != 0);
        for (size_t i = 0; i < 100; i++)
            taken[i] += set.split[i] == IPT_SPLIT_TRAIN;
        TEST_STATUS(ipt_dataset_split(&set, &o, 0, &err), IPT_OK, err);
        CU_ASSERT(!memcmp(first, set.split, 100));
        o.split_seed = 5;
        TEST_STATUS(ipt_dataset_split(&set, &o, seed, &err), IPT_OK, err);
        if (seed == 0)
            memcpy(fixed, set.split, 100);
        CU_ASSERT(!memcmp(fixed, set.split, 100));
        ipt_dataset_clear(&set);
    }
    /* Each row is drawn in 120 of 400 seeds, standard deviation 9.2. */
    for (size_t i = 0; i < 100; i++)
        TEST_NEAR((double)taken[i], 120, 46);
}

static void
limit_drops_rows(void)
{
    static const size_t count[3] = {100, 300, 50};

    for (int stratify = 0; stratify < 2; stratify++) {
        ipt_dataset set = labelled(count, 3);
        ipt_data_options o = options(0.5);
        ipt_error err = IPT_ERROR_INIT;
        size_t kept[3] = {0};

        for (size_t i = 0; i < set.n; i++)
            set.x_id[i] = (int64_t)(i / 2); /* pairs of equal inputs */
        o.limit = 90;
        o.stratify = stratify;
        TEST_STATUS(ipt_dataset_split(&set, &o, 3, &err), IPT_OK, err);
        CU_ASSERT_EQUAL_FATAL(set.n, 90);
        CU_ASSERT_EQUAL(count_train(&set, -1), 45);
        for (size_t i = 0; i < 90; i++) {
            const size_t row = (size_t)set.x[2 * i];

            kept[set.label[i]]++;
            CU_ASSERT_EQUAL(set.label[i], row < 100 ? 0 : row < 400 ? 1 : 2);
            if (i > 0) {
                const size_t before = (size_t)set.x[2 * i - 2];

                CU_ASSERT(before < row);
                CU_ASSERT_EQUAL(set.x_id[i] - set.x_id[i - 1],
                                before / 2 != row / 2);
            }
        }
        if (stratify) {
            CU_ASSERT_EQUAL(kept[0], 20);
            CU_ASSERT_EQUAL(kept[1], 60);
            CU_ASSERT_EQUAL(kept[2], 10);
            CU_ASSERT_EQUAL(count_train(&set, 1), 30);
        }
        ipt_dataset_clear(&set);
    }
}

static void
own_split_is_kept(void)
{
    static const size_t count[2] = {60, 40};
    ipt_dataset set = labelled(count, 2);
    ipt_data_options o = options(0);
    ipt_error err = IPT_ERROR_INIT;
    uint8_t before[100];

    set.split = malloc(100);
    for (size_t i = 0; i < 100; i++)
        before[i] = set.split[i] = i % 5 == 0;
    TEST_STATUS(ipt_dataset_split(&set, &o, 3, &err), IPT_OK, err);
    CU_ASSERT(!memcmp(before, set.split, 100));
    o.limit = 50;
    o.stratify = 1;
    TEST_STATUS(ipt_dataset_split(&set, &o, 3, &err), IPT_OK, err);
    CU_ASSERT_EQUAL_FATAL(set.n, 50);
    CU_ASSERT_EQUAL(count_train(&set, 0), 24);
    CU_ASSERT_EQUAL(count_train(&set, 1), 16);
    for (size_t i = 0; i < 50; i++)
        CU_ASSERT_EQUAL(set.split[i], (size_t)set.x[2 * i] % 5 == 0);
    o = options(0.9);
    TEST_STATUS(ipt_dataset_split(&set, &o, 3, &err), IPT_OK, err);
    CU_ASSERT_EQUAL(count_train(&set, -1), 45);
    memset(set.split, IPT_SPLIT_TEST, 50);
    o = options(0);
    TEST_STATUS(ipt_dataset_split(&set, &o, 3, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "no training rows");
    ipt_dataset_clear(&set);
}

static void
bad_splits_are_refused(void)
{
    static const struct {
        double train;
        long limit;
        int stratify;
        const char *says;
    } bad[] = {
        {1, 0, 0, "train = 1 of 5 rows leaves no test rows"},
        {5, 0, 0, "train = 5 of 5 rows leaves no test rows"},
        {0.05, 0, 0, "leaves no training rows"},
        {2.5, 0, 0, "train = 2.5: a number above 1 counts rows"},
        {6, 0, 0, "train = 6: there are only 5 rows"},
        {4, 3, 0, "train = 4: there are only 3 rows"},
        {0, 1, 0, "leaves no test rows"},
        {0, 0, 1, "stratify = yes needs classes"},
    };
    static const size_t count[2] = {3, 2};

    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) {
        ipt_dataset set = labelled(count, 2);
        ipt_data_options o = options(bad[c].train);
        ipt_error err = IPT_ERROR_INIT;

        o.limit = bad[c].limit;
        o.stratify = bad[c].stratify;
        if (o.stratify) {
            free(set.label);
            set.label = NULL;
            set.n_classes = 0;
        }
        TEST_STATUS(ipt_dataset_split(&set, &o, 3, &err), IPT_EINVAL, err);
        TEST_CONTAINS(err.message, bad[c].says);
        CU_ASSERT(set.n == 5 && !set.split);
        ipt_dataset_clear(&set);
    }
}

/* Four columns: irregular, constant, constant in training, far from 0. */
static ipt_dataset
columns(void)
{
    static const float x[5][4] = {{1.5f, 3, 7, 1e6f},
                                  {-2.385f, 3, 7, 1e6f + 1},
                                  {0.25f, 3, 9, 1e6f + 9},
                                  {4, 3, 7, 1e6f + 2},
                                  {11, 3, 7, 1e6f + 3}};
    static const uint8_t split[5] = {0, 0, 1, 0, 0};
    ipt_dataset set;

    memset(&set, 0, sizeof set);
    set.n = 5;
    set.shape = ipt_shape_flat(4);
    set.y_dim = 1;
    set.x = malloc(sizeof x);
    set.y = malloc(5 * sizeof *set.y);
    set.split = malloc(5);
    memcpy(set.x, x, sizeof x);
    memcpy(set.split, split, 5);
    for (int i = 0; i < 5; i++)
        set.y[i] = 10.0f * (float)i;
    return set;
}

static void
minmax_scales(void)
{
    ipt_dataset set = columns();
    ipt_data_options o = options(0);
    ipt_error err = IPT_ERROR_INIT;

    o.scale = IPT_SCALE_MINMAX;
    TEST_STATUS(ipt_dataset_scale(&set, &o, &err), IPT_OK, err);
    TEST_NEAR((double)set.x[0], (1.5 + 2.385) / 13.385, 1e-7);
    CU_ASSERT_EQUAL(set.x[4], 0);
    CU_ASSERT_EQUAL(set.x[16], 1);
    TEST_NEAR((double)set.x[11], 3, 1e-7); /* the test row leaves 0..1 */
    for (int i = 0; i < 5; i++)
        CU_ASSERT(set.x[4 * i + 1] == 0 && set.x[4 * i + 2] == 0);
    TEST_NEAR((double)set.y[2], 0.5, 1e-7);
    ipt_dataset_clear(&set);
}

static void
standard_scales(void)
{
    ipt_dataset set = columns();
    ipt_data_options o = options(0);
    ipt_error err = IPT_ERROR_INIT;

    o.scale = IPT_SCALE_STANDARD;
    TEST_STATUS(ipt_dataset_scale(&set, &o, &err), IPT_OK, err);
    /* 1.5, -2.385, 4, 11: mean 3.52875, mean square 37.92205625 */
    TEST_NEAR((double)set.x[0],
              (1.5 - 3.52875) /
                  sqrt((2.25 + 5.688225 + 16 + 121) / 4 - 3.52875 * 3.52875),
              1e-6);
    TEST_NEAR((double)set.x[11], 7.5 / sqrt(1.25), 1e-6);
    for (int i = 0; i < 5; i++)
        CU_ASSERT(set.x[4 * i + 1] == 0 && set.x[4 * i + 2] == 0);
    TEST_NEAR((double)set.y[0], -20 / sqrt(250), 1e-6);
    ipt_dataset_clear(&set);
}

static void
scaling_refuses(void)
{
    ipt_dataset set = columns();
    ipt_data_options o = options(0);
    ipt_error err = IPT_ERROR_INIT;

    o.scale = IPT_SCALE_MINMAX;
    for (int i = 0; i < 5; i++)
        set.x[4 * i] = i == 2 ? 3e38f : 1e-30f * (float)i;
    TEST_STATUS(ipt_dataset_scale(&set, &o, &err), IPT_ENUMERIC, err);
    TEST_CONTAINS(err.message, "row 3, input column 1");
    CU_ASSERT_EQUAL(set.x[1], 3);
    free(set.split);
    set.split = NULL;
    ipt_error_clear(&err);
    TEST_STATUS(ipt_dataset_scale(&set, &o, &err), IPT_EINVAL, err);
    o.scale = IPT_SCALE_NONE;
    ipt_error_clear(&err);
    TEST_STATUS(ipt_dataset_scale(&set, &o, &err), IPT_OK, err);
    ipt_dataset_clear(&set);
}

/* A type that makes rows with repeats, for ipt_dataset_load(). */
static ipt_status
repeats_load(const void *state, ipt_dataset *out, ipt_error *err)
{
    static const float x[6][2] = {{1, 2},   {-0.0f, 1}, {1, 2},
                                  {0, 1.f}, {2, 1},     {1, 2}};

    (void)state;
    (void)err;
    out->n = 6;
    out->shape = ipt_shape_flat(2);
    out->y_dim = 1;
    out->x = malloc(sizeof x);
    out->y = calloc(6, sizeof *out->y);
    memcpy(out->x, x, sizeof x);
    return IPT_OK;
}

static void
equal_rows_share_a_number(void)
{
    static const ipt_dataset_type type = {.name = "repeats",
                                          .load = repeats_load};
    static const int64_t want[6] = {0, 1, 0, 1, 2, 0};
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(ipt_dataset_load(&type, NULL, &set, &err), IPT_OK, err);
    for (int i = 0; i < 6; i++)
        CU_ASSERT_EQUAL(set.x_id[i], want[i]);
    CU_ASSERT_EQUAL(strlen(set.sha256), 64);
    ipt_dataset_clear(&set);
    CU_ASSERT(!set.x && set.n == 0);
    ipt_dataset_clear(&set);
    ipt_dataset_clear(NULL);
}

int
main(void)
{
    static const test_case cases[] = {
        {"shares and counts", shares_and_counts},
        {"order without shuffle", order_without_shuffle},
        {"stratified counts", stratified_counts},
        {"seeds decide", seeds_decide},
        {"limit drops rows", limit_drops_rows},
        {"own split is kept", own_split_is_kept},
        {"bad splits are refused", bad_splits_are_refused},
        {"minmax scales", minmax_scales},
        {"standard scales", standard_scales},
        {"scaling refuses", scaling_refuses},
        {"equal rows share a number", equal_rows_share_a_number},
    };

    return TEST_RUN("split", cases);
}
