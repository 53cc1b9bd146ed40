/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals and tests of means and correlations against scipy's numbers
 * (reference.py). */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/random.h>
#include <infoplane/statistics.h>

#include "test.h"

static const double x[] = {1.31, -0.42, 2.2,   0.77, 3.9,
                           0.15, 1.88,  -1.07, 0.6,  5.43};
static const double y[] = {0.91, 0.88, 0.95, 0.9,  0.97,
                           0.9,  0.89, 0.83, 0.93, 0.94};

static void
test_mean(void)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_mean m;
    ipt_mean again;
    double gap[12];

    TEST_STATUS(ipt_mean_make(x, 10, 20000, 5, "test", 0, &m, &err), IPT_OK,
                err);
    TEST_NEAR(m.mean, 1.475, 1e-14);
    TEST_NEAR(m.sd, 1.98118511110003, 1e-13);
    TEST_NEAR(m.t_low, 0.05774554880417848, 1e-9);
    TEST_NEAR(m.t_high, 2.8922544511958215, 1e-9);
    /* GSL has ten digits of the quantile. The error of a 2.5 % quantile of 20 000 resamples is about
     * sqrt(0.025 0.975 / 20000) / density(0.1) = 0.011 and 0.022. */
    TEST_NEAR(m.boot_low, 0.492, 0.04);
    TEST_NEAR(m.boot_high, 2.868, 0.07);
    /* Values that are missing do not count. */
    memcpy(gap, x, sizeof x);
    gap[10] = (double)NAN;
    gap[11] = HUGE_VAL;
    TEST_STATUS(ipt_mean_make(gap, 12, 20000, 5, "test", 0, &again, &err),
                IPT_OK, err);
    CU_ASSERT(!memcmp(&m, &again, sizeof m));
}

static void
test_few(void)
{
    static const double same[] = {2.385, 2.385, 2.385};
    ipt_error err = IPT_ERROR_INIT;
    ipt_mean m;

    TEST_STATUS(ipt_mean_make(x, 0, 100, 5, "test", 0, &m, &err), IPT_OK, err);
    CU_ASSERT(!m.n && isnan(m.mean));
    TEST_STATUS(ipt_mean_make(x, 1, 100, 5, "test", 0, &m, &err), IPT_OK, err);
    TEST_NEAR(m.mean, 1.31, 0);
    CU_ASSERT(isnan(m.sd) && isnan(m.t_low) && isnan(m.boot_low));
    TEST_STATUS(ipt_mean_make(same, 3, 100, 5, "test", 0, &m, &err), IPT_OK,
                err);
    TEST_NEAR(m.boot_low, 2.385, 1e-15);
    TEST_NEAR(m.boot_high, 2.385, 1e-15);
}

/* 95 % intervals of 400 samples of 20 skewed numbers: BCa is known to cover
 * somewhat less, here about 0.92 (percentiles: 0.90). */
static void
test_coverage(void)
{
    ipt_error err = IPT_ERROR_INIT;
    int covered = 0;

    for (uint64_t k = 0; k < 400; k++) {
        double value[20];
        ipt_stream s;
        ipt_mean m;

        ipt_stream_init(&s, 11, "test/coverage", k);
        for (size_t i = 0; i < 20; i++)
            value[i] = -log(ipt_stream_uniform(&s));
        TEST_STATUS(ipt_mean_make(value, 20, 500, 5, "test", k, &m, &err),
                    IPT_OK, err);
        covered += m.boot_low <= 1 && 1 <= m.boot_high;
    }
    printf("covered %d of 400\n", covered);
    TEST_NEAR(covered / 400.0, 0.92, 0.04);
}

