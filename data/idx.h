/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IDX files, shared by the sets that come in them; not installed. */

#ifndef IPT_DATA_IDX_H
#define IPT_DATA_IDX_H

#include "data.h"

enum { IPT__IDX_RANK = 4 };

/** The head of an IDX file: two zero bytes, the element type, the number of
 * axes, then the extents, all most significant byte first. */
typedef struct {
    ipt__element type;
    const char *type_name; /**< "unsigned byte" */
    size_t rank;           /**< 1 to IPT__IDX_RANK */
    size_t extent[IPT__IDX_RANK];
    size_t each; /**< elements of one item: all extents but the first */
} ipt__idx_head;

/** Reads the head and checks that the file can hold what it promises. */
ipt_status ipt__idx_head_read(ipt__file *file, ipt__idx_head *head,
                              ipt_error *err);

/** Reads `count` elements as numbers. */
ipt_status ipt__idx_numbers(ipt__file *file, const ipt__idx_head *head,
                            size_t count, double *out, ipt_error *err);

/** The files of a set and how to take them; empty names are absent. */
typedef struct {
    const char *images;
    const char *labels;
    const char *test_images;
    const char *test_labels;
    double divisor; /**< of inputs; 0: 255 for unsigned bytes, else 1 */
} ipt__idx_files;

/** Loads images with labels and, where given, the test files behind them, with
 * the split that follows. */
ipt_status ipt__idx_load(const ipt__idx_files *files, ipt_dataset *out,
                         ipt_error *err);

#endif
