/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, values, variants and overrides against the schema. */

#include <config.h>

#include "config/fixture.h"

static void
defaults_without_a_file(void)
{
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *s =
        ipt_settings_read(NULL, NULL, NULL, 0, fixture_schema, problems);
    size_t n = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    fixture_value_is(s, "train", "learning_rate", "0.001");
    fixture_value_is(s, "data", "set", "szt");
    fixture_value_is(s, "data", "bits", "12");
    CU_ASSERT_PTR_NULL(ipt_settings_get(s, "data", NULL, "file"));
    CU_ASSERT_PTR_NULL(ipt_settings_get(s, "plot", NULL, "note"));
    CU_ASSERT_EQUAL(ipt_settings_n_instances(s, "estimator"), 0);
    CU_ASSERT_EQUAL(ipt_settings_n_instances(s, "train"), 0);
    CU_ASSERT_EQUAL(ipt_settings_n_points(s), 1);
    CU_ASSERT_EQUAL(ipt_settings_n_axes(s), 0);
    CU_ASSERT_EQUAL(ipt_settings_seeds(s, &n)[0], 0);
    CU_ASSERT_EQUAL(n, 1);
    CU_ASSERT_STRING_EQUAL(ipt_settings_source(s), "");
    ipt_settings_free(s);
    ipt_settings_free(NULL);
    ipt_problems_free(problems);
    ipt_problems_free(NULL);
}

static void
fills_states(void)
{
    ipt_settings *s = fixture_read("[train]\nlearning_rate = 0.00040\n"
                                   "shuffle = off\nclip = -3..2.5\n"
                                   "[estimator fine]\ntype = binning\n"
                                   "bins = 17\n[estimator ksg]\n",
                                   NULL);
    ipt_error err = IPT_ERROR_INIT;
    train_state train;
    binning_state bins;
    ksg_state ksg = {-1, -1};

    memset(&train, 0, sizeof train);
    TEST_STATUS(
        ipt_settings_fill(s, "train", NULL, train_options, &train, &err),
        IPT_OK, err);
    CU_ASSERT_EQUAL(train.learning_rate, 4e-4);
    CU_ASSERT_EQUAL(train.batch, 256);
    CU_ASSERT_EQUAL(train.shuffle, 0);
    CU_ASSERT_EQUAL(train.clip.low, -3.0);
    CU_ASSERT_EQUAL(train.clip.high, 2.5);
    TEST_STATUS(
        ipt_settings_fill(s, "estimator", "fine", binning_options, &bins, &err),
        IPT_OK, err);
    CU_ASSERT_EQUAL(bins.bins, 17);
    CU_ASSERT_EQUAL(bins.range.high, 1.0);
    CU_ASSERT_EQUAL(ipt_settings_n_instances(s, "estimator"), 2);
    CU_ASSERT_STRING_EQUAL(ipt_settings_instance(s, "estimator", 0), "fine");
    CU_ASSERT_STRING_EQUAL(ipt_settings_instance(s, "estimator", 1), "ksg");
    CU_ASSERT_STRING_EQUAL(ipt_settings_get(s, "estimator", "fine", "type"),
                           "binning");
    CU_ASSERT_STRING_EQUAL(ipt_settings_get(s, "estimator", "ksg", "type"),
                           "ksg");
    TEST_STATUS(
        ipt_settings_fill(s, "estimator", "none", ksg_options, &ksg, &err),
        IPT_ECONFIG, err);
    CU_ASSERT_STRING_EQUAL(err.message, "a.ini: there is no [estimator none]");
    CU_ASSERT_EQUAL(ksg.k, -1);
    ipt_settings_free(s);
}

/* A table stricter than that of the schema: refused as a whole, with the
 * place of the value. */
