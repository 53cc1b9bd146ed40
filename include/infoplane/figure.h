/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures: gnuplot scripts with their data inside, and their rendering. */

#ifndef IPT_FIGURE_H
#define IPT_FIGURE_H

#include <stddef.h>

#include <infoplane/option.h>
#include <infoplane/results.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Section [plot] and the options of `ipt plot`. */
typedef struct {
    char figures[IPT_TEXT_MAX]; /**< "plane, grid, curves" or "auto" */
    char format[IPT_TEXT_MAX];  /**< "png, pdf" */
    char title[IPT_TEXT_MAX];
    char estimator[IPT_TEXT_MAX]; /**< only this one; "" all */
    char layers[IPT_TEXT_MAX];    /**< only these, comma list; "" all */
    double width;                 /**< inches */
    double height;                /**< inches; 0: by kind */
    int runs;                     /**< show single runs as hairlines */
    int columns;                  /**< terminal columns; 0: of the terminal */
    int rows;
    double x_max; /**< right end of I(X;T); 0: from the data */
} ipt_plot_options;

extern const ipt_option ipt_plot_option_table[];

/** A kind of figure. `write` prints a self-contained gnuplot script that
 * ends in a plot on whatever terminal and output are set before it. */
typedef struct ipt_figure_type ipt_figure_type;

/** All kinds; ends with NULL; name and summary of one. */
extern const ipt_figure_type *const ipt_figure_types[];
const char *ipt_figure_name(const ipt_figure_type *type);
const char *ipt_figure_summary(const ipt_figure_type *type);
const ipt_figure_type *ipt_figure_find(const char *name);

/**
 * Draws every figure of options->figures in every format into @p dir:
 * KIND[-ESTIMATOR].{gp,png,pdf,svg,gif}; `term` goes to standard output.
 * Scripts are written first; pictures are rendered to a temporary name and
 * renamed. Runs that failed are left out and counted in a note on the figure.
 *
 * @param results  runs of one batch; planes are matched by id, groups by
 *                 their sweep values, seeds within a group averaged
 * @param report   called with each path written; may be NULL
 * @return IPT_EUNSUP when gnuplot is absent (scripts are still written),
 *         IPT_EINVAL for an unknown kind or nothing to draw
 */
ipt_status ipt_figures_draw(const ipt_result *const *results, size_t n,
                            const ipt_plot_options *options, const char *dir,
                            void (*report)(void *self, const char *path),
                            void *self, ipt_error *err);

#ifdef __cplusplus
}
#endif

#endif
