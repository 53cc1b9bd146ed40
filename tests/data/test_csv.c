/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV files: syntax, roles of columns, missing values, and real tables. */

#include <config.h>

#include "files.h"

/* Writes a text and loads it with more options. */
#define LOAD(set, err, text, ...)                                              \
    (files_write_text("t.csv", text),                                          \
     files_load(set, err, "csv", "file", files_path(csv_path, "t.csv"),        \
                __VA_ARGS__))

static char csv_path[FILES_PATH];

static void
syntax(void)
{
    /* The same table, written in many ways. */
    static const char *const texts[] = {
        "a,b,c\n1,2.5,0\n-3e1,4,1\n",
        "a,b,c\r\n1,2.5,0\r\n-3e1,4,1",
        "\xEF\xBB\xBF"
        "a,b,c\n1,2.5,0\n\n-3e1,4,1\n\n",
        "a;b;c\r1;2.5;0\r-3e1;4;1\r",
        "a\tb\tc\n1\t2.5\t0\n-3e1\t4\t1\n",
        "a|b|c\n1|2.5|0\n-3e1|4|1\n",
        "\"a\",\"b, \"\"x\"\"\",\"c\nd\"\n\"1\",\" 2.5 \",0\n-30.0,\"+4\",1\n",
        "1,2.5,0\n-30,4,1\n",
    };

    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        ipt_dataset set;
        ipt_error err = IPT_ERROR_INIT;

        TEST_STATUS(LOAD(&set, &err, texts[t], NULL), IPT_OK, err);
        if (err.status != IPT_OK)
            continue;
        CU_ASSERT(set.n == 2 && set.shape.channels == 2 && set.n_classes == 2 &&
                  !set.split);
        CU_ASSERT(set.x[0] == 1 && set.x[1] == 2.5f && set.x[2] == -30 &&
                  set.x[3] == 4 && set.label[0] == 0 && set.label[1] == 1);
        ipt_dataset_clear(&set);
    }
}

static void
roles_of_columns(void)
{
    static const char table[] = "id,x,day,y,z,part\n7,1.5,mon,4,5,train\n"
                                "8,2.5,tue,6,7,test\n9,3.5,wed,8,9,train\n";
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(LOAD(&set, &err, table, "task", "regression", "target", "z, y",
                     "drop", "1,day", "split", "part", NULL),
                IPT_OK, err);
    CU_ASSERT_FATAL(set.n == 3 && set.y_dim == 2 && set.split);
    CU_ASSERT(set.shape.channels == 1 && set.x[2] == 3.5f);
    CU_ASSERT(set.y[0] == 5 && set.y[1] == 4 && set.y[5] == 8);
    CU_ASSERT(set.split[0] == 0 && set.split[1] == 1 && set.split[2] == 0);
    ipt_dataset_clear(&set);
    TEST_STATUS(LOAD(&set, &err, table, "target", "-4", "drop", "part", NULL),
                IPT_OK, err); /* words as classes */
    CU_ASSERT(set.n_classes == 3 && set.label[0] == 0 && set.label[2] == 2 &&
              set.shape.channels == 4);
    ipt_dataset_clear(&set);
}

static void
classes_are_sorted(void)
{
    static const struct {
        const char *text;
        int label[4];
        size_t n;
    } cases[] = {
        {"x,y\n1,10\n2,9\n3,-1\n4,10.0\n", {2, 1, 0, 2}, 3},
        {"x,y\n1,setosa\n2, virginica\n3,Iris\n4,setosa \n", {1, 2, 0, 1}, 3},
    };

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        ipt_dataset set;
        ipt_error err = IPT_ERROR_INIT;

        TEST_STATUS(LOAD(&set, &err, cases[c].text, NULL), IPT_OK, err);
        CU_ASSERT_EQUAL(set.n_classes, cases[c].n);
        for (int i = 0; i < 4 && set.label; i++)
            CU_ASSERT_EQUAL(set.label[i], cases[c].label[i]);
        ipt_dataset_clear(&set);
    }
}

static void
headers_are_judged(void)
{
    static const struct {
        const char *text, *header;
        size_t n;
    } cases[] = {
        {"1,2,0\n3,4,1\n", "auto", 2},   {"1,2,0\n3,4,1\n", "yes", 1},
        {"1,2,a\n3,4,b\n", "auto", 2},   {"x,2,0\n3,4,1\n", "auto", 1},
        {"x,z,cls\n3,4,b\n", "auto", 1}, {"1,2,a\n", "no", 1},
    };

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        ipt_dataset set;
        ipt_error err = IPT_ERROR_INIT;

        TEST_STATUS(
            LOAD(&set, &err, cases[c].text, "header", cases[c].header, NULL),
            IPT_OK, err);
        CU_ASSERT_EQUAL(set.n, cases[c].n);
        ipt_dataset_clear(&set);
    }
}

