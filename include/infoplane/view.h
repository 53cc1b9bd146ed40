/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views: matrices of samples that somebody else owns. */

#ifndef IPT_VIEW_H
#define IPT_VIEW_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Element types of a view. */
typedef enum {
    IPT_F32, /**< float */
    IPT_F64, /**< double */
    IPT_U8   /**< uint8_t, as quantised networks store them */
} ipt_dtype;

/**
 * A read-only matrix of n samples (rows) by d units (columns), row-major: the
 * element of row i, column j is at `data[i * stride + j]`, stride counted in
 * elements and at least d. A view owns nothing.
 */
typedef struct {
    const void *data;
    ipt_dtype dtype;
    size_t n;
    size_t d;
    size_t stride;
} ipt_view;

/** A dense view of n x d floats. */
static inline ipt_view
ipt_view_f32(const float *data, size_t n, size_t d)
{
    ipt_view view = {data, IPT_F32, n, d, d};
    return view;
}

/** A dense view of n x d doubles. */
static inline ipt_view
ipt_view_f64(const double *data, size_t n, size_t d)
{
    ipt_view view = {data, IPT_F64, n, d, d};
    return view;
}

/** The element of row i, column j as a double. For tests and cold paths:
 * inner loops switch on the type once and index the data. */
static inline double
ipt_view_get(const ipt_view *view, size_t i, size_t j)
{
    const size_t at = i * view->stride + j;

    switch (view->dtype) {
    case IPT_F32:
        return (double)((const float *)view->data)[at];
    case IPT_F64:
        return ((const double *)view->data)[at];
    default:
        return (double)((const uint8_t *)view->data)[at];
    }
}

/** Bytes of one element. */
static inline size_t
ipt_dtype_size(ipt_dtype dtype)
{
    return dtype == IPT_F64 ? 8 : dtype == IPT_F32 ? 4 : 1;
}

#ifdef __cplusplus
}
#endif

#endif
