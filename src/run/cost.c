/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run will cost: time, memory and disk, from short measurements. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run-private.h"

/* Rows of a timing; estimates of more rows are extrapolated. */
enum { COST_ROWS = 1024 };

/* Rows that estimates are made on. */
static size_t
cost_rows(const ipt_experiment *x, const ipt_dataset *data)
{
    const int wanted =
        x->log.samples == IPT_SAMPLES_TRAIN ? IPT_SPLIT_TRAIN : IPT_SPLIT_TEST;
    size_t n = 0;

    if (x->log.samples == IPT_SAMPLES_ALL || !data->split)
        return data->n;
    for (size_t i = 0; i < data->n; i++)
        n += data->split[i] == wanted;
    return n;
}

/* Seconds of one estimator on the first n rows of all layers: the lesser of
 * two, since the first pays for memory. */
static ipt_status
cost_time(ipt_estimator *estimator, const ipt_sample *all, size_t n,
          double *seconds, ipt_error *err)
{
    ipt_view *views = malloc(all->n_layers * sizeof *views);
    ipt_status status = IPT_OK;

    if (!views)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a plan");
    for (size_t l = 0; l < all->n_layers; l++) {
        views[l] = all->layers[l];
        views[l].n = n;
    }
    *seconds = INFINITY;
    for (int round = 0; round < 2 && status == IPT_OK; round++) {
        const double before = ipt__seconds();

        for (size_t l = 0; l < all->n_layers && status == IPT_OK; l++) {
            ipt_sample sample = *all;
            ipt_estimate ignored;

            sample.t = views[l];
            sample.x.n = n;
            sample.y.n = n;
            sample.layers = views;
            sample.layer_name = "of the initial network";
            status = ipt_estimator_estimate(estimator, &sample, &ignored, err);
        }
        if (ipt__seconds() - before < *seconds)
            *seconds = ipt__seconds() - before;
    }
    free(views);
    return status;
}

/* Seconds of all estimates of one snapshot. The time of more rows
 * than COST_ROWS follows the power of n seen between half of them and all,
 * within 1 (counting) and 2 (pairs). */
static ipt_status
cost_estimates(const ipt_experiment *x, const ipt_sample *all, size_t n_rows,
               double *seconds, ipt_error *err)
{
    const size_t n = n_rows < COST_ROWS ? n_rows : COST_ROWS;
    ipt_status status = IPT_OK;

    *seconds = 0;
    for (size_t e = 0; e < x->n_estimators && status == IPT_OK; e++) {
        double half = 0;
        double whole = 0;
        double power = 2;

        status = cost_time(x->estimators[e], all, n, &whole, err);
        if (status == IPT_OK && n < n_rows) {
            status = cost_time(x->estimators[e], all, n / 2, &half, err);
            if (half > 0 && whole > half)
                power = log(whole / half) / log(2.0);
            power = power < 1 ? 1 : power > 1.5 ? 2 : power;
            whole *= pow((double)n_rows / (double)n, power);
        }
        *seconds += whole;
    }
    return status;
}

/* What of the data the estimates see, with the layers in @p views. */
static ipt_sample
cost_sample(const ipt_dataset *data, const ipt_view *views, size_t n_layers)
{
    static const ipt_extent extent = {-1, 1};
    ipt_sample s;

    memset(&s, 0, sizeof s);
    s.x = ipt_view_f32(data->x, data->n, ipt_shape_units(data->shape));
    s.label = data->label;
    s.n_classes = data->n_classes;
    s.p_y_given_x = data->p_y_given_x;
    s.x_id = data->x_id;
    s.layers = views;
    s.n_layers = n_layers;
    s.extent = &extent;
    s.low = NAN;
    s.high = NAN;
    return s;
}

/* Memory of the estimates of one snapshot with layers of the network's
 * widths; the greatest of each estimator. */
static double
cost_estimator_memory(const ipt_experiment *x, const ipt_network *net,
                      size_t n_rows, size_t n_classes)
{
    const size_t n_layers = ipt_network_n_taps(net);
    double sum = 0;

    for (size_t e = 0; e < x->n_estimators; e++) {
        double most = 0;

        for (size_t l = 0; l < n_layers; l++) {
            const double bytes = ipt_estimator_memory(
                x->estimators[e], n_rows,
                ipt_shape_units(ipt_network_tap(net, l)->shape), n_classes);

            most = bytes > most ? bytes : most;
        }
        sum += most;
    }
    return sum;
}

