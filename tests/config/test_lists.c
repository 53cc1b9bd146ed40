/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of seeds and of snapshots. */

#include <config.h>

#include <inttypes.h>

#include "config/fixture.h"

static void
reads_seeds(void)
{
    static const struct {
        const char *text;
        size_t n;
        uint64_t first, last;
    } good[] = {
        {"0..49", 50, 0, 49},
        {"7", 1, 7, 7},
        {" 9 , 5,1 ", 3, 9, 1},
        {"0..9, 20..29", 20, 0, 29},
        {"20 .. 29, 0..9", 20, 20, 9},
        {"5..5", 1, 5, 5},
        {"007", 1, 7, 7},
        {"18446744073709551615", 1, UINT64_MAX, UINT64_MAX},
        {"18446744073709551614..18446744073709551615", 2, UINT64_MAX - 1,
         UINT64_MAX},
        {"0..999999", 1000000, 0, 999999},
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ipt_error err = IPT_ERROR_INIT;
        uint64_t *seeds = NULL;
        size_t n = 0;

        TEST_STATUS(ipt_seeds_parse(good[i].text, &seeds, &n, &err), IPT_OK,
                    err);
        CU_ASSERT_EQUAL_FATAL(n, good[i].n);
        CU_ASSERT_EQUAL(seeds[0], good[i].first);
        CU_ASSERT_EQUAL(seeds[n - 1], good[i].last);
        free(seeds);
    }
}

static void
refuses_seeds(void)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"", "\"\" is not a whole number or a range FIRST..LAST"},
        {"1,", "\"\" is not a whole number or a range FIRST..LAST"},
        {"1,,2", "\"\" is not a whole number or a range FIRST..LAST"},
        {"-1", "\"-1\" is not a whole number or a range FIRST..LAST"},
        {"+1", "\"+1\" is not a whole number or a range FIRST..LAST"},
        {"1 2", "\"1 2\" is not a whole number or a range FIRST..LAST"},
        {"1.5", "\"1.5\" is not a whole number or a range FIRST..LAST"},
        {"1...3", "\"1...3\" is not a whole number or a range FIRST..LAST"},
        {"0..9:2", "\"0..9:2\" is not a whole number or a range FIRST..LAST"},
        {"1e3", "\"1e3\" is not a whole number or a range FIRST..LAST"},
        {"1..", "\"1..\" is not a whole number or a range FIRST..LAST"},
        {"last", "\"last\" is not a whole number or a range FIRST..LAST"},
        {"18446744073709551616", "\"18446744073709551616\" is not a whole "
                                 "number or a range FIRST..LAST"},
        {"3..1", "3..1 runs downwards; expected FIRST..LAST with FIRST <= "
                 "LAST"},
        {"1, 2, 1", "seed 1 is listed twice"},
        {"0..9, 12, 5..6", "seed 5 is listed twice"},
        {"0..1000000", "more than 1000000 seeds"},
        {"0..18446744073709551615", "more than 1000000 seeds"},
        {"0..999999, 1000000", "more than 1000000 seeds"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ipt_error err = IPT_ERROR_INIT;
        uint64_t *seeds = NULL;
        size_t n = 7;

        TEST_STATUS(ipt_seeds_parse(bad[i].text, &seeds, &n, &err), IPT_EINVAL,
                    err);
        CU_ASSERT_STRING_EQUAL(err.message, bad[i].says);
        CU_ASSERT_PTR_NULL(seeds);
        CU_ASSERT_EQUAL(n, 7);
    }
}

static void
points_at_the_bad_seed(void)
{
    fixture_refuses("[run]\nseeds = 0..9, 12, 5..6\n",
                    "a.ini:2:19: [run] seeds: seed 5 is listed twice");
    fixture_refuses("[run]\nseeds = 5..6, 12, 0..9\n",
                    "a.ini:2:19: [run] seeds: seed 5 is listed twice");
    fixture_refuses("[run]\nseeds =\n",
                    "a.ini:2:8: [run] seeds: \"\" is not a whole number or a "
                    "range FIRST..LAST");
    fixture_refuses("[run]\nseeds = 1, 9..3\n",
                    "a.ini:2:12: [run] seeds: 9..3 runs downwards; expected "
                    "FIRST..LAST with FIRST <= LAST");
    fixture_refuses("[run]\nseeds = 1, 2..1000001\n",
                    "a.ini:2:12: [run] seeds: more than 1000000 seeds");
}

