/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Initialisations from uniform laws, and constant zero. */

#include <config.h>

#include <math.h>

#include "init.h"

void
ipt__draw_uniform(ipt_real *w, size_t n, double limit, ipt_stream *stream)
{
    for (size_t i = 0; i < n; i++)
        w[i] = (ipt_real)(limit * (2 * ipt_stream_uniform(stream) - 1));
}

static void
uniform_draw(ipt_real *w, size_t rows, size_t columns, const double fan[3],
             double gain, double *scratch, ipt_stream *stream)
{
    (void)scratch;
    ipt__draw_uniform(w, rows * columns, gain / sqrt(fan[IPT__FAN_CHOSEN]),
                      stream);
}

/* Glorot & Bengio 2010, equation 16. */
static void
glorot_draw(ipt_real *w, size_t rows, size_t columns, const double fan[3],
            double gain, double *scratch, ipt_stream *stream)
{
    (void)scratch;
    ipt__draw_uniform(w, rows * columns,
                      gain * sqrt(6 / (fan[IPT__FAN_IN] + fan[IPT__FAN_OUT])),
                      stream);
}

static void
he_uniform_draw(ipt_real *w, size_t rows, size_t columns, const double fan[3],
                double gain, double *scratch, ipt_stream *stream)
{
    (void)scratch;
    ipt__draw_uniform(w, rows * columns, gain * sqrt(6 / fan[IPT__FAN_CHOSEN]),
                      stream);
}

static void
zeros_draw(ipt_real *w, size_t rows, size_t columns, const double fan[3],
           double gain, double *scratch, ipt_stream *stream)
{
    (void)fan;
    (void)gain;
    (void)scratch;
    (void)stream;
    for (size_t i = 0; i < rows * columns; i++)
        w[i] = 0;
}

static const char *const glorot_references[] = {"glorot2010", NULL};
static const char *const he_references[] = {"he2015", NULL};

const ipt__init ipt__init_uniform = {
    {"uniform", "uniform up to gain / sqrt(fan), PyTorch's default for layers",
     NULL, NULL},
    1,
    NULL,
    uniform_draw,
};

const ipt__init ipt__init_glorot = {
    {"glorot", "uniform up to gain sqrt(6 / (fan in + fan out))", NULL,
     glorot_references},
    0,
    NULL,
    glorot_draw,
};

const ipt__init ipt__init_he_uniform = {
    {"he_uniform", "uniform up to gain sqrt(6 / fan)", NULL, he_references},
    1,
    NULL,
    he_uniform_draw,
};

const ipt__init ipt__init_zeros = {
    {"zeros", "all weights zero: only for networks of one layer", NULL, NULL},
    0,
    NULL,
    zeros_draw,
};
