/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Averages over the epochs as lines with confidence bands. */

#ifndef IPT_PLOTS_CURVE_H
#define IPT_PLOTS_CURVE_H

#include "page.h"
#include "src/stats/series.h"

/** One line of a panel. */
typedef struct {
    const ipt__series *series;
    size_t layer; /**< column of the series */
    const char *colour;
    int dash;
    char mark; /**< on a terminal */
    int band;  /**< draw the 95 % interval too */
} ipt__curve;

/** A panel of lines over logarithmic epochs. */
typedef struct {
    ipt__box box;
    double low, high; /**< of the vertical axis */
    int log;          /**< vertical axis logarithmic */
    int x_names;      /**< label the epochs */
    int y_names;
    double reference;              /**< dotted line; NaN: none */
    const char *reference_name;    /**< markup, or NULL */
    const char *x_label, *y_label; /**< on a terminal */
    const char *title;             /**< markup; on a terminal */
} ipt__curve_panel;

/** Takes a curve's mean (and band) into a range; not positive values are
 * passed over for a logarithmic one. */
void ipt__curve_reach(const ipt__curve *curve, int log, double *low,
                      double *high);

/** Writes data block $curve_K: position, epoch, mean, low, high, runs. */
void ipt__curve_data(ipt__page *page, const ipt__curve *curve, size_t k);

/** Draws curves [first, first + n) into a panel; K counts data blocks. */
void ipt__curve_draw(ipt__page *page, const ipt__curve *curve, size_t first,
                     size_t n, const ipt__curve_panel *panel);

/** Whether a series has any value. */
int ipt__curve_exists(const ipt__curve *curve);

/** "mean and 95 % confidence band of 10 runs" (or "one run") and the notes
 * on epochs and gaps. */
void ipt__curve_count(ipt__page *page, const ipt__curve *curve, size_t n);

#endif
