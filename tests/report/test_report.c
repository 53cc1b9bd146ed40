/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports: hostile texts, odd results, numbers that read back, size. */

#include <config.h>

#include <sys/stat.h>

#include <infoplane/estimator.h>
#include <infoplane/report.h>
#include <infoplane/results.h>

#include "plots/sample.h"
#include "test.h"

static char report_folder[] = "/tmp/ipt-report-XXXXXX";

static const char *
report_path(void)
{
    static char path[64];

    snprintf(path, sizeof path, "%s/report.html", report_folder);
    return path;
}

/* The whole report as text, owned by the caller. */
static char *
report_read(size_t *size)
{
    FILE *file = fopen(report_path(), "rb");
    char *text = NULL;
    long length = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fseek(file, 0, SEEK_END);
    length = ftell(file);
    rewind(file);
    text = calloc((size_t)length + 1, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(fread(text, 1, (size_t)length, file), (size_t)length);
    fclose(file);
    if (size)
        *size = (size_t)length;
    return text;
}

static size_t
report_count(const char *text, const char *word)
{
    size_t n = 0;

    for (const char *p = text; (p = strstr(p, word)); p++)
        n++;
    return n;
}

static char *
report_make(ipt_result *const *runs, size_t n)
{
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(ipt_report_write((const ipt_result *const *)runs, n, NULL,
                                 report_path(), &err),
                IPT_OK, err);
    return report_read(NULL);
}

/* Names that try to end elements, attributes and strings. */
static void
escapes_all_text(void)
{
    static const char evil[] =
        "</script><img src=x onerror=\"PWNED()\">'&<!--\xff\x01{{title}}";
    const sample_spec spec = {6, 3, 2, 1, evil, evil};
    const sample_spec calm = {6, 3, 2, 2, "relu", evil};
    ipt_result *run[3] = {sample_run(&spec), sample_run(&calm),
                          sample_run(&spec)};
    char *text = NULL;

    for (size_t r = 0; r < 3; r++) {
        run[r]->seed = r;
        sample_text(&run[r]->run_id, r == 2 ? evil : r ? "b" : "a");
        sample_text(&run[r]->name, evil);
        sample_text(&run[r]->layer_name[0], evil);
        sample_text(&run[r]->plane[0].id, evil);
        sample_text(&run[r]->plane[0].label, evil);
        sample_text(&run[r]->plane[0].kind_xt, evil);
        sample_text(&run[r]->plane[0].se_method, evil);
        sample_text(&run[r]->plane[0].parameters, evil);
        sample_text(&run[r]->config_resolved, evil);
        sample_text(&run[r]->config_source, evil);
        ipt_result_add_pair(run[r], 1, evil, evil, NULL);
        run[r]->plane[0].flags[0] = IPT_FLAG_SATURATED;
    }
    sample_text(&run[2]->status, "failed");
    sample_text(&run[2]->reason, evil);
    text = report_make(run, 3);
    CU_ASSERT_EQUAL(report_count(text, "<img"), 0);
    CU_ASSERT_EQUAL(report_count(text, "<!--"), 0);
    CU_ASSERT_EQUAL(report_count(text, "</script>"), 2);
    CU_ASSERT_EQUAL(report_count(text, "\xff"), 0);
    CU_ASSERT_EQUAL(report_count(text, "\x01"), 0);
    /* Text of users is not looked at for marks. */
    CU_ASSERT(report_count(text, "{{title}}") > 5);
    CU_ASSERT(report_count(text, "&lt;/script&gt;&lt;img") > 5);
    CU_ASSERT(report_count(text, "\\u003c/script>\\u003cimg") > 1);
    free(text);
    for (size_t r = 0; r < 3; r++)
        ipt_result_free(run[r]);
}

/* The n-th float32 of a base64 text. */
static float
report_float(const char *base64, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                                 "qrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    float value = 0;

    for (size_t b = 0; b < 4; b++) {
        const size_t at = 4 * n + b;
        const char *four = base64 + at / 3 * 4;
        unsigned word = 0;

        for (int i = 0; i < 4; i++)
            word =
                word << 6 |
                (four[i] == '=' ? 0u
                                : (unsigned)(strchr(digits, four[i]) - digits));
        bits |= (word >> (16 - 8 * (at % 3)) & 255u) << 8 * b;
    }
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Means of two runs and half their interval, worked out here. */
static void
numbers_read_back(void)
{
    const sample_spec spec = {5, 3, 1, 0, NULL, NULL};
    ipt_result *run[2];
    char *text = NULL;
    const char *mean = NULL;
    const char *half = NULL;

    sample_runs(run, 2, &spec);
    text = report_make(run, 2);
    mean = strstr(text, "\"xt\":{\"mean\":\"");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mean);
    mean += strlen("\"xt\":{\"mean\":\"");
    half = strstr(mean, "\"half\":\"");
    CU_ASSERT_PTR_NOT_NULL_FATAL(half);
    half += strlen("\"half\":\"");
    for (size_t k = 0; k < run[0]->n_epochs * 3; k++) {
        const double a = run[0]->plane[0].i_xt[k];
        const double b = run[1]->plane[0].i_xt[k];

        /* Single precision has 24 bits. */
        TEST_NEAR((double)report_float(mean, k), (a + b) / 2, 1e-6);
        /* s / sqrt(2) of two values is half their distance. */
        TEST_NEAR((double)report_float(half, k), 12.7062 * fabs(a - b) / 2,
                  1e-3);
    }
    free(text);
    sample_free(run[0]);
    sample_free(run[1]);
}

/* Nothing, or as good as nothing, to show. */
static void
survives_odd_results(void)
{
    const sample_spec spec = {4, 2, 1, 0, NULL, NULL};
    ipt_result *run = sample_run(&spec);
    ipt_result *empty = ipt_result_alloc(0, 0);
    ipt_error err = IPT_ERROR_INIT;
    char *text = NULL;

    TEST_STATUS(ipt_report_write(NULL, 0, NULL, report_path(), &err),
                IPT_EINVAL, err);
    for (size_t k = 0; k < run->n_epochs * 2; k++)
        run->plane[0].i_ty[k] = (double)NAN;
    run->h_x = run->h_y = run->i_xy = (double)NAN;
    sample_text(&run->config_resolved, NULL);
    text = report_make(&run, 1);
    CU_ASSERT(report_count(text, "NaN,") == 0 &&
              report_count(text, ":nan") == 0);
    free(text);
    for (size_t k = 0; k < run->n_epochs * 2; k++)
        run->plane[0].i_xt[k] = INFINITY;
    free(report_make(&run, 1));
    sample_text(&run->status, "failed");
    text = report_make(&run, 1);
    CU_ASSERT_EQUAL(report_count(text, "\"groups\":[]"), 1);
    free(text);
    free(report_make(&empty, 1));
    sample_free(run);
    ipt_result_free(empty);
}

/* Fifty seeds, many epochs: bounded, and the same bytes again. */
static void
size_is_bounded(void)
{
    enum { RUNS = 50 };
    const sample_spec spec = {140, 6, 4, 0, NULL, NULL};
    ipt_result *run[RUNS];
    size_t size = 0;
    char *first = NULL;
    char *again = NULL;

    sample_runs(run, RUNS, &spec);
    free(report_make(run, RUNS));
    first = report_read(&size);
    CU_ASSERT(size > 100000);
    CU_ASSERT(size < 6000000);
    again = report_make(run, RUNS);
    CU_ASSERT_STRING_EQUAL(first, again);
    free(first);
    free(again);
    for (size_t r = 0; r < RUNS; r++)
        sample_free(run[r]);
}

/* A report that cannot be written leaves nothing behind. */
static void
failure_leaves_nothing(void)
{
    const sample_spec spec = {4, 2, 1, 0, NULL, NULL};
    ipt_result *run = sample_run(&spec);
    ipt_error err = IPT_ERROR_INIT;
    struct stat info;
    char path[128];

    snprintf(path, sizeof path, "%s/none/report.html", report_folder);
    TEST_STATUS(
        ipt_report_write((const ipt_result *const *)&run, 1, NULL, path, &err),
        IPT_EIO, err);
    snprintf(path, sizeof path, "%s/report.html.part", report_folder);
    CU_ASSERT_NOT_EQUAL(stat(path, &info), 0);
    sample_free(run);
}

int
main(void)
{
    static const test_case cases[] = {
        {"all text of users is escaped", escapes_all_text},
        {"means and intervals read back", numbers_read_back},
        {"odd results give a report", survives_odd_results},
        {"the size is bounded, the bytes repeat", size_is_bounded},
        {"a failure leaves nothing", failure_leaves_nothing},
    };
    int code = 0;

    if (!mkdtemp(report_folder))
        return 99;
    code = TEST_RUN("report", cases);
    unlink(report_path());
    rmdir(report_folder);
    return code;
}
