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

/** Section [plot] and the options of `ipt plot`. None changes a result. */
typedef struct {
    char figures[IPT_TEXT_MAX];   /**< "plane, grid, curves" or "auto" */
    char format[IPT_TEXT_MAX];    /**< "png, pdf" */
    char title[IPT_TEXT_MAX];     /**< instead of the batch's name */
    char estimator[IPT_TEXT_MAX]; /**< only these, comma list; "" all */
    char layers[IPT_TEXT_MAX];    /**< only these, names or numbers from 1,
                                       comma list; "" all */
    double width;                 /**< inches; 0: by kind */
    double height;                /**< inches; 0: by kind */
    int runs;                     /**< show single runs as hairlines */
    long columns;                 /**< terminal columns; 0: of the terminal */
    long rows;                    /**< terminal rows; 0: of the terminal */
    int color;                    /**< choice: auto, always, never */
    double x_max;                 /**< end of I(X;T), bits; 0: from the data */
} ipt_plot_options;

extern const ipt_option ipt_plot_option_table[];

/** A kind of figure: what it shows, and how its gnuplot script is written. */
typedef struct ipt_figure_type ipt_figure_type;

/** All kinds; ends with NULL. */
extern const ipt_figure_type *const ipt_figure_types[];

/** Name and one-line summary of a kind; never NULL. */
const char *ipt_figure_name(const ipt_figure_type *type);
const char *ipt_figure_summary(const ipt_figure_type *type);

/** The kind called @p name, or NULL. */
const ipt_figure_type *ipt_figure_find(const char *name);

/**
 * Draws every figure of options->figures in every format into @p dir, which
 * is made if its parent exists: KIND[-ESTIMATOR][-GROUP].{gp,png,pdf,svg,gif},
 * characters outside [A-Za-z0-9._=+-] written "_". The script KIND.gp holds
 * its data and draws the same picture anywhere: `gnuplot KIND.gp` makes
 * KIND.png beside it, `gnuplot -e "ipt_format='pdf'" KIND.gp` another format.
 * Format `term` goes to standard output and leaves no file.
 *
 * Runs are grouped by their sweep values (and the shape of their network);
 * planes are matched by id. Within a group complete runs are averaged over
 * the epochs that all of them have, with 95 % confidence intervals
 * mean +- t(0.975, n - 1) s / sqrt(n); a point that some run lacks is left
 * out. Runs that failed are left out, unfinished ones only shown as
 * hairlines unless nothing else is there; notes on the figure count all of
 * these. On logarithmic epoch axes epoch 0, the initial weights, stands at
 * the left end, labelled 0.
 *
 * Scripts are written first; pictures are rendered to a temporary name and
 * renamed, so that nothing half-drawn is left.
 *
 * @param results  runs of one batch
 * @param n        how many
 * @param options  preset by ipt_options_preset(ipt_plot_option_table, ...)
 * @param dir      where to write; for `term` alone it may be NULL
 * @param report   called with each path written; may be NULL
 * @return IPT_EUNSUP when gnuplot is absent (scripts are still written),
 *         IPT_EINVAL for an unknown kind, format, estimator or layer and for
 *         nothing to draw, IPT_EIO for files, IPT_ENOMEM. A figure that
 *         gnuplot refuses is IPT_EIO with its message; the others are drawn.
 */
ipt_status ipt_figures_draw(const ipt_result *const *results, size_t n,
                            const ipt_plot_options *options, const char *dir,
                            void (*report)(void *self, const char *path),
                            void *self, ipt_error *err);

#ifdef __cplusplus
}
#endif

#endif
