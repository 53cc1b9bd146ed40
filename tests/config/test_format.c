/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resolved texts, identities, templates, and damaged files. */

#include <config.h>

#include <infoplane/random.h>

#include "config/fixture.h"

static const char format_full[] = "; a batch\n"
                                  "[run]\n"
                                  "name  = szt-tanh\n"
                                  "seeds = 0..49\n"
                                  "threads = 4\n"
                                  "[data]\n"
                                  "set   = xor    ; small\n"
                                  "train = 0.50\n"
                                  "[model]\n"
                                  "layers = dense 10 tanh, \\\n"
                                  "         dense 2 softmax\n"
                                  "[train]\n"
                                  "learning_rate = 4e-4\n"
                                  "shuffle = off\n"
                                  "clip = -1.0..+2\n"
                                  "[estimator ksg]\n"
                                  "[estimator fine]\n"
                                  "type = binning\n"
                                  "bins = 017\n"
                                  "[plot]\n"
                                  "title = \"I(X;T) ; \xC3\xA9\"\n"
                                  "[sweep]\n"
                                  "model.activation = tanh, relu\n"
                                  "train.l2 = 0, 0.010, 1E-1\n";

static void
resolved_text_is_exact(void)
{
    ipt_settings *s = fixture_read(format_full, NULL);
    char *text = ipt_settings_format(s, 0);
    char *meaningful = ipt_settings_format(s, 1);

    CU_ASSERT_STRING_EQUAL(text, "[run]\n"
                                 "name = szt-tanh\n"
                                 "seeds = 0..49\n"
                                 "threads = 4\n"
                                 "\n"
                                 "[data]\n"
                                 "set = xor\n"
                                 "train = 0.5\n"
                                 "bits = 2\n"
                                 "\n"
                                 "[model]\n"
                                 "layers = dense 10 tanh, dense 2 softmax\n"
                                 "activation = tanh\n"
                                 "\n"
                                 "[train]\n"
                                 "learning_rate = 0.0004\n"
                                 "batch = 256\n"
                                 "epochs = 100\n"
                                 "l2 = 0\n"
                                 "shuffle = no\n"
                                 "clip = -1..2\n"
                                 "\n"
                                 "[estimator ksg]\n"
                                 "type = ksg\n"
                                 "k = 3\n"
                                 "whiten = no\n"
                                 "\n"
                                 "[estimator fine]\n"
                                 "type = binning\n"
                                 "bins = 17\n"
                                 "range = -1..1\n"
                                 "\n"
                                 "[plot]\n"
                                 "title = \"I(X;T) ; \xC3\xA9\"\n"
                                 "\n"
                                 "[sweep]\n"
                                 "model.activation = tanh, relu\n"
                                 "train.l2 = 0, 0.01, 0.1\n");
    CU_ASSERT_STRING_EQUAL(meaningful,
                           "[data]\n"
                           "set = xor\n"
                           "train = 0.5\n"
                           "bits = 2\n"
                           "\n"
                           "[model]\n"
                           "layers = dense 10 tanh, dense 2 softmax\n"
                           "activation = tanh\n"
                           "\n"
                           "[train]\n"
                           "learning_rate = 0.0004\n"
                           "batch = 256\n"
                           "epochs = 100\n"
                           "l2 = 0\n"
                           "shuffle = no\n"
                           "clip = -1..2\n"
                           "\n"
                           "[estimator fine]\n"
                           "type = binning\n"
                           "bins = 17\n"
                           "range = -1..1\n"
                           "\n"
                           "[estimator ksg]\n"
                           "type = ksg\n"
                           "k = 3\n"
                           "whiten = no\n"
                           "\n"
                           "[sweep]\n"
                           "model.activation = tanh, relu\n"
                           "train.l2 = 0, 0.01, 0.1\n");
    ipt_settings_free(s);
    free(text);
    free(meaningful);
}

/* Writing and reading the resolved text changes nothing, neither the text nor
 * what counts. */
