/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training: minibatches, updates, epochs. */

#include <config.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train.h"

/* Everything that can be wrong with options, data and network together. */
static ipt_status
trainer_check(ipt_trainer *trainer, ipt_error *err)
{
    const ipt_train_options *options = &trainer->options;
    const ipt_dataset *set = trainer->set;
    const ipt_network *net = trainer->net;
    const ipt__layer *last = &net->layer[net->n_layers - 1];
    const size_t inputs = ipt_shape_units(net->layer[0].in);
    ipt_status status = IPT_OK;

    trainer->objective = ipt__objective_find(options->objective);
    if (!trainer->objective)
        return ipt__family_refuse(ipt_objective_records, "objective",
                                  options->objective, err);
    trainer->optimizer = ipt__optimizer_find(options->optimizer);
    if (!trainer->optimizer)
        return ipt__family_refuse(ipt_optimizer_records, "optimizer",
                                  options->optimizer, err);
    if (ipt_shape_units(set->shape) != inputs)
        return ipt_error_set(err, IPT_EINVAL,
                             "data set %s has %zu inputs, the network %zu",
                             set->name, ipt_shape_units(set->shape), inputs);
    if (set->n > UINT32_MAX)
        return ipt_error_set(err, IPT_EINVAL,
                             "data set %s has %zu rows, training takes at most "
                             "%lu",
                             set->name, set->n, (unsigned long)UINT32_MAX);
    if ((status = trainer->objective->check(set, last->activation, err)) ||
        (status = trainer->optimizer->check(options, err)))
        return status;
    const size_t wanted = trainer->objective->outputs(set);
    if (ipt_shape_units(last->out) != wanted)
        return ipt_error_set(err, IPT_EINVAL,
                             "the last layer has %zu units, objective %s needs "
                             "%zu for data set %s",
                             ipt_shape_units(last->out), options->objective,
                             wanted, set->name);
    for (size_t i = 0; set->label && i < set->n; i++)
        if (set->label[i] < 0 || (size_t)set->label[i] >= set->n_classes)
            return ipt_error_set(err, IPT_EINVAL,
                                 "data set %s, row %zu: label %ld is not one "
                                 "of 0 to %zu",
                                 set->name, i, (long)set->label[i],
                                 set->n_classes - 1);
    return ipt__schedule_parse(options->learning_rate_steps,
                               &trainer->rate_step, &trainer->n_rate_steps,
                               err);
}

static ipt_status
trainer_rows(ipt_trainer *trainer, ipt_error *err)
{
    const ipt_dataset *set = trainer->set;
    size_t n = 0;

    for (size_t i = 0; i < set->n; i++)
        n += !set->split || set->split[i] == IPT_SPLIT_TRAIN;
    if (n == 0)
        return ipt_error_set(err, IPT_EINVAL,
                             "data set %s has no training rows", set->name);
    trainer->n_train = n;
    trainer->row = malloc(n * sizeof *trainer->row);
    trainer->order = malloc(n * sizeof *trainer->order);
    if (!trainer->row || !trainer->order)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for %zu row numbers",
                             n);
    n = 0;
    for (size_t i = 0; i < set->n; i++)
        if (!set->split || set->split[i] == IPT_SPLIT_TRAIN)
            trainer->row[n++] = (uint32_t)i;
    memcpy(trainer->order, trainer->row, n * sizeof *trainer->row);
    trainer->batch =
        trainer->options.batch > 0 && (size_t)trainer->options.batch < n
            ? (size_t)trainer->options.batch
            : n;
    trainer->n_batches = (n + trainer->batch - 1) / trainer->batch;
    return IPT_OK;
}

