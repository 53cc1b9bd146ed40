/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as tidy tables: CSV and JSON lines. */

#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/json.h>
#include <infoplane/results.h>

#include "h5.h"
#include "results.h"

/* Columns whose values come from a plane, in bits. */
static const struct {
    const char *name;
    const char *column;
} export_bits[] = {
    {"i_xt_bits", "i_xt"},
    {"i_ty_bits", "i_ty"},
    {"h_t_bits", "h_t"},
    {"i_xt_se_bits", "i_xt_se"},
    {"i_ty_se_bits", "i_ty_se"},
    {"i_xt_lower_bits", "i_xt_lower"},
    {"i_xt_upper_bits", "i_xt_upper"},
    {"i_ty_lower_bits", "i_ty_lower"},
    {"i_ty_upper_bits", "i_ty_upper"},
};

enum { EXPORT_BITS = sizeof export_bits / sizeof *export_bits };

/* Columns before and behind those of the sweep. */
static const char *const export_fixed[] = {
    "run_id",     "seed",      "status",         "epoch",         "layer",
    "layer_name", "width",     "estimator",      "kind",          "flags",
    "train_loss", "test_loss", "train_accuracy", "test_accuracy", "kind_ty",
    "sample_set", NULL};

/* One line in either form. */
typedef struct {
    FILE *stream;
    ipt_json *json; /* NULL: CSV */
    int any;        /* a cell was written on this line */
} export_line;

