/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IDX files made here, and the real MNIST and Fashion-MNIST. */

#include <config.h>

#include "files.h"

/* Three images of 2 x 2 and their labels. */
static const unsigned char images[16 + 12] = {
    0, 0, 8,  3, 0,  0,  0, 3, 0,  0, 0, 2,   0,  0,
    0, 2, 10, 0, 20, 30, 0, 0, 51, 0, 0, 255, 15, 2};
static const unsigned char labels[8 + 3] = {0, 0, 8, 1, 0, 0, 0, 3, 9, 4, 9};

static void
bytes_become_inputs(void)
{
    char x[FILES_PATH];
    char y[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    files_path(x, "x.gz");
    files_path(y, "y");
    files_write_gzip("x.gz", images, sizeof images);
    files_write("y", labels, sizeof labels);
    TEST_STATUS(files_load(&set, &err, "idx", "images", x, "labels", y, NULL),
                IPT_OK, err);
    CU_ASSERT(set.n == 3 && set.shape.channels == 1 && set.shape.height == 2 &&
              set.shape.width == 2 && set.n_classes == 2 && !set.split);
    for (int i = 0; i < 12; i++)
        CU_ASSERT_EQUAL(set.x[i], (float)(images[16 + i] / 255.0));
    CU_ASSERT(set.label[0] == 1 && set.label[1] == 0 && set.label[2] == 1);
    ipt_dataset_clear(&set);
    TEST_STATUS(files_load(&set, &err, "idx", "images", x, "labels", y,
                           "test_images", x, "test_labels", y, "divisor", "1",
                           NULL),
                IPT_OK, err);
    CU_ASSERT_EQUAL_FATAL(set.n, 6);
    CU_ASSERT_EQUAL(set.x[12], 10);
    for (int i = 0; i < 6; i++) {
        CU_ASSERT_EQUAL(set.split[i], i < 3 ? IPT_SPLIT_TRAIN : IPT_SPLIT_TEST);
        CU_ASSERT_EQUAL(set.x_id[i], i % 3);
    }
    ipt_dataset_clear(&set);
    TEST_STATUS(files_load(&set, &err, "idx", "images", x, "labels", y,
                           "test_images", x, NULL),
                IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "test_labels is missing");
}

static void
other_elements(void)
{
    static const struct {
        unsigned char code;
        size_t size;
        unsigned char bytes[8]; /* of the second element, most significant
                                   first */
        double value;
    } types[] = {
        {0x09, 1, {0xFE}, -2},
        {0x0B, 2, {0xFF, 0x00}, -256},
        {0x0C, 4, {0x00, 0x01, 0x00, 0x02}, 65538},
        {0x0D, 4, {0xC0, 0x20, 0, 0}, -2.5},
        {0x0E, 8, {0x40, 0x03, 0x14, 0x7A, 0xE1, 0x47, 0xAE, 0x14}, 2.385},
    };
    static const unsigned char y_file[10] = {0, 0, 8, 1, 0, 0, 0, 2, 0, 1};
    char x[FILES_PATH];
    char y[FILES_PATH];

    files_write("y2", y_file, sizeof y_file);
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        unsigned char file[8 + 16] = {0, 0, types[t].code, 1, 0, 0, 0, 2};
        ipt_dataset set;
        ipt_error err = IPT_ERROR_INIT;

        memcpy(file + 8 + types[t].size, types[t].bytes, types[t].size);
        files_write("x2", file, 8 + 2 * types[t].size);
        TEST_STATUS(files_load(&set, &err, "idx", "images", files_path(x, "x2"),
                               "labels", files_path(y, "y2"), NULL),
                    IPT_OK, err);
        if (err.status == IPT_OK)
            TEST_NEAR((double)set.x[1], (double)(float)types[t].value,
                      1e-2 * (types[t].code == 0x0E));
        ipt_dataset_clear(&set);
    }
}

