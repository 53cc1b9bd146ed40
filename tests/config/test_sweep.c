/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sweeps: axes, points, and what cannot be swept. */

#include <config.h>

#include "config/fixture.h"

static void
last_axis_varies_fastest(void)
{
    ipt_settings *s = fixture_read("[train]\nl2 = 0.5\nbatch = 17\n"
                                   "[sweep]\n"
                                   "model.activation = tanh, relu\n"
                                   "train.l2 = 0, 1e-2,0.1\n",
                                   NULL);
    static const char *const activation[] = {"tanh", "tanh", "tanh",
                                             "relu", "relu", "relu"};
    static const char *const l2[] = {"0", "0.01", "0.1", "0", "0.01", "0.1"};
    static const char *const origin[] = {"a.ini:6:12", "a.ini:6:15",
                                         "a.ini:6:20"};

    CU_ASSERT_EQUAL(ipt_settings_n_axes(s), 2);
    CU_ASSERT_STRING_EQUAL(ipt_settings_axis(s, 0), "model.activation");
    CU_ASSERT_STRING_EQUAL(ipt_settings_axis(s, 1), "train.l2");
    CU_ASSERT_EQUAL_FATAL(ipt_settings_n_points(s), 6);
    fixture_value_is(s, "train", "l2", "0.5");
    for (size_t i = 0; i < 6; i++) {
        ipt_settings *point = ipt_settings_point(s, i);

        CU_ASSERT_PTR_NOT_NULL_FATAL(point);
        CU_ASSERT_STRING_EQUAL(ipt_settings_axis_value(s, i, 0), activation[i]);
        CU_ASSERT_STRING_EQUAL(ipt_settings_axis_value(s, i, 1), l2[i]);
        CU_ASSERT_EQUAL(ipt_settings_n_axes(point), 0);
        CU_ASSERT_EQUAL(ipt_settings_n_points(point), 1);
        fixture_value_is(point, "model", "activation", activation[i]);
        fixture_value_is(point, "train", "l2", l2[i]);
        fixture_value_is(point, "train", "batch", "17");
        CU_ASSERT_STRING_EQUAL(ipt_settings_origin(point, "train", NULL, "l2"),
                               origin[i % 3]);
        CU_ASSERT_STRING_EQUAL(
            ipt_settings_origin(point, "train", NULL, "batch"), "a.ini:3:9");
        CU_ASSERT(ipt_settings_given(point, "train", NULL, "l2"));
        CU_ASSERT_STRING_EQUAL(ipt_settings_source(point),
                               ipt_settings_source(s));
        ipt_settings_free(point);
    }
    ipt_settings_free(s);
}

static void
points_outlive_their_grid(void)
{
    ipt_settings *s = fixture_read(
        "[run]\nseeds = 3, 1\n[sweep]\ntrain.batch = 3, 4\n", NULL);
    ipt_settings *point = ipt_settings_point(s, 1);
    size_t n = 0;

    ipt_settings_free(s);
    CU_ASSERT_PTR_NOT_NULL_FATAL(point);
    fixture_value_is(point, "train", "batch", "4");
    CU_ASSERT_EQUAL(ipt_settings_seeds(point, &n)[1], 1);
    CU_ASSERT_EQUAL(n, 2);
    ipt_settings_free(point);
}

/* Every point's resolved text reads back to that text. */
static void
points_read_back(void)
{
    static const char *const texts[] = {
        "[sweep]\nmodel.layers = \"a, b\", c | d; e, \"f ;g|h\"\n"
        "train.clip = off, -0..1, -1..1\n",
        "[data]\nfile = a.gz\n[sweep]\ndata.set = idx\n",
        "[data]\nbits = 3\n[sweep]\ndata.set = szt, xor\ndata.bits = 1, 04\n",
        "[estimator a]\n[sweep]\nestimator.a.type = binning, ksg\n",
        "[estimator a.b]\ntype = ksg\n[sweep]\nestimator.a.b.k = 1, 7\n",
        "[sweep]\nmodel.layers = \"a, b\"\n",
        "[sweep]\nmodel.layers = \"\", x\n",
    };
    static const size_t counts[] = {6, 1, 4, 2, 2, 1, 2};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ipt_settings *s = fixture_read(texts[i], NULL);
        char *whole = ipt_settings_format(s, 0);
        ipt_settings *again = fixture_read(whole, NULL);
        char *whole_again = ipt_settings_format(again, 0);

        CU_ASSERT_EQUAL(ipt_settings_n_points(s), counts[i]);
        CU_ASSERT_STRING_EQUAL(whole, whole_again);
        for (size_t p = 0; p < ipt_settings_n_points(s); p++) {
            ipt_settings *point = ipt_settings_point(s, p);
            ipt_settings *other = ipt_settings_point(again, p);
            char *text = ipt_settings_format(point, 0);
            char *other_text = ipt_settings_format(other, 0);
            ipt_settings *back = fixture_read(text, NULL);
            char *back_text = ipt_settings_format(back, 0);

            CU_ASSERT_STRING_EQUAL(text, back_text);
            CU_ASSERT_STRING_EQUAL(text, other_text);
            CU_ASSERT_PTR_NULL(strstr(text, "sweep"));
            ipt_settings_free(point);
            ipt_settings_free(other);
            ipt_settings_free(back);
            free(text);
            free(other_text);
            free(back_text);
        }
        ipt_settings_free(s);
        ipt_settings_free(again);
        free(whole);
        free(whole_again);
    }
}

