/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figure `snr`: gradient phases, drift and diffusion of each layer. */

#include <config.h>

#include <math.h>
#include <stdlib.h>

#include "curve.h"

/* An n_epochs x n_layers array, or NaN. */
static double
snr_get(const ipt_result *run, const double *array, size_t epoch, size_t layer)
{
    return array ? array[epoch * run->n_layers + layer] : (double)NAN;
}

/* A quotient; NaN where its denominator is zero. */
static double
snr_quotient(double a, double b)
{
    return b > 0 ? a / b : (double)NAN;
}

static double
snr_mean(const ipt_result *run, const ipt_plane *plane, size_t epoch,
         size_t layer)
{
    (void)plane;
    return snr_quotient(snr_get(run, run->gradient_mean_norm, epoch, layer),
                        snr_get(run, run->weight_norm, epoch, layer));
}

static double
snr_std(const ipt_result *run, const ipt_plane *plane, size_t epoch,
        size_t layer)
{
    (void)plane;
    return snr_quotient(snr_get(run, run->gradient_std_norm, epoch, layer),
                        snr_get(run, run->weight_norm, epoch, layer));
}

static double
snr_ratio(const ipt_result *run, const ipt_plane *plane, size_t epoch,
          size_t layer)
{
    (void)plane;
    return snr_quotient(snr_get(run, run->gradient_mean_norm, epoch, layer),
                        snr_get(run, run->gradient_std_norm, epoch, layer));
}

static int
snr_applies(const ipt__scene *scene, const ipt__part *part)
{
    (void)scene;
    for (size_t r = 0; r < part->group->n_runs; r++) {
        const ipt_result *run = part->group->run[r];

        for (size_t e = 0; e < run->n_epochs; e++)
            for (size_t i = 0; i < part->group->n_layers; i++)
                if (isfinite(snr_mean(run, NULL, e, part->group->layer[i])))
                    return 1;
    }
    return 0;
}

static void
snr_range(const ipt__curve *curve, size_t n, ipt__curve_panel *panel)
{
    double low = INFINITY;
    double high = -INFINITY;

    for (size_t i = 0; i < n; i++)
        ipt__curve_reach(&curve[i], 1, &low, &high);
    if (!(high > 0)) {
        low = 0.1;
        high = 10;
    }
    if (isfinite(panel->reference)) {
        low = fmin(low, panel->reference);
        high = fmax(high, panel->reference);
    }
    panel->log = 1;
    panel->low = low / 1.6;
    panel->high = high * 1.6;
    /* At least one power of ten must be on the axis. */
    if (floor(log10(panel->high)) < ceil(log10(panel->low))) {
        panel->low = pow(10, floor(log10(panel->low)));
        panel->high = pow(10, ceil(log10(panel->high)));
    }
}

/* Means that are zero have no place on a logarithmic axis. */
static void
snr_note_zeros(ipt__page *page, const ipt__curve *curve, size_t n)
{
    size_t zeros = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t e = 0; e < curve[i].series->n_epochs; e++)
            zeros += curve[i].series->mean[e * curve[i].series->n_layers +
                                           curve[i].layer] <= 0;
    if (zeros)
        ipt__markup_printf(ipt__page_note(page),
                           "%zu point%s at zero cannot be shown", zeros,
                           zeros > 1 ? "s" : "");
}

static void
snr_keys(ipt__page *page, const ipt__group *group)
{
    ipt__page_layers(page, group, 1);
    if (page->scene->term)
        return;
    for (int i = 0; i < 2; i++) {
        ipt__key *key = ipt__page_key(page);

        ipt__markup_printf(&key->text, i ? "std" : "mean");
        key->dash = i ? 3 : 1;
        key->colour = "#707070";
    }
}

static ipt_status
snr_write(const ipt__scene *scene, const ipt__part *part, const char *name,
          FILE *out, ipt_error *err)
{
    static const ipt__value values[] = {snr_mean, snr_std, snr_ratio};
    static const char *const labels[] = {"norm of gradient / norm of weights",
                                         "mean / std of gradient"};
    const ipt__group *group = part->group;
    const size_t layers = group->n_layers;
    ipt__series series[3] = {{0}};
    ipt__curve *curve = calloc(3 * layers, sizeof *curve);
    ipt__page page = {0};
    ipt_status status = IPT_ENOMEM;

    if (!curve) {
        ipt_error_set(err, status, "no memory for curves");
        goto done;
    }
    status = ipt__page_init(&page, scene, out, 7.6, 7, err);
    for (size_t q = 0; q < 3 && status == IPT_OK; q++) {
        status = ipt__series_average(group->run, group->n_runs, NULL, values[q],
                                     group->run[0]->n_layers, &series[q], err);
        for (size_t i = 0; i < layers; i++)
            curve[q * layers + i] =
                (ipt__curve){&series[q],
                             group->layer[i],
                             ipt__layer_colour(group->layer[i]),
                             q == 1 ? 3 : ipt__layer_dash(group->layer[i]),
                             ipt__layer_mark(group->layer[i]),
                             0};
    }
    if (status != IPT_OK)
        goto done;
    ipt__page_title(&page, "Gradient phases", group);
    snr_keys(&page, group);
    ipt__page_runs(&page, group);
    ipt__curve_count(&page, curve, 3 * layers);
    snr_note_zeros(&page, curve, 3 * layers);

    const double em = page.em;
    const double left = 5.0 * em;
    const double gap = 6.4 * em;
    const double under = 3.5 * em;
    const double width = (page.width - left - gap - 1.5 * em) / 2;
    const double height =
        ipt__page_plan(&page, fmax(1.05 * width, 12 * em) + under + 0.8 * em) -
        under - 0.8 * em;
    const double bottom = ipt__page_below(&page) + under;

    ipt__page_begin(&page, name);
    for (size_t k = 0; k < 3 * layers; k++)
        ipt__curve_data(&page, &curve[k], k);
    ipt__page_furniture(&page);
    for (size_t c = 0; c < 2 && !scene->term; c++) {
        const double at = left + (double)c * (width + gap);

        ipt__page_fitted(&page, c ? at - 4.0 * em : 1.1 * em,
                         bottom + height / 2, height + 2 * em, 1, labels[c]);
        ipt__page_label(&page, at + width / 2, bottom - 2.6 * em, "center",
                        0.95, IPT__INK, 0, "epoch");
    }
    if (!scene->term)
        fputs("set multiplot\n", out);
    for (size_t c = 0; c < 2; c++) {
        ipt__curve_panel panel = {
            .box = {left + (double)c * (width + gap), bottom, width, height},
            .x_names = 1,
            .y_names = 1,
            .reference = c ? 1 : (double)NAN,
            .x_label = "epoch",
            .y_label = labels[c],
            .title = page.title.text,
        };
        const size_t first = c ? 2 * layers : 0;
        const size_t n = c || scene->term ? layers : 2 * layers;

        snr_range(&curve[first], n, &panel);
        ipt__curve_draw(&page, curve, first, n, &panel);
        ipt__page_end_labels(&page);
    }
    if (!scene->term)
        fputs("unset multiplot\n", out);
done:
    ipt__page_release(&page);
    for (size_t q = 0; q < 3; q++)
        ipt__series_release(&series[q]);
    free(curve);
    return status;
}

const ipt_figure_type ipt__figure_snr = {
    .name = "snr",
    .summary = "norms of the mean and of the standard deviation of the "
               "gradient over that of the weights, and their ratio",
    .split = IPT__BY_GROUP,
    .applies = snr_applies,
    .write = snr_write,
};
