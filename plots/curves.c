/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figure `curves`: I(X;T) and I(T;Y) over epochs, estimators side by side. */

#include <config.h>

#include <math.h>
#include <stdlib.h>

#include "curve.h"
#include "panel.h"

/** Everything on one page: rows I(X;T) and I(T;Y), a column for each
 * estimator, in each panel a curve for each layer. */
typedef struct {
    const ipt__group *group;
    const char **estimator; /* those that the group has; owned */
    size_t columns;
    ipt__series *series; /* 2 x columns, owned */
    ipt__panel *panel;   /* for labels; owned */
    ipt__curve *curve;   /* 2 x columns x layers, owned */
} curves;

static int
curves_applies(const ipt__scene *scene, const ipt__part *part)
{
    for (size_t e = 0; e < scene->n_estimators; e++)
        if (ipt__plane_exists(part->group, scene->estimator[e]))
            return 1;
    return 0;
}

static void
curves_release(curves *all)
{
    for (size_t i = 0; all->series && i < 2 * all->columns; i++)
        ipt__series_release(&all->series[i]);
    for (size_t i = 0; all->panel && i < all->columns; i++)
        ipt__panel_release(&all->panel[i]);
    free(all->series);
    free(all->panel);
    free(all->curve);
    free(all->estimator);
}

static ipt_status
curves_load(curves *all, const ipt__scene *scene, const ipt__group *group,
            ipt_error *err)
{
    const size_t layers = group->n_layers;
    ipt_status status = IPT_OK;

    all->group = group;
    all->estimator = calloc(scene->n_estimators, sizeof *all->estimator);
    if (all->estimator)
        for (size_t e = 0; e < scene->n_estimators; e++)
            if (ipt__plane_exists(group, scene->estimator[e]))
                all->estimator[all->columns++] = scene->estimator[e];
    all->series = calloc(2 * all->columns, sizeof *all->series);
    all->panel = calloc(all->columns, sizeof *all->panel);
    all->curve = calloc(2 * all->columns * layers, sizeof *all->curve);
    if (!all->estimator || !all->series || !all->panel || !all->curve)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for curves");
    for (size_t c = 0; c < all->columns; c++) {
        status = ipt__panel_load(scene, group, all->estimator[c],
                                 &all->panel[c], err);
        for (size_t row = 0; row < 2 && status == IPT_OK; row++) {
            const size_t k = row * all->columns + c;

            status = ipt__series_average(
                group->run, group->n_runs, all->estimator[c],
                row ? ipt__value_i_ty : ipt__value_i_xt,
                group->run[0]->n_layers, &all->series[k], err);
            for (size_t i = 0; i < layers; i++)
                all->curve[k * layers + i] =
                    (ipt__curve){&all->series[k],
                                 group->layer[i],
                                 ipt__layer_colour(group->layer[i]),
                                 ipt__layer_dash(group->layer[i]),
                                 ipt__layer_mark(group->layer[i]),
                                 1};
        }
        if (status != IPT_OK)
            return status;
    }
    return IPT_OK;
}

/* Entropy that bounds a row; NaN for measures. */
static double
curves_bound(const curves *all, size_t row, size_t c)
{
    const ipt__panel *panel = &all->panel[c];

    return panel->measure ? (double)NAN : row ? panel->h_y : panel->h_x;
}

/* The range of a row: shared by all informations, own for a measure. */
static void
curves_range(const curves *all, size_t row, size_t column, double *low,
             double *high)
{
    const size_t layers = all->group->n_layers;

    *low = 0;
    *high = -INFINITY;
    for (size_t c = 0; c < all->columns; c++) {
        const size_t k = row * all->columns + c;
        const int measure = all->panel[column].measure;

        if (measure != all->panel[c].measure || (measure && c != column))
            continue;
        for (size_t i = 0; i < layers; i++)
            ipt__curve_reach(&all->curve[k * layers + i], 0, low, high);
        if (isfinite(curves_bound(all, row, c)))
            *high = fmax(*high, curves_bound(all, row, c));
    }
    if (!(*high > *low))
        *high = *low + 1;
    *high += 0.075 * (*high - *low);
    if (*low < 0)
        *low -= 0.03 * (*high - *low);
}

/* All gaps before column c: wider where a column has an axis of its own. */
static double
curves_gaps(const curves *all, size_t c, double em)
{
    double sum = 0;

    for (size_t i = 1; i <= c; i++)
        sum += (all->panel[i].measure ? 6.2 : 1.8) * em;
    return sum;
}

