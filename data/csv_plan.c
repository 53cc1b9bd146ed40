/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns of a CSV file are inputs, targets, or neither. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"

void
ipt__csv_plan_clear(ipt__csv_plan *plan)
{
    for (size_t j = 0; plan->name && j < plan->n; j++)
        free(plan->name[j]);
    free(plan->name);
    free(plan->role);
    free(plan->order);
    memset(plan, 0, sizeof *plan);
}

const char *
ipt__csv_column(const ipt__csv_plan *plan, size_t j, char *out, size_t size)
{
    if (plan->name && plan->name[j])
        snprintf(out, size, "\"%s\"", plan->name[j]);
    else
        snprintf(out, size, "%zu", j + 1);
    return out;
}

/* A name without the blanks around it, or NULL without memory. */
static char *
plan_trim(const char *text, size_t length)
{
    char *copy = NULL;

    while (length > 0 && strchr(" \t", text[0])) {
        text++;
        length--;
    }
    while (length > 0 && strchr(" \t", text[length - 1]))
        length--;
    copy = malloc(length + 1);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

/* The column called so, or counted from 1, or from -1 at the end. */
static ipt_status
plan_find(const ipt__csv_state *csv, const ipt__csv_plan *plan,
          const char *option, const char *item, size_t *out, ipt_error *err)
{
    size_t matches = 0;
    char *end = NULL;
    long number = 0;

    for (size_t j = 0; plan->header && j < plan->n; j++) {
        if (!strcmp(plan->name[j], item)) {
            *out = j;
            matches++;
        }
    }
    if (matches == 1)
        return IPT_OK;
    if (matches > 1)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s = %s: %zu columns have this name; give "
                             "the number of one",
                             csv->file, option, item, matches);
    number = strtol(item, &end, 10);
    if (end == item || *end) {
        const char *near = NULL;

        if (!plan->header)
            return ipt_error_set(err, IPT_EINVAL,
                                 "%s: %s = %s: the file has no header; "
                                 "expected a number from 1 to %zu",
                                 csv->file, option, item, plan->n);
        near = ipt_nearest(item, (const char *const *)plan->name);
        return ipt_error_set(
            err, IPT_EINVAL, "%s: %s = %s: no column has this name%s%s%s",
            csv->file, option, item, near ? "; did you mean " : "",
            near ? near : "", near ? "?" : "");
    }
    if (number < 0)
        number += (long)plan->n + 1;
    if (number < 1 || (size_t)number > plan->n)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: %s = %s: expected a column from 1 to %zu, or "
                             "-1 for the last",
                             csv->file, option, item, plan->n);
    *out = (size_t)number - 1;
    return IPT_OK;
}

/* Gives the columns of a list "a, b, 3" a role; none may have two. */
static ipt_status
plan_assign(const ipt__csv_state *csv, ipt__csv_plan *plan, const char *option,
            const char *list, ipt__csv_role role, ipt_error *err)
{
    size_t listed = 0;

    while (*list) {
        const size_t length = strcspn(list, ",");
        char *item = plan_trim(list, length);
        size_t j = 0;
        ipt_status status = IPT_OK;

        if (!item)
            return ipt_error_set(err, IPT_ENOMEM, "%s: no memory", csv->file);
        status = plan_find(csv, plan, option, item, &j, err);
        if (status == IPT_OK && plan->role[j] != IPT__CSV_INPUT)
            status = ipt_error_set(err, IPT_EINVAL,
                                   "%s: %s = %s: the column is already a "
                                   "target, the split or dropped",
                                   csv->file, option, item);
        free(item);
        if (status != IPT_OK)
            return status;
        plan->role[j] = role;
        plan->order[j] = listed++;
        list += length;
        list += *list == ',';
    }
    return IPT_OK;
}

