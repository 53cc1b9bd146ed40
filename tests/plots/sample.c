/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results made by hand: plausible trajectories for tests of figures. */

#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

/* A fixed pseudo-random number in -1..1 for three indices. */
static double
sample_noise(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t x = a * 0x9e3779b97f4a7c15u + b * 0xbf58476d1ce4e5b9u +
                 c * 0x94d049bb133111ebu + 0x2545f4914f6cdd1du;

    x ^= x >> 31;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 29;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 32;
    return (double)(x >> 11) / 4503599627370496.0 - 1;
}

void
sample_text(char **field, const char *text)
{
    free(*field);
    *field = text ? strdup(text) : NULL;
}

static double *
sample_array(size_t n)
{
    double *array = malloc((n + 1) * sizeof *array);

    for (size_t i = 0; i < n; i++)
        array[i] = (double)NAN;
    return array;
}

/* Position in training, 0..1, logarithmic. */
static double
sample_time(const ipt_result *run, size_t e)
{
    return log1p((double)run->epoch[e]) / log1p(2000);
}

static double
sample_rise(double t, double at)
{
    return 1 / (1 + exp(-14 * (t - at)));
}

static void
sample_plane(ipt_result *run, size_t p, int compresses)
{
    static const char *const id[] = {"binning", "ebab", "akde", "hsic"};
    static const char *const label[] = {"30 equal bins",
                                        "30 bins of equal mass",
                                        "KDE, noise 0.001 max", "HSIC"};
    static const char *const kind[] = {"estimate", "estimate", "upper",
                                       "measure"};
    ipt_plane *plane = &run->plane[p];
    const size_t n = run->n_epochs * run->n_layers;
    const double scale = p == 3 ? 0.02 : 1 - 0.1 * (double)p;

    plane->id = strdup(id[p % 4]);
    plane->type = strdup(id[p % 4]);
    plane->label = strdup(label[p % 4]);
    plane->kind_xt = strdup(kind[p % 4]);
    plane->kind_ty = strdup(kind[p % 4]);
    plane->n_samples = 4096;
    plane->i_xt = sample_array(n);
    plane->i_ty = sample_array(n);
    plane->flags = calloc(n + 1, sizeof *plane->flags);
    for (size_t l = 0; l < run->n_layers; l++) {
        const double d =
            run->n_layers > 1 ? (double)l / (double)(run->n_layers - 1) : 0.5;
        const double wobble = sample_noise(run->seed, l, p);

        for (size_t e = 0; e < run->n_epochs; e++) {
            const double t = sample_time(run, e);
            const double phase = 9 * t + 3 * sample_noise(run->seed, l, 77);
            const double x = 12 - 9.4 * pow(d, 1.5) * (1 + 0.1 * wobble) +
                             1.3 * d * sample_rise(t, 0.25) -
                             (compresses ? 3.0 : 1.2) * d *
                                 sample_rise(t, 0.75) * (1 + 0.3 * wobble) +
                             0.25 * d * sin(phase);
            const double y0 = pow(1 - d, 0.8) * (1 + 0.1 * wobble);
            const double y = y0 + (0.99 - y0) * sample_rise(t, 0.4 + 0.1 * d) +
                             0.03 * d * sin(1.3 * phase + 1);
            const size_t k = e * run->n_layers + l;

            plane->i_xt[k] = scale * fmax(fmin(x, 12), 0.9);
            plane->i_ty[k] = (p == 3 ? 0.3 : 1) * fmax(fmin(y, 0.997), 0.004);
            if (plane->i_xt[k] > 11.95)
                plane->flags[k] |= 1;
        }
    }
}