/* Memory, disk and counts of a run with this network. */
static void
cost_size(const ipt_experiment *x, const ipt_dataset *data, ipt_network *net,
          ipt_cost *out)
{
    const size_t n_layers = ipt_network_n_taps(net);
    const double rows = (double)data->n;
    const double data_bytes =
        rows * (double)(ipt_shape_units(data->shape) * 4 + 24);
    double units = 0;

    for (size_t l = 0; l < n_layers; l++)
        units += (double)ipt_shape_units(ipt_network_tap(net, l)->shape);
    const double snapshot = rows * units * 4;
    const double table = (double)x->n_snapshots * (double)n_layers *
                         (double)x->n_estimators * 250.0;

    memset(out, 0, sizeof *out);
    out->seconds = NAN;
    out->n_snapshots = x->n_snapshots;
    ipt_network_parameters(net, &out->n_parameters);
    out->memory_bytes =
        data_bytes + 2 * snapshot +
        cost_estimator_memory(x, net, cost_rows(x, data), data->n_classes) +
        24.0 * (double)out->n_parameters + 60e6;
    out->disk_bytes = table + 1e5;
    if (x->log.activations == IPT_KEEP_SNAPSHOTS)
        out->disk_bytes += snapshot * (double)x->n_snapshots + data_bytes;
    if (x->log.activations == IPT_KEEP_LAST)
        out->disk_bytes += snapshot + data_bytes;
    /* Checkpoint, and the segments that activations.h5 is joined from. */
    out->spare_bytes = out->disk_bytes + 12.0 * (double)out->n_parameters;
}

ipt_status
ipt_experiment_size(const ipt_experiment *x, const ipt_dataset *data,
                    ipt_cost *out, ipt_error *err)
{
    ipt_network *net = NULL;
    const ipt_status status = ipt_network_alloc(
        &x->model, data->shape, ipt_objective_outputs(x->train.objective, data),
        &net, err);

    if (status == IPT_OK)
        cost_size(x, data, net, out);
    ipt_network_free(net);
    return status;
}

ipt_status
ipt_experiment_cost(const ipt_experiment *x, const ipt_dataset *data,
                    ipt_cost *out, ipt_error *err)
{
    ipt_network *net = NULL;
    ipt_trainer *trainer = NULL;
    float **taps = NULL;
    ipt_view *views = NULL;
    size_t n_layers = 0;
    double estimates = 0;
    ipt_cost cost;
    ipt_status status = ipt_network_alloc(
        &x->model, data->shape, ipt_objective_outputs(x->train.objective, data),
        &net, err);

    if (status != IPT_OK)
        goto done;
    ipt_network_init(net, x->seed);
    status = ipt_trainer_alloc(&x->train, data, net, x->seed, &trainer, err);
    if (status != IPT_OK)
        goto done;
    n_layers = ipt_network_n_taps(net);
    taps = calloc(n_layers, sizeof *taps);
    views = calloc(n_layers, sizeof *views);
    for (size_t l = 0; taps && views && l < n_layers; l++) {
        const size_t width = ipt_shape_units(ipt_network_tap(net, l)->shape);

        taps[l] = malloc(data->n * width * sizeof **taps);
        views[l] = ipt_view_f32(taps[l], data->n, width);
        if (!taps[l])
            status = ipt_error_set(err, IPT_ENOMEM,
                                   "no memory for activations of %zu x %zu",
                                   data->n, width);
    }
    if (!taps || !views)
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a plan");
    if (status != IPT_OK)
        goto done;
    const double before = ipt__seconds();
    status = ipt_network_forward(net, data->x, data->n, taps, err);
    const double forward = ipt__seconds() - before;
    if (status == IPT_OK) {
        const ipt_sample sample = cost_sample(data, views, n_layers);

        status =
            cost_estimates(x, &sample, cost_rows(x, data), &estimates, err);
    }
    if (status != IPT_OK)
        goto done;

    cost_size(x, data, net, &cost);
    cost.seconds =
        (double)x->train.epochs * ipt_trainer_measure_epoch(trainer) +
        (double)x->n_snapshots * (2 * forward + estimates);
    *out = cost;
done:
    for (size_t l = 0; taps && l < n_layers; l++)
        free(taps[l]);
    free(taps);
    free(views);
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    return status;
}
