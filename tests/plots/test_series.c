/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Averages over runs and groups of runs. */

#include <config.h>

#include "../../src/stats/group.h"
#include "../../src/stats/series.h"
#include "sample.h"
#include "test.h"

enum { MOST = 16 };

/* Three runs of two layers with values set by hand. */
static void
series_build(ipt_result *run[3])
{
    const sample_spec spec = {4, 2, 1, 0, NULL, NULL};

    sample_runs(run, 3, &spec);
    for (size_t r = 0; r < 3; r++)
        for (size_t k = 0; k < run[r]->n_epochs * 2; k++)
            run[r]->plane[0].i_xt[k] = 1.25 * (double)k + (r == 0   ? -1.5
                                                           : r == 1 ? 0.25
                                                                    : 2.75);
}

static void
series_free(ipt_result **run, size_t n)
{
    for (size_t r = 0; r < n; r++)
        sample_free(run[r]);
}

#define AVERAGE(runs, n, out, err)                                             \
    ipt__series_average((const ipt_result *const *)(runs), (n), "binning",     \
                        ipt__value_i_xt, 2, (out), (err))

/* Tables of Student's t; normal limit for many. */
static void
knows_student(void)
{
    CU_ASSERT(isnan(ipt__student_t(0)));
    CU_ASSERT(isnan(ipt__student_t(1)));
    TEST_NEAR(ipt__student_t(2), 12.706204736432095, 1e-9);
    TEST_NEAR(ipt__student_t(3), 4.302652729911275, 1e-9);
    TEST_NEAR(ipt__student_t(10), 2.2621571628540993, 1e-9);
    TEST_NEAR(ipt__student_t(1000001), 1.959966, 1e-5);
}

/* Mean 1/2, deviations -2, -1/4, 9/4: s^2 = (4 + 1/16 + 81/16) / 2. */
static void
averages(void)
{
    ipt_result *run[3];
    ipt__series s;
    ipt_error err = IPT_ERROR_INIT;
    const double sd = sqrt((4 + 1.0 / 16 + 81.0 / 16) / 2);
    const double half = 4.302652729911275 * sd / sqrt(3);

    series_build(run);
    TEST_STATUS(AVERAGE(run, 3, &s, &err), IPT_OK, err);
    CU_ASSERT_EQUAL(s.n_runs, 3);
    CU_ASSERT_EQUAL(s.n_epochs, 4);
    CU_ASSERT_EQUAL(s.n_union, 4);
    CU_ASSERT_EQUAL(s.n_gaps, 0);
    CU_ASSERT_EQUAL(s.n[1], 3);
    for (size_t k = 0; k < 8; k++) {
        TEST_NEAR(s.mean[k], 1.25 * (double)k + 0.5, 1e-12);
        TEST_NEAR(s.sd[k], sd, 1e-12);
        TEST_NEAR(s.low[k], s.mean[k] - half, 1e-9);
        TEST_NEAR(s.high[k], s.mean[k] + half, 1e-9);
    }
    ipt__series_release(&s);
    series_free(run, 3);
}

static void
one_run_has_no_band(void)
{
    ipt_result *run[3];
    ipt__series s;
    ipt_error err = IPT_ERROR_INIT;

    series_build(run);
    TEST_STATUS(AVERAGE(run, 1, &s, &err), IPT_OK, err);
    TEST_NEAR(s.mean[3], 3.75 - 1.5, 1e-12);
    CU_ASSERT(isnan(s.sd[3]) && isnan(s.low[3]) && isnan(s.high[3]));
    ipt__series_release(&s);
    TEST_STATUS(AVERAGE(run, 0, &s, &err), IPT_OK, err);
    CU_ASSERT_EQUAL(s.n_runs, 0);
    CU_ASSERT_EQUAL(s.n_epochs, 0);
    ipt__series_release(&s);
    series_free(run, 3);
}

/* Epochs 0 12 158 2000 in two runs, 158 missing and 7 more in the third,
 * whose list is not sorted. */
