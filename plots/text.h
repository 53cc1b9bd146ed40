/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of users made safe for gnuplot's strings and for file names. */

#ifndef IPT_PLOTS_TEXT_H
#define IPT_PLOTS_TEXT_H

#include <stddef.h>
#include <stdio.h>

/** Bytes of a piece of markup. */
enum { IPT__MARKUP_MAX = 2048 };

/** A growing line of markup; what does not fit is cut at a character. */
typedef struct {
    char text[IPT__MARKUP_MAX];
    size_t length;
} ipt__markup;

/**
 * Markup is gnuplot's enhanced text ("T_{1}"). These add to it: `plain` any
 * text of a user, escaped, at most @p most characters of it (0: all), the
 * end of a longer one replaced by "..."; `printf` markup of our own.
 * Line breaks and control characters become blanks and bytes that are not
 * UTF-8 become '?'.
 */
void ipt__markup_plain(ipt__markup *markup, const char *text, size_t most);
void ipt__markup_printf(ipt__markup *markup, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Writes markup as a gnuplot string expression, quotes included. */
void ipt__markup_write(FILE *stream, const char *markup);

/** Characters that markup shows, for estimates of its width. */
size_t ipt__markup_width(const char *markup);

/** Text for a comment of a script: one line, no control characters. */
void ipt__comment_write(FILE *stream, const char *text);

/** A name for files: characters outside [A-Za-z0-9._=+-] become '_', a
 * leading '.' or '-' too; at most 60 bytes. */
void ipt__file_name(char *out, size_t size, const char *text);

#endif
