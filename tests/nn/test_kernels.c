/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels of every instruction set against the C library and plain loops. */

#include <config.h>

#include "nn_test.h"

static const ipt_cpu_level kernels_levels[] = {IPT_CPU_BASE, IPT_CPU_V3,
                                               IPT_CPU_V4};

/* Levels that this CPU runs. */
static size_t
kernels_n_levels(void)
{
    return (size_t)ipt_cpu_level_get() + 1;
}

static double
kernels_exact(const char *name, double z)
{
    if (!strcmp(name, "tanh"))
        return tanh(z);
    if (!strcmp(name, "sigmoid"))
        return 1 / (1 + exp(-z));
    if (!strcmp(name, "relu"))
        return z > 0 ? z : 0;
    if (!strcmp(name, "leaky_relu"))
        return z > 0 ? z : 0.01 * z;
    if (!strcmp(name, "prelu"))
        return z > 0 ? z : 0.25 * z;
    if (!strcmp(name, "elu"))
        return z > 0 ? z : expm1(z);
    if (!strcmp(name, "softplus"))
        return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
    if (!strcmp(name, "centred_softplus"))
        return (z > 0 ? z + log1p(exp(-z)) : log1p(exp(z))) - log(2);
    if (!strcmp(name, "swish") || !strcmp(name, "silu"))
        return z / (1 + exp(-z));
    if (!strcmp(name, "softsign"))
        return z / (1 + fabs(z));
    if (!strcmp(name, "abs"))
        return fabs(z);
    if (!strcmp(name, "gelu"))
        return z / 2 * erfc(-z / sqrt(2));
    if (!strcmp(name, "hard_tanh"))
        return fmax(-1, fmin(1, z));
    CU_ASSERT_STRING_EQUAL(name, "identity");
    return z;
}

/* Error in units of the last place of the exact value; where results cancel
 * (centred softplus at 0) in units of the last place of log 2. */
static double
kernels_ulp(const char *name, double got, double want)
{
    double size = fmax(fabs(want), 0x1p-126);

    if (!strcmp(name, "centred_softplus"))
        size = fmax(size, 0.5);
    return fabs(got - want) / ldexp(1, ilogb(size) - 23);
}

/* Largest documented errors in ulp. The tail of gelu magnifies the rounding
 * of its argument z / sqrt 2 by z^2. */
static double
kernels_limit(const char *name)
{
    if (!strcmp(name, "gelu"))
        return 80;
    if (!strcmp(name, "elu"))
        return 6;
    return 4;
}

static void
activation_values(void)
{
    enum { N = 4096 };
    static float z[N], a[N];
    float slope = 0.25f;
    const ipt__extent extent = {1, N, N};

    for (size_t k = 0; k < kernels_n_levels(); k++)
        for (size_t i = 0; ipt_activation_records[i]; i++) {
            const char *name = ipt_activation_records[i]->name;
            const ipt__activation *act = ipt__activation_find(name);
            double worst = 0;
            double where = 0;

            if (act->output_only)
                continue;
            for (int scale = -12; scale <= 4; scale++) {
                ipt_stream stream;

                ipt_stream_init(&stream, nn_seed, "test/z",
                                (uint64_t)(scale + 12));
                for (size_t j = 0; j < N; j++)
                    z[j] = (float)ldexp(2 * ipt_stream_uniform(&stream) - 1,
                                        scale);
                act->level[kernels_levels[k]]->forward(z, a, &slope, extent);
                for (size_t j = 0; j < N; j++) {
                    const double want = kernels_exact(name, (double)z[j]);
                    double ulp = kernels_ulp(name, (double)a[j], want);

                    /* Below, gelu is a denormal. */
                    if (!strcmp(name, "gelu") && z[j] < -9)
                        ulp = fabs((double)a[j]) < 1e-15 ? 0 : ulp;
                    if (ulp > worst) {
                        worst = ulp;
                        where = (double)z[j];
                    }
                }
            }
            printf("\n%s %s: %.2f ulp at %g",
                   ipt_cpu_level_name(kernels_levels[k]), name, worst, where);
            CU_ASSERT(worst <= kernels_limit(name));
        }
}

/* NaN stays NaN, large arguments reach their limits. */
static void
activation_edges(void)
{
    enum { N = 16 };
    float z[N], a[N];
    float slope = 0.25f;
    const ipt__extent extent = {1, N, N};

    for (size_t k = 0; k < kernels_n_levels(); k++)
        for (size_t i = 0; ipt_activation_records[i]; i++) {
            const char *name = ipt_activation_records[i]->name;
            const ipt__activation *act = ipt__activation_find(name);

            for (size_t j = 0; j < N; j++)
                z[j] = 0.3f;
            z[0] = NAN;
            z[1] = 1e4f;
            z[2] = -1e4f;
            z[3] = 0.0f;
            act->level[kernels_levels[k]]->forward(z, a, &slope, extent);
            CU_ASSERT(isnan(a[0]));
            if (act->output_only) {
                CU_ASSERT_EQUAL(a[1], 1.0f); /* one unit: probability 1 */
                continue;
            }
            for (size_t j = 1; j < 4; j++) {
                const double want = kernels_exact(name, (double)z[j]);

                TEST_NEAR((double)a[j], want, 2e-6 * fabs(want) + 1e-7);
            }
            if (isfinite(act->low))
                CU_ASSERT((double)a[2] >= act->low - 1e-7);
            if (isfinite(act->high))
                CU_ASSERT((double)a[1] <= act->high);
        }
}

static void
fill(float *p, size_t n, uint64_t index)
{
    ipt_stream stream;

    ipt_stream_init(&stream, nn_seed, "test/fill", index);
    for (size_t i = 0; i < n; i++)
        p[i] = (float)ipt_stream_normal(&stream);
}