static void
takes_common_epochs(void)
{
    ipt_result *run[3];
    ipt__series s;
    ipt_error err = IPT_ERROR_INIT;
    double *xt = NULL;

    series_build(run);
    CU_ASSERT_EQUAL_FATAL(run[2]->n_epochs, 4);
    run[2]->epoch[0] = run[0]->epoch[3];
    run[2]->epoch[1] = 7;
    run[2]->epoch[2] = run[0]->epoch[1];
    run[2]->epoch[3] = 0;
    xt = run[2]->plane[0].i_xt;
    for (size_t e = 0; e < 4; e++)
        xt[2 * e] = 100 + (double)run[2]->epoch[e];
    TEST_STATUS(AVERAGE(run, 3, &s, &err), IPT_OK, err);
    CU_ASSERT_EQUAL(s.n_epochs, 3);
    CU_ASSERT_EQUAL(s.n_union, 5);
    CU_ASSERT_EQUAL(s.epoch[0], 0);
    CU_ASSERT_EQUAL(s.epoch[1], run[0]->epoch[1]);
    CU_ASSERT_EQUAL(s.epoch[2], 2000);
    TEST_NEAR(s.mean[2 * 2], (7.5 - 1.5 + 7.5 + 0.25 + 2100) / 3, 1e-9);
    ipt__series_release(&s);
    /* No epoch in common: no mean, and no crash. */
    for (size_t e = 0; e < 4; e++)
        run[2]->epoch[e] = 3000 + (int64_t)e;
    TEST_STATUS(AVERAGE(run, 3, &s, &err), IPT_OK, err);
    CU_ASSERT_EQUAL(s.n_epochs, 0);
    CU_ASSERT_EQUAL(s.n_union, 8);
    ipt__series_release(&s);
    series_free(run, 3);
}

/* A missing point leaves a gap; a layer or run without values counts less. */
static void
never_mixes_counts(void)
{
    ipt_result *run[3];
    ipt__series s;
    ipt_error err = IPT_ERROR_INIT;

    series_build(run);
    run[1]->plane[0].i_xt[2 * 2] = (double)NAN;
    for (size_t e = 0; e < 4; e++)
        run[2]->plane[0].i_xt[2 * e + 1] = (double)NAN;
    TEST_STATUS(AVERAGE(run, 3, &s, &err), IPT_OK, err);
    CU_ASSERT_EQUAL(s.n[0], 3);
    CU_ASSERT_EQUAL(s.n[1], 2);
    CU_ASSERT_EQUAL(s.n_gaps, 1);
    CU_ASSERT(isnan(s.mean[2 * 2]));
    TEST_NEAR(s.mean[2 * 1], 2.5 + 0.5, 1e-12);
    TEST_NEAR(s.mean[2 * 1 + 1], 3.75 + (-1.5 + 0.25) / 2, 1e-12);
    ipt__series_release(&s);
    for (size_t k = 0; k < 8; k++)
        run[0]->plane[0].i_xt[k] = (double)NAN;
    TEST_STATUS(AVERAGE(run, 3, &s, &err), IPT_OK, err);
    CU_ASSERT_EQUAL(s.n_runs, 2);
    CU_ASSERT_EQUAL(s.n[1], 1);
    CU_ASSERT(isnan(s.low[1]));
    ipt__series_release(&s);
    series_free(run, 3);
}