static void
fill_stores_all_or_nothing(void)
{
    static const ipt_option strict[] = {
        {"epochs", IPT_OPTION_INT, offsetof(train_state, epochs), "3", 0, 0, 0,
         NULL, NULL, ""},
        {"batch", IPT_OPTION_INT, offsetof(train_state, batch), "3", 1, 8, 0,
         NULL, NULL, ""},
        IPT_OPTION_END,
    };
    ipt_settings *s = fixture_read("[train]\nepochs = 5\nbatch = 9\n", NULL);
    ipt_error err = IPT_ERROR_INIT;
    train_state train;

    memset(&train, 0, sizeof train);
    TEST_STATUS(ipt_settings_fill(s, "train", NULL, strict, &train, &err),
                IPT_ECONFIG, err);
    CU_ASSERT_STRING_EQUAL(err.message,
                           "a.ini:3:9: [train] batch: \"9\" is not a whole "
                           "number from 1 to 8");
    CU_ASSERT_EQUAL(train.epochs, 0);
    ipt_settings_free(s);
}

static void
names_the_nearest_key(void)
{
    fixture_refuses("[train]\nlearning_rat = 1\n",
                    "a.ini:2:1: [train] learning_rat: unknown key; did you "
                    "mean learning_rate?");
    fixture_refuses("[train]\nBatch = 1\n",
                    "a.ini:2:1: [train] Batch: unknown key; did you mean "
                    "batch?");
    fixture_refuses("[train]\nqqqq = 1\n",
                    "a.ini:2:1: [train] qqqq: unknown key; expected one of "
                    "learning_rate, batch, epochs, l2, shuffle, clip");
    fixture_refuses("[run]\nbatch = 1\n",
                    "a.ini:2:1: [run] batch: unknown key; a key of [train]");
    fixture_refuses("[data]\nbtis = 1\n",
                    "a.ini:2:1: [data] btis: unknown key for set = szt; did "
                    "you mean bits?");
    fixture_refuses("[data]\nset = szt\nlimit = 3\n",
                    "a.ini:3:1: [data] limit: unknown key for set = szt; a "
                    "key of set = idx");
    fixture_refuses("[estimator ksg]\ntipe = ksg\n",
                    "a.ini:2:1: [estimator ksg] tipe: unknown key for type = "
                    "ksg; did you mean type?");
}

static void
says_what_was_expected(void)
{
    fixture_refuses("[train]\n"
                    "epochs = 1e2\n"
                    "batch = 30x\n"
                    "learning_rate = -0.1\n"
                    "shuffle = perhaps\n"
                    "clip = 3..2\n"
                    "[model]\n"
                    "activation = tanhh\n"
                    "[data]\n"
                    "train = 0\n",
                    "a.ini:2:10: [train] epochs: \"1e2\" is not a whole number "
                    "from 0 to 99999\n"
                    "a.ini:3:9: [train] batch: \"30x\" is not a whole number "
                    "from 1 to 65536\n"
                    "a.ini:4:17: [train] learning_rate: \"-0.1\" is not a "
                    "number above 0\n"
                    "a.ini:5:11: [train] shuffle: \"perhaps\" is not yes or "
                    "no\n"
                    "a.ini:6:8: [train] clip: \"3..2\" is not an interval "
                    "LOW..HIGH or one of off\n"
                    "a.ini:8:14: [model] activation: \"tanhh\" is not one of "
                    "tanh, relu, elu, swish; did you mean tanh?\n"
                    "a.ini:10:9: [data] train: \"0\" is not a number above 0 "
                    "and to 1");
}

static void
variants_bring_their_keys(void)
{
    ipt_settings *s = fixture_read("[data]\nlimit = 7\nset = idx\n"
                                   "file = a.gz\n",
                                   NULL);

    fixture_value_is(s, "data", "limit", "7");
    fixture_value_is(s, "data", "train", "0.8");
    CU_ASSERT_PTR_NULL(ipt_settings_get(s, "data", NULL, "bits"));
    ipt_settings_free(s);
    fixture_refuses("[data]\nset = idz\nlimit = x\nbits = 3\ntrain = 2\n",
                    "a.ini:2:7: [data] set: unknown set \"idz\"; did you mean "
                    "idx?\n"
                    "a.ini:5:9: [data] train: \"2\" is not a number above 0 "
                    "and to 1");
    fixture_refuses("[data]\nset =\n",
                    "a.ini:2:6: [data] set: unknown set \"\"; expected one of "
                    "szt, idx, xor");
    fixture_refuses("[estimator bining]\nbins = x\n",
                    "a.ini:1:1: [estimator bining]: unknown type \"bining\"; "
                    "did you mean binning?");
    fixture_refuses("[estimator a]\ntype = kgs\nbins = x\n",
                    "a.ini:2:8: [estimator a] type: unknown type \"kgs\"; did "
                    "you mean ksg?");
}

