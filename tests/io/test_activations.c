/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of activations: written, read back, refused, cut, on full disks. */

#include <config.h>

#include <signal.h>
#include <sys/resource.h>

#include <hdf5.h>

#include <infoplane/activations.h>

#include "io.h"
#include "test.h"

enum { N = 700, LAYERS = 3, SNAPSHOTS = 4, CLASSES = 4 };

static const size_t widths[LAYERS] = {12, 600, 2};
static char *layer_names[LAYERS] = {(char[]){"features.3"}, (char[]){"b"},
                                    (char[]){"a"}};
static const int64_t epochs[SNAPSHOTS] = {0, 1, 10, 8000};

/* Everything that a header can hold, in static memory. */
static ipt_activation_header
example(void)
{
    static ipt_activation_layer layers[LAYERS];
    static int32_t label[N];
    static float x[N * 3];
    static int64_t id[N];
    static double p[N * CLASSES];
    static double weight[N];
    static uint8_t split[N];
    static char tanh_name[] = "tanh";
    static char seed[] = "seed";
    static char seed_value[] = "17";
    static char set[] = "dataset";
    static char set_value[] = "szt";
    static ipt_pair attributes[] = {{seed, seed_value}, {set, set_value}};
    ipt_activation_header h;

    memset(&h, 0, sizeof h);
    memset(layers, 0, sizeof layers);
    for (size_t l = 0; l < LAYERS; l++) {
        layers[l].name = layer_names[l];
        layers[l].width = widths[l];
        layers[l].shape = ipt_shape_flat(widths[l]);
        layers[l].low = layers[l].high = (double)NAN;
        layers[l].dtype = IPT_F32;
    }
    layers[0].shape.channels = 3;
    layers[0].shape.height = layers[0].shape.width = 2;
    layers[0].activation = tanh_name;
    layers[0].low = -1;
    layers[0].high = 1;
    layers[1].low = 0;
    layers[1].noise_sigma = 0.125;
    layers[2].dtype = IPT_U8;
    layers[2].bits = 4;
    layers[2].scale = 0.1;
    layers[2].zero_point = 7;
    for (size_t i = 0; i < N; i++) {
        label[i] = (int32_t)(i % (CLASSES - 1)); /* class 3 has no sample */
        id[i] = (int64_t)(i / 2) - 5;
        weight[i] = 1.0 / N;
        split[i] = i % 5 == 0;
        for (size_t j = 0; j < 3; j++)
            x[i * 3 + j] = (float)i / 3 - (float)j;
        for (size_t j = 0; j < CLASSES; j++)
            p[i * CLASSES + j] = j == i % CLASSES ? 0.7 : 0.1;
    }
    h.n = N;
    h.n_layers = LAYERS;
    h.layer = layers;
    h.label = label;
    h.n_classes = CLASSES;
    h.x = x;
    h.x_dim = 3;
    h.x_id = id;
    h.p_y_given_x = p;
    h.weight = weight;
    h.split = split;
    h.attribute = attributes;
    h.n_attributes = 2;
    return h;
}

static float
value_of(size_t e, size_t l, size_t i)
{
    if (l == 2)
        return (float)((e + i) % 16);
    return sinf((float)(e * 31 + l * 7) + (float)i * 0.001f);
}

static ipt_status
append(ipt_activation_writer *writer, size_t e, ipt_error *err)
{
    float *taps[LAYERS];
    ipt_status status = IPT_OK;

    for (size_t l = 0; l < LAYERS; l++) {
        taps[l] = malloc(N * widths[l] * sizeof(float));
        for (size_t i = 0; taps[l] && i < N * widths[l]; i++)
            taps[l][i] = value_of(e, l, i);
    }
    status = ipt_activation_append(writer, epochs[e],
                                   (const float *const *)taps, err);
    for (size_t l = 0; l < LAYERS; l++)
        free(taps[l]);
    return status;
}

