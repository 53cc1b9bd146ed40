/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of users made safe for gnuplot's strings and for file names. */

#include <config.h>

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "text.h"

/* Stands for '&' in markup: SVG needs another spelling than the rest. */
#define TEXT_AMPERSAND '\001'

/* Bytes of the character at `p`; 0 if it is not UTF-8. */
static size_t
text_utf8(const unsigned char *p)
{
    size_t n = *p < 0x80                  ? 1
               : *p >= 0xc2 && *p <= 0xdf ? 2
               : *p >= 0xe0 && *p <= 0xef ? 3
               : *p >= 0xf0 && *p <= 0xf4 ? 4
                                          : 0;

    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    /* Overlong forms, surrogates, and what lies beyond Unicode. */
    if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) ||
        (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f))
        return 0;
    return n;
}

/* The character at *p as it may be shown; *p moves behind it. */
static size_t
text_next(const char **p, char out[5])
{
    const unsigned char *u = (const unsigned char *)*p;
    const size_t n = text_utf8(u);

    if (!n) {
        (*p)++;
        strcpy(out, "?");
        return 1;
    }
    memcpy(out, *p, n);
    out[n] = '\0';
    *p += n;
    /* C0 and C1 control characters: a terminal would obey them. */
    if (u[0] < 0x20 || u[0] == 0x7f || (u[0] == 0xc2 && u[1] < 0xa0)) {
        strcpy(out, " ");
        return 1;
    }
    return n;
}

static int
text_add(ipt__markup *markup, const char *bytes, size_t n)
{
    if (markup->length + n >= sizeof markup->text)
        return 0;
    memcpy(markup->text + markup->length, bytes, n);
    markup->length += n;
    markup->text[markup->length] = '\0';
    return 1;
}

void
ipt__markup_plain(ipt__markup *markup, const char *text, size_t most)
{
    size_t length = 0;
    size_t shown = 0;
    char c[5];

    for (const char *p = text; *p; length++)
        text_next(&p, c);
    for (const char *p = text; *p; shown++) {
        char escaped[6] = "\\";
        size_t n = text_next(&p, c);

        if (most && length > most && shown + 1 >= most) {
            text_add(markup, "\xe2\x80\xa6", 3);
            return;
        }
        if (n > 1 || !strchr("_^{}@&~\\", c[0])) {
            if (!text_add(markup, c, n))
                return;
            continue;
        }
        escaped[1] = c[0];
        if (c[0] == '&') {
            escaped[0] = TEXT_AMPERSAND;
            n = 0;
        }
        if (!text_add(markup, escaped, n + 1))
            return;
    }
}

void
ipt__markup_printf(ipt__markup *markup, const char *format, ...)
{
    char text[IPT__MARKUP_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    text_add(markup, text, strlen(text));
}

void
ipt__markup_write(FILE *stream, const char *markup)
{
    fputc('\'', stream);
    for (; *markup; markup++)
        if (*markup == TEXT_AMPERSAND)
            fputs("'.ipt_ampersand.'", stream);
        else if (*markup == '\'')
            /* gnuplot 5.4 does not read ''' at the start of a string. */
            fputs("'.ipt_quote.'", stream);
        else
            fputc(*markup, stream);
    fputc('\'', stream);
}

size_t
ipt__markup_width(const char *markup)
{
    size_t n = 0;

    for (; *markup; markup++) {
        if (*markup == '\\' && markup[1])
            markup++;
        else if (strchr("_^{}", *markup))
            continue;
        n += ((unsigned char)*markup & 0xc0) != 0x80;
    }
    return n;
}

void
ipt__comment_write(FILE *stream, const char *text)
{
    char c[5];
    size_t length = 0;

    /* A backslash at the end would continue the comment. */
    for (const char *p = text; *p && length < 200; length++) {
        text_next(&p, c);
        fputs(strcmp(c, "\\") ? c : "/", stream);
    }
}

void
ipt__file_name(char *out, size_t size, const char *text)
{
    size_t n = 0;

    for (; *text && n + 1 < size && n < 60; text++, n++) {
        const unsigned char c = (unsigned char)*text;

        out[n] = '_';
        if (c < 0x80 && (isalnum(c) || strchr("._=+-", c)) &&
            (n || (c != '.' && c != '-')))
            out[n] = (char)c;
    }
    out[n] = '\0';
}
