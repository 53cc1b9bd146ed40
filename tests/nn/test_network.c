/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks: their text, their taps, initial weights, evaluation. */

#include <config.h>

#include <dlfcn.h>

#include "nn_test.h"

static ipt_model_options
network_model(const char *layers)
{
    ipt_model_options model;

    memset(&model, 0, sizeof model);
    ipt_options_preset(ipt_model_option_table, &model);
    snprintf(model.layers, sizeof model.layers, "%s", layers);
    return model;
}

static void
reads_layers(void)
{
    ipt_model_options model = network_model(
        " dense 10 tanh, dense\t7 name=mid.2 relu,dense 5,  dense 2 softmax ");
    ipt_network *net = NULL;
    ipt_error err = IPT_ERROR_INIT;
    size_t n = 0;

    TEST_STATUS(ipt_network_alloc(&model, ipt_shape_flat(12), 2, &net, &err),
                IPT_OK, err);
    CU_ASSERT_EQUAL_FATAL(ipt_network_n_taps(net), 4);
    CU_ASSERT_STRING_EQUAL(ipt_network_tap(net, 0)->name, "dense1");
    CU_ASSERT_STRING_EQUAL(ipt_network_tap(net, 0)->kind, "dense");
    CU_ASSERT_STRING_EQUAL(ipt_network_tap(net, 0)->activation, "tanh");
    CU_ASSERT_EQUAL(ipt_network_tap(net, 0)->low, -1);
    CU_ASSERT_EQUAL(ipt_network_tap(net, 0)->high, 1);
    CU_ASSERT_EQUAL(ipt_network_tap(net, 0)->n_parameters, 130);
    CU_ASSERT_STRING_EQUAL(ipt_network_tap(net, 1)->name, "mid.2");
    CU_ASSERT(isnan(ipt_network_tap(net, 1)->high));
    CU_ASSERT_STRING_EQUAL(ipt_network_tap(net, 2)->name, "dense3");
    CU_ASSERT_STRING_EQUAL(ipt_network_tap(net, 2)->activation, "identity");
    CU_ASSERT_EQUAL(ipt_shape_units(ipt_network_tap(net, 3)->shape), 2);
    ipt_network_parameters(net, &n);
    CU_ASSERT_EQUAL(n, 130 + 77 + 40 + 12);
    ipt_network_free(net);

    /* A sweep's activation leaves the last layer alone. */
    snprintf(model.activation, sizeof model.activation, "prelu");
    TEST_STATUS(ipt_network_alloc(&model, ipt_shape_flat(12), 0, &net, &err),
                IPT_OK, err);
    CU_ASSERT_STRING_EQUAL(ipt_network_tap(net, 2)->activation, "prelu");
    CU_ASSERT_STRING_EQUAL(ipt_network_tap(net, 3)->activation, "softmax");
    ipt_network_parameters(net, &n);
    CU_ASSERT_EQUAL(n, 130 + 77 + 40 + 12 + 10 + 7 + 5);
    ipt_network_free(net);
    ipt_network_free(NULL);
}

static void
refuses_rubbish(void)
{
    static const struct {
        const char *layers, *activation, *init, *says;
        size_t n_out;
    } bad[] = {
        {"", "", "he", "layer 1 at character 1", 0},
        {"dense 5,,dense 2", "", "he", "layer 2 at character 9", 0},
        {"dense 5,", "", "he", "expected a layer", 0},
        {"dense 7 tahn", "", "he",
         "unknown activation \"tahn\"; did you mean "
         "tanh?",
         0},
        {"dens 7 tanh", "", "he", "did you mean dense?", 0},
        {"dense 3, dense 0", "", "he",
         "layer 2 at character 10, \"dense 0\": "
         "number of units \"0\" is not a whole "
         "number from 1 to 1000000",
         0},
        {"dense 3x", "", "he", "\"3x\" is not", 0},
        {"dense -3", "", "he", "\"-3\" is not", 0},
        {"dense 99999999999999999999", "", "he", "is not a whole", 0},
        {"dense", "", "he", "expected dense UNITS [ACTIVATION]", 0},
        {"dense 3 tanh relu", "", "he", "expected dense UNITS", 0},
        {"dense 3 name=a/b", "", "he", "contains '/'", 0},
        {"dense 3 name=", "", "he", "1 to 63 characters", 0},
        {"dense 3 name=a name=b", "", "he", "two names", 0},
        {"dense 3 name=a, dense 2 name=a", "", "he",
         "layers 1 and 2 are both called a", 0},
        {"dense 3 name=dense2, dense 2", "", "he", "both called dense2", 0},
        {"dense 3 softmax, dense 2", "", "he", "softmax is for the last", 0},
        {"dense 3, dense 2", "softmax", "he", "activation, layer 1", 0},
        {"dense 3, dense 2", "tanhh", "he", "activation: unknown", 0},
        {"dense 2", "tanhh", "he", "activation: unknown", 0},
        {"dense 3", "", "hee",
         "init: unknown initialisation \"hee\"; did you "
         "mean he?",
         0},
        {"dense 3, dense 4 softmax", "", "he", "has 4 units", 2},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ipt_model_options model = network_model(bad[i].layers);
        ipt_network *net = (ipt_network *)&model;
        ipt_error err = IPT_ERROR_INIT;

        snprintf(model.activation, sizeof model.activation, "%s",
                 bad[i].activation);
        snprintf(model.init, sizeof model.init, "%s", bad[i].init);
        TEST_STATUS(ipt_network_alloc(&model, ipt_shape_flat(12), bad[i].n_out,
                                      &net, &err),
                    IPT_EINVAL, err);
        TEST_CONTAINS(err.message, bad[i].says);
        CU_ASSERT_PTR_NULL(net);
    }
}

