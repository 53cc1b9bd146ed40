/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pieces of the csv type; not installed. */

#ifndef IPT_DATA_CSV_H
#define IPT_DATA_CSV_H

#include "csv_file.h"

/** Options of the csv type. */
typedef struct {
    char file[IPT_TEXT_MAX];
    char target[IPT_TEXT_MAX];
    char drop[IPT_TEXT_MAX];
    char split[IPT_TEXT_MAX];
    char shape[IPT_TEXT_MAX];
    int header;
    int delimiter;
    int task;
    int missing;
} ipt__csv_state;

/** What a column is for. */
typedef enum {
    IPT__CSV_INPUT,
    IPT__CSV_TARGET,
    IPT__CSV_SPLIT,
    IPT__CSV_DROPPED
} ipt__csv_role;

/** Columns of a file: names (NULL without a header) and roles. */
typedef struct {
    size_t n;
    char **name;
    ipt__csv_role *role;
    size_t *order; /**< targets: position among the targets as listed */
    size_t inputs;
    size_t targets;
    int header; /**< whether the first record is one */
    char delimiter;
} ipt__csv_plan;

/** Reads the first two records and gives every column its role. */
ipt_status ipt__csv_plan_make(const ipt__csv_state *csv, ipt__csv_plan *plan,
                              ipt_error *err);
void ipt__csv_plan_clear(ipt__csv_plan *plan);

/** `"name"` or the number (from 1) of column j, for messages. */
const char *ipt__csv_column(const ipt__csv_plan *plan, size_t j, char *out,
                            size_t size);

/** Class names as they come, numbered; ends as labels. */
typedef struct {
    struct ipt__csv_class *item; /**< sorted by name */
    size_t n;
    size_t room;
    int32_t *row; /**< class of each row, by order of appearance */
    size_t rows;
    size_t rows_room;
} ipt__csv_classes;

void ipt__csv_classes_clear(ipt__csv_classes *classes);

/** Adds the class of the next row, found at @p field. */
ipt_status ipt__csv_classes_add(ipt__csv_classes *classes, const char *path,
                                const ipt__csv_field *field, ipt_error *err);

/** Labels 0.. in ascending order: by value where all classes are whole
 * numbers, else by bytes. A mixture is refused with both places. */
ipt_status ipt__csv_classes_finish(const ipt__csv_classes *classes,
                                   const char *path, ipt_dataset *set,
                                   ipt_error *err);

#endif