static void
curves_labels(ipt__page *page, const curves *all, const ipt__box *box)
{
    const double em = page->em;

    for (size_t c = 0; c < all->columns; c++) {
        const ipt__box top = box[c];
        const ipt__box low = box[all->columns + c];
        ipt__markup label = {"", 0};

        ipt__panel_label(&all->panel[c], &label,
                         ipt__page_fits(page, top.width));
        ipt__page_fitted(page, top.left + top.width / 2,
                         top.bottom + top.height + 0.9 * em, top.width, 0,
                         label.text);
        ipt__page_label(page, low.left + low.width / 2, low.bottom - 2.6 * em,
                        "center", 0.95, IPT__INK, 0, "epoch");
        if (c == 0 || all->panel[c].measure) {
            const double at = c ? top.left - 3.4 * em : 1.1 * em;

            ipt__page_fitted(page, at, top.bottom + top.height / 2, top.height,
                             1, ipt__panel_x_label(&all->panel[c]));
            ipt__page_fitted(page, at, low.bottom + low.height / 2, low.height,
                             1, ipt__panel_y_label(&all->panel[c]));
        }
    }
}

static void
curves_panel(ipt__page *page, const curves *all, size_t row, size_t c,
             ipt__box box)
{
    const ipt__panel *plane = &all->panel[c];
    const size_t layers = all->group->n_layers;
    ipt__markup title = {"", 0};
    ipt__curve_panel panel = {
        .box = box,
        .x_names = row == 1 || page->scene->term,
        .y_names = c == 0 || plane->measure || page->scene->term,
        .reference = curves_bound(all, row, c),
        .reference_name = row ? "H(Y)" : "H(X)",
        .x_label = "epoch",
        .y_label = row ? ipt__panel_y_label(plane) : ipt__panel_x_label(plane),
    };

    ipt__panel_label(plane, &title, 40);
    if (*all->group->label) {
        ipt__markup_printf(&title, ", ");
        ipt__markup_plain(&title, all->group->label, 30);
    }
    panel.title = title.text;
    curves_range(all, row, c, &panel.low, &panel.high);
    ipt__curve_draw(page, all->curve, (row * all->columns + c) * layers, layers,
                    &panel);
    ipt__page_end_labels(page);
}

static ipt_status
curves_write(const ipt__scene *scene, const ipt__part *part, const char *name,
             FILE *out, ipt_error *err)
{
    curves all = {0};
    ipt__page page = {0};
    ipt__box *box = NULL;
    ipt_status status = curves_load(&all, scene, part->group, err);

    if (status != IPT_OK)
        goto done;
    const double columns = (double)all.columns;

    box = calloc(2 * all.columns, sizeof *box);
    status =
        box ? ipt__page_init(&page, scene, out, fmax(7, 1.2 + 2.9 * columns),
                             fmax(6, 1 + 2.3 * columns), err)
            : ipt_error_set(err, IPT_ENOMEM, "no memory for curves");
    if (status != IPT_OK)
        goto done;
    ipt__page_title(&page, "Information over epochs", part->group);
    ipt__page_layers(&page, part->group, 1);
    ipt__page_runs(&page, part->group);
    ipt__curve_count(&page, all.curve, 2 * all.columns * part->group->n_layers);

    const double em = page.em;
    const double left = 5.6 * em;
    const double width = (page.width - left - 1.5 * em -
                          curves_gaps(&all, all.columns - 1, em)) /
                         columns;
    const double under = 3.5 * em;
    const double fixed = under + 1.4 * em + 1.8 * em;
    const double height =
        (ipt__page_plan(&page, fixed + 2 * fmin(0.68 * width, 17 * em)) -
         fixed) /
        2;

    for (size_t k = 0; k < 2 * all.columns; k++)
        box[k] = (ipt__box){left + (double)(k % all.columns) * width +
                                curves_gaps(&all, k % all.columns, em),
                            ipt__page_below(&page) + under +
                                (k < all.columns ? height + 1.4 * em : 0),
                            width, height};
    ipt__page_begin(&page, name);
    for (size_t k = 0; k < 2 * all.columns * part->group->n_layers; k++)
        ipt__curve_data(&page, &all.curve[k], k);
    if (!scene->term) {
        ipt__page_furniture(&page);
        curves_labels(&page, &all, box);
        fputs("set multiplot\n", out);
    }
    for (size_t k = 0; k < 2 * all.columns; k++)
        curves_panel(&page, &all, k / all.columns, k % all.columns, box[k]);
    if (!scene->term)
        fputs("unset multiplot\n", out);
done:
    ipt__page_release(&page);
    curves_release(&all);
    free(box);
    return status;
}

const ipt_figure_type ipt__figure_curves = {
    .name = "curves",
    .summary = "I(X;T) and I(T;Y) over epochs, mean and 95 % confidence band, "
               "estimators side by side",
    .split = IPT__BY_GROUP,
    .applies = curves_applies,
    .write = curves_write,
};