static void
resolved_text_is_a_fixed_point(void)
{
    static const char *const texts[] = {
        "",
        format_full,
        "[plot]\ntitle = \"  \\\"a\\\\\\\" ; # x \"\nnote = \\\\ a\n",
        "[plot]\ntitle = \"C:\\\\\\\\x\\\\\"\nnote =\n",
        "[plot]\ntitle = \"#\"\nnote = a\tb = [c]\n",
        "[data]\nset = idx\nfile = \"a b\\\\\"\n",
        "[train]\nlearning_rate = 0.1000000000000000055511151231257827\n"
        "l2 = -0.0\nclip = 1e-300..1e300\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ipt_settings *s = fixture_read(texts[i], NULL);
        char *text = ipt_settings_format(s, 0);
        ipt_settings *again = fixture_read(text, NULL);
        char *text_again = ipt_settings_format(again, 0);
        char *one = ipt_settings_format(s, 1);
        char *two = ipt_settings_format(again, 1);
        const char *title = ipt_settings_get(s, "plot", NULL, "title");

        CU_ASSERT_STRING_EQUAL(text, text_again);
        CU_ASSERT_STRING_EQUAL(one, two);
        fixture_value_is(again, "plot", "title", title);
        ipt_settings_free(s);
        ipt_settings_free(again);
        free(text);
        free(text_again);
        free(one);
        free(two);
    }
}

static void
format_id(const char *text, uint64_t seed, char id[13])
{
    ipt_settings *s = fixture_read(text, NULL);

    ipt_settings_run_id(s, seed, id);
    ipt_settings_free(s);
}

static void
identity_ignores_what_does_not_count(void)
{
    static const char *const same[] = {
        "[train]\nbatch = 17\nlearning_rate = 1e-3\n[estimator ksg]\n"
        "[estimator binning]\n",
        "; other\n[estimator binning]\ntype=binning\n[train]\n"
        "learning_rate = 0.00100 # same\nbatch=+17\nshuffle = true\n"
        "[data]\nset = szt\n[estimator ksg]\nk = 03\n",
        "[run]\nname = other\nseeds = 0..9\nthreads = 7\n[plot]\ntitle = x\n"
        "note = y\n[train]\nbatch = \\\n 17\nl2 = -0\nclip = \"off\"\n"
        "[estimator ksg]\nwhiten = 0\n[estimator binning]\nrange = -1.0..1e0\n",
    };
    char first[13];
    char id[13];

    format_id(same[0], 3, first);
    CU_ASSERT_EQUAL(strlen(first), 12);
    CU_ASSERT_EQUAL(strspn(first, "0123456789abcdef"), 12);
    for (size_t i = 1; i < sizeof same / sizeof *same; i++) {
        format_id(same[i], 3, id);
        CU_ASSERT_STRING_EQUAL(id, first);
    }
}

static void
identity_follows_what_counts(void)
{
    static const char *const different[] = {
        "",
        "[data]\ntrain = 0.7\n",
        "[data]\nset = xor\n",
        "[data]\nbits = 11\n",
        "[data]\nflip = yes\n",
        "[model]\nlayers = dense 2 softmax\n",
        "[model]\nactivation = relu\n",
        "[train]\nlearning_rate = 0.0010000000000000002\n",
        "[train]\nbatch = 255\n",
        "[train]\nepochs = 101\n",
        "[train]\nl2 = 1e-300\n",
        "[train]\nshuffle = no\n",
        "[train]\nclip = -1..1\n",
        "[estimator ksg]\n",
        "[estimator ksg]\nk = 4\n",
        "[estimator a]\ntype = ksg\n",
        "[estimator ksg]\n[estimator binning]\n",
    };
    enum { N = sizeof different / sizeof *different };
    char ids[N + 1][13];

    for (size_t i = 0; i <= N; i++) {
        format_id(i < N ? different[i] : "", i < N ? 3 : 4, ids[i]);
        for (size_t j = 0; j < i; j++) {
            if (!strcmp(ids[i], ids[j]))
                printf("\n%zu and %zu are both %s\n", i, j, ids[i]);
            CU_ASSERT_STRING_NOT_EQUAL(ids[i], ids[j]);
        }
    }
}