/* Every remainder of rows, depth and samples. Sums of up to 48 products of
 * order 1 in float: 48 roundings of 6e-8 of at most 30. */
static void
products(void)
{
    enum { ROWS = 9, DEPTH = 6, STRIDE = 112 };
    static float w[ROWS * DEPTH], x[DEPTH * STRIDE], c[ROWS * STRIDE],
        d[ROWS * STRIDE], bias[ROWS], dw[ROWS * DEPTH], db[ROWS];

    fill(w, ROWS * DEPTH, 0);
    fill(x, DEPTH * STRIDE, 1);
    fill(d, ROWS * STRIDE, 2);
    fill(bias, ROWS, 3);
    for (size_t k = 0; k < kernels_n_levels(); k++)
        for (size_t rows = 1; rows <= ROWS; rows++)
            for (size_t depth = 1; depth <= DEPTH; depth++)
                for (size_t n = 16; n <= STRIDE - 16; n += 16) {
                    const ipt__kernels *kernels =
                        ipt__kernels_get(kernels_levels[k]);
                    const ipt__extent e = {rows, STRIDE, n};
                    const size_t s = (n * 7 + rows) % n;

                    memset(dw, 0, sizeof dw);
                    memset(db, 0, sizeof db);
                    dw[0] = 2.385f; /* gradients add up */
                    kernels->panel(c, w, depth, 1, bias, x, depth, e);
                    kernels->outer(dw, d, x, depth, e);
                    kernels->row_sums(db, d, e);
                    for (size_t r = 0; r < rows; r++) {
                        double sum = (double)bias[r];
                        double total = 0;

                        for (size_t q = 0; q < depth; q++)
                            sum += (double)w[r * depth + q] *
                                   (double)x[q * STRIDE + s];
                        TEST_NEAR((double)c[r * STRIDE + s], sum, 5e-6);
                        for (size_t t = 0; t < n; t++)
                            total += (double)d[r * STRIDE + t];
                        TEST_NEAR((double)db[r], total, 3e-5);
                        for (size_t q = 0; q < depth; q++) {
                            total = r + q ? 0 : 2.385;
                            for (size_t t = 0; t < n; t++)
                                total += (double)d[r * STRIDE + t] *
                                         (double)x[q * STRIDE + t];
                            TEST_NEAR((double)dw[r * depth + q], total, 3e-5);
                        }
                    }
                }
}

/* Three steps of each optimiser against the formulas in double; 19 numbers
 * leave a remainder for every vector length. */
static void
optimizer_steps(void)
{
    enum { N = 19 };
    static const char *const names[] = {"adam", "sgd", "momentum", "nesterov"};

    for (size_t k = 0; k < kernels_n_levels(); k++)
        for (int which = 0; which < 4; which++) {
            const ipt__optimizer *optimizer =
                ipt__optimizer_find(which ? "sgd" : "adam");
            ipt_train_options options = nn_options();
            float p[N + 1], g[N], state[2 * N] = {0};
            double want[N], m[N] = {0}, v[N] = {0};

            options.momentum = which > 1 ? 0.9 : 0;
            options.nesterov = which == 3;
            fill(p, N, 5);
            p[N] = 17.25f;
            for (int i = 0; i < N; i++)
                want[i] = (double)p[i];
            for (int t = 1; t <= 3; t++) {
                const double rate = 0.01 / t;

                fill(g, N, 10 + (uint64_t)t);
                optimizer->step(ipt__kernels_get(kernels_levels[k]), &options,
                                rate, t, p, g, state, N);
                for (int i = 0; i < N; i++) {
                    const double s = (double)g[i];

                    if (which == 0) {
                        m[i] = 0.9 * m[i] + 0.1 * s;
                        v[i] = 0.999 * v[i] + 0.001 * s * s;
                        want[i] -= rate * (m[i] / (1 - pow(0.9, t))) /
                                   (sqrt(v[i] / (1 - pow(0.999, t))) + 1e-8);
                        continue;
                    }
                    m[i] = options.momentum * m[i] + s;
                    want[i] -= rate * (which == 3 ? s + options.momentum * m[i]
                                                  : m[i]);
                }
            }
            printf("\n%s", names[which]);
            for (int i = 0; i < N; i++)
                TEST_NEAR((double)p[i], want[i], 1e-6);
            CU_ASSERT_EQUAL(p[N], 17.25f); /* nothing behind the end */
        }
}

static void
sums(void)
{
    enum { N = 103 };
    float p[N];
    double want = 0;
    double squares = 0;
    double running[N];

    fill(p, N, 20);
    for (int i = 0; i < N; i++) {
        want += (double)p[i];
        squares += (double)p[i] * (double)p[i];
        running[i] = i;
    }
    for (size_t k = 0; k < kernels_n_levels(); k++) {
        const ipt__kernels *kernels = ipt__kernels_get(kernels_levels[k]);

        TEST_NEAR(kernels->sum(p, N), want, 1e-12);
        TEST_NEAR(kernels->sum_squares(p, N), squares, 1e-12);
    }
    TEST_NEAR(ipt__kernels_get(IPT_CPU_BASE)->accumulate(running, p, N),
              squares, 1e-12);
    TEST_NEAR(running[100], 100 + (double)p[100], 1e-12);
}

int
main(void)
{
    static const test_case cases[] = {
        {"activation values", activation_values},
        {"activation edges", activation_edges},
        {"products", products},
        {"optimizer steps", optimizer_steps},
        {"sums", sums},
    };

    return TEST_RUN("network kernels", cases);
}
