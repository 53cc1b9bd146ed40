/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tidy export: columns, quoting, missing numbers. */

#include <config.h>

#include <infoplane/results.h>

#include "io.h"
#include "test.h"

static ipt_result *
example(void)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = ipt_result_alloc(1, 2);

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    ipt_text_set(&r->run_id, "a1", &err);
    ipt_text_set(&r->status, "complete", &err);
    r->seed = UINT64_C(18446744073709551615);
    r->epoch[0] = -0;
    ipt_text_set(&r->layer_name[0], "fc \"1\", first", &err);
    ipt_text_set(&r->layer_name[1], "line\nbreak", &err);
    r->layer_width[0] = 10;
    r->layer_width[1] = 7;
    r->train_loss[0] = 0.1;
    CU_ASSERT_EQUAL(ipt_result_add_plane(r, "binning", "binning", "{}"), 0);
    r->plane[0].i_xt[0] = 1.0 / 3;
    r->plane[0].i_ty[0] = -0.0625;
    r->plane[0].i_ty_upper[1] = 1e-300;
    r->plane[0].flags[1] = 5;
    ipt_text_set(&r->plane[0].kind_xt, "upper", &err);
    ipt_text_set(&r->plane[0].kind_ty, "estimate", &err);
    ipt_text_set(&r->plane[0].sample_set, "all", &err);
    ipt_result_add_pair(r, 0, "train.l2", "0.01", &err);
    ipt_result_add_pair(r, 0, "epoch", "first", &err);
    CU_ASSERT_EQUAL(err.status, IPT_OK);
    return r;
}

/* The export of n results as one text. */
static char *
text_of(const ipt_result *const *results, size_t n, ipt_export_format format)
{
    char path[256];
    ipt_error err = IPT_ERROR_INIT;
    size_t size = 0;
    char *text = NULL;
    FILE *f = fopen(io_path(path, sizeof path, "out"), "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    TEST_STATUS(ipt_result_export(results, n, format, f, &err), IPT_OK, err);
    fclose(f);
    text = io_bytes(path, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    unlink(path);
    return text;
}

static void
same_line(const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        printf("\ngot      %s\nexpected %s\n", got, want);
    CU_ASSERT_STRING_EQUAL(got, want);
}

static void
csv_is_exact(void)
{
    ipt_result *r = example();
    const ipt_result *list[1] = {r};
    char *text = text_of(list, 1, IPT_EXPORT_CSV);

    same_line(
        text,
        "run_id,seed,status,train.l2,param.epoch,epoch,layer,layer_name,width,"
        "estimator,i_xt_bits,i_ty_bits,h_t_bits,i_xt_se_bits,i_ty_se_bits,"
        "i_xt_lower_bits,i_xt_upper_bits,i_ty_lower_bits,i_ty_upper_bits,kind,"
        "flags,train_loss,test_loss,train_accuracy,test_accuracy,kind_ty,"
        "sample_set\n"
        "a1,18446744073709551615,complete,0.01,first,0,1,"
        "\"fc \"\"1\"\", first\",10,binning,0.3333333333333333,-0.0625,,,,,,,,"
        "upper,,0.1,,,,estimate,all\n"
        "a1,18446744073709551615,complete,0.01,first,0,2,\"line\nbreak\",7,"
        "binning,,,,,,,,,1e-300,upper,\"saturated,ties\",0.1,,,,estimate,"
        "all\n");
    free(text);
    ipt_result_free(r);
}

static void
json_is_exact(void)
{
    ipt_result *r = example();
    const ipt_result *list[1] = {r};
    char *text = text_of(list, 1, IPT_EXPORT_JSON);
    char *second = strchr(text, '\n');

    CU_ASSERT_PTR_NOT_NULL_FATAL(second);
    *second++ = '\0';
    same_line(
        text,
        "{\"run_id\":\"a1\",\"seed\":18446744073709551615,\"status\":"
        "\"complete\",\"train.l2\":0.01,\"param.epoch\":\"first\",\"epoch\":0,"
        "\"layer\":1,\"layer_name\":\"fc \\\"1\\\", first\",\"width\":10,"
        "\"estimator\":\"binning\",\"i_xt_bits\":0.3333333333333333,"
        "\"i_ty_bits\":-0.0625,\"h_t_bits\":null,\"i_xt_se_bits\":null,"
        "\"i_ty_se_bits\":null,\"i_xt_lower_bits\":null,\"i_xt_upper_bits\":"
        "null,\"i_ty_lower_bits\":null,\"i_ty_upper_bits\":null,\"kind\":"
        "\"upper\",\"flags\":\"\",\"train_loss\":0.1,\"test_loss\":null,"
        "\"train_accuracy\":null,\"test_accuracy\":null,\"kind_ty\":"
        "\"estimate\",\"sample_set\":\"all\"}");
    TEST_CONTAINS(second, "\"layer_name\":\"line\\u000abreak\"");
    TEST_CONTAINS(second, "\"i_ty_upper_bits\":1e-300");
    TEST_CONTAINS(second, "\"flags\":\"saturated,ties\"");
    free(text);
    ipt_result_free(r);
}

/* Runs that vary different keys share one table; gaps stay empty. */
static void
keys_are_united(void)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *a = example();
    ipt_result *b = example();
    const ipt_result *list[2] = {a, b};

    ipt_result_add_pair(b, 0, "model.init", "01", &err);
    char *text = text_of(list, 2, IPT_EXPORT_CSV);
    TEST_CONTAINS(text, "train.l2,param.epoch,model.init,epoch,layer");
    TEST_CONTAINS(text, "complete,0.01,first,,0,1,");
    TEST_CONTAINS(text, "complete,0.01,first,01,0,1,");
    free(text);
    text = text_of(list, 2, IPT_EXPORT_JSON);
    TEST_CONTAINS(text, "\"param.epoch\":\"first\",\"model.init\":null");
    TEST_CONTAINS(text, "\"model.init\":\"01\""); /* not a JSON number */
    free(text);
    ipt_result_free(a);
    ipt_result_free(b);
}

static void
a_full_device_is_told(void)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = example();
    const ipt_result *list[1] = {r};
    FILE *f = fopen("/dev/full", "w");

    if (!f) {
        printf("\nSKIPPED: no /dev/full here\n");
        ipt_result_free(r);
        return;
    }
    TEST_STATUS(ipt_result_export(list, 1, IPT_EXPORT_CSV, f, &err), IPT_EIO,
                err);
    fclose(f);
    ipt_result_free(r);
}

static const test_case cases[] = {
    {"CSV is exact", csv_is_exact},
    {"JSON is exact", json_is_exact},
    {"keys are united", keys_are_united},
    {"a full device is told", a_full_device_is_told},
};

int
main(void)
{
    return io_main(TEST_RUN("export", cases));
}
