/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Characters, quotes, and texts fit for a message. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

int
ipt__is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Bytes of the character that begins here; 0 for what a configuration may not
 * hold: control characters but the tab, and what is not UTF-8. */
size_t
ipt__character(const char *text, size_t left)
{
    static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)text;
    size_t n = 1;
    unsigned long code = 0;

    if (!left)
        return 0;
    if (*p < 0x80)
        return (*p >= 0x20 && *p != 0x7F) || *p == '\t';
    n = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
    if (*p < 0xC2 || *p > 0xF4 || left < n)
        return 0;
    code = *p & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3Fu);
    }
    if (code < least[n] || code > 0x10FFFF || code < 0xA0 ||
        (code >= 0xD800 && code <= 0xDFFF))
        return 0;
    return n;
}

/* The text with everything that would upset a terminal or a line written as
 * \n or \x1b; free() it; NULL without memory. */
char *
ipt__escape(const char *text)
{
    const size_t length = strlen(text);
    char *out = malloc(4 * length + 1);
    size_t at = 0;

    for (size_t i = 0; out && i < length;) {
        const size_t n =
            text[i] == '\t' ? 0 : ipt__character(text + i, length - i);
        const char *known = strchr("\tt\nn\rr", text[i]);

        if (n) {
            memcpy(out + at, text + i, n);
            at += n;
        } else if (known) {
            out[at++] = '\\';
            out[at++] = known[1];
        } else {
            at += (size_t)snprintf(out + at, 5, "\\x%02x",
                                   (unsigned char)text[i]);
        }
        i += n ? n : 1;
    }
    if (out)
        out[at] = '\0';
    return out;
}

/* The text, cut with "..." where it is long. */
const char *
ipt__brief(const char *text, char out[IPT__BRIEF])
{
    const size_t length = strlen(text);
    size_t keep = IPT__BRIEF - 4;

    if (length < IPT__BRIEF)
        return memcpy(out, text, length + 1);
    while (keep && ((unsigned char)text[keep] & 0xC0) == 0x80)
        keep--;
    memcpy(out, text, keep);
    memcpy(out + keep, "...", 4);
    return out;
}

/*
 * Length of the piece of a value that begins here: a quoted string from quote
 * to quote, with \" and \\ inside, or one byte. Where the closing quote is
 * missing, 0, and *unclosed (if not NULL) is set.
 */
size_t
ipt__quoted(const char *text, size_t length, size_t *unclosed)
{
    if (!length || *text != '"')
        return length > 0;
    for (size_t i = 1; i < length; i++) {
        if (text[i] == '"')
            return i + 1;
        if (text[i] == '\\' && i + 1 < length &&
            (text[i + 1] == '"' || text[i + 1] == '\\'))
            i++;
    }
    if (unclosed)
        *unclosed = 1;
    return 0;
}

/* A value without its quotes; its quotes are known to be closed. */
const char *
ipt__unquote(ipt__arena *arena, const char *text, size_t length)
{
    char *out = ipt__take(arena, length + 1);
    size_t at = 0;
    int quoted = 0;

    if (!out)
        return "";
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"') {
            quoted = !quoted;
            continue;
        }
        if (quoted && text[i] == '\\' && i + 1 < length &&
            (text[i + 1] == '"' || text[i + 1] == '\\'))
            i++;
        out[at++] = text[i];
    }
    return out;
}

/* Whether a value reads back only in quotes; `separators` are characters that
 * would split it. */
int
ipt__needs_quotes(const char *text, const char *separators)
{
    const size_t length = strlen(text);

    if (!length)
        return *separators != '\0';
    if (ipt__is_blank(*text) || ipt__is_blank(text[length - 1]) ||
        text[length - 1] == '\\' || strchr(text, '"') ||
        strpbrk(text, separators))
        return 1;
    for (size_t i = 0; i < length; i++)
        if ((text[i] == ';' || text[i] == '#') &&
            (i == 0 || ipt__is_blank(text[i - 1])))
            return 1;
    return 0;
}
