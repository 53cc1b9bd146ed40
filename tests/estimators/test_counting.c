/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plug-in core: finite alphabets, weights, soft labels, the jackknife. */

#include <config.h>

#include "common.h"

enum { N = 300 };

static float counting_t[N];
static int32_t counting_y[N];
static int64_t counting_x[N];
static double counting_w[N];
static double counting_p[3 * N];

/* A layer of few values that depends on the class, three passes per x. */
static ipt_sample
counting_sample(size_t n)
{
    uint64_t state = 71;
    double total = 0;

    for (size_t i = 0; i < n; i++) {
        double row = 0;

        counting_y[i] = (int32_t)(common_word(&state) % 3);
        counting_t[i] = (float)(common_word(&state) % 5) +
                        (float)(counting_y[i] * (int)(common_word(&state) % 2));
        counting_x[i] = (int64_t)(i % (n / 3)) * 1000003 - 77;
        counting_w[i] = 0.1 + common_word(&state) * 0x1p-24;
        total += counting_w[i];
        for (int c = 0; c < 3; c++)
            row += counting_p[3 * i + (size_t)c] =
                c == counting_y[i] ? 1.7 : common_word(&state) * 0x1p-24;
        for (size_t c = 0; c < 3; c++)
            counting_p[3 * i + c] /= row;
    }
    for (size_t i = 0; i < n; i++)
        counting_w[i] /= total;
    return common_sample(counting_t, n, 1, counting_y, 3);
}

/* A channel with known law: t = y + 2 b, b uniform on {0, 1, 2}, y on {0, 1},
 * every pair equally often. */
static void
finite_alphabets(void)
{
    float t[12];
    int32_t y[12];

    for (int i = 0; i < 12; i++) {
        y[i] = i % 2;
        t[i] = (float)(y[i] + 2 * (i % 3));
    }
    const ipt_sample independent = common_sample(t, 12, 1, y, 2);
    ipt_estimate e = common_estimate("exact", &independent);

    TEST_NEAR(e.h_t, log(6), 1e-15);
    TEST_NEAR(e.i_xt, log(6), 1e-15);
    TEST_NEAR(e.i_ty, log(2), 1e-15);
    for (int i = 0; i < 12; i++)
        t[i] = (float)(i % 3);
    e = common_estimate("exact", &independent);
    TEST_NEAR(e.i_ty, 0, 1e-15);
    TEST_NEAR(e.h_t, log(3), 1e-15);

    /* One x for every two rows that differ: H(T|X) = ln 2. */
    int64_t x[12];

    for (int i = 0; i < 12; i++) {
        x[i] = i / 2;
        t[i] = (float)(i % 4);
    }
    ipt_sample noisy = independent;

    noisy.x_id = x;
    e = common_estimate("exact", &noisy);
    TEST_NEAR(e.h_t, log(4), 1e-15);
    TEST_NEAR(e.i_xt, log(4) - log(2), 1e-15);
}

/* Soft labels of a binary symmetric channel: I(T;Y) = ln 2 - H_b(q) for T that
 * names x; half of it in soft labels alone where T is constant is 0. */
static void
soft_labels(void)
{
    const double q = 0.137;
    float t[4] = {0, 1, 2, 3};
    const double p[8] = {q, 1 - q, 1 - q, q, q, 1 - q, 1 - q, q};
    ipt_sample s = common_sample(t, 4, 1, NULL, 2);
    ipt_reference_information r;
    ipt_error err = IPT_ERROR_INIT;

    s.p_y_given_x = p;
    const ipt_estimate e = common_estimate("exact", &s);
    const double want = log(2) + q * log(q) + (1 - q) * log(1 - q);

    TEST_NEAR(e.i_ty, want, 1e-15);
    TEST_NEAR(e.i_xt, log(4), 1e-15);
    TEST_STATUS(ipt_reference_information_get(&s, &r, &err), IPT_OK, err);
    TEST_NEAR(r.i_xy, want, 1e-15);
    TEST_NEAR(r.h_y, log(2), 1e-15);
    TEST_NEAR(r.h_x, log(4), 1e-15);
    t[1] = t[2] = t[3] = 0;
    TEST_NEAR(common_estimate("exact", &s).i_ty, 0, 1e-15);
}

