/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPU time of the estimators: "name seconds", the median of several calls. */

#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <infoplane/cpu.h>
#include <infoplane/estimator.h>

/* Of this thread: libraries may keep others spinning. */
static double
bench_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int
bench_ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The same generator as in estimate.py: tanh of uniform numbers. */
static uint64_t
bench_next(uint64_t *state)
{
    *state =
        *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 40;
}

static ipt_status
bench_one(const char *name, const char *spec, size_t n, size_t d, int calls,
          ipt_error *err)
{
    enum { CALLS = 101 };
    float *x = malloc(n * d * sizeof *x);
    int32_t *label = malloc(n * sizeof *label);
    double seconds[CALLS];
    ipt_estimator *e = NULL;
    ipt_estimate out;
    uint64_t state = 12345;
    ipt_status status = IPT_OK;

    if (!x || !label) {
        status = ipt_error_set(err, IPT_ENOMEM, "not enough memory");
        goto done;
    }
    for (size_t i = 0; i < n * d; i++)
        x[i] = (float)tanh((double)bench_next(&state) * 0x1p-22 - 2);
    for (size_t i = 0; i < n; i++)
        label[i] = bench_next(&state) >= 1 << 23;

    const ipt_sample sample = {.t = ipt_view_f32(x, n, d),
                               .label = label,
                               .n_classes = 2,
                               .low = -1,
                               .high = 1};

    status = ipt_estimator_parse(spec, &e, err);
    for (int r = -1; status == IPT_OK && r < calls; r++) {
        const double begin = bench_now();

        status = ipt_estimator_estimate(e, &sample, &out, err);
        if (r >= 0)
            seconds[r] = bench_now() - begin;
    }
    if (status != IPT_OK)
        goto done;
    qsort(seconds, (size_t)calls, sizeof *seconds, bench_ascending);
    printf("%s %.3e\n", name, seconds[calls / 2]);
done:
    ipt_estimator_free(e);
    free(label);
    free(x);
    return status;
}

int
main(void)
{
    static const struct {
        const char *name, *spec;
        size_t n, d;
        int calls;
    } cases[] = {
        {"binning_4096x10", "binning", 4096, 10, 101},
        {"binning_szt_4096x10", "binning:mode=szt", 4096, 10, 101},
        {"binning_width_4096x10", "binning_width", 4096, 10, 101},
        {"ebab_4096x10", "ebab", 4096, 10, 51},
        {"exact_4096x10", "exact", 4096, 10, 51},
        {"kde_4096x10", "kde", 4096, 10, 21},
        {"kde_nose_4096x10", "kde:se_rows=0", 4096, 10, 21},
        {"kde_both_4096x10", "kde:bound=both", 4096, 10, 21},
        {"kde_single_4096x10", "kde:precision=single", 4096, 10, 21},
        {"kde_single_nose_4096x10", "kde:precision=single,se_rows=0", 4096, 10,
         21},
        {"kde_single_nose_10000x100", "kde:precision=single,se_rows=0,noise=2",
         10000, 100, 3},
    };
    ipt_error err = IPT_ERROR_INIT;

    printf("# %s\n", ipt_cpu_level_name(ipt_cpu_level_get()));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (bench_one(cases[i].name, cases[i].spec, cases[i].n, cases[i].d,
                      cases[i].calls, &err) != IPT_OK) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
    return 0;
}
