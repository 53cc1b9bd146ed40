/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws that initialisations share. */

#ifndef IPT_NN_INIT_H
#define IPT_NN_INIT_H

#include "nn.h"

/** Fills n weights with normal numbers of deviation @p sd. */
void ipt__draw_normal(ipt_real *w, size_t n, double sd, ipt_stream *stream);

/** Fills n weights uniformly from -@p limit to @p limit. */
void ipt__draw_uniform(ipt_real *w, size_t n, double limit, ipt_stream *stream);

#endif
