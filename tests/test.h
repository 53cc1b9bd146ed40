/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every unit test shares: CUnit in one call, checks that show values. */

#ifndef IPT_TEST_H
#define IPT_TEST_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <CUnit/Basic.h>

typedef struct {
    const char *name;
    void (*run)(void);
} test_case;

/* Runs the cases of one file; the exit status for main(). */
static inline int
test_run(const char *suite_name, const test_case *cases, size_t n)
{
    CU_pSuite suite = NULL;
    unsigned failed = 0;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 99;
    suite = CU_add_suite(suite_name, NULL, NULL);
    for (size_t i = 0; suite && i < n; i++)
        if (!CU_add_test(suite, cases[i].name, cases[i].run))
            suite = NULL;
    if (!suite) {
        CU_cleanup_registry();
        return 99;
    }
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failed = CU_get_number_of_failures();
    if (CU_get_number_of_asserts() == 0)
        failed++; /* a test that asserts nothing has not passed */
    CU_cleanup_registry();
    return failed ? 1 : 0;
}

#define TEST_RUN(name, cases)                                                  \
    test_run(name, cases, sizeof(cases) / sizeof((cases)[0]))

/* |got - want| <= tolerance, with both values in the log when not. NaN on
 * either side fails. */
#define TEST_NEAR(got, want, tolerance)                                        \
    do {                                                                       \
        const double test_got_ = (got);                                        \
        const double test_want_ = (want);                                      \
        const int test_ok_ = fabs(test_got_ - test_want_) <= (tolerance);      \
        if (!test_ok_)                                                         \
            printf("\n%s:%d: %s = %.17g, expected %.17g +- %g\n", __FILE__,    \
                   __LINE__, #got, test_got_, test_want_,                      \
                   (double)(tolerance));                                       \
        CU_ASSERT(test_ok_);                                                   \
    } while (0)

/* A text must contain another. */
#define TEST_CONTAINS(text, part)                                              \
    do {                                                                       \
        const char *test_text_ = (text);                                       \
        const int test_ok_ = test_text_ && strstr(test_text_, (part));         \
        if (!test_ok_)                                                         \
            printf("\n%s:%d: \"%s\" does not contain \"%s\"\n", __FILE__,      \
                   __LINE__, test_text_ ? test_text_ : "(null)", (part));      \
        CU_ASSERT(test_ok_);                                                   \
    } while (0)

/* The status, with the message in the log when it is another. */
#define TEST_STATUS(call, want, err)                                           \
    do {                                                                       \
        const ipt_status test_status_ = (call);                                \
        if (test_status_ != (want))                                            \
            printf("\n%s:%d: %s is %s, expected %s: %s\n", __FILE__, __LINE__, \
                   #call, ipt_status_name(test_status_), #want,                \
                   (err).message);                                             \
        CU_ASSERT_EQUAL(test_status_, (want));                                 \
    } while (0)

/* A file that comes with the tests, from any build directory. */
static inline const char *
test_path(char *out, size_t size, const char *relative)
{
    const char *top = getenv("top_srcdir");

    snprintf(out, size, "%s/tests/%s", top ? top : ".", relative);
    return out;
}

/* A file of the shared data; NULL, with a loud line, where it is absent. */
static inline const char *
test_data(char *out, size_t size, const char *relative)
{
    const char *data = getenv("IPT_TEST_DATA");

    snprintf(out, size, "%s/%s", data ? data : "../shared/data", relative);
    if (access(out, R_OK) == 0)
        return out;
    printf("\nSKIPPED: %s is not here\n", out);
    return NULL;
}

#endif
