/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of results: one table for memory, writer, reader and checks. */

#ifndef IPT_IO_RESULTS_H
#define IPT_IO_RESULTS_H

#include <stddef.h>

#include <hdf5.h>

#include <infoplane/results.h>

/** An array of doubles of ipt_result or ipt_plane and its variable in a
 * file. */
typedef struct {
    const char *name; /**< path below the group it belongs to */
    size_t offset;    /**< of the pointer in its struct */
    const char *units;
    const char *long_name;
    int optional; /**< left out of a file when all is NaN */
} ipt__column;

/** Of ipt_result, n_epochs values each; the lists end with a NULL name. */
extern const ipt__column ipt__epoch_columns[];

/** Of ipt_result, n_epochs x n_layers. */
extern const ipt__column ipt__layer_columns[];

/** Of ipt_plane, n_epochs x n_layers. */
extern const ipt__column ipt__plane_columns[];

/** The pointer in @p owner that a column describes. */
static inline double **
ipt__column_of(void *owner, const ipt__column *column)
{
    return (double **)(void *)((char *)owner + column->offset);
}

/** The same for reading. */
static inline const double *
ipt__column_get(const void *owner, const ipt__column *column)
{
    return *(double *const *)(const void *)((const char *)owner +
                                            column->offset);
}

/** Frees n pairs and their array. */
void ipt__pair_list_free(ipt_pair *pairs, size_t n);

/** ipt_result_write() with more in the same file: @p more gives 0, or -1 with
 * the reason on HDF5's stack; NULL: nothing more. */
ipt_status ipt__result_write(const char *path, const char *kind,
                             const ipt_result *result,
                             int (*more)(hid_t file, const void *self),
                             const void *self, ipt_error *err);

/** Writes /tables/mi, one row per estimator, epoch and layer; @p where gets
 * what a message should name. 0, or -1 with the reason on HDF5's stack. */
int ipt__write_table(hid_t file, const ipt_result *result, char *where,
                     size_t size);

#endif
