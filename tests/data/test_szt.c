/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 12-bit rule against szt_reference.py, which takes another route. */

#include <config.h>

#include <infoplane/dataset.h>
#include <infoplane/sha256.h>

#include "test.h"

enum { BITS = 12, ROWS = 4096 };

/* Loads szt with "key=value" pairs; the set must be cleared. */
static ipt_dataset
szt_with(const char *const *pairs)
{
    const ipt_dataset_type *type = ipt_dataset_type_find("szt");
    ipt_error err = IPT_ERROR_INIT;
    ipt_dataset set;
    void *state = calloc(1, type->state_size);

    memset(&set, 0, sizeof set);
    ipt_options_preset(type->options, state);
    for (; pairs && pairs[0]; pairs += 2)
        TEST_STATUS(ipt_option_parse(ipt_option_find(type->options, pairs[0]),
                                     pairs[1], state, &err),
                    IPT_OK, err);
    TEST_STATUS(ipt_dataset_load(type, state, &set, &err), IPT_OK, err);
    free(state);
    return set;
}

static void
labels_are_the_published_ones(void)
{
    static const int ones[BITS + 1] = {0,   0,   0,   0,  0,  60, 532,
                                       732, 495, 220, 66, 12, 1};
    ipt_dataset set = szt_with(NULL);
    uint8_t bytes[ROWS];
    int count[BITS + 1] = {0};
    int total = 0;
    ipt_sha256 hash;
    char hex[IPT_SHA256_HEX];

    CU_ASSERT_EQUAL_FATAL(set.n, ROWS);
    CU_ASSERT_EQUAL(ipt_shape_units(set.shape), BITS);
    CU_ASSERT_EQUAL(set.n_classes, 2);
    CU_ASSERT_STRING_EQUAL(set.name, "szt");
    CU_ASSERT(!set.y && !set.split && !set.p_y_given_x && set.y_dim == 0);
    for (int i = 0; i < ROWS; i++) {
        int active = 0;

        for (int j = 0; j < BITS; j++) {
            CU_ASSERT_EQUAL(set.x[BITS * i + j], (i >> (11 - j)) & 1);
            active += (i >> j) & 1;
        }
        count[active] += set.label[i];
        total += set.label[i];
        bytes[i] = (uint8_t)set.label[i];
        CU_ASSERT_EQUAL(set.x_id[i], i);
    }
    CU_ASSERT_EQUAL(total, 2118);
    for (int k = 0; k <= BITS; k++)
        CU_ASSERT_EQUAL(count[k], ones[k]);
    ipt_sha256_init(&hash);
    ipt_sha256_add(&hash, bytes, sizeof bytes);
    ipt_sha256_hex(&hash, hex);
    CU_ASSERT_STRING_EQUAL(hex, "77732f16f85e91b49d3997196b56163b"
                                "3bd362d8cf631468a8de3f986e88359f");
    ipt_dataset_clear(&set);
}

/* Any theta of the documented interval gives the same labels, one outside
 * does not. */
static void
theta_has_its_interval(void)
{
    static const struct {
        const char *theta;
        int same;
    } cases[] = {{"7.5628", 1}, {"7.7013", 1}, {"7.5627", 0}, {"7.702", 0}};
    ipt_dataset set = szt_with(NULL);

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const char *pairs[] = {"theta", cases[c].theta, NULL};
        ipt_dataset other = szt_with(pairs);

        CU_ASSERT_EQUAL(
            !memcmp(set.label, other.label, ROWS * sizeof *set.label),
            cases[c].same);
        ipt_dataset_clear(&other);
    }
    ipt_dataset_clear(&set);
}

/* Scalar products of vertices times (1 + p^2): 1 + p^2 on the diagonal, p for
 * neighbours, -p for second neighbours, -(1 + p^2) for antipodes. */
