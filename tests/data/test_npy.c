/* SPDX-License-Identifier: GPL-3.0-or-later */
/* .npy files written by NumPy (reference/make.py) and damaged by hand. */

#include <config.h>

#include "files.h"

enum { SCALED, WHOLE, BYTES, POSITIVE };

static double
expected(int kind, int i, int j)
{
    const double value = files_value(i, j);

    return kind == SCALED  ? 0.125 * value
           : kind == WHOLE ? value
           : kind == BYTES ? files_byte(i, j)
                           : value > 0;
}

static void
every_type_and_order(void)
{
    static const struct {
        const char *name, *dtype;
        int kind;
    } files[] = {
        {"f4.npy", "<f4", SCALED},        {"f8_big_fortran.npy", ">f8", SCALED},
        {"f2_v2.npy", "<f2", SCALED},     {"f4_big_v3.npy", ">f4", SCALED},
        {"i1.npy", "|i1", WHOLE},         {"i2_big.npy", ">i2", WHOLE},
        {"i4_fortran.npy", "<i4", WHOLE}, {"i8.npy", "<i8", WHOLE},
        {"u1.npy", "|u1", BYTES},         {"u2_big.npy", ">u2", BYTES},
        {"u4.npy", "<u4", BYTES},         {"u8_big.npy", ">u8", BYTES},
        {"b1.npy", "|b1", POSITIVE},
    };

    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        char path[FILES_PATH];
        ipt_array a;
        ipt_error err = IPT_ERROR_INIT;

        TEST_STATUS(
            ipt_npy_read(files_reference(path, files[f].name), &a, &err),
            IPT_OK, err);
        if (err.status != IPT_OK)
            continue;
        CU_ASSERT_STRING_EQUAL(a.dtype, files[f].dtype);
        CU_ASSERT(a.rank == 2 && a.extent[0] == 6 && a.extent[1] == 4 &&
                  a.size == 24);
        for (int i = 0; i < 6; i++)
            for (int j = 0; j < 4; j++)
                TEST_NEAR(a.value[4 * i + j], expected(files[f].kind, i, j), 0);
        ipt_array_clear(&a);
    }
}

static void
fortran_cube_is_turned(void)
{
    char path[FILES_PATH];
    ipt_array a;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(
        ipt_npy_read(files_reference(path, "cube_fortran.npy"), &a, &err),
        IPT_OK, err);
    CU_ASSERT(a.rank == 3 && a.extent[1] == 3);
    for (int i = 0; i < 24; i++)
        CU_ASSERT_EQUAL(a.value[i], i);
    ipt_array_clear(&a);
}

/* Writes a version 1.0 file with the given dictionary and `size` bytes of
 * data, zeros where data is NULL. */
static const char *
made(char path[FILES_PATH], const char *name, const char *text,
     const void *data, size_t size)
{
    unsigned char file[1024] = "\x93NUMPY\x01\x00";
    const size_t length = strlen(text);

    file[8] = (unsigned char)length;
    memcpy(file + 10, text, length);
    if (data)
        memcpy(file + 10 + length, data, size);
    files_write(name, file, 10 + length + size);
    return files_path(path, name);
}

static void
half_floats_are_exact(void)
{
    /* 1, -2, least subnormal, largest, near 1/3, infinity */
    static const unsigned char bytes[12] = {0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00,
                                            0xFF, 0x7B, 0x55, 0x35, 0x00, 0x7C};
    static const double want[5] = {1, -2, 0x1p-24, 65504, 0x1.554p-2};
    char path[FILES_PATH];
    ipt_array a;
    ipt_error err = IPT_ERROR_INIT;

    made(path, "half.npy",
         "{'descr': '<f2', 'fortran_order': False, 'shape': (6,)}", bytes, 12);
    TEST_STATUS(ipt_npy_read(path, &a, &err), IPT_OK, err);
    for (int i = 0; i < 5; i++)
        TEST_NEAR(a.value[i], want[i], 0);
    CU_ASSERT(isinf(a.value[5]));
    ipt_array_clear(&a);
}

