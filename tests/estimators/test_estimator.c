/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPECs, options, names of kinds and flags, the data-processing check. */

#include <config.h>

#include "common.h"

static void
parses_specs(void)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_estimator *e = NULL;
    char text[300];

    TEST_STATUS(ipt_estimator_parse("binning", &e, &err), IPT_OK, err);
    CU_ASSERT_STRING_EQUAL(ipt_estimator_id(e), "binning");
    ipt_estimator_format(e, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "bins=30,range=-1..1,scope=layer,mode=plain");
    ipt_estimator_label(e, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "30 bins on [-1, 1]");
    ipt_estimator_free(e);

    TEST_STATUS(
        ipt_estimator_parse("binning: bins=12 , range=minmax", &e, &err),
        IPT_OK, err);
    CU_ASSERT_STRING_EQUAL(ipt_estimator_id(e),
                           "binning__bins=12___range=minmax");
    ipt_estimator_json(e, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "{\"bins\":12,\"range\":\"minmax\","
                                 "\"scope\":\"layer\",\"mode\":\"plain\"}");
    ipt_estimator_free(e);

    TEST_STATUS(ipt_estimator_parse("kde:id=wide,noise=1e-3", &e, &err), IPT_OK,
                err);
    CU_ASSERT_STRING_EQUAL(ipt_estimator_id(e), "wide");
    ipt_estimator_label(e, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "KDE, noise variance 0.001 (upper)");
    ipt_estimator_free(e);
}

static void
refuses_specs(void)
{
    static const struct {
        const char *spec, *says;
    } bad[] = {
        {"", "unknown estimator \"\""},
        {"bining", "did you mean binning?"},
        {"kde:", "\"\" is not of the form key=value"},
        {"kde:noise", "\"noise\" is not of the form key=value"},
        {"kde:=3", "not of the form"},
        {"kde:niose=3", "did you mean noise?"},
        {"kde:noise=0", "noise: \"0\" is not a number"},
        {"kde:noise=1,noise=1", "noise is given twice"},
        {"kde:id=a/b", "not a name"},
        {"kde:id=", "not a name"},
        {"binning:bins=1", "a whole number from 2 to 65536"},
        {"binning:mode=szt,range=minmax", "range must be an interval"},
        {"ebab:low=0", "no effect without mode = released"},
        {"ebab:mode=released,low=zero", "\"zero\" is not a number or auto"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ipt_error err = IPT_ERROR_INIT;
        ipt_estimator *e = (ipt_estimator *)&err;

        TEST_STATUS(ipt_estimator_parse(bad[i].spec, &e, &err), IPT_EINVAL,
                    err);
        CU_ASSERT_PTR_NULL(e);
        TEST_CONTAINS(err.message, bad[i].says);
    }
}

static void
needs(void)
{
    static const struct {
        const char *spec;
        unsigned needs;
    } cases[] = {
        {"binning", IPT_USE_LABELS},
        {"binning:range=minmax,scope=global", IPT_USE_LABELS | IPT_NEED_EXTENT},
        {"binning:scope=global", IPT_USE_LABELS},
        {"ebab:scope=global", IPT_USE_LABELS | IPT_NEED_LAYERS},
        {"kde", IPT_USE_LABELS},
    };
    const float t[4] = {0, 1, 2, 3};
    const ipt_sample s = common_sample(t, 4, 1, NULL, 0);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ipt_error err = IPT_ERROR_INIT;
        ipt_estimator *e = NULL;
        ipt_estimate out;

        TEST_STATUS(ipt_estimator_parse(cases[i].spec, &e, &err), IPT_OK, err);
        CU_ASSERT_EQUAL(ipt_estimator_needs(e), cases[i].needs);
        TEST_STATUS(ipt_estimator_estimate(e, &s, &out, &err),
                    cases[i].needs == IPT_USE_LABELS ? IPT_OK : IPT_EINVAL,
                    err);
        ipt_estimator_free(e);
    }
}

/* Extremes of elsewhere: the cells of two layers are the same. */
static void
global_ranges(void)
{
    const float t[6] = {0, 0.9f, 1.1f, 1.9f, 2.1f, 4};
    const float other[3] = {0, 6, 12};
    const ipt_extent extent = {0, 10};
    const ipt_view layers[2] = {{t, IPT_F32, 6, 1, 1},
                                {other, IPT_F32, 3, 1, 1}};
    ipt_sample s = common_sample(t, 6, 1, NULL, 0);

    s.extent = &extent;
    s.layers = layers;
    s.n_layers = 2;
    /* Ten cells of width 1: {0, .9} {1.1, 1.9} {2.1} {4}. */
    TEST_NEAR(
        common_estimate("binning:bins=10,range=minmax,scope=global", &s).h_t,
        log(6) - 4 * log(2) / 6, 1e-14);
    /* Eight distinct values, two a cell: {0, .9} {1.1, 1.9} {2.1, 4}. */
    TEST_NEAR(common_estimate("ebab:bins=4,scope=global", &s).h_t, log(3),
              1e-14);
    /* Bounds of the activation where there are any: [0, 4] in two. */
    s.low = 0;
    s.high = 4;
    TEST_NEAR(common_estimate("binning:bins=2,range=bounds", &s).h_t,
              log(6) - (4 * log(4) + 2 * log(2)) / 6, 1e-14);
}