static int
kind_of(int a, int b)
{
    static const int v[BITS][3] = {/* 2 stands for the golden ratio */
                                   {0, 1, 2},   {2, 0, 1},   {1, -2, 0},
                                   {0, -1, 2},  {2, 0, -1},  {-1, 2, 0},
                                   {0, 1, -2},  {-2, 0, -1}, {-1, -2, 0},
                                   {0, -1, -2}, {-2, 0, 1},  {1, 2, 0}};
    const double p = (1 + sqrt(5.0)) / 2;
    double dot = 0;

    for (int k = 0; k < 3; k++) {
        const double x = abs(v[a][k]) == 2 ? v[a][k] / 2 * p : v[a][k];
        const double y = abs(v[b][k]) == 2 ? v[b][k] / 2 * p : v[b][k];

        dot += x * y;
    }
    return (int)lround(100 * dot);
}

static const int32_t *symmetric_label;
static int symmetries_found;
static int symmetries_kept;

/* Extends a map of vertices that keeps all scalar products. */
static void
extend_symmetry(int *image, int length)
{
    if (length == BITS) {
        int kept = 1;

        symmetries_found++;
        for (int i = 0; i < ROWS && kept; i++) {
            int moved = 0;

            for (int j = 0; j < BITS; j++)
                moved |= ((i >> (11 - image[j])) & 1) << (11 - j);
            kept = symmetric_label[moved] == symmetric_label[i];
        }
        symmetries_kept += kept;
        return;
    }
    for (int v = 0; v < BITS; v++) {
        int fits = 1;

        for (int i = 0; i < length && fits; i++)
            fits = v != image[i] && kind_of(v, image[i]) == kind_of(length, i);
        if (fits) {
            image[length] = v;
            extend_symmetry(image, length + 1);
        }
    }
}

static void
icosahedron_keeps_the_labels(void)
{
    ipt_dataset set = szt_with(NULL);
    int image[BITS];

    symmetric_label = set.label;
    symmetries_found = symmetries_kept = 0;
    extend_symmetry(image, 0);
    CU_ASSERT_EQUAL(symmetries_found, 120);
    CU_ASSERT_EQUAL(symmetries_kept, 120);
    ipt_dataset_clear(&set);
}

static double
entropy_bits(double p)
{
    return p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p);
}

static void
soft_rule_has_its_information(void)
{
    static const char *const pairs[] = {"soft", "yes", NULL};
    ipt_dataset hard = szt_with(NULL);
    ipt_dataset soft = szt_with(pairs);
    double mean = 0;
    double noise = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(soft.p_y_given_x);
    for (int i = 0; i < ROWS; i++) {
        const double *p = soft.p_y_given_x + 2 * i;

        TEST_NEAR(p[0] + p[1], 1, 1e-15);
        CU_ASSERT_EQUAL(p[1] > 0.5, soft.label[i]);
        mean += p[1] / ROWS;
        noise += entropy_bits(p[1]) / ROWS;
    }
    TEST_NEAR(mean, 0.5164452924, 1e-9);
    TEST_NEAR(entropy_bits(mean), 0.9992195123, 1e-9);
    TEST_NEAR(entropy_bits(mean) - noise, 0.9899998952, 1e-9);
    CU_ASSERT(!memcmp(hard.label, soft.label, ROWS * sizeof *hard.label));
    CU_ASSERT(strcmp(hard.sha256, soft.sha256) != 0);
    ipt_dataset_clear(&hard);
    ipt_dataset_clear(&soft);
}

static void
inputs_can_be_signs(void)
{
    static const char *const pairs[] = {"encoding", "pm1", NULL};
    ipt_dataset set = szt_with(pairs);

    for (int i = 0; i < ROWS; i += 7)
        for (int j = 0; j < BITS; j++)
            CU_ASSERT_EQUAL(set.x[BITS * i + j],
                            (i >> (11 - j)) & 1 ? 1.0f : -1.0f);
    ipt_dataset_clear(&set);
}

int
main(void)
{
    static const test_case cases[] = {
        {"labels are the published ones", labels_are_the_published_ones},
        {"theta has its interval", theta_has_its_interval},
        {"icosahedron keeps the labels", icosahedron_keeps_the_labels},
        {"soft rule has its information", soft_rule_has_its_information},
        {"inputs can be signs", inputs_can_be_signs},
    };

    return TEST_RUN("szt", cases);
}
