/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a report's figures as JSON. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/estimator.h>
#include <infoplane/json.h>

#include "src/stats/series.h"
#include "src/report/report.h"

/* Bytes that single runs may take, and what one number takes of them. */
#define DATA_MOST 5e6
#define DATA_EACH (2 * 4.0 / 3.0)

/* Quantities of the whole network. */
#define DATA_METRIC(field)                                                     \
    static double data_##field(const ipt_result *run, const ipt_plane *plane,  \
                               size_t epoch, size_t layer)                     \
    {                                                                          \
        (void)plane;                                                           \
        (void)layer;                                                           \
        return run->field ? run->field[epoch] : (double)NAN;                   \
    }
DATA_METRIC(train_loss)
DATA_METRIC(test_loss)
DATA_METRIC(train_accuracy)
DATA_METRIC(test_accuracy)

static const struct {
    const char *name;
    ipt__value value;
} data_metrics[] = {{"train_loss", data_train_loss},
                    {"test_loss", data_test_loss},
                    {"train_accuracy", data_train_accuracy},
                    {"test_accuracy", data_test_accuracy}};

/* n bytes as base64 text, owned by the caller; NULL without memory. */
static char *
data_base64(const unsigned char *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                                 "qrstuvwxyz0123456789+/";
    char *text = malloc((n + 2) / 3 * 4 + 3);
    char *p = text;

    if (!text)
        return NULL;
    *p++ = '"';
    for (size_t i = 0; i < n; i += 3) {
        const unsigned b = i + 1 < n ? bytes[i + 1] : 0;
        const unsigned c = i + 2 < n ? bytes[i + 2] : 0;
        const unsigned word = (unsigned)bytes[i] << 16 | b << 8 | c;

        *p++ = digits[word >> 18];
        *p++ = digits[word >> 12 & 63];
        *p++ = i + 1 < n ? digits[word >> 6 & 63] : '=';
        *p++ = i + 2 < n ? digits[word & 63] : '=';
    }
    *p++ = '"';
    *p = '\0';
    return text;
}

/* Numbers as float32, little-endian, base64. 0 without memory. */
static int
data_floats(ipt_json *json, const char *key, const double *values, size_t n)
{
    unsigned char *bytes = malloc(4 * n + 1);
    char *text = NULL;

    for (size_t i = 0; bytes && i < n; i++) {
        const float value = (float)values[i];
        uint32_t bits = 0x7FC00000;

        if (isfinite(value))
            memcpy(&bits, &value, sizeof bits);
        for (int b = 0; b < 4; b++)
            bytes[4 * i + (size_t)b] = (unsigned char)(bits >> 8 * b);
    }
    if (bytes)
        text = data_base64(bytes, 4 * n);
    if (text)
        ipt_json_raw(json, key, text);
    free(bytes);
    free(text);
    return text != NULL;
}

/* Mean and half width of the interval, which is left out for one run. */
static int
data_series(ipt_json *json, const char *key, const ipt__series *series)
{
    const size_t n = series->n_epochs * series->n_layers;
    double *half = malloc((n + 1) * sizeof *half);
    int any = 0;
    int done = half != NULL;

    for (size_t i = 0; half && i < n; i++) {
        half[i] = series->high[i] - series->mean[i];
        any |= isfinite(half[i]) != 0;
    }
    ipt_json_open(json, key, '{');
    done = done && data_floats(json, "mean", series->mean, n);
    if (any)
        done = done && data_floats(json, "half", half, n);
    ipt_json_close(json, '}');
    free(half);
    return done;
}

static void
data_epochs(ipt_json *json, const ipt__series *series)
{
    ipt_json_open(json, "epoch", '[');
    for (size_t e = 0; e < series->n_epochs; e++)
        ipt_json_int(json, NULL, series->epoch[e]);
    ipt_json_close(json, ']');
}

/* Position of an epoch in a run, or SIZE_MAX. */
static size_t
data_find(const ipt_result *run, int64_t epoch)
{
    size_t low = 0;
    size_t high = run->n_epochs;

    while (low < high) {
        const size_t at = low + (high - low) / 2;

        if (run->epoch[at] < epoch)
            low = at + 1;
        else
            high = at;
    }
    return low < run->n_epochs && run->epoch[low] == epoch ? low : SIZE_MAX;
}

/* The value of a run, or NaN. */
static double
data_single(const ipt_result *run, const char *id, int64_t epoch, size_t layer,
            ipt__value value)
{
    const ipt_plane *plane = ipt__plane_find(run, id);
    const size_t at = plane ? data_find(run, epoch) : SIZE_MAX;

    return at == SIZE_MAX ? (double)NAN : value(run, plane, at, layer);
}

/* Epochs of a series that single runs are kept at: every thin-th and the
 * last. */
static size_t
data_kept(const ipt__series *series, size_t thin, size_t k)
{
    const size_t last = series->n_epochs - 1;

    return k * thin < last ? k * thin : last;
}

static size_t
data_n_kept(const ipt__series *series, size_t thin)
{
    return series->n_epochs ? (series->n_epochs - 1 + thin - 1) / thin + 1 : 0;
}

