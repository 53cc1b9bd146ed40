/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as files hold them: binary elements and text. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"

size_t
ipt__element_size(ipt__element type)
{
    switch (type) {
    case IPT__BOOL:
    case IPT__U1:
    case IPT__I1:
        return 1;
    case IPT__U2:
    case IPT__I2:
    case IPT__F2:
        return 2;
    case IPT__U4:
    case IPT__I4:
    case IPT__F4:
        return 4;
    case IPT__U8:
    case IPT__I8:
    case IPT__F8:
        return 8;
    }
    return 0;
}

/* Two's complement of `bits` bits. */
static double
element_signed(uint64_t raw, int bits)
{
    if (raw >> (bits - 1) & 1)
        return -(double)((~raw + 1) & (UINT64_MAX >> (64 - bits)));
    return (double)raw;
}

/* IEEE binary16: 1 sign, 5 exponent and 10 fraction bits. */
static double
element_half(unsigned raw)
{
    const int exponent = (int)(raw >> 10 & 31);
    const double fraction = (double)(raw & 1023);
    double value = 0;

    if (exponent == 31)
        value = fraction > 0 ? (double)NAN : (double)INFINITY;
    else if (exponent == 0)
        value = ldexp(fraction, -24);
    else
        value = ldexp(1024 + fraction, exponent - 25);
    return raw >> 15 ? -value : value;
}

double
ipt__element_value(ipt__element type, const unsigned char *bytes, int big)
{
    const size_t size = ipt__element_size(type);
    uint64_t raw = 0;

    for (size_t b = 0; b < size; b++)
        raw = raw << 8 | bytes[big ? b : size - 1 - b];
    switch (type) {
    case IPT__BOOL:
        return raw ? 1 : 0;
    case IPT__U1:
    case IPT__U2:
    case IPT__U4:
    case IPT__U8:
        return (double)raw;
    case IPT__I1:
        return element_signed(raw, 8);
    case IPT__I2:
        return element_signed(raw, 16);
    case IPT__I4:
        return element_signed(raw, 32);
    case IPT__I8:
        return element_signed(raw, 64);
    case IPT__F2:
        return element_half((unsigned)raw);
    case IPT__F4: {
        const uint32_t word = (uint32_t)raw;
        float value;

        memcpy(&value, &word, sizeof value);
        return (double)value;
    }
    case IPT__F8: {
        double value;

        memcpy(&value, &raw, sizeof value);
        return value;
    }
    }
    return (double)NAN;
}

int
ipt__number_parse(const char *text, double *value)
{
    static const char blanks[] = " \t";
    char *end = NULL;
    double parsed = 0;
    size_t used = 0;

    text += strspn(text, blanks);
    used = strspn(text, "+-.0123456789eE");
    if (used == 0 || text[used + strspn(text + used, blanks)])
        return 0;
    parsed = strtod(text, &end);
    if (end != text + used || !isfinite(parsed))
        return 0;
    *value = parsed;
    return 1;
}
