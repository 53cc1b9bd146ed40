/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One information plane: how it is drawn. */

#include <config.h>

#include <math.h>
#include <string.h>

#include "panel.h"

/* Frames and length of the tail of an animation. */
enum { PANEL_FRAMES = 60, PANEL_MARKS = 13 };

/* A vertical (or horizontal) line of reference with its name; dash 0: only
 * the name. */
static void
panel_line(ipt__page *page, int vertical, double at, const char *name, int dash,
           double low, double high)
{
    if (vertical)
        fprintf(page->out,
                "set arrow %d from %.7g,%.7g to %.7g,%.7g nohead dt %d lw 0.8 "
                "lc rgb '" IPT__PALE "' back\n",
                ++page->tag, at, low, at, high, dash);
    else if (dash)
        fprintf(page->out,
                "set arrow %d from %.7g,%.7g to %.7g,%.7g nohead dt %d lw 0.8 "
                "lc rgb '" IPT__PALE "' front\n",
                ++page->tag, low, at, high, at, dash);
    if (!name)
        return;
    fprintf(page->out, "set label %d '%s' at ", ++page->tag, name);
    if (page->scene->term)
        fprintf(page->out,
                vertical ? "%.7g,graph 0.08 right\n"
                         : "graph 0.02,first %.7g left front\n",
                at);
    else if (vertical)
        fprintf(page->out,
                "%.7g,graph 0.02 left rotate by 90 offset char 0.95,0 font "
                "',%.2f' tc rgb '" IPT__GREY "' front\n",
                at, 0.9 * page->em * IPT__POINTS);
    else
        fprintf(page->out,
                "graph 0.012,first %.7g left offset char 0,0.65 font ',%.2f' "
                "tc rgb '" IPT__GREY "' front\n",
                at, 0.9 * page->em * IPT__POINTS);
}

static void
panel_references(ipt__page *page, const ipt__panel *panel, int names)
{
    const double span = panel->y_high - panel->y_low;
    /* On a terminal a line up to the very end would leave the frame. */
    const double top = panel->y_high - (page->scene->term ? 0.07 * span : 0);
    const char *y_name = "H(Y)";
    /* Where I(X;Y) = H(Y) the edge of the grey region is the line. */
    int dash = 0;

    if (panel->measure)
        return;
    if (isfinite(panel->h_x) && panel->h_x <= panel->x_high)
        panel_line(page, 1, panel->h_x, names ? "H(X)" : NULL, 2, panel->y_low,
                   top);
    if (isfinite(panel->log_n) && panel->log_n <= panel->x_high &&
        !(fabs(panel->log_n - panel->h_x) <= 0.05 * panel->x_high))
        panel_line(page, 1, panel->log_n, names ? "log_2 N" : NULL, 3,
                   panel->y_low, top);
    if (!isfinite(panel->h_y) || panel->h_y > panel->y_high)
        return;
    if (isfinite(panel->i_xy) &&
        fabs(panel->i_xy - panel->h_y) > 0.005 * span) {
        dash = 3;
        /* Close lines share one name: two would overlap. */
        if (fabs(panel->i_xy - panel->h_y) < 0.06 * span)
            y_name = "I(X;Y) < H(Y)";
        else if (names)
            panel_line(page, 0, panel->i_xy, "I(X;Y)", 3, panel->x_low,
                       panel->x_high);
    }
    panel_line(page, 0, panel->h_y, names ? y_name : NULL, dash, panel->x_low,
               panel->x_high);
}

static void
panel_axes(ipt__page *page, const ipt__panel *panel, double x_steps,
           double y_steps)
{
    fprintf(page->out, "set xrange [%.7g:%.7g]\nset yrange [%.7g:%.7g]\n",
            panel->x_low, panel->x_high, panel->y_low, panel->y_high);
    fprintf(page->out, "set xtics %.7g\nset ytics %.7g\n",
            ipt__tic_step(panel->x_low, panel->x_high, x_steps),
            ipt__tic_step(panel->y_low, panel->y_high, y_steps));
    fprintf(page->out, "set logscale cb\nset cbrange [%.7g:%.7g]\n",
            ipt__epoch_left(page->scene), ipt__epoch_right(page->scene));
}

/* Lines and markers of the means. */
static void
panel_means(ipt__page *page, const ipt__panel *panel, size_t k)
{
    const ipt__group *group = panel->group;
    const size_t n = panel->xt.n_epochs;
    const size_t step =
        n > PANEL_MARKS ? (n + PANEL_MARKS - 1) / PANEL_MARKS : 1;

    for (size_t i = 0; i < group->n_layers; i++)
        fprintf(page->out,
                ", \\\n  $mean_%zu index %zu using 3:4:1 with lines lw 2.3 lc "
                "palette",
                k, i);
    for (size_t i = 0; i < group->n_layers; i++) {
        const int point = ipt__layer_point(group->layer[i]);

        fprintf(page->out,
                ", \\\n  $mean_%zu index %zu every %zu using 3:4:1 with points "
                "pt %d ps 0.75*ipt_size lc palette",
                k, i, step, point);
        if (n && (n - 1) % step)
            fprintf(page->out,
                    ", \\\n  $mean_%zu index %zu every ::%zu::%zu using 3:4:1 "
                    "with points pt %d ps 0.75*ipt_size lc palette",
                    k, i, n - 1, n - 1, point);
    }
}

