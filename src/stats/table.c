/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics as tidy tables: CSV and JSON lines. */

#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/json.h>

#include "src/io/batch.h"
#include "stats.h"

/* A cell of CSV: quoted where RFC 4180 asks for it. */
static void
table_text(FILE *f, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, f);
        return;
    }
    fputc('"', f);
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            fputc('"', f);
        fputc(*p, f);
    }
    fputc('"', f);
}

static void
table_csv(FILE *f, const ipt__table_column *column, const ipt__cell *cell)
{
    if (column->type == IPT__CELL_TEXT)
        table_text(f, cell->text);
    else if (column->type == IPT__CELL_INT)
        fprintf(f, "%" PRId64, cell->integer);
    else if (!isnan(cell->real))
        fprintf(f, "%.17g", cell->real);
}

static void
table_json(ipt_json *json, const ipt__table_column *column,
           const ipt__cell *cell)
{
    if (column->type == IPT__CELL_TEXT)
        ipt_json_text(json, column->name, cell->text);
    else if (column->type == IPT__CELL_INT)
        ipt_json_int(json, column->name, cell->integer);
    else
        ipt_json_real(json, column->name, cell->real);
}

/* What a line is made of. */
typedef struct {
    FILE *stream;
    ipt_export_format format;
    const ipt__table_column *column;
    const char **key;
    size_t n_keys;
} table_form;

static void
table_head(const table_form *form)
{
    for (size_t c = 0; form->column[c].name; c++) {
        fprintf(form->stream, "%s%s", c ? "," : "", form->column[c].name);
        for (size_t k = 0; c == 1 && k < form->n_keys; k++) {
            fputc(',', form->stream);
            table_text(form->stream, form->key[k]);
        }
    }
    fputc('\n', form->stream);
}

static ipt_status
table_line(const table_form *form, const ipt__cell_at *at, ipt_error *err)
{
    const ipt_result *model = at->row->run[0];
    ipt_json *json = form->format == IPT_EXPORT_JSON ? ipt_json_alloc() : NULL;

    if (form->format == IPT_EXPORT_JSON && !json)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a table");
    if (json)
        ipt_json_open(json, NULL, '{');
    for (size_t c = 0; form->column[c].name; c++) {
        ipt__cell cell;

        ipt__table_get(&form->column[c], at, &cell);
        if (json) {
            table_json(json, &form->column[c], &cell);
        } else {
            fputs(c ? "," : "", form->stream);
            table_csv(form->stream, &form->column[c], &cell);
        }
        for (size_t k = 0; c == 1 && k < form->n_keys; k++) {
            const char *value = ipt__sweep_value(model, form->key[k]);

            if (json) {
                ipt_json_text(json, form->key[k], value);
            } else {
                fputc(',', form->stream);
                table_text(form->stream, value);
            }
        }
    }
    if (json) {
        ipt_json_close(json, '}');
        fputs(ipt_json_string(json), form->stream);
        ipt_json_free(json);
    }
    fputc('\n', form->stream);
    return IPT_OK;
}

ipt_status
ipt_statistics_export(const ipt_statistics *s, ipt_statistics_table table,
                      ipt_export_format format, FILE *stream, ipt_error *err)
{
    const int by_run = table == IPT_TABLE_COMPRESSION_RUNS;
    table_form form = {stream, format,
                       by_run ? ipt__compression_run_columns
                              : ipt__compression_columns,
                       NULL, 0};
    const ipt_result **model = calloc(s->n_rows + 1, sizeof *model);
    ipt_status status = IPT_OK;

    for (size_t i = 0; model && i < s->n_rows; i++)
        model[i] = s->row[i].run[0];
    if (model)
        form.key = ipt__sweep_keys(model, s->n_rows, &form.n_keys);
    if (!form.key)
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a table");
    if (status == IPT_OK && format == IPT_EXPORT_CSV)
        table_head(&form);
    for (size_t i = 0; status == IPT_OK && i < s->n_rows; i++) {
        const ipt_statistics_row *row = &s->row[i];

        for (size_t r = 0; status == IPT_OK && r < (by_run ? row->n_runs : 1);
             r++) {
            const ipt__cell_at at = {s, row, r};

            status = table_line(&form, &at, err);
        }
    }
    if (status == IPT_OK && ferror(stream))
        status = ipt_error_set(err, IPT_EIO, "cannot write the table: %s",
                               strerror(errno));
    free(model);
    free(form.key);
    return status;
}
