/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kde and akde: the plain double sum, bounds, errors, the exponential. */

#include <config.h>

#include "common.h"
#include "pairs.h"

enum { N = 240, D = 3, CLASSES = 3 };

static float kde_t[N * D];
static int32_t kde_y[N];
static int64_t kde_x[N];
static double kde_w[N];
static double kde_p[N * CLASSES];

static ipt_sample
kde_sample(size_t n)
{
    uint64_t state = 311;
    double total = 0;

    common_uniform(310, kde_t, n * D);
    for (size_t i = 0; i < n; i++) {
        double row = 0;

        kde_y[i] = kde_t[i * D] > 0.2f ? 2 : kde_t[i * D + 1] > 0;
        kde_x[i] = (int64_t)(common_word(&state) % (n / 2));
        kde_w[i] = i % 11 == 3 ? 0 : 0.2 + common_word(&state) * 0x1p-24;
        total += kde_w[i];
        for (int c = 0; c < CLASSES; c++)
            row += kde_p[i * CLASSES + (size_t)c] =
                i % 5 == 0 ? c == kde_y[i] : common_word(&state) * 0x1p-24;
        for (size_t c = 0; c < CLASSES; c++)
            kde_p[i * CLASSES + c] /= row;
    }
    for (size_t i = 0; i < n; i++)
        kde_w[i] /= total;
    return common_sample(kde_t, n, D, kde_y, CLASSES);
}

static double
kde_mass(const ipt_sample *s, size_t i)
{
    return s->weight ? s->weight[i] : 1.0 / (double)s->t.n;
}

/* p(z|i): by labels, by p(y|x), or by groups of x. */
static double
kde_share(const ipt_sample *s, size_t i, int64_t z, int by_x)
{
    if (by_x)
        return s->x_id[i] == z;
    if (s->p_y_given_x)
        return s->p_y_given_x[i * s->n_classes + (size_t)z];
    return s->label[i] == z;
}

/* -sum_i w_i p(z|i)/p(z) ln sum_j w_j p(z|j)/p(z) K_ij, by the definition;
 * z < 0: all rows. */
static double
kde_entropy(const ipt_sample *s, double v, int64_t z, int by_x, double *mass)
{
    double h = 0;

    *mass = 0;
    for (size_t i = 0; i < s->t.n; i++)
        *mass += kde_mass(s, i) * (z < 0 ? 1 : kde_share(s, i, z, by_x));
    for (size_t i = 0; i<s->t.n && * mass> 0; i++) {
        const double w =
            kde_mass(s, i) * (z < 0 ? 1 : kde_share(s, i, z, by_x)) / *mass;
        double sum = 0;

        for (size_t j = 0; w > 0 && j < s->t.n; j++) {
            double distance = 0;

            for (size_t k = 0; k < s->t.d; k++)
                distance += pow(
                    ipt_view_get(&s->t, i, k) - ipt_view_get(&s->t, j, k), 2);
            sum += kde_mass(s, j) * (z < 0 ? 1 : kde_share(s, j, z, by_x)) /
                   *mass * exp(-distance / (2 * v));
        }
        h -= w > 0 ? w * log(sum) : 0;
    }
    return h;
}

/* H'(T) - H'(T|Z) with z = 0..size-1. */
static double
kde_plain(const ipt_sample *s, double v, size_t size, int by_x)
{
    double mass;
    double value = kde_entropy(s, v, -1, 0, &mass);

    for (size_t z = 0; z < size; z++) {
        const double h = kde_entropy(s, v, (int64_t)z, by_x, &mass);

        value -= mass * h;
    }
    return value;
}