static void
odd_headers(void)
{
    static const struct {
        const char *text, *says;
        size_t size;
        ipt_status status;
    } cases[] = {
        {"{\"shape\": (2,3), \"fortran_order\":True , \"descr\":\"<f4\"}", "",
         24, IPT_OK},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (3)}", "", 12,
         IPT_OK},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': ()}", "", 4,
         IPT_OK},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3)}",
         "at least 1", 0, IPT_EFORMAT},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}",
         "expected an extent", 24, IPT_EFORMAT},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, "
         "1000000000000)}",
         "promises", 24, IPT_EFORMAT},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, "
         "4294967296, 4294967296)}",
         "promises", 24, IPT_EFORMAT},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
         "the file has 20", 20, IPT_EFORMAT},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
         "goes on after byte", 25, IPT_EFORMAT},
        {"{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}",
         "True or False", 24, IPT_EFORMAT},
        {"{'descr': '<f4', 'shape': (2, 3)}", "descr, fortran_order", 24,
         IPT_EFORMAT},
        {"{'descr': '<f4', 'descr': '<f4', 'shape': (2, 3)}", "once each", 24,
         IPT_EFORMAT},
        {"{'descr': '<c8', 'fortran_order': False, 'shape': (3,)}", "\"<c8\"",
         24, IPT_EUNSUP},
        {"{'descr': '|O', 'fortran_order': False, 'shape': (3,)}", "\"|O\"", 24,
         IPT_EUNSUP},
        {"{'descr': '|f4', 'fortran_order': False, 'shape': (3,)}", "\"|f4\"",
         12, IPT_EUNSUP},
        {"{'descr': '<V2', 'fortran_order': False, 'shape': (3,)}", "\"<V2\"",
         6, IPT_EUNSUP},
        {"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}",
         "record array", 12, IPT_EUNSUP},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} x",
         "the end of the header", 24, IPT_EFORMAT},
        {"rubbish", "\"rubbish\"", 24, IPT_EFORMAT},
    };

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        char path[FILES_PATH];
        ipt_array a;
        ipt_error err = IPT_ERROR_INIT;

        memset(&a, 0, sizeof a);
        made(path, "made.npy", cases[c].text, NULL, cases[c].size);
        TEST_STATUS(ipt_npy_read(path, &a, &err), cases[c].status, err);
        TEST_CONTAINS(err.message, cases[c].says);
        if (cases[c].status != IPT_OK)
            CU_ASSERT(!a.value && strstr(err.message, "made.npy"));
        ipt_array_clear(&a);
    }
}

