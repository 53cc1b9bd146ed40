/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a .npy file; not installed. */

#ifndef IPT_DATA_NPY_HEAD_H
#define IPT_DATA_NPY_HEAD_H

#include "data.h"

/** What the head of a .npy file says. */
typedef struct {
    ipt__element type;
    int big;       /**< most significant byte first */
    int fortran;   /**< first axis fastest */
    char dtype[8]; /**< "<f4" */
    size_t rank;   /**< 0: a single number */
    size_t extent[IPT_ARRAY_RANK];
    size_t size; /**< elements */
} ipt__npy_head;

/** Reads the head and checks that the file can hold what it promises. */
ipt_status ipt__npy_head_read(ipt__file *file, ipt__npy_head *head,
                              ipt_error *err);

#endif