/* Single runs, runs x epochs x layers, as 16 bits between low and high;
 * 65535 is NaN. */
static int
data_runs(ipt_json *json, const char *key, const ipt__group *group,
          const char *id, const ipt__series *series, ipt__value value,
          size_t thin)
{
    const size_t epochs = data_n_kept(series, thin);
    const size_t n = group->n_runs * epochs * series->n_layers;
    double *values = malloc((n + 1) * sizeof *values);
    unsigned char *bytes = malloc(2 * n + 1);
    char *text = NULL;
    double low = INFINITY;
    double high = -INFINITY;
    size_t i = 0;

    for (size_t r = 0; values && r < group->n_runs; r++)
        for (size_t e = 0; e < epochs; e++)
            for (size_t l = 0; l < series->n_layers; l++, i++) {
                values[i] = data_single(
                    group->run[r], id,
                    series->epoch[data_kept(series, thin, e)], l, value);
                if (isfinite(values[i])) {
                    low = fmin(low, values[i]);
                    high = fmax(high, values[i]);
                }
            }
    for (i = 0; values && bytes && i < n; i++) {
        unsigned word = 65535;

        if (isfinite(values[i]))
            word =
                high > low
                    ? (unsigned)lround((values[i] - low) / (high - low) * 65534)
                    : 0;
        bytes[2 * i] = (unsigned char)(word & 255);
        bytes[2 * i + 1] = (unsigned char)(word >> 8);
    }
    if (values && bytes)
        text = data_base64(bytes, 2 * n);
    if (text && low <= high) {
        ipt_json_open(json, key, '{');
        ipt_json_real(json, "low", low);
        ipt_json_real(json, "high", high);
        ipt_json_raw(json, "data", text);
        ipt_json_close(json, '}');
    }
    free(values);
    free(bytes);
    free(text);
    return text != NULL;
}

size_t
ipt__report_thin(const ipt__report *report)
{
    double bytes = 0;

    for (size_t g = 0; g < report->groups.n; g++) {
        const ipt__group *group = &report->groups.group[g];

        for (size_t r = 0; group->n_runs > 1 && r < group->n_runs; r++)
            bytes += 2 * DATA_EACH * (double)group->run[r]->n_epochs *
                     (double)group->run[r]->n_layers *
                     (double)group->run[r]->n_planes;
    }
    return bytes > DATA_MOST ? (size_t)ceil(bytes / DATA_MOST) : 1;
}

/* Layers where more than half of the estimates say log2 N. */
static void
data_saturated(ipt_json *json, const ipt__group *group, const char *id)
{
    ipt_json_open(json, "saturated", '[');
    for (size_t l = 0; l < group->run[0]->n_layers; l++) {
        size_t n = 0;
        size_t saturated = 0;

        for (size_t r = 0; r < group->n_runs; r++) {
            const ipt_result *run = group->run[r];
            const ipt_plane *plane = ipt__plane_find(run, id);

            for (size_t e = 0; plane && plane->flags && e < run->n_epochs;
                 e++) {
                const size_t k = e * run->n_layers + l;

                n += isfinite(ipt__value_i_xt(run, plane, e, l)) != 0;
                saturated += (plane->flags[k] & IPT_FLAG_SATURATED) != 0;
            }
        }
        if (2 * saturated > n)
            ipt_json_int(json, NULL, (int64_t)l);
    }
    ipt_json_close(json, ']');
}

static int
data_plane(ipt_json *json, const ipt__report *report, const ipt__group *group,
           size_t estimator, ipt_status *status, ipt_error *err)
{
    const char *id = report->estimator[estimator];
    const ipt_plane *plane = ipt__report_plane(group, id);
    const size_t layers = group->run[0]->n_layers;
    ipt__series xt = {0};
    ipt__series ty = {0};
    int done = 0;

    *status = ipt__series_average(group->run, group->n_runs, id,
                                  ipt__value_i_xt, layers, &xt, err);
    if (*status == IPT_OK)
        *status = ipt__series_average(group->run, group->n_runs, id,
                                      ipt__value_i_ty, layers, &ty, err);
    if (*status != IPT_OK)
        goto done;
    ipt_json_open(json, NULL, '{');
    ipt_json_int(json, "estimator", (int64_t)estimator);
    ipt_json_text(json, "kind_xt", plane->kind_xt);
    ipt_json_text(json, "kind_ty", plane->kind_ty);
    ipt_json_int(json, "samples", (int64_t)plane->n_samples);
    ipt_json_int(json, "runs", (int64_t)xt.n_runs);
    data_saturated(json, group, id);
    done = 1;
    if (xt.n_epochs) {
        data_epochs(json, &xt);
        done = data_series(json, "xt", &xt);
        /* Without labels I(T;Y) is missing everywhere. */
        if (done && ty.n_epochs == xt.n_epochs)
            done = data_series(json, "ty", &ty);
        if (done && group->n_runs > 1)
            done = data_runs(json, "runs_xt", group, id, &xt, ipt__value_i_xt,
                             report->thin) &&
                   data_runs(json, "runs_ty", group, id, &xt, ipt__value_i_ty,
                             report->thin);
    }
    ipt_json_close(json, '}');
done:
    ipt__series_release(&xt);
    ipt__series_release(&ty);
    return done;
}

