/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All kinds of figures, and the options of section [plot]. */

#include <config.h>

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "scene.h"

const ipt_figure_type *const ipt_figure_types[] = {
    &ipt__figure_plane,   &ipt__figure_grid, &ipt__figure_curves,
    &ipt__figure_metrics, &ipt__figure_snr,  NULL,
};

#define PLOT(field) offsetof(ipt_plot_options, field)

const ipt_option ipt_plot_option_table[] = {
    {"figures", IPT_OPTION_TEXT, PLOT(figures), "auto", 0, 0,
     IPT_OPTION_COSMETIC, NULL, NULL,
     "kinds of figures, comma list, or auto: those that the results allow"},
    {"format", IPT_OPTION_TEXT, PLOT(format), "png", 0, 0, IPT_OPTION_COSMETIC,
     NULL, NULL, "png, pdf, svg, gif (animated planes) or term, comma list"},
    {"title", IPT_OPTION_TEXT, PLOT(title), "", 0, 0, IPT_OPTION_COSMETIC, NULL,
     NULL, "title instead of the batch's name"},
    {"estimator", IPT_OPTION_TEXT, PLOT(estimator), "", 0, 0,
     IPT_OPTION_COSMETIC, NULL, NULL,
     "only these estimators, comma list of ids; empty: all"},
    {"layers", IPT_OPTION_TEXT, PLOT(layers), "", 0, 0, IPT_OPTION_COSMETIC,
     NULL, NULL,
     "only these layers, comma list of names or numbers from 1; empty: all"},
    {"width", IPT_OPTION_REAL, PLOT(width), "0", 0, 60, IPT_OPTION_COSMETIC,
     NULL, "inch", "width of a figure, 0: by kind (a plane: 7)"},
    {"height", IPT_OPTION_REAL, PLOT(height), "0", 0, 60, IPT_OPTION_COSMETIC,
     NULL, "inch", "height of a figure, 0: by kind"},
    {"runs", IPT_OPTION_FLAG, PLOT(runs), "yes", 0, 0, IPT_OPTION_COSMETIC,
     NULL, NULL, "show single runs as hairlines in planes"},
    {"columns", IPT_OPTION_INT, PLOT(columns), "0", 0, 1000,
     IPT_OPTION_COSMETIC, NULL, NULL,
     "width of a figure in a terminal, 0: of the terminal"},
    {"rows", IPT_OPTION_INT, PLOT(rows), "0", 0, 1000, IPT_OPTION_COSMETIC,
     NULL, NULL, "height of a figure in a terminal, 0: of the terminal"},
    {"color", IPT_OPTION_CHOICE, PLOT(color), "auto", 0, 0, IPT_OPTION_COSMETIC,
     "auto|always|never", NULL,
     "colour in a terminal; auto: on a terminal without NO_COLOR"},
    {"x_max", IPT_OPTION_REAL, PLOT(x_max), "0", 0, 1e6, IPT_OPTION_COSMETIC,
     NULL, "bit", "right end of I(X;T) in planes, 0: from the data"},
    IPT_OPTION_END,
};

const char *
ipt_figure_name(const ipt_figure_type *type)
{
    return type->name;
}

const char *
ipt_figure_summary(const ipt_figure_type *type)
{
    return type->summary;
}

const ipt_figure_type *
ipt_figure_find(const char *name)
{
    for (size_t i = 0; ipt_figure_types[i]; i++)
        if (!strcmp(ipt_figure_types[i]->name, name))
            return ipt_figure_types[i];
    return NULL;
}