static void
groups_by_sweep(void)
{
    static const char *const rates[] = {"0.1", "1e-3", "10", "0.02"};
    static const char *const order[] = {"l2 = 1e-3", "l2 = 0.02", "l2 = 0.1",
                                        "l2 = 10"};
    ipt_result *run[MOST];
    ipt__groups groups;
    ipt_error err = IPT_ERROR_INIT;

    for (size_t i = 0; i < 8; i++) {
        const sample_spec spec = {4, 2, 1, 7 - i, rates[i % 4], "train.l2"};

        run[i] = sample_run(&spec);
    }
    TEST_STATUS(
        ipt__groups_make((const ipt_result *const *)run, 8, &groups, &err),
        IPT_OK, err);
    CU_ASSERT_EQUAL_FATAL(groups.n, 4);
    for (size_t g = 0; g < 4; g++) {
        CU_ASSERT_STRING_EQUAL(groups.group[g].label, order[g]);
        CU_ASSERT_EQUAL_FATAL(groups.group[g].n_runs, 2);
        CU_ASSERT(groups.group[g].run[0]->seed < groups.group[g].run[1]->seed);
    }
    TEST_STATUS(ipt__groups_select(&groups, " T2", &err), IPT_OK, err);
    CU_ASSERT_EQUAL(groups.group[3].n_layers, 1);
    CU_ASSERT_EQUAL(groups.group[3].layer[0], 1);
    TEST_STATUS(ipt__groups_select(&groups, "1, nope", &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "\"nope\"");
    CU_ASSERT_EQUAL(groups.group[3].n_layers, 1);
    ipt__groups_release(&groups);
    series_free(run, 8);
}

static void
sorts_out_runs(void)
{
    const sample_spec spec = {4, 2, 1, 0, "tanh", NULL};
    const sample_spec other = {4, 2, 1, 0, "relu", NULL};
    ipt_result *run[MOST];
    ipt__groups groups;
    ipt_error err = IPT_ERROR_INIT;

    sample_runs(run, 5, &spec);
    sample_runs(run + 5, 2, &other);
    sample_text(&run[1]->status, "failed");
    sample_text(&run[2]->status, "partial");
    sample_text(&run[4]->run_id, run[3]->run_id);
    sample_text(&run[5]->status, "failed");
    sample_text(&run[6]->status, "failed");
    TEST_STATUS(
        ipt__groups_make((const ipt_result *const *)run, 7, &groups, &err),
        IPT_OK, err);
    CU_ASSERT_EQUAL_FATAL(groups.n, 1);
    CU_ASSERT_EQUAL(groups.group[0].n_runs, 2);
    CU_ASSERT_EQUAL(groups.group[0].n_partial, 1);
    CU_ASSERT_EQUAL(groups.group[0].n_failed, 1);
    CU_ASSERT_EQUAL(groups.group[0].n_duplicates, 1);
    CU_ASSERT_EQUAL(groups.n_lost, 1);
    CU_ASSERT_STRING_EQUAL(groups.lost, "relu");
    ipt__groups_release(&groups);
    /* Nothing but unfinished runs: they take the place of complete ones. */
    TEST_STATUS(
        ipt__groups_make((const ipt_result *const *)run + 1, 2, &groups, &err),
        IPT_OK, err);
    CU_ASSERT_EQUAL_FATAL(groups.n, 1);
    CU_ASSERT_EQUAL(groups.group[0].n_runs, 1);
    CU_ASSERT(groups.group[0].unfinished);
    CU_ASSERT_STRING_EQUAL(groups.group[0].label, "");
    ipt__groups_release(&groups);
    series_free(run, 7);
}

/* Runs of different networks are never averaged. */
static void
separates_networks(void)
{
    const sample_spec small = {4, 2, 1, 0, NULL, NULL};
    const sample_spec large = {4, 3, 1, 1, NULL, NULL};
    ipt_result *run[2] = {sample_run(&small), sample_run(&large)};
    ipt__groups groups;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(
        ipt__groups_make((const ipt_result *const *)run, 2, &groups, &err),
        IPT_OK, err);
    CU_ASSERT_EQUAL_FATAL(groups.n, 2);
    CU_ASSERT_STRING_EQUAL(groups.group[0].label, "10-7");
    CU_ASSERT_STRING_EQUAL(groups.group[1].label, "10-7-5");
    ipt__groups_release(&groups);
    series_free(run, 2);
}

int
main(void)
{
    static const test_case cases[] = {
        {"knows Student's t", knows_student},
        {"averages", averages},
        {"one run has no band", one_run_has_no_band},
        {"takes common epochs", takes_common_epochs},
        {"never mixes counts", never_mixes_counts},
        {"groups by sweep", groups_by_sweep},
        {"sorts out runs", sorts_out_runs},
        {"separates networks", separates_networks},
    };

    return TEST_RUN("series", cases);
}
