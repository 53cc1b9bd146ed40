/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of INI files: what is read, and what is refused at which place. */

#include <config.h>

#include "config/fixture.h"

static void
keeps_places(void)
{
    ipt_settings *s = fixture_read("; a comment\n"
                                   "[run]   # another\n"
                                   "  name\t=  szt-tanh  ; third\n"
                                   "\n"
                                   "[ train ]\n"
                                   "batch=17\n"
                                   "[estimator   fine]\n"
                                   "type = binning\n"
                                   "range = -0.25..1",
                                   NULL);

    fixture_value_is(s, "run", "name", "szt-tanh");
    fixture_value_is(s, "train", "batch", "17");
    CU_ASSERT_STRING_EQUAL(ipt_settings_origin(s, "run", NULL, "name"),
                           "a.ini:3:11");
    CU_ASSERT_STRING_EQUAL(ipt_settings_origin(s, "train", NULL, "batch"),
                           "a.ini:6:7");
    CU_ASSERT_STRING_EQUAL(ipt_settings_origin(s, "train", NULL, "epochs"),
                           "default");
    CU_ASSERT_STRING_EQUAL(ipt_settings_origin(s, "estimator", "fine", "range"),
                           "a.ini:9:9");
    CU_ASSERT_STRING_EQUAL(ipt_settings_get(s, "estimator", "fine", "range"),
                           "-0.25..1");
    CU_ASSERT(ipt_settings_given(s, "train", NULL, "batch"));
    CU_ASSERT(!ipt_settings_given(s, "train", NULL, "epochs"));
    CU_ASSERT(!strncmp(ipt_settings_source(s), "; a comment\n[run]", 17));
    CU_ASSERT_PTR_NULL(ipt_settings_get(s, "train", NULL, "nothing"));
    CU_ASSERT_PTR_NULL(ipt_settings_get(s, "nothing", NULL, "batch"));
    CU_ASSERT_PTR_NULL(ipt_settings_get(s, "train", "fine", "batch"));
    ipt_settings_free(s);
}

static void
takes_marks_and_line_ends(void)
{
    static const char *const texts[] = {
        "\xEF\xBB\xBF[train]\nbatch = 17\n",
        "\xEF\xBB\xBF[train]\r\nbatch = 17\r\n",
        "[train]\r\nbatch = 17\r\n\r\n",
        "[train]\nbatch = 17",
        "[train]\nbatch = 17\r",
        "\n\n  [train]# x\n\tbatch\t=\t17\t# [x]\n",
        "[train];x\nbatch = \\\n  17\n",
        "[train]\nbatch = \"17\"\n",
        "[train]\nbatch = \"1\"7\n",
        "[train]\nbatch = 17 \\",
        "[train]\nbatch = 17 \\\n",
        "[train]\nbatch = 17 \\\n; not more\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ipt_settings *s = fixture_read(texts[i], NULL);

        fixture_value_is(s, "train", "batch", "17");
        ipt_settings_free(s);
    }
}

static void
quotes_and_comments(void)
{
    static const struct {
        const char *written, *read;
    } pair[] = {
        {"a b", "a b"},
        {"a;b#c", "a;b#c"},
        {"a ;b", "a"},
        {"a\t# b", "a"},
        {";b", ""},
        {"\"a ; b\" ; c", "a ; b"},
        {"\"  a  \"", "  a  "},
        {"x \"a # b\" y", "x a # b y"},
        {"\"say \\\"I(X;T)\\\"\"", "say \"I(X;T)\""},
        {"\"C:\\\\data\\\\\"", "C:\\data\\"},
        {"\"C:\\data\"", "C:\\data"},
        {"C:\\data", "C:\\data"},
        {"\"\"", ""},
        {"", ""},
        {"a \\\n   b \\\r\n c", "a b c"},
        {"\\\n   b", "b"},
        {"= x", "= x"},
        {"\xC3\xA9t\xC3\xA9 \xE2\x88\x9E \xF0\x9F\x99\x82",
         "\xC3\xA9t\xC3\xA9 \xE2\x88\x9E \xF0\x9F\x99\x82"},
    };
    char text[256];

    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        ipt_settings *s = NULL;

        snprintf(text, sizeof text, "[plot]\ntitle = %s\n[run]\nname = x",
                 pair[i].written);
        s = fixture_read(text, NULL);
        fixture_value_is(s, "plot", "title", pair[i].read);
        fixture_value_is(s, "run", "name", "x");
        ipt_settings_free(s);
    }
}