/* A point is the run that a file without the sweep describes. */
static void
points_are_plain_runs(void)
{
    ipt_settings *s = fixture_read("[run]\nname = a\n[sweep]\n"
                                   "train.l2 = 0.0, 1e-2\n"
                                   "data.set = szt, xor\n",
                                   NULL);
    ipt_settings *plain =
        fixture_read("[data]\nset = xor\n[train]\nl2 = 0.01\n", NULL);
    ipt_settings *empty = fixture_read("", NULL);
    char ids[4][13];
    char id[13];

    for (size_t i = 0; i < 4; i++) {
        ipt_settings *point = ipt_settings_point(s, i);

        ipt_settings_run_id(point, 5, ids[i]);
        ipt_settings_free(point);
        for (size_t j = 0; j < i; j++)
            CU_ASSERT_STRING_NOT_EQUAL(ids[i], ids[j]);
    }
    ipt_settings_run_id(plain, 5, id);
    CU_ASSERT_STRING_EQUAL(ids[3], id);
    ipt_settings_run_id(empty, 5, id);
    CU_ASSERT_STRING_EQUAL(ids[0], id);
    ipt_settings_free(s);
    ipt_settings_free(plain);
    ipt_settings_free(empty);
}

static void
bars_split_before_commas(void)
{
    ipt_settings *s = fixture_read("[sweep]\nmodel.layers = dense 1, dense 2 | "
                                   "\"x | y\", z |w\n",
                                   NULL);

    CU_ASSERT_EQUAL_FATAL(ipt_settings_n_points(s), 3);
    CU_ASSERT_STRING_EQUAL(ipt_settings_axis_value(s, 0, 0),
                           "dense 1, dense 2");
    CU_ASSERT_STRING_EQUAL(ipt_settings_axis_value(s, 1, 0), "x | y, z");
    CU_ASSERT_STRING_EQUAL(ipt_settings_axis_value(s, 2, 0), "w");
    ipt_settings_free(s);
}

static void
refuses_bad_axes(void)
{
    fixture_refuses("[estimator fine]\ntype = binning\n[sweep]\n"
                    "run.seeds = 1, 2\n"
                    "run.name = a, b\n"
                    "run.threads = 1, 2\n"
                    "train.bach = 1, 2\n"
                    "trian.batch = 1, 2\n"
                    "batch = 1, 2\n"
                    "estimator.fin.bins = 2, 3\n"
                    "estimator.bins = 2, 3\n"
                    "estimator.fine.bims = 2, 3\n"
                    "train.batch = 1, 0, 2x\n"
                    "train.epochs = 1,, 2,\n"
                    "train.l2 = 0.1, 0, 1e-1\n"
                    "train.shuffle =\n"
                    "estimator.fine.type = binning, kgs\n"
                    "sweep.train.l2 = 3\n",
                    "a.ini:4:1: [sweep] run.seeds: cannot be swept: every "
                    "combination runs with every seed already\n"
                    "a.ini:5:1: [sweep] run.name: cannot be swept: all "
                    "combinations belong to one batch of one name\n"
                    "a.ini:6:1: [sweep] run.threads: cannot be swept: it does "
                    "not change results\n"
                    "a.ini:7:1: [sweep] train.bach: unknown key; did you mean "
                    "batch?\n"
                    "a.ini:8:1: [sweep] trian.batch: unknown section "
                    "\"trian\"; did you mean train?\n"
                    "a.ini:9:1: [sweep] batch: expected SECTION.KEY; did you "
                    "mean train.batch?\n"
                    "a.ini:10:1: [sweep] estimator.fin.bins: there is no "
                    "section [estimator fin]; did you mean fine?\n"
                    "a.ini:11:1: [sweep] estimator.bins: expected "
                    "estimator.NAME.KEY\n"
                    "a.ini:13:18: [sweep] train.batch: \"0\" is not a whole "
                    "number from 1 to 65536\n"
                    "a.ini:13:21: [sweep] train.batch: \"2x\" is not a whole "
                    "number from 1 to 65536\n"
                    "a.ini:14:18: [sweep] train.epochs: a value is missing\n"
                    "a.ini:14:22: [sweep] train.epochs: a value is missing\n"
                    "a.ini:15:20: [sweep] train.l2: \"1e-1\" is given twice\n"
                    "a.ini:16:16: [sweep] train.shuffle: a value is missing\n"
                    "a.ini:17:32: [sweep] estimator.fine.type: unknown type "
                    "\"kgs\"; did you mean ksg?\n"
                    "a.ini:18:1: [sweep] sweep.train.l2: unknown section "
                    "\"sweep\"; expected one of run, data, model, train, "
                    "estimator, plot");
    fixture_refuses("[sweep]\ntrain.l2 = 1\ntrain.l2 = 2\n",
                    "a.ini:3:1: [sweep] train.l2: given twice, first at line "
                    "2");
}

