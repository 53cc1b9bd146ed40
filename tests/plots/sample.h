/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results made by hand: plausible trajectories for tests of figures. */

#ifndef TEST_PLOTS_SAMPLE_H
#define TEST_PLOTS_SAMPLE_H

#include <infoplane/results.h>

typedef struct {
    size_t n_epochs; /**< about so many, logarithmically spaced, from 0 */
    size_t n_layers;
    size_t n_planes; /**< binning, ebab, akde, hsic (a measure) */
    uint64_t seed;
    const char *activation; /**< "tanh" compresses; NULL: no sweep */
    const char *key;        /**< of the sweep; NULL: model.activation */
} sample_spec;

/** A complete run, owned by the caller; NULL without memory. */
ipt_result *sample_run(const sample_spec *spec);

/** `n` runs of the same kind with seeds 0..n-1, appended to `out`. */
void sample_runs(ipt_result **out, size_t n, const sample_spec *spec);

void sample_free(ipt_result *run);

/** Replaces a text of a result. */
void sample_text(char **field, const char *text);

#endif
