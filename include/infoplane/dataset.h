/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets: what networks are trained on. */

#ifndef IPT_DATASET_H
#define IPT_DATASET_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/option.h>
#include <infoplane/sha256.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Extent of one sample or layer; units = channels * height * width. */
typedef struct {
    size_t channels;
    size_t height;
    size_t width;
} ipt_shape;

/** A flat shape of @p units. */
static inline ipt_shape
ipt_shape_flat(size_t units)
{
    ipt_shape shape = {units, 1, 1};
    return shape;
}

/** Units of a shape. */
static inline size_t
ipt_shape_units(ipt_shape shape)
{
    return shape.channels * shape.height * shape.width;
}

/** Which part of the data a row belongs to. */
enum { IPT_SPLIT_TRAIN = 0, IPT_SPLIT_TEST = 1 };

/**
 * n samples with targets, in memory, row-major, one sample per row. Members
 * that a set lacks are NULL. Owned by whoever loaded it and released with
 * ipt_dataset_clear().
 */
typedef struct {
    char name[64];
    size_t n;            /**< rows, 1 to 2^31 - 1 */
    ipt_shape shape;     /**< of one input */
    float *x;            /**< n x units, finite */
    int32_t *label;      /**< n classes 0..n_classes-1, or NULL */
    size_t n_classes;    /**< 0 for regression */
    float *y;            /**< n x y_dim regression targets, or NULL */
    size_t y_dim;        /**< 0 for classification */
    double *p_y_given_x; /**< n x n_classes, rows sum to 1, or NULL */
    int64_t *x_id;       /**< equal id = same x; always set after loading:
                              numbered 0.. by first occurrence */
    uint8_t *split;      /**< n of IPT_SPLIT_...; NULL: no given split */
    char sha256[IPT_SHA256_HEX]; /**< of the content as loaded, before
                                      splitting and scaling */
} ipt_dataset;

/** Releases the members and zeroes the struct; NULL is accepted. */
void ipt_dataset_clear(ipt_dataset *set);

/**
 * A data set type. `load` fills a zeroed @p out and leaves it zeroed after a
 * failure; x_id and sha256 are added by ipt_dataset_load(). Messages name
 * file, place, value and what was expected. Labels come out dense: the
 * distinct values in ascending order become 0..n_classes-1.
 */
typedef struct {
    const char *name;
    const char *summary; /**< one line */
    const char *detail;  /**< for `ipt show` */
    const ipt_option *options;
    const char *const *references; /**< keys, ends with NULL; or NULL */
    size_t state_size;             /**< of what `options` fills */
    ipt_status (*load)(const void *state, ipt_dataset *out, ipt_error *err);
} ipt_dataset_type;

/** All data set types; ends with NULL. */
extern const ipt_dataset_type *const ipt_dataset_types[];

/** The type called @p name, or NULL. */
const ipt_dataset_type *ipt_dataset_type_find(const char *name);

/** How columns are scaled. */
typedef enum {
    IPT_SCALE_NONE,
    IPT_SCALE_MINMAX,  /**< to 0..1 */
    IPT_SCALE_STANDARD /**< to mean 0, standard deviation 1 */
} ipt_scale;

/** Options of [data] that every set has: how rows are split and scaled. */
typedef struct {
    char set[IPT_TEXT_MAX]; /**< name of a data set type */
    double train;    /**< share (at most 1) or count (above 1) of rows for
                          training; 0: the split that the set came with,
                          else a share of 0.8 */
    int shuffle;     /**< draw rows at random (default) or take them in
                          order, as the first published code did */
    int stratify;    /**< keep the class shares in both parts */
    long split_seed; /**< -1: the run seed */
    int scale;       /**< an ipt_scale */
    long limit;      /**< use at most so many rows; 0: all */
} ipt_data_options;

/** The rows of ipt_data_options. */
extern const ipt_option ipt_data_option_table[];

/**
 * Fills set->split and, with `limit`, drops rows from the set.
 *
 * First, with 0 < limit < n, `limit` rows are kept, in their order: the first
 * ones of a random order (or of the set with shuffle = no). A set that keeps
 * its own split keeps the shares of the two parts, and with `stratify` those
 * of the classes. Then, unless the set has a split and `train` is 0,
 * round(train * n) rows (a count as it is) become training rows in the same
 * manner. Shares are kept by largest remainders: with m of n rows drawn, the
 * count of each class differs from m n_c / n by less than one. Everything
 * depends on the data and the seed alone.
 *
 * @param set      changed on success only; x_id is renumbered after `limit`
 * @param seed     the run seed; options->split_seed replaces it unless -1
 * @return IPT_EINVAL when a part would be empty, more rows are asked for than
 *         there are, a count is not whole, or `stratify` meets regression
 * Cost: O(n), with `limit` O(n units).
 */
