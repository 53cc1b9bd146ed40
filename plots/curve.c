/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Averages over the epochs as lines with confidence bands. */

#include <config.h>

#include <math.h>
#include <stdint.h>

#include "curve.h"

static void
curve_reach(double value, int log, double *low, double *high)
{
    if (!isfinite(value) || (log && value <= 0))
        return;
    *low = fmin(*low, value);
    *high = fmax(*high, value);
}

void
ipt__curve_reach(const ipt__curve *curve, int log, double *low, double *high)
{
    const ipt__series *s = curve->series;

    for (size_t e = 0; e < s->n_epochs; e++) {
        const size_t k = e * s->n_layers + curve->layer;

        curve_reach(s->mean[k], log, low, high);
        if (curve->band) {
            curve_reach(s->low[k], log, low, high);
            curve_reach(s->high[k], log, low, high);
        }
    }
}

int
ipt__curve_exists(const ipt__curve *curve)
{
    const ipt__series *s = curve->series;

    for (size_t e = 0; e < s->n_epochs; e++)
        if (isfinite(s->mean[e * s->n_layers + curve->layer]))
            return 1;
    return 0;
}

void
ipt__curve_data(ipt__page *page, const ipt__curve *curve, size_t k)
{
    const ipt__series *s = curve->series;

    fprintf(page->out,
            "# position, epoch, mean, 95 %% interval, runs\n"
            "$curve_%zu << EOD\n",
            k);
    for (size_t e = 0; e < s->n_epochs; e++) {
        const size_t at = e * s->n_layers + curve->layer;

        fprintf(page->out, "%.7g %lld",
                ipt__epoch_position(page->scene, s->epoch[e]),
                (long long)s->epoch[e]);
        ipt__number(page->out, s->mean[at]);
        ipt__number(page->out, s->low[at]);
        ipt__number(page->out, s->high[at]);
        fprintf(page->out, " %zu\n", s->n[curve->layer]);
    }
    if (!s->n_epochs)
        fputs("1 0 NaN NaN NaN 0\n", page->out);
    fputs("EOD\n", page->out);
}

static void
curve_axes(ipt__page *page, const ipt__curve_panel *panel)
{
    FILE *out = page->out;

    fprintf(out,
            "set logscale x\nset xrange [%.7g:%.7g]\nset yrange "
            "[%.7g:%.7g]\n%s logscale y\n",
            ipt__epoch_left(page->scene), ipt__epoch_right(page->scene),
            panel->low, panel->high, panel->log ? "set" : "unset");
    ipt__epoch_tics(page, "x", panel->x_names);
    if (panel->log)
        fprintf(out, "set ytics 10\nset format y '%s'\n",
                !panel->y_names     ? ""
                : page->scene->term ? "1e%L"
                                    : "10^{%L}");
    else
        fprintf(out, "set ytics %.7g\nset format y '%s'\n",
                ipt__tic_step(panel->low, panel->high, 5),
                panel->y_names ? "%g" : "");
    if (panel->reference >= panel->low && panel->reference <= panel->high)
        fprintf(out,
                "set arrow %d from graph 0,first %.7g to graph 1,first %.7g "
                "nohead dt 3 lw 0.9 lc rgb '" IPT__PALE "' back\n",
                ++page->tag, panel->reference, panel->reference);
    if (panel->reference_name && !page->scene->term &&
        panel->reference >= panel->low && panel->reference <= panel->high) {
        fprintf(out, "set label %d ", ++page->tag);
        ipt__markup_write(out, panel->reference_name);
        fprintf(out, " at graph 0.988,first %.7g right offset 0,char 0.55",
                panel->reference);
        fprintf(out, " font ',%.2f' tc rgb '" IPT__GREY "'",
                0.8 * page->em * IPT__POINTS);
        fputc('\n', out);
    }
}

