/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Falls of I(X;T): known numbers, and noise that must not look like one. */

#include <config.h>

#include <infoplane/random.h>

#include "plots/sample.h"
#include "src/report/scores.h"
#include "test.h"

enum { RUNS = 6, EPOCHS = 40 };

/* Six runs of one layer, EPOCHS epochs; the values are set by the tests. */
static void
scores_make(ipt_result *run[RUNS])
{
    for (size_t r = 0; r < RUNS; r++) {
        int plane = 0;

        run[r] = ipt_result_alloc(EPOCHS, 1);
        CU_ASSERT_PTR_NOT_NULL_FATAL(run[r]);
        plane = ipt_result_add_plane(run[r], "binning", "binning", "{}");
        CU_ASSERT_EQUAL_FATAL(plane, 0);
        run[r]->seed = r;
        for (size_t e = 0; e < EPOCHS; e++) {
            run[r]->epoch[e] = (int64_t)(3 * e);
            run[r]->plane[0].i_ty[e] = 0.25 + 0.01 * (double)(e * (r + 1));
        }
        sample_text(&run[r]->layer_name[0], "dense1");
    }
}

static ipt__score
scores_get(ipt_result *run[RUNS], size_t n)
{
    const ipt_result *runs[RUNS] = {run[0], run[1], run[2],
                                    run[3], run[4], run[5]};
    ipt__group group = {.run = runs, .n_runs = n};
    ipt__score score;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(ipt__scores(&group, "binning", &score, &err), IPT_OK, err);
    return score;
}

static void
scores_free(ipt_result *run[RUNS])
{
    for (size_t r = 0; r < RUNS; r++)
        ipt_result_free(run[r]);
}

/* All patterns can be counted by hand. */
static void
signs_are_counted(void)
{
    const double all[] = {0.385, 2.1, 1.07, 3.3, 0.02, 0.9};
    const double mixed[] = {3, -1, 2}; /* 4, and 6 with -1 turned: 2 of 8 */
    const double none[] = {0, 0, 0};
    double many[100];

    TEST_NEAR(ipt__sign_test(all, 6), 1.0 / 64, 1e-15);
    TEST_NEAR(ipt__sign_test(mixed, 3), 2.0 / 8, 1e-15);
    TEST_NEAR(ipt__sign_test(none, 3), 1, 0);
    CU_ASSERT(isnan(ipt__sign_test(all, 1)));
    /* Drawn patterns: half of 100 up, half down has no direction. */
    for (int i = 0; i < 100; i++)
        many[i] = i % 2 ? 1.385 : -1.385;
    /* P(sum >= 0) = (1 + C(100,50) / 2^100) / 2 = 0.5398; s.e. 0.005. */
    TEST_NEAR(ipt__sign_test(many, 100), 0.5398, 0.025);
    for (int i = 0; i < 100; i++)
        many[i] = 1 + 0.01 * i;
    TEST_NEAR(ipt__sign_test(many, 100), 1.0 / 10000, 1e-12);
}

/* A peak at epoch 30 and known ends. */
static void
falls_are_measured(void)
{
    ipt_result *run[RUNS];
    ipt__score score;

    scores_make(run);
    for (size_t r = 0; r < RUNS; r++)
        for (size_t e = 0; e < EPOCHS; e++)
            run[r]->plane[0].i_xt[e] =
                e == 10 ? 7.385 + 0.1 * (double)r : 4 + 0.01 * (double)(e % 7);
    score = scores_get(run, RUNS);
    CU_ASSERT_EQUAL(score.peak, 30);
    CU_ASSERT_EQUAL(score.fall.n, RUNS);
    /* The last epoch is the 40th: 4 + 0.01 * (39 % 7). */
    TEST_NEAR(score.fall.mean, 7.385 + 0.25 - 4.04, 1e-12);
    /* s of 0, 0.1, ..., 0.5 is 0.18708; t(0.975, 5) = 2.57058. */
    TEST_NEAR(score.fall.high - score.fall.low,
              2 * 2.57058 * 0.1870829 / sqrt(6), 1e-5);
    TEST_NEAR(score.p, 1.0 / 64, 1e-15);
    TEST_NEAR(score.last_xt, 4.04, 1e-12);
    TEST_NEAR(score.rise.mean, 0.39 * 3.5, 1e-12);
    score = scores_get(run, 1);
    TEST_NEAR(score.fall.mean, 7.385 - 4.04, 1e-12);
    CU_ASSERT(isnan(score.p) && isnan(score.fall.low));
    run[2]->plane[0].i_xt[5] = (double)NAN;
    run[1]->plane[0].i_xt[0] = INFINITY;
    CU_ASSERT_EQUAL(scores_get(run, RUNS).fall.n, RUNS - 2);
    scores_free(run);
}

/* Noise around a constant: peaks everywhere, no fall. */
static void
noise_does_not_fall(void)
{
    enum { TRIALS = 400 };
    ipt_result *run[RUNS];
    ipt_stream stream;
    double sum = 0;
    int small = 0;

    ipt_stream_init(&stream, 2385, "test scores", 0);
    scores_make(run);
    for (int t = 0; t < TRIALS; t++) {
        ipt__score score;

        for (size_t r = 0; r < RUNS; r++)
            for (size_t e = 0; e < EPOCHS; e++)
                run[r]->plane[0].i_xt[e] = 6 + ipt_stream_normal(&stream);
        score = scores_get(run, RUNS);
        sum += score.fall.mean;
        small += score.p < 0.05;
    }
    /* A fall has variance 2; of six (they share the last epoch's noise of
     * other runs only through the choice of peaks) the mean has s.d. 0.6;
     * of 400 trials 0.03. Taking each run's own peak would give 2.2. */
    TEST_NEAR(sum / TRIALS, 0, 0.12);
    /* 3 of 64 patterns have p < 0.05: 4.7 %, s.d. 1.06 %. */
    TEST_NEAR((double)small / TRIALS, 0.047, 0.035);
    scores_free(run);
}

int
main(void)
{
    static const test_case cases[] = {
        {"signs are counted", signs_are_counted},
        {"falls are measured", falls_are_measured},
        {"noise does not fall", noise_does_not_fall},
    };

    return TEST_RUN("scores", cases);
}
