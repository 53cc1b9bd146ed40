/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text and numbers as HTML. */

#include <config.h>

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "src/report/report.h"

/* Length of a well-formed UTF-8 sequence at p, or 0. */
static size_t
html_utf8(const unsigned char *p)
{
    const size_t n = *p < 0x80 ? 1 : *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;

    if (n == 1)
        return 1;
    if (*p < 0xC2 || *p > 0xF4)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F) ||
        (*p == 0xF0 && p[1] < 0x90) || (*p == 0xF4 && p[1] > 0x8F))
        return 0;
    /* C1 controls are no characters of HTML. */
    return *p == 0xC2 && p[1] < 0xA0 ? 0 : n;
}

void
ipt__html_text(FILE *out, const char *text)
{
    ipt__html_part(out, text, SIZE_MAX);
}

void
ipt__html_part(FILE *out, const char *text, size_t most)
{
    const unsigned char *p = (const unsigned char *)(text ? text : "");
    const unsigned char *start = p;

    while (*p && (size_t)(p - start) < most) {
        const size_t n = html_utf8(p);

        if (*p == '&')
            fputs("&amp;", out);
        else if (*p == '<')
            fputs("&lt;", out);
        else if (*p == '>')
            fputs("&gt;", out);
        else if (*p == '"')
            fputs("&quot;", out);
        else if (*p == '\'')
            fputs("&#39;", out);
        else if (*p == '\r')
            fputs(p[1] == '\n' ? "" : "\n", out);
        else if (!n || (*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7F)
            fputs("\xEF\xBF\xBD", out);
        else
            fwrite(p, 1, n, out);
        p += n ? n : 1;
    }
}

void
ipt__html_printf(FILE *out, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vfprintf(out, format, args);
    va_end(args);
}

void
ipt__html_cell(FILE *out, const char *text)
{
    fputs("<td>", out);
    if (text && *text)
        ipt__html_text(out, text);
    else
        fputs("\xE2\x80\x93", out);
    fputs("</td>", out);
}

void
ipt__html_number(FILE *out, double value, int digits)
{
    if (isfinite(value))
        fprintf(out, "<td class=\"num\" data-sort=\"%.9g\">%.*g</td>", value,
                digits, value);
    else
        fputs("<td class=\"num\">\xE2\x80\x93</td>", out);
}
