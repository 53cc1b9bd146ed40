/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics over the seeds of a batch: bands, scores of compression and
 * fitting, their tests, and their correlation with accuracy. */

#ifndef IPT_STATISTICS_H
#define IPT_STATISTICS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <infoplane/option.h>
#include <infoplane/results.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What becomes of networks that have not learned; see ipt_network_is_dead().
 */
typedef enum {
    IPT_DEAD_KEEP,    /**< set "all"; with dead networks "living" too */
    IPT_DEAD_EXCLUDE, /**< set "living" alone */
    IPT_DEAD_SEPARATE /**< sets "living" and "dead" */
} ipt_dead_treatment;

/** How statistics are made. None changes a result file of a run. */
typedef struct {
    long bootstrap;     /**< resamples of an interval */
    long permutations;  /**< random sign flips or orders of a test */
    double bandwidth;   /**< of the smoothing, decades of 1 + epoch; 0: none */
    int dead;           /**< ipt_dead_treatment */
    double dead_margin; /**< of accuracy above the majority share */
    long seed;          /**< of the random streams */
} ipt_statistics_options;

extern const ipt_option ipt_statistics_option_table[];

/** Which runs of a group a row is about. */
typedef enum { IPT_SET_ALL, IPT_SET_LIVING, IPT_SET_DEAD } ipt_run_set;

/** "all", "living" or "dead". */
const char *ipt_run_set_name(ipt_run_set set);

/** A mean over runs with its uncertainty; NaN where it cannot be known (sd
 * and intervals of one run). Intervals are of 95 %. */
typedef struct {
    size_t n;
    double mean, sd;            /**< sd with n - 1 */
    double t_low, t_high;       /**< mean -+ t(0.975, n - 1) sd / sqrt(n) */
    double boot_low, boot_high; /**< bootstrap, BCa */
} ipt_mean;

/** A score over runs: peak of a curve minus its value at one end, in bits. */
typedef struct {
    /** Each run's peak minus its end, of smoothed curves. Never negative, so
     * noise alone makes it positive: for description only. */
    ipt_mean plain;
    /** The same with the epoch of the peak chosen on the other runs: expected
     * to be 0 (or less) where there is no peak. The score to quote. */
    ipt_mean score;
    double p; /**< against no peak, one-sided; NaN with fewer than 2 runs */
    double p_holm;            /**< the same, corrected over the layers (Holm) */
    double p_least;           /**< least p possible with so many runs, 2^-n */
    int64_t peak_epoch;       /**< of the mean over runs; -1 without runs */
    double peak_epoch_median; /**< over the runs' own peaks */
    /** One for each run of the set, in its order; NaN: no value. */
    double *run_plain, *run_score;
    int64_t *run_peak_epoch; /**< the run's own peak; -1: no value */
} ipt_score;

/** Correlation of two quantities over runs. */
typedef struct {
    size_t n;
    double pearson, pearson_low, pearson_high;    /**< Fisher's z, 95 % */
    double pearson_boot_low, pearson_boot_high;   /**< bootstrap, percentile */
    double pearson_p;                             /**< permutation, two-sided */
    double spearman, spearman_low, spearman_high; /**< Bonett and Wright */
    double spearman_p;
    double pearson_p_holm, spearman_p_holm; /**< over the layers */
} ipt_correlation;

/** A run that has not learned. */
typedef struct {
    const ipt_result *run;
    double accuracy; /**< at the end, of the test set (else training); or NaN */
    double majority; /**< share of the most frequent class at most; or NaN */
    char *why;       /**< one sentence */
} ipt_dead_network;

/** Runs that differ only in their seed. */
typedef struct {
    char *label; /**< "tanh, l2 = 0.01"; "" when there is one group */
    const ipt_result **run; /**< complete runs, by seed; borrowed */
    size_t n_runs;
    size_t n_partial; /**< unfinished runs: in no statistic */
    size_t n_failed;  /**< failed runs: in no statistic */
    size_t n_duplicates;
    ipt_dead_network *dead;
    size_t n_dead;
} ipt_statistics_group;

