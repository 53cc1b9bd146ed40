/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The distinct values of a set of activations, in ascending order. */

#ifndef IPT_ESTIMATORS_DISTINCT_H
#define IPT_ESTIMATORS_DISTINCT_H

#include <stddef.h>

#include <infoplane/status.h>
#include <infoplane/view.h>

#include "buffer.h"

/* Work space; zeroed, it is empty. Adding values, then sorting them, leaves
 * `size` ascending doubles in `value`. */
typedef struct {
    ipt__buffer key;
    ipt__buffer spare;
    size_t count;  /* values added */
    size_t size;   /* distinct ones */
    int is_double; /* any of them from a view of doubles */
    double *value;
} ipt__distinct;

/* Starts over, with room for `count` values. */
ipt_status ipt__distinct_begin(ipt__distinct *distinct, size_t count,
                               ipt_error *err);

/* Adds columns first .. first + d - 1 of a view. */
void ipt__distinct_add(ipt__distinct *distinct, const ipt_view *view,
                       size_t first, size_t d);

/* Sorts and drops repetitions; 0 and -0 are one value. O(count). */
void ipt__distinct_end(ipt__distinct *distinct);

void ipt__distinct_free(ipt__distinct *distinct);

#endif
