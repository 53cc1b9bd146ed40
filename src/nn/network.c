/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks: built from the text of the layers, checked, filled, evaluated. */

#include <config.h>

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn.h"

/* model.activation, then what only the last layer may have. */
static ipt_status
network_activations(ipt_network *net, ipt_error *err)
{
    const char *name = net->model.activation;
    size_t last = 0;

    for (size_t l = 0; l < net->n_layers; l++)
        if (net->layer[l].type->computes)
            last = l;
    for (size_t l = 0; l < net->n_layers; l++) {
        ipt__layer *layer = &net->layer[l];

        if (!layer->activation || l == last)
            continue;
        if (*name && ipt__parse_activation(layer, name, err)) {
            ipt_error_prefix(err, "activation");
            return IPT_EINVAL;
        }
        if (layer->activation->output_only)
            return ipt_error_set(
                err, IPT_EINVAL,
                "%s, layer %zu at character %zu: %s is for the last layer only",
                *name ? "activation" : "layers", l + 1, layer->position,
                layer->activation->record.name);
    }
    /* Without hidden layers the option still has to be a name. */
    if (*name && !ipt__activation_find(name)) {
        ipt__family_refuse(ipt_activation_records, "activation", name, err);
        ipt_error_prefix(err, "activation");
        return IPT_EINVAL;
    }
    return IPT_OK;
}

/* Shapes from layer to layer, sizes and places of parameters. */
static ipt_status
network_plan(ipt_network *net, ipt_shape input, ipt_error *err)
{
    const ipt__init *init = ipt__init_find(net->model.init);
    size_t scratch = 0;

    for (size_t l = 0; l < net->n_layers; l++) {
        ipt__layer *layer = &net->layer[l];
        ipt_status status = IPT_OK;

        layer->in = l ? net->layer[l - 1].out : input;
        status = layer->type->plan(layer, err);
        if (status) {
            ipt_error_prefix(err, "layers, layer %zu at character %zu", l + 1,
                             layer->position);
            return status;
        }
        if (layer->activation && layer->activation->trains_slope) {
            layer->n_slopes = ipt_shape_units(layer->out);
            layer->n_parameters += layer->n_slopes;
        }
        layer->offset = net->n_parameters;
        net->n_parameters += layer->n_parameters;
        net->n_taps += layer->type->computes != 0;
        if (init->scratch && layer->n_weights) {
            const size_t need =
                init->scratch(layer->n_weights / layer->fan_in, layer->fan_in);

            scratch = need > scratch ? need : scratch;
        }
    }
    if (net->n_taps == 0)
        return ipt_error_set(err, IPT_EINVAL,
                             "layers: no layer that computes, such as \"dense "
                             "10 tanh\"");
    net->parameters = calloc(net->n_parameters, sizeof *net->parameters);
    net->tap = calloc(net->n_taps, sizeof *net->tap);
    net->tap_layer = calloc(net->n_taps, sizeof *net->tap_layer);
    if (scratch)
        net->scratch = malloc(scratch * sizeof *net->scratch);
    if (!net->parameters || !net->tap || !net->tap_layer ||
        (scratch && !net->scratch))
        return ipt_error_set(err, IPT_ENOMEM,
                             "no memory for a network of %zu parameters",
                             net->n_parameters);
    return IPT_OK;
}

/* Names: as given, else the kind and its number among its kind. */
static ipt_status
network_names(ipt_network *net, ipt_error *err)
{
    for (size_t l = 0; l < net->n_layers; l++) {
        ipt__layer *layer = &net->layer[l];
        size_t number = 1;

        for (size_t j = 0; j < l; j++)
            number += net->layer[j].type == layer->type;
        if (!*layer->name)
            snprintf(layer->name, sizeof layer->name, "%s%zu",
                     layer->type->record.name, number);
    }
    for (size_t l = 0; l < net->n_layers; l++)
        for (size_t j = 0; j < l; j++)
            if (!strcmp(net->layer[j].name, net->layer[l].name))
                return ipt_error_set(err, IPT_EINVAL,
                                     "layers: layers %zu and %zu are both "
                                     "called %s",
                                     j + 1, l + 1, net->layer[l].name);
    return IPT_OK;
}