/* Every combination of repeated x, weights and soft labels. */
static void
is_the_double_sum(void)
{
    for (int variant = 0; variant < 8; variant++) {
        ipt_sample s = kde_sample(N);

        s.x_id = variant & 1 ? kde_x : NULL;
        s.weight = variant & 2 ? kde_w : NULL;
        s.p_y_given_x = variant & 4 ? kde_p : NULL;
        const ipt_estimate e = common_estimate("kde:noise=0.05,bound=both", &s);
        const size_t xs = s.x_id ? N / 2 : 0;
        double mass;

        TEST_NEAR(e.i_xt, kde_plain(&s, 0.05, xs, 1), 1e-12);
        TEST_NEAR(e.i_ty, kde_plain(&s, 0.05, CLASSES, 0), 1e-12);
        /* The far ends of the interval mix both variances. */
        double low = kde_entropy(&s, 0.2, -1, 0, &mass);

        for (size_t z = 0; z < CLASSES; z++) {
            const double h = kde_entropy(&s, 0.05, (int64_t)z, 0, &mass);

            low -= mass * h;
        }
        TEST_NEAR(e.i_ty_lower, low, 1e-12);
        CU_ASSERT(e.i_xt_lower < e.i_xt && e.i_xt <= e.i_xt_upper);
        CU_ASSERT(e.i_ty_lower < e.i_ty && e.i_ty < e.i_ty_upper);
        CU_ASSERT_EQUAL(e.kind_xt, s.x_id ? IPT_KIND_ESTIMATE : IPT_KIND_UPPER);
        CU_ASSERT_EQUAL(e.kind_ty, IPT_KIND_ESTIMATE);
    }
}

/* The same labels as few large classes and spread over many names. */
static void
many_classes(void)
{
    ipt_sample s = kde_sample(N);
    int32_t y[N];
    const ipt_estimate few = common_estimate("kde", &s);

    for (size_t i = 0; i < N; i++)
        y[i] = 31 * kde_y[i] + 5;
    s.label = y;
    s.n_classes = 100; /* too many to give each whole panels */
    const ipt_estimate many = common_estimate("kde", &s);

    TEST_NEAR(many.i_xt, few.i_xt, 1e-13);
    TEST_NEAR(many.i_ty, few.i_ty, 1e-13);
    TEST_NEAR(many.i_ty_se, few.i_ty_se, 1e-10);
}

/* Few large groups of x take the blocked sums. */
static void
few_inputs(void)
{
    ipt_sample s = kde_sample(N);

    for (size_t i = 0; i < N; i++)
        kde_x[i] = (int64_t)(i % 2);
    s.x_id = kde_x;
    TEST_NEAR(common_estimate("kde", &s).i_xt, kde_plain(&s, 0.1, 2, 1), 1e-12);
}

/* Large activations and little noise: a product form in float32 gives more
 * than ln n here, since its distances are off by more than the noise. */
static void
large_activations(void)
{
    enum { ROWS = 1000, UNITS = 7 };
    static float t[ROWS * UNITS];

    common_uniform(77, t, ROWS * UNITS);
    for (size_t i = 0; i < ROWS * UNITS; i++)
        t[i] = fmaxf(t[i] * 4, 0) * 1000;
    const ipt_sample s = common_sample(t, ROWS, UNITS, NULL, 0);
    const ipt_estimate both = common_estimate("kde:noise=1e-3,bound=both", &s);
    const ipt_estimate rough =
        common_estimate("kde:noise=1e-3,precision=single", &s);
    double mass;

    TEST_NEAR(both.i_xt, kde_entropy(&s, 1e-3, -1, 0, &mass), 1e-12);
    CU_ASSERT(both.i_xt <= log(ROWS) && both.i_xt > log(ROWS) - 0.2);
    CU_ASSERT(both.i_xt_lower <= both.i_xt);
    CU_ASSERT(both.flags & IPT_FLAG_SATURATED);
    TEST_NEAR(rough.i_xt, both.i_xt, 1e-6);
    CU_ASSERT(rough.i_xt <= log(ROWS));
}