static void
sample_training(ipt_result *run)
{
    const size_t n = run->n_epochs;

    run->train_loss = sample_array(n);
    run->test_loss = sample_array(n);
    run->train_accuracy = sample_array(n);
    run->test_accuracy = sample_array(n);
    run->gradient_mean_norm = sample_array(n * run->n_layers);
    run->gradient_std_norm = sample_array(n * run->n_layers);
    run->weight_norm = sample_array(n * run->n_layers);
    for (size_t e = 0; e < n; e++) {
        const double t = sample_time(run, e);
        const double jitter = 0.03 * sample_noise(run->seed, e, 5) +
                              0.2 * sample_noise(run->seed, 3, 6);

        run->train_loss[e] = 0.69 * exp(-4.2 * t) * (1 + jitter);
        run->test_loss[e] = 0.69 * exp(-3.2 * t) * (1 + jitter) + 0.01;
        run->train_accuracy[e] =
            0.55 + 0.44 * sample_rise(t, 0.4) * (1 + 0.2 * jitter);
        run->test_accuracy[e] =
            0.54 + 0.40 * sample_rise(t, 0.45) * (1 + 0.3 * jitter);
        for (size_t l = 0; l < run->n_layers; l++) {
            const size_t k = e * run->n_layers + l;
            const double own = 1 + 0.3 * sample_noise(run->seed, l, e);

            run->weight_norm[k] = 2 + (double)l * 0.2 + 2 * t;
            if (run->epoch[e] == 0)
                continue; /* no step before the first epoch */
            run->gradient_mean_norm[k] =
                0.1 * exp(-6 * t) * own * (1 + 0.2 * (double)l);
            run->gradient_std_norm[k] =
                0.02 * exp(-2 * t) * own * (1 + 0.3 * (double)l);
        }
    }
}

static void
sample_epochs(ipt_result *run, size_t n)
{
    int64_t last = -1;

    run->epoch = calloc(n + 1, sizeof *run->epoch);
    for (size_t i = 0; i < n; i++) {
        const double t = n > 1 ? (double)i / (double)(n - 1) : 1;
        const int64_t epoch = (int64_t)lround(expm1(t * log1p(2000)));

        if (epoch > last)
            run->epoch[run->n_epochs++] = last = epoch;
    }
}

ipt_result *
sample_run(const sample_spec *spec)
{
    static const int widths[] = {10, 7, 5, 4, 3, 2};
    ipt_result *run = calloc(1, sizeof *run);
    const char *activation = spec->activation ? spec->activation : "tanh";
    char text[64];

    if (!run)
        return NULL;
    snprintf(text, sizeof text, "%s-%llu", activation,
             (unsigned long long)spec->seed);
    run->run_id = strdup(text);
    run->name = strdup("szt");
    run->status = strdup("complete");
    run->seed = spec->seed;
    run->params = calloc(2, sizeof *run->params);
    if (spec->activation) {
        run->params[0].key = strdup(spec->key ? spec->key : "model.activation");
        run->params[0].value = strdup(spec->activation);
        run->n_params = 1;
    }
    sample_epochs(run, spec->n_epochs);
    run->n_layers = spec->n_layers;
    run->layer_name = calloc(spec->n_layers + 1, sizeof *run->layer_name);
    run->layer_width = calloc(spec->n_layers + 1, sizeof *run->layer_width);
    for (size_t l = 0; l < spec->n_layers; l++) {
        snprintf(text, sizeof text, "T%zu", l + 1);
        run->layer_name[l] = strdup(text);
        run->layer_width[l] = l < 6 ? widths[l] : 2;
    }
    run->h_x = 12;
    run->h_y = 0.9995;
    run->i_xy = 0.9995;
    run->n_planes = spec->n_planes;
    run->plane = calloc(spec->n_planes + 1, sizeof *run->plane);
    for (size_t p = 0; p < spec->n_planes; p++)
        sample_plane(run, p, !strcmp(activation, "tanh"));
    sample_training(run);
    return run;
}

void
sample_runs(ipt_result **out, size_t n, const sample_spec *spec)
{
    sample_spec one = *spec;

    for (size_t i = 0; i < n; i++) {
        one.seed = i;
        out[i] = sample_run(&one);
    }
}

void
sample_free(ipt_result *run)
{
    if (!run)
        return;
    for (size_t l = 0; l < run->n_layers; l++)
        free(run->layer_name[l]);
    for (size_t p = 0; p < run->n_planes; p++) {
        ipt_plane *plane = &run->plane[p];

        free(plane->id);
        free(plane->type);
        free(plane->label);
        free(plane->kind_xt);
        free(plane->kind_ty);
        free(plane->i_xt);
        free(plane->i_ty);
        free(plane->flags);
    }
    for (size_t i = 0; i < run->n_params; i++) {
        free(run->params[i].key);
        free(run->params[i].value);
    }
    free(run->plane);
    free(run->params);
    free(run->layer_name);
    free(run->layer_width);
    free(run->epoch);
    free(run->train_loss);
    free(run->test_loss);
    free(run->train_accuracy);
    free(run->test_accuracy);
    free(run->gradient_mean_norm);
    free(run->gradient_std_norm);
    free(run->weight_norm);
    free(run->run_id);
    free(run->name);
    free(run->status);
    free(run->reason);
    free(run);
}