static void
test_correlation(void)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_statistics_options options;
    ipt_correlation c;

    ipt_options_preset(ipt_statistics_option_table, &options);
    options.permutations = 20000;
    options.bootstrap = 10000;
    TEST_STATUS(ipt_correlation_make(x, y, 10, &options, "test", 0, &c, &err),
                IPT_OK, err);
    CU_ASSERT_EQUAL(c.n, 10);
    TEST_NEAR(c.pearson, 0.768759843298991, 1e-14);
    TEST_NEAR(c.spearman, 0.796356262220885, 1e-14);
    TEST_NEAR(c.pearson_low, 0.26965507, 1e-8);
    TEST_NEAR(c.pearson_high, 0.94228877, 1e-8);
    TEST_NEAR(c.spearman_low, 0.23398318, 1e-8);
    TEST_NEAR(c.spearman_high, 0.95943431, 1e-8);
    TEST_NEAR(c.pearson_boot_low, 0.492, 0.03);
    TEST_NEAR(c.pearson_boot_high, 0.952, 0.01);
    TEST_NEAR(c.pearson_p, 0.0094, 0.0021); /* three standard errors */
    TEST_NEAR(c.spearman_p, 0.00775, 0.0019);
}

static void
test_correlation_few(void)
{
    static const double flat[10] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    ipt_error err = IPT_ERROR_INIT;
    ipt_statistics_options options;
    ipt_correlation c;

    ipt_options_preset(ipt_statistics_option_table, &options);
    TEST_STATUS(ipt_correlation_make(x, y, 3, &options, "test", 0, &c, &err),
                IPT_OK, err);
    CU_ASSERT(c.n == 3 && isnan(c.pearson) && isnan(c.pearson_p));
    TEST_STATUS(
        ipt_correlation_make(x, flat, 10, &options, "test", 0, &c, &err),
        IPT_OK, err);
    CU_ASSERT(c.n == 10 && isnan(c.pearson) && isnan(c.spearman_p));
    TEST_STATUS(ipt_correlation_make(x, x, 10, &options, "test", 0, &c, &err),
                IPT_OK, err);
    TEST_NEAR(c.pearson, 1, 1e-12);
    TEST_NEAR(c.spearman, 1, 1e-12);
}

/* No correlation: p is uniform. */
static void
test_correlation_null(void)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_statistics_options options;
    int hits[2] = {0, 0};

    ipt_options_preset(ipt_statistics_option_table, &options);
    options.permutations = 199;
    options.bootstrap = 0;
    for (uint64_t k = 0; k < 400; k++) {
        double u[12];
        double v[12];
        ipt_stream s;
        ipt_correlation c;

        ipt_stream_init(&s, 12, "test/null", k);
        for (size_t i = 0; i < 12; i++) {
            u[i] = ipt_stream_normal(&s);
            v[i] = -log(ipt_stream_uniform(&s));
        }
        TEST_STATUS(
            ipt_correlation_make(u, v, 12, &options, "test", k, &c, &err),
            IPT_OK, err);
        hits[0] += c.pearson_p <= 0.05;
        hits[1] += c.spearman_p <= 0.05;
    }
    printf("rejected %d and %d of 400\n", hits[0], hits[1]);
    TEST_NEAR(hits[0] / 400.0, 0.05, 0.033);
    TEST_NEAR(hits[1] / 400.0, 0.05, 0.033);
}

/* The example of Holm's rule worked by hand, with a gap. */
static void
test_holm(void)
{
    double p[] = {0.01, 0.04, (double)NAN, 0.03, 0.005};
    size_t scratch[5];

    ipt_holm(p, 5, scratch);
    TEST_NEAR(p[0], 0.03, 1e-15);
    TEST_NEAR(p[1], 0.06, 1e-15); /* not below that of 0.03 */
    CU_ASSERT(isnan(p[2]));
    TEST_NEAR(p[3], 0.06, 1e-15);
    TEST_NEAR(p[4], 0.02, 1e-15);
    p[0] = 0.7;
    p[1] = 0.9;
    ipt_holm(p, 2, scratch);
    TEST_NEAR(p[0], 1, 0);
    TEST_NEAR(p[1], 1, 0);
}

int
main(void)
{
    static const test_case cases[] = {
        {"mean of ten numbers", test_mean},
        {"few and equal numbers", test_few},
        {"coverage", test_coverage},
        {"correlation of ten pairs", test_correlation},
        {"few and constant pairs", test_correlation_few},
        {"no correlation", test_correlation_null},
        {"Holm's correction", test_holm},
    };

    return TEST_RUN("intervals", cases);
}
