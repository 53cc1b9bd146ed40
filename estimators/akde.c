/* SPDX-License-Identifier: GPL-3.0-or-later */
/* akde: pairwise-distance bounds with noise that follows the layer. */

#include <config.h>

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include <infoplane/estimator.h>

#include "mixture.h"
#include "types.h"

typedef ipt__mixture akde;

static const ipt_option akde_options[] = {
    {"noise", IPT_OPTION_REAL, offsetof(akde, noise), "1e-3", 1e-30, 1e30, 0,
     NULL, NULL,
     "noise variance per largest absolute activity of the layer at that "
     "epoch"},
    IPT__MIXTURE_OPTIONS(akde),
    IPT_OPTION_END,
};

static unsigned
akde_needs(const void *state)
{
    (void)state;
    return IPT_USE_LABELS;
}

static ipt_status
akde_reserve(void *state, size_t n, size_t d, size_t n_classes, ipt_error *err)
{
    return ipt__mixture_reserve(state, n, d, n_classes, err);
}

static double
akde_memory(const void *state, size_t n, size_t d, size_t n_classes)
{
    return ipt__mixture_memory(state, n, d, n_classes);
}

static ipt_status
akde_estimate(void *state, const ipt_sample *s, ipt_estimate *out,
              ipt_error *err)
{
    akde *a = state;
    const double most = ipt__mixture_largest(&s->t);

    return ipt__mixture_estimate(a, s, a->noise * most, out, err);
}

static void
akde_release(void *state)
{
    ipt__mixture_release(state);
}

static int
akde_label(const void *state, char *out, size_t size)
{
    static const char *const bounds[] = {"upper", "lower", "both bounds"};
    const akde *a = state;

    return snprintf(out, size, "aKDE, noise variance %g max|h| (%s)", a->noise,
                    bounds[a->bound]);
}

static const char *const akde_references[] = {
    "chelombiev2019", "kolchinsky2017", "efron1981", NULL};

const ipt_estimator_type ipt__estimator_akde = {
    .name = "akde",
    .summary = "kde with noise scaled to the layer's largest activity",
    .detail =
        "As kde, with noise variance v = noise * max |h|, the largest "
        "absolute activity of the layer at that epoch: proportional to the "
        "maximum itself, as the paper has it, not to its square, so rescaling "
        "a layer still changes the result somewhat. (The code released with "
        "the paper uses a fixed variance of 0.01 instead.) A layer that is "
        "zero throughout has no noise and no information: I = 0.",
    .se = "delete-one jackknife over samples (the variance as it is), exact "
          "for se_rows randomly "
          "chosen rows and scaled to all by the rows' own terms",
    .options = akde_options,
    .references = akde_references,
    .state_size = sizeof(akde),
    .needs = akde_needs,
    .reserve = akde_reserve,
    .memory = akde_memory,
    .estimate = akde_estimate,
    .release = akde_release,
    .label = akde_label,
};
