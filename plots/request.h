/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user asked to be drawn, checked against the results. */

#ifndef IPT_PLOTS_REQUEST_H
#define IPT_PLOTS_REQUEST_H

#include "scene.h"

enum { IPT__REQUEST_MAX = 32 };

enum { IPT__PNG, IPT__PDF, IPT__SVG, IPT__GIF, IPT__TERM };

/** Names of the formats, in the order above; ends with NULL. */
extern const char *const ipt__formats[];

/** Kinds and formats, each once; and the scene they show. */
typedef struct {
    ipt__scene scene;
    const ipt_figure_type *kind[IPT__REQUEST_MAX];
    size_t n_kinds;
    int automatic; /**< "auto": also every kind that the results allow */
    int format[IPT__REQUEST_MAX];
    size_t n_formats;
} ipt__request;

/**
 * Reads the options and sorts the results. Release with
 * ipt__request_release(), after a failure too.
 *
 * @return IPT_EINVAL for an unknown kind, format, layer or estimator and
 *         where no run can be drawn, or IPT_ENOMEM
 */
ipt_status ipt__request_make(const ipt_result *const *results, size_t n,
                             const ipt_plot_options *options, ipt__request *out,
                             ipt_error *err);
void ipt__request_release(ipt__request *request);

/** Whether nothing but a terminal is drawn to. */
int ipt__request_only_term(const ipt__request *request);

#endif
