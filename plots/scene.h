/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every kind of figure is given, and what a kind is. */

#ifndef IPT_PLOTS_SCENE_H
#define IPT_PLOTS_SCENE_H

#include <stdint.h>
#include <stdio.h>

#include <infoplane/figure.h>

#include "src/stats/group.h"

/** Everything there is to draw. */
typedef struct {
    const ipt_plot_options *options;
    ipt__groups groups;
    const char **estimator; /**< ids, by first appearance; owned array */
    size_t n_estimators;
    int64_t first;      /**< least epoch above 0; 1 if there is none */
    int64_t last;       /**< greatest epoch, at least first */
    int zero;           /**< whether some run has an epoch 0 */
    int term;           /**< draw for a terminal: characters, no fills */
    int colour;         /**< of the terminal */
    long columns, rows; /**< of the terminal */
} ipt__scene;

/** The part of a scene on one figure: NULL stands for all. */
typedef struct {
    const ipt__group *group;
    const char *estimator;
} ipt__part;

enum { IPT__BY_GROUP = 1, IPT__BY_ESTIMATOR = 2 };

struct ipt_figure_type {
    const char *name;
    const char *summary;
    unsigned split; /**< IPT__BY_...: one figure for each */
    /** Whether "auto" draws it; asked after applies(). NULL: always. */
    int (*wanted)(const ipt__scene *scene);
    /** Whether there is anything to draw in a part. */
    int (*applies)(const ipt__scene *scene, const ipt__part *part);
    /** Writes the script; @p name is that of its file without ".gp". */
    ipt_status (*write)(const ipt__scene *scene, const ipt__part *part,
                        const char *name, FILE *out, ipt_error *err);
};

extern const ipt_figure_type ipt__figure_plane;
extern const ipt_figure_type ipt__figure_grid;
extern const ipt_figure_type ipt__figure_curves;
extern const ipt_figure_type ipt__figure_snr;
extern const ipt_figure_type ipt__figure_metrics;

#endif
