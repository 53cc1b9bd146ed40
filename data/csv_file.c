/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of delimited text (RFC 4180), with the place of every field. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "csv_file.h"

enum {
    CSV_BUFFER = 1 << 16,
    CSV_RECORD_MAX = 1 << 24, /* bytes: a file without line ends */
    CSV_END = -1,
    CSV_FAIL = -2
};

struct ipt__csv {
    ipt__file *file;
    const char *path;
    char delimiter;
    unsigned char buffer[CSV_BUFFER];
    size_t filled;
    size_t at;
    size_t line;   /* of the byte at `at` */
    size_t column; /* of the byte at `at` */
    char *text;    /* of the record, each field ended by a zero */
    size_t length;
    size_t room;
    ipt__csv_field *field;
    size_t *start; /* of the fields in text */
    size_t n_fields;
    size_t fields_room;
    ipt_status status; /* why csv_peek() said CSV_FAIL */
    ipt_error *err;    /* of the call in progress */
};

/* The next byte without taking it, or CSV_END, or CSV_FAIL. */
static int
csv_peek(ipt__csv *csv)
{
    if (csv->at == csv->filled) {
        csv->at = 0;
        csv->filled = 0;
        csv->status = ipt__file_take(csv->file, csv->buffer, CSV_BUFFER,
                                     &csv->filled, csv->err);
        if (csv->status != IPT_OK)
            return CSV_FAIL;
        if (csv->filled == 0)
            return CSV_END;
    }
    return csv->buffer[csv->at];
}

static void
csv_advance(ipt__csv *csv)
{
    csv->at++;
    csv->column++;
}

/* Takes CR, LF or CRLF. */
static void
csv_take_line_end(ipt__csv *csv)
{
    const int byte = csv_peek(csv);

    csv_advance(csv);
    if (byte == '\r' && csv_peek(csv) == '\n')
        csv_advance(csv);
    csv->line++;
    csv->column = 1;
}

static ipt_status
csv_add_byte(ipt__csv *csv, int byte)
{
    if (csv->length == csv->room) {
        const size_t room = csv->room ? 2 * csv->room : 1024;
        char *text = NULL;

        if (room > CSV_RECORD_MAX)
            return ipt_error_set(csv->err, IPT_EFORMAT,
                                 "%s:%zu:%zu: a record of more than %d bytes; "
                                 "is a quote not closed?",
                                 csv->path, csv->line, csv->column,
                                 CSV_RECORD_MAX);
        text = realloc(csv->text, room);
        if (!text)
            return ipt_error_set(csv->err, IPT_ENOMEM, "%s: no memory",
                                 csv->path);
        csv->text = text;
        csv->room = room;
    }
    csv->text[csv->length++] = (char)byte;
    return IPT_OK;
}

static ipt_status
csv_begin_field(ipt__csv *csv)
{
    if (csv->n_fields == csv->fields_room) {
        const size_t room = csv->fields_room ? 2 * csv->fields_room : 64;
        ipt__csv_field *field = realloc(csv->field, room * sizeof *csv->field);
        size_t *start = NULL;

        if (field)
            csv->field = field;
        start = realloc(csv->start, room * sizeof *csv->start);
        if (start)
            csv->start = start;
        if (!field || !start)
            return ipt_error_set(csv->err, IPT_ENOMEM, "%s: no memory",
                                 csv->path);
        csv->fields_room = room;
    }
    csv->field[csv->n_fields] = (ipt__csv_field){NULL, csv->line, csv->column};
    csv->start[csv->n_fields++] = csv->length;
    return IPT_OK;
}

/* The inside of a quoted field; the opening quote is taken. */
static ipt_status
csv_quoted(ipt__csv *csv)
{
    const ipt__csv_field field = csv->field[csv->n_fields - 1];

    for (;;) {
        const int byte = csv_peek(csv);
        ipt_status status = IPT_OK;

        if (byte == CSV_FAIL)
            return csv->status;
        if (byte == CSV_END)
            return ipt_error_set(csv->err, IPT_EFORMAT,
                                 "%s:%zu:%zu: the quote is not closed before "
                                 "the end of the file",
                                 csv->path, field.line, field.column);
        if (byte == '\r' || byte == '\n') {
            csv_take_line_end(csv);
            status = csv_add_byte(csv, '\n');
        } else {
            csv_advance(csv);
            if (byte == '"') {
                if (csv_peek(csv) != '"')
                    return IPT_OK;
                csv_advance(csv);
            }
            status = csv_add_byte(csv, byte);
        }
        if (status != IPT_OK)
            return status;
        if (byte == 0)
            return ipt_error_set(csv->err, IPT_EFORMAT,
                                 "%s:%zu:%zu: a zero byte, expected text",
                                 csv->path, csv->line, csv->column - 1);
    }
}

