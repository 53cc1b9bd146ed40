/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every published rule against numpy, on small matrices; see reference.py. */

#include <config.h>

#include "common.h"

enum { ROWS = 512, COLUMNS = 19 };

static float published_t[ROWS * COLUMNS];
static int32_t published_y[ROWS];

/* The matrices of reference.py. */
static ipt_sample
published_sample(const char *name)
{
    static const struct {
        const char *name;
        size_t n, d, classes;
        uint64_t seed, label_seed;
    } all[] = {
        {"random", 512, 2, 2, 11, 101},     {"wide", 160, 19, 10, 12, 102},
        {"saturated", 512, 3, 2, 13, 103},  {"relu", 512, 2, 3, 14, 104},
        {"constant", 64, 3, 2, 15, 105},    {"zero", 64, 3, 2, 16, 106},
        {"duplicated", 256, 3, 2, 17, 107}, {"one", 256, 1, 2, 18, 108},
        {"grid", 256, 2, 4, 19, 109},       {"large", 192, 7, 2, 20, 110},
    };
    size_t m = 0;

    while (strcmp(all[m].name, name))
        CU_ASSERT_FATAL(++m < sizeof all / sizeof *all);
    const size_t n = all[m].n;
    const size_t count = n * all[m].d;
    uint64_t state = all[m].seed;
    float *t = published_t;

    common_uniform(all[m].seed, t, count);
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(name, "saturated"))
            t[i] = fminf(fmaxf(t[i] * 2, -1), 1);
        if (!strcmp(name, "relu") || !strcmp(name, "large"))
            t[i] = fmaxf(t[i] * 4, 0);
        if (!strcmp(name, "large"))
            t[i] *= 1000;
        if (!strcmp(name, "constant"))
            t[i] = 0.25f;
        if (!strcmp(name, "zero"))
            t[i] = 0;
        if (!strcmp(name, "duplicated") && i >= count / 8)
            t[i] = t[i - count / 8];
        if (!strcmp(name, "grid"))
            t[i] = (float)((int)(common_word(&state) % 33) - 16) / 16;
    }
    common_labels(all[m].label_seed, published_y, n, all[m].classes);
    return common_sample(t, n, all[m].d, published_y, all[m].classes);
}

/* To 1e-9 bit, and in single precision to the error it declares. */
static void
agrees(void)
{
    char path[1024];
    char name[32];
    char spec[64];
    double i_xt, i_ty;
    size_t lines = 0;
    FILE *file =
        fopen(test_path(path, sizeof path, "estimators/reference.txt"), "r");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    while (fscanf(file, "%31s %63s %lf %lf", name, spec, &i_xt, &i_ty) == 4) {
        const ipt_sample sample = published_sample(name);
        const ipt_estimate got = common_estimate(spec, &sample);
        const unsigned failures = CU_get_number_of_failures();

        TEST_NEAR(ipt_nats_to_bits(got.i_xt), i_xt, 1e-9);
        TEST_NEAR(ipt_nats_to_bits(got.i_ty), i_ty, 1e-9);
        if (strstr(spec, "kde")) {
            char single[100];

            snprintf(single, sizeof single, "%s%cprecision=single", spec,
                     strchr(spec, ':') ? ',' : ':');
            const ipt_estimate rough = common_estimate(single, &sample);

            /* Relative errors of the distances, 1e-7, times exponents that
             * matter, below 10; the error of sums is less. */
            TEST_NEAR(rough.i_xt, got.i_xt, 2e-6);
            TEST_NEAR(rough.i_ty, got.i_ty, 2e-6);
        }
        if (CU_get_number_of_failures() > failures)
            printf("  in %s %s\n", name, spec);
        lines++;
    }
    fclose(file);
    CU_ASSERT(lines > 200);
}

static void
base(void)
{
    setenv("IPT_CPU", "base", 1);
    agrees();
}

static void
v3(void)
{
    setenv("IPT_CPU", "v3", 1);
    agrees();
}

static void
best(void)
{
    unsetenv("IPT_CPU");
    agrees();
}

int
main(void)
{
    static const test_case cases[] = {
        {"kernels of this CPU", best},
        {"kernels of level 3", v3},
        {"kernels of the base level", base},
    };

    return TEST_RUN("published rules", cases);
}
