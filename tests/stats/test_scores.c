/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores of curves whose truth is known: noise, rises, drops. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/random.h>
#include <infoplane/statistics.h>

#include "test.h"

enum { EPOCHS = 30 };

static ipt_statistics_options options;
static int64_t epoch[EPOCHS];

static void
setup(void)
{
    ipt_options_preset(ipt_statistics_option_table, &options);
    options.bootstrap = 200;
    epoch[0] = 0;
    for (int e = 1; e < EPOCHS; e++) {
        const double next = pow(8000, (double)(e - 1) / (EPOCHS - 2));

        epoch[e] =
            (int64_t)next > epoch[e - 1] ? (int64_t)next : epoch[e - 1] + 1;
    }
}

/* Curves of n runs: shape(e) plus noise that remembers (AR 1), smoothed. */
static void
curves(double *out, size_t n, const double *shape, double noise, uint64_t seed)
{
    double raw[EPOCHS];

    for (size_t r = 0; r < n; r++) {
        ipt_stream s;
        double z = 0;

        ipt_stream_init(&s, seed, "test/curves", r);
        for (size_t e = 0; e < EPOCHS; e++) {
            z = 0.6 * z + 0.8 * ipt_stream_normal(&s);
            raw[e] = (shape ? shape[e] : 2.385) + noise * z;
        }
        ipt_smooth_epochs(epoch, raw, EPOCHS, options.bandwidth,
                          out + r * EPOCHS);
    }
}

/* Share of 400 sets of n flat curves that the test rejects at 5 %. */
static void
flat(size_t n, long permutations, double *rate, double *p_mean, double *score,
     double *plain)
{
    double curve[16 * EPOCHS];
    ipt_error err = IPT_ERROR_INIT;

    options.permutations = permutations;
    options.bootstrap = 0;
    *rate = *p_mean = *score = 0;
    *plain = HUGE_VAL;
    for (uint64_t k = 0; k < 400; k++) {
        ipt_score s;

        curves(curve, n, NULL, 0.3, 100000 + k);
        TEST_STATUS(ipt_score_make(epoch, curve, n, EPOCHS, IPT_FROM_LAST,
                                   &options, "test", k, &s, &err),
                    IPT_OK, err);
        *rate += (s.p <= 0.05) / 400.0;
        *p_mean += s.p / 400;
        *score += s.score.mean / 400;
        *plain = fmin(*plain, s.plain.mean);
        ipt_score_clear(&s);
    }
}

/* Flat noise: p is uniform. 400 coins of 5 % vary by 1.1 %; three times that
 * is allowed. The plain score is positive in every one of the 400. */
static void
test_flat(void)
{
    static const struct {
        size_t n;
        long permutations;
        double expected; /* p has steps of 1/32 for 5 runs */
    } cases[] = {{8, 256, 0.05}, {12, 199, 0.05}, {5, 999, 1.0 / 32}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double rate, p, score, plain;

        setup();
        flat(cases[i].n, cases[i].permutations, &rate, &p, &score, &plain);
        printf("n = %zu: rejected %.4f, mean p %.4f, mean score %.4f, least "
               "plain score %.4f\n",
               cases[i].n, rate, p, score, plain);
        TEST_NEAR(rate, cases[i].expected, 0.033);
        TEST_NEAR(p, 0.5, 3 * 0.289 / 20 + 0.016); /* steps of 1/32 */
        TEST_NEAR(score, 0, 0.02);
        CU_ASSERT(plain > 0.1);
    }
}