/* Moments of each law within 5 standard errors. */
static void
initial_weights(void)
{
    enum { IN = 240, OUT = 150 };
    /* 0.7737 is the variance of a standard normal cut at 2. */
    static const struct {
        const char *init;
        int fan;
        double variance, kurtosis;
    } laws[] = {
        {"truncated_normal", 0, 0.7737413035 / IN, 2.37},
        {"truncated_normal", 1, 0.7737413035 / OUT, 2.37},
        {"normal", 0, 1.0 / IN, 3},
        {"uniform", 1, 1.0 / (3 * OUT), 1.8},
        {"glorot", 0, 2.0 / (IN + OUT), 1.8},
        {"glorot_normal", 0, 2.0 / (IN + OUT), 3},
        {"he", 0, 2.0 / IN, 3},
        {"he_uniform", 0, 2.0 / IN, 1.8},
    };

    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        ipt_model_options model = network_model("dense 150 tanh");
        ipt_network *net = NULL;
        ipt_error err = IPT_ERROR_INIT;
        const double n = IN * OUT;
        const double variance = 1.7 * 1.7 * laws[i].variance;
        double sum = 0;
        double squares = 0;

        snprintf(model.init, sizeof model.init, "%s", laws[i].init);
        model.init_fan = laws[i].fan;
        model.init_gain = 1.7;
        model.init_bias = -0.25;
        TEST_STATUS(
            ipt_network_alloc(&model, ipt_shape_flat(IN), 0, &net, &err),
            IPT_OK, err);
        ipt_network_init(net, nn_seed);
        const float *w = ipt_network_parameters(net, NULL);
        for (size_t j = 0; j < IN * OUT; j++) {
            sum += (double)w[j];
            squares += (double)w[j] * (double)w[j];
        }
        printf("\n%s", laws[i].init);
        TEST_NEAR(sum / n, 0, 5 * sqrt(variance / n));
        TEST_NEAR(squares / n / variance, 1,
                  5 * sqrt((laws[i].kurtosis - 1) / n));
        for (size_t j = IN * OUT; j < IN * OUT + OUT; j++)
            CU_ASSERT_EQUAL(w[j], -0.25f);
        ipt_network_free(net);
    }
}

/* W W' = gain^2 I for wide matrices, W' W for tall ones; float rounding. */
static void
orthogonal_weights(void)
{
    static const size_t shapes[][2] = {{7, 12}, {12, 7}, {9, 9}, {1, 5}};

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const size_t rows = shapes[i][0];
        const size_t columns = shapes[i][1];
        const size_t small = rows < columns ? rows : columns;
        const size_t large = rows < columns ? columns : rows;
        char layers[64];
        ipt_network *net = NULL;
        ipt_error err = IPT_ERROR_INIT;

        snprintf(layers, sizeof layers, "dense %zu", rows);
        ipt_model_options model = network_model(layers);
        snprintf(model.init, sizeof model.init, "orthogonal");
        model.init_gain = 1.5;
        TEST_STATUS(
            ipt_network_alloc(&model, ipt_shape_flat(columns), 0, &net, &err),
            IPT_OK, err);
        ipt_network_init(net, nn_seed);
        const float *w = ipt_network_parameters(net, NULL);
        for (size_t a = 0; a < small; a++)
            for (size_t b = 0; b < small; b++) {
                double dot = 0;

                for (size_t k = 0; k < large; k++)
                    dot += rows < columns ? (double)w[a * columns + k] *
                                                (double)w[b * columns + k]
                                          : (double)w[k * columns + a] *
                                                (double)w[k * columns + b];
                TEST_NEAR(dot, a == b ? 2.25 : 0.0, 2e-6);
            }
        ipt_network_free(net);
    }
}

/* Streams per layer: the same seed the same weights, other seeds and other
 * layers different ones. */