static void
sets_from_arrays(void)
{
    char x[FILES_PATH];
    char y[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    files_reference(x, "f4.npy");
    made(y, "y.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (6,)}",
         NULL, 6);
    TEST_STATUS(files_load(&set, &err, "npy", "x", x, "y", y, NULL), IPT_OK,
                err);
    CU_ASSERT(set.n == 6 && set.n_classes == 1 && set.shape.channels == 4);
    for (int i = 0; i < 24; i++)
        TEST_NEAR((double)set.x[i], 0.125 * files_value(i / 4, i % 4), 0);
    ipt_dataset_clear(&set);
    files_reference(y, "i1.npy");
    TEST_STATUS(files_load(&set, &err, "npy", "x", x, "y", y, "task",
                           "regression", "shape", "1x2x2", NULL),
                IPT_OK, err);
    CU_ASSERT(set.y_dim == 4 && !set.label && set.shape.height == 2);
    CU_ASSERT_EQUAL(set.y[5], (float)files_value(1, 1));
    ipt_dataset_clear(&set);
    TEST_STATUS(files_load(&set, &err, "npy", "x", x, "y", y, NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "row 1, column 1: -7 in a one-hot target");
    TEST_STATUS(
        files_load(&set, &err, "npy", "x", x, "y", y, "shape", "2x2", NULL),
        IPT_EINVAL, err);
    TEST_STATUS(
        files_load(&set, &err, "npy", "x", x, "y", y, "shape", "1x2x3", NULL),
        IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "4 inputs per row");
    files_reference(y, "cube_fortran.npy");
    TEST_STATUS(files_load(&set, &err, "npy", "x", x, "y", y, NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "3 axes, expected 1 or 2");
    TEST_STATUS(files_load(&set, &err, "npy", "x", y, "y", x, NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "has 6 rows");
    CU_ASSERT(strstr(err.message, "has 2") != NULL);
}

static void
labels_become_dense(void)
{
    static const signed char labels[6] = {7, -3, 7, 100, -3, 0};
    static const int32_t want[6] = {2, 0, 2, 3, 0, 1};
    char x[FILES_PATH];
    char y[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    made(y, "y.npy", "{'descr': '|i1', 'fortran_order': False, 'shape': (6,)}",
         labels, 6);
    TEST_STATUS(files_load(&set, &err, "npy", "x", files_reference(x, "f4.npy"),
                           "y", y, NULL),
                IPT_OK, err);
    CU_ASSERT_EQUAL_FATAL(set.n_classes, 4);
    for (int i = 0; i < 6; i++)
        CU_ASSERT_EQUAL(set.label[i], want[i]);
    ipt_dataset_clear(&set);
}

static void
values_are_checked(void)
{
    static const char head[] =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (6,)}";
    static const struct {
        double value;
        const char *key, *says;
        ipt_status status;
    } bad[] = {
        {NAN, "x", "row 4, column 1: ", IPT_ENUMERIC},
        {-INFINITY, "x", "row 4, column 1: -inf", IPT_ENUMERIC},
        {1e300, "x", "row 4, column 1: 1e+300", IPT_ENUMERIC},
        {2.385, "y", "row 4: label 2.385, expected a whole", IPT_EFORMAT},
        {NAN, "y", "row 4: label ", IPT_EFORMAT},
        {2, "split", "row 4: 2, expected 0 (train) or 1", IPT_EFORMAT},
    };
    char good[FILES_PATH];
    ipt_error err = IPT_ERROR_INIT;
    ipt_dataset set;

    made(good, "good.npy", head, NULL, 48);
    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) {
        const double value[6] = {0, 0, 0, bad[c].value, 0, 0};
        char path[FILES_PATH];
        const int x = !strcmp(bad[c].key, "x");
        const int y = !strcmp(bad[c].key, "y");

        made(path, "bad.npy", head, value, sizeof value);
        TEST_STATUS(files_load(&set, &err, "npy", "x", x ? path : good, "y",
                               y ? path : good, "split", x || y ? good : path,
                               NULL),
                    bad[c].status, err);
        TEST_CONTAINS(err.message, bad[c].says);
        TEST_CONTAINS(err.message, "bad.npy");
    }
    made(good, "wide.npy",
         "{'descr': '<u8', 'fortran_order': False, 'shape': (1,)}",
         "\1\2\3\4\5\6\7\10", 8);
    TEST_STATUS(files_load(&set, &err, "npy", "x", good, "y", good, NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "up to 2^53");
}

static void
probabilities_are_checked(void)
{
    static const char head[] =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}";
    static const struct {
        double p[6];
        const char *says;
    } cases[] = {
        {{0.25, 0.25, 0.5, 1, 0, 0}, ""},
        {{0.25, 0.25, 0.4, 1, 0, 0}, "row 1: the probabilities sum to 0.9,"},
        {{0.25, 0.25, 0.5, 1.5, -0.5, 0}, "row 2, column 1: 1.5"},
        {{0.25, 0.25, 0.5, 1, 0, NAN}, "row 2, column 3"},
    };
    char x[FILES_PATH];
    char y[FILES_PATH];
    char p[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    made(x, "x.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}",
         "\5\6", 2);
    made(y, "y.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}",
         "\2\0", 2);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        made(p, "p.npy", head, cases[c].p, sizeof cases[c].p);
        TEST_STATUS(files_load(&set, &err, "npy", "x", x, "y", y, "p_y_given_x",
                               p, NULL),
                    c ? IPT_EFORMAT : IPT_OK, err);
        TEST_CONTAINS(err.message, cases[c].says);
        if (c == 0) { /* labels stay columns: class 1 does not occur */
            CU_ASSERT_EQUAL(set.n_classes, 3);
            CU_ASSERT_EQUAL(set.label[0], 2);
            CU_ASSERT_EQUAL(set.p_y_given_x[2], 0.5);
        }
        ipt_dataset_clear(&set);
    }
    made(p, "p.npy", head, cases[0].p, sizeof cases[0].p);
    TEST_STATUS(
        files_load(&set, &err, "npy", "x", x, "y", x, "p_y_given_x", p, NULL),
        IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "row 1: label 5, expected a column");
    TEST_STATUS(files_load(&set, &err, "npy", "x", x, "y", y, "p_y_given_x", p,
                           "task", "regression", NULL),
                IPT_EINVAL, err);
}

int
main(void)
{
    static const test_case cases[] = {
        {"every type and order", every_type_and_order},
        {"fortran cube is turned", fortran_cube_is_turned},
        {"half floats are exact", half_floats_are_exact},
        {"odd headers", odd_headers},
        {"sets from arrays", sets_from_arrays},
        {"labels become dense", labels_become_dense},
        {"values are checked", values_are_checked},
        {"probabilities are checked", probabilities_are_checked},
    };

    files_begin();
    return files_end(TEST_RUN("npy", cases));
}