/** Scores of one set of runs, estimator and layer. */
typedef struct {
    size_t group; /**< index into group[] */
    ipt_run_set set;
    const char *estimator; /**< id; borrowed from a result */
    const char *label;     /**< of the estimator, for people; or its id */
    const char *kind;      /**< of I(X;T): "estimate", "upper", ... */
    size_t layer;          /**< from 0 */
    const char *layer_name;
    const ipt_result *const *run; /**< of the set, by seed; n_runs */
    size_t n_runs;
    ipt_score compression; /**< I(X;T): peak minus last */
    ipt_score fitting;     /**< I(X;T): peak minus first */
    ipt_score fitting_ty;  /**< I(T;Y): peak minus first */
    /** Per-run compression (run_score) against final test accuracy. */
    ipt_correlation accuracy;
    const char *note; /**< why numbers are missing, or NULL; static */
} ipt_statistics_row;

/** Averages by epoch of one set of runs and estimator; arrays of n_epochs x
 * n_layers, epoch-major, bits, NaN where a run has no value. */
typedef struct {
    size_t group;
    ipt_run_set set;
    const char *estimator;
    int quantity;  /**< 0: I(X;T), 1: I(T;Y) */
    size_t n_runs; /**< with values */
    size_t n_epochs, n_layers;
    int64_t *epoch; /**< that all runs have */
    double *mean, *sd, *t_low, *t_high, *boot_low, *boot_high;
} ipt_statistics_band;

/** Everything; rows and bands ordered by group, set, estimator (quantity),
 * layer. */
typedef struct {
    ipt_statistics_options options;
    ipt_statistics_group *group;
    size_t n_groups;
    ipt_statistics_row *row;
    size_t n_rows;
    ipt_statistics_band *band;
    size_t n_bands;
    char *lost; /**< labels of groups where every run failed, or "" */
    const ipt_result ***pool; /**< arrays behind row[].run; private */
    size_t n_pool;
} ipt_statistics;

/**
 * Statistics of complete runs, group by group (same sweep values, batch and
 * network), set by set, estimator by estimator, layer by layer, over the
 * epochs that all runs of the set have.
 *
 * Curves are smoothed first: s(u) = sum_j K((u - u_j) / h) y_j / sum_j K,
 * u = log10(1 + epoch), K Gaussian (Nadaraya 1964, Watson 1964), h =
 * options->bandwidth. This kernel keeps monotone curves monotone, so smoothing
 * makes no peak where there was none. It shrinks peaks narrower than h.
 *
 * Compression of run r is s_r(e) - s_r(last) with e the epoch of the peak.
 * Where e is the run's own peak (`plain`), noise makes it positive. So for
 * `score`, e is the peak of the mean of the *other* runs; noise of run r is
 * independent of it, and the expected score is 0 for flat curves and not
 * above 0 for rising ones. The test takes the differences s_r(e) - s_r(last)
 * of whole runs with random signs and repeats everything, choice of the peak
 * included; its statistic is Student's t of the scores. p is exact where the
 * differences are symmetric about zero (flat curves with noise) and
 * conservative for rising ones. All 2^n signs are tried where they are not
 * more than options->permutations, else p = (1 + hits) / (1 + permutations).
 * The intervals of `score` take each run's score as one observation (BCa,
 * Efron 1987).
 *
 * Fitting is the same with the first epoch in place of the last.
 * p_holm: Holm 1979 over the layers of one group, set and estimator.
 *
 * @param results  of one batch; borrowed by @p out, so they must outlive it
 * @param options  preset by ipt_options_preset(ipt_statistics_option_table)
 * @param out      release with ipt_statistics_free(); untouched after failure
 * @return IPT_EINVAL without results, IPT_ENOMEM. Equal results give equal
 *         bits in any order of the argument.
 */
ipt_status ipt_statistics_make(const ipt_result *const *results, size_t n,
                               const ipt_statistics_options *options,
                               ipt_statistics **out, ipt_error *err);

/** Releases; NULL is accepted. */
void ipt_statistics_free(ipt_statistics *statistics);

/** The row, or NULL. */
const ipt_statistics_row *ipt_statistics_find(const ipt_statistics *s,
                                              size_t group, ipt_run_set set,
                                              const char *estimator,
                                              size_t layer);

