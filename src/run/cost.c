/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run will cost: time, memory and disk, from short measurements. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run-private.h"

/* Seconds of all estimates of one snapshot, on the initial network. */
static ipt_status
cost_estimates(const ipt_experiment *x, const ipt_dataset *data,
               ipt_network *net, float *const *taps, double *seconds,
               double *memory, ipt_error *err)
{
    const size_t n_layers = ipt_network_n_taps(net);
    ipt_view *views = calloc(n_layers, sizeof *views);
    const ipt_extent extent = {-1, 1};
    ipt_status status = IPT_OK;

    *seconds = 0;
    *memory = 0;
    if (!views)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a plan");
    for (size_t l = 0; l < n_layers; l++)
        views[l] = ipt_view_f32(
            taps[l], data->n, ipt_shape_units(ipt_network_tap(net, l)->shape));
    for (size_t e = 0; e < x->n_estimators && status == IPT_OK; e++) {
        double most = 0;

        for (size_t l = 0; l < n_layers && status == IPT_OK; l++) {
            const ipt_tap *tap = ipt_network_tap(net, l);
            ipt_sample sample;
            ipt_estimate ignored;
            const double bytes = ipt_estimator_memory(
                x->estimators[e], data->n, views[l].d, data->n_classes);

            memset(&sample, 0, sizeof sample);
            sample.t = views[l];
            sample.x =
                ipt_view_f32(data->x, data->n, ipt_shape_units(data->shape));
            sample.label = data->label;
            sample.n_classes = data->n_classes;
            sample.p_y_given_x = data->p_y_given_x;
            sample.x_id = data->x_id;
            sample.layers = views;
            sample.n_layers = n_layers;
            sample.extent = &extent;
            sample.layer_name = tap->name;
            sample.low = tap->low;
            sample.high = tap->high;
            const double before = ipt__seconds();

            status = ipt_estimator_estimate(x->estimators[e], &sample, &ignored,
                                            err);
            *seconds += ipt__seconds() - before;
            most = bytes > most ? bytes : most;
        }
        *memory += most;
    }
    free(views);
    return status;
}

ipt_status
ipt_experiment_cost(const ipt_experiment *x, const ipt_dataset *data,
                    ipt_cost *out, ipt_error *err)
{
    ipt_network *net = NULL;
    ipt_trainer *trainer = NULL;
    float **taps = NULL;
    size_t n_layers = 0;
    double units = 0;
    double estimates = 0;
    double estimator_memory = 0;
    ipt_cost cost = {0, 0, 0, 0, x->n_snapshots};
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
    for (size_t l = 0; taps && l < n_layers; l++) {
        const size_t width = ipt_shape_units(ipt_network_tap(net, l)->shape);

        units += (double)width;
        taps[l] = malloc(data->n * width * sizeof **taps);
        if (!taps[l])
            status = ipt_error_set(err, IPT_ENOMEM,
                                   "no memory for activations of %zu x %zu",
                                   data->n, width);
    }
    if (!taps)
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a plan");
    if (status != IPT_OK)
        goto done;
    const double before = ipt__seconds();
    status = ipt_network_forward(net, data->x, data->n, taps, err);
    const double forward = ipt__seconds() - before;
    if (status == IPT_OK)
        status = cost_estimates(x, data, net, taps, &estimates,
                                &estimator_memory, err);
    if (status != IPT_OK)
        goto done;

    ipt_network_parameters(net, &cost.n_parameters);
    const double rows = (double)data->n;
    const double snapshot = rows * units * 4;
    const double data_bytes =
        rows * (double)(ipt_shape_units(data->shape) * 4 + 24);
    const double table = (double)x->n_snapshots * (double)n_layers *
                         (double)x->n_estimators * 250.0;
    cost.seconds =
        (double)x->train.epochs * ipt_trainer_measure_epoch(trainer) +
        (double)x->n_snapshots * (2 * forward + estimates);
    cost.memory_bytes = data_bytes + 2 * snapshot + estimator_memory +
                        24.0 * (double)cost.n_parameters + 60e6;
    cost.disk_bytes = table + 1e5;
    if (x->log.activations == IPT_KEEP_SNAPSHOTS)
        cost.disk_bytes += snapshot * (double)x->n_snapshots + data_bytes;
    if (x->log.activations == IPT_KEEP_LAST)
        cost.disk_bytes += snapshot + data_bytes;
    *out = cost;
done:
    for (size_t l = 0; taps && l < n_layers; l++)
        free(taps[l]);
    free(taps);
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    return status;
}
