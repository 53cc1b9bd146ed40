/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a figure: terminal, title, legend, notes, axes. */

#ifndef IPT_PLOTS_PAGE_H
#define IPT_PLOTS_PAGE_H

#include <stdio.h>

#include "scene.h"
#include "text.h"

/** Greys of a page. */
#define IPT__INK "#202020"
#define IPT__GREY "#606060"
#define IPT__PALE "#9a9a9a"

/** Points of the basic font for an em of 1 inch:
 * the font is a little larger than an em. */
#define IPT__POINTS 74.0

enum { IPT__KEYS_MAX = 64, IPT__NOTES_MAX = 12 };

/** An entry of the legend. */
typedef struct {
    ipt__markup text;
    int point;          /**< gnuplot's point type; 0: a line */
    int dash;           /**< gnuplot's dash type of a line */
    const char *colour; /**< "#rrggbb" */
    char mark;          /**< on a terminal */
} ipt__key;

/** A script under construction. Lengths are in inches, from the lower left
 * corner of the page. */
typedef struct {
    FILE *out;
    const ipt__scene *scene;
    double width, height;
    double em; /**< size of the basic font */
    int tag;   /**< labels and arrows in use */
    ipt__markup title, subtitle;
    ipt__key *key; /**< owned */
    size_t n_keys;
    size_t key_columns, key_rows;
    ipt__markup *note; /**< owned; packed into lines by ipt__page_plan() */
    size_t n_notes;
} ipt__page;

/** A rectangle on the page. */
typedef struct {
    double left, bottom, width, height;
} ipt__box;

/** Starts a page of @p width (the options' width goes first); @p scale is
 * the width, in inches, at which the font is 10.8 pt. */
ipt_status ipt__page_init(ipt__page *page, const ipt__scene *scene, FILE *out,
                          double width, double scale, ipt_error *err);
void ipt__page_release(ipt__page *page);

/** Title: options->title, else @p what and the batch's name; then the group's
 * label. */
void ipt__page_title(ipt__page *page, const char *what,
                     const ipt__group *group);

/** The next entry of the legend or note to fill; never NULL (the last one is
 * used again when there are too many). */
ipt__key *ipt__page_key(ipt__page *page);
ipt__markup *ipt__page_note(ipt__page *page);

/** Legend entries for the selected layers of a group, as markers or lines. */
void ipt__page_layers(ipt__page *page, const ipt__group *group, int lines);

/** Notes on failed, unfinished and repeated runs of a group (NULL: all). */
void ipt__page_runs(ipt__page *page, const ipt__group *group);

/** Heights of what stands above and below the panels. */
double ipt__page_above(const ipt__page *page);
double ipt__page_below(ipt__page *page);

/** Sets the height of the page: the options', or what panels of this height
 * need; returns the height left for the panels. */
double ipt__page_plan(ipt__page *page, double panels);

/** Writes the head of the script: comment, terminal, output, style. */
void ipt__page_begin(ipt__page *page, const char *name);

/** Writes title, legend and notes as labels; ipt__page_end_labels() removes
 * all labels and arrows, so that other panels do not draw them again. */
void ipt__page_furniture(ipt__page *page);
void ipt__page_end_labels(ipt__page *page);

/** A label at a place of the page; @p align left, center or right; size as a
 * share of the basic font. */
void ipt__page_label(ipt__page *page, double x, double y, const char *align,
                     double size, const char *colour, int rotate,
                     const char *markup);

/** The same, centred, made smaller to fit a width; @p most tells how many
 * characters fit at the least size. */
void ipt__page_fitted(ipt__page *page, double x, double y, double width,
                      int rotate, const char *markup);
size_t ipt__page_fits(const ipt__page *page, double width);

/** Places the next panel. */
void ipt__page_box(ipt__page *page, ipt__box box);

/** Where an epoch stands on a logarithmic axis: itself, or for epoch 0 a
 * place to the left of the first one. */
double ipt__epoch_position(const ipt__scene *scene, int64_t epoch);
double ipt__epoch_left(const ipt__scene *scene);
double ipt__epoch_right(const ipt__scene *scene);

/** `set xtics (...)`: decades (or 1, 2, 5), "0" at the left end; with
 * labels or bare. */
void ipt__epoch_tics(ipt__page *page, const char *axis, int labels);

/** A round step for about @p most tics on an axis. */
double ipt__tic_step(double low, double high, double most);

/** Colour (Okabe-Ito), marker, dash and digit of layer l. */
const char *ipt__layer_colour(size_t l);
int ipt__layer_point(size_t l);
int ipt__layer_dash(size_t l);
char ipt__layer_mark(size_t l);

/** Name of a layer as markup: "T_{1}" for "T1", "T_1" and no name. */
void ipt__layer_name(ipt__markup *out, const ipt_result *run, size_t l);

/** The label of an estimator's plane, or its id. */
const char *ipt__estimator_label(const ipt__group *group, const char *id);

/** A number for a script. */
void ipt__number(FILE *out, double value);

#endif
