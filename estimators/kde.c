/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kde: pairwise-distance bounds with a fixed noise variance. */

#include <config.h>

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include <infoplane/estimator.h>

#include "mixture.h"
#include "types.h"

typedef ipt__mixture kde;

static const ipt_option kde_options[] = {
    {"noise", IPT_OPTION_REAL, offsetof(kde, noise), "0.1", 1e-30, 1e30, 0,
     NULL, NULL,
     "variance of the Gaussian noise added to every unit, in squared units of "
     "the activations"},
    IPT__MIXTURE_OPTIONS(kde),
    IPT_OPTION_END,
};

static unsigned
kde_needs(const void *state)
{
    (void)state;
    return IPT_USE_LABELS;
}

static ipt_status
kde_reserve(void *state, size_t n, size_t d, size_t n_classes, ipt_error *err)
{
    return ipt__mixture_reserve(state, n, d, n_classes, err);
}

static double
kde_memory(const void *state, size_t n, size_t d, size_t n_classes)
{
    return ipt__mixture_memory(state, n, d, n_classes);
}

static ipt_status
kde_estimate(void *state, const ipt_sample *s, ipt_estimate *out,
             ipt_error *err)
{
    kde *k = state;

    return ipt__mixture_estimate(k, s, k->noise, out, err);
}

static void
kde_release(void *state)
{
    ipt__mixture_release(state);
}

static int
kde_label(const void *state, char *out, size_t size)
{
    static const char *const bounds[] = {"upper", "lower", "both bounds"};
    const kde *k = state;

    return snprintf(out, size, "KDE, noise variance %g (%s)", k->noise,
                    bounds[k->bound]);
}

static const char *const kde_references[] = {"kolchinsky2017", "saxe2018",
                                             "efron1981", NULL};

const ipt_estimator_type ipt__estimator_kde = {
    .name = "kde",
    .summary = "pairwise-distance mixture bounds with a fixed noise variance",
    .detail =
        "Gaussian noise of variance v (`noise`) is added to every unit, T' = "
        "T + N(0, v); the samples are the centres of a mixture whose entropy "
        "is bounded by pairwise distances D_ij = |t_i - t_j|^2:\n"
        "I(X;T') <= -(1/n) sum_i ln (1/n) sum_j exp(-D_ij / (2 v)), and >= "
        "the same with 4 v. I(T';Y) is that functional on all rows less the "
        "mean of it within the classes: a difference of bounds, hence an "
        "estimate, not a bound; with bound = both, i_ty_lower and i_ty_upper "
        "are true bounds. At most ln n, where all rows are far apart.\n"
        "The noise is a choice of the analyst, not of the network, and its "
        "meaning changes as activations grow; see akde. Repeats of an x "
        "(x_id) with different t are the mixture of that x, H(T'|X), and "
        "I(X;T') is then a difference of bounds too. Distances are taken as "
        "sums of squared differences in double precision: nothing cancels.",
    .se = "delete-one jackknife over samples, exact for se_rows randomly "
          "chosen rows and scaled to all by the rows' own terms",
    .options = kde_options,
    .references = kde_references,
    .state_size = sizeof(kde),
    .needs = kde_needs,
    .reserve = kde_reserve,
    .memory = kde_memory,
    .estimate = kde_estimate,
    .release = kde_release,
    .label = kde_label,
};