static int
data_training(ipt_json *json, const ipt__group *group, ipt_status *status,
              ipt_error *err)
{
    int done = 1;

    ipt_json_open(json, "training", '{');
    for (size_t i = 0; i < sizeof data_metrics / sizeof *data_metrics && done;
         i++) {
        ipt__series series = {0};

        *status = ipt__series_average(group->run, group->n_runs, NULL,
                                      data_metrics[i].value, 1, &series, err);
        if (*status == IPT_OK && series.n_epochs) {
            ipt_json_open(json, data_metrics[i].name, '{');
            data_epochs(json, &series);
            done = data_series(json, "value", &series);
            ipt_json_close(json, '}');
        }
        done = done && *status == IPT_OK;
        ipt__series_release(&series);
    }
    ipt_json_close(json, '}');
    return done;
}

/* Mean of a member over the runs of a group. */
static double
data_mean(const ipt__group *group, double (*get)(const ipt_result *run))
{
    double sum = 0;
    size_t n = 0;

    for (size_t r = 0; r < group->n_runs; r++)
        if (isfinite(get(group->run[r]))) {
            sum += get(group->run[r]);
            n++;
        }
    return n ? sum / (double)n : (double)NAN;
}

static double
data_h_x(const ipt_result *run)
{
    return run->h_x;
}

static double
data_h_y(const ipt_result *run)
{
    return run->h_y;
}

static double
data_i_xy(const ipt_result *run)
{
    return run->i_xy;
}

static int
data_group(ipt_json *json, const ipt__report *report, const ipt__group *group,
           ipt_status *status, ipt_error *err)
{
    const ipt_result *first = group->run[0];
    int done = 1;

    ipt_json_open(json, NULL, '{');
    ipt_json_text(json, "label", ipt__report_group_label(group));
    ipt_json_real(json, "h_x", data_mean(group, data_h_x));
    ipt_json_real(json, "h_y", data_mean(group, data_h_y));
    ipt_json_real(json, "i_xy", data_mean(group, data_i_xy));
    ipt_json_int(json, "unfinished", group->unfinished);
    ipt_json_open(json, "layers", '[');
    for (size_t l = 0; l < first->n_layers; l++) {
        ipt_json_open(json, NULL, '{');
        ipt_json_text(json, "name", first->layer_name[l]);
        ipt_json_text(json, "activation",
                      first->layer_activation ? first->layer_activation[l]
                                              : NULL);
        ipt_json_int(json, "width",
                     first->layer_width ? first->layer_width[l] : 0);
        ipt_json_close(json, '}');
    }
    ipt_json_close(json, ']');
    ipt_json_open(json, "seeds", '[');
    for (size_t r = 0; r < group->n_runs; r++) {
        char text[24];

        /* As text: seeds above 2^53 are no numbers of JavaScript. */
        snprintf(text, sizeof text, "%llu",
                 (unsigned long long)group->run[r]->seed);
        ipt_json_text(json, NULL, text);
    }
    ipt_json_close(json, ']');
    ipt_json_open(json, "planes", '[');
    for (size_t e = 0; e < report->n_estimators && done; e++)
        if (ipt__report_plane(group, report->estimator[e]))
            done = data_plane(json, report, group, e, status, err);
    ipt_json_close(json, ']');
    done = done && data_training(json, group, status, err);
    ipt_json_close(json, '}');
    return done;
}

ipt_status
ipt__report_data(const ipt__report *report, FILE *out, ipt_error *err)
{
    ipt_json *json = ipt_json_alloc();
    ipt_status status = IPT_OK;
    int done = json != NULL;

    ipt_json_open(json, NULL, '{');
    ipt_json_int(json, "version", 1);
    ipt_json_int(json, "thin", (int64_t)report->thin);
    ipt_json_open(json, "estimators", '[');
    for (size_t e = 0; e < report->n_estimators; e++) {
        const ipt_plane *plane = NULL;

        for (size_t r = 0; r < report->n && !plane; r++)
            plane = ipt__plane_find(report->results[r], report->estimator[e]);
        ipt_json_open(json, NULL, '{');
        ipt_json_text(json, "id", report->estimator[e]);
        ipt_json_text(json, "label", plane ? plane->label : NULL);
        ipt_json_close(json, '}');
    }
    ipt_json_close(json, ']');
    ipt_json_open(json, "groups", '[');
    for (size_t g = 0; g < report->groups.n && done; g++)
        done = data_group(json, report, &report->groups.group[g], &status, err);
    ipt_json_close(json, ']');
    ipt_json_close(json, '}');
    if (status == IPT_OK && (!done || !*ipt_json_string(json)))
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a report");
    /* Nothing in the text may end the element that holds it. */
    for (const char *p = ipt_json_string(json); status == IPT_OK && *p; p++)
        if (*p == '<')
            fputs("\\u003c", out);
        else
            fputc(*p, out);
    ipt_json_free(json);
    return status;
}
