/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units of information: nats inside the program, bits in files and figures. */

#ifndef IPT_UNITS_H
#define IPT_UNITS_H

#ifdef __cplusplus
extern "C" {
#endif

#define IPT_LN2 0.693147180559945309417232121458

/** Nats to bits; NaN stays NaN. */
static inline double
ipt_nats_to_bits(double nats)
{
    return nats / IPT_LN2;
}

/** Bits to nats; NaN stays NaN. */
static inline double
ipt_bits_to_nats(double bits)
{
    return bits * IPT_LN2;
}

#ifdef __cplusplus
}
#endif

#endif