/* A line of more than 10 kB arrives whole, in the file's order. */
static void
long_lists_are_whole(void)
{
    char *text = malloc(32768);
    size_t at = (size_t)sprintf(text, "[run]\nseeds = ");
    run_state state;
    ipt_error err = IPT_ERROR_INIT;
    size_t n = 0;

    for (unsigned i = 0; i < 1000; i++)
        at += (size_t)sprintf(text + at, "%s%u", i ? ", " : "",
                              1000000000u - 7919u * i);
    CU_ASSERT(at > 10240);
    sprintf(text + at, "\nname = x\n");
    ipt_settings *s = fixture_read(text, NULL);
    const uint64_t *seeds = ipt_settings_seeds(s, &n);
    CU_ASSERT_EQUAL_FATAL(n, 1000);
    for (unsigned i = 0; i < 1000; i++)
        CU_ASSERT_EQUAL(seeds[i], 1000000000u - 7919u * i);
    char *resolved = ipt_settings_format(s, 0);
    ipt_settings *again = fixture_read(resolved, NULL);
    CU_ASSERT(
        !memcmp(ipt_settings_seeds(again, &n), seeds, 1000 * sizeof *seeds));
    memset(&state, 'x', sizeof state);
    TEST_STATUS(ipt_settings_fill(s, "run", NULL, run_options, &state, &err),
                IPT_OK, err);
    CU_ASSERT_STRING_EQUAL(state.seeds, "");
    CU_ASSERT_STRING_EQUAL(state.name, "x");
    ipt_settings_free(s);
    ipt_settings_free(again);
    free(resolved);
    free(text);
}

/* The epochs of a text must be those written out. */
static void
snapshots_are(const char *text, int64_t epochs, const char *expected)
{
    ipt_error err = IPT_ERROR_INIT;
    int64_t *list = NULL;
    size_t n = 0;
    char all[1024] = "";

    TEST_STATUS(ipt_snapshots_expand(text, epochs, &list, &n, &err), IPT_OK,
                err);
    for (size_t i = 0; i < n; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%" PRId64,
                 i ? " " : "", list[i]);
    if (strcmp(all, expected))
        printf("\n%s of %" PRId64 ": %s, expected %s\n", text, epochs, all,
               expected);
    CU_ASSERT_STRING_EQUAL(all, expected);
    free(list);
}

static void
expands_snapshots(void)
{
    snapshots_are("all", 3, "0 1 2 3");
    snapshots_are("all", 0, "0");
    snapshots_are("every 1", 2, "0 1 2");
    snapshots_are("every 3", 9, "0 3 6 9");
    snapshots_are("every 3", 10, "0 3 6 9 10");
    snapshots_are("every 30", 10, "0 10");
    snapshots_are("every 18446744073709551615", 10, "0 10");
    snapshots_are("every 3", 0, "0");
    snapshots_are("linear 5", 8, "0 2 4 6 8");
    snapshots_are("linear 4", 10, "0 3 7 10");
    snapshots_are("linear 2", 10, "0 10");
    snapshots_are("linear 50", 3, "0 1 2 3");
    snapshots_are("linear 2", 0, "0");
    snapshots_are("log 3", 100, "0 1 100");
    snapshots_are("log 5", 1000, "0 1 10 100 1000");
    snapshots_are(" log\t 11 ", 512, "0 1 2 4 8 16 32 64 128 256 512");
    snapshots_are("log 9", 8, "0 1 2 3 4 5 6 7 8");
    snapshots_are("log 8", 8, "0 1 2 3 4 5 6 8");
    snapshots_are("log 99", 8, "0 1 2 3 4 5 6 7 8");
    snapshots_are("log 3", 1, "0 1");
    snapshots_are("log 3", 0, "0");
    snapshots_are("0, 1, 5, 10..13", 20, "0 1 5 10 11 12 13");
    snapshots_are("12,3,  3, 2 .. 4", 12, "2 3 4 12");
    snapshots_are("100..1000:300, 7", 1000, "7 100 400 700 1000");
    snapshots_are("100..1000 : 400", 1000, "100 500 900");
    snapshots_are("last, 0", 30, "0 30");
    snapshots_are("20..last:5", 30, "20 25 30");
}

/* The published runs: 140 of 8000 epochs. As many as asked, from the first
 * gap longer than one epoch on evenly in the logarithm up to rounding. */
