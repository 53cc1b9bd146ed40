/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Initialisations from normal laws, plain and truncated. */

#include <config.h>

#include <math.h>

#include "init.h"

void
ipt__draw_normal(ipt_real *w, size_t n, double sd, ipt_stream *stream)
{
    for (size_t i = 0; i < n; i++)
        w[i] = (ipt_real)(sd * ipt_stream_normal(stream));
}

/* The normal law of deviation gain / sqrt(fan), cut at 2 deviations, as the
 * first published code draws it: the variance that remains is 0.774 of the
 * nominal one. */
static void
truncated_normal_draw(ipt_real *w, size_t rows, size_t columns,
                      const double fan[3], double gain, double *scratch,
                      ipt_stream *stream)
{
    const double sd = gain / sqrt(fan[IPT__FAN_CHOSEN]);

    (void)scratch;
    for (size_t i = 0; i < rows * columns; i++)
        w[i] = (ipt_real)(sd * ipt_stream_truncated_normal(stream, 2.0));
}

static void
normal_draw(ipt_real *w, size_t rows, size_t columns, const double fan[3],
            double gain, double *scratch, ipt_stream *stream)
{
    (void)scratch;
    ipt__draw_normal(w, rows * columns, gain / sqrt(fan[IPT__FAN_CHOSEN]),
                     stream);
}

static void
glorot_normal_draw(ipt_real *w, size_t rows, size_t columns,
                   const double fan[3], double gain, double *scratch,
                   ipt_stream *stream)
{
    (void)scratch;
    ipt__draw_normal(w, rows * columns,
                     gain * sqrt(2 / (fan[IPT__FAN_IN] + fan[IPT__FAN_OUT])),
                     stream);
}

static void
he_draw(ipt_real *w, size_t rows, size_t columns, const double fan[3],
        double gain, double *scratch, ipt_stream *stream)
{
    (void)scratch;
    ipt__draw_normal(w, rows * columns, gain * sqrt(2 / fan[IPT__FAN_CHOSEN]),
                     stream);
}

static const char *const truncated_references[] = {"shwartzziv2017", NULL};
static const char *const glorot_references[] = {"glorot2010", NULL};
static const char *const he_references[] = {"he2015", NULL};

const ipt__init ipt__init_truncated_normal = {
    {"truncated_normal",
     "normal, sd = gain / sqrt(fan), redrawn beyond 2 sd as published", NULL,
     truncated_references},
    1,
    NULL,
    truncated_normal_draw,
};

const ipt__init ipt__init_normal = {
    {"normal", "normal, sd = gain / sqrt(fan)", NULL, NULL},
    1,
    NULL,
    normal_draw,
};

const ipt__init ipt__init_glorot_normal = {
    {"glorot_normal", "normal, sd = gain sqrt(2 / (fan in + fan out))", NULL,
     glorot_references},
    0,
    NULL,
    glorot_normal_draw,
};

const ipt__init ipt__init_he = {
    {"he", "normal, sd = gain sqrt(2 / fan)", NULL, he_references},
    1,
    NULL,
    he_draw,
};