/** The band of a quantity (0: I(X;T), 1: I(T;Y)), or NULL. */
const ipt_statistics_band *
ipt_statistics_find_band(const ipt_statistics *s, size_t group, ipt_run_set set,
                         const char *estimator, int quantity);

/** Writes the rows as a tidy table: one line for each group, set, estimator
 * and layer. IPT_EIO when the stream cannot be written. */
ipt_status ipt_statistics_export(const ipt_statistics *s,
                                 ipt_export_format format, FILE *stream,
                                 ipt_error *err);

/**
 * Whether a complete run has not learned: its accuracy at the end (test set,
 * else training) is at most the share of the most frequent class plus
 * @p margin, or its last hidden layer is constant at the end (flag
 * constant_layer of every estimator that looked at it). The largest share is
 * not stored; the greatest that K classes with entropy H(Y) can have is taken:
 * the root p >= 1/K of h2(p) + (1 - p) log2(K - 1) = H(Y) (Fano), K the width
 * of the last layer (2 where it is 1). Exact for two classes.
 *
 * @param out  filled when dead; why is owned by the caller; may be NULL
 * @return 1 dead, 0 not, or cannot be known
 */
int ipt_network_is_dead(const ipt_result *run, double margin,
                        ipt_dead_network *out);

/* The methods by themselves ---------------------------------------------- */

/**
 * Mean of n values with sd, t interval and BCa bootstrap interval (Efron
 * 1987; Efron and Tibshirani 1993, chapter 14). Values that are not finite
 * are left out.
 *
 * @param name, index  of the random stream, with @p seed
 * @return IPT_ENOMEM. Cost: O(n resamples)
 */
ipt_status ipt_mean_make(const double *value, size_t n, long resamples,
                         uint64_t seed, const char *name, uint64_t index,
                         ipt_mean *out, ipt_error *err);

/**
 * Gaussian kernel smoothing over u = log10(1 + epoch), see
 * ipt_statistics_make(). Values that are not finite take no part and stay as
 * they are.
 *
 * @param epoch  n ascending epochs, at least 0
 * @param value  n values
 * @param out    n values; must not overlap @p value
 */
void ipt_smooth_epochs(const int64_t *epoch, const double *value, size_t n,
                       double bandwidth, double *out);

/** Which end of a curve a score is measured from. */
typedef enum { IPT_FROM_FIRST, IPT_FROM_LAST } ipt_score_end;

/**
 * Score of n_runs curves, see ipt_statistics_make(). Runs with a value that
 * is not finite do not take part.
 *
 * @param curve  n_runs x n_epochs, already smoothed, bits
 * @param out    release with ipt_score_clear(); p_holm is p
 * @return IPT_ENOMEM. Cost: O(runs epochs (permutations + bandwidth))
 */
ipt_status ipt_score_make(const int64_t *epoch, const double *curve,
                          size_t n_runs, size_t n_epochs, ipt_score_end end,
                          const ipt_statistics_options *options,
                          const char *name, uint64_t index, ipt_score *out,
                          ipt_error *err);
void ipt_score_clear(ipt_score *score);

/**
 * Pearson's and Spearman's correlation of pairs, with intervals tanh(atanh r
 * -+ 1.96 se), se = 1 / sqrt(n - 3) (Fisher 1921) and sqrt((1 + r^2 / 2) / (n
 * - 3)) for Spearman's (Bonett and Wright 2000), a percentile bootstrap
 * interval, and two-sided permutation p-values (1 + hits) / (1 +
 * permutations). Pairs that are not finite are left out. NaN with fewer than
 * 4 pairs and where one side is constant.
 */
ipt_status ipt_correlation_make(const double *x, const double *y, size_t n,
                                const ipt_statistics_options *options,
                                const char *name, uint64_t index,
                                ipt_correlation *out, ipt_error *err);

/** Holm's step-down correction (1979) of n p-values in place; NaN stay and do
 * not count. @p scratch holds n indices. */
void ipt_holm(double *p, size_t n, size_t *scratch);

#ifdef __cplusplus
}
#endif

#endif