static void
log_snapshots_are_even(void)
{
    static const struct {
        int64_t epochs;
        size_t n;
    } cases[] = {{8000, 140},  {8000, 30},   {10000, 300}, {150, 120},
                 {100000, 12}, {8000, 8000}, {8000, 8001}, {1000000, 1000}};

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        ipt_error err = IPT_ERROR_INIT;
        int64_t *list = NULL;
        size_t n = 0;
        char text[32];

        snprintf(text, sizeof text, "log %zu", cases[c].n);
        TEST_STATUS(
            ipt_snapshots_expand(text, cases[c].epochs, &list, &n, &err),
            IPT_OK, err);
        CU_ASSERT_EQUAL_FATAL(n, cases[c].n);
        CU_ASSERT_EQUAL(list[0], 0);
        CU_ASSERT_EQUAL(list[1], 1);
        CU_ASSERT_EQUAL(list[n - 1], cases[c].epochs);
        for (size_t i = 1; i < n; i++)
            CU_ASSERT(list[i] > list[i - 1]);
        /* Behind the consecutive epochs, log e is a straight line: each lies
         * within one epoch of the line through the neighbours two apart. */
        for (size_t i = 3; i + 1 < n; i++)
            if (list[i] - list[i - 1] > 1) {
                const double even =
                    sqrt((double)list[i - 1] * (double)list[i + 1]);

                CU_ASSERT(fabs((double)list[i] - even) <= 1.0);
            }
        free(list);
    }
}

static void
refuses_snapshots(void)
{
    static const struct {
        const char *text;
        int64_t epochs;
        const char *says;
    } bad[] = {
        {"", 10, "\"\" is not \"log N\" (N at least 3), "},
        {"lgo 14", 10, "\"lgo 14\" is not \"log N\" (N at least 3), "},
        {"log", 10, "\"log\" is not \"log N\""},
        {"log140", 10, "\"log140\" is not \"log N\""},
        {"log 2", 10, "\"log 2\" is not \"log N\" (N at least 3)"},
        {"log -3", 10, "\"log -3\" is not"},
        {"log 14x", 10, "\"log 14x\" is not"},
        {"log 99999999999999999999", 10, "is not \"log N\""},
        {"linear 1", 10, "\"linear N\" (N at least 2)"},
        {"every 0", 10,
         "\"every K\", \"all\" or a list such as \"0, 1, "
         "10..100:10, last\""},
        {"all 3", 10, "\"all 3\" is not"},
        {"-1", 10, "\"-1\" is not"},
        {"1, x", 10,
         "\"x\" is not a whole number or a range FIRST..LAST or "
         "FIRST..LAST:STEP"},
        {"1, lastly", 10, "\"lastly\" is not a whole number"},
        {"1, 11", 10, "epoch 11 is beyond the last, 10"},
        {"1..11", 10, "epoch 11 is beyond the last, 10"},
        {"7..5", 10, "7..5 runs downwards"},
        {"last..5", 10, "10..5 runs downwards"},
        {"1..5:0", 10, "a step of 0; expected at least 1"},
        {"1..5:", 10, "\"1..5:\" is not a whole number"},
        {"all", 10000000, "more than 10000000 snapshots"},
        {"every 2", INT64_MAX, "more than 10000000 snapshots"},
        {"log 10000001", INT64_MAX, "more than 10000000 snapshots"},
        {"0..last", INT64_MAX, "more than 10000000 snapshots"},
        {"0..9999999, 1..9999999", 9999999, "more than 10000000 snapshots"},
        {"all", -1, "-1 epochs"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ipt_error err = IPT_ERROR_INIT;
        int64_t *list = NULL;
        size_t n = 7;

        TEST_STATUS(
            ipt_snapshots_expand(bad[i].text, bad[i].epochs, &list, &n, &err),
            IPT_EINVAL, err);
        TEST_CONTAINS(err.message, bad[i].says);
        CU_ASSERT_PTR_NULL(list);
        CU_ASSERT_EQUAL(n, 7);
    }
}

int
main(void)
{
    static const test_case cases[] = {
        {"reads seeds", reads_seeds},
        {"refuses seeds", refuses_seeds},
        {"points at the bad seed", points_at_the_bad_seed},
        {"long lists are whole", long_lists_are_whole},
        {"expands snapshots", expands_snapshots},
        {"log snapshots are even", log_snapshots_are_even},
        {"refuses snapshots", refuses_snapshots},
    };

    return TEST_RUN("config/lists", cases);
}