static void
bad_files_are_refused(void)
{
    /* Bytes put into the images file at a place, then its size. */
    static const struct {
        size_t at;
        unsigned char byte;
        size_t size;
        const char *says;
    } bad[] = {
        {0, 1, 28, "begins with bytes 0x0100"},
        {2, 7, 28, "byte 2: element type 0x07"},
        {3, 5, 28, "byte 3: 5 axes"},
        {3, 0, 28, "byte 3: 0 axes"},
        {7, 0, 28, "byte 4: extent 0 of axis 1"},
        {7, 4, 28,
         "promises 16 bytes of elements from byte 16 on, the file "
         "has 12"},
        {4, 255, 28, "promises 17112760332"},
        {11, 1, 28, "goes on after byte 22"},
        {0, 0, 27,
         "promises 12 bytes of elements from byte 16 on, the file "
         "has 11"},
        {0, 0, 14, "ends at byte 14, but the IDX header needs bytes 12 to 15"},
        {0, 0, 3, "ends at byte 3, but the IDX magic needs bytes 0 to 3"},
        {0, 0, 0, "the file is empty"},
    };
    char x[FILES_PATH];
    char y[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    files_write("y", labels, sizeof labels);
    files_path(y, "y");
    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) {
        unsigned char file[sizeof images];

        memcpy(file, images, sizeof file);
        if (bad[c].size == sizeof file)
            file[bad[c].at] = bad[c].byte;
        files_write("bad", file, bad[c].size);
        TEST_STATUS(files_load(&set, &err, "idx", "images",
                               files_path(x, "bad"), "labels", y, NULL),
                    IPT_EFORMAT, err);
        TEST_CONTAINS(err.message, bad[c].says);
        TEST_CONTAINS(err.message, "bad: ");
    }
    TEST_STATUS(files_load(&set, &err, "idx", "images", y, "labels", x, NULL),
                IPT_EFORMAT, err);
    files_write("x", images, sizeof images);
    TEST_STATUS(files_load(&set, &err, "idx", "images", files_path(x, "x"),
                           "labels", x, NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "3 axes, expected 1 for labels");
    TEST_STATUS(files_load(&set, &err, "idx", "images", files_path(x, "none"),
                           "labels", y, NULL),
                IPT_EIO, err);
    TEST_CONTAINS(err.message, "No such file");
    TEST_STATUS(files_load(&set, &err, "idx", "images", files_folder, "labels",
                           y, NULL),
                IPT_EIO, err);
    TEST_CONTAINS(err.message, "is a directory");
    unsigned char fewer[10];
    memcpy(fewer, labels, 10);
    fewer[7] = 2;
    files_write("y", fewer, 10);
    files_write("x", images, sizeof images);
    TEST_STATUS(files_load(&set, &err, "idx", "images", files_path(x, "x"),
                           "labels", y, NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "has 3 images");
    TEST_CONTAINS(err.message, "has 2 labels");
}

/* 256 MiB of zeros behind a small head: refused without unpacking them all;
 * and a head that promises 16 TB in a small gzip file. */
static void
gzip_bombs_are_refused(void)
{
    static unsigned char zeros[1 << 20];
    unsigned char huge[16] = {0, 0, 8,  3, 255, 255, 255, 255,
                              0, 0, 64, 0, 0,   0,   1,   0};
    char x[FILES_PATH];
    char y[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;
    gzFile file = gzopen(files_path(x, "bomb.gz"), "wb1");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    gzwrite(file, images, sizeof images);
    for (int i = 0; i < 64; i++)
        gzwrite(file, zeros, sizeof zeros);
    gzclose(file);
    files_write("y", labels, sizeof labels);
    files_path(y, "y");
    TEST_STATUS(files_load(&set, &err, "idx", "images", x, "labels", y, NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "goes on after byte 28");
    files_write_gzip("huge.gz", huge, sizeof huge);
    TEST_STATUS(files_load(&set, &err, "idx", "images",
                           files_path(x, "huge.gz"), "labels", y, NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "of gzip can hold");
}

/* Loads the four files and compares with what their makers publish. The
 * loader alone: hashing 70000 images is not what is tested here. */
static void
check_set(const char *type, const char *directory, const size_t *train,
          const size_t *test, const int *first, double mean, double sd)
{
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;
    size_t count[2][10] = {{0}};
    double sum = 0;
    double square = 0;

    TEST_STATUS(files_load_raw(&set, &err, type, "directory", directory, NULL),
                IPT_OK, err);
    if (err.status != IPT_OK)
        return;
    CU_ASSERT(set.n == 70000 && set.n_classes == 10 &&
              set.shape.channels == 1 && set.shape.height == 28 &&
              set.shape.width == 28);
    for (size_t i = 0; i < set.n; i++) {
        count[set.split[i]][set.label[i]]++;
        if (set.split[i] == IPT_SPLIT_TRAIN && i % 7 == 0)
            for (size_t j = 0; j < 784; j++) {
                const double v = (double)set.x[784 * i + j];

                sum += v;
                square += v * v;
            }
    }
    for (int k = 0; k < 10; k++) {
        CU_ASSERT_EQUAL(count[0][k], train[k]);
        CU_ASSERT_EQUAL(count[1][k], test[k]);
        CU_ASSERT_EQUAL(set.label[k], first[k]);
    }
    /* A seventh of the images: within a percent of all. */
    sum /= 784 * 8572.0;
    TEST_NEAR(sum, mean, 0.01 * mean);
    TEST_NEAR(sqrt(square / (784 * 8572.0) - sum * sum), sd, 0.01 * sd);
    ipt_dataset_clear(&set);
}

static void
real_mnist(void)
{
    static const size_t train[10] = {5923, 6742, 5958, 6131, 5842,
                                     5421, 5918, 6265, 5851, 5949};
    static const size_t test[10] = {980, 1135, 1032, 1010, 982,
                                    892, 958,  1028, 974,  1009};
    static const int first[10] = {5, 0, 4, 1, 9, 2, 1, 3, 1, 4};
    char path[FILES_PATH];

    if (!test_data(path, sizeof path, "mnist/train-images-idx3-ubyte.gz"))
        return;
    *strrchr(path, '/') = '\0';
    check_set("mnist", path, train, test, first, 0.130660, 0.308108);
}

static void
real_fashion_mnist(void)
{
    static const size_t train[10] = {6000, 6000, 6000, 6000, 6000,
                                     6000, 6000, 6000, 6000, 6000};
    static const size_t test[10] = {1000, 1000, 1000, 1000, 1000,
                                    1000, 1000, 1000, 1000, 1000};
    static const int first[10] = {9, 0, 0, 3, 0, 2, 7, 2, 5, 5};
    static const char folder[] = "/usr/share/datasets/fashion-mnist";

    if (access(folder, R_OK) != 0) {
        printf("\nSKIPPED: %s is not here\n", folder);
        return;
    }
    check_set("fashion_mnist", "", train, test, first, 0.2860, 0.3530);
}

static void
folders_are_found(void)
{
    static const char *const names[4] = {
        "mnist/train-images-idx3-ubyte", "mnist/train-labels.idx1-ubyte.gz",
        "mnist/t10k-images.idx3-ubyte.gz", "mnist/t10k-labels-idx1-ubyte.gz"};
    char path[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    unsetenv("IPT_DATA");
    TEST_STATUS(files_load(&set, &err, "mnist", NULL), IPT_EIO, err);
    TEST_CONTAINS(err.message, "set IPT_DATA");
    setenv("IPT_DATA", files_folder, 1);
    CU_ASSERT_EQUAL(mkdir(files_path(path, "mnist"), 0777), 0);
    TEST_STATUS(files_load(&set, &err, "mnist", NULL), IPT_EIO, err);
    TEST_CONTAINS(err.message, "train-images-idx3-ubyte.gz is there");
    files_write(names[0], images, sizeof images);
    files_write_gzip(names[1], labels, sizeof labels);
    files_write_gzip(names[2], images, sizeof images);
    files_write_gzip(names[3], labels, sizeof labels);
    TEST_STATUS(files_load(&set, &err, "mnist", NULL), IPT_OK, err);
    CU_ASSERT_EQUAL(set.n, 6);
    CU_ASSERT_STRING_EQUAL(set.name, "mnist");
    ipt_dataset_clear(&set);
    unsetenv("IPT_DATA");
}

int
main(void)
{
    static const test_case cases[] = {
        {"bytes become inputs", bytes_become_inputs},
        {"other elements", other_elements},
        {"bad files are refused", bad_files_are_refused},
        {"gzip bombs are refused", gzip_bombs_are_refused},
        {"folders are found", folders_are_found},
        {"real MNIST", real_mnist},
        {"real Fashion-MNIST", real_fashion_mnist},
    };

    files_begin();
    return files_end(TEST_RUN("idx", cases));
}
