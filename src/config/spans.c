/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of whole numbers and ranges: "0, 1, 5, 10..20, 100..1000:100". */

#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

typedef struct {
    const char *text;
    size_t at;
    const uint64_t *last; /* what the word "last" stands for; NULL: nothing */
} spans;

static void
spans_skip_blanks(spans *in)
{
    while (ipt__is_blank(in->text[in->at]))
        in->at++;
}

/* A number of digits alone, or the word "last". */
static int
spans_number(spans *in, uint64_t *out)
{
    const size_t begin = in->at;
    uint64_t value = 0;

    if (in->last && !strncmp(in->text + in->at, "last", 4)) {
        in->at += 4;
        *out = *in->last;
        return 1;
    }
    for (; in->text[in->at] >= '0' && in->text[in->at] <= '9'; in->at++) {
        const uint64_t digit = (uint64_t)(in->text[in->at] - '0');

        if (value > (UINT64_MAX - digit) / 10)
            return 0;
        value = 10 * value + digit;
    }
    *out = value;
    return in->at > begin;
}

/* One member; 0 where its form is wrong. */
static int
spans_member(spans *in, ipt__span *out)
{
    *out = (ipt__span){0, 0, 1, in->at};
    if (!spans_number(in, &out->first))
        return 0;
    out->last = out->first;
    spans_skip_blanks(in);
    if (!strncmp(in->text + in->at, "..", 2)) {
        in->at += 2;
        spans_skip_blanks(in);
        if (!spans_number(in, &out->last))
            return 0;
        spans_skip_blanks(in);
        if (in->last && in->text[in->at] == ':') {
            in->at++;
            spans_skip_blanks(in);
            if (!spans_number(in, &out->step))
                return 0;
            spans_skip_blanks(in);
        }
    }
    return in->text[in->at] == '\0' || in->text[in->at] == ',';
}

/* The member of the list that begins at `at`, for a message. */
static ipt_status
spans_refuse(const spans *in, size_t at, ipt_error *err)
{
    const char *from = in->text + at;
    char member[IPT__BRIEF];
    size_t n = strcspn(from, ",");

    while (n && ipt__is_blank(from[n - 1]))
        n--;
    n = n < 40 ? n : 40;
    while (n && ((unsigned char)from[n] & 0xC0) == 0x80)
        n--;
    memcpy(member, from, n);
    member[n] = '\0';
    return ipt_error_set(
        err, IPT_EINVAL, "\"%s\" is not a whole number or a range %s", member,
        in->last ? "FIRST..LAST or FIRST..LAST:STEP" : "FIRST..LAST");
}

/*
 * Parses a list of numbers and ascending ranges, in the order written.
 *
 * @param last  what the word "last" means; with it, ranges may have a step.
 *              NULL: neither is known
 * @param out   owned by the caller (free())
 * @param at    where a failure is, an offset in the text; may be NULL
 * @return IPT_EINVAL with what was expected, IPT_ENOMEM
 */
ipt_status
ipt__spans_parse(const char *text, const uint64_t *last, ipt__span **out,
                 size_t *n, size_t *at, ipt_error *err)
{
    spans in = {text, 0, last};
    ipt__span *list = NULL;
    size_t count = 0;
    size_t begin = 0;
    ipt_status status = IPT_OK;

    do {
        ipt__span span = {0, 0, 0, 0};

        spans_skip_blanks(&in);
        begin = in.at;
        if (!spans_member(&in, &span)) {
            status = spans_refuse(&in, begin, err);
        } else if (span.first > span.last) {
            status = ipt_error_set(err, IPT_EINVAL,
                                   "%" PRIu64 "..%" PRIu64
                                   " runs downwards; expected FIRST..LAST "
                                   "with FIRST <= LAST",
                                   span.first, span.last);
        } else if (!span.step) {
            status = ipt_error_set(err, IPT_EINVAL,
                                   "a step of 0; expected at least 1");
        }
        if (status == IPT_OK && !(count & (count - 1))) {
            ipt__span *larger =
                realloc(list, (count ? 2 * count : 1) * sizeof *list);

            if (!larger)
                status = ipt_error_set(err, IPT_ENOMEM,
                                       "not enough memory for a list");
            else
                list = larger;
        }
        if (status != IPT_OK)
            goto done;
        list[count++] = span;
    } while (in.text[in.at++] == ',');

done:
    if (status != IPT_OK) {
        free(list);
        if (at)
            *at = begin;
        return status;
    }
    *out = list;
    *n = count;
    return IPT_OK;
}
