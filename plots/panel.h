/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One information plane: what it shows, and how it is drawn. */

#ifndef IPT_PLOTS_PANEL_H
#define IPT_PLOTS_PANEL_H

#include "page.h"
#include "src/stats/series.h"

/** One group seen by one estimator. In bits. */
typedef struct {
    const ipt__group *group;
    const char *estimator;
    const char *label;     /**< of the estimator */
    ipt__series xt;        /**< I(X;T) where I(T;Y) is known too */
    ipt__series ty;        /**< I(T;Y) where I(X;T) is known too */
    int measure;           /**< not a mutual information: no bounds apply */
    double h_x, h_y, i_xy; /**< mean over the runs; NaN: unknown */
    double log_n;          /**< log2 of the samples */
    double x_low, x_high, y_low, y_high; /**< ranges of the axes */
    double x_most; /**< greatest I(X;T) on the page, for a cut axis */
} ipt__panel;

/** Gathers a plane; release with ipt__panel_release(). */
ipt_status ipt__panel_load(const ipt__scene *scene, const ipt__group *group,
                           const char *estimator, ipt__panel *out,
                           ipt_error *err);
void ipt__panel_release(ipt__panel *panel);

/** Whether there is a single point to show. */
int ipt__panel_has_points(const ipt__panel *panel);

/** "30 equal bins (upper bound)" as markup. */
void ipt__panel_label(const ipt__panel *panel, ipt__markup *out, size_t most);

/** "mean of 10 seeds" as markup. */
void ipt__panel_count(const ipt__panel *panel, ipt__markup *out);

/** Notes on epochs, gaps, saturation and a cut axis. */
void ipt__panel_notes(ipt__page *page, const ipt__panel *panel);

/** Axis labels: "I(X;T)  [bit]". */
const char *ipt__panel_x_label(const ipt__panel *panel);
const char *ipt__panel_y_label(const ipt__panel *panel);

/** Writes data blocks $mean_K, $runs_K, $bound_K. */
void ipt__panel_data(ipt__page *page, const ipt__panel *panel, size_t k);

/** Writes axes, lines of reference and the plot of data blocks K. @p names
 * names H(X) and H(Y); @p steps bounds the number of tics. */
void ipt__panel_draw(ipt__page *page, const ipt__panel *panel, size_t k,
                     int names, double x_steps, double y_steps);

/** The shared colour bar, from the panel drawn next. */
void ipt__panel_colours(ipt__page *page, ipt__box box);

/** Whether estimates of an estimator exist in a group (any finite pair). */
int ipt__plane_exists(const ipt__group *group, const char *estimator);

#endif
