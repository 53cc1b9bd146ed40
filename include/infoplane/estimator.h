/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimators of the information in a layer: samples in, nats out. */

#ifndef IPT_ESTIMATOR_H
#define IPT_ESTIMATOR_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/option.h>
#include <infoplane/status.h>
#include <infoplane/view.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a number is with respect to the mutual information it stands for. */
typedef enum {
    IPT_KIND_ESTIMATE, /**< an estimate, error of either sign */
    IPT_KIND_UPPER,    /**< an upper bound */
    IPT_KIND_LOWER,    /**< a lower bound */
    IPT_KIND_MEASURE   /**< not a mutual information */
} ipt_kind;

/** What a reader must know about a number. */
enum {
    IPT_FLAG_SATURATED = 1,      /**< within 0.5 % of H(X), ln n where every
                                    row is its own x: says n, not I */
    IPT_FLAG_OUT_OF_RANGE = 2,   /**< samples too few for the dimension */
    IPT_FLAG_TIES = 4,           /**< duplicate rows of different x */
    IPT_FLAG_CONSTANT_LAYER = 8, /**< every row of the layer is the same */
    IPT_FLAG_DPI_VIOLATION = 16, /**< exceeds what an earlier layer has */
    IPT_FLAG_NOT_CONVERGED = 32,
    IPT_FLAG_CLIPPED = 64 /**< values outside a fixed range of cells */
};

/** What an estimator uses or needs of its sample. */
enum {
    IPT_USE_LABELS = 1,   /**< class labels or p(y|x) for I(T;Y), which is
                               NaN without them */
    IPT_NEED_INPUTS = 2,  /**< x itself */
    IPT_NEED_TARGETS = 4, /**< regression targets */
    IPT_NEED_LAYERS = 8,  /**< all layers of the snapshot (`layers`) */
    IPT_NEED_EXTENT = 16  /**< extremes over all snapshots (`extent`): a first
                               pass over stored activations */
};

/** Extremes of the activations of all layers and snapshots. */
typedef struct {
    double low;
    double high;
} ipt_extent;

/**
 * What an estimator sees of one layer in one snapshot. Everything belongs to
 * the caller. Row i of every member is the same sample.
 */
typedef struct {
    ipt_view t;           /**< activations, n x d, finite */
    ipt_view x;           /**< inputs, n x dx; data NULL: not available */
    ipt_view y;           /**< regression targets, n x dy; or data NULL */
    const int32_t *label; /**< classes 0..n_classes-1; or NULL */
    size_t n_classes;
    const double *p_y_given_x; /**< n x n_classes, rows sum to 1; or NULL.
                                    Preferred to `label` */
    const int64_t *x_id;    /**< equal id = same x; NULL: every row its own x */
    const double *weight;   /**< p(row), sums to 1; NULL: 1/n each */
    const ipt_view *layers; /**< all layers of this snapshot, in order */
    size_t n_layers;
    const ipt_extent *extent; /**< or NULL */
    int64_t epoch;            /**< for messages */
    const char *layer_name;   /**< for messages */
    double low, high;         /**< bounds of the activation function; NaN */
    double noise_sigma;       /**< additive noise in the network; 0, none */
} ipt_sample;

/** What an estimator found. In nats; NaN where unknown or not applicable. */
typedef struct {
    double i_xt, i_ty, h_t;
    double i_xt_se, i_ty_se;
    double i_xt_lower, i_xt_upper;
    double i_ty_lower, i_ty_upper;
    ipt_kind kind_xt;
    ipt_kind kind_ty; /**< a difference of bounds is IPT_KIND_ESTIMATE */
    unsigned flags;
} ipt_estimate;

/**
 * An estimator type. State is private, of `state_size` bytes, zeroed and then
 * filled from `options`; one instance serves one thread.
 */
typedef struct {
    const char *name;    /**< as in CONTRACT: "binning" */
    const char *summary; /**< one line */
    const char *detail;  /**< what is computed, with formula and caveats */
    const char *se;      /**< method of the standard errors, one sentence */
    const ipt_option *options;
    const char *const *references; /**< keys, ends with NULL */
    size_t state_size;
    /** What the configured instance needs (IPT_NEED_...). */
    unsigned (*needs)(const void *state);
    /** Checks options against each other; may derive constants. Optional. */
    ipt_status (*configure)(void *state, ipt_error *err);
    /** Allocates for samples of at most n rows, d columns, c classes; called
     * again with other sizes it grows. Optional. */
    ipt_status (*reserve)(void *state, size_t n, size_t d, size_t n_classes,
                          ipt_error *err);
    /** Bytes that reserve() would hold, for plans and refusals. */
    double (*memory)(const void *state, size_t n, size_t d, size_t n_classes);
    ipt_status (*estimate)(void *state, const ipt_sample *sample,
                           ipt_estimate *out, ipt_error *err);
    void (*release)(void *state);
    /** The options that matter, short, for legends: "30 bins on [-1, 1]".
     * Returns the length as snprintf() does. Optional: then the id serves. */
    int (*label)(const void *state, char *out, size_t size);
} ipt_estimator_type;

/** All estimator types, in the order of `ipt list`; ends with NULL. */
extern const ipt_estimator_type *const ipt_estimator_types[];

/** The type called @p name, or NULL. */
const ipt_estimator_type *ipt_estimator_type_find(const char *name);

/** A configured estimator. */
typedef struct ipt_estimator ipt_estimator;