/* What stands behind the means: unreachable region and single runs. */
static void
panel_ground(ipt__page *page, const ipt__panel *panel, size_t k, int flat)
{
    fputs("plot NaN notitle", page->out);
    if (!panel->measure)
        fprintf(
            page->out,
            ", \\\n  $bound_%zu using 3:4:(%.7g) with filledcurves fs solid "
            "1 noborder lc rgb '%s', \\\n  $bound_%zu using 3:4 with "
            "lines dt (6,4) lw 1.2 lc rgb '#808080'",
            k, panel->y_high, flat ? "#dcdcdc" : "#f2f2f2", k);
    if (page->scene->options->runs &&
        panel->group->n_runs + panel->group->n_partial > 1)
        fprintf(page->out,
                ", \\\n  $runs_%zu using 3:4 with lines lw %s lc rgb '%s'", k,
                flat ? "0.5" : "0.35", flat ? "#cccccc" : "#a8000000");
}

/* The layers as points with tails, a frame for every few epochs. */
static void
panel_animate(ipt__page *page, const ipt__panel *panel, size_t k)
{
    const ipt__group *group = panel->group;
    const size_t n = panel->xt.n_epochs;
    const size_t step =
        n > PANEL_FRAMES ? (n + PANEL_FRAMES - 1) / PANEL_FRAMES : 1;
    const size_t tail = n / 6 + 3;

    fputs("ipt_frames = '", page->out);
    for (size_t e = 0; e < n; e += step)
        fprintf(page->out, "%zu ", e);
    if (n && (n - 1) % step)
        fprintf(page->out, "%zu ", n - 1);
    fputs("'\nipt_epochs = '", page->out);
    for (size_t e = 0; e < n; e++)
        fprintf(page->out, "%lld ", (long long)panel->xt.epoch[e]);
    fprintf(page->out,
            "'\nif (ipt_format eq 'gif') {\ndo for [ipt_frame in ipt_frames] "
            "{\nipt_at = int(ipt_frame)\n"
            "set label %d 'epoch '.word(ipt_epochs, ipt_at + 1) at screen "
            "%.5f,%.5f right font ',%.2f' tc rgb '#202020' front\n",
            ++page->tag, 1 - page->em / page->width,
            1 - 2.75 * page->em / page->height, page->em * IPT__POINTS);
    panel_ground(page, panel, k, 1);
    for (size_t i = 0; i < group->n_layers; i++)
        fprintf(page->out,
                ", \\\n  $mean_%zu index %zu every ::(ipt_at > %zu ? ipt_at - "
                "%zu : 0)::ipt_at using 3:4:1 with lines lw 2 lc palette, \\\n "
                " $mean_%zu index %zu every ::ipt_at::ipt_at using 3:4:1 with "
                "points pt %d ps 1.6 lc palette",
                k, i, tail, tail, k, i, ipt__layer_point(group->layer[i]));
    fputs("\n}\n} else {\n", page->out);
}

/* On a terminal: a digit for each layer, its key below. */
static void
panel_terminal(ipt__page *page, const ipt__panel *panel, size_t k)
{
    const ipt__group *group = panel->group;

    /* A name beside the axis would stand upright, letter by letter. */
    fprintf(page->out,
            "set xlabel '%s'\nset label %d '%s' at graph 0,1 left offset "
            "char -4,1\n",
            ipt__panel_x_label(panel), ++page->tag, ipt__panel_y_label(panel));
    fputs("set key outside bottom center horizontal\nplot NaN notitle",
          page->out);
    for (size_t i = 0; i < group->n_layers; i++) {
        const char mark = ipt__layer_mark(group->layer[i]);

        fprintf(page->out,
                ", \\\n  $mean_%zu index %zu using 3:4:1 with points pt '%c' "
                "lc palette notitle",
                k, i, mark);
        fprintf(page->out, ", \\\n  keyentry with points pt '%c' %s title ",
                mark, page->scene->colour ? "lc rgb '#c0c0c0'" : "");
        ipt__markup_write(page->out, page->key[i].text.text);
    }
    fputs("\nprint ''\n", page->out);
}

void
ipt__panel_draw(ipt__page *page, const ipt__panel *panel, size_t k, int names,
                double x_steps, double y_steps)
{
    panel_axes(page, panel, x_steps, y_steps);
    panel_references(page, panel, names);
    if (!ipt__panel_has_points(panel))
        fprintf(page->out,
                "set label %d 'no values: every estimate is missing' at graph "
                "0.5,0.5 center %s front\n",
                ++page->tag, page->scene->term ? "" : "tc rgb '" IPT__GREY "'");
    if (page->scene->term) {
        panel_terminal(page, panel, k);
        return;
    }
    if (names)
        panel_animate(page, panel, k);
    panel_ground(page, panel, k, 0);
    panel_means(page, panel, k);
    fputs(names ? "\n}\n" : "\n", page->out);
}

void
ipt__panel_colours(ipt__page *page, ipt__box box)
{
    if (page->scene->term)
        return;
    fprintf(page->out,
            "set colorbox vertical user origin screen %.5f,%.5f size screen "
            "%.5f,%.5f\n",
            box.left / page->width, box.bottom / page->height,
            box.width / page->width, box.height / page->height);
    ipt__epoch_tics(page, "cb", 1);
    ipt__page_label(page, box.left, box.bottom + box.height + page->em, "left",
                    0.95, IPT__INK, 0, "epoch");
}