ipt_status ipt_dataset_split(ipt_dataset *set, const ipt_data_options *options,
                             uint64_t seed, ipt_error *err);

/**
 * Scales the columns of x, and of y for regression, by statistics of the
 * training rows alone: minmax (v - min) / (max - min), standard
 * (v - mean) / sd with the divisor n. Test rows may leave 0..1. A column that
 * is constant in training becomes 0 in all rows. x_id stays.
 *
 * @return IPT_EINVAL without a split, IPT_ENUMERIC (row and column named, set
 *         as it was) when a test value leaves the range of float
 */
ipt_status ipt_dataset_scale(ipt_dataset *set, const ipt_data_options *options,
                             ipt_error *err);

/**
 * Loads a set and adds x_id (exact comparison of rows through a hash table,
 * O(n units)) and the SHA-256 of its content.
 *
 * @param type   from ipt_dataset_type_find()
 * @param state  type->state_size bytes: presets and given values of the
 *               type's option table
 * @param out    need not be initialised; left as it was after a failure
 */
ipt_status ipt_dataset_load(const ipt_dataset_type *type, const void *state,
                            ipt_dataset *out, ipt_error *err);

/**
 * Writes a set as plain files that the types npy and csv read.
 *
 * A @p path ending in .csv becomes one file with a header: X0.. for the
 * inputs, then split (train, test) where the set has one, then Y (class
 * number) or Y0.. (targets). Every other path is a folder, made if absent,
 * with x.npy (n x units, or n x channels x height x width), y.npy and, where
 * the set has them, p_y_given_x.npy and split.npy. Files appear whole or not
 * at all. Numbers read back to the same bits.
 *
 * @return IPT_EUNSUP for a .csv of a set with p(y|x), which has no columns
 *         there; IPT_EIO
 */
ipt_status ipt_dataset_write(const ipt_dataset *set, const char *path,
                             ipt_error *err);

/**
 * Describes a data file for people: its kind (IDX, npy, MAT, CSV), shape,
 * type, range and, for labels, classes with their counts. Several lines, each
 * ended by '\n'. Recognises the kind by content; .gz is looked through.
 *
 * @param out   cut at @p size bytes, always ended by a zero
 * @return IPT_EFORMAT for a damaged file, IPT_EUNSUP for one of another kind
 */
ipt_status ipt_dataset_describe(const char *path, char *out, size_t size,
                                ipt_error *err);

/**
 * The type that reads the file @p path (idx, npy, mat or csv), by content, for
 * `ipt data import`.
 *
 * @return IPT_EUNSUP when no type does
 */
ipt_status ipt_dataset_recognise(const char *path, const ipt_dataset_type **out,
                                 ipt_error *err);

/** Most axes of an array in a file. */
enum { IPT_ARRAY_RANK = 32 };

/** An array read from a file; row-major (last axis fastest). */
typedef struct {
    size_t rank;
    size_t extent[IPT_ARRAY_RANK];
    size_t size;   /**< product of the extents */
    double *value; /**< `size` values; integers above 2^53 are refused */
    char dtype[8]; /**< as the file has it, "<f4" */
} ipt_array;

/** Releases the values and zeroes the struct; NULL is accepted. */
void ipt_array_clear(ipt_array *array);

/**
 * Reads a NumPy .npy file: versions 1 to 3, types bool, i1..i8, u1..u8, f2,
 * f4, f8, either byte order, C or Fortran order, plain or gzip.
 *
 * @param out  left as it was after a failure; values may be NaN or infinite
 * @return IPT_EIO, IPT_ENOMEM, IPT_EUNSUP (another type) or IPT_EFORMAT with
 *         the byte offset, the value found and what was expected; nothing is
 *         allocated for sizes that the file cannot hold
 */
ipt_status ipt_npy_read(const char *path, ipt_array *out, ipt_error *err);

#ifdef __cplusplus
}
#endif

#endif