/* Equal weights and one-hot p(y|x) take the other code and must agree. */
static void
masses_agree_with_counts(void)
{
    const ipt_sample s = counting_sample(N);
    ipt_sample soft = s;
    double one_hot[3 * N] = {0};
    double equal[N];

    for (size_t i = 0; i < N; i++) {
        equal[i] = 1.0 / N;
        one_hot[3 * i + (size_t)s.label[i]] = 1;
    }
    for (int repeats = 0; repeats < 2; repeats++) {
        ipt_sample a = s;
        ipt_sample b = s;

        a.x_id = b.x_id = repeats ? counting_x : NULL;
        b.weight = equal;
        const ipt_estimate want = common_estimate("exact", &a);
        ipt_estimate got = common_estimate("exact", &b);

        for (int round = 0; round < 2; round++) {
            TEST_NEAR(got.i_xt, want.i_xt, 1e-13);
            TEST_NEAR(got.i_ty, want.i_ty, 1e-13);
            TEST_NEAR(got.h_t, want.h_t, 1e-13);
            TEST_NEAR(got.i_xt_se, want.i_xt_se, 1e-9);
            TEST_NEAR(got.i_ty_se, want.i_ty_se, 1e-9);
            soft = b;
            soft.p_y_given_x = one_hot;
            got = common_estimate("exact", &soft);
        }
    }
}

/* A whole-number weight is the same as that many rows. */
static void
weights_repeat_rows(void)
{
    const ipt_sample s = counting_sample(60);
    float t[180];
    int32_t y[180];
    double w[60];
    size_t n = 0;

    for (size_t i = 0; i < 60; i++)
        for (size_t k = 0; k <= i % 3; k++) {
            t[n] = counting_t[i];
            y[n++] = counting_y[i];
        }
    for (size_t i = 0; i < 60; i++)
        w[i] = (double)(i % 3 + 1) / (double)n;
    ipt_sample weighted = s;

    weighted.weight = w;
    const ipt_sample repeated = common_sample(t, n, 1, y, 3);
    const ipt_estimate a = common_estimate("exact", &weighted);
    const ipt_estimate b = common_estimate("exact", &repeated);

    TEST_NEAR(a.h_t, b.h_t, 1e-13);
    TEST_NEAR(a.i_ty, b.i_ty, 1e-13);
}

/* The sample without row k, weights scaled up again. */
static ipt_sample
counting_without(const ipt_sample *s, size_t k, float *t, int32_t *y,
                 int64_t *x, double *w, double *p)
{
    ipt_sample out = *s;
    size_t n = 0;

    for (size_t i = 0; i < s->t.n; i++) {
        if (i == k)
            continue;
        t[n] = counting_t[i];
        y[n] = counting_y[i];
        x[n] = counting_x[i];
        if (s->weight)
            w[n] = s->weight[i] / (1 - s->weight[k]);
        for (size_t c = 0; c < 3; c++)
            p[3 * n + c] = counting_p[3 * i + c];
        n++;
    }
    out.t = ipt_view_f32(t, n, 1);
    out.label = s->label ? y : NULL;
    out.x_id = s->x_id ? x : NULL;
    out.weight = s->weight ? w : NULL;
    out.p_y_given_x = s->p_y_given_x ? p : NULL;
    return out;
}

/* Errors against deleting every row in turn. */
static void
jackknife(void)
{
    enum { ROWS = 90 };
    static float t[ROWS];
    static int32_t y[ROWS];
    static int64_t x[ROWS];
    static double w[ROWS], p[3 * ROWS];

    for (int variant = 0; variant < 8; variant++) {
        ipt_sample s = counting_sample(ROWS);
        double xt[ROWS], ty[ROWS], mean_xt = 0, mean_ty = 0;
        double sum_xt = 0, sum_ty = 0;

        s.x_id = variant & 1 ? counting_x : NULL;
        s.weight = variant & 2 ? counting_w : NULL;
        s.p_y_given_x = variant & 4 ? counting_p : NULL;
        const ipt_estimate got = common_estimate("exact", &s);

        for (size_t k = 0; k < ROWS; k++) {
            const ipt_sample less = counting_without(&s, k, t, y, x, w, p);
            const ipt_estimate e = common_estimate("exact", &less);
            const double mass = s.weight ? s.weight[k] : 1.0 / ROWS;

            xt[k] = e.i_xt;
            ty[k] = e.i_ty;
            mean_xt += mass * e.i_xt;
            mean_ty += mass * e.i_ty;
        }
        for (size_t k = 0; k < ROWS; k++) {
            const double keep = 1 - (s.weight ? s.weight[k] : 1.0 / ROWS);

            sum_xt += pow(keep * (xt[k] - mean_xt), 2);
            sum_ty += pow(keep * (ty[k] - mean_ty), 2);
        }
        TEST_NEAR(got.i_xt_se, sqrt(sum_xt * ROWS / (ROWS - 1.0)), 1e-9);
        TEST_NEAR(got.i_ty_se, sqrt(sum_ty * ROWS / (ROWS - 1.0)), 1e-9);
        CU_ASSERT(got.i_ty_se > 1e-3);
    }
}