/* Keys and values must suit every variant that the sweep takes. */
static void
swept_variants_share_their_keys(void)
{
    fixture_refuses("[data]\nflip = yes\nbits = 9\n[sweep]\n"
                    "data.set = szt, xor\n",
                    "a.ini:2:1: [data] flip: unknown key for set = xor; a key "
                    "of set = szt\n"
                    "a.ini:3:8: [data] bits: \"9\" is not a whole number from "
                    "1 to 4");
    fixture_refuses("[sweep]\ndata.set = szt, xor\ndata.bits = 3, 5\n",
                    "a.ini:3:16: [sweep] data.bits: \"5\" is not a whole "
                    "number from 1 to 4");
    fixture_refuses("[data]\n[sweep]\ndata.set = szt, idx\n",
                    "a.ini:1:1: [data] file: must be given; expected a text: "
                    "file with the images");
}

static void
overrides_replace_axes(void)
{
    static const char *const swept[] = {"train.l2=3"};
    ipt_settings *s = fixture_read("[sweep]\ntrain.l2 = 0, 1\n"
                                   "train.batch = 1, 2\n",
                                   "sweep.train.l2=5, 6, 7");

    CU_ASSERT_EQUAL_FATAL(ipt_settings_n_points(s), 6);
    CU_ASSERT_STRING_EQUAL(ipt_settings_axis(s, 0), "train.l2");
    CU_ASSERT_STRING_EQUAL(ipt_settings_axis_value(s, 5, 0), "7");
    CU_ASSERT_STRING_EQUAL(ipt_settings_axis_value(s, 5, 1), "2");
    ipt_settings_free(s);
    fixture_refuses_with("[sweep]\ntrain.l2 = 0, 1\n", swept, 1,
                         "-o train.l2=3: [train] l2: is swept (a.ini:2:1); "
                         "give -o sweep.train.l2=VALUES");
}

static void
grids_are_limited(void)
{
    char text[65536] = "[sweep]\n";
    const char *const keys[] = {"train.batch", "train.epochs", "train.l2"};

    for (size_t k = 0; k < 3; k++) {
        size_t at = strlen(text);

        at += (size_t)sprintf(text + at, "%s = 1", keys[k]);
        for (int i = 2; i <= 101; i++)
            at += (size_t)sprintf(text + at, ", %d", i);
        sprintf(text + at, "\n");
    }
    fixture_refuses(text, "a.ini:1:1: [sweep]: more than 1000000 "
                          "combinations");
}

int
main(void)
{
    static const test_case cases[] = {
        {"last axis varies fastest", last_axis_varies_fastest},
        {"points outlive their grid", points_outlive_their_grid},
        {"points read back", points_read_back},
        {"points are plain runs", points_are_plain_runs},
        {"bars split before commas", bars_split_before_commas},
        {"refuses bad axes", refuses_bad_axes},
        {"swept variants share their keys", swept_variants_share_their_keys},
        {"overrides replace axes", overrides_replace_axes},
        {"grids are limited", grids_are_limited},
    };

    return TEST_RUN("config/sweep", cases);
}
