/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAT files written by SciPy (reference/make.py), whole and damaged. */

#include <config.h>

#include "files.h"

#ifdef HAVE_MATIO

static const char *const mat_files[] = {"plain.mat", "packed.mat"};

static void
defaults_read_the_published_layout(void)
{
    static const int32_t want[6] = {1, 0, 0, 2, 1, 0}; /* of 3 1 1 7 3 1 */

    for (int f = 0; f < 2; f++) {
        char path[FILES_PATH];
        ipt_dataset set;
        ipt_error err = IPT_ERROR_INIT;

        TEST_STATUS(files_load(&set, &err, "mat", "file",
                               files_reference(path, mat_files[f]), NULL),
                    IPT_OK, err);
        if (err.status != IPT_OK)
            continue;
        CU_ASSERT_FATAL(set.n == 6 && set.shape.channels == 4 &&
                        set.n_classes == 3);
        for (int i = 0; i < 6; i++) {
            CU_ASSERT_EQUAL(set.label[i], want[i]);
            for (int j = 0; j < 4; j++)
                TEST_NEAR((double)set.x[4 * i + j], files_byte(i, j), 0);
        }
        ipt_dataset_clear(&set);
    }
}

static void
other_variables(void)
{
    for (int f = 0; f < 2; f++) {
        char path[FILES_PATH];
        ipt_dataset set;
        ipt_error err = IPT_ERROR_INIT;

        files_reference(path, mat_files[f]);
        /* d x n is turned, one-hot is read */
        TEST_STATUS(files_load(&set, &err, "mat", "file", path, "x", "T", "y",
                               "hot", NULL),
                    IPT_OK, err);
        CU_ASSERT(set.n == 6 && set.shape.channels == 4 && set.n_classes == 3);
        for (int i = 0; i < 24 && set.x; i++)
            CU_ASSERT_EQUAL(set.x[i], files_value(i / 4, i % 4));
        CU_ASSERT(set.label && set.label[3] == 2 && set.label[1] == 0);
        ipt_dataset_clear(&set);
        TEST_STATUS(files_load(&set, &err, "mat", "file", path, "x", "yes", "y",
                               "D", "task", "regression", NULL),
                    IPT_OK, err);
        CU_ASSERT(set.n == 6 && set.shape.channels == 1 && set.y_dim == 4);
        CU_ASSERT(set.x && set.x[0] == 1 && set.x[1] == 0);
        CU_ASSERT(set.y && set.y[23] == (float)(0.125 * files_value(5, 3)));
        ipt_dataset_clear(&set);
        TEST_STATUS(files_load(&set, &err, "mat", "file", path, "transpose",
                               "yes", NULL),
                    IPT_EFORMAT, err);
        TEST_CONTAINS(err.message, "\"F\" has 4 rows of 6");
    }
}

static void
unfit_variables_are_refused(void)
{
    static const struct {
        const char *x, *y, *says;
        ipt_status status;
    } bad[] = {
        {"G", "y", "no variable \"G\"; the file has note, cell, struct, F, y",
         IPT_EFORMAT},
        {"note", "y", "\"note\" is of class char", IPT_EUNSUP},
        {"cell", "y", "\"cell\" is of class cell", IPT_EUNSUP},
        {"struct", "y", "\"struct\" is of class struct", IPT_EUNSUP},
        {"complex", "y", "\"complex\" is of class complex double", IPT_EUNSUP},
        {"F", "D", "row 1, column 1: -0.875 in a one-hot target", IPT_EFORMAT},
        {"F", "bad", "\"bad\" is 1 x 2; their rows differ", IPT_EFORMAT},
        {"bad", "bad", "row 2, column 1: ", IPT_ENUMERIC},
    };

    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) {
        char path[FILES_PATH];
        ipt_dataset set;
        ipt_error err = IPT_ERROR_INIT;

        TEST_STATUS(files_load(&set, &err, "mat", "file",
                               files_reference(path, mat_files[c % 2]), "x",
                               bad[c].x, "y", bad[c].y, NULL),
                    bad[c].status, err);
        TEST_CONTAINS(err.message, bad[c].says);
    }
}

static void
damage_is_named(void)
{
    static const struct {
        size_t at;
        unsigned char byte;
        size_t cut; /* bytes off the end */
        const char *says;
    } bad[] = {
        {126, 'X', 0, "bytes 126 and 127 are 0x584d"},
        {125, 2, 0, "version 7.3"},
        {125, 3, 0, "byte 124: version 0x0300"},
        {128, 7, 0, "in the element at byte 128, the type is neither"},
        {131, 1, 0, "neither matrix nor compressed"},
        {133, 255, 0, "promises"},
        {0, 'M', 1, "promises"},
    };

    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) {
        for (int f = 0; f < 2; f++) {
            char path[FILES_PATH];
            size_t size = 0;
            unsigned char *data =
                files_read(files_reference(path, mat_files[f]), &size);
            ipt_dataset set;
            ipt_error err = IPT_ERROR_INIT;
            ipt_status status;

            data[bad[c].at] = bad[c].byte;
            files_write("bad.mat", data, size - bad[c].cut);
            status = files_load(&set, &err, "mat", "file",
                                files_path(path, "bad.mat"), NULL);
            CU_ASSERT(status == IPT_EFORMAT || status == IPT_EUNSUP);
            TEST_CONTAINS(err.message, bad[c].says);
            free(data);
        }
    }
}

#else

static void
absence_is_explained(void)
{
    char path[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(files_load(&set, &err, "mat", "file",
                           files_reference(path, "plain.mat"), NULL),
                IPT_EUNSUP, err);
    TEST_CONTAINS(err.message, "libmatio-dev");
}

#endif

int
main(void)
{
    static const test_case cases[] = {
#ifdef HAVE_MATIO
        {"defaults read the published layout",
         defaults_read_the_published_layout},
        {"other variables", other_variables},
        {"unfit variables are refused", unfit_variables_are_refused},
        {"damage is named", damage_is_named},
#else
        {"absence is explained", absence_is_explained},
#endif
    };

    files_begin();
    return files_end(TEST_RUN("mat", cases));
}