/**
 * Makes an estimator with default options.
 *
 * @param type  what to make
 * @param id    the name its results go by, such as "binning" or the name of
 *              its INI section; copied
 * @return the estimator, owned by the caller, or NULL without memory
 */
ipt_estimator *ipt_estimator_alloc(const ipt_estimator_type *type,
                                   const char *id);

/** Makes an independent copy with the same options, unreserved: one per
 * thread. NULL without memory. */
ipt_estimator *ipt_estimator_clone(const ipt_estimator *estimator);

/** Releases an estimator; NULL is accepted. */
void ipt_estimator_free(ipt_estimator *estimator);

/** Sets one option from text. IPT_EINVAL names the option, what it expects,
 * and the nearest known name. */
ipt_status ipt_estimator_set(ipt_estimator *estimator, const char *key,
                             const char *value, ipt_error *err);

/**
 * Makes and configures an estimator from a SPEC: `name` or
 * `name:key=value,key=value`. A key `id` gives the id of its results; without
 * it the id is the whole SPEC with every character outside [A-Za-z0-9_.=-]
 * replaced by '_' (":" and "," too).
 *
 * @param out  the estimator, owned by the caller; NULL after a failure
 * @return IPT_OK, IPT_EINVAL or IPT_ENOMEM
 */
ipt_status ipt_estimator_parse(const char *spec, ipt_estimator **out,
                               ipt_error *err);

/** Checks the options against each other. Call once after the last set. */
ipt_status ipt_estimator_configure(ipt_estimator *estimator, ipt_error *err);

/** Allocates everything that estimates of this size need. */
ipt_status ipt_estimator_reserve(ipt_estimator *estimator, size_t n, size_t d,
                                 size_t n_classes, ipt_error *err);

/**
 * Estimates I(X;T), I(T;Y) and H(T) of one layer.
 *
 * Checks the sample first: at least 2 rows and 1 column (IPT_EINVAL), every
 * activation finite (IPT_ENUMERIC with epoch, layer, estimator, count and the
 * first position), labels inside 0..n_classes-1, needs met. What it cannot
 * know (no labels: I(T;Y)) is NaN. Reserves more memory if the sample is
 * larger than announced. A result that is not finite where a number is due is
 * IPT_ENUMERIC.
 *
 * @param out  in nats; untouched after a failure
 */
ipt_status ipt_estimator_estimate(ipt_estimator *estimator,
                                  const ipt_sample *sample, ipt_estimate *out,
                                  ipt_error *err);

/** Accessors. Strings live as long as the estimator. */
const ipt_estimator_type *ipt_estimator_type_of(const ipt_estimator *e);
const char *ipt_estimator_id(const ipt_estimator *e);
unsigned ipt_estimator_needs(const ipt_estimator *e);
double ipt_estimator_memory(const ipt_estimator *e, size_t n, size_t d,
                            size_t n_classes);

/** The options in force as "key=value,..." or as a JSON object; both return
 * the length as snprintf() does. */
int ipt_estimator_format(const ipt_estimator *e, char *out, size_t size);
int ipt_estimator_json(const ipt_estimator *e, char *out, size_t size);

/** What the estimator does in a few words for legends and titles, such as
 * "30 bins on [-1, 1]" or "KDE, noise variance 0.1 (upper)". Returns the
 * length as snprintf() does. */
int ipt_estimator_label(const ipt_estimator *e, char *out, size_t size);

/** "estimate", "upper", "lower" or "measure". */
const char *ipt_kind_name(ipt_kind kind);

/** The flags as "saturated,ties"; "" for none. Returns the length. */
int ipt_flags_format(unsigned flags, char *out, size_t size);

/** The flags written by ipt_flags_format(); unknown words are ignored. */
unsigned ipt_flags_parse(const char *text);

/**
 * Sets IPT_FLAG_DPI_VIOLATION where the estimates of one snapshot contradict
 * the data-processing inequality of X - T1 - T2 - ...: a layer's I(X;T) or
 * I(T;Y) exceeds that of an earlier layer, its I(T;Y) exceeds its own I(X;T)
 * or the I(X;Y) of the data, by more than 1e-9 nat plus twice the combined
 * standard error sqrt(se_a^2 + se_b^2). Unknown errors count as 0, unknown
 * values are skipped, and so is I(T;Y) <= I(X;T) where I(X;T) is a lower
 * bound. Every earlier layer is compared, and measures (IPT_KIND_MEASURE) are
 * not. In networks without noise a violation is a property of the estimator:
 * cells or noise of one size tell more where activations are larger. O(n^2).
 *
 * @param layers  n_layers estimates in the order of the network
 * @param i_xy    I(X;Y) of the data in nats, or NaN
 */
void ipt_flag_dpi(ipt_estimate *layers, size_t n_layers, double i_xy);

/**
 * Entropies of the data beside the estimates, by counting: H(X) over distinct
 * inputs, H(Y), I(X;Y) = H(Y) - H(Y|X), in nats. Inputs are equal when their
 * x_id are; without x_id every row is an x of its own, as the estimators take
 * it. With p(y|x) given, H(Y) and I(X;Y) use it; otherwise equal x with
 * different labels lower I(X;Y). The activations need not be there: rows are
 * counted by t.n.
 *
 * @return IPT_OK; NaN members where the sample lacks what they need
 */
typedef struct {
    double h_x, h_y, i_xy;
} ipt_reference_information;
ipt_status ipt_reference_information_get(const ipt_sample *sample,
                                         ipt_reference_information *out,
                                         ipt_error *err);

#ifdef __cplusplus
}
#endif

#endif
