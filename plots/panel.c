/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One information plane: what it shows. */

#include <config.h>

#include <math.h>
#include <stddef.h>
#include <string.h>

#include <infoplane/estimator.h>

#include "panel.h"

/* I(X;T) where both are known: a point needs both. */
static double
panel_x(const ipt_result *run, const ipt_plane *plane, size_t epoch,
        size_t layer)
{
    return isfinite(ipt__value_i_ty(run, plane, epoch, layer))
               ? ipt__value_i_xt(run, plane, epoch, layer)
               : (double)NAN;
}

static double
panel_y(const ipt_result *run, const ipt_plane *plane, size_t epoch,
        size_t layer)
{
    return isfinite(ipt__value_i_xt(run, plane, epoch, layer))
               ? ipt__value_i_ty(run, plane, epoch, layer)
               : (double)NAN;
}

int
ipt__plane_exists(const ipt__group *group, const char *estimator)
{
    for (size_t r = 0; r < group->n_runs + group->n_partial; r++)
        if (ipt__plane_find(r < group->n_runs
                                ? group->run[r]
                                : group->partial[r - group->n_runs],
                            estimator))
            return 1;
    return 0;
}

static double
panel_mean(const ipt__group *group, size_t offset)
{
    double sum = 0;
    size_t n = 0;

    for (size_t r = 0; r < group->n_runs; r++) {
        const double v =
            *(const double *)((const char *)group->run[r] + offset);

        if (isfinite(v)) {
            sum += v;
            n++;
        }
    }
    return n ? sum / (double)n : (double)NAN;
}

/* Takes the points of a run into the ranges. */
static void
panel_reach_run(ipt__panel *panel, const ipt_result *run)
{
    const ipt_plane *plane = ipt__plane_find(run, panel->estimator);

    for (size_t e = 0; plane && e < run->n_epochs; e++)
        for (size_t i = 0; i < panel->group->n_layers; i++) {
            const size_t l = panel->group->layer[i];
            const double x = panel_x(run, plane, e, l);
            const double y = panel_y(run, plane, e, l);

            panel->x_low = fmin(panel->x_low, x);
            panel->x_high = fmax(panel->x_high, x);
            panel->y_low = fmin(panel->y_low, y);
            panel->y_high = fmax(panel->y_high, y);
        }
}

static void
panel_reach_mean(ipt__panel *panel)
{
    for (size_t i = 0; i < panel->xt.n_epochs * panel->xt.n_layers; i++) {
        panel->x_low = fmin(panel->x_low, panel->xt.mean[i]);
        panel->x_high = fmax(panel->x_high, panel->xt.mean[i]);
        panel->y_low = fmin(panel->y_low, panel->ty.mean[i]);
        panel->y_high = fmax(panel->y_high, panel->ty.mean[i]);
    }
}

static void
panel_ranges(ipt__panel *panel, const ipt__scene *scene)
{
    const ipt__group *group = panel->group;

    panel->x_high = panel->y_high = 0;
    if (!panel->measure) {
        panel->x_high = isfinite(panel->h_x) ? panel->h_x : 0;
        panel->y_high = isfinite(panel->h_y) ? panel->h_y : 0;
    }
    panel_reach_mean(panel);
    for (size_t r = 0; scene->options->runs && r < group->n_runs; r++)
        panel_reach_run(panel, group->run[r]);
    for (size_t r = 0; scene->options->runs && r < group->n_partial; r++)
        panel_reach_run(panel, group->partial[r]);
    panel->x_most = panel->x_high;
    if (!(panel->x_high > 0))
        panel->x_high = 1;
    if (!(panel->y_high > 0))
        panel->y_high = 1;
    /* Room at the ends for names and markers; below zero only where an
     * estimate is negative. */
    panel->x_high *= 1.055;
    panel->y_high *= 1.07;
    if (panel->x_low < 0)
        panel->x_low -= 0.03 * panel->x_high;
    if (panel->y_low < 0)
        panel->y_low -= 0.03 * panel->y_high;
    if (scene->options->x_max > 0 && !panel->measure)
        panel->x_high = scene->options->x_max;
}

