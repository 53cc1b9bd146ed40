/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results: memory, and run.h5 there and back. */

#include <config.h>

#include <hdf5.h>

#include <infoplane/results.h>

#include "example.h"
#include "io.h"
#include "test.h"

static int
same_bits(const double *a, const double *b, size_t n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

static void
memory_starts_unknown(void)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = ipt_result_alloc(3, 2);
    uint64_t ones = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_EQUAL(ipt_result_add_plane(r, "p", "t", NULL), 0);
    for (size_t i = 0; i < 6; i++)
        ones += isnan(r->plane[0].i_xt[i]) && isnan(r->weight_norm[i]) &&
                isnan(r->plane[0].i_ty_upper[i]) && !r->plane[0].flags[i];
    CU_ASSERT_EQUAL(ones, 6);
    CU_ASSERT(isnan(r->i_xy) && isnan(r->test_loss[2]));
    CU_ASSERT_PTR_NULL(r->params[0].key);
    CU_ASSERT_PTR_EQUAL(ipt_result_plane(r, "p"), &r->plane[0]);
    CU_ASSERT_PTR_NULL(ipt_result_plane(r, "q"));
    TEST_STATUS(ipt_result_add_pair(r, 0, "k", "1", &err), IPT_OK, err);
    TEST_STATUS(ipt_result_add_pair(r, 0, "k", "2", &err), IPT_OK, err);
    CU_ASSERT_EQUAL(r->n_params, 1);
    CU_ASSERT_STRING_EQUAL(r->params[0].value, "2");
    CU_ASSERT_PTR_NULL(r->params[1].key);
    ipt_result_truncate(r, 9);
    CU_ASSERT_EQUAL(r->n_epochs, 3);
    ipt_result_truncate(r, 1);
    CU_ASSERT_EQUAL(r->n_epochs, 1);
    ipt_result_free(r);
    ipt_result_free(NULL);
}

static void
same_text(const char *a, const char *b)
{
    CU_ASSERT((!a && !b) || (a && b && strcmp(a, b) == 0));
}

static void
same_plane(const ipt_plane *a, const ipt_plane *b, size_t n)
{
    same_text(a->id, b->id);
    same_text(a->type, b->type);
    same_text(a->parameters, b->parameters);
    same_text(a->label, b->label);
    same_text(a->sample_set, b->sample_set);
    same_text(a->kind_xt, b->kind_xt);
    same_text(a->kind_ty, b->kind_ty);
    same_text(a->se_method, b->se_method);
    CU_ASSERT_EQUAL(a->n_samples, b->n_samples);
    CU_ASSERT(same_bits(a->i_xt, b->i_xt, n));
    CU_ASSERT(same_bits(a->i_ty, b->i_ty, n));
    CU_ASSERT(same_bits(a->h_t, b->h_t, n));
    CU_ASSERT(same_bits(a->i_xt_se, b->i_xt_se, n));
    CU_ASSERT(same_bits(a->i_ty_se, b->i_ty_se, n));
    CU_ASSERT(same_bits(a->i_xt_lower, b->i_xt_lower, n));
    CU_ASSERT(same_bits(a->i_xt_upper, b->i_xt_upper, n));
    CU_ASSERT(same_bits(a->i_ty_lower, b->i_ty_lower, n));
    CU_ASSERT(same_bits(a->i_ty_upper, b->i_ty_upper, n));
    CU_ASSERT(same_bits(a->wall_seconds, b->wall_seconds, n));
    CU_ASSERT(memcmp(a->flags, b->flags, n * sizeof *a->flags) == 0);
}

static void
same_pairs(const ipt_pair *a, size_t n_a, const ipt_pair *b, size_t n_b)
{
    CU_ASSERT_EQUAL(n_a, n_b);
    for (size_t i = 0; i < n_a && i < n_b; i++) {
        same_text(a[i].key, b[i].key);
        same_text(a[i].value, b[i].value);
    }
}

