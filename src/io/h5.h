/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What src/io shares: short names for the HDF5 calls that every file needs.
 *
 * Functions that return int give 0, or -1 with the reason left on HDF5's
 * error stack, from where ipt__h5_error() takes it. Identifiers start as -1
 * and are released with ipt__h5_drop(). All of it is for one thread. */

#ifndef IPT_IO_H5_H
#define IPT_IO_H5_H

#include <stddef.h>
#include <stdint.h>

#include <hdf5.h>

#include <infoplane/results.h>
#include <infoplane/status.h>

/** The state of HDF5's automatic error printing, to be put back. */
typedef struct {
    H5E_auto2_t print;
    void *data;
} ipt__h5_quiet;

/** Stops HDF5 from printing its errors; every public function that calls
 * HDF5 does so between these two. */
void ipt__h5_begin(ipt__h5_quiet *quiet);
void ipt__h5_end(const ipt__h5_quiet *quiet);

/** Records "FILE: WHAT: REASON", where the reason is the text of the errno
 * that HDF5 reported, else its innermost message. Returns @p status; with an
 * errno of lacking memory or space it is IPT_EIO all the same. */
ipt_status ipt__h5_error(ipt_error *err, ipt_status status, const char *file,
                         const char *what, ...) IPT_PRINTF(4, 5);

/** The errno on HDF5's error stack, or 0. */
int ipt__h5_errno(void);

/** Lets go of an identifier of any type and sets it to -1; the error stack
 * stays. */
void ipt__h5_drop(hid_t *id);

/** The same for a dataset that was written: flushed first. HDF5 keeps what it
 * could not write, fails to close what that belongs to, and ends the program
 * in a crash; so after a failure, which -1 reports, what is left of the file
 * goes nowhere, and the file must be discarded. One that is -1 is fine. */
int ipt__h5_finish(hid_t *dataset);

/** Sends whatever is still written to a file to the null device. */
void ipt__h5_divert(hid_t file);

/* Opening and finishing files (file.c) ---------------------------------- */

/** Opens a file for reading: one line for a file that is absent, empty, not
 * HDF5, cut short or being written. */
ipt_status ipt__h5_open(const char *path, hid_t *out, ipt_error *err);

/** A file being written under the name PATH.part. */
typedef struct {
    char *path;
    char *part;
    hid_t file;
} ipt__part;

/** Starts PATH.part; creation order is tracked on its root group. */
ipt_status ipt__part_create(ipt__part *part, const char *path, ipt_error *err);

/** Flush, close, fsync, rename, fsync of the folder. Releases @p part either
 * way; after a failure PATH.part is gone and PATH is as it was. */
ipt_status ipt__part_commit(ipt__part *part, ipt_error *err);

/** Gives up: closes, removes PATH.part, releases. */
void ipt__part_discard(ipt__part *part);

/* Writing (put.c) ------------------------------------------------------- */

/** A new group with creation order tracked; -1 after a failure. */
hid_t ipt__h5_group(hid_t at, const char *name);

/** A dataset creation list with attribute order tracked and no times. */
hid_t ipt__h5_dcpl(void);

/** Scalar attributes; texts are of variable length and UTF-8, bytes that are
 * not become U+FFFD; a NULL text writes nothing. */
int ipt__h5_put_text(hid_t at, const char *name, const char *text);
int ipt__h5_put_i32(hid_t at, const char *name, int32_t value);
int ipt__h5_put_i64(hid_t at, const char *name, int64_t value);
int ipt__h5_put_u64(hid_t at, const char *name, uint64_t value);
int ipt__h5_put_f64(hid_t at, const char *name, double value);
/** An int8 enumeration FALSE, TRUE, which h5py shows as a bool. */
int ipt__h5_put_bool(hid_t at, const char *name, int value);

/** The attributes units and long_name of a variable. */
int ipt__h5_put_units(hid_t at, const char *units, const char *long_name);

/** Writes a whole dataset; rank 0 is a scalar. The identifier goes to
 * @p out, or is let go when that is NULL. */
int ipt__h5_put_data(hid_t at, const char *name, hid_t type, hid_t memory,
                     int rank, const hsize_t *dims, const void *data,
                     hid_t *out);

/** A dataset of n texts, NULL standing for ""; n < 0: a scalar. */
int ipt__h5_put_texts(hid_t at, const char *name, int64_t n, char *const *text,
                      hid_t *out);

/* Reading (get.c) ------------------------------------------------------- */

/** A text attribute, of fixed or variable length, as an owned string:
 * 1 found, 0 absent or not a text, -1 failed. */
int ipt__h5_get_text(hid_t at, const char *name, char **out);

/** A numeric attribute of n elements: 1 found, 0 absent or of another type
 * or size, -1 failed. */
int ipt__h5_get_numbers(hid_t at, const char *name, hid_t memory, size_t n,
                        void *out);

/** Any attribute as text: numbers in their shortest form, arrays as
 * "[1, 2]", enumerations by name. NULL without memory or when unreadable. */
char *ipt__h5_attr_as_text(hid_t attribute);

/** All texts of a dataset; the array and each text are owned by the caller.
 * 0, -1 failed, -2 not a text. */
int ipt__h5_get_texts(hid_t dataset, size_t *n, char ***out);

/** Whether a link @p name exists and leads to an object. */
int ipt__h5_has(hid_t at, const char *name);

/** Adds every attribute of @p at, except @p but (a list that ends with NULL)
 * and keys that are there, to a growing array of pairs, in creation order
 * where that is tracked. */
ipt_status ipt__h5_get_pairs(hid_t at, const char *const *but, ipt_pair **pairs,
                             size_t *n, ipt_error *err);

/** Extent of a dataset: its rank, or -1 when failed or above @p max. */
int ipt__h5_dims(hid_t dataset, int max, hsize_t *dims);

/** "3 x 5" of an extent, "scalar" for rank 0. Returns @p out. */
const char *ipt__h5_dims_text(int rank, const hsize_t *dims, char *out,
                              size_t size);

/** Refuses a dataset that cannot be read or would read as something it is
 * not: a filter that is not here, chunks that were never written, an extent
 * beyond what the file can hold, a virtual dataset. @p name for messages. */
ipt_status ipt__h5_check_data(hid_t dataset, const char *file, const char *name,
                              ipt_error *err);

/** A copy of a text in memory of its own; NULL stays NULL. */
char *ipt__text_copy(const char *text);

/** Frees n texts and their array. */
void ipt__texts_free(char **text, size_t n);

/** The words of the flags, bit 0 first; ends with NULL. */
extern const char *const ipt__flag_words[];

#endif
