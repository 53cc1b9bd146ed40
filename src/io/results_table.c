/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /tables/mi: all results as rows, for `pd.DataFrame(f["tables/mi"][:])`. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "h5.h"
#include "results.h"

enum { TABLE_TEXTS = 3, TABLE_FIELDS_MAX = 24 };

/* A member of a row. */
typedef struct {
    const char *name;
    hid_t type; /* predefined, or one of the texts below */
    size_t offset;
    size_t size;
    const ipt__column *column; /* of a plane; NULL: written by hand */
} table_field;

typedef struct {
    table_field field[TABLE_FIELDS_MAX];
    size_t n_fields;
    size_t size; /* of a row, packed */
    hid_t text[TABLE_TEXTS];
} table_layout;

static void
table_add(table_layout *layout, const char *name, hid_t type,
          const ipt__column *column)
{
    table_field *f = &layout->field[layout->n_fields++];

    f->name = name;
    f->type = type;
    f->offset = layout->size;
    f->size = type < 0 ? 0 : H5Tget_size(type);
    f->column = column;
    layout->size += f->size;
}

static const ipt__column *
table_column(const char *name)
{
    const ipt__column *c = ipt__plane_columns;

    while (strcmp(c->name, name) != 0)
        c++;
    return c;
}

/* Length of the longest text, at least 1: HDF5 has no empty strings. */
static size_t
table_longest(size_t longest, const char *text)
{
    const size_t n = text ? strlen(text) : 0;

    return n > longest ? n : longest;
}

/* Texts of fixed length inside of rows, for pandas and others. */
static int
table_plan(const ipt_result *r, table_layout *layout)
{
    static const char *const numbers[] = {
        "i_xt",       "i_ty",    "i_xt_lower", "i_xt_upper", "i_ty_lower",
        "i_ty_upper", "i_xt_se", "i_ty_se",    "h_t"};
    size_t longest[TABLE_TEXTS] = {1, 1, 5};

    memset(layout, 0, sizeof *layout);
    for (size_t l = 0; l < r->n_layers; l++)
        longest[0] = table_longest(longest[0], r->layer_name[l]);
    for (size_t p = 0; p < r->n_planes; p++) {
        longest[1] = table_longest(longest[1], r->plane[p].id);
        longest[2] = table_longest(longest[2], r->plane[p].sample_set);
    }
    for (int i = 0; i < TABLE_TEXTS; i++) {
        layout->text[i] = H5Tcopy(H5T_C_S1);
        if (layout->text[i] < 0 ||
            H5Tset_size(layout->text[i], longest[i]) < 0 ||
            H5Tset_strpad(layout->text[i], H5T_STR_NULLPAD) < 0 ||
            H5Tset_cset(layout->text[i], H5T_CSET_UTF8) < 0)
            return -1;
    }
    table_add(layout, "seed", H5T_NATIVE_UINT64, NULL);
    table_add(layout, "epoch", H5T_NATIVE_INT64, NULL);
    table_add(layout, "layer", H5T_NATIVE_INT32, NULL);
    table_add(layout, "layer_name", layout->text[0], NULL);
    table_add(layout, "estimator", layout->text[1], NULL);
    table_add(layout, "sample_set", layout->text[2], NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        table_add(layout, numbers[i], H5T_NATIVE_DOUBLE,
                  table_column(numbers[i]));
    table_add(layout, "flags", H5T_NATIVE_UINT32, NULL);
    return 0;
}

static void
table_put(char *row, const table_field *field, const void *value)
{
    memcpy(row + field->offset, value, field->size);
}

static void
table_put_text(char *row, const table_field *field, const char *text)
{
    memset(row + field->offset, 0, field->size);
    if (text)
        memcpy(row + field->offset, text, strlen(text));
}

static void
table_fill(const ipt_result *r, const table_layout *layout, char *rows)
{
    const table_field *f = layout->field;
    char *row = rows;

    for (size_t p = 0; p < r->n_planes; p++) {
        const ipt_plane *plane = &r->plane[p];

        for (size_t i = 0; i < r->n_epochs * r->n_layers; i++) {
            const size_t l = i % r->n_layers;
            const int32_t layer = (int32_t)l + 1;

            table_put(row, &f[0], &r->seed);
            table_put(row, &f[1], &r->epoch[i / r->n_layers]);
            table_put(row, &f[2], &layer);
            table_put_text(row, &f[3], r->layer_name[l]);
            table_put_text(row, &f[4], plane->id);
            table_put_text(row, &f[5], plane->sample_set);
            for (size_t k = 6; k + 1 < layout->n_fields; k++)
                table_put(row, &f[k], &ipt__column_get(plane, f[k].column)[i]);
            table_put(row, &f[layout->n_fields - 1], &plane->flags[i]);
            row += layout->size;
        }
    }
}

int
ipt__write_table(hid_t file, const ipt_result *r, char *where, size_t size)
{
    const hsize_t n[1] = {r->n_planes * r->n_epochs * r->n_layers};
    table_layout layout;
    hid_t group = -1;
    hid_t type = -1;
    hid_t data = -1;
    char *rows = NULL;
    int result = -1;

    snprintf(where, size, "/tables/mi");
    if (table_plan(r, &layout))
        goto done;
    group = ipt__h5_group(file, "tables");
    type = H5Tcreate(H5T_COMPOUND, layout.size);
    rows = calloc(n[0] + 1, layout.size);
    if (group < 0 || type < 0 || !rows)
        goto done;
    for (size_t i = 0; i < layout.n_fields; i++)
        if (H5Tinsert(type, layout.field[i].name, layout.field[i].offset,
                      layout.field[i].type) < 0)
            goto done;
    table_fill(r, &layout, rows);
    if (ipt__h5_put_data(group, "mi", type, type, 1, n, rows, &data) == 0 &&
        ipt__h5_put_units(data, "bit",
                          "every estimate as a row; layer counts from 1") == 0)
        result = 0;
done:
    free(rows);
    if (ipt__h5_finish(&data))
        result = -1;
    ipt__h5_drop(&type);
    ipt__h5_drop(&group);
    for (int i = 0; i < TABLE_TEXTS; i++)
        ipt__h5_drop(&layout.text[i]);
    return result;
}