static ipt_status
trainer_reserve(ipt_trainer *trainer, ipt_error *err)
{
    const ipt_network *net = trainer->net;
    const size_t p = net->n_parameters;
    const size_t y_units = trainer->objective->wants_label || !trainer->set->y
                               ? 0
                               : trainer->set->y_dim;
    double *numbers = calloc(5 * net->n_taps, sizeof *numbers);

    trainer->tap_numbers = numbers;
    trainer->gradient = calloc(p, sizeof *trainer->gradient);
    trainer->optimizer_state =
        calloc(p * trainer->optimizer->slots, sizeof *trainer->optimizer_state);
    trainer->gradient_sum = calloc(p, sizeof *trainer->gradient_sum);
    if (!numbers || !trainer->gradient || !trainer->optimizer_state ||
        !trainer->gradient_sum)
        return ipt_error_set(err, IPT_ENOMEM,
                             "no memory to train %zu parameters", p);
    trainer->gradient_squares = numbers;
    trainer->mean_norm = numbers + net->n_taps;
    trainer->std_norm = numbers + 2 * net->n_taps;
    trainer->weight_norm = numbers + 3 * net->n_taps;
    trainer->saturation = numbers + 4 * net->n_taps;
    for (size_t i = 0; i < 2 * net->n_taps; i++)
        trainer->mean_norm[i] = NAN;
    return ipt__workspace_reserve(&trainer->space, net, IPT__CHUNK, y_units, 1,
                                  err);
}

ipt_status
ipt_trainer_alloc(const ipt_train_options *options, const ipt_dataset *set,
                  ipt_network *net, uint64_t seed, ipt_trainer **out,
                  ipt_error *err)
{
    ipt_trainer *trainer = calloc(1, sizeof *trainer);
    ipt_status status = IPT_OK;

    *out = NULL;
    if (!trainer)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a trainer");
    trainer->options = *options;
    trainer->set = set;
    trainer->net = net;
    trainer->seed = seed;
    if ((status = trainer_check(trainer, err)) ||
        (status = trainer_rows(trainer, err)) ||
        (status = trainer_reserve(trainer, err)))
        ipt_trainer_free(trainer);
    else
        *out = trainer;
    return status;
}

void
ipt_trainer_free(ipt_trainer *trainer)
{
    if (!trainer)
        return;
    free(trainer->rate_step);
    free(trainer->row);
    free(trainer->order);
    free(trainer->gradient);
    free(trainer->optimizer_state);
    free(trainer->gradient_sum);
    free(trainer->tap_numbers);
    ipt__workspace_clear(&trainer->space);
    free(trainer);
}

int64_t
ipt_trainer_epoch(const ipt_trainer *trainer)
{
    return trainer->epoch;
}

void
ipt__trainer_fill(ipt_trainer *trainer, const ipt__pass *pass,
                  const uint32_t *row, size_t from)
{
    const ipt_dataset *set = trainer->set;
    ipt__workspace *space = &trainer->space;
    const size_t units = ipt_shape_units(set->shape);
    /* The base of rows counted from `from`. */
    const size_t base = row ? 0 : from;

    ipt__tensor_gather(space->x, set->x + base * units, units, row, pass);
    if (space->y)
        ipt__tensor_gather(space->y, set->y + base * set->y_dim, set->y_dim,
                           row, pass);
    if (!set->label)
        return;
    for (size_t s = 0; s < pass->n; s++)
        space->label[s] = set->label[row ? row[s] : base + s];
    for (size_t s = pass->n; s < pass->padded; s++)
        space->label[s] = 0;
}

/* Adds the gradient of one piece to trainer->gradient; returns its losses. */
static double
trainer_piece(ipt_trainer *trainer, const uint32_t *row, size_t n,
              ipt_real scale)
{
    const ipt_network *net = trainer->net;
    ipt__workspace *space = &trainer->space;
    const size_t last = net->n_layers - 1;
    const size_t units = ipt_shape_units(net->layer[last].out);
    const ipt__pass pass = ipt__pass_begin(net, space, n);

    ipt__trainer_fill(trainer, &pass, row, 0);
    ipt__network_forward(net, &pass, space, trainer->objective->at_z);
    trainer->objective->loss(&pass, space, last, units, scale, space->d[0]);
    for (size_t u = 0; u < units; u++)
        ipt__tensor_clear_padding(space->d[0] + u * pass.stride, &pass);
    ipt__network_backward(net, &pass, space, trainer->objective->at_z,
                          trainer->gradient);
    return net->kernels->sum(space->row_loss, n);
}