/* The error must be the spread over samples: 400 draws of 500 rows from a law
 * with four values. The spread itself is known to 1 / sqrt(800) = 3.5 %. */
static void
error_is_the_spread(void)
{
    enum { DRAWS = 400, ROWS = 500 };
    static float t[ROWS];
    static int32_t y[ROWS];
    uint64_t state = 991;
    double sum = 0, square = 0, se = 0;

    for (int draw = 0; draw < DRAWS; draw++) {
        for (size_t i = 0; i < ROWS; i++) {
            const uint32_t u = common_word(&state) % 10;

            t[i] = u < 5 ? 0 : u < 8 ? 1 : u < 9 ? 2 : 3;
            y[i] = common_word(&state) % 4 == 0 ? t[i] > 1 : (t[i] < 1);
        }
        const ipt_sample s = common_sample(t, ROWS, 1, y, 2);
        const ipt_estimate e = common_estimate("exact", &s);

        sum += e.i_ty;
        square += e.i_ty * e.i_ty;
        se += e.i_ty_se / DRAWS;
    }
    const double spread = sqrt((square - sum * sum / DRAWS) / (DRAWS - 1));

    TEST_NEAR(se / spread, 1, 0.12);
}

/* Many classes, many cells: the paths of both joint tables. */
static void
many_classes(void)
{
    static float t[2000];
    static int32_t y[2000];

    for (size_t i = 0; i < 2000; i++) {
        y[i] = (int32_t)(i % 100);
        t[i] = (float)(i % 100 / 2 + 100 * (i / 100 % 2));
    }
    const ipt_sample few = common_sample(t, 2000, 1, y, 100);
    const ipt_estimate e = common_estimate("exact", &few);

    TEST_NEAR(e.i_ty, log(50), 1e-12);
}

static void
reference_information(void)
{
    ipt_sample s = counting_sample(6);
    const float inputs[12] = {1, 2, 1, 2, 0.0f, 4, -0.0f, 4, 5, 6, 7, 8};
    const int32_t labels[6] = {0, 1, 1, 1, 0, 1};
    const int64_t ids[6] = {-1, -1, -1, INT64_MIN, 9, 9};
    const int64_t same[6] = {0, 0, 2, 2, 4, 5};
    ipt_reference_information r;
    ipt_error err = IPT_ERROR_INIT;

    s.label = labels;
    s.n_classes = 2;
    s.x = ipt_view_f32(inputs, 6, 2);
    TEST_STATUS(ipt_reference_information_get(&s, &r, &err), IPT_OK, err);
    const double h_y = -log(1.0 / 3) / 3 - 2 * log(2.0 / 3) / 3;

    /* Without ids every row is an x of its own, as for the estimators. */
    TEST_NEAR(r.h_x, log(6), 1e-14);
    TEST_NEAR(r.h_y, h_y, 1e-14);
    TEST_NEAR(r.i_xy, h_y, 1e-14);
    s.x_id = same;
    TEST_STATUS(ipt_reference_information_get(&s, &r, &err), IPT_OK, err);
    TEST_NEAR(r.h_x, log(6) - 2 * log(2) / 3, 1e-14);
    TEST_NEAR(r.i_xy, h_y - log(2) / 3, 1e-14);
    s.x_id = ids;
    TEST_STATUS(ipt_reference_information_get(&s, &r, &err), IPT_OK, err);
    TEST_NEAR(r.h_x, log(6) - log(3) / 2 - log(2) / 3, 1e-14);
    s.x.data = NULL;
    s.x_id = NULL;
    s.label = NULL;
    TEST_STATUS(ipt_reference_information_get(&s, &r, &err), IPT_OK, err);
    TEST_NEAR(r.h_x, log(6), 1e-14);
    CU_ASSERT(isnan(r.h_y) && isnan(r.i_xy));
}

int
main(void)
{
    static const test_case cases[] = {
        {"finite alphabets", finite_alphabets},
        {"soft labels", soft_labels},
        {"masses agree with counts", masses_agree_with_counts},
        {"weights repeat rows", weights_repeat_rows},
        {"jackknife", jackknife},
        {"the error is the spread", error_is_the_spread},
        {"many classes", many_classes},
        {"reference information", reference_information},
    };

    return TEST_RUN("counting", cases);
}
