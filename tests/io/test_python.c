/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Python on both ends: run.h5 as others read it, and the example writers. */

#include <config.h>

#include <hdf5.h>

#include <infoplane/activations.h>
#include <infoplane/results.h>

#include "io.h"
#include "test.h"

/* Runs a Python file of the source tree; its exit status. */
static int
python(const char *script, const char *arguments)
{
    const char *top = getenv("top_srcdir");
    char command[1024];

    snprintf(command, sizeof command, "\"%s\" \"%s/%s\" %s", getenv("PYTHON"),
             top ? top : ".", script, arguments);
    printf("\n");
    fflush(stdout);
    return system(command);
}

static void
write_run(const char *path)
{
    static const char *const names[] = {"z", "a", "\xC3\xA4.3"};
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = ipt_result_alloc(2, 3);

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    ipt_text_set(&r->run_id, "a1", &err);
    ipt_text_set(&r->status, "complete", &err);
    ipt_text_set(&r->config_resolved, "[run]\nname = x\n", &err);
    r->seed = UINT64_C(18446744073709551557);
    r->epoch[1] = 5;
    r->h_x = 12;
    for (size_t l = 0; l < 3; l++) {
        ipt_text_set(&r->layer_name[l], names[l], &err);
        r->layer_width[l] = (int32_t)(4 - l);
    }
    ipt_result_add_plane(r, "two", "kde", "{\"noise\":0.1}");
    ipt_result_add_plane(r, "one", "binning", "{\"bins\":30}");
    ipt_plane *one = &r->plane[1];
    ipt_text_set(&one->sample_set, "all", &err);
    one->n_samples = 4096;
    for (size_t i = 0; i < 5; i++)
        one->i_xt[i] = (double)i;
    one->i_ty[0] = 1;
    one->i_xt_lower[0] = 0.5;
    one->flags[1] = 4;
    ipt_result_add_pair(r, 0, "train.l2", "0.01", &err);
    ipt_result_add_pair(r, 1, "zeta", "", &err);
    ipt_result_add_pair(r, 1, "alpha", "1 \xE2\x89\xA4 2", &err);
    TEST_STATUS(ipt_result_write(path, "estimate", r, &err), IPT_OK, err);
    ipt_result_free(r);
}

static void
others_read_results(void)
{
    char path[256];
    char command[512];

    write_run(io_path(path, sizeof path, "run.h5"));
    snprintf(command, sizeof command, "%s \"$top_srcdir/doc/examples\"", path);
    CU_ASSERT_EQUAL(python("tests/io/read_back.py", command), 0);
    snprintf(command, sizeof command,
             "if command -v h5ls >/dev/null; then h5ls -r %s | grep -q "
             "'/mi/one/i_xt *Dataset {2, 3}'; else echo SKIPPED: no h5ls; fi",
             path);
    CU_ASSERT_EQUAL(system(command), 0);
    snprintf(command, sizeof command,
             "if command -v ncdump >/dev/null; then ncdump -h %s | grep -q "
             "'double i_xt(epoch, layer)'; else echo SKIPPED: no ncdump; fi",
             path);
    CU_ASSERT_EQUAL(system(command), 0);
    unlink(path);
}

/* A file that an example wrote: n_layers layers that can all be read. */
static void
check_example(const char *path, size_t n_layers, const char *first)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_activation_reader *reader = NULL;

    TEST_STATUS(ipt_activation_open(path, &reader, &err), IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(reader);
    const ipt_activation_header *h = ipt_activation_header_of(reader);
    CU_ASSERT_EQUAL(h->n, 4096);
    CU_ASSERT_EQUAL(h->n_classes, 2);
    CU_ASSERT_EQUAL_FATAL(h->n_layers, n_layers);
    CU_ASSERT_STRING_EQUAL(h->layer[0].name, first);
    CU_ASSERT(h->layer[0].low == -1 && h->layer[0].high == 1);
    CU_ASSERT(h->x && h->x_dim == 12 && h->train_loss);
    CU_ASSERT(h->n_epochs > 2);
    CU_ASSERT(h->train_loss && h->train_loss[h->n_epochs - 1] < 0.9 * log(2.0));
    for (size_t e = 0; e < h->n_epochs; e++)
        for (size_t l = 0; l < h->n_layers; l++) {
            float *values = malloc(h->n * h->layer[l].width * sizeof *values);

            TEST_STATUS(ipt_activation_read(reader, e, l, values, &err), IPT_OK,
                        err);
            free(values);
        }
    ipt_activation_close(reader);
    unlink(path);
}

static void
examples_write_activations(void)
{
    char path[256];
    char arguments[300];
    const int has_torch =
        system("\"$PYTHON\" -c 'import importlib.util as u, sys; "
               "sys.exit(u.find_spec(\"torch\") is None)'") == 0;

    io_path(path, sizeof path, "example.h5");
    snprintf(arguments, sizeof arguments, "%s --epochs 100", path);
    CU_ASSERT_EQUAL(python("doc/examples/numpy_activations.py", arguments), 0);
    check_example(path, 2, "hidden");
    if (!has_torch) {
        printf("\nSKIPPED: no PyTorch for its example\n");
        return;
    }
    snprintf(arguments, sizeof arguments, "%s --epochs 4", path);
    CU_ASSERT_EQUAL(python("doc/examples/torch_activations.py", arguments), 0);
    check_example(path, 3, "1");
}

static const test_case cases[] = {
    {"others read results", others_read_results},
    {"the examples write activations", examples_write_activations},
};

int
main(void)
{
    const char *interpreter = getenv("PYTHON");

    if (!interpreter || !*interpreter) {
        printf("SKIPPED: no Python with h5py to read and write with\n");
        return 77;
    }
    return io_main(TEST_RUN("python", cases));
}