/* The identity is what its description says, computed here again. */
static void
identity_is_the_documented_hash(void)
{
    ipt_settings *s = fixture_read(format_full, NULL);
    ipt_settings *point = ipt_settings_point(s, 4);
    char *text = ipt_settings_format(point, 1);
    char hex[IPT_SHA256_HEX];
    char id[13];
    ipt_sha256 hash;

    ipt_sha256_init(&hash);
    ipt_sha256_add(&hash, text, strlen(text));
    ipt_sha256_add(&hash, "seed = 18446744073709551615\n", 28);
    ipt_sha256_hex(&hash, hex);
    hex[12] = '\0';
    ipt_settings_run_id(point, UINT64_MAX, id);
    CU_ASSERT_STRING_EQUAL(id, hex);
    ipt_settings_free(s);
    ipt_settings_free(point);
    free(text);
}

static void
template_gives_the_defaults(void)
{
    char *text = ipt_schema_template(fixture_schema);
    ipt_settings *s = fixture_read(text, NULL);
    ipt_settings *empty = fixture_read("", NULL);
    char *read = ipt_settings_format(s, 0);
    char *preset = ipt_settings_format(empty, 0);

    CU_ASSERT_STRING_EQUAL(read, preset);
    TEST_CONTAINS(text, "; Training\n[train]\n");
    TEST_CONTAINS(text, "\n; samples of a step: a whole number from 1 to 65536 "
                        "(sample)\nbatch = 256\n");
    TEST_CONTAINS(text, "\n; set is one of szt, idx, xor\n");
    TEST_CONTAINS(text, "\n; --- keys of set = idx ---\n");
    TEST_CONTAINS(text, "\n; file with the images: a text\n; required, without "
                        "a default; this is an example\n;file = example\n");
    TEST_CONTAINS(text, "\n;[estimator ksg]\n;type = ksg\n");
    TEST_CONTAINS(text, "\n;k = 3\n");
    TEST_CONTAINS(text, "\n[sweep]\n");
    ipt_settings_free(s);
    ipt_settings_free(empty);
    free(read);
    free(preset);
    free(text);
}

