/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Option tables: parse, print, and explain values. */

#include <config.h>

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <infoplane/json.h>
#include <infoplane/option.h>

static const char *const option_yes[] = {"yes", "true", "on", "1"};
static const char *const option_no[] = {"no", "false", "off", "0"};

/* Position of a word in "a|b|c", or -1. */
static int
option_word(const char *choices, const char *text)
{
    const size_t length = strlen(text);
    int at = 0;

    if (!choices || !length)
        return -1;
    for (const char *p = choices;; p++, at++) {
        const char *end = strchr(p, '|');
        const size_t n = end ? (size_t)(end - p) : strlen(p);

        if (n == length && !memcmp(p, text, n))
            return at;
        if (!end)
            return -1;
        p = end;
    }
}

/* Word number `at` of "a|b|c". */
static int
option_word_copy(const char *choices, int at, char *out, size_t size)
{
    const char *p = choices;

    for (; at > 0; at--) {
        p = strchr(p, '|');
        assert(p);
        p++;
    }
    return snprintf(out, size, "%.*s", (int)strcspn(p, "|"), p);
}

static int
option_bounded(const ipt_option *option)
{
    return option->low != option->high;
}

static int
option_outside(const ipt_option *option, double value)
{
    if (!option_bounded(option))
        return 0;
    return value < option->low || value > option->high ||
           ((option->flags & IPT_OPTION_ABOVE) && value == option->low) ||
           ((option->flags & IPT_OPTION_BELOW) && value == option->high);
}

/* A finite number that fills the text; hexadecimal and words are refused. */
static int
option_number(const char *text, double *value)
{
    char *end = NULL;

    if (!*text || strspn(text, "+-.0123456789eE") != strlen(text))
        return 0;
    *value = strtod(text, &end);
    return end != text && !*end && isfinite(*value);
}

static int
option_number_format(double value, char *out, size_t size)
{
    char text[40];

    /* "100" reads better than the shorter "1e+02". */
    if (fabs(value) < 1e9 && value == floor(value))
        return snprintf(out, size, "%.0f", value == 0 ? 0.0 : value);
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return snprintf(out, size, "%s", text);
}

const ipt_option *
ipt_option_find(const ipt_option *table, const char *name)
{
    for (; table && table->name; table++)
        if (!strcmp(table->name, name))
            return table;
    return NULL;
}

void
ipt_options_preset(const ipt_option *table, void *state)
{
    for (; table && table->name; table++) {
        ipt_status status = IPT_OK;

        if (table->preset)
            status = ipt_option_parse(table, table->preset, state, NULL);
        assert(status == IPT_OK);
        (void)status;
    }
}

static ipt_status
option_refuse(const ipt_option *option, const char *text, ipt_error *err)
{
    char expected[512];

    ipt_option_expected(option, expected, sizeof expected);
    return ipt_error_set(err, IPT_EINVAL, "\"%s\" is not %s", text, expected);
}

static ipt_status
option_parse_range(const ipt_option *option, const char *text, ipt_range *out,
                   ipt_error *err)
{
    ipt_range range = {0, 0, option_word(option->choices, text)};

    if (range.word < 0) {
        const char *dots = strstr(text, "..");
        char low[64];

        if (!dots || (size_t)(dots - text) >= sizeof low)
            return option_refuse(option, text, err);
        memcpy(low, text, (size_t)(dots - text));
        low[dots - text] = '\0';
        if (!option_number(low, &range.low) ||
            !option_number(dots + 2, &range.high) || range.low >= range.high)
            return option_refuse(option, text, err);
    }
    *out = range;
    return IPT_OK;
}

ipt_status
ipt_option_parse(const ipt_option *option, const char *text, void *state,
                 ipt_error *err)
{
    char *field = (char *)state + option->offset;

    switch (option->type) {
    case IPT_OPTION_INT: {
        char *end = NULL;

        errno = 0;
        const long value = strtol(text, &end, 10);
        if (!*text || !strchr("+-0123456789", *text) || end == text || *end ||
            errno == ERANGE || option_outside(option, (double)value))
            return option_refuse(option, text, err);
        memcpy(field, &value, sizeof value);
        return IPT_OK;
    }
    case IPT_OPTION_REAL: {
        double value = 0;

        if (!option_number(text, &value) || option_outside(option, value))
            return option_refuse(option, text, err);
        memcpy(field, &value, sizeof value);
        return IPT_OK;
    }
    case IPT_OPTION_FLAG: {
        int value = -1;

        for (size_t i = 0; i < sizeof option_yes / sizeof *option_yes; i++) {
            if (!strcasecmp(text, option_yes[i]))
                value = 1;
            if (!strcasecmp(text, option_no[i]))
                value = 0;
        }
        if (value < 0)
            return option_refuse(option, text, err);
        memcpy(field, &value, sizeof value);
        return IPT_OK;
    }
    case IPT_OPTION_CHOICE: {
        const int value = option_word(option->choices, text);

        if (value < 0)
            return option_refuse(option, text, err);
        memcpy(field, &value, sizeof value);
        return IPT_OK;
    }
    case IPT_OPTION_TEXT: {
        const size_t length = strlen(text);

        if (length >= IPT_TEXT_MAX)
            return ipt_error_set(err, IPT_EINVAL,
                                 "%zu characters are more than the %d that "
                                 "fit",
                                 length, IPT_TEXT_MAX - 1);
        memcpy(field, text, length + 1);
        return IPT_OK;
    }
    case IPT_OPTION_RANGE: {
        ipt_range range;
        const ipt_status status = option_parse_range(option, text, &range, err);

        if (status == IPT_OK)
            memcpy(field, &range, sizeof range);
        return status;
    }
    }
    assert(!"option type");
    return IPT_EINVAL;
}