/* A rise has no compression, with or without noise. */
static void
test_rising(void)
{
    double shape[EPOCHS];
    double curve[10 * EPOCHS];
    ipt_error err = IPT_ERROR_INIT;
    int rejected = 0;

    setup();
    for (int e = 0; e < EPOCHS; e++)
        shape[e] = 1 + 2.7 * sqrt(e);
    for (uint64_t k = 0; k < 20; k++) {
        ipt_score s;

        curves(curve, 10, shape, k ? 0.2 : 0, k);
        TEST_STATUS(ipt_score_make(epoch, curve, 10, EPOCHS, IPT_FROM_LAST,
                                   &options, "test", k, &s, &err),
                    IPT_OK, err);
        rejected += s.p <= 0.05;
        CU_ASSERT(s.score.mean < 0.02);
        if (!k) {
            TEST_NEAR(s.plain.mean, 0, 0); /* smoothing kept it monotone */
            TEST_NEAR(s.score.mean, 0, 0);
            CU_ASSERT_EQUAL(s.peak_epoch, epoch[EPOCHS - 1]);
        }
        ipt_score_clear(&s);
    }
    CU_ASSERT(rejected <= 2);
}

/* A drop of 1.37 bits behind a rise of 3 bits is found. */
static void
test_drop(void)
{
    double shape[EPOCHS];
    double curve[10 * EPOCHS];
    ipt_error err = IPT_ERROR_INIT;
    ipt_score s;
    ipt_score back;

    setup();
    for (int e = 0; e < EPOCHS; e++)
        shape[e] = e < 10 ? 4 + 0.3 * e : e < 20 ? 7 - 0.137 * (e - 10) : 5.63;
    curves(curve, 10, shape, 0.05, 7);
    TEST_STATUS(ipt_score_make(epoch, curve, 10, EPOCHS, IPT_FROM_LAST,
                               &options, "test", 0, &s, &err),
                IPT_OK, err);
    printf("drop %.4f [%.4f, %.4f], plain %.4f, p %.5f, peak %lld\n",
           s.score.mean, s.score.boot_low, s.score.boot_high, s.plain.mean, s.p,
           (long long)s.peak_epoch);
    TEST_NEAR(s.score.mean, 1.37, 0.12); /* the kernel takes off the top */
    CU_ASSERT(s.score.mean <= s.plain.mean);
    CU_ASSERT(s.score.boot_low < s.score.mean &&
              s.score.mean < s.score.boot_high);
    CU_ASSERT(s.p <= 0.002);
    CU_ASSERT(s.peak_epoch >= epoch[8] && s.peak_epoch <= epoch[12]);
    /* From the first epoch it is the fitting score. */
    TEST_STATUS(ipt_score_make(epoch, curve, 10, EPOCHS, IPT_FROM_FIRST,
                               &options, "test", 0, &back, &err),
                IPT_OK, err);
    TEST_NEAR(back.score.mean, 3, 0.25);
    ipt_score_clear(&back);
    ipt_score_clear(&s);

    /* The peak stands out against a single odd run too, and a run with a gap
     * is left out. */
    curve[3 * EPOCHS + 4] = (double)NAN;
    TEST_STATUS(ipt_score_make(epoch, curve, 10, EPOCHS, IPT_FROM_LAST,
                               &options, "test", 0, &s, &err),
                IPT_OK, err);
    CU_ASSERT_EQUAL(s.score.n, 9);
    CU_ASSERT(isnan(s.run_score[3]) && s.run_peak_epoch[3] == -1);
    /* All signs were tried; the rise turned upside down is a drop too. */
    TEST_NEAR(s.p, 2.0 / 512, 1e-12);
    TEST_NEAR(s.p_least, 1.0 / 512, 0);
    ipt_score_clear(&s);
}

/* The share of the four signs with a t as great as that of none turned,
 * computed the long way round. */
static double
by_hand(const double *a, const double *b)
{
    double t[4];
    double hits = 0;

    for (int k = 0; k < 4; k++) {
        const double sa = k & 1 ? -1 : 1;
        const double sb = k & 2 ? -1 : 1;
        int ea = 0;
        int eb = 0;

        for (int e = 1; e < 4; e++) {
            ea = sb * (b[e] - b[3]) > sb * (b[ea] - b[3]) ? e : ea;
            eb = sa * (a[e] - a[3]) > sa * (a[eb] - a[3]) ? e : eb;
        }
        const double x = sa * (a[ea] - a[3]);
        const double y = sb * (b[eb] - b[3]);

        t[k] = (x + y) / fabs(x - y); /* Student's t of two numbers */
        hits += t[k] >= t[0] - 1e-9;
    }
    return hits / 4;
}