/* Values outside a fixed range have cells of their own, and are reported. */
static void
clipping(void)
{
    const float t[5] = {-3, -0.5f, 0.5f, 1, 3};
    const float inside[2] = {-1, 1};
    const ipt_sample s = common_sample(t, 5, 1, NULL, 0);
    const ipt_sample good = common_sample(inside, 2, 1, NULL, 0);
    ipt_estimate e = common_estimate("binning:bins=2", &s);

    CU_ASSERT(e.flags & IPT_FLAG_CLIPPED);
    TEST_NEAR(e.h_t, log(5) - 2 * log(2) / 5, 1e-14);
    e = common_estimate("binning:bins=2,mode=szt", &s);
    /* Edges -1 and 1: {-.5, .5}, and all others in the last cell. */
    CU_ASSERT(e.flags & IPT_FLAG_CLIPPED);
    TEST_NEAR(e.h_t, log(5) - (2 * log(2) + 3 * log(3)) / 5, 1e-14);
    CU_ASSERT(!(common_estimate("binning", &good).flags & IPT_FLAG_CLIPPED));
}

/* Cells about as narrow as the rounding of doubles. */
static void
narrow_cells(void)
{
    double t[9];
    ipt_sample s = common_sample(NULL, 9, 1, NULL, 0);

    for (int i = 0; i < 9; i++)
        t[i] = 1 + i * 0x1p-52;
    s.t = ipt_view_f64(t, 9, 1);
    TEST_NEAR(common_estimate("binning:range=minmax", &s).h_t, log(9), 1e-14);
    TEST_NEAR(common_estimate("binning:range=minmax,bins=2", &s).h_t,
              log(9) - (4 * log(4) + 5 * log(5)) / 9, 1e-14);
}

/* Floats at and next to every edge, in many ranges: the kernel for floats
 * decides each as the one for doubles does. */
static void
edges_of_floats(void)
{
    enum { ROWS = 1024 };
    static float t[ROWS];
    static double twice[ROWS];
    uint64_t state = 4242;

    for (int round = 0; round < 200; round++) {
        const int bins = 2 + (int)(common_word(&state) % 250);
        const float low = (float)(common_word(&state) * 0x1p-21 - 4);
        const float high = low + (float)(common_word(&state) % 1000 + 1) / 64;
        const double step = ((double)high - (double)low) / bins;
        char spec[200];

        for (size_t i = 0; i < ROWS; i++) {
            const int k = (int)(common_word(&state) % (uint32_t)(bins + 3)) - 1;
            const int away = (int)(common_word(&state) % 7) - 3;

            t[i] = (float)(k * step + (double)low);
            for (int a = 0; a < abs(away); a++)
                t[i] = nextafterf(t[i], away > 0 ? INFINITY : -INFINITY);
            twice[i] = (double)t[i];
        }
        snprintf(spec, sizeof spec, "binning:bins=%d,range=%.17g..%.17g%s",
                 bins, (double)low, (double)high, round % 3 ? "" : ",mode=szt");
        ipt_sample s = common_sample(t, ROWS, 1, NULL, 0);
        const ipt_estimate a = common_estimate(spec, &s);

        s.t = ipt_view_f64(twice, ROWS, 1);
        const ipt_estimate b = common_estimate(spec, &s);

        CU_ASSERT(a.h_t == b.h_t && a.flags == b.flags);
    }
}

/* mode = szt: edges are low + k step in double and then rounded to float, also
 * where low and high are no floats. Values on and just below each edge, with
 * their cells as labels: T and Y are the same partition. */