/* One field with its delimiter; *last tells whether the record ends. */
static ipt_status
csv_field(ipt__csv *csv, int *last)
{
    int closed = 0;
    ipt_status status = csv_begin_field(csv);

    if (status == IPT_OK && csv_peek(csv) == '"') {
        csv_advance(csv);
        status = csv_quoted(csv);
        closed = 1;
    }
    while (status == IPT_OK) {
        const int byte = csv_peek(csv);

        if (byte == CSV_FAIL)
            return csv->status;
        *last = byte == CSV_END || byte == '\r' || byte == '\n';
        if (byte == '\r' || byte == '\n')
            csv_take_line_end(csv);
        if (byte == csv->delimiter)
            csv_advance(csv);
        if (*last || byte == csv->delimiter)
            return csv_add_byte(csv, '\0');
        if (closed || byte == 0)
            return ipt_error_set(
                csv->err, IPT_EFORMAT, "%s:%zu:%zu: %s, expected %s", csv->path,
                csv->line, csv->column,
                byte == 0 ? "a zero byte" : "text behind a closing quote",
                byte == 0 ? "text" : "a delimiter or the line's end");
        csv_advance(csv);
        status = csv_add_byte(csv, byte);
    }
    return status;
}

ipt_status
ipt__csv_next(ipt__csv *csv, const ipt__csv_field **fields, size_t *n,
              ipt_error *err)
{
    csv->err = err;
    *n = 0;
    for (;;) {
        int last = 0;
        int byte = csv_peek(csv);

        if (byte == CSV_FAIL)
            return csv->status;
        if (byte == CSV_END)
            return IPT_OK;
        csv->length = 0;
        csv->n_fields = 0;
        while (!last) {
            const ipt_status status = csv_field(csv, &last);

            if (status != IPT_OK)
                return status;
        }
        if (csv->n_fields > 1 || csv->text[strspn(csv->text, " \t")] != '\0' ||
            byte == '"')
            break; /* not a blank line */
    }
    for (size_t i = 0; i < csv->n_fields; i++)
        csv->field[i].text = csv->text + csv->start[i];
    *fields = csv->field;
    *n = csv->n_fields;
    return IPT_OK;
}

/* The most frequent candidate outside quotes in the first line. */
static char
csv_guess_delimiter(const ipt__csv *csv)
{
    static const char candidates[] = ",;\t|";
    size_t count[sizeof candidates - 1] = {0};
    size_t best = 0;
    int quoted = 0;

    for (size_t i = csv->at; i < csv->filled; i++) {
        const char byte = (char)csv->buffer[i];
        const char *found = byte ? strchr(candidates, byte) : NULL;

        if (byte == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (byte == '\n' || byte == '\r')
            break;
        if (found)
            count[found - candidates]++;
    }
    for (size_t c = 1; c < sizeof candidates - 1; c++)
        if (count[c] > count[best])
            best = c;
    return candidates[best];
}

ipt_status
ipt__csv_open(ipt__csv **out, const char *path, char delimiter, ipt_error *err)
{
    ipt__csv *csv = calloc(1, sizeof *csv);
    ipt_status status;

    if (!csv)
        return ipt_error_set(err, IPT_ENOMEM, "%s: no memory", path);
    csv->line = 1;
    csv->column = 1;
    csv->err = err;
    status = ipt__file_open(&csv->file, path, err);
    if (status != IPT_OK)
        goto done;
    csv->path = ipt__file_path(csv->file);
    if (csv_peek(csv) == CSV_FAIL) {
        status = csv->status;
        goto done;
    }
    if (csv->filled >= 2 && (!memcmp(csv->buffer, "\xFF\xFE", 2) ||
                             !memcmp(csv->buffer, "\xFE\xFF", 2))) {
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: text in UTF-16, expected UTF-8", path);
        goto done;
    }
    if (csv->filled >= 3 && !memcmp(csv->buffer, "\xEF\xBB\xBF", 3))
        csv->at = 3;
    csv->delimiter = delimiter ? delimiter : csv_guess_delimiter(csv);
    *out = csv;
    csv = NULL;
done:
    ipt__csv_close(csv);
    return status;
}

void
ipt__csv_close(ipt__csv *csv)
{
    if (!csv)
        return;
    ipt__file_close(csv->file);
    free(csv->text);
    free(csv->field);
    free(csv->start);
    free(csv);
}

char
ipt__csv_delimiter(const ipt__csv *csv)
{
    return csv->delimiter;
}

int
ipt__csv_missing(const char *text)
{
    static const char *const words[] = {"",     "na",   "n/a", "nan",
                                        "null", "none", "?"};
    size_t length = 0;

    text += strspn(text, " \t");
    length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && !strncasecmp(text, words[i], length))
            return 1;
    return 0;
}

int
ipt__csv_is_header(const ipt__csv_field *first, size_t n,
                   const ipt__csv_field *second, size_t n_second)
{
    double number = 0;
    int words = 1;

    for (size_t j = 0; j < n; j++) {
        const int word = !ipt__number_parse(first[j].text, &number) &&
                         !ipt__csv_missing(first[j].text);

        if (!word)
            words = 0;
        if (word && j < n_second && ipt__number_parse(second[j].text, &number))
            return 1;
    }
    return words;
}
