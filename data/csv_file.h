/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of delimited text (RFC 4180); not installed. */

#ifndef IPT_DATA_CSV_FILE_H
#define IPT_DATA_CSV_FILE_H

#include "data.h"

/** One field, quotes removed; line and byte column (from 1) of its start. */
typedef struct {
    const char *text;
    size_t line;
    size_t column;
} ipt__csv_field;

/** A file being read record by record. */
typedef struct ipt__csv ipt__csv;

/**
 * Opens a file, plain or gzip, and skips a byte order mark of UTF-8.
 *
 * @param delimiter  0: the most frequent of , ; tab | in the first line
 */
ipt_status ipt__csv_open(ipt__csv **out, const char *path, char delimiter,
                         ipt_error *err);
void ipt__csv_close(ipt__csv *csv);

/** The next record that is not a blank line; @p n is 0 at the end. Lines end
 * with LF, CRLF or CR. Fields are valid until the next call. */
ipt_status ipt__csv_next(ipt__csv *csv, const ipt__csv_field **fields,
                         size_t *n, ipt_error *err);

char ipt__csv_delimiter(const ipt__csv *csv);

/** Whether a field says that a value is missing: empty, NA, N/A, NaN, null,
 * none or ?, letter case and blanks around it ignored. */
int ipt__csv_missing(const char *text);

/** Whether the first record is a header: it has a word where the second has a
 * number, or nothing but words. */
int ipt__csv_is_header(const ipt__csv_field *first, size_t n,
                       const ipt__csv_field *second, size_t n_second);

#endif