static void
edges_round_once(void)
{
    enum { EDGES = 40, ROWS = 2 * EDGES };
    const struct {
        double low, high;
    } ranges[] = {
        {-1, 1}, {-0.1, 0.1}, {-0.3, 2.7}, {-1e-4, 3e-4}, {0.1, 700.3}};
    float t[ROWS];
    double twice[ROWS];
    int32_t y[ROWS];

    for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++)
        for (int edges = 2; edges <= EDGES; edges++) {
            const double low = ranges[r].low;
            const double step = (ranges[r].high - low) / (edges - 1);
            const size_t n = 2 * (size_t)edges;
            char spec[100];

            for (int k = 0; k < edges; k++)
                for (int on = 0; on < 2; on++) {
                    const size_t i = 2 * (size_t)k + (size_t)on;
                    const float edge = (float)(k == edges - 1 ? ranges[r].high
                                                              : k * step + low);

                    t[i] = on ? edge : nextafterf(edge, -INFINITY);
                    twice[i] = (double)t[i];
                    y[i] = (k - !on + edges) % edges; /* -1 is the last */
                }
            snprintf(spec, sizeof spec, "binning:mode=szt,bins=%d,range=%g..%g",
                     edges, low, ranges[r].high);
            ipt_sample s = common_sample(t, n, 1, y, EDGES);

            for (int is_double = 0; is_double < 2; is_double++) {
                if (is_double)
                    s.t = ipt_view_f64(twice, n, 1);
                const ipt_estimate e = common_estimate(spec, &s);

                TEST_NEAR(e.h_t, log((double)edges), 1e-12);
                TEST_NEAR(e.i_ty, log((double)edges), 1e-12);
            }
        }
}

static void
flags_and_kinds(void)
{
    char text[200];

    CU_ASSERT_STRING_EQUAL(ipt_kind_name(IPT_KIND_LOWER), "lower");
    CU_ASSERT_EQUAL(ipt_flags_format(0, text, sizeof text), 0);
    CU_ASSERT_STRING_EQUAL(text, "");
    for (unsigned flags = 0; flags < 128; flags++) {
        ipt_flags_format(flags, text, sizeof text);
        CU_ASSERT_EQUAL(ipt_flags_parse(text), flags);
    }
    ipt_flags_format(IPT_FLAG_SATURATED | IPT_FLAG_TIES, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "saturated,ties");
    CU_ASSERT_EQUAL(ipt_flags_parse("ties,unheard_of"), IPT_FLAG_TIES);
    CU_ASSERT_EQUAL(ipt_flags_format(127, NULL, 0),
                    (int)strlen("saturated,out_of_range,ties,constant_layer,"
                                "dpi_violation,not_converged,clipped"));
}

static void
data_processing(void)
{
    const ipt_estimate first = {
        .i_xt = 3, .i_ty = 0.5, .i_xt_se = 0.1, .i_ty_se = 0.1};
    ipt_estimate layer[3] = {first, first, first};

    ipt_flag_dpi(layer, 3, 0.69);
    CU_ASSERT(!layer[0].flags && !layer[1].flags && !layer[2].flags);
    layer[2].i_xt = 3 + 2 * sqrt(0.02) + 1e-6; /* twice both errors */
    ipt_flag_dpi(layer, 3, 0.69);
    CU_ASSERT(!layer[0].flags && !layer[1].flags);
    CU_ASSERT_EQUAL(layer[2].flags, IPT_FLAG_DPI_VIOLATION);
    layer[2] = first;
    layer[2].i_xt = 3 + 2 * sqrt(0.02) - 1e-6;
    ipt_flag_dpi(layer, 3, 0.69);
    CU_ASSERT_EQUAL(layer[2].flags, 0);
    layer[0].i_ty = 0.69 + 0.2 + 1e-6; /* more than there is */
    layer[1].i_xt = 0.1;               /* less than I(T;Y) */
    layer[1].i_xt_se = layer[1].i_ty_se = NAN;
    layer[2].i_xt = 0;
    layer[2].i_ty = NAN;
    ipt_flag_dpi(layer, 3, 0.69);
    CU_ASSERT_EQUAL(layer[0].flags, IPT_FLAG_DPI_VIOLATION);
    CU_ASSERT_EQUAL(layer[1].flags, IPT_FLAG_DPI_VIOLATION);
    CU_ASSERT_EQUAL(layer[2].flags, 0);
    layer[0] = layer[1] = first;
    layer[0].i_xt = 0.4; /* lower bounds may lie below I(T;Y) */
    layer[0].i_xt_se = layer[0].i_ty_se = 0;
    layer[0].kind_xt = IPT_KIND_LOWER;
    ipt_flag_dpi(layer, 1, NAN);
    CU_ASSERT_EQUAL(layer[0].flags, 0);
}

int
main(void)
{
    static const test_case cases[] = {
        {"parses SPECs", parses_specs},
        {"refuses SPECs", refuses_specs},
        {"needs", needs},
        {"global ranges", global_ranges},
        {"clipping", clipping},
        {"narrow cells", narrow_cells},
        {"edges of floats", edges_of_floats},
        {"edges round once", edges_round_once},
        {"flags and kinds", flags_and_kinds},
        {"data processing", data_processing},
    };

    return TEST_RUN("estimator", cases);
}
