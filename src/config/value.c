/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value against its option. */

#include <config.h>

#include <stdio.h>
#include <string.h>

#include "settings-private.h"

typedef union {
    long whole;
    double real;
    int word;
    ipt_range range;
    char text[IPT_TEXT_MAX];
} value_state;

/* Minus zero is zero: both spellings are one setting. */
static void
value_plain_zero(ipt_option_type type, value_state *state)
{
    if (type == IPT_OPTION_REAL && state->real == 0)
        state->real = 0;
    if (type == IPT_OPTION_RANGE && state->range.low == 0)
        state->range.low = 0;
    if (type == IPT_OPTION_RANGE && state->range.high == 0)
        state->range.high = 0;
}

/* The words of "a|b|c" nearest to a wrong one, as "; did you mean b?". */
static void
value_suggest(const char *choices, const char *text, char *out, size_t size)
{
    const char *names[65] = {NULL};
    char words[1024];
    size_t n = 0;

    *out = '\0';
    if (!choices || strlen(choices) >= sizeof words)
        return;
    memcpy(words, choices, strlen(choices) + 1);
    for (char *word = words; word && n < 64; n++) {
        names[n] = word;
        word = strchr(word, '|');
        if (word)
            *word++ = '\0';
    }
    const char *near = ipt_nearest(text, names);
    if (near)
        snprintf(out, size, "; did you mean %s?", near);
}

/*
 * Checks a value and writes it as its option prints it, so that different
 * spellings of one value become the same text.
 *
 * @param out  set on success
 * @return IPT_OK, or IPT_EINVAL with what was expected
 */
ipt_status
ipt__value_parse(ipt__arena *arena, const ipt_option *row, const char *text,
                 const char **out, ipt_error *err)
{
    ipt_option here = *row;
    value_state state;
    char brief[IPT__BRIEF];
    char expected[512];
    char suggestion[128];
    char printed[IPT_TEXT_MAX];
    ipt_error cause = IPT_ERROR_INIT;

    here.offset = 0;
    memset(&state, 0, sizeof state);
    if (ipt_option_parse(&here, text, &state, &cause) == IPT_OK) {
        value_plain_zero(row->type, &state);
        ipt_option_format(&here, &state, printed, sizeof printed);
        *out = ipt__copy(arena, printed, strlen(printed));
        if (*printed || !(row->flags & IPT_OPTION_REQUIRED))
            return IPT_OK;
        return ipt_error_set(err, IPT_EINVAL, "must not be empty");
    }
    if (row->type == IPT_OPTION_TEXT)
        return ipt_error_set(err, IPT_EINVAL, "%s", cause.message);
    ipt_option_expected(row, expected, sizeof expected);
    if (!*text)
        return ipt_error_set(err, IPT_EINVAL, "no value; expected %s",
                             expected);
    value_suggest(row->choices, text, suggestion, sizeof suggestion);
    return ipt_error_set(err, IPT_EINVAL, "\"%s\" is not %s%s",
                         ipt__brief(text, brief), expected, suggestion);
}