static void
same_result(const ipt_result *a, const ipt_result *b)
{
    const size_t e = a->n_epochs;
    const size_t n = e * a->n_layers;

    CU_ASSERT_EQUAL_FATAL(b->n_epochs, e);
    CU_ASSERT_EQUAL_FATAL(b->n_layers, a->n_layers);
    CU_ASSERT_EQUAL_FATAL(b->n_planes, a->n_planes);
    same_text(a->run_id, b->run_id);
    same_text(a->name, b->name);
    same_text(a->status, b->status);
    same_text(a->reason, b->reason);
    same_text(a->created, b->created);
    same_text(a->config_resolved, b->config_resolved);
    same_text(a->config_source, b->config_source);
    CU_ASSERT_EQUAL(a->seed, b->seed);
    CU_ASSERT(memcmp(a->epoch, b->epoch, e * sizeof *a->epoch) == 0);
    for (size_t l = 0; l < a->n_layers; l++) {
        same_text(a->layer_name[l], b->layer_name[l]);
        same_text(a->layer_kind[l], b->layer_kind[l]);
        same_text(a->layer_activation[l], b->layer_activation[l]);
        CU_ASSERT_EQUAL(a->layer_width[l], b->layer_width[l]);
    }
    CU_ASSERT(same_bits(a->train_loss, b->train_loss, e));
    CU_ASSERT(same_bits(a->test_loss, b->test_loss, e));
    CU_ASSERT(same_bits(a->train_accuracy, b->train_accuracy, e));
    CU_ASSERT(same_bits(a->test_accuracy, b->test_accuracy, e));
    CU_ASSERT(same_bits(a->gradient_mean_norm, b->gradient_mean_norm, n));
    CU_ASSERT(same_bits(a->gradient_std_norm, b->gradient_std_norm, n));
    CU_ASSERT(same_bits(a->weight_norm, b->weight_norm, n));
    CU_ASSERT(same_bits(a->saturation, b->saturation, n));
    CU_ASSERT(same_bits(&a->h_x, &b->h_x, 1));
    CU_ASSERT(same_bits(&a->h_y, &b->h_y, 1));
    CU_ASSERT(same_bits(&a->i_xy, &b->i_xy, 1));
    for (size_t p = 0; p < a->n_planes; p++)
        same_plane(&a->plane[p], &b->plane[p], n);
    CU_ASSERT_EQUAL(a->n_overrides, b->n_overrides);
    for (size_t i = 0; i < a->n_overrides && i < b->n_overrides; i++)
        same_text(a->overrides[i], b->overrides[i]);
    same_pairs(a->params, a->n_params, b->params, b->n_params);
    same_pairs(a->provenance, a->n_provenance, b->provenance, b->n_provenance);
}