static void
refuses_bad_lines(void)
{
    fixture_refuses("[train]\nbatch 17\n",
                    "a.ini:2:1: [train]: expected KEY = VALUE, got "
                    "\"batch 17\"");
    fixture_refuses("[train]\n  batch 17 ; = 3\n",
                    "a.ini:2:3: [train]: expected KEY = VALUE, got "
                    "\"batch 17\"");
    fixture_refuses("[train]\n  = 17\n",
                    "a.ini:2:3: [train]: no key before '='; expected "
                    "KEY = VALUE");
    fixture_refuses("[train]\nbatch =\n",
                    "a.ini:2:8: [train] batch: no value; expected a whole "
                    "number from 1 to 65536");
    fixture_refuses("[train]\nbatch = ; 17\n",
                    "a.ini:2:9: [train] batch: no value; expected a whole "
                    "number from 1 to 65536");
    fixture_refuses("[train\nbatch = 17\n",
                    "a.ini:1:1: the bracket is not closed; expected "
                    "[SECTION]");
    fixture_refuses("[]\nbatch = 17\n",
                    "a.ini:1:1: a section without a name; expected "
                    "[SECTION]");
    fixture_refuses(" [ ]\n", "a.ini:1:2: a section without a name; expected "
                              "[SECTION]");
    fixture_refuses("[train] batch = 17\n",
                    "a.ini:1:9: [train]: only a comment may follow the "
                    "bracket");
    fixture_refuses("\nbatch = 17\nepochs = 3\n[train]\n",
                    "a.ini:2:1: a line before any section; expected "
                    "[SECTION]");
    fixture_refuses("[plot]\ntitle = a \"b\n",
                    "a.ini:2:11: [plot] title: the quote is not closed on its "
                    "line");
    fixture_refuses("[plot]\ntitle = \"b\\\"\n",
                    "a.ini:2:9: [plot] title: the quote is not closed on its "
                    "line");
    fixture_refuses("[plot]\ntitle = a \\ ; more\n",
                    "a.ini:2:11: [plot] title: a backslash joins lines only at "
                    "the end of a line");
}

static void
refuses_bad_sections(void)
{
    fixture_refuses("[run]\n[Train]\nbatch = x\n",
                    "a.ini:2:1: [Train]: unknown section; did you mean "
                    "[train]?");
    fixture_refuses("[sweeep]\n", "a.ini:1:1: [sweeep]: unknown section; did "
                                  "you mean [sweep]?");
    fixture_refuses("[qqqqqq]\n",
                    "a.ini:1:1: [qqqqqq]: unknown section; expected one of "
                    "[run], [data], [model], [train], [estimator], [plot], "
                    "[sweep]");
    fixture_refuses("[train x]\n",
                    "a.ini:1:1: [train x]: [train] takes no name");
    fixture_refuses("[sweep x]\n",
                    "a.ini:1:1: [sweep x]: [sweep] takes no name");
    fixture_refuses("[estimator]\nbins = 3\n",
                    "a.ini:1:1: [estimator]: a name is missing: [estimator "
                    "NAME]");
    fixture_refuses("[estimator a/b]\n",
                    "a.ini:1:1: [estimator a/b]: a name has up to 63 letters, "
                    "digits and _ . + -");
    fixture_refuses("[train]\nbatch = 3\n\n [train]\nbatch = 4\nbacth = 4\n",
                    "a.ini:4:2: [train]: section given twice, first at line "
                    "1\n"
                    "a.ini:6:1: [train] bacth: unknown key; did you mean "
                    "batch?");
    fixture_refuses("[estimator ksg]\n[estimator ksg]\nk = 0\n",
                    "a.ini:2:1: [estimator ksg]: section given twice, first at "
                    "line 1\n"
                    "a.ini:3:5: [estimator ksg] k: \"0\" is not a whole number "
                    "from 1 to 99");
    fixture_refuses("[sweep]\n[sweep]\n",
                    "a.ini:2:1: [sweep]: section given twice, first at line 1");
    fixture_refuses("[train]\nbatch = 3\nepochs = 3\nbatch = 4\n",
                    "a.ini:4:1: [train] batch: given twice, first at line 2");
}

