/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snapshots: the network on all rows, with losses, accuracies and norms. */

#include <config.h>

#include <math.h>
#include <string.h>

#include "train.h"

/* A value within this share of the range of a bound counts as saturated. */
#define SNAPSHOT_NEAR 0.01

/* Sums over the rows of both parts, indexed by IPT_SPLIT_... */
typedef struct {
    double loss[2];
    double hits[2];
    double rows[2];
} snapshot_sums;

static int
snapshot_part(const ipt_dataset *set, size_t row)
{
    return set->split && set->split[row] == IPT_SPLIT_TEST;
}

static void
snapshot_count(const ipt_trainer *trainer, const ipt__pass *pass, size_t from,
               snapshot_sums *sums)
{
    const ipt_network *net = trainer->net;
    const ipt__workspace *space = &trainer->space;
    const size_t units = ipt_shape_units(net->layer[net->n_layers - 1].out);
    const ipt_real *a = space->a[net->n_layers - 1];

    for (size_t s = 0; s < pass->n; s++) {
        const int part = snapshot_part(trainer->set, from + s);
        size_t best = 0;

        sums->rows[part]++;
        sums->loss[part] += (double)space->row_loss[s];
        for (size_t u = 1; u < units; u++)
            if (a[u * pass->stride + s] > a[best * pass->stride + s])
                best = u;
        sums->hits[part] += (ipt__lane)best == space->label[s];
    }
}

/* Saturated or dead values of one tensor. */
static double
snapshot_saturated(const ipt_real *a, size_t units,
                   const ipt__activation *activation, const ipt__pass *pass)
{
    const int bounded = isfinite(activation->low) && isfinite(activation->high);
    const double near = SNAPSHOT_NEAR * (activation->high - activation->low);
    const ipt_real below =
        bounded ? (ipt_real)(activation->low + near) : (ipt_real)0;
    const ipt_real above =
        bounded ? (ipt_real)(activation->high - near) : (ipt_real)0;
    size_t count = 0;

    for (size_t u = 0; u < units; u++)
        for (size_t s = 0; s < pass->n; s++) {
            const ipt_real v = a[u * pass->stride + s];

            count += bounded ? (v <= below) | (v >= above) : v == 0;
        }
    return (double)count;
}

static void
snapshot_piece(ipt_trainer *trainer, size_t from, size_t n, snapshot_sums *sums,
               float *const *taps)
{
    const ipt_network *net = trainer->net;
    ipt__workspace *space = &trainer->space;
    const size_t last = net->n_layers - 1;
    const ipt__pass pass = ipt__pass_begin(net, space, n);

    ipt__trainer_fill(trainer, &pass, NULL, from);
    ipt__network_forward(net, &pass, space, 0);
    trainer->objective->loss(&pass, space, last,
                             ipt_shape_units(net->layer[last].out), 1, NULL);
    snapshot_count(trainer, &pass, from, sums);
    for (size_t t = 0; t < net->n_taps; t++) {
        const ipt__layer *layer = &net->layer[net->tap_layer[t]];

        trainer->saturation[t] += snapshot_saturated(
            space->a[net->tap_layer[t]], ipt_shape_units(layer->out),
            layer->activation, &pass);
    }
    ipt__taps_write(net, &pass, space, from, taps);
}

ipt_status
ipt_trainer_snapshot(ipt_trainer *trainer, float *const *taps,
                     ipt_snapshot_metrics *out, ipt_error *err)
{
    const ipt_network *net = trainer->net;
    const ipt_dataset *set = trainer->set;
    const int threads = ipt__blas_enter();
    snapshot_sums sums;

    memset(&sums, 0, sizeof sums);
    memset(trainer->saturation, 0, net->n_taps * sizeof(double));
    for (size_t from = 0; from < set->n; from += IPT__CHUNK)
        snapshot_piece(trainer, from,
                       set->n - from < IPT__CHUNK ? set->n - from : IPT__CHUNK,
                       &sums, taps);
    ipt__blas_leave(threads);
    for (size_t t = 0; t < net->n_taps; t++) {
        const ipt__layer *layer = &net->layer[net->tap_layer[t]];

        trainer->saturation[t] /=
            (double)set->n * (double)ipt_shape_units(layer->out);
        trainer->weight_norm[t] = sqrt(net->kernels->sum_squares(
            net->parameters + layer->offset, layer->n_weights));
        if (!isfinite(trainer->weight_norm[t]))
            return ipt_error_set(err, IPT_ENUMERIC,
                                 "epoch %lld, layer %s: weights are not finite",
                                 (long long)trainer->epoch, layer->name);
    }
    out->epoch = trainer->epoch;
    /* A part without rows gives 0 / 0 = NaN: unknown. */
    out->train_loss = sums.loss[0] / sums.rows[0];
    out->test_loss = sums.loss[1] / sums.rows[1];
    out->train_accuracy =
        set->label ? sums.hits[0] / sums.rows[0] : (double)NAN;
    out->test_accuracy = set->label ? sums.hits[1] / sums.rows[1] : (double)NAN;
    out->weight_norm = trainer->weight_norm;
    out->gradient_mean_norm = trainer->mean_norm;
    out->gradient_std_norm = trainer->std_norm;
    out->saturation = trainer->saturation;
    return IPT_OK;
}
