/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the data set types share; not installed. */

#ifndef IPT_DATA_H
#define IPT_DATA_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/dataset.h>

/* Types, in the order of their files. */
extern const ipt_dataset_type ipt__csv_type;
extern const ipt_dataset_type ipt__fashion_mnist_type;
extern const ipt_dataset_type ipt__idx_type;
extern const ipt_dataset_type ipt__mat_type;
extern const ipt_dataset_type ipt__mnist_type;
extern const ipt_dataset_type ipt__npy_type;
extern const ipt_dataset_type ipt__szt_type;

/** Numbers equal rows of x alike, 0.. by first occurrence; +0 equals -0.
 * Replaces set->x_id. IPT_ENOMEM leaves it as it was. */
ipt_status ipt__dataset_number_rows(ipt_dataset *set, ipt_error *err);

/* Memory ------------------------------------------------------------------ */

/**
 * n * each * size bytes, zeroed on demand of calloc. Refuses, before
 * allocating, products that overflow or exceed three quarters of the
 * machine's memory: a header must not be able to bring a machine down.
 *
 * @param what  for the message, "a.idx: 5 x 784 values"
 */
ipt_status ipt__array_alloc(void **out, size_t n, size_t each, size_t size,
                            const char *what, ipt_error *err);

/** IPT_ENOMEM if @p bytes exceed three quarters of the machine's memory. */
ipt_status ipt__memory_check(double bytes, const char *what, ipt_error *err);

/* Files ------------------------------------------------------------------- */

/** A file being read, plain or gzip. */
typedef struct ipt__file ipt__file;

ipt_status ipt__file_open(ipt__file **out, const char *path, ipt_error *err);
void ipt__file_close(ipt__file *file);

/** Reads up to @p size bytes; *got is less only at the end of the file.
 * Damaged or truncated gzip data is IPT_EFORMAT. */
ipt_status ipt__file_take(ipt__file *file, void *out, size_t size, size_t *got,
                          ipt_error *err);

/** Reads exactly @p size bytes; a shorter file is IPT_EFORMAT: "PATH: ends at
 * byte 7, inside the WHAT, which needs bytes 4..12". */
ipt_status ipt__file_read(ipt__file *file, void *out, size_t size,
                          const char *what, ipt_error *err);

/** IPT_EFORMAT when anything follows. */
ipt_status ipt__file_expect_end(ipt__file *file, ipt_error *err);

/** Bytes (uncompressed) read so far. */
uint64_t ipt__file_offset(const ipt__file *file);

/** IPT_EFORMAT unless the rest of the file can hold count * size more bytes:
 * exact for plain files; gzip expands at most 1032 times. */
ipt_status ipt__file_can_hold(const ipt__file *file, const char *what,
                              double bytes, ipt_error *err);

const char *ipt__file_path(const ipt__file *file);

/* Numbers ----------------------------------------------------------------- */

/** Element types of IDX and npy files. */
typedef enum {
    IPT__BOOL,
    IPT__U1,
    IPT__I1,
    IPT__U2,
    IPT__I2,
    IPT__U4,
    IPT__I4,
    IPT__U8,
    IPT__I8,
    IPT__F2,
    IPT__F4,
    IPT__F8
} ipt__element;

/** Bytes of an element. */
size_t ipt__element_size(ipt__element type);

/** The value at @p bytes; @p big: most significant byte first. */
double ipt__element_value(ipt__element type, const unsigned char *bytes,
                          int big);

/** A whole text as a finite number in the C locale's notation, surrounding
 * blanks allowed; words and hexadecimal are not numbers. */
int ipt__number_parse(const char *text, double *value);

/* Targets ----------------------------------------------------------------- */

/**
 * Class labels from n x k numbers: k = 1 takes whole numbers, whose distinct
 * values in ascending order become 0..; k > 1 takes rows with a single 1 and
 * zeros, the class being its column. Sets label and n_classes.
 *
 * @param what  names the source, "a.npy"
 */
ipt_status ipt__labels_from_numbers(const double *value, size_t n, size_t k,
                                    const char *what, ipt_dataset *set,
                                    ipt_error *err);

/** Copies n x k numbers as inputs or targets in float. Not finite, or beyond
 * float, is IPT_ENUMERIC with row and column (from 1). */
ipt_status ipt__floats_from_numbers(const double *value, size_t n, size_t k,
                                    const char *what, float **out,
                                    ipt_error *err);

/** "2x28x28", or "" for a flat shape of @p units. */
ipt_status ipt__shape_parse(const char *text, size_t units, const char *what,
                            ipt_shape *out, ipt_error *err);

#endif