static void
streams_of_layers(void)
{
    ipt_network *a = nn_network("dense 6, dense 6, dense 6", 6);
    ipt_network *b = nn_network("dense 6, dense 6, dense 6", 6);
    size_t n = 0;
    float *pa = ipt_network_parameters(a, &n);
    float *pb = ipt_network_parameters(b, NULL);

    CU_ASSERT(!memcmp(pa, pb, n * sizeof *pa));
    CU_ASSERT_NOT_EQUAL(pa[0], pa[42]);
    CU_ASSERT_NOT_EQUAL(pa[42], pa[84]);
    ipt_network_init(b, nn_seed + 1);
    CU_ASSERT_NOT_EQUAL(pa[0], pb[0]);
    ipt_network_free(a);
    ipt_network_free(b);
}

/* Against plain loops in double; n leaves a remainder in pieces and vectors,
 * the second network is large enough for BLAS. */
static void
evaluates(void)
{
    static const struct {
        const char *layers;
        size_t in, mid, out;
    } cases[] = {{"dense 7 tanh, dense 3 softmax", 5, 7, 3},
                 {"dense 600 tanh, dense 520 softmax", 20, 600, 520}};
    enum { N = 261 };

    for (size_t c = 0; c < 2; c++) {
        const size_t in = cases[c].in;
        const size_t mid = cases[c].mid;
        const size_t out = cases[c].out;
        ipt_network *net = nn_network(cases[c].layers, in);
        const float *w = ipt_network_parameters(net, NULL);
        const float *v = w + (in + 1) * mid;
        ipt_dataset set;
        ipt_error err = IPT_ERROR_INIT;
        float *hidden = malloc(N * mid * sizeof *hidden);
        float *end = malloc(N * out * sizeof *end);
        float *both[] = {hidden, end};
        float *last[] = {NULL, malloc(N * out * sizeof *end)};

        nn_data(&set, N, in, 2, 0);
        TEST_STATUS(ipt_network_forward(net, set.x, N, both, &err), IPT_OK,
                    err);
        TEST_STATUS(ipt_network_forward(net, set.x, N, last, &err), IPT_OK,
                    err);
        CU_ASSERT(!memcmp(end, last[1], N * out * sizeof *end));
        for (size_t i = 0; i < N; i += 13) {
            double h[600];
            double p[520];
            double sum = 0;

            for (size_t u = 0; u < mid; u++) {
                h[u] = (double)w[in * mid + u];
                for (size_t k = 0; k < in; k++)
                    h[u] += (double)w[u * in + k] * (double)set.x[i * in + k];
                h[u] = tanh(h[u]);
                TEST_NEAR((double)hidden[i * mid + u], h[u], 2e-6);
            }
            for (size_t u = 0; u < out; u++) {
                p[u] = (double)v[mid * out + u];
                for (size_t k = 0; k < mid; k++)
                    p[u] += (double)v[u * mid + k] * h[k];
                p[u] = exp(p[u]);
                sum += p[u];
            }
            for (size_t u = 0; u < out; u++)
                TEST_NEAR((double)end[i * out + u], p[u] / sum, 2e-6);
        }
        free(hidden);
        free(end);
        free(last[1]);
        nn_data_clear(&set);
        ipt_network_free(net);
    }
}

/* Where BLAS is OpenBLAS, which can be asked. */
static void
blas_has_one_thread(void)
{
    union {
        void *object;
        int (*get)(void);
    } found;

    ipt_blas_single_thread();
    found.object = dlsym(RTLD_DEFAULT, "openblas_get_num_threads");
    if (found.object)
        CU_ASSERT_EQUAL(found.get(), 1);
}

static void
families_are_described(void)
{
    static const ipt_nn_record *const *const families[] = {
        ipt_layer_records, ipt_activation_records, ipt_objective_records,
        ipt_optimizer_records, ipt_init_records};

    for (size_t f = 0; f < 5; f++)
        for (size_t i = 0; families[f][i]; i++) {
            const ipt_nn_record *record = families[f][i];

            CU_ASSERT(strlen(record->name) > 0);
            CU_ASSERT(strlen(record->summary) > 4);
            CU_ASSERT_PTR_EQUAL(ipt__family_find(families[f], record->name),
                                record); /* names differ */
        }
}

int
main(void)
{
    static const test_case cases[] = {
        {"reads layers", reads_layers},
        {"refuses rubbish", refuses_rubbish},
        {"initial weights", initial_weights},
        {"orthogonal weights", orthogonal_weights},
        {"streams of layers", streams_of_layers},
        {"evaluates", evaluates},
        {"BLAS has one thread", blas_has_one_thread},
        {"families are described", families_are_described},
    };

    ipt_blas_single_thread();
    return TEST_RUN("network", cases);
}
