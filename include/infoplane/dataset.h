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
 * n samples with targets, in memory. Members that a set lacks are NULL. Owned
 * by whoever loaded it and released with ipt_dataset_clear().
 */
typedef struct {
    char name[64];
    size_t n;
    ipt_shape shape;  /**< of one input */
    float *x;         /**< n x units */
    int32_t *label;   /**< n classes 0..n_classes-1, or NULL */
    size_t n_classes; /**< 0 for regression */
    float *y;         /**< n x y_dim regression targets, or NULL */
    size_t y_dim;
    double *p_y_given_x; /**< n x n_classes, or NULL */
    int64_t *x_id;       /**< equal id = same x; always set after loading */
    uint8_t *split;      /**< IPT_SPLIT_...; NULL: no given split */
    char sha256[IPT_SHA256_HEX]; /**< of x, labels, y and p(y|x) as loaded */
} ipt_dataset;

/** Releases the members and zeroes the struct; NULL is accepted. */
void ipt_dataset_clear(ipt_dataset *set);

/** A data set type. `load` fills a zeroed @p out and leaves it zeroed after
 * a failure. Messages name file, place, value and what was expected. */
typedef struct {
    const char *name;
    const char *summary;
    const char *detail;
    const ipt_option *options;
    const char *const *references;
    size_t state_size;
    ipt_status (*load)(const void *state, ipt_dataset *out, ipt_error *err);
} ipt_dataset_type;

/** All data set types; ends with NULL. */
extern const ipt_dataset_type *const ipt_dataset_types[];

/** The type called @p name, or NULL. */
const ipt_dataset_type *ipt_dataset_type_find(const char *name);

/** Options of [data] that every set has: how rows are split and scaled. */
typedef struct {
    char set[IPT_TEXT_MAX];
    double train;    /**< share of rows for training, or a count above 1 */
    int shuffle;     /**< draw the split at random (default) or take rows in
                         order, as the first published code did */
    int stratify;    /**< keep the class shares in both parts */
    long split_seed; /**< -1: the run seed */
    int scale;       /**< none, minmax, standard: fitted on training rows */
    long limit; /**< use at most so many rows, drawn by the split; 0: all */
} ipt_data_options;

extern const ipt_option ipt_data_option_table[];

/**
 * Fills set->split. A set that comes with a split keeps it unless `train` is
 * given (train > 0); the default 0 means 0.8 for sets without one. With
 * `stratify` the class counts of the training part differ from exact shares
 * by less than one; order depends on the seed only.
 *
 * @return IPT_EINVAL when a part would be empty or smaller than asked
 */
ipt_status ipt_dataset_split(ipt_dataset *set, const ipt_data_options *options,
                             uint64_t seed, ipt_error *err);

/** Scales x (and y of regression) by statistics of the training rows alone:
 * minmax to 0..1, standard to mean 0 and sd 1. Constant columns become 0. */
ipt_status ipt_dataset_scale(ipt_dataset *set, const ipt_data_options *options,
                             ipt_error *err);

/** Loads by name with options from `key`/`value` pairs already checked: the
 * state of @p type, filled by the option table. Adds x_id (equal rows share an
 * id, by exact comparison) and the SHA-256. */
ipt_status ipt_dataset_load(const ipt_dataset_type *type, const void *state,
                            ipt_dataset *out, ipt_error *err);

/** Writes the set as FILE.npz-free plain files: DIR/x.npy, DIR/y.npy; or CSV
 * (X0.. Y) when @p path ends in .csv. Used by `ipt data make`. */
ipt_status ipt_dataset_write(const ipt_dataset *set, const char *path,
                             ipt_error *err);

#ifdef __cplusplus
}
#endif

#endif
