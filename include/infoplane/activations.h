/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of activations, ours and anybody's, read and written by snapshot. */

#ifndef IPT_ACTIVATIONS_H
#define IPT_ACTIVATIONS_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/dataset.h>
#include <infoplane/results.h>
#include <infoplane/status.h>
#include <infoplane/view.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One layer of a file. */
typedef struct {
    char *name;
    size_t width; /**< flattened */
    ipt_shape shape;
    ipt_dtype dtype;    /**< as delivered: f8 to F64, u1 to U8 unless it has a
                             scale, all else F32 */
    char *activation;   /**< or NULL */
    double low, high;   /**< bounds or NaN */
    double noise_sigma; /**< 0: none */
    double scale, zero_point; /**< integers q of a file stand for
                                   scale (q - zero_point) and are read as
                                   that; scale 0: for themselves */
    int bits;
} ipt_activation_layer;

/** A metric by snapshot. */
typedef struct {
    char *name;
    double *value; /**< n_epochs */
} ipt_activation_metric;

/** What a file holds besides activations. NULL or 0: absent. */
typedef struct {
    size_t n; /**< samples */
    size_t n_epochs;
    int64_t *epoch;
    size_t n_layers;
    ipt_activation_layer *layer;
    int32_t *label; /**< class ids made dense: 0..n_classes-1 */
    size_t n_classes;
    double *y; /**< n x y_dim regression targets */
    size_t y_dim;
    float *x; /**< n x x_dim inputs */
    size_t x_dim;
    int64_t *x_id;
    double *p_y_given_x; /**< n x n_classes */
    double *weight;
    uint8_t *split;
    double *train_loss, *test_loss, *train_accuracy, *test_accuracy;
    size_t n_metrics; /**< others than these four */
    ipt_activation_metric *metric;
    ipt_pair *attribute; /**< root attributes as text */
    size_t n_attributes;
} ipt_activation_header;

/** An open file of activations. HDF5 is touched by the calling thread only. */
typedef struct ipt_activation_reader ipt_activation_reader;

/**
 * Opens and checks a file (`activations.h5`, `run.h5` with activations, or
 * anybody's of the same layout): everything that can be verified without
 * reading the activations is. Messages name file and HDF5 path and the
 * numbers that disagree.
 *
 * Layers come in the order of their attribute `index`, else of creation where
 * the file tracks that, else by name with numbers counted as numbers. Class
 * ids become 0..n_classes-1 in the order of their values; with p_y_given_x, or
 * the attribute `n_classes` of targets, ids below that number stay.
 *
 * Refused although HDF5 would read them: datasets with chunks that were never
 * written and virtual datasets (both read as fill values), unsigned 16-bit
 * layers (bfloat16), filters that are not here.
 *
 * @param out  owned by the caller; untouched after a failure
 * @return IPT_EIO cannot be opened or is being written, IPT_EFORMAT damaged or
 *         not of this layout, IPT_EUNSUP a newer version, a missing filter or
 *         a virtual dataset, IPT_ENUMERIC NaN or infinities in inputs,
 *         targets, weights or p(y|x), IPT_ENOMEM
 */
ipt_status ipt_activation_open(const char *path, ipt_activation_reader **out,
                               ipt_error *err);

/** What the file holds; lives as long as the reader. */
const ipt_activation_header *
ipt_activation_header_of(const ipt_activation_reader *reader);

/**
 * Reads one layer of one snapshot.
 *
 * Memory beside @p out: one chunk of the file, or, for compressed chunks of
 * several snapshots, those of one snapshot up to 256 MiB for all layers.
 *
 * @param out  n x width elements of the layer's dtype, row-major
 * @return IPT_ENUMERIC for NaN or infinities, with layer, epoch, counts and
 *         the first place; IPT_EINVAL no such snapshot or layer; IPT_EIO
 */
ipt_status ipt_activation_read(ipt_activation_reader *reader, size_t snapshot,
                               size_t layer, void *out, ipt_error *err);

/** Closes; NULL is accepted. */
void ipt_activation_close(ipt_activation_reader *reader);

/** A file of activations being written. */
typedef struct ipt_activation_writer ipt_activation_writer;

/** Compression of activations. */
typedef enum { IPT_COMPRESS_NONE, IPT_COMPRESS_GZIP1 } ipt_compression;

/**
 * Starts PATH.part with everything of @p header except epochs and metrics; the
 * layers' datasets are (0, n, width) and grow. Layers of dtype IPT_U8 store
 * bytes. Root attributes are stored as texts, `seed` as a number.
 *
 * @return IPT_EINVAL for names that are empty, occur twice or hold a slash, and
 *         headers without targets, inputs, ids and p(y|x); IPT_EIO
 */
ipt_status ipt_activation_create(const char *path,
                                 const ipt_activation_header *header,
                                 ipt_compression compression,
                                 ipt_activation_writer **out, ipt_error *err);

/**
 * Appends a snapshot and flushes.
 *
 * @param epoch  above that of the snapshot before
 * @param taps   for each layer n x width floats, row-major; in layers of bytes
 *               whole numbers from 0 to 255
 * @return IPT_EINVAL with the file as it was; IPT_EIO, after which only
 *         finish and discard are of use
 */
ipt_status ipt_activation_append(ipt_activation_writer *writer, int64_t epoch,
                                 const float *const *taps, ipt_error *err);

/** Records a metric of the snapshot appended last, such as "test_loss". It is
 * stored as metrics/NAME; NaN stands for snapshots that were given none. */
ipt_status ipt_activation_add_metric(ipt_activation_writer *writer,
                                     const char *name, double value,
                                     ipt_error *err);

/** Finishes: fsync, rename to the final path, and releases the writer, also
 * after a failure (the .part file is removed then, and what was at the final
 * path stays). IPT_EINVAL when there is no snapshot. */
ipt_status ipt_activation_finish(ipt_activation_writer *writer, ipt_error *err);

/** Gives up: removes the .part file and releases; NULL is accepted. */
void ipt_activation_discard(ipt_activation_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
