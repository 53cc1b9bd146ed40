/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figure `metrics`: loss and accuracy over epochs, train and test. */

#include <config.h>

#include <math.h>

#include "curve.h"

enum { METRICS_N = 4 };

static double
metrics_get(const double *array, size_t epoch)
{
    return array ? array[epoch] : (double)NAN;
}

#define METRICS_VALUE(field)                                                   \
    static double metrics_##field(const ipt_result *run,                       \
                                  const ipt_plane *plane, size_t epoch,        \
                                  size_t layer)                                \
    {                                                                          \
        (void)plane;                                                           \
        (void)layer;                                                           \
        return metrics_get(run->field, epoch);                                 \
    }

METRICS_VALUE(train_loss)
METRICS_VALUE(test_loss)
METRICS_VALUE(train_accuracy)
METRICS_VALUE(test_accuracy)

/* Loss first, then accuracy; of each train, then test. */
static const ipt__value metrics_value[METRICS_N] = {
    metrics_train_loss, metrics_test_loss, metrics_train_accuracy,
    metrics_test_accuracy};

/* Whether quantity q is known anywhere in a group. */
static int
metrics_known(const ipt__group *group, size_t q)
{
    for (size_t r = 0; r < group->n_runs; r++)
        for (size_t e = 0; e < group->run[r]->n_epochs; e++)
            if (isfinite(metrics_value[q](group->run[r], NULL, e, 0)))
                return 1;
    return 0;
}

static int
metrics_applies(const ipt__scene *scene, const ipt__part *part)
{
    (void)scene;
    for (size_t q = 0; q < METRICS_N; q++)
        if (metrics_known(part->group, q))
            return 1;
    return 0;
}

/* Range of a panel. A loss that spans decades gets a logarithmic axis. */
static void
metrics_range(const ipt__curve *curve, int accuracy, ipt__curve_panel *panel)
{
    double low = INFINITY;
    double high = -INFINITY;
    double least = INFINITY;
    double most = -INFINITY;

    for (size_t i = 0; i < 2; i++) {
        ipt__curve line = curve[i];

        ipt__curve_reach(&line, 0, &low, &high);
        line.band = 0;
        ipt__curve_reach(&line, 0, &least, &most);
    }
    panel->log = !accuracy && least > 0 && most > 30 * least;
    if (panel->log) {
        panel->low = least / 2;
        panel->high = fmax(high, most) * 1.5;
        return;
    }
    low = accuracy ? fmin(low, high - 0.1) : fmin(low, 0);
    high = accuracy ? fmax(fmin(high, 1.02), 1.0) : high;
    if (!isfinite(low))
        low = 0;
    if (!(high > low))
        high = low + 1;
    panel->low = accuracy ? fmax(low - 0.05 * (high - low), -0.02) : low;
    panel->high = high + 0.05 * (high - low);
}

static void
metrics_keys(ipt__page *page)
{
    static const char *const names[] = {"train", "test"};

    for (size_t i = 0; i < 2; i++) {
        ipt__key *key = ipt__page_key(page);

        ipt__markup_printf(&key->text, "%s", names[i]);
        key->colour = ipt__layer_colour(i ? 3 : 0);
        key->dash = 1;
    }
}

static ipt_status
metrics_write(const ipt__scene *scene, const ipt__part *part, const char *name,
              FILE *out, ipt_error *err)
{
    static const char *const labels[] = {"loss  [objective]",
                                         "accuracy  [share]"};
    const ipt__group *group = part->group;
    ipt__series series[METRICS_N] = {{0}};
    ipt__curve curve[METRICS_N];
    ipt__page page = {0};
    size_t row[2];
    size_t n = 0;
    ipt_status status = ipt__page_init(&page, scene, out, 7, 7, err);

    for (size_t q = 0; q < METRICS_N && status == IPT_OK; q++) {
        status = ipt__series_average(group->run, group->n_runs, NULL,
                                     metrics_value[q], 1, &series[q], err);
        curve[q] = (ipt__curve){
            &series[q],        0, ipt__layer_colour(q % 2 ? 3 : 0), 1,
            q % 2 ? 'o' : '+', 1};
    }
    if (status != IPT_OK)
        goto done;
    for (size_t i = 0; i < 2; i++)
        if (metrics_known(group, 2 * i) || metrics_known(group, 2 * i + 1))
            row[n++] = i;
    ipt__page_title(&page, "Training", group);
    metrics_keys(&page);
    ipt__page_runs(&page, group);
    ipt__curve_count(&page, &curve[2 * row[0]], 2 * n);

    const double em = page.em;
    const double under = 3.5 * em;
    const double gap = 1.6 * em;
    const double fixed = under + 0.8 * em + (double)(n - 1) * gap;
    const double height =
        (ipt__page_plan(&page, fixed + (double)n * 0.29 * page.width) - fixed) /
        (double)n;

    ipt__page_begin(&page, name);
    for (size_t q = 0; q < METRICS_N; q++)
        ipt__curve_data(&page, &curve[q], q);
    ipt__page_furniture(&page);
    for (size_t i = 0; i < n && !scene->term; i++)
        ipt__page_label(&page, 1.1 * em,
                        ipt__page_below(&page) + under +
                            ((double)(n - 1 - i) + 0.5) * height +
                            (double)(n - 1 - i) * gap,
                        "center", fmin(0.95, height / (10.5 * em)), IPT__INK, 1,
                        labels[row[i]]);
    if (!scene->term) {
        ipt__page_label(&page, page.width / 2 + 2 * em,
                        ipt__page_below(&page) + 0.9 * em, "center", 0.95,
                        IPT__INK, 0, "epoch");
        fputs("set multiplot\n", out);
    }
    for (size_t i = 0; i < n; i++) {
        ipt__curve_panel panel = {
            .box = {5.6 * em,
                    ipt__page_below(&page) + under +
                        (double)(n - 1 - i) * (height + gap),
                    page.width - 7.2 * em, height},
            .x_names = i == n - 1 || scene->term,
            .y_names = 1,
            .reference = (double)NAN,
            .x_label = "epoch",
            .y_label = labels[row[i]],
            .title = page.title.text,
        };

        metrics_range(&curve[2 * row[i]], row[i] == 1, &panel);
        ipt__curve_draw(&page, curve, 2 * row[i], 2, &panel);
        ipt__page_end_labels(&page);
    }
    if (!scene->term)
        fputs("unset multiplot\n", out);
done:
    ipt__page_release(&page);
    for (size_t q = 0; q < METRICS_N; q++)
        ipt__series_release(&series[q]);
    return status;
}

const ipt_figure_type ipt__figure_metrics = {
    .name = "metrics",
    .summary = "loss and accuracy over epochs, train and test, mean and 95 % "
               "confidence band",
    .split = IPT__BY_GROUP,
    .applies = metrics_applies,
    .write = metrics_write,
};