static void
write_example(const char *path, ipt_compression compression)
{
    const ipt_activation_header h = example();
    ipt_error err = IPT_ERROR_INIT;
    ipt_activation_writer *writer = NULL;

    TEST_STATUS(ipt_activation_create(path, &h, compression, &writer, &err),
                IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(writer);
    for (size_t e = 0; e < SNAPSHOTS; e++) {
        TEST_STATUS(append(writer, e, &err), IPT_OK, err);
        TEST_STATUS(ipt_activation_add_metric(writer, "train_loss",
                                              0.7 - (double)e, &err),
                    IPT_OK, err);
        if (e == 2)
            TEST_STATUS(ipt_activation_add_metric(writer, "rate", 0.3, &err),
                        IPT_OK, err);
    }
    TEST_STATUS(ipt_activation_finish(writer, &err), IPT_OK, err);
    CU_ASSERT_EQUAL(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
}

static void
check_header(const ipt_activation_header *got)
{
    const ipt_activation_header due = example();

    CU_ASSERT_EQUAL_FATAL(got->n, N);
    CU_ASSERT_EQUAL_FATAL(got->n_epochs, SNAPSHOTS);
    CU_ASSERT_EQUAL_FATAL(got->n_layers, LAYERS);
    CU_ASSERT_EQUAL_FATAL(got->n_classes, CLASSES);
    CU_ASSERT_EQUAL_FATAL(got->x_dim, 3);
    CU_ASSERT(memcmp(got->epoch, epochs, sizeof epochs) == 0);
    CU_ASSERT(memcmp(got->label, due.label, N * sizeof *due.label) == 0);
    CU_ASSERT(memcmp(got->x, due.x, N * 3 * sizeof *due.x) == 0);
    CU_ASSERT(memcmp(got->x_id, due.x_id, N * sizeof *due.x_id) == 0);
    CU_ASSERT(memcmp(got->weight, due.weight, N * sizeof *due.weight) == 0);
    CU_ASSERT(memcmp(got->split, due.split, N) == 0);
    CU_ASSERT(memcmp(got->p_y_given_x, due.p_y_given_x,
                     N * CLASSES * sizeof(double)) == 0);
    for (size_t l = 0; l < LAYERS; l++) {
        const ipt_activation_layer *a = &got->layer[l];
        const ipt_activation_layer *b = &due.layer[l];

        CU_ASSERT_STRING_EQUAL(a->name, b->name);
        CU_ASSERT(memcmp(&a->shape, &b->shape, sizeof a->shape) == 0);
        CU_ASSERT(a->width == b->width && a->dtype == IPT_F32);
        CU_ASSERT(a->low == b->low || (isnan(a->low) && isnan(b->low)));
        CU_ASSERT(a->high == b->high || (isnan(a->high) && isnan(b->high)));
        CU_ASSERT(a->noise_sigma == b->noise_sigma && a->bits == b->bits);
        CU_ASSERT(a->scale == b->scale && a->zero_point == b->zero_point);
    }
    CU_ASSERT_STRING_EQUAL(got->layer[0].activation, "tanh");
    CU_ASSERT_PTR_NULL(got->layer[1].activation);
    CU_ASSERT_EQUAL_FATAL(got->n_attributes, 2);
    CU_ASSERT_STRING_EQUAL(got->attribute[0].key, "seed");
    CU_ASSERT_STRING_EQUAL(got->attribute[0].value, "17");
    CU_ASSERT_STRING_EQUAL(got->attribute[1].value, "szt");
    CU_ASSERT_PTR_NULL(got->test_loss);
    CU_ASSERT(got->train_loss && got->train_loss[3] == 0.7 - 3);
    CU_ASSERT_EQUAL_FATAL(got->n_metrics, 1);
    CU_ASSERT_STRING_EQUAL(got->metric[0].name, "rate");
    CU_ASSERT(isnan(got->metric[0].value[1]) &&
              got->metric[0].value[2] == 0.3 && isnan(got->metric[0].value[3]));
}

/* Layer 2 is quantised: stored as bytes, read as what they stand for. */
static float
read_value_of(size_t e, size_t l, size_t i)
{
    const float q = value_of(e, l, i);

    return l == 2 ? (float)(0.1 * ((double)q - 7)) : q;
}

static size_t
count_wrong(ipt_activation_reader *reader, size_t e, size_t l, ipt_error *err)
{
    float *values = malloc(N * widths[l] * sizeof *values);
    size_t wrong = 0;

    TEST_STATUS(ipt_activation_read(reader, e, l, values, err), IPT_OK, *err);
    for (size_t i = 0; i < N * widths[l]; i++)
        wrong += values[i] != read_value_of(e, l, i);
    free(values);
    return wrong;
}

static void
comes_back(void)
{
    char path[256];
    size_t size[2];

    io_path(path, sizeof path, "a.h5");
    for (int c = 0; c < 2; c++) {
        ipt_error err = IPT_ERROR_INIT;
        ipt_activation_reader *reader = NULL;

        write_example(path, c ? IPT_COMPRESS_GZIP1 : IPT_COMPRESS_NONE);
        free(io_bytes(path, &size[c]));
        TEST_STATUS(ipt_activation_open(path, &reader, &err), IPT_OK, err);
        CU_ASSERT_PTR_NOT_NULL_FATAL(reader);
        check_header(ipt_activation_header_of(reader));
        for (size_t e = SNAPSHOTS; e-- > 0;)
            for (size_t l = 0; l < LAYERS; l++)
                CU_ASSERT_EQUAL(count_wrong(reader, e, l, &err), 0);
        TEST_STATUS(ipt_activation_read(reader, SNAPSHOTS, 0, NULL, &err),
                    IPT_EINVAL, err);
        TEST_CONTAINS(err.message, "has no snapshot 4 of layer 0");
        ipt_activation_close(reader);
        CU_ASSERT_EQUAL(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
    }
    CU_ASSERT(size[1] < size[0]);
    CU_ASSERT(!io_exists("a.h5.part"));
    unlink(path);
    ipt_activation_close(NULL);
    ipt_activation_discard(NULL);
}

/* Chunks as the layout asks: one snapshot, at most 1 MiB. */
static void
chunks_hold_one_snapshot(void)
{
    char path[256];
    hsize_t chunk[3] = {0};

    io_path(path, sizeof path, "chunks.h5");
    write_example(path, IPT_COMPRESS_NONE);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t data = H5Dopen2(file, "layers/b", H5P_DEFAULT);
    hid_t creation = H5Dget_create_plist(data);
    CU_ASSERT_EQUAL(H5Pget_chunk(creation, 3, chunk), 3);
    CU_ASSERT(chunk[0] == 1 && chunk[1] == (1 << 20) / (600 * 4) &&
              chunk[2] == 600);
    H5Pclose(creation);
    H5Dclose(data);
    H5Fclose(file);
    unlink(path);
}

static void
refuses_bad_headers(void)
{
    char path[256];
    char other[] = "features.3";
    char slash[] = "a/b";
    ipt_error err = IPT_ERROR_INIT;
    ipt_activation_writer *writer = NULL;
    ipt_activation_header h = example();

    io_path(path, sizeof path, "bad.h5");
    h.layer[1].name = other;
    TEST_STATUS(
        ipt_activation_create(path, &h, IPT_COMPRESS_NONE, &writer, &err),
        IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "two layers are called features.3");
    ipt_error_clear(&err);
    h.layer[1].name = slash;
    TEST_STATUS(
        ipt_activation_create(path, &h, IPT_COMPRESS_NONE, &writer, &err),
        IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "\"a/b\" cannot be the name of a layer");
    ipt_error_clear(&err);
    h = example();
    h.label = NULL;
    h.x = NULL;
    h.x_id = NULL;
    h.p_y_given_x = NULL;
    TEST_STATUS(
        ipt_activation_create(path, &h, IPT_COMPRESS_NONE, &writer, &err),
        IPT_EINVAL, err);
    CU_ASSERT_PTR_NULL(writer);
    CU_ASSERT(!io_exists("bad.h5") && !io_exists("bad.h5.part"));
}

static void
refuses_bad_snapshots(void)
{
    char path[256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_activation_writer *writer = NULL;
    ipt_activation_header h = example();
    float half[N * 2] = {0.5F};
    const float *taps[1] = {half};

    io_path(path, sizeof path, "snap.h5");
    h.layer += 2;
    h.n_layers = 1;
    TEST_STATUS(
        ipt_activation_create(path, &h, IPT_COMPRESS_NONE, &writer, &err),
        IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(writer);
    TEST_STATUS(ipt_activation_add_metric(writer, "x", 1, &err), IPT_EINVAL,
                err);
    ipt_error_clear(&err);
    TEST_STATUS(ipt_activation_append(writer, 0, taps, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "0.5 is not a whole number from 0 to 255");
    ipt_error_clear(&err);
    half[0] = 255;
    TEST_STATUS(ipt_activation_append(writer, 3, taps, &err), IPT_OK, err);
    TEST_STATUS(ipt_activation_append(writer, 3, taps, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "epoch 3 follows epoch 3");
    CU_ASSERT(io_exists("snap.h5.part"));
    ipt_activation_discard(writer);
    CU_ASSERT(!io_exists("snap.h5") && !io_exists("snap.h5.part"));
    ipt_error_clear(&err);
    TEST_STATUS(
        ipt_activation_create(path, &h, IPT_COMPRESS_NONE, &writer, &err),
        IPT_OK, err);
    TEST_STATUS(ipt_activation_finish(writer, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "no snapshot was recorded");
    CU_ASSERT(!io_exists("snap.h5") && !io_exists("snap.h5.part"));
}

/* The disk fills up at any moment, first in the header, then in a snapshot. */
static void
full_disk_removes_the_part(void)
{
    const ipt_activation_header h = example();
    char path[256];
    struct rlimit was;
    int refused[2] = {0, 0};

    io_path(path, sizeof path, "full.h5");
    io_write(path, "old", 3);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &was);
    for (rlim_t limit = 1000; limit < 3800000; limit += limit / 4) {
        const ipt_compression compression =
            limit % 2 ? IPT_COMPRESS_GZIP1 : IPT_COMPRESS_NONE;
        const struct rlimit tight = {limit, was.rlim_max};
        ipt_error err = IPT_ERROR_INIT;
        ipt_activation_writer *writer = NULL;
        ipt_status status = IPT_OK;
        size_t size = 0;

        setrlimit(RLIMIT_FSIZE, &tight);
        status = ipt_activation_create(path, &h, compression, &writer, &err);
        refused[0] += status != IPT_OK;
        for (size_t e = 0; status == IPT_OK && e < SNAPSHOTS; e++)
            status = append(writer, e, &err);
        if (writer) {
            refused[1]++;
            CU_ASSERT_EQUAL(ipt_activation_finish(writer, &err), IPT_EIO);
        }
        setrlimit(RLIMIT_FSIZE, &was);
        CU_ASSERT_EQUAL(status, IPT_EIO);
        TEST_CONTAINS(err.message, "full.h5");
        TEST_CONTAINS(err.message, "File too large");
        CU_ASSERT(!io_exists("full.h5.part"));
        CU_ASSERT_EQUAL(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
        free(io_bytes(path, &size));
        CU_ASSERT_EQUAL(size, 3);
    }
    printf("\n    refused %d headers and %d snapshots\n", refused[0],
           refused[1]);
    CU_ASSERT(refused[0] > 5 && refused[1] > 5);
    unlink(path);
}

static void
survives_truncation(void)
{
    char path[256];
    char cut[256];
    ipt_error err = IPT_ERROR_INIT;
    size_t size = 0;
    size_t refused = 0;
    size_t tried = 0;

    io_path(path, sizeof path, "whole.h5");
    io_path(cut, sizeof cut, "cut.h5");
    write_example(path, IPT_COMPRESS_GZIP1);
    char *bytes = io_bytes(path, &size);
    for (size_t n = 1; n < size; n += n < 3000 ? 61 : size / 23) {
        ipt_activation_reader *reader = NULL;

        ipt_error_clear(&err);
        io_write(cut, bytes, n);
        tried++;
        refused += ipt_activation_open(cut, &reader, &err) == IPT_EFORMAT &&
                   !reader && strstr(err.message, "cut.h5") &&
                   !strchr(err.message, '\n');
    }
    CU_ASSERT(tried > 60);
    CU_ASSERT_EQUAL(refused, tried);
    CU_ASSERT_EQUAL(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
    free(bytes);
    unlink(path);
    unlink(cut);
}

/* Two writers of one file: the second is told, the first goes on. */
static void
one_writer_at_a_time(void)
{
    const ipt_activation_header h = example();
    char path[256];
    ipt_error err = IPT_ERROR_INIT;
    ipt_activation_writer *first = NULL;
    ipt_activation_writer *second = NULL;

    io_path(path, sizeof path, "busy.h5");
    TEST_STATUS(
        ipt_activation_create(path, &h, IPT_COMPRESS_NONE, &first, &err),
        IPT_OK, err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(first);
    TEST_STATUS(
        ipt_activation_create(path, &h, IPT_COMPRESS_NONE, &second, &err),
        IPT_EIO, err);
    TEST_CONTAINS(err.message, "busy.h5.part: is being written");
    ipt_error_clear(&err);
    TEST_STATUS(append(first, 0, &err), IPT_OK, err);
    TEST_STATUS(ipt_activation_finish(first, &err), IPT_OK, err);
    CU_ASSERT(io_exists("busy.h5"));
    unlink(path);
}

static const test_case cases[] = {
    {"comes back", comes_back},
    {"chunks hold one snapshot", chunks_hold_one_snapshot},
    {"refuses bad headers", refuses_bad_headers},
    {"refuses bad snapshots", refuses_bad_snapshots},
    {"a full disk removes the part", full_disk_removes_the_part},
    {"survives truncation", survives_truncation},
    {"one writer at a time", one_writer_at_a_time},
};

int
main(void)
{
    return io_main(TEST_RUN("activations", cases));
}