int
ipt_option_format(const ipt_option *option, const void *state, char *out,
                  size_t size)
{
    const char *field = (const char *)state + option->offset;

    switch (option->type) {
    case IPT_OPTION_INT: {
        long value;

        memcpy(&value, field, sizeof value);
        return snprintf(out, size, "%ld", value);
    }
    case IPT_OPTION_REAL: {
        double value;

        memcpy(&value, field, sizeof value);
        return option_number_format(value, out, size);
    }
    case IPT_OPTION_FLAG: {
        int value;

        memcpy(&value, field, sizeof value);
        return snprintf(out, size, "%s", value ? "yes" : "no");
    }
    case IPT_OPTION_CHOICE: {
        int value;

        memcpy(&value, field, sizeof value);
        return option_word_copy(option->choices, value, out, size);
    }
    case IPT_OPTION_TEXT:
        return snprintf(out, size, "%s", field);
    case IPT_OPTION_RANGE: {
        ipt_range range;
        char low[40];
        char high[40];

        memcpy(&range, field, sizeof range);
        if (range.word >= 0)
            return option_word_copy(option->choices, range.word, out, size);
        option_number_format(range.low, low, sizeof low);
        option_number_format(range.high, high, sizeof high);
        return snprintf(out, size, "%s..%s", low, high);
    }
    }
    assert(!"option type");
    return 0;
}

/* " from 2 to 65536", " above 0", or nothing, behind "a number". */
static int
option_bounds(const ipt_option *option, char *out, size_t size)
{
    char low[40];
    char high[40];
    const char *above = option->flags & IPT_OPTION_ABOVE ? "above" : "from";
    const char *below = option->flags & IPT_OPTION_BELOW ? "below" : "to";

    if (!option_bounded(option))
        return snprintf(out, size, "%s", "");
    option_number_format(option->low, low, sizeof low);
    option_number_format(option->high, high, sizeof high);
    if (isinf(option->low))
        return snprintf(out, size, " of at most %s", high);
    if (isinf(option->high))
        return option->flags & IPT_OPTION_ABOVE
                   ? snprintf(out, size, " above %s", low)
                   : snprintf(out, size, " of at least %s", low);
    return snprintf(out, size, " %s %s %s%s %s", above, low,
                    option->flags & IPT_OPTION_ABOVE ? "and " : "", below,
                    high);
}

/* "upper|lower|both" as "upper, lower, both". */
static void
option_words(const char *choices, char *out, size_t size)
{
    size_t at = 0;

    for (const char *p = choices; p && *p && at + 3 < size; p++) {
        if (*p == '|') {
            out[at++] = ',';
            out[at++] = ' ';
        } else {
            out[at++] = *p;
        }
    }
    out[at] = '\0';
}

int
ipt_option_expected(const ipt_option *option, char *out, size_t size)
{
    char detail[400];

    switch (option->type) {
    case IPT_OPTION_INT:
        option_bounds(option, detail, sizeof detail);
        return snprintf(out, size, "a whole number%s", detail);
    case IPT_OPTION_REAL:
        option_bounds(option, detail, sizeof detail);
        return snprintf(out, size, "a number%s", detail);
    case IPT_OPTION_FLAG:
        return snprintf(out, size, "yes or no");
    case IPT_OPTION_CHOICE:
        option_words(option->choices, detail, sizeof detail);
        return snprintf(out, size, "one of %s", detail);
    case IPT_OPTION_TEXT:
        return snprintf(out, size, "a text");
    case IPT_OPTION_RANGE:
        option_words(option->choices, detail, sizeof detail);
        return snprintf(out, size, "an interval LOW..HIGH%s%s",
                        *detail ? " or one of " : "", detail);
    }
    return snprintf(out, size, "a value");
}

int
ipt_options_format(const ipt_option *table, const void *state, char *out,
                   size_t size)
{
    size_t at = 0;

    if (size)
        out[0] = '\0';
    for (const ipt_option *row = table; row && row->name; row++) {
        char value[IPT_TEXT_MAX];

        ipt_option_format(row, state, value, sizeof value);
        at += (size_t)snprintf(at < size ? out + at : NULL,
                               at < size ? size - at : 0, "%s%s=%s",
                               row == table ? "" : ",", row->name, value);
    }
    return (int)at;
}

int
ipt_options_json(const ipt_option *table, const void *state, char *out,
                 size_t size)
{
    ipt_json *json = ipt_json_alloc();
    int length = 0;

    ipt_json_open(json, NULL, '{');
    for (const ipt_option *row = table; row && row->name; row++) {
        char value[IPT_TEXT_MAX];

        ipt_option_format(row, state, value, sizeof value);
        if (row->type == IPT_OPTION_INT || row->type == IPT_OPTION_REAL)
            ipt_json_raw(json, row->name, value);
        else if (row->type == IPT_OPTION_FLAG)
            ipt_json_raw(json, row->name,
                         strcmp(value, "yes") ? "false" : "true");
        else
            ipt_json_text(json, row->name, value);
    }
    ipt_json_close(json, '}');
    length = snprintf(out, size, "%s", ipt_json_string(json));
    ipt_json_free(json);
    return length;
}