/* Writes, reads, compares; any extent, also none. */
static void
comes_back_bit_by_bit(void)
{
    static const size_t extents[][2] = {{7, 4}, {1, 1}, {0, 3}, {3, 0}};
    char path[256];

    io_path(path, sizeof path, "round.h5");
    for (size_t i = 0; i < sizeof extents / sizeof *extents; i++) {
        ipt_error err = IPT_ERROR_INIT;
        ipt_result *a = example(extents[i][0], extents[i][1]);
        ipt_result *b = NULL;

        TEST_STATUS(ipt_result_write(path, "run", a, &err), IPT_OK, err);
        CU_ASSERT_EQUAL(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
        TEST_STATUS(ipt_result_read(path, &b, &err), IPT_OK, err);
        CU_ASSERT_EQUAL(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
        CU_ASSERT_PTR_NOT_NULL_FATAL(b);
        same_result(a, b);
        ipt_result_free(a);
        ipt_result_free(b);
    }
    CU_ASSERT(!io_exists("round.h5.part"));
    unlink(path);
}

static void
same_result_same_bytes(void)
{
    char path[2][256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = example(3, 2);
    size_t size[2];
    char *bytes[2];

    for (int i = 0; i < 2; i++) {
        io_path(path[i], sizeof path[i], i ? "two.h5" : "one.h5");
        TEST_STATUS(ipt_result_write(path[i], "run", r, &err), IPT_OK, err);
        bytes[i] = io_bytes(path[i], &size[i]);
        unlink(path[i]);
    }
    CU_ASSERT_EQUAL(size[0], size[1]);
    CU_ASSERT(size[0] > 0 && memcmp(bytes[0], bytes[1], size[0]) == 0);
    free(bytes[0]);
    free(bytes[1]);
    ipt_result_free(r);
}

/* Texts that are not UTF-8 are mended: h5py would refuse the whole file. */
static void
mends_texts(void)
{
    char path[256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *a = example(1, 1);
    ipt_result *b = NULL;

    io_path(path, sizeof path, "mend.h5");
    ipt_text_set(&a->reason, "caf\xE9 \xED\xA0\x80 \xF0\x9F\x98\x80", &err);
    TEST_STATUS(ipt_result_write(path, "run", a, &err), IPT_OK, err);
    TEST_STATUS(ipt_result_read(path, &b, &err), IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b);
    CU_ASSERT_STRING_EQUAL(b->reason,
                           "caf\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF"
                           "\xBD \xF0\x9F\x98\x80");
    ipt_result_free(a);
    ipt_result_free(b);
    unlink(path);
}

static void
refuses_what_cannot_be_stored(void)
{
    char path[256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = example(2, 1);

    io_path(path, sizeof path, "bad.h5");
    ipt_text_set(&r->plane[1].id, "binning", &err);
    TEST_STATUS(ipt_result_write(path, "run", r, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "two planes are called binning");
    ipt_error_clear(&err);
    ipt_text_set(&r->plane[1].id, "a/b", &err);
    TEST_STATUS(ipt_result_write(path, "run", r, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "\"a/b\" cannot be the id");
    ipt_error_clear(&err);
    ipt_text_set(&r->plane[1].id, "ab", &err);
    r->epoch[1] = r->epoch[0];
    TEST_STATUS(ipt_result_write(path, "run", r, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "epoch 0 follows epoch 0");
    CU_ASSERT(!io_exists("bad.h5") && !io_exists("bad.h5.part"));
    ipt_result_free(r);
}

/* Files of other versions: parts may be missing, extents must agree. */
static void
tolerates_missing_parts(void)
{
    char path[256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_result *r = example(3, 2);
    ipt_result *got = NULL;
    hid_t file = -1;

    io_path(path, sizeof path, "old.h5");
    TEST_STATUS(ipt_result_write(path, "run", r, &err), IPT_OK, err);
    file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    H5Ldelete(file, "metrics", H5P_DEFAULT);
    H5Ldelete(file, "gradients", H5P_DEFAULT);
    H5Ldelete(file, "reference", H5P_DEFAULT);
    H5Ldelete(file, "config", H5P_DEFAULT);
    H5Ldelete(file, "provenance", H5P_DEFAULT);
    H5Ldelete(file, "mi/binning/flags", H5P_DEFAULT);
    H5Ldelete(file, "layer_kind", H5P_DEFAULT);
    H5Adelete(file, "created");
    H5Fclose(file);
    TEST_STATUS(ipt_result_read(path, &got, &err), IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(got);
    CU_ASSERT(isnan(got->train_loss[0]) && isnan(got->h_x) &&
              isnan(got->gradient_mean_norm[5]));
    CU_ASSERT(!got->created && !got->layer_kind[1] && !got->config_source);
    CU_ASSERT_EQUAL(got->n_provenance + got->n_params + got->n_overrides, 0);
    CU_ASSERT_EQUAL(got->plane[0].flags[1], 0);
    CU_ASSERT_EQUAL(got->plane[1].flags[1], 1);
    CU_ASSERT(same_bits(got->plane[0].i_xt, r->plane[0].i_xt, 6));
    ipt_result_free(got);
    got = NULL;
    file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    H5Ldelete(file, "mi/binning/i_xt", H5P_DEFAULT);
    H5Lcreate_hard(file, "epoch", file, "mi/binning/i_xt", H5P_DEFAULT,
                   H5P_DEFAULT);
    H5Fclose(file);
    TEST_STATUS(ipt_result_read(path, &got, &err), IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "/mi/binning/i_xt is 3, expected 3 x 2");
    CU_ASSERT_PTR_NULL(got);
    ipt_result_free(r);
    unlink(path);
}

static const test_case cases[] = {
    {"memory starts unknown", memory_starts_unknown},
    {"comes back bit by bit", comes_back_bit_by_bit},
    {"the same result gives the same bytes", same_result_same_bytes},
    {"mends texts that are not UTF-8", mends_texts},
    {"refuses what cannot be stored", refuses_what_cannot_be_stored},
    {"tolerates missing parts", tolerates_missing_parts},
};

int
main(void)
{
    return io_main(TEST_RUN("results", cases));
}