static void
missing_values(void)
{
    static const char table[] = "a,b,y\n1,NA,1\n3,4,2\n?,6,3\n8, nan ,4\n";
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    TEST_STATUS(LOAD(&set, &err, table, "task", "regression", NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "t.csv:2:3: column \"b\": \"NA\", expected a "
                               "value (missing = drop or mean");
    TEST_STATUS(
        LOAD(&set, &err, table, "task", "regression", "missing", "drop", NULL),
        IPT_OK, err);
    CU_ASSERT(set.n == 1 && set.x[0] == 3 && set.x[1] == 4 && set.y[0] == 2);
    ipt_dataset_clear(&set);
    TEST_STATUS(
        LOAD(&set, &err, table, "task", "regression", "missing", "mean", NULL),
        IPT_OK, err);
    CU_ASSERT(set.n == 4 && set.x[1] == 5 && set.x[4] == 4 && set.x[7] == 5);
    ipt_dataset_clear(&set);
    TEST_STATUS(LOAD(&set, &err, "x,y\n1,\n2,1\n", "missing", "mean", NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "t.csv:2:3: column \"y\": \"\", expected a "
                               "target");
    TEST_STATUS(LOAD(&set, &err, "x,y\n1,\n2,NA\n", "missing", "drop", NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "no rows without missing values");
    TEST_STATUS(
        LOAD(&set, &err, "x,z,y\n,1,1\n,2,0\n", "missing", "mean", NULL),
        IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "input 1 has no value at all");
}

static void
bad_files_are_refused(void)
{
    static const struct {
        const char *text, *key, *value, *says;
        ipt_status status;
    } bad[] = {
        {"x,y\n1,0\nabc,1\n", NULL, NULL,
         "t.csv:3:1: column \"x\": \"abc\", expected a number", IPT_EFORMAT},
        {"1,0\n2,1\ninf,1\n", NULL, NULL,
         "t.csv:3:1: column 1: \"inf\", expected a number", IPT_EFORMAT},
        {"1,0\n1e39,1\n", NULL, NULL, "a number that fits a float",
         IPT_EFORMAT},
        {"1,0\n0x10,1\n", NULL, NULL, "t.csv:2:1: column 1: \"0x10\"",
         IPT_EFORMAT},
        {"x,y\n1,0\n2\n", NULL, NULL, "t.csv:3: 1 fields, expected 2",
         IPT_EFORMAT},
        {"x,y\n1,0\n2,1,3\n", NULL, NULL, "t.csv:3: 3 fields, expected 2",
         IPT_EFORMAT},
        {"x,y\n1,0\n\"2,1\n", NULL, NULL, "t.csv:3:1: the quote is not closed",
         IPT_EFORMAT},
        {"x,y\n1,0\n\"2\"x,1\n", NULL, NULL,
         "t.csv:3:4: text behind a closing quote", IPT_EFORMAT},
        {"x,y\n1,0.5\n", NULL, NULL,
         "t.csv:2:3: class \"0.5\", expected a whole number", IPT_EFORMAT},
        {"x,y\n1,0\n2,1O\n", NULL, NULL,
         "t.csv:3:3: class \"1O\" is a word and \"0\" in line 2 is not",
         IPT_EFORMAT},
        {"x,y\n", NULL, NULL, "no rows behind the header", IPT_EFORMAT},
        {"", NULL, NULL, "the file is empty", IPT_EFORMAT},
        {"\n\n \n", NULL, NULL, "has no records", IPT_EFORMAT},
        {"\xFF\xFEx\n", NULL, NULL, "UTF-16", IPT_EFORMAT},
        {"y\n1\n", NULL, NULL, "1 columns leave 0 inputs and 1 targets",
         IPT_EINVAL},
        {"x,y\n1,0\n", "target", "z", "target = z: no column has this name",
         IPT_EINVAL},
        {"speed,y\n1,0\n", "target", "sped", "did you mean speed?", IPT_EINVAL},
        {"1,0\n", "target", "y", "the file has no header", IPT_EINVAL},
        {"x,y\n1,0\n", "target", "0", "expected a column from 1 to 2",
         IPT_EINVAL},
        {"x,y\n1,0\n", "target", "-3", "expected a column from 1 to 2",
         IPT_EINVAL},
        {"x,y\n1,0\n", "drop", "y", "drop = y: the column is already",
         IPT_EINVAL},
        {"x,x,y\n1,2,0\n", "drop", "x", "2 columns have this name",
         IPT_EFORMAT},
        {"x,z,y\n1,2,0\n", "target", "y,z", "classification takes one",
         IPT_EINVAL},
        {"x,z,y\n1,2,0\n", "split", "z",
         "t.csv:2:3: column \"z\": \"2\", expected train or test", IPT_EFORMAT},
        {"x,z,y\n1,2,0\n", "shape", "1x1x3", "2 inputs per row", IPT_EINVAL},
    };
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    for (size_t c = 0; c < sizeof bad / sizeof *bad; c++) {
        TEST_STATUS(
            LOAD(&set, &err, bad[c].text, bad[c].key, bad[c].value, NULL),
            bad[c].status, err);
        TEST_CONTAINS(err.message, bad[c].says);
    }
    files_write("t.csv", "x,y\n1,\0\n", 8);
    TEST_STATUS(files_load(&set, &err, "csv", "file",
                           files_path(csv_path, "t.csv"), NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "t.csv:2:3: a zero byte");
}

/* One record without end in gzip: the reader gives up at its limit. */
static void
endless_record_is_refused(void)
{
    static char zeros[1 << 20];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;
    gzFile file = gzopen(files_path(csv_path, "long.csv.gz"), "wb1");

    memset(zeros, '0', sizeof zeros);
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    for (int i = 0; i < 20; i++)
        gzwrite(file, zeros, sizeof zeros);
    gzclose(file);
    TEST_STATUS(files_load(&set, &err, "csv", "file", csv_path, NULL),
                IPT_EFORMAT, err);
    TEST_CONTAINS(err.message, "a record of more than 16777216 bytes");
}

static void
california_housing(void)
{
    static const double mean[8] = {-119.569704, 35.631861,  28.639486,
                                   2635.763081, 537.898014, 1425.476744,
                                   499.539680,  3.870671};
    char path[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    if (!test_data(path, sizeof path, "california-housing/cal_housing.csv"))
        return;
    TEST_STATUS(files_load(&set, &err, "csv", "file", path, "target",
                           "median_house_value", "task", "regression", NULL),
                IPT_OK, err);
    CU_ASSERT_FATAL(set.n == 20640 && set.shape.channels == 8 &&
                    set.y_dim == 1);
    CU_ASSERT(set.x[0] == -122.23f && set.x[7] == 8.3252f &&
              set.y[0] == 452600);
    for (size_t j = 0; j < 8; j++) {
        double sum = 0;

        for (size_t i = 0; i < set.n; i++)
            sum += (double)set.x[8 * i + j];
        /* Floats: relative error 6e-8 of a value, and the sum's digits. */
        TEST_NEAR(sum / 20640, mean[j], 1e-6 * fabs(mean[j]));
    }
    double sum = 0;
    for (size_t i = 0; i < set.n; i++)
        sum += (double)set.y[i];
    TEST_NEAR(sum / 20640 / 100000, 2.068558, 1e-6);
    ipt_dataset_clear(&set);
}

static void
other_real_tables(void)
{
    char path[FILES_PATH];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;

    if (test_data(path, sizeof path,
                  "beijing-pm25/PRSA_data_2010.1.1-2014.12.31.csv")) {
        TEST_STATUS(files_load(&set, &err, "csv", "file", path, "target",
                               "pm2.5", "task", "regression", "drop",
                               "No, cbwd", "missing", "drop", NULL),
                    IPT_OK, err);
        CU_ASSERT_EQUAL(set.n, 41757);
        double sum = 0;
        for (size_t i = 0; i < set.n; i++)
            sum += (double)set.y[i];
        TEST_NEAR(sum / 41757, 98.613, 5e-4);
        ipt_dataset_clear(&set);
    }
    if (test_data(path, sizeof path,
                  "appliances-energy/energydata_complete.csv.gz")) {
        TEST_STATUS(files_load(&set, &err, "csv", "file", path, "target",
                               "Appliances", "task", "regression", "drop",
                               "date", NULL),
                    IPT_OK, err);
        CU_ASSERT(set.n == 19735 && set.shape.channels == 27);
        double sum = 0;
        for (size_t i = 0; i < set.n; i++)
            sum += (double)set.y[i];
        TEST_NEAR(sum / 19735, 97.695, 5e-4);
        ipt_dataset_clear(&set);
    }
    if (test_data(path, sizeof path,
                  "qsar-toxicity/qsar_aquatic_toxicity.csv")) {
        TEST_STATUS(files_load(&set, &err, "csv", "file", path, "task",
                               "regression", NULL),
                    IPT_OK, err);
        CU_ASSERT(set.n == 546 && set.shape.channels == 8 && set.y[0] == 3.74f);
        ipt_dataset_clear(&set);
    }
}

int
main(void)
{
    static const test_case cases[] = {
        {"syntax", syntax},
        {"roles of columns", roles_of_columns},
        {"classes are sorted", classes_are_sorted},
        {"headers are judged", headers_are_judged},
        {"missing values", missing_values},
        {"bad files are refused", bad_files_are_refused},
        {"endless record is refused", endless_record_is_refused},
        {"California housing", california_housing},
        {"other real tables", other_real_tables},
    };

    files_begin();
    return files_end(TEST_RUN("csv", cases));
}