/* Two runs by hand: the peak of one is read off the other. */
static void
test_by_hand(void)
{
    static const int64_t at[] = {0, 1, 2, 3};
    static const double curve[] = {1, 5, 2, 2.5, 1, 3, 4, 1.25};
    ipt_error err = IPT_ERROR_INIT;
    ipt_score s;

    setup();
    TEST_STATUS(ipt_score_make(at, curve, 2, 4, IPT_FROM_LAST, &options, "test",
                               0, &s, &err),
                IPT_OK, err);
    TEST_NEAR(s.run_plain[0], 2.5, 1e-12);
    TEST_NEAR(s.run_plain[1], 2.75, 1e-12);
    TEST_NEAR(s.run_score[0], 2 - 2.5, 1e-12);
    TEST_NEAR(s.run_score[1], 3 - 1.25, 1e-12);
    CU_ASSERT_EQUAL(s.peak_epoch, 1); /* 8 against 6 */
    TEST_NEAR(s.peak_epoch_median, 1.5, 0);
    TEST_NEAR(s.p, by_hand(curve, curve + 4), 1e-12);
    ipt_score_clear(&s);
    TEST_STATUS(ipt_score_make(at, curve, 1, 4, IPT_FROM_LAST, &options, "test",
                               0, &s, &err),
                IPT_OK, err);
    CU_ASSERT(isnan(s.score.mean) && isnan(s.p));
    TEST_NEAR(s.plain.mean, 2.5, 1e-12);
    ipt_score_clear(&s);
    TEST_STATUS(ipt_score_make(at, curve, 0, 4, IPT_FROM_LAST, &options, "test",
                               0, &s, &err),
                IPT_OK, err);
    CU_ASSERT(isnan(s.plain.mean) && s.peak_epoch == -1);
    ipt_score_clear(&s);
}

/* Smoothing: constants exact, monotone stays monotone, weights by hand. */
static void
test_smooth(void)
{
    static const int64_t at[] = {0, 9, 99};
    static const double y[] = {0, 1, 0};
    const double a = exp(-0.5);
    const double b = exp(-2);
    double out[EPOCHS];
    double up[EPOCHS];

    setup();
    ipt_smooth_epochs(at, y, 3, 1, out);
    TEST_NEAR(out[0], a / (1 + a + b), 1e-14);
    TEST_NEAR(out[1], 1 / (1 + 2 * a), 1e-14);
    for (int e = 0; e < EPOCHS; e++)
        up[e] = e < 7 ? 0 : e < 9 ? 1 : e == 20 ? 1 : 1 + 1e-3 * (e > 20);
    ipt_smooth_epochs(epoch, up, EPOCHS, 0.25, out);
    for (int e = 1; e < EPOCHS; e++)
        CU_ASSERT(out[e] >= out[e - 1]);
    for (int e = 0; e < EPOCHS; e++)
        up[e] = 2.385;
    ipt_smooth_epochs(epoch, up, EPOCHS, 0.25, out);
    TEST_NEAR(out[17], 2.385, 0);
    up[3] = (double)NAN;
    ipt_smooth_epochs(epoch, up, EPOCHS, 0.25, out);
    CU_ASSERT(isnan(out[3]));
    TEST_NEAR(out[4], 2.385, 0);
}

int
main(void)
{
    static const test_case cases[] = {
        {"flat noise gives a uniform p", test_flat},
        {"a rise is no compression", test_rising},
        {"a known drop is recovered", test_drop},
        {"two runs by hand", test_by_hand},
        {"smoothing", test_smooth},
    };

    return TEST_RUN("scores", cases);
}