static void
curve_terminal(ipt__page *page, const ipt__curve *curve, size_t first, size_t n,
               const ipt__curve_panel *panel)
{
    FILE *out = page->out;

    fputs("set title ", out);
    ipt__markup_write(out, panel->title);
    fprintf(out,
            ".\"\\n \"\nset xlabel '%s'\nset label %d '%s' at graph 0,1 left "
            "offset "
            "char -4,1\n"
            "set key outside bottom center horizontal\nplot NaN notitle",
            panel->x_label, ++page->tag, panel->y_label);
    for (size_t k = first; k < first + n; k++) {
        fprintf(out, ", \\\n  $curve_%zu using 1:3 with points pt '%c'", k,
                curve[k].mark);
        if (page->scene->colour)
            fprintf(out, " lc rgb '%s'",
                    curve[k].colour[1] == '0' && curve[k].colour[3] == '0'
                        ? "#c0c0c0" /* black would not show */
                        : curve[k].colour);
        fputs(" title ", out);
        ipt__markup_write(
            out,
            page->key[k - first < page->n_keys ? k - first : page->n_keys - 1]
                .text.text);
    }
    fputs("\nprint ''\n", out);
}

void
ipt__curve_draw(ipt__page *page, const ipt__curve *curve, size_t first,
                size_t n, const ipt__curve_panel *panel)
{
    FILE *out = page->out;
    int any = 0;

    for (size_t k = first; k < first + n; k++)
        any |= ipt__curve_exists(&curve[k]);
    curve_axes(page, panel);
    if (!any)
        fprintf(out, "set label %d 'no values' at graph 0.5,0.5 center %s\n",
                ++page->tag, page->scene->term ? "" : "tc rgb '" IPT__GREY "'");
    if (page->scene->term) {
        curve_terminal(page, curve, first, n, panel);
        return;
    }
    ipt__page_box(page, panel->box);
    fputs("plot NaN notitle", out);
    for (size_t k = first; k < first + n; k++)
        if (curve[k].band && curve[k].series->n[curve[k].layer] > 1)
            fprintf(out,
                    ", \\\n  $curve_%zu using 1:4:5 with filledcurves fs "
                    "transparent "
                    "solid 0.22 noborder lc rgb '%s'",
                    k, curve[k].colour);
    for (size_t k = first; k < first + n; k++)
        fprintf(
            out, ", \\\n  $curve_%zu using 1:3 with %s lw 2 dt %d lc rgb '%s'",
            k, curve[k].series->n_epochs > 1 ? "lines" : "points pt 7 ps 0.8",
            curve[k].dash, curve[k].colour);
    fputc('\n', out);
}

void
ipt__curve_count(ipt__page *page, const ipt__curve *curve, size_t n)
{
    size_t least = SIZE_MAX;
    size_t most = 0;
    size_t gaps = 0;
    size_t common = 0;
    size_t all = 0;
    int band = 0;

    for (size_t k = 0; k < n; k++) {
        const ipt__series *s = curve[k].series;
        const size_t runs = s->n[curve[k].layer];

        most = runs > most ? runs : most;
        least = runs && runs < least ? runs : least;
        /* A series may serve several lines: count it once. */
        if (!k || curve[k - 1].series != s)
            gaps += s->n_gaps;
        band |= curve[k].band;
        if (s->n_runs > 1 && s->n_union > s->n_epochs) {
            common = s->n_epochs;
            all = s->n_union;
        }
    }
    if (most == 1)
        ipt__markup_printf(&page->subtitle, "one run");
    else if (most)
        ipt__markup_printf(&page->subtitle, band ? "mean and 95 %% confidence "
                                                   "band of "
                                                 : "mean of ");
    if (most > 1 && least < most)
        ipt__markup_printf(&page->subtitle, "%zu to ", least);
    if (most > 1)
        ipt__markup_printf(&page->subtitle, "%zu runs", most);
    if (!most)
        ipt__markup_printf(&page->subtitle, "no values");
    if (all)
        ipt__markup_printf(ipt__page_note(page),
                           "mean over the %zu epochs that all runs have, of "
                           "%zu",
                           common, all);
    if (gaps)
        ipt__markup_printf(ipt__page_note(page),
                           "%zu point%s that some run lacks left out", gaps,
                           gaps > 1 ? "s" : "");
}
