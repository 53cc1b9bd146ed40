/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAT files of version 5; not installed. */

#ifndef IPT_DATA_MAT_FILE_H
#define IPT_DATA_MAT_FILE_H

#include "data.h"

enum { IPT__MAT_RANK = 32 };

/** A variable of a file: what its head says. */
typedef struct {
    char name[64];
    unsigned class_; /**< mxDOUBLE_CLASS = 6 and so on */
    int complex;
    size_t rank;
    size_t extent[IPT__MAT_RANK];
} ipt__mat_info;

/** "double" of class 6. */
const char *ipt__mat_class_name(unsigned class_);

/** Called for every variable in the order of the file. */
typedef void ipt__mat_visitor(void *context, const ipt__mat_info *info);

/**
 * Walks a file: every element within its parent, compressed ones complete with
 * a right checksum, the bytes of every numeric array those that its extents
 * demand. matio takes a file on trust and would deliver zeros, or worse, for a
 * damaged one.
 *
 * @param visit  may be NULL
 * @return IPT_EFORMAT with the byte, IPT_EUNSUP for versions 4 and 7.3
 */
ipt_status ipt__mat_walk(const char *path, ipt__mat_visitor *visit,
                         void *context, ipt_error *err);

/** Reads a full real matrix, row-major, after a walk. IPT_EUNSUP without
 * matio. */
ipt_status ipt__mat_read(const char *path, const char *name, ipt_array *out,
                         ipt_error *err);

#endif
