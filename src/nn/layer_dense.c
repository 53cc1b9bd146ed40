/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fully connected layer: z = W x + b, W of units x inputs, row-major. */

#include <config.h>

#include <assert.h>
#include <string.h>

#include "nn.h"

typedef struct {
    size_t units;
} dense_state;

static ipt_status
dense_configure(ipt__layer *layer, size_t n, char *const *word, ipt_error *err)
{
    dense_state *dense = layer->state;
    ipt_status status = IPT_OK;

    if (n < 1 || n > 2)
        return ipt_error_set(err, IPT_EINVAL, "expected %s",
                             layer->type->syntax);
    status = ipt__parse_count("number of units", word[0], &dense->units, err);
    if (status)
        return status;
    return ipt__parse_activation(layer, n > 1 ? word[1] : "identity", err);
}

static ipt_status
dense_plan(ipt__layer *layer, ipt_error *err)
{
    const dense_state *dense = layer->state;
    const size_t inputs = ipt_shape_units(layer->in);

    (void)err;
    layer->out = ipt_shape_flat(dense->units);
    layer->fan_in = inputs;
    layer->fan_out = dense->units;
    layer->n_weights = inputs * dense->units;
    layer->n_parameters = layer->n_weights + dense->units;
    return IPT_OK;
}

static void
dense_init(const ipt__layer *layer, const ipt_model_options *model,
           ipt_real *parameters, double *scratch, ipt_stream *stream)
{
    const dense_state *dense = layer->state;
    const ipt__init *init = ipt__init_find(model->init);
    const double in = (double)layer->fan_in;
    const double out = (double)layer->fan_out;
    const double fan[3] = {in, out, model->init_fan ? out : in};

    assert(init);
    init->draw(parameters, dense->units, layer->fan_in, fan, model->init_gain,
               scratch, stream);
    for (size_t u = 0; u < dense->units; u++)
        parameters[layer->n_weights + u] = (ipt_real)model->init_bias;
}

static void
dense_forward(const ipt__layer *layer, const ipt__pass *pass,
              const ipt_real *parameters, const ipt_real *x, ipt_real *z)
{
    const dense_state *dense = layer->state;
    const ipt_real *bias = parameters + layer->n_weights;
    const ipt__extent extent = {dense->units, pass->stride, pass->padded};

    if (ipt__blas_pays(pass->kernels, dense->units, layer->fan_in))
        ipt__blas_forward(parameters, bias, x, z, dense->units, layer->fan_in,
                          pass);
    else
        pass->kernels->panel(z, parameters, layer->fan_in, 1, bias, x,
                             layer->fan_in, extent);
}

static void
dense_backward(const ipt__layer *layer, const ipt__pass *pass,
               const ipt_real *parameters, const ipt_real *x,
               const ipt_real *dz, ipt_real *gradient, ipt_real *dx)
{
    const dense_state *dense = layer->state;
    const size_t inputs = layer->fan_in;
    ipt_real *bias = gradient + layer->n_weights;
    const ipt__extent out = {dense->units, pass->stride, pass->padded};
    const ipt__extent in = {inputs, pass->stride, pass->padded};

    if (ipt__blas_pays(pass->kernels, dense->units, inputs)) {
        ipt__blas_backward(parameters, x, dz, gradient, dx, dense->units,
                           inputs, pass);
        pass->kernels->row_sums(bias, dz, out);
        return;
    }
    pass->kernels->outer(gradient, dz, x, inputs, out);
    pass->kernels->row_sums(bias, dz, out);
    if (dx)
        pass->kernels->panel(dx, parameters, 1, inputs, NULL, dz, dense->units,
                             in);
}

const ipt__layer_record ipt__layer_dense = {
    {"dense", "fully connected layer: dense UNITS [ACTIVATION] [name=NAME]",
     NULL, NULL},
    "dense UNITS [ACTIVATION] [name=NAME]",
    1,
    sizeof(dense_state),
    dense_configure,
    dense_plan,
    dense_init,
    dense_forward,
    dense_backward,
    NULL,
};