/* Bounds stay in order and below ln n over fourteen decades of noise. */
static void
bounds_are_bounds(void)
{
    const ipt_sample s = kde_sample(N);
    double before = INFINITY;

    for (int k = -8; k <= 6; k++)
        for (int single = 0; single < 2; single++) {
            char spec[80];

            snprintf(spec, sizeof spec, "kde:bound=both,noise=1e%d%s", k,
                     single ? ",precision=single" : "");
            const ipt_estimate e = common_estimate(spec, &s);

            CU_ASSERT(e.i_xt_lower <= e.i_xt_upper);
            CU_ASSERT(e.i_xt <= log(N) && e.i_xt >= 0);
            CU_ASSERT(e.i_xt <= before + 1e-6);
            before = e.i_xt;
        }
    TEST_NEAR(common_estimate("kde:noise=1e-8", &s).i_xt, log(N), 1e-9);
    TEST_NEAR(common_estimate("kde:noise=1e6", &s).i_xt, 0, 1e-5);
}

static void
akde_follows_the_layer(void)
{
    ipt_sample s = kde_sample(N);
    float most = 0;
    char spec[80];

    for (size_t i = 0; i < N * D; i++)
        most = fmaxf(most, fabsf(kde_t[i]));
    snprintf(spec, sizeof spec, "kde:noise=%.17g", 0.02 * (double)most);
    const ipt_estimate a = common_estimate("akde:noise=0.02", &s);
    const ipt_estimate k = common_estimate(spec, &s);

    TEST_NEAR(a.i_xt, k.i_xt, 1e-12);
    TEST_NEAR(a.i_ty, k.i_ty, 1e-12);
}

/* The sample without row k, weights scaled up again. */
static ipt_sample
kde_without(const ipt_sample *s, size_t k, float *t, int32_t *y, int64_t *x,
            double *w, double *p)
{
    ipt_sample out = *s;
    size_t n = 0;

    for (size_t i = 0; i < s->t.n; i++) {
        if (i == k)
            continue;
        memcpy(t + n * D, kde_t + i * D, D * sizeof *t);
        memcpy(p + n * CLASSES, kde_p + i * CLASSES, CLASSES * sizeof *p);
        y[n] = kde_y[i];
        x[n] = kde_x[i];
        w[n++] = kde_w[i] / (1 - kde_w[k]);
    }
    out.t = ipt_view_f32(t, n, D);
    out.label = y;
    out.x_id = s->x_id ? x : NULL;
    out.weight = s->weight ? w : NULL;
    out.p_y_given_x = s->p_y_given_x ? p : NULL;
    return out;
}

/* Standard errors against deleting every row in turn, where noise is small,
 * middling and large, for every kind of sample. */
static void
errors(void)
{
    enum { ROWS = 60 };
    static const char *const specs[] = {"kde:noise=1e-3", "kde:noise=0.02",
                                        "kde", "kde:noise=10",
                                        "kde:bound=lower"};
    static float t[ROWS * D];
    static int32_t y[ROWS];
    static int64_t x[ROWS];
    static double w[ROWS], p[ROWS * CLASSES];

    for (size_t q = 0; q < 8 * sizeof specs / sizeof *specs; q++) {
        const char *spec = specs[q / 8];
        ipt_sample s = kde_sample(ROWS);
        double xt[ROWS], ty[ROWS], mean_xt = 0, mean_ty = 0;
        double sum_xt = 0, sum_ty = 0;

        s.x_id = q & 1 ? kde_x : NULL;
        s.weight = q & 2 ? kde_w : NULL;
        s.p_y_given_x = q & 4 ? kde_p : NULL;
        const ipt_estimate got = common_estimate(spec, &s);

        for (size_t k = 0; k < ROWS; k++) {
            const ipt_sample less = kde_without(&s, k, t, y, x, w, p);
            const ipt_estimate e = common_estimate(spec, &less);

            xt[k] = e.i_xt;
            ty[k] = e.i_ty;
            mean_xt += kde_mass(&s, k) * e.i_xt;
            mean_ty += kde_mass(&s, k) * e.i_ty;
        }
        for (size_t k = 0; k < ROWS; k++) {
            sum_xt += pow((1 - kde_mass(&s, k)) * (xt[k] - mean_xt), 2);
            sum_ty += pow((1 - kde_mass(&s, k)) * (ty[k] - mean_ty), 2);
        }
        TEST_NEAR(got.i_xt_se, sqrt(sum_xt * ROWS / (ROWS - 1.0)), 1e-11);
        TEST_NEAR(got.i_ty_se, sqrt(sum_ty * ROWS / (ROWS - 1.0)), 1e-11);
    }
}