ipt_status
ipt__panel_load(const ipt__scene *scene, const ipt__group *group,
                const char *estimator, ipt__panel *out, ipt_error *err)
{
    const size_t n_layers = group->run[0]->n_layers;
    ipt__panel panel = {.group = group, .estimator = estimator};
    const ipt_plane *plane = NULL;
    ipt_status status =
        ipt__series_average(group->run, group->n_runs, estimator, panel_x,
                            n_layers, &panel.xt, err);

    if (status == IPT_OK)
        status = ipt__series_average(group->run, group->n_runs, estimator,
                                     panel_y, n_layers, &panel.ty, err);
    if (status != IPT_OK) {
        ipt__panel_release(&panel);
        return status;
    }
    for (size_t r = 0; r < group->n_runs && !plane; r++)
        plane = ipt__plane_find(group->run[r], estimator);
    panel.label = ipt__estimator_label(group, estimator);
    panel.measure =
        plane && plane->kind_xt && !strcmp(plane->kind_xt, "measure");
    panel.h_x = panel_mean(group, offsetof(ipt_result, h_x));
    panel.h_y = panel_mean(group, offsetof(ipt_result, h_y));
    panel.i_xy = panel_mean(group, offsetof(ipt_result, i_xy));
    panel.log_n = plane && plane->n_samples > 1 ? log2((double)plane->n_samples)
                                                : (double)NAN;
    panel_ranges(&panel, scene);
    *out = panel;
    return IPT_OK;
}

void
ipt__panel_release(ipt__panel *panel)
{
    ipt__series_release(&panel->xt);
    ipt__series_release(&panel->ty);
}

int
ipt__panel_has_points(const ipt__panel *panel)
{
    for (size_t i = 0; i < panel->group->n_layers; i++)
        if (panel->xt.n[panel->group->layer[i]])
            return 1;
    return 0;
}

void
ipt__panel_label(const ipt__panel *panel, ipt__markup *out, size_t most)
{
    const char *kind = NULL;
    const char *suffix = "";

    for (size_t r = 0; r < panel->group->n_runs && !kind; r++) {
        const ipt_plane *plane =
            ipt__plane_find(panel->group->run[r], panel->estimator);

        kind = plane ? plane->kind_xt : NULL;
    }
    if (kind && !strstr(panel->label, kind)) {
        suffix = !strcmp(kind, "upper")   ? " (upper bound)"
                 : !strcmp(kind, "lower") ? " (lower bound)"
                 : panel->measure         ? " (a measure)"
                                          : "";
        most = most > strlen(suffix) + 8 ? most - strlen(suffix) : 8;
    }
    ipt__markup_plain(out, panel->label, most);
    ipt__markup_printf(out, "%s", suffix);
}

void
ipt__panel_count(const ipt__panel *panel, ipt__markup *out)
{
    size_t least = panel->xt.n_runs;

    for (size_t i = 0; i < panel->group->n_layers; i++) {
        const size_t n = panel->xt.n[panel->group->layer[i]];

        if (n && n < least)
            least = n;
    }
    if (panel->xt.n_runs == 1)
        ipt__markup_printf(out, "one run");
    else if (least < panel->xt.n_runs)
        ipt__markup_printf(out, "mean of %zu to %zu runs", least,
                           panel->xt.n_runs);
    else if (panel->xt.n_runs)
        ipt__markup_printf(out, "mean of %zu runs", panel->xt.n_runs);
    else
        ipt__markup_printf(out, "no values");
}

/* Names of layers where more than half of the estimates say log2 N. */
static void
panel_note_saturated(ipt__page *page, const ipt__panel *panel)
{
    ipt__markup *note = NULL;

    for (size_t i = 0; i < panel->group->n_layers; i++) {
        const size_t l = panel->group->layer[i];
        size_t saturated = 0;
        size_t n = 0;

        for (size_t r = 0; r < panel->group->n_runs; r++) {
            const ipt_result *run = panel->group->run[r];
            const ipt_plane *plane = ipt__plane_find(run, panel->estimator);

            for (size_t e = 0; plane && plane->flags && e < run->n_epochs;
                 e++) {
                const size_t k = e * run->n_layers + l;

                n += isfinite(panel_x(run, plane, e, l)) != 0;
                saturated += (plane->flags[k] & IPT_FLAG_SATURATED) != 0;
            }
        }
        if (!saturated || 2 * saturated <= n)
            continue;
        if (!note) {
            note = ipt__page_note(page);
            ipt__markup_printf(note, "saturated at log_2 N: ");
        } else {
            ipt__markup_printf(note, ", ");
        }
        ipt__layer_name(note, panel->group->run[0], l);
    }
}

