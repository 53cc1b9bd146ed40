/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of the tables of statistics, for export and batch.h5. */

#ifndef IPT_IO_BATCH_H
#define IPT_IO_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/statistics.h>

/** What a cell holds. */
enum { IPT__CELL_TEXT, IPT__CELL_INT, IPT__CELL_REAL };

typedef struct {
    const char *text;
    int64_t integer;
    double real;
} ipt__cell;

/** Where a cell stands: a row and, for tables by run, a run of its set. */
typedef struct {
    const ipt_statistics *statistics;
    const ipt_statistics_row *row;
    size_t run;
} ipt__cell_at;

/** A column; its value stands at an offset in the row or comes from get(). */
typedef struct {
    const char *name;
    int type;
    size_t offset; /**< of a double or size_t (where get is NULL) */
    void (*get)(const ipt__cell_at *at, ipt__cell *out);
} ipt__table_column;

/** Columns of /tables/compression: a line for each row of the statistics.
 * Lists end with a NULL name; sweep keys stand between the first two columns
 * and the others. */
extern const ipt__table_column ipt__compression_columns[];

/** Columns of /tables/compression_runs: a line for each row and run. */
extern const ipt__table_column ipt__compression_run_columns[];

void ipt__table_get(const ipt__table_column *column, const ipt__cell_at *at,
                    ipt__cell *out);

/** The keys of the sweeps of n results by first appearance; owned array of
 * borrowed texts. NULL without memory. */
const char **ipt__sweep_keys(const ipt_result *const *results, size_t n,
                             size_t *n_keys);

/** The value of a sweep key in a run, or "". */
const char *ipt__sweep_value(const ipt_result *run, const char *key);

#endif
