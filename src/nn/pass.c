/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forward and backward through all layers for one piece of a batch. */

#include <config.h>

#include <assert.h>

#include "nn.h"

ipt__pass
ipt__pass_begin(const ipt_network *net, const ipt__workspace *space, size_t n)
{
    const ipt__pass pass = {net->kernels, n,
                            (n + IPT__PAD - 1) / IPT__PAD * IPT__PAD,
                            space->stride};

    assert(pass.padded <= space->stride);
    return pass;
}

static const ipt_real *
pass_slopes(const ipt__layer *layer, const ipt_real *parameters)
{
    return parameters + layer->offset + layer->n_parameters - layer->n_slopes;
}

void
ipt__network_forward(const ipt_network *net, const ipt__pass *pass,
                     ipt__workspace *space, int sums_only)
{
    const ipt_real *x = space->x;

    for (size_t l = 0; l < net->n_layers; l++) {
        const ipt__layer *layer = &net->layer[l];
        const ipt__extent extent = {ipt_shape_units(layer->out), pass->stride,
                                    pass->padded};

        layer->type->forward(layer, pass, net->parameters + layer->offset, x,
                             space->z[l]);
        if (layer->activation && !(sums_only && l == net->n_layers - 1))
            layer->activation->level[net->level]->forward(
                space->z[l], space->a[l], pass_slopes(layer, net->parameters),
                extent);
        x = space->a[l];
    }
}

void
ipt__network_backward(const ipt_network *net, const ipt__pass *pass,
                      ipt__workspace *space, int at_z, ipt_real *gradient)
{
    ipt_real *d = space->d[0];
    ipt_real *next = space->d[1];

    for (size_t l = net->n_layers; l-- > 0;) {
        const ipt__layer *layer = &net->layer[l];
        const ipt__extent extent = {ipt_shape_units(layer->out), pass->stride,
                                    pass->padded};
        const ipt_real *x = l ? space->a[l - 1] : space->x;

        if (layer->activation && !at_z)
            layer->activation->level[net->level]->backward(
                space->z[l], space->a[l], d,
                pass_slopes(layer, net->parameters),
                gradient + layer->offset + layer->n_parameters -
                    layer->n_slopes,
                extent);
        at_z = 0;
        layer->type->backward(layer, pass, net->parameters + layer->offset, x,
                              d, gradient + layer->offset, l ? next : NULL);
        ipt_real *swap = d;
        d = next;
        next = swap;
    }
}