void
ipt__panel_notes(ipt__page *page, const ipt__panel *panel)
{
    if (panel->xt.n_runs > 1 && panel->xt.n_union > panel->xt.n_epochs)
        ipt__markup_printf(ipt__page_note(page),
                           "mean over the %zu epochs that all runs have, "
                           "of %zu",
                           panel->xt.n_epochs, panel->xt.n_union);
    if (panel->xt.n_gaps)
        ipt__markup_printf(ipt__page_note(page),
                           "%zu point%s that some run lacks left out",
                           panel->xt.n_gaps, panel->xt.n_gaps > 1 ? "s" : "");
    if (panel->x_high < panel->x_most)
        ipt__markup_printf(ipt__page_note(page), "I(X;T) cut at %.4g bit",
                           panel->x_high);
    panel_note_saturated(page, panel);
}

const char *
ipt__panel_x_label(const ipt__panel *panel)
{
    return panel->measure ? "M(X;T)  [own scale]" : "I(X;T)  [bit]";
}

const char *
ipt__panel_y_label(const ipt__panel *panel)
{
    return panel->measure ? "M(T;Y)  [own scale]" : "I(T;Y)  [bit]";
}

/* One line of data: position epoch x y. */
static void
panel_point(ipt__page *page, int64_t epoch, double x, double y)
{
    fprintf(page->out, "%.7g %lld", ipt__epoch_position(page->scene, epoch),
            (long long)epoch);
    ipt__number(page->out, x);
    ipt__number(page->out, y);
    fputc('\n', page->out);
}

static void
panel_data_run(ipt__page *page, const ipt__panel *panel, const ipt_result *run)
{
    const ipt_plane *plane = ipt__plane_find(run, panel->estimator);

    for (size_t i = 0; plane && i < panel->group->n_layers; i++) {
        const size_t l = panel->group->layer[i];

        for (size_t e = 0; e < run->n_epochs; e++)
            panel_point(page, run->epoch[e], panel_x(run, plane, e, l),
                        panel_y(run, plane, e, l));
        fputc('\n', page->out);
    }
}

static int
panel_shows_runs(const ipt__page *page, const ipt__panel *panel)
{
    return page->scene->options->runs && !page->scene->term &&
           (panel->group->n_runs + panel->group->n_partial > 1);
}

void
ipt__panel_data(ipt__page *page, const ipt__panel *panel, size_t k)
{
    const ipt__group *group = panel->group;
    const double top = isfinite(panel->i_xy)  ? panel->i_xy
                       : isfinite(panel->h_y) ? panel->h_y
                                              : panel->y_high * 2;
    const double corner = fmin(top, fmin(panel->x_high, panel->y_high));

    fprintf(page->out,
            "# position, epoch, I(X;T), I(T;Y): a block for each layer\n"
            "$mean_%zu << EOD\n",
            k);
    for (size_t i = 0; i < group->n_layers; i++) {
        const size_t l = group->layer[i];

        for (size_t e = 0; e < panel->xt.n_epochs; e++) {
            const size_t at = e * panel->xt.n_layers + l;

            panel_point(page, panel->xt.epoch[e], panel->xt.mean[at],
                        panel->ty.mean[at]);
        }
        if (!panel->xt.n_epochs) /* keeps the count of blocks */
            panel_point(page, 0, (double)NAN, (double)NAN);
        fputs("\n\n", page->out);
    }
    fputs("EOD\n", page->out);
    if (panel_shows_runs(page, panel)) {
        fprintf(page->out, "$runs_%zu << EOD\n", k);
        for (size_t r = 0; r < group->n_runs; r++)
            panel_data_run(page, panel, group->run[r]);
        for (size_t r = 0; r < group->n_partial; r++)
            panel_data_run(page, panel, group->partial[r]);
        fputs("EOD\n", page->out);
    }
    if (panel->measure || page->scene->term)
        return;
    fprintf(page->out, "# I(T;Y) <= min(I(X;T), I(X;Y))\n$bound_%zu << EOD\n",
            k);
    /* Kept inside the axes: gnuplot does not clip such polygons well. */
    panel_point(page, 0, panel->x_low, fmax(panel->x_low, panel->y_low));
    if (panel->x_low < panel->y_low)
        panel_point(page, 0, panel->y_low, panel->y_low);
    panel_point(page, 0, corner, corner);
    panel_point(page, 0, panel->x_high, corner);
    fputs("EOD\n", page->out);
}
