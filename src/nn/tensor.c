/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between row-major samples and tensors whose samples lie innermost. */

#include <config.h>

#include <string.h>

#include "nn.h"

/* IPT__PAD samples together, so that a row of the tensor is written by whole
 * cache lines. */
void
ipt__tensor_gather(ipt_real *tensor, const float *rows, size_t units,
                   const uint32_t *index, const ipt__pass *pass)
{
    for (size_t from = 0; from < pass->n; from += IPT__PAD) {
        const size_t left = pass->n - from;
        const size_t n = left < IPT__PAD ? left : IPT__PAD;
        const float *row[IPT__PAD];

        for (size_t s = 0; s < n; s++)
            row[s] = rows + (index ? index[from + s] : from + s) * units;
        for (size_t u = 0; u < units; u++) {
            ipt_real *out = tensor + u * pass->stride + from;

            for (size_t s = 0; s < n; s++)
                out[s] = row[s][u];
            for (size_t s = n; s < IPT__PAD; s++)
                out[s] = 0;
        }
    }
}

void
ipt__tensor_clear_padding(ipt_real *row, const ipt__pass *pass)
{
    for (size_t s = pass->n; s < pass->padded; s++)
        row[s] = 0;
}

void
ipt__tensor_scatter(float *rows, const ipt_real *tensor, size_t units,
                    const ipt__pass *pass)
{
    for (size_t s = 0; s < pass->n; s++)
        for (size_t u = 0; u < units; u++)
            rows[s * units + u] = (float)tensor[u * pass->stride + s];
}

void
ipt__taps_write(const ipt_network *net, const ipt__pass *pass,
                const ipt__workspace *space, size_t from, float *const *taps)
{
    for (size_t t = 0; taps && t < net->n_taps; t++) {
        const size_t l = net->tap_layer[t];
        const size_t units = ipt_shape_units(net->layer[l].out);

        if (taps[t])
            ipt__tensor_scatter(taps[t] + from * units, space->a[l], units,
                                pass);
    }
}