/* A sample of 128 of 2000 rows finds the error to about 1 / sqrt(256). */
static void
sampled_errors(void)
{
    enum { ROWS = 2000 };
    static float t[ROWS * D];
    static int32_t y[ROWS];

    common_uniform(91, t, ROWS * D);
    common_labels(92, y, ROWS, 2);
    const ipt_sample s = common_sample(t, ROWS, D, y, 2);
    const ipt_estimate all = common_estimate("kde:se_rows=2000", &s);
    const ipt_estimate some = common_estimate("kde", &s);

    CU_ASSERT(some.i_xt == all.i_xt && some.i_ty == all.i_ty);
    TEST_NEAR(some.i_xt_se / all.i_xt_se, 1, 0.2);
    TEST_NEAR(some.i_ty_se / all.i_ty_se, 1, 0.2);
}

/* K_ij against the library's exp(): the exponent is rounded once, which is
 * worth half a unit times its size. */
static void
exponential(void)
{
    enum { ROWS = 3000 };
    static const char *const levels[] = {"base", "v3", "v4"};
    static double t[ROWS];
    ipt__pairs pairs;
    ipt_error err = IPT_ERROR_INIT;
    const ipt_view view = ipt_view_f64(t, ROWS, 1);

    for (size_t i = 0; i < ROWS; i++)
        t[i] = sqrt((double)i / 4 + (double)(i % 4) * 0.0123);
    for (size_t l = 0; l < 3; l++) {
        setenv("IPT_CPU", levels[l], 1);
        memset(&pairs, 0, sizeof pairs);
        TEST_STATUS(ipt__pairs_load(&pairs, &view, NULL, 1, 0, &err), IPT_OK,
                    err);
        double *row = malloc(pairs.slots * sizeof *row + 64);
        double *aligned = (double *)(((uintptr_t)row + 63) & ~(uintptr_t)63);

        ipt__pairs_row(&pairs, 0.5, 0, aligned);
        CU_ASSERT(aligned[0] == 1);
        for (size_t j = 0; j < ROWS; j++) {
            const double x = -t[j] * t[j];

            if (x > -707)
                CU_ASSERT(fabs(aligned[j] / exp(x) - 1) < 3e-16 * (3 - x));
            if (x < -708)
                CU_ASSERT(aligned[j] == 0);
        }
        for (size_t j = ROWS; j < pairs.slots; j++)
            CU_ASSERT(aligned[j] == 0);
        free(row);
        ipt__pairs_free(&pairs);
    }
    unsetenv("IPT_CPU");
}

/* Wide layers pass through the distances in pieces. */
static void
wide_layers(void)
{
    enum { ROWS = 40, UNITS = 300 };
    static float t[ROWS * UNITS];
    int32_t y[ROWS];

    common_uniform(81, t, ROWS * UNITS);
    common_labels(82, y, ROWS, 2);
    const ipt_sample s = common_sample(t, ROWS, UNITS, y, 2);
    const ipt_estimate e = common_estimate("kde:noise=100", &s);

    CU_ASSERT(e.i_xt > 0.1 && e.i_xt < 3);
    TEST_NEAR(e.i_xt, kde_plain(&s, 100, 0, 0), 1e-12);
    TEST_NEAR(e.i_ty, kde_plain(&s, 100, 2, 0), 1e-12);
}