static void
refuses_bad_bytes(void)
{
    ipt_problems *problems = ipt_problems_alloc();
    char path[] = "/tmp/ipt-test-ini-XXXXXX";
    const int descriptor = mkstemp(path);
    FILE *file = fdopen(descriptor, "wb");
    const char bytes[] = "[train]\nba\0tch = 3\nq = 4\n";
    char expected[128];

    fixture_refuses("[train]\nbatch\x01 = 3\n",
                    "a.ini:2:6: control character 0x01");
    fixture_refuses("[train]\nbatch = 3\r4\n",
                    "a.ini:2:10: control character 0x0d");
    fixture_refuses("[train]\n; \x7F\nbatch = 0\n",
                    "a.ini:2:3: control character 0x7f\n"
                    "a.ini:3:9: [train] batch: \"0\" is not a whole number "
                    "from 1 to 65536");
    fixture_refuses("[run]\nname = \xC2\x9B\n",
                    "a.ini:2:8: control character 0x9b");
    fixture_refuses("[run]\nname = M\xFCller\n",
                    "a.ini:2:9: byte 0xfc is not UTF-8");
    fixture_refuses("[run]\nname = \xED\xA0\x80\n",
                    "a.ini:2:8: byte 0xed is not UTF-8");
    fixture_refuses("[run]\nname = \xC3\xA9\xC0\xAF\n",
                    "a.ini:2:9: byte 0xc0 is not UTF-8");
    fixture_refuses("[run]\nname = \xC2", "a.ini:2:8: byte 0xc2 is not UTF-8");
    fixture_refuses("[run]\nname = a \\\n \x02\n",
                    "a.ini:3:2: control character 0x02");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fwrite(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    CU_ASSERT_PTR_NULL(
        ipt_settings_read(path, NULL, NULL, 0, fixture_schema, problems));
    snprintf(expected, sizeof expected,
             "%s:2:3: NUL byte: this is not a text file", path);
    CU_ASSERT_EQUAL(ipt_problems_count(problems), 1);
    CU_ASSERT_STRING_EQUAL(ipt_problems_get(problems, 0), expected);
    unlink(path);
    ipt_problems_free(problems);
}

/* Columns count characters; joined lines keep the places of their parts. */
static void
columns_count_characters(void)
{
    fixture_refuses("[sweep]\n"
                    "plot.\xC3\xA9 = 3\n"
                    "train.batch = 1, \\\n"
                    "   2, \\\n"
                    "\t0, 3\n"
                    "model.layers = \"\xC3\xA9\xC3\xA9\", a, \n",
                    "a.ini:2:1: [sweep] plot.\xC3\xA9: unknown key; expected "
                    "one of title, note\n"
                    "a.ini:5:2: [sweep] train.batch: \"0\" is not a whole "
                    "number from 1 to 65536\n"
                    "a.ini:6:24: [sweep] model.layers: a value is missing");
    fixture_refuses("[run]\nseeds = 1, 2, \\\n 3, x\n",
                    "a.ini:3:5: [run] seeds: \"x\" is not a whole number or a "
                    "range FIRST..LAST");
}

static void
messages_stay_one_line(void)
{
    char text[4096] = "[train]\nbatch = ";
    char expected[512];
    char cut[128];

    memset(text + 16, '7', 3000);
    memset(cut, '7', 68);
    cut[68] = '\0';
    snprintf(expected, sizeof expected,
             "a.ini:2:9: [train] batch: \"%s...\" is not a whole number from "
             "1 to 65536",
             cut);
    fixture_refuses(text, expected);
    fixture_refuses("[train]\nbatch = 1\t2\n",
                    "a.ini:2:9: [train] batch: \"1\\t2\" is not a whole number "
                    "from 1 to 65536");
    memset(text, 'x', 4000);
    memcpy(text, "[run]\nname = ", 13);
    fixture_refuses(text, "a.ini:2:8: [run] name: 3987 characters are more "
                          "than the 1023 that fit");
}

static void
refuses_unreadable_files(void)
{
    ipt_problems *problems = ipt_problems_alloc();
    char path[] = "/tmp/ipt-test-big-XXXXXX";
    const int descriptor = mkstemp(path);
    char expected[128];

    CU_ASSERT_PTR_NULL(ipt_settings_read("/nonexistent/a.ini", NULL, NULL, 0,
                                         fixture_schema, problems));
    CU_ASSERT_PTR_NULL(
        ipt_settings_read("/tmp", NULL, NULL, 0, fixture_schema, problems));
    CU_ASSERT_EQUAL_FATAL(ipt_problems_count(problems), 2);
    CU_ASSERT_STRING_EQUAL(
        ipt_problems_get(problems, 0),
        "/nonexistent/a.ini: cannot open: No such file or directory");
    CU_ASSERT_STRING_EQUAL(ipt_problems_get(problems, 1),
                           "/tmp: cannot read: Is a directory");
    CU_ASSERT_EQUAL_FATAL(ftruncate(descriptor, 16777217), 0);
    close(descriptor);
    CU_ASSERT_PTR_NULL(
        ipt_settings_read(path, NULL, NULL, 0, fixture_schema, problems));
    snprintf(expected, sizeof expected,
             "%s: more than 16 MiB; a configuration is a short text", path);
    CU_ASSERT_EQUAL_FATAL(ipt_problems_count(problems), 3);
    CU_ASSERT_STRING_EQUAL(ipt_problems_get(problems, 2), expected);
    unlink(path);
    ipt_problems_free(problems);
}

static void
reads_standard_input(void)
{
    ipt_problems *problems = ipt_problems_alloc();
    char path[] = "/tmp/ipt-test-stdin-XXXXXX";
    const int descriptor = mkstemp(path);
    const char text[] = "[train]\nbatch = 17\n";
    ipt_settings *s = NULL;

    CU_ASSERT_EQUAL_FATAL(write(descriptor, text, sizeof text - 1),
                          (long)sizeof text - 1);
    close(descriptor);
    CU_ASSERT_PTR_NOT_NULL_FATAL(freopen(path, "r", stdin));
    s = ipt_settings_read("-", NULL, NULL, 0, fixture_schema, problems);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    CU_ASSERT_STRING_EQUAL(ipt_settings_source(s), text);
    CU_ASSERT_STRING_EQUAL(ipt_settings_origin(s, "train", NULL, "batch"),
                           "standard input:2:9");
    ipt_settings_free(s);
    unlink(path);
    ipt_problems_free(problems);
}

static void
counts_are_limited(void)
{
    const size_t lines = 4097;
    char *text = malloc(lines * 32);
    size_t at = 0;

    at += (size_t)sprintf(text, "[sweep]\n");
    for (size_t i = 0; i < lines; i++)
        at += (size_t)sprintf(text + at, "k%zu = 1\n", i);
    ipt_problems *problems = ipt_problems_alloc();
    CU_ASSERT_PTR_NULL(
        ipt_settings_read("a.ini", text, NULL, 0, fixture_schema, problems));
    CU_ASSERT_EQUAL(ipt_problems_count(problems), lines);
    CU_ASSERT_STRING_EQUAL(ipt_problems_get(problems, lines - 1),
                           "a.ini:4098:1: [sweep] k4096: more than 4096 keys");
    ipt_problems_free(problems);
    free(text);
}

int
main(void)
{
    static const test_case cases[] = {
        {"keeps places", keeps_places},
        {"takes marks and line ends", takes_marks_and_line_ends},
        {"quotes and comments", quotes_and_comments},
        {"refuses bad lines", refuses_bad_lines},
        {"refuses bad sections", refuses_bad_sections},
        {"refuses bad bytes", refuses_bad_bytes},
        {"columns count characters", columns_count_characters},
        {"messages stay one line", messages_stay_one_line},
        {"refuses unreadable files", refuses_unreadable_files},
        {"reads standard input", reads_standard_input},
        {"counts are limited", counts_are_limited},
    };

    return TEST_RUN("config/ini", cases);
}