/* With the signs before disabled lines taken away, named sections are good. */
static void
template_examples_are_good(void)
{
    char *text = ipt_schema_template(fixture_schema);
    char *from = strstr(text, ";[estimator");
    char *to = strstr(text, "\n; Figures");

    CU_ASSERT_PTR_NOT_NULL_FATAL(from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(to);
    for (char *p = from; p < to; p++)
        if (*p == ';' && p[-1] == '\n' && p[1] != ' ')
            *p = ' ';
    ipt_settings *s = fixture_read(text, NULL);
    CU_ASSERT_EQUAL(ipt_settings_n_instances(s, "estimator"), 2);
    CU_ASSERT_STRING_EQUAL(ipt_settings_get(s, "estimator", "ksg", "k"), "3");
    ipt_settings_free(s);
    free(text);
}

/* Required keys of the default have an example that can be read. */
static void
template_shows_required_keys(void)
{
    static const ipt_option rows[] = {
        {"a", IPT_OPTION_INT, 0, NULL, 5, 7, IPT_OPTION_REQUIRED, NULL, NULL,
         ""},
        {"b", IPT_OPTION_REAL, 0, NULL, -9, -7,
         IPT_OPTION_REQUIRED | IPT_OPTION_ABOVE, NULL, NULL, ""},
        {"c", IPT_OPTION_FLAG, 0, NULL, 0, 0, IPT_OPTION_REQUIRED, NULL, NULL,
         ""},
        {"d", IPT_OPTION_CHOICE, 0, NULL, 0, 0, IPT_OPTION_REQUIRED, "up|down",
         NULL, ""},
        {"e", IPT_OPTION_TEXT, 0, NULL, 0, 0, IPT_OPTION_REQUIRED, NULL, NULL,
         ""},
        {"f", IPT_OPTION_RANGE, 0, NULL, 0, 0, IPT_OPTION_REQUIRED, NULL, NULL,
         ""},
        {"g", IPT_OPTION_INT, 0, NULL, -7, -5,
         IPT_OPTION_REQUIRED | IPT_OPTION_ABOVE, NULL, NULL, ""},
        IPT_OPTION_END,
    };
    static const ipt_schema schema = {
        {"x", "Everything", 0, rows, NULL, NULL, NULL},
        {NULL, NULL, 0, NULL, NULL, NULL, NULL},
    };
    ipt_problems *problems = ipt_problems_alloc();
    char *text = ipt_schema_template(schema);
    ipt_settings *s =
        ipt_settings_read("t.ini", text, NULL, 0, schema, problems);

    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    fixture_value_is(s, "x", "a", "5");
    fixture_value_is(s, "x", "b", "-8");
    fixture_value_is(s, "x", "d", "up");
    fixture_value_is(s, "x", "g", "-6");
    TEST_CONTAINS(text, "; required, without a default; this is an example\n"
                        "a = 5\n");
    ipt_settings_free(s);
    ipt_problems_free(problems);
    free(text);
}

/* Reads damaged bytes: either settings, whose text reads back, or problems. */
static void
format_damaged(const char *path, const char *bytes, size_t length)
{
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *s = NULL;

    if (path) {
        FILE *file = fopen(path, "wb");

        CU_ASSERT_PTR_NOT_NULL_FATAL(file);
        fwrite(bytes, 1, length, file);
        fclose(file);
    }
    s = ipt_settings_read(path ? path : "a.ini", path ? NULL : bytes, NULL, 0,
                          fixture_schema, problems);
    CU_ASSERT_FATAL((s == NULL) == (ipt_problems_count(problems) > 0));
    for (size_t i = 0; i < ipt_problems_count(problems); i++) {
        const char *line = ipt_problems_get(problems, i);

        CU_ASSERT_FATAL(*line && !strpbrk(line, "\n\r\t\x1b\x7F"));
    }
    if (s) {
        char *text = ipt_settings_format(s, 0);
        ipt_settings *again = fixture_read(text, NULL);
        char *text_again = ipt_settings_format(again, 0);

        CU_ASSERT_STRING_EQUAL_FATAL(text, text_again);
        for (size_t p = 0; p < ipt_settings_n_points(s) && p < 3; p++)
            ipt_settings_free(ipt_settings_point(s, p));
        ipt_settings_free(s);
        ipt_settings_free(again);
        free(text);
        free(text_again);
    }
    ipt_problems_free(problems);
}

static void
truncated_files_do_no_harm(void)
{
    char text[sizeof format_full];

    for (size_t n = 0; n < sizeof format_full; n++) {
        memcpy(text, format_full, n);
        text[n] = '\0';
        format_damaged(NULL, text, n);
    }
}

static void
damaged_files_do_no_harm(void)
{
    static const char likely[] = "=[];#\"\\\n\r ,|.:0-x";
    const size_t length = sizeof format_full - 1;
    char path[] = "/tmp/ipt-test-format-XXXXXX";
    char text[sizeof format_full];
    ipt_stream stream;

    close(mkstemp(path));
    ipt_stream_init(&stream, 11, "test/damage", 0);
    for (int i = 0; i < 4000; i++) {
        const uint64_t flips = 1 + ipt_stream_below(&stream, 6);

        memcpy(text, format_full, sizeof text);
        for (uint64_t k = 0; k < flips; k++) {
            char *byte = text + ipt_stream_below(&stream, length);

            if (ipt_stream_below(&stream, 2))
                *byte = likely[ipt_stream_below(&stream, sizeof likely - 1)];
            else
                *byte ^= (char)(1 << ipt_stream_below(&stream, 8));
        }
        /* One in eight through a file, where NUL bytes can be met. */
        format_damaged(i % 8 ? NULL : path, text, length);
    }
    unlink(path);
}

int
main(void)
{
    static const test_case cases[] = {
        {"resolved text is exact", resolved_text_is_exact},
        {"resolved text is a fixed point", resolved_text_is_a_fixed_point},
        {"identity ignores what does not count",
         identity_ignores_what_does_not_count},
        {"identity follows what counts", identity_follows_what_counts},
        {"identity is the documented hash", identity_is_the_documented_hash},
        {"template gives the defaults", template_gives_the_defaults},
        {"template examples are good", template_examples_are_good},
        {"template shows required keys", template_shows_required_keys},
        {"truncated files do no harm", truncated_files_do_no_harm},
        {"damaged files do no harm", damaged_files_do_no_harm},
    };

    return TEST_RUN("config/format", cases);
}