/* A cell of CSV: quoted where RFC 4180 asks for it. */
static void
export_cell(export_line *line, const char *text)
{
    FILE *f = line->stream;

    if (line->any)
        fputc(',', f);
    line->any = 1;
    if (!text)
        return;
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
export_text(export_line *line, const char *key, const char *text)
{
    if (line->json)
        ipt_json_text(line->json, key, text);
    else
        export_cell(line, text);
}

static void
export_raw(export_line *line, const char *key, const char *text)
{
    if (line->json)
        ipt_json_raw(line->json, key, text);
    else
        export_cell(line, text);
}

/* A number with as many digits as it takes to read it back; NaN is an empty
 * cell or null. */
static void
export_real(export_line *line, const char *key, double value)
{
    char text[40] = "";

    if (line->json) {
        ipt_json_real(line->json, key, value);
        return;
    }
    for (int digits = 15; !isnan(value) && digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    export_cell(line, text);
}

/* Is a text a number as JSON writes them? */
static int
export_is_number(const char *p)
{
    const char *digits = NULL;

    p += *p == '-';
    digits = p;
    p += strspn(p, "0123456789");
    if (p == digits || (*digits == '0' && p > digits + 1))
        return 0;
    if (*p == '.') {
        digits = ++p;
        p += strspn(p, "0123456789");
        if (p == digits)
            return 0;
    }
    if (*p == 'e' || *p == 'E') {
        p++;
        p += *p == '+' || *p == '-';
        digits = p;
        p += strspn(p, "0123456789");
        if (p == digits)
            return 0;
    }
    return *p == '\0';
}

static void
export_flags(uint32_t flags, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (int i = 0; ipt__flag_words[i]; i++)
        if (flags >> i & 1U && used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%s",
                                     used ? "," : "", ipt__flag_words[i]);
}

/* Every sweep key of every result, in the order of first appearance. The
 * strings stay with the results. */
static ipt_status
export_keys(const ipt_result *const *results, size_t n, const char ***out,
            size_t *n_keys, ipt_error *err)
{
    const char **keys = NULL;
    size_t room = 0;
    size_t used = 0;

    for (size_t r = 0; r < n; r++)
        room += results[r]->n_params;
    keys = calloc(room + 1, sizeof *keys);
    if (!keys)
        return ipt_error_set(err, IPT_ENOMEM, "not enough memory");
    for (size_t r = 0; r < n; r++)
        for (size_t i = 0; i < results[r]->n_params; i++) {
            size_t k = 0;

            while (k < used && strcmp(keys[k], results[r]->params[i].key) != 0)
                k++;
            if (k == used)
                keys[used++] = results[r]->params[i].key;
        }
    *out = keys;
    *n_keys = used;
    return IPT_OK;
}

/* The column of a sweep key; one that would repeat a name gets a prefix. */
static const char *
export_key_name(const char *key, char *out, size_t size)
{
    int taken = 0;

    for (int i = 0; export_fixed[i]; i++)
        taken |= strcmp(export_fixed[i], key) == 0;
    for (int i = 0; i < EXPORT_BITS; i++)
        taken |= strcmp(export_bits[i].name, key) == 0;
    snprintf(out, size, "%s%s", taken ? "param." : "", key);
    return out;
}

static const char *
export_param(const ipt_result *r, const char *key)
{
    for (size_t i = 0; i < r->n_params; i++)
        if (strcmp(r->params[i].key, key) == 0)
            return r->params[i].value;
    return NULL;
}

static double
export_value(const ipt_plane *plane, const char *column, size_t at)
{
    const ipt__column *c = ipt__plane_columns;

    while (strcmp(c->name, column) != 0)
        c++;
    return ipt__column_get(plane, c)[at];
}

static void
export_header(export_line *line, const char *const *keys, size_t n_keys)
{
    char name[256];

    for (int i = 0; i < 3; i++)
        export_cell(line, export_fixed[i]);
    for (size_t k = 0; k < n_keys; k++)
        export_cell(line, export_key_name(keys[k], name, sizeof name));
    for (int i = 3; i < 8; i++)
        export_cell(line, export_fixed[i]);
    for (int i = 0; i < EXPORT_BITS; i++)
        export_cell(line, export_bits[i].name);
    for (int i = 8; export_fixed[i]; i++)
        export_cell(line, export_fixed[i]);
    fputc('\n', line->stream);
}

static void
export_row(export_line *line, const ipt_result *r, const ipt_plane *plane,
           size_t e, size_t l, const char *const *keys, size_t n_keys)
{
    const size_t at = e * r->n_layers + l;
    char text[256];

    export_text(line, "run_id", r->run_id);
    snprintf(text, sizeof text, "%" PRIu64, r->seed);
    export_raw(line, "seed", text);
    export_text(line, "status", r->status);
    for (size_t k = 0; k < n_keys; k++) {
        const char *value = export_param(r, keys[k]);
        const char *name = export_key_name(keys[k], text, sizeof text);

        if (value && export_is_number(value))
            export_raw(line, name, value);
        else
            export_text(line, name, value);
    }
    snprintf(text, sizeof text, "%" PRId64, r->epoch[e]);
    export_raw(line, "epoch", text);
    snprintf(text, sizeof text, "%zu", l + 1);
    export_raw(line, "layer", text);
    export_text(line, "layer_name", r->layer_name[l]);
    snprintf(text, sizeof text, "%" PRId32, r->layer_width[l]);
    export_raw(line, "width", text);
    export_text(line, "estimator", plane->id);
    for (int i = 0; i < EXPORT_BITS; i++)
        export_real(line, export_bits[i].name,
                    export_value(plane, export_bits[i].column, at));
    export_text(line, "kind", plane->kind_xt);
    export_flags(plane->flags[at], text, sizeof text);
    export_text(line, "flags", text);
    export_real(line, "train_loss", r->train_loss[e]);
    export_real(line, "test_loss", r->test_loss[e]);
    export_real(line, "train_accuracy", r->train_accuracy[e]);
    export_real(line, "test_accuracy", r->test_accuracy[e]);
    export_text(line, "kind_ty", plane->kind_ty);
    export_text(line, "sample_set", plane->sample_set);
}

static ipt_status
export_write_row(FILE *stream, ipt_export_format format, const ipt_result *r,
                 size_t p, size_t e, size_t l, const char *const *keys,
                 size_t n_keys, ipt_error *err)
{
    export_line line = {stream, NULL, 0};

    if (format == IPT_EXPORT_JSON) {
        line.json = ipt_json_alloc();
        ipt_json_open(line.json, NULL, '{');
        if (!line.json)
            return ipt_error_set(err, IPT_ENOMEM, "not enough memory");
    }
    export_row(&line, r, &r->plane[p], e, l, keys, n_keys);
    if (line.json) {
        ipt_json_close(line.json, '}');
        const char *text = ipt_json_string(line.json);
        const int empty = !*text;

        fputs(text, stream);
        ipt_json_free(line.json);
        if (empty)
            return ipt_error_set(err, IPT_ENOMEM, "not enough memory");
    }
    fputc('\n', stream);
    return ferror(stream)
               ? ipt_error_set(err, IPT_EIO, "the table cannot be written")
               : IPT_OK;
}

ipt_status
ipt_result_export(const ipt_result *const *results, size_t n,
                  ipt_export_format format, FILE *stream, ipt_error *err)
{
    const char **keys = NULL;
    size_t n_keys = 0;
    ipt_status status = export_keys(results, n, &keys, &n_keys, err);

    if (status == IPT_OK && format == IPT_EXPORT_CSV) {
        export_line line = {stream, NULL, 0};

        export_header(&line, keys, n_keys);
    }
    for (size_t r = 0; status == IPT_OK && r < n; r++)
        for (size_t e = 0; status == IPT_OK && e < results[r]->n_epochs; e++)
            for (size_t l = 0; status == IPT_OK && l < results[r]->n_layers;
                 l++)
                for (size_t p = 0; status == IPT_OK && p < results[r]->n_planes;
                     p++)
                    status = export_write_row(stream, format, results[r], p, e,
                                              l, keys, n_keys, err);
    if (status == IPT_OK && (fflush(stream) != 0 || ferror(stream)))
        status = ipt_error_set(err, IPT_EIO, "the table cannot be written");
    free(keys);
    return status;
}
