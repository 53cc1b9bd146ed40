/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean and spread of the gradient over the minibatches of an epoch. */

#include <config.h>

#include <math.h>
#include <string.h>

#include "train.h"

void
ipt__gradient_begin(ipt_trainer *trainer)
{
    memset(trainer->gradient_sum, 0,
           trainer->net->n_parameters * sizeof *trainer->gradient_sum);
    memset(trainer->gradient_squares, 0,
           trainer->net->n_taps * sizeof *trainer->gradient_squares);
}

void
ipt__gradient_add(ipt_trainer *trainer)
{
    const ipt_network *net = trainer->net;

    for (size_t t = 0; t < net->n_taps; t++) {
        const ipt__layer *layer = &net->layer[net->tap_layer[t]];

        trainer->gradient_squares[t] += net->kernels->accumulate(
            trainer->gradient_sum + layer->offset,
            trainer->gradient + layer->offset, layer->n_weights);
    }
}

/* trace of the covariance = (sum of ||g||^2 - m ||mean||^2) / (m - 1); sums in
 * double of products of floats, so the difference keeps about 9 digits where
 * the mean is a thousand times the spread. */
void
ipt__gradient_end(ipt_trainer *trainer)
{
    const ipt_network *net = trainer->net;
    const double m = (double)trainer->n_batches;

    for (size_t t = 0; t < net->n_taps; t++) {
        const ipt__layer *layer = &net->layer[net->tap_layer[t]];
        const double *sum = trainer->gradient_sum + layer->offset;
        double squares = 0;

        for (size_t i = 0; i < layer->n_weights; i++)
            squares += sum[i] * sum[i];
        const double trace = trainer->gradient_squares[t] - squares / m;

        trainer->mean_norm[t] = sqrt(squares) / m;
        trainer->std_norm[t] =
            m > 1 ? sqrt(fmax(trace, 0.0) / (m - 1)) : (double)NAN;
    }
}