static void
network_taps(ipt_network *net)
{
    size_t t = 0;

    for (size_t l = 0; l < net->n_layers; l++) {
        const ipt__layer *layer = &net->layer[l];
        ipt_tap *tap = &net->tap[t];

        if (!layer->type->computes)
            continue;
        snprintf(tap->name, sizeof tap->name, "%s", layer->name);
        snprintf(tap->kind, sizeof tap->kind, "%s", layer->type->record.name);
        snprintf(tap->activation, sizeof tap->activation, "%s",
                 layer->activation->record.name);
        tap->shape = layer->out;
        tap->low = layer->activation->low;
        tap->high = layer->activation->high;
        tap->n_parameters = layer->n_parameters;
        net->tap_layer[t++] = l;
    }
}

static ipt_status
network_build(ipt_network *net, ipt_shape input, size_t n_out, ipt_error *err)
{
    ipt_status status = IPT_OK;

    if (ipt_shape_units(input) == 0)
        return ipt_error_set(err, IPT_EINVAL, "the input has no units");
    if (!ipt__init_find(net->model.init)) {
        ipt__family_refuse(ipt_init_records, "initialisation", net->model.init,
                           err);
        ipt_error_prefix(err, "init");
        return IPT_EINVAL;
    }
    if ((status = ipt__layers_parse(net, err)) ||
        (status = network_activations(net, err)) ||
        (status = network_plan(net, input, err)) ||
        (status = network_names(net, err)))
        return status;
    network_taps(net);
    const ipt__layer *last = &net->layer[net->n_layers - 1];
    if (n_out && ipt_shape_units(last->out) != n_out)
        return ipt_error_set(err, IPT_EINVAL,
                             "layers, layer %zu at character %zu: the last "
                             "layer has %zu units, but the data and the "
                             "objective need %zu",
                             net->n_layers, last->position,
                             ipt_shape_units(last->out), n_out);
    net->level = ipt_cpu_level_get();
    net->kernels = ipt__kernels_get(net->level);
    return ipt__workspace_reserve(&net->evaluation, net, IPT__CHUNK, 0, 0, err);
}

ipt_status
ipt_network_alloc(const ipt_model_options *model, ipt_shape input, size_t n_out,
                  ipt_network **out, ipt_error *err)
{
    ipt_network *net = calloc(1, sizeof *net);
    ipt_status status = IPT_OK;

    *out = NULL;
    if (!net)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a network");
    net->model = *model;
    status = network_build(net, input, n_out, err);
    if (status)
        ipt_network_free(net);
    else
        *out = net;
    return status;
}

void
ipt_network_free(ipt_network *net)
{
    if (!net)
        return;
    for (size_t l = 0; l < net->n_layers; l++) {
        ipt__layer *layer = &net->layer[l];

        if (layer->state && layer->type->release)
            layer->type->release(layer);
        free(layer->state);
    }
    free(net->layer);
    free(net->tap_layer);
    free(net->tap);
    free(net->parameters);
    free(net->scratch);
    ipt__workspace_clear(&net->evaluation);
    free(net);
}

void
ipt_network_init(ipt_network *net, uint64_t seed)
{
    for (size_t l = 0; l < net->n_layers; l++) {
        const ipt__layer *layer = &net->layer[l];
        ipt_real *parameters = net->parameters + layer->offset;
        ipt_stream stream;

        ipt_stream_init(&stream, seed, "init", l);
        layer->type->init(layer, &net->model, parameters, net->scratch,
                          &stream);
        for (size_t i = layer->n_parameters - layer->n_slopes;
             i < layer->n_parameters; i++)
            parameters[i] = (ipt_real)net->model.prelu_slope;
    }
}

size_t
ipt_network_n_taps(const ipt_network *net)
{
    return net->n_taps;
}

const ipt_tap *
ipt_network_tap(const ipt_network *net, size_t l)
{
    assert(l < net->n_taps);
    return &net->tap[l];
}

ipt_real *
ipt_network_parameters(ipt_network *net, size_t *n)
{
    if (n)
        *n = net->n_parameters;
    return net->parameters;
}

ipt_status
ipt_network_forward(ipt_network *net, const float *x, size_t n,
                    float *const *taps, ipt_error *err)
{
    const size_t units = ipt_shape_units(net->layer[0].in);
    ipt__workspace *space = &net->evaluation;
    const int threads = ipt__blas_enter();

    (void)err;
    for (size_t from = 0; from < n; from += IPT__CHUNK) {
        const size_t rows = n - from < IPT__CHUNK ? n - from : IPT__CHUNK;
        const ipt__pass pass = ipt__pass_begin(net, space, rows);

        ipt__tensor_gather(space->x, x + from * units, units, NULL, &pass);
        ipt__network_forward(net, &pass, space, 0);
        ipt__taps_write(net, &pass, space, from, taps);
    }
    ipt__blas_leave(threads);
    return IPT_OK;
}