static void
required_keys_are_missed(void)
{
    static const char *const idx[] = {"data.set=idx"};

    fixture_refuses("[run]\n[data]\nset = idx\n",
                    "a.ini:2:1: [data] file: must be given; expected a text: "
                    "file with the images");
    fixture_refuses("[data]\nset = idx\nfile =\n",
                    "a.ini:3:7: [data] file: must not be empty");
    fixture_refuses_with("[train]\nbatch = 0\n", idx, 1,
                         "a.ini:2:9: [train] batch: \"0\" is not a whole "
                         "number from 1 to 65536\n"
                         "a.ini: [data] file: must be given; expected a text: "
                         "file with the images");
    /* What could not be read may have held it: no second complaint. */
    fixture_refuses("[data]\nset = idx\nfile a.gz\n",
                    "a.ini:3:1: [data]: expected KEY = VALUE, got "
                    "\"file a.gz\"");
    fixture_refuses_with("[dataa]\nfile = a.gz\n", idx, 1,
                         "a.ini:1:1: [dataa]: unknown section; did you mean "
                         "[data]?");
}

/* A selector that its options lack, without a default. */
static void
selectors_may_lack_an_option(void)
{
    static const ipt_schema schema = {
        {"data", "Data", 0, NULL, "set", fixture_set, fixture_all_sets},
        {NULL, NULL, 0, NULL, NULL, NULL, NULL},
    };
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *s = NULL;
    char *text = NULL;

    CU_ASSERT_PTR_NULL(
        ipt_settings_read("a.ini", "[data]\n", NULL, 0, schema, problems));
    CU_ASSERT_STRING_EQUAL(ipt_problems_get(problems, 0),
                           "a.ini:1:1: [data] set: must be given; expected a "
                           "name");
    s = ipt_settings_read("a.ini", "[data]\nset = xor", NULL, 0, schema,
                          problems);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    text = ipt_settings_format(s, 0);
    CU_ASSERT_STRING_EQUAL(text, "[data]\nset = xor\nbits = 2\n");
    free(text);
    ipt_settings_free(s);
    text = ipt_schema_template(schema);
    s = ipt_settings_read("t.ini", text, NULL, 0, schema, problems);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    fixture_value_is(s, "data", "set", "szt");
    ipt_settings_free(s);
    free(text);
    ipt_problems_free(problems);
}

static void
overrides_win(void)
{
    static const char *const list[] = {
        "train.batch=5",
        " train.batch = 7 ",
        "estimator.fine.bins=4",
        "estimator.ksg.k=9",
        "estimator.v1.2.type=binning",
        "estimator.v1.2.bins=8",
        "plot.title=\" a ; b\"",
        "plot.note=x ; y = z",
        "data.set=xor",
    };
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *s = ipt_settings_read(
        "a.ini",
        "[train]\nbatch = 3\n[estimator fine]\ntype = binning\nbins = 3\n",
        list, sizeof list / sizeof *list, fixture_schema, problems);

    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    fixture_value_is(s, "train", "batch", "7");
    CU_ASSERT_STRING_EQUAL(ipt_settings_origin(s, "train", NULL, "batch"),
                           "-o  train.batch = 7 ");
    fixture_value_is(s, "plot", "title", " a ; b");
    fixture_value_is(s, "plot", "note", "x ; y = z");
    fixture_value_is(s, "data", "bits", "2");
    CU_ASSERT_STRING_EQUAL(ipt_settings_get(s, "estimator", "fine", "bins"),
                           "4");
    CU_ASSERT_STRING_EQUAL(ipt_settings_get(s, "estimator", "ksg", "k"), "9");
    CU_ASSERT_STRING_EQUAL(ipt_settings_get(s, "estimator", "v1.2", "bins"),
                           "8");
    CU_ASSERT_EQUAL(ipt_settings_n_instances(s, "estimator"), 3);
    ipt_settings_free(s);
    ipt_problems_free(problems);
}