static ipt_status
plan_names(const ipt__csv_field *fields, ipt__csv_plan *plan)
{
    /* One more, NULL, so that it is a list for ipt_nearest(). */
    plan->name = calloc(plan->n + 1, sizeof *plan->name);
    plan->role = calloc(plan->n, sizeof *plan->role);
    plan->order = calloc(plan->n, sizeof *plan->order);
    if (!plan->name || !plan->role || !plan->order)
        return IPT_ENOMEM;
    for (size_t j = 0; plan->header && j < plan->n; j++) {
        plan->name[j] = plan_trim(fields[j].text, strlen(fields[j].text));
        if (!plan->name[j])
            return IPT_ENOMEM;
    }
    return IPT_OK;
}

static ipt_status
plan_roles(const ipt__csv_state *csv, ipt__csv_plan *plan, ipt_error *err)
{
    ipt_status status =
        plan_assign(csv, plan, "target", csv->target, IPT__CSV_TARGET, err);

    if (status == IPT_OK)
        status =
            plan_assign(csv, plan, "drop", csv->drop, IPT__CSV_DROPPED, err);
    if (status == IPT_OK)
        status =
            plan_assign(csv, plan, "split", csv->split, IPT__CSV_SPLIT, err);
    if (status != IPT_OK)
        return status;
    for (size_t j = 0; j < plan->n; j++) {
        plan->inputs += plan->role[j] == IPT__CSV_INPUT;
        plan->targets += plan->role[j] == IPT__CSV_TARGET;
    }
    if (plan->inputs == 0 || plan->targets == 0)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: %zu columns leave %zu inputs and %zu "
                             "targets, expected at least one of each",
                             csv->file, plan->n, plan->inputs, plan->targets);
    if (!csv->task && plan->targets > 1)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: target = %s: %zu columns; classification "
                             "takes one (task = regression?)",
                             csv->file, csv->target, plan->targets);
    if (*csv->split && strchr(csv->split, ','))
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: split = %s: expected one column", csv->file,
                             csv->split);
    return IPT_OK;
}

/* Whether the file at hand has a header, judged by its second record. Records
 * do not stay, so that one comes from a reader of its own. */
static ipt_status
plan_guess_header(const ipt__csv_state *csv, const ipt__csv_field *fields,
                  ipt__csv_plan *plan, ipt_error *err)
{
    ipt__csv *ahead = NULL;
    const ipt__csv_field *second = NULL;
    size_t n = 0;
    ipt_status status = ipt__csv_open(&ahead, csv->file, plan->delimiter, err);

    if (status == IPT_OK)
        status = ipt__csv_next(ahead, &second, &n, err);
    if (status == IPT_OK)
        status = ipt__csv_next(ahead, &second, &n, err);
    if (status == IPT_OK)
        plan->header = ipt__csv_is_header(fields, plan->n, second, n);
    ipt__csv_close(ahead);
    return status;
}

ipt_status
ipt__csv_plan_make(const ipt__csv_state *csv, ipt__csv_plan *plan,
                   ipt_error *err)
{
    static const char delimiters[] = {0, ',', ';', '\t', '|'};
    enum { AUTO, YES };
    ipt__csv *file = NULL;
    const ipt__csv_field *fields = NULL;
    ipt_status status;

    memset(plan, 0, sizeof *plan);
    status = ipt__csv_open(&file, csv->file, delimiters[csv->delimiter], err);
    if (status == IPT_OK)
        status = ipt__csv_next(file, &fields, &plan->n, err);
    if (status == IPT_OK && plan->n == 0)
        status =
            ipt_error_set(err, IPT_EFORMAT, "%s: has no records", csv->file);
    if (status != IPT_OK)
        goto done;
    plan->delimiter = ipt__csv_delimiter(file);
    plan->header = csv->header == YES;
    if (csv->header == AUTO)
        status = plan_guess_header(csv, fields, plan, err);
    if (status == IPT_OK && plan_names(fields, plan) != IPT_OK)
        status = ipt_error_set(err, IPT_ENOMEM, "%s: no memory", csv->file);
    if (status == IPT_OK)
        status = plan_roles(csv, plan, err);
done:
    ipt__csv_close(file);
    if (status != IPT_OK)
        ipt__csv_plan_clear(plan);
    return status;
}
