/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every activation file shares. Such a file defines NAME_value(z), the
 * activation, and NAME_slope(z, a), its derivative given z and the value (z is
 * the value itself where the record has needs_z = 0); ACTIVATION_KERNELS makes
 * kernels of them. The base build holds the record as well. */

#ifndef IPT_NN_ACTIVATION_H
#define IPT_NN_ACTIVATION_H

#include "nn.h"
#include "vector.h"

#define ACTIVATION_KERNELS(name)                                               \
    static void name##_forward(const ipt_real *z, ipt_real *a,                 \
                               const ipt_real *slope, ipt__extent e)           \
    {                                                                          \
        (void)slope;                                                           \
        for (size_t u = 0; u < e.units; u++)                                   \
            for (size_t s = u * e.stride; s < u * e.stride + e.n; s += LANES)  \
                vec_store(a + s, name##_value(vec_load(z + s)));               \
    }                                                                          \
    static void name##_backward(const ipt_real *z, const ipt_real *a,          \
                                ipt_real *d, const ipt_real *slope,            \
                                ipt_real *dslope, ipt__extent e)               \
    {                                                                          \
        (void)slope;                                                           \
        (void)dslope;                                                          \
        for (size_t u = 0; u < e.units; u++)                                   \
            for (size_t s = u * e.stride; s < u * e.stride + e.n; s += LANES)  \
                vec_store(d + s,                                               \
                          vec_load(d + s) *                                    \
                              name##_slope(vec_load(z + s), vec_load(a + s))); \
    }                                                                          \
    ACTIVATION_EXPORT(name)

/* The kernels name_forward and name_backward under the name of this
 * instruction set. */
#define ACTIVATION_EXPORT(name)                                                \
    extern const ipt__act_kernels KERNEL(ipt__act_##name##_kernels);           \
    const ipt__act_kernels KERNEL(ipt__act_##name##_kernels) = {               \
        name##_forward, name##_backward};

#ifdef IPT_KERNEL_LEVELS
#define ACTIVATION_DECLARE(name)                                               \
    extern const ipt__act_kernels ipt__act_##name##_kernels_base;              \
    extern const ipt__act_kernels ipt__act_##name##_kernels_v3;                \
    extern const ipt__act_kernels ipt__act_##name##_kernels_v4;                \
    extern const ipt__activation ipt__act_##name;
#define ACTIVATION_LEVELS(name)                                                \
    {                                                                          \
        &ipt__act_##name##_kernels_base, &ipt__act_##name##_kernels_v3,        \
            &ipt__act_##name##_kernels_v4                                      \
    }
#else
#define ACTIVATION_DECLARE(name) extern const ipt__activation ipt__act_##name;
#define ACTIVATION_LEVELS(name)                                                \
    {                                                                          \
        &ipt__act_##name##_kernels_base, &ipt__act_##name##_kernels_base,      \
            &ipt__act_##name##_kernels_base                                    \
    }
#endif

#endif
