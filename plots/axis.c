/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Axes and layers of figures: epochs, tics, colours, names. */

#include <config.h>

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "page.h"
#include "src/stats/series.h"

/* Okabe and Ito's colours; yellow, which is weak on white, goes last. */
static const char *const axis_colours[] = {"#0072b2", "#e69f00", "#009e73",
                                           "#d55e00", "#56b4e9", "#cc79a7",
                                           "#000000", "#f0e442"};
static const int axis_points[] = {7, 5, 9, 11, 13, 15, 6, 4, 8, 10, 12, 14};

const char *
ipt__layer_colour(size_t l)
{
    return axis_colours[l % 8];
}

int
ipt__layer_point(size_t l)
{
    return axis_points[l % 12];
}

int
ipt__layer_dash(size_t l)
{
    return l / 8 % 2 ? 2 : 1;
}

char
ipt__layer_mark(size_t l)
{
    return "123456789abcdefghijklmnopqrstuvwxyz"[l % 35];
}

void
ipt__layer_name(ipt__markup *out, const ipt_result *run, size_t l)
{
    const char *name = run->layer_name ? run->layer_name[l] : NULL;
    size_t at = 0;

    if (!name || !*name) {
        ipt__markup_printf(out, "T_{%zu}", l + 1);
        return;
    }
    if (*name == 'T' || *name == 't') {
        at = name[1] == '_' ? 2 : 1;
        if (isdigit((unsigned char)name[at]) && strlen(name + at) < 4 &&
            strspn(name + at, "0123456789") == strlen(name + at)) {
            ipt__markup_printf(out, "T_{%s}", name + at);
            return;
        }
    }
    ipt__markup_plain(out, name, 18);
}

const char *
ipt__estimator_label(const ipt__group *group, const char *id)
{
    for (size_t r = 0; r < group->n_runs; r++) {
        const ipt_plane *plane = ipt__plane_find(group->run[r], id);

        if (plane && plane->label && *plane->label)
            return plane->label;
    }
    return id;
}

void
ipt__number(FILE *out, double value)
{
    if (isfinite(value))
        fprintf(out, " %.7g", value);
    else
        fputs(" NaN", out);
}

/* How far epoch 0 stands before the first one, as a factor. */
static double
axis_gap(const ipt__scene *scene)
{
    return fmax(pow((double)scene->last / (double)scene->first, 0.1), 1.6);
}

double
ipt__epoch_position(const ipt__scene *scene, int64_t epoch)
{
    return epoch > 0 ? (double)epoch : (double)scene->first / axis_gap(scene);
}

double
ipt__epoch_left(const ipt__scene *scene)
{
    if (scene->zero || scene->first == scene->last)
        return ipt__epoch_position(scene, 0);
    return (double)scene->first;
}

double
ipt__epoch_right(const ipt__scene *scene)
{
    if (scene->first == scene->last)
        return (double)scene->last * 1.6;
    return (double)scene->last;
}

/* One tic, labelled or not. */
static void
axis_tic(FILE *out, int *n, double at, int label)
{
    const int power = (int)lround(log10(at));

    fputs((*n)++ ? ", " : "", out);
    if (!label)
        fprintf(out, "'' %.7g", at);
    else if (at >= 99999.5 && at == pow(10, power))
        fprintf(out, "'10^{%d}' %.7g", power, at);
    else
        fprintf(out, "'%.7g' %.7g", at, at);
}

void
ipt__epoch_tics(ipt__page *page, const char *axis, int labels)
{
    const ipt__scene *scene = page->scene;
    const double low = (double)scene->first;
    const double high = (double)scene->last;
    const int decades = floor(log10(high)) - ceil(log10(low)) >= 1;
    int n = 0;
    int named = 0;

    fprintf(page->out, "set %stics (", axis);
    if (scene->zero) {
        fprintf(page->out, "'%s' %.7g", labels ? "0" : "",
                ipt__epoch_position(scene, 0));
        n++;
    }
    for (double ten = pow(10, floor(log10(low))); ten <= high; ten *= 10)
        for (int i = 1; i < 10; i++) {
            const double at = ten * i;

            if (at < low || at > high)
                continue;
            if (i == 1 || (!decades && (i == 2 || i == 5))) {
                axis_tic(page->out, &n, at, labels);
                named++;
            } else {
                fprintf(page->out, "%s'' %.7g 1", n++ ? ", " : "", at);
            }
        }
    if (named < 2) {
        axis_tic(page->out, &n, low, labels);
        if (high > 1.2 * low)
            axis_tic(page->out, &n, high, labels);
    }
    fputs(")\n", page->out);
}

double
ipt__tic_step(double low, double high, double most)
{
    const double raw = (high - low) / most;
    const double ten = pow(10, floor(log10(raw)));
    const double rest = raw / ten;

    if (!(raw > 0) || !isfinite(raw))
        return 1;
    if (rest <= 1)
        return ten;
    if (rest <= 2)
        return 2 * ten;
    if (rest <= 2.5 && ten < 1)
        return 2.5 * ten;
    if (rest <= 3 && ten >= 1)
        return 3 * ten;
    return rest <= 5 ? 5 * ten : 10 * ten;
}