/* Penalties of weights, then the bound on the norm of it all. */
static void
trainer_shape_gradient(ipt_trainer *trainer)
{
    const ipt_train_options *options = &trainer->options;
    const ipt_network *net = trainer->net;
    const size_t p = net->n_parameters;

    if (options->l2 != 0 || options->l1 != 0)
        for (size_t l = 0; l < net->n_layers; l++) {
            const ipt__layer *layer = &net->layer[l];

            if (!options->penalize_output && l == net->n_layers - 1)
                break;
            net->kernels->penalty(trainer->gradient + layer->offset,
                                  net->parameters + layer->offset,
                                  layer->n_weights, (ipt_real)options->l2,
                                  (ipt_real)options->l1);
        }
    if (options->clip > 0) {
        const double norm =
            sqrt(net->kernels->sum_squares(trainer->gradient, p));

        if (norm > options->clip)
            for (size_t i = 0; i < p; i++)
                trainer->gradient[i] *= (ipt_real)(options->clip / norm);
    }
}

double
ipt__trainer_update(ipt_trainer *trainer, size_t from, size_t n, double rate,
                    int record)
{
    const ipt_network *net = trainer->net;
    const ipt_real scale = 1 / (ipt_real)n;
    double loss = 0;

    memset(trainer->gradient, 0, net->n_parameters * sizeof(ipt_real));
    for (size_t done = 0; done < n; done += IPT__CHUNK)
        loss +=
            trainer_piece(trainer, trainer->order + from + done,
                          n - done < IPT__CHUNK ? n - done : IPT__CHUNK, scale);
    if (record)
        ipt__gradient_add(trainer);
    trainer_shape_gradient(trainer);
    trainer->step++;
    trainer->optimizer->step(net->kernels, &trainer->options, rate,
                             trainer->step, net->parameters, trainer->gradient,
                             trainer->optimizer_state, net->n_parameters);
    return loss;
}

void
ipt__trainer_order(ipt_trainer *trainer)
{
    if (!trainer->options.reshuffle)
        return;
    memcpy(trainer->order, trainer->row,
           trainer->n_train * sizeof *trainer->order);
    ipt__order_shuffle(trainer->order, trainer->n_train, trainer->seed,
                       trainer->epoch);
}

static ipt_status
trainer_diverged(const ipt_trainer *trainer, size_t b, const char *what,
                 ipt_error *err)
{
    return ipt_error_set(err, IPT_ENUMERIC,
                         "epoch %lld, minibatch %zu of %zu: %s no longer "
                         "finite; training has diverged, a smaller "
                         "learning_rate or clip may help",
                         (long long)trainer->epoch + 1, b + 1,
                         trainer->n_batches, what);
}

ipt_status
ipt_trainer_step_epoch(ipt_trainer *trainer, int record, double *loss,
                       ipt_error *err)
{
    const ipt_network *net = trainer->net;
    const double rate =
        ipt__schedule_rate(trainer->options.learning_rate, trainer->rate_step,
                           trainer->n_rate_steps, trainer->epoch);
    const int threads = ipt__blas_enter();
    double sum = 0;
    ipt_status status = IPT_OK;

    ipt__trainer_order(trainer);
    if (record)
        ipt__gradient_begin(trainer);
    for (size_t b = 0; b < trainer->n_batches && !status; b++) {
        const size_t from = b * trainer->batch;
        const size_t left = trainer->n_train - from;

        sum += ipt__trainer_update(
            trainer, from, left < trainer->batch ? left : trainer->batch, rate,
            record);
        if (!isfinite(sum))
            status = trainer_diverged(trainer, b, "the loss is", err);
    }
    ipt__blas_leave(threads);
    if (!status && !isfinite(net->kernels->sum_squares(net->parameters,
                                                       net->n_parameters)))
        status = trainer_diverged(trainer, trainer->n_batches - 1,
                                  "parameters are", err);
    if (status)
        return status;
    if (record)
        ipt__gradient_end(trainer);
    trainer->epoch++;
    if (loss)
        *loss = sum / (double)trainer->n_train;
    return IPT_OK;
}

size_t
ipt_objective_outputs(const char *objective, const ipt_dataset *set)
{
    const ipt__objective *record = ipt__objective_find(objective);

    return record ? record->outputs(set) : 0;
}
