/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that a piece of a batch passes through: one block, zeroed. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "nn.h"

/* Sizes are counted in a first walk with base NULL and handed out in a
 * second; both must see the same order. */
static ipt_real *
workspace_take(ipt_real *base, size_t *used, size_t units, size_t stride)
{
    ipt_real *p = base ? base + *used : NULL;

    *used += units * stride;
    return p;
}

static size_t
workspace_lay_out(ipt__workspace *space, const ipt_network *net, size_t y_units,
                  int backward)
{
    const size_t input = ipt_shape_units(net->layer[0].in);
    size_t widest = 0;
    size_t used = 0;

    space->x = workspace_take(space->block, &used, input, space->stride);
    for (size_t l = 0; l < net->n_layers; l++) {
        const ipt__layer *layer = &net->layer[l];
        const size_t units = ipt_shape_units(layer->out);
        ipt_real *a = workspace_take(space->block, &used, units, space->stride);
        ipt_real *z = a;

        if (layer->activation && layer->activation->needs_z)
            z = workspace_take(space->block, &used, units, space->stride);
        if (space->block) {
            space->a[l] = a;
            space->z[l] = z;
        }
        widest = units > widest ? units : widest;
    }
    for (int i = 0; i < 2; i++)
        space->d[i] = backward ? workspace_take(space->block, &used, widest,
                                                space->stride)
                               : NULL;
    space->y = y_units
                   ? workspace_take(space->block, &used, y_units, space->stride)
                   : NULL;
    space->row_loss = workspace_take(space->block, &used, 1, space->stride);
    space->label = (ipt__lane *)(void *)workspace_take(space->block, &used, 1,
                                                       space->stride);
    return used;
}

ipt_status
ipt__workspace_reserve(ipt__workspace *space, const ipt_network *net,
                       size_t capacity, size_t y_units, int backward,
                       ipt_error *err)
{
    ipt__workspace fresh;

    memset(&fresh, 0, sizeof fresh);
    /* One vector more than the samples: rows whose distance is a power of
     * two would fall into the same few sets of the cache. */
    fresh.stride = (capacity + IPT__PAD - 1) / IPT__PAD * IPT__PAD + IPT__PAD;
    const size_t size = workspace_lay_out(&fresh, net, y_units, backward);
    const size_t bytes = (size * sizeof(ipt_real) + 63) / 64 * 64;

    fresh.block = aligned_alloc(64, bytes);
    fresh.z = calloc(net->n_layers, sizeof(ipt_real *));
    fresh.a = calloc(net->n_layers, sizeof(ipt_real *));
    if (!fresh.block || !fresh.z || !fresh.a) {
        ipt__workspace_clear(&fresh);
        return ipt_error_set(err, IPT_ENOMEM,
                             "no memory for %zu bytes of activations", bytes);
    }
    memset(fresh.block, 0, bytes);
    workspace_lay_out(&fresh, net, y_units, backward);
    *space = fresh;
    return IPT_OK;
}

void
ipt__workspace_clear(ipt__workspace *space)
{
    free(space->block);
    free(space->z);
    free(space->a);
    memset(space, 0, sizeof *space);
}