static void
overrides_are_checked(void)
{
    static const char *const list[] = {
        "train.batc=5",
        "train.batch=0",
        "trian.batch=5",
        "batch=5",
        "train.batch",
        "train.=5",
        "estimator.ksg=5",
        "estimator.kgs.k=5",
        "estimator.fin.bins=5",
        "estimator.none.type=nothing",
        "estimator.fine.bins=1",
        "sweep.train.bach=1,2",
        "plot.title=\"x",
        "plot.title=a\nb",
        "data.set=ixd",
        "run.seeds=1,1",
        "=3",
    };

    fixture_refuses_with(
        "[train]\nbatch = x\n[estimator fine]\ntype = binning\n", list,
        sizeof list / sizeof *list,
        "a.ini:2:9: [train] batch: \"x\" is not a whole number from 1 to "
        "65536\n"
        "-o train.batc=5: [train] batc: unknown key; did you mean batch?\n"
        "-o train.batch=0: [train] batch: \"0\" is not a whole number from 1 "
        "to 65536\n"
        "-o trian.batch=5: unknown section \"trian\"; did you mean train?\n"
        "-o batch=5: expected SECTION.KEY=VALUE; did you mean train.batch?\n"
        "-o train.batch: expected SECTION.KEY=VALUE\n"
        "-o train.=5: expected SECTION.KEY=VALUE\n"
        "-o estimator.ksg=5: expected estimator.NAME.KEY=VALUE\n"
        "-o estimator.kgs.k=5: there is no section [estimator kgs]; did you "
        "mean ksg?\n"
        "-o estimator.fin.bins=5: there is no section [estimator fin]; did "
        "you mean fine?\n"
        "-o estimator.none.type=nothing: there is no section [estimator "
        "none]; expected one of binning, ksg\n"
        "-o estimator.fine.bins=1: [estimator fine] bins: \"1\" is not a whole "
        "number from 2 to 65536\n"
        "-o sweep.train.bach=1,2: [sweep] train.bach: unknown key; did you "
        "mean batch?\n"
        "-o plot.title=\"x: the quote is not closed\n"
        "-o plot.title=a\\nb: byte 0x0a is no printable UTF-8\n"
        "-o data.set=ixd: [data] set: unknown set \"ixd\"; did you mean idx?\n"
        "-o run.seeds=1,1: [run] seeds: seed 1 is listed twice\n"
        "-o =3: expected SECTION.KEY=VALUE");
}

static void
overridden_variants_change_keys(void)
{
    static const char *const xor [] = {"data.set=xor"};

    fixture_refuses_with("[data]\nset = szt\nflip = yes\nbits = 9\n", xor, 1,
                         "a.ini:3:1: [data] flip: unknown key for set = xor; a "
                         "key of set = szt\n"
                         "a.ini:4:8: [data] bits: \"9\" is not a whole number "
                         "from 1 to 4");
}

static void
problems_are_escaped(void)
{
    ipt_problems *problems = ipt_problems_alloc();

    ipt_problems_add(problems, "a\tb\n%s\x1b[31m\x7F \xC3\xA9 \xFF", "c\r");
    ipt_problems_add(problems, "%s", "second");
    CU_ASSERT_EQUAL(ipt_problems_count(problems), 2);
    CU_ASSERT_STRING_EQUAL(ipt_problems_get(problems, 0),
                           "a\\tb\\nc\\r\\x1b[31m\\x7f \xC3\xA9 \\xff");
    CU_ASSERT_STRING_EQUAL(ipt_problems_get(problems, 1), "second");
    ipt_problems_free(problems);
}

int
main(void)
{
    static const test_case cases[] = {
        {"defaults without a file", defaults_without_a_file},
        {"fills states", fills_states},
        {"fill stores all or nothing", fill_stores_all_or_nothing},
        {"names the nearest key", names_the_nearest_key},
        {"says what was expected", says_what_was_expected},
        {"variants bring their keys", variants_bring_their_keys},
        {"required keys are missed", required_keys_are_missed},
        {"selectors may lack an option", selectors_may_lack_an_option},
        {"overrides win", overrides_win},
        {"overrides are checked", overrides_are_checked},
        {"overridden variants change keys", overridden_variants_change_keys},
        {"problems are escaped", problems_are_escaped},
    };

    return TEST_RUN("config/schema", cases);
}
