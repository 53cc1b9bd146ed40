/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Class names of a CSV column as labels. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"

/* More distinct names than this are a regression target by mistake. */
enum { CLASSES_MAX = 65536 };

/* A class: its name, number by appearance, and the place of its first row. */
struct ipt__csv_class {
    char *name;
    int32_t number;
    size_t line;
    size_t column;
    double value; /* for sorting by value */
};

void
ipt__csv_classes_clear(ipt__csv_classes *classes)
{
    for (size_t i = 0; i < classes->n; i++)
        free(classes->item[i].name);
    free(classes->item);
    free(classes->row);
    memset(classes, 0, sizeof *classes);
}

/* Compares a stored name with the first `length` bytes of a text. */
static int
classes_compare(const char *name, const char *text, size_t length)
{
    const int order = strncmp(name, text, length);

    return order ? order : (name[length] != '\0');
}

/* Where the name is or would be inserted. */
static size_t
classes_position(const ipt__csv_classes *classes, const char *text,
                 size_t length)
{
    size_t low = 0;
    size_t high = classes->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (classes_compare(classes->item[middle].name, text, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int
classes_reserve(ipt__csv_classes *classes)
{
    if (classes->n == classes->room) {
        const size_t room = classes->room ? 2 * classes->room : 16;
        struct ipt__csv_class *item =
            realloc(classes->item, room * sizeof *item);

        if (!item)
            return 0;
        classes->item = item;
        classes->room = room;
    }
    if (classes->rows == classes->rows_room) {
        const size_t room = classes->rows_room ? 2 * classes->rows_room : 1024;
        int32_t *row = realloc(classes->row, room * sizeof *row);

        if (!row)
            return 0;
        classes->row = row;
        classes->rows_room = room;
    }
    return 1;
}

ipt_status
ipt__csv_classes_add(ipt__csv_classes *classes, const char *path,
                     const ipt__csv_field *field, ipt_error *err)
{
    const char *text = field->text + strspn(field->text, " \t");
    size_t length = strlen(text);
    size_t at = 0;

    while (length > 0 && strchr(" \t", text[length - 1]))
        length--;
    if (!classes_reserve(classes))
        return ipt_error_set(err, IPT_ENOMEM, "%s: no memory", path);
    at = classes_position(classes, text, length);
    if (at == classes->n ||
        classes_compare(classes->item[at].name, text, length) != 0) {
        struct ipt__csv_class new = {NULL, (int32_t)classes->n, field->line,
                                     field->column, 0};

        if (classes->n == CLASSES_MAX)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s:%zu:%zu: more than %d classes (task = "
                                 "regression?)",
                                 path, field->line, field->column, CLASSES_MAX);
        new.name = malloc(length + 1);
        if (!new.name)
            return ipt_error_set(err, IPT_ENOMEM, "%s: no memory", path);
        memcpy(new.name, text, length);
        new.name[length] = '\0';
        memmove(classes->item + at + 1, classes->item + at,
                (classes->n - at) * sizeof *classes->item);
        classes->item[at] = new;
        classes->n++;
    }
    classes->row[classes->rows++] = classes->item[at].number;
    return IPT_OK;
}

static int
classes_by_value(const void *a, const void *b)
{
    const struct ipt__csv_class *p = a;
    const struct ipt__csv_class *q = b;

    return (p->value > q->value) - (p->value < q->value);
}

/* All numbers (*numbers = 1) or all words; numbers must be whole. */
static ipt_status
classes_kind(const ipt__csv_classes *classes, const char *path, int *numbers,
             ipt_error *err)
{
    const struct ipt__csv_class *number = NULL;
    const struct ipt__csv_class *word = NULL;

    for (size_t i = 0; i < classes->n; i++) {
        struct ipt__csv_class *item = &classes->item[i];

        if (!ipt__number_parse(item->name, &item->value)) {
            word = word && word->line < item->line ? word : item;
            continue;
        }
        number = number && number->line < item->line ? number : item;
        if (item->value != floor(item->value))
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s:%zu:%zu: class \"%s\", expected a whole "
                                 "number or a word (task = regression?)",
                                 path, item->line, item->column, item->name);
    }
    if (number && word)
        return ipt_error_set(
            err, IPT_EFORMAT,
            "%s:%zu:%zu: class \"%s\" is %s and \"%s\" in "
            "line %zu is not; expected one kind",
            path, number->line > word->line ? number->line : word->line,
            number->line > word->line ? number->column : word->column,
            number->line > word->line ? number->name : word->name,
            number->line > word->line ? "a number" : "a word",
            number->line > word->line ? word->name : number->name,
            number->line > word->line ? word->line : number->line);
    *numbers = number != NULL;
    return IPT_OK;
}

ipt_status
ipt__csv_classes_finish(const ipt__csv_classes *classes, const char *path,
                        ipt_dataset *set, ipt_error *err)
{
    int32_t *final = malloc((classes->n + 1) * sizeof *final);
    int32_t *label = malloc((classes->rows + 1) * sizeof *label);
    int32_t next = -1;
    int numbers = 0;
    ipt_status status = IPT_ENOMEM;

    if (!final || !label) {
        ipt_error_set(err, status, "%s: no memory", path);
        goto done;
    }
    status = classes_kind(classes, path, &numbers, err);
    if (status != IPT_OK)
        goto done;
    if (numbers) /* they are in the order of bytes, "10" before "9" */
        qsort(classes->item, classes->n, sizeof *classes->item,
              classes_by_value);
    for (size_t i = 0; i < classes->n; i++) {
        const struct ipt__csv_class *item = &classes->item[i];

        /* "1" and "1.0" are one class. */
        if (i == 0 || !numbers || item->value != item[-1].value)
            next++;
        final[item->number] = next;
    }
    for (size_t i = 0; i < classes->rows; i++)
        label[i] = final[classes->row[i]];
    set->label = label;
    set->n_classes = (size_t)next + 1;
    label = NULL;
done:
    free(final);
    free(label);
    return status;
}
