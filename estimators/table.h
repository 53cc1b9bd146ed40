/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of equal rows: an open-addressing table over the rows' bytes. */

#ifndef IPT_ESTIMATORS_TABLE_H
#define IPT_ESTIMATORS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/status.h>

#include "buffer.h"

/* Bytes that must be readable behind the last row. */
enum { IPT__ROW_SLACK = 8 };

/* Zeroed, it is empty. */
typedef struct {
    ipt__buffer slot;
    ipt__buffer hash;
    ipt__buffer first;
} ipt__table;

/* Makes room for n rows. */
ipt_status ipt__table_reserve(ipt__table *table, size_t n, ipt_error *err);

/* Bytes that a table for n rows holds. */
double ipt__table_memory(size_t n);

/**
 * Numbers the distinct rows 0, 1, ... in the order in which they first appear.
 * Rows are equal when all their bytes are: the hash only finds candidates.
 *
 * @param table  reserved for n rows
 * @param rows   n rows of `bytes` bytes one behind the other, IPT__ROW_SLACK
 *               readable bytes behind them
 * @param group  n numbers, filled
 * @param count  rows of each group, filled; n elements at most
 * @return the number of distinct rows; O(n bytes) on average
 */
size_t ipt__table_group(ipt__table *table, const void *rows, size_t n,
                        size_t bytes, uint32_t *group, uint32_t *count);

void ipt__table_free(ipt__table *table);

#endif