/* Rows that repeat with their x make a bound, however the masses round. */
static void
repeated_rows(void)
{
    enum { ROWS = 2000, INPUTS = 10 };
    static float t[ROWS * D];
    static int64_t x[ROWS];
    static double w[ROWS];
    uint64_t state = 77;
    double total = 0;

    common_uniform(76, t, INPUTS * D);
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = (int64_t)(i < INPUTS ? i : common_word(&state) % INPUTS);
        memcpy(t + i * D, t + (size_t)x[i] * D, D * sizeof *t);
        total += w[i] = common_word(&state) * 0x1p-24;
    }
    for (size_t i = 0; i < ROWS; i++)
        w[i] /= total;
    ipt_sample s = common_sample(t, ROWS, D, NULL, 0);

    s.x_id = x;
    for (int weighted = 0; weighted < 2; weighted++) {
        s.weight = weighted ? w : NULL;
        CU_ASSERT_EQUAL(common_estimate("kde", &s).kind_xt, IPT_KIND_UPPER);
        CU_ASSERT_EQUAL(common_estimate("kde:bound=lower", &s).kind_xt,
                        IPT_KIND_LOWER);
    }
    t[D * (ROWS - 1)] += 0.01F;
    CU_ASSERT_EQUAL(common_estimate("kde", &s).kind_xt, IPT_KIND_ESTIMATE);
}

/* Single precision sees distances, not where the layer lies. */
static void
far_from_zero(void)
{
    enum { ROWS = 300 };
    static float t[ROWS * D];
    static double far[ROWS * D];
    int32_t y[ROWS];
    ipt_sample s;

    common_uniform(91, t, ROWS * D);
    common_labels(92, y, ROWS, 2);
    for (size_t i = 0; i < ROWS * D; i++)
        far[i] = (double)t[i] + (i % D == 1 ? -3e5 : 12345.6);
    s = common_sample(t, ROWS, D, y, 2);
    s.t = ipt_view_f64(far, ROWS, D);
    /* A lonely row changes nothing for the others. */
    far[1] = 4e8;
    for (int both = 0; both < 2; both++) {
        const ipt_estimate fine = common_estimate(
            both ? "kde:noise=0.01,bound=both" : "kde:noise=0.01", &s);
        const ipt_estimate rough =
            common_estimate(both ? "kde:noise=0.01,bound=both,precision=single"
                                 : "kde:noise=0.01,precision=single",
                            &s);

        TEST_NEAR(rough.i_xt, fine.i_xt, 2e-6);
        TEST_NEAR(rough.i_ty, fine.i_ty, 2e-6);
    }
}

static void
beyond_reach(void)
{
    double t[4] = {1e200, -1e200, 0, 1};
    ipt_sample s = common_sample(NULL, 4, 1, NULL, 0);
    ipt_error err = IPT_ERROR_INIT;
    ipt_estimator *e = NULL;
    ipt_estimate out;

    s.t = ipt_view_f64(t, 4, 1);
    TEST_STATUS(ipt_estimator_parse("kde", &e, &err), IPT_OK, err);
    TEST_STATUS(ipt_estimator_estimate(e, &s, &out, &err), IPT_ENUMERIC, err);
    TEST_CONTAINS(err.message, "activations up to 1e+200");
    ipt_estimator_free(e);
}

int
main(void)
{
    static const test_case cases[] = {
        {"is the double sum", is_the_double_sum},
        {"many classes", many_classes},
        {"few inputs", few_inputs},
        {"large activations, little noise", large_activations},
        {"bounds are bounds", bounds_are_bounds},
        {"akde follows the layer", akde_follows_the_layer},
        {"errors", errors},
        {"sampled errors", sampled_errors},
        {"exponential", exponential},
        {"wide layers", wide_layers},
        {"repeated rows", repeated_rows},
        {"far from zero", far_from_zero},
        {"beyond reach", beyond_reach},
    };

    return TEST_RUN("kde", cases);
}
