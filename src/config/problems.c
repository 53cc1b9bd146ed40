/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of everything wrong with an input. */

#include <config.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

typedef struct {
    char *text;
    ipt__place place;
    size_t number; /* order of adding, which breaks ties */
} problem;

struct ipt_problems {
    problem *list;
    size_t n;
    size_t capacity;
    int lost; /* there was no memory for some */
};

static const char problems_no_memory[] =
    "not enough memory to say everything that is wrong";

ipt_problems *
ipt_problems_alloc(void)
{
    return calloc(1, sizeof(ipt_problems));
}

void
ipt_problems_free(ipt_problems *problems)
{
    if (!problems)
        return;
    for (size_t i = 0; i < problems->n; i++)
        free(problems->list[i].text);
    free(problems->list);
    free(problems);
}

size_t
ipt_problems_count(const ipt_problems *problems)
{
    return problems->n + (problems->lost ? 1 : 0);
}

const char *
ipt_problems_get(const ipt_problems *problems, size_t i)
{
    return i < problems->n ? problems->list[i].text : problems_no_memory;
}

/* Adds a line; what is not printable in it is escaped. */
void
ipt__problems_add(ipt_problems *problems, ipt__place place, const char *text)
{
    char *line = ipt__escape(text);

    if (line && problems->n == problems->capacity) {
        const size_t capacity = 2 * problems->capacity + 8;
        problem *list = realloc(problems->list, capacity * sizeof *list);

        if (list) {
            problems->list = list;
            problems->capacity = capacity;
        }
    }
    if (!line || problems->n == problems->capacity) {
        problems->lost = 1;
        free(line);
        return;
    }
    problems->list[problems->n] = (problem){line, place, problems->n};
    problems->n++;
}

/* The formatted text, of any length; free() it. */
static char *
problems_format(const char *format, va_list args)
{
    va_list again;
    char *text = NULL;
    int length = 0;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length >= 0)
        text = malloc((size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

void
ipt_problems_add(ipt_problems *problems, const char *format, ...)
{
    va_list args;
    char *text = NULL;

    va_start(args, format);
    text = problems_format(format, args);
    va_end(args);
    if (text)
        ipt__problems_add(problems, (ipt__place){SIZE_MAX, 0, 0}, text);
    else
        problems->lost = 1;
    free(text);
}

/* The file by lines, then what has no line, then overrides in their order. */
static int
problems_compare(const void *left, const void *right)
{
    const problem *a = left;
    const problem *b = right;

    if (a->place.override != b->place.override)
        return a->place.override < b->place.override ? -1 : 1;
    if (a->place.line != b->place.line)
        return a->place.line - 1 < b->place.line - 1 ? -1 : 1;
    if (a->place.column != b->place.column)
        return a->place.column < b->place.column ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* Puts the problems from number `from` on in the order of their places. */
void
ipt__problems_sort(ipt_problems *problems, size_t from)
{
    if (problems->n > from)
        qsort(problems->list + from, problems->n - from, sizeof *problems->list,
              problems_compare);
}

/* "[section name] key" of a message; name and key may be NULL. */
const char *
ipt__where(char out[IPT__WHERE], const char *kind, const char *name,
           const char *key)
{
    char short_kind[IPT__BRIEF];
    char short_name[IPT__BRIEF];
    char short_key[IPT__BRIEF];

    snprintf(out, IPT__WHERE, "[%s%s%s]%s%s", ipt__brief(kind, short_kind),
             name ? " " : "", name ? ipt__brief(name, short_name) : "",
             key ? " " : "", key ? ipt__brief(key, short_key) : "");
    return out;
}

/* Adds "place: where: message"; `where` may be NULL. */
void
ipt__report(ipt_settings *settings, ipt__place place, const char *where,
            const char *format, ...)
{
    const size_t i = place.override;
    ipt__buffer line = {NULL, 0, 0, 0};
    char numbers[64] = "";
    char brief[IPT__BRIEF];
    char *text = NULL;
    va_list args;

    va_start(args, format);
    text = problems_format(format, args);
    va_end(args);
    ipt__put(&line, i ? "-o " : settings->path);
    if (i)
        ipt__put(&line, ipt__brief(settings->overrides[i - 1], brief));
    else if (place.line)
        snprintf(numbers, sizeof numbers, ":%zu:%zu", place.line, place.column);
    ipt__put(&line, numbers);
    ipt__put(&line, ": ");
    ipt__put(&line, where ? where : "");
    ipt__put(&line, where ? ": " : "");
    ipt__put(&line, text ? text : "");
    if (text && !line.failed)
        ipt__problems_add(settings->problems, place, line.text);
    else
        settings->problems->lost = 1;
    free(text);
    free(line.text);
}
