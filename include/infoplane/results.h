/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of one run: what is estimated, stored, exported and drawn. */

#ifndef IPT_RESULTS_H
#define IPT_RESULTS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A key and its value, both owned. */
typedef struct {
    char *key;
    char *value;
} ipt_pair;

/** Results of one estimator: arrays of n_epochs x n_layers, epoch-major, in
 * **bits** (this struct mirrors files), NaN where missing. */
typedef struct {
    char *id;         /**< "binning", name of its group */
    char *type;       /**< "binning" */
    char *parameters; /**< JSON object */
    char *label;      /**< for figures: "30 equal bins" */
    char *sample_set; /**< "all", "train" or "test" */
    char *kind_xt;    /**< "estimate", "upper", ...; what holds for every layer
                         and snapshot */
    char *kind_ty;
    char *se_method; /**< one sentence */
    size_t n_samples;
    double *i_xt, *i_ty, *h_t;
    double *i_xt_se, *i_ty_se;
    double *i_xt_lower, *i_xt_upper;
    double *i_ty_lower, *i_ty_upper;
    uint32_t *flags;      /**< IPT_FLAG_... */
    double *wall_seconds; /**< time of each estimate */
} ipt_plane;

/** Everything a run leaves behind except activations. Owned as a whole. */
typedef struct {
    char *run_id;
    char *name;   /**< of the batch */
    char *status; /**< "complete", "partial", "failed" */
    char *reason; /**< of a failure, or NULL */
    char *created;
    uint64_t seed;
    ipt_pair *params; /**< sweep axes and values; NULL key ends */
    size_t n_params;
    size_t n_epochs;
    int64_t *epoch;
    size_t n_layers;
    char **layer_name;
    char **layer_kind;       /**< "dense" */
    char **layer_activation; /**< "tanh" or "" */
    int32_t *layer_width;
    double *train_loss, *test_loss; /**< n_epochs, NaN: unknown */
    double *train_accuracy, *test_accuracy;
    double *gradient_mean_norm, *gradient_std_norm; /**< n_epochs x n_layers */
    double *weight_norm, *saturation;
    size_t n_planes;
    ipt_plane *plane;
    double h_x, h_y, i_xy; /**< bits */
    char *config_resolved; /**< or NULL */
    char *config_source;
    char **overrides;
    size_t n_overrides;
    ipt_pair *provenance;
    size_t n_provenance;
} ipt_result;

/** An empty result for so many epochs and layers: arrays allocated and filled
 * with NaN, texts NULL. NULL without memory. */
ipt_result *ipt_result_alloc(size_t n_epochs, size_t n_layers);

/** Adds a plane, arrays filled with NaN; its index, or -1 without memory.
 * Pointers to planes taken before are no longer valid. */
int ipt_result_add_plane(ipt_result *result, const char *id, const char *type,
                         const char *parameters);

/** Adds a pair to params (which = 0) or provenance (which = 1); replaces the
 * value of a key that exists. */
ipt_status ipt_result_add_pair(ipt_result *result, int which, const char *key,
                               const char *value, ipt_error *err);

/** Keeps only the first n_epochs snapshots: for a run that ended early. More
 * than there are change nothing. */
void ipt_result_truncate(ipt_result *result, size_t n_epochs);

/** The plane called @p id, or NULL. */
const ipt_plane *ipt_result_plane(const ipt_result *result, const char *id);

/** Releases everything; NULL is accepted. */
void ipt_result_free(ipt_result *result);

/** Sets an owned string; NULL clears. */
ipt_status ipt_text_set(char **field, const char *text, ipt_error *err);

/**
 * Writes a result as `run.h5`: to PATH.part, then fsync, rename and fsync of
 * the folder, so that @p path never holds half a file and stays as it was
 * after a failure. The same result gives the same bytes.
 *
 * Bounds and standard errors that are NaN throughout are left out; a `created`
 * of NULL is the time of writing, a `status` of NULL is "partial". The
 * attribute `status` is written last.
 *
 * @param kind  "run" or "estimate", for the attribute of the file
 * @return IPT_EINVAL for ids that are no names or occur twice, epochs that do
 *         not increase and layers without a name; IPT_EIO with the path and
 *         what the operating system said
 */
ipt_status ipt_result_write(const char *path, const char *kind,
                            const ipt_result *result, ipt_error *err);

/**
 * Reads what ipt_result_write() wrote; also files of other versions: absent
 * parts become NaN, 0 or NULL, except /epoch and /layer, which results need.
 *
 * @param out  owned by the caller; untouched after a failure
 * @return IPT_EIO for files that cannot be opened or are being written,
 *         IPT_EFORMAT for those that are damaged, cut short or something else
 */
ipt_status ipt_result_read(const char *path, ipt_result **out, ipt_error *err);

/** Forms of the tidy export. */
typedef enum {
    IPT_EXPORT_CSV, /**< quoted as RFC 4180 says, a header, lines end in \n */
    IPT_EXPORT_JSON /**< one object on each line */
} ipt_export_format;

/**
 * Writes results as a tidy table, one row per epoch, layer and estimator, with
 * the columns run_id, seed, status, one for each sweep key (of any of the
 * results), epoch, layer (counts from 1), layer_name, width, estimator,
 * i_xt_bits, i_ty_bits, h_t_bits, i_xt_se_bits, i_ty_se_bits,
 * i_xt_lower_bits, i_xt_upper_bits, i_ty_lower_bits, i_ty_upper_bits, kind
 * (of I(X;T)), flags ("saturated,ties"), train_loss, test_loss,
 * train_accuracy, test_accuracy, kind_ty, sample_set. NaN is an empty cell in
 * CSV and null in JSON; a sweep key that repeats a column's name is called
 * "param.KEY".
 *
 * @return IPT_OK, IPT_EIO when @p stream refuses, IPT_ENOMEM
 */
ipt_status ipt_result_export(const ipt_result *const *results, size_t n,
                             ipt_export_format format, FILE *stream,
                             ipt_error *err);

#ifdef __cplusplus
}
#endif

#endif
