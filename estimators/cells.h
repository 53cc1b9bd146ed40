/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From activations to cells: dense rows, extremes, grids, edges. */

#ifndef IPT_ESTIMATORS_CELLS_H
#define IPT_ESTIMATORS_CELLS_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/status.h>
#include <infoplane/view.h>

#include "buffer.h"

/**
 * Cells at equal distances. Edge k, k = 0..cells, is origin + k * step rounded
 * as numpy.linspace() rounds it (product, then sum); the first one is low, the
 * last one high. `single` rounds every edge to float as well; then low and
 * high must be floats. Cell k is [edge k, edge k+1).
 */
typedef struct {
    double low;
    double high;
    double origin;  /* low before it was rounded to float */
    double step;    /* (high - low) / cells */
    double inverse; /* cells / (high - low) */
    double cells;
    int single;
    uint32_t first; /* code of cell 0; the others follow */
    uint32_t under; /* code of x < low */
    uint32_t end;   /* code of x = high */
    uint32_t over;  /* code of x > high */
} ipt__grid;

/* The kernels of one instruction set; `count` values lie behind each other.
 * Arithmetic is exactly as written: nothing fused, nothing reassociated. */
typedef struct {
    /* Whether all values are finite. */
    int (*finite_f32)(const float *x, size_t count);
    int (*finite_f64)(const double *x, size_t count);
    /* Lowers *low and raises *high to cover the values. */
    void (*extent_f32)(const float *x, size_t count, double *low, double *high);
    void (*extent_f64)(const double *x, size_t count, double *low,
                       double *high);
    /* Codes of a grid; returns whether any value is outside [low, high]. */
    int (*grid8_f32)(const ipt__grid *grid, const float *x, size_t count,
                     uint8_t *out);
    int (*grid32_f32)(const ipt__grid *grid, const float *x, size_t count,
                      uint32_t *out);
    int (*grid8_f64)(const ipt__grid *grid, const double *x, size_t count,
                     uint8_t *out);
    int (*grid32_f64)(const ipt__grid *grid, const double *x, size_t count,
                      uint32_t *out);
    /* floor(x / width), zeros positive. */
    void (*floor_f32)(float width, const float *x, size_t count, float *out);
    void (*floor_f64)(double width, const double *x, size_t count, double *out);
} ipt__cell_kernels;

/* The kernels for this CPU. */
const ipt__cell_kernels *ipt__cell_kernels_get(void);

extern const ipt__cell_kernels ipt__cell_kernels_base;
extern const ipt__cell_kernels ipt__cell_kernels_v3;
extern const ipt__cell_kernels ipt__cell_kernels_v4;

/* The values of a view without gaps between rows; U8 becomes F32. */
typedef struct {
    const void *data;
    size_t count; /* n * d */
    int is_double;
} ipt__dense;

/* Points into the view or, if that has gaps or bytes, fills `buffer`. */
ipt_status ipt__dense_get(const ipt_view *view, ipt__buffer *buffer,
                          ipt__dense *out, ipt_error *err);

/* The same of one column; always copied. */
ipt_status ipt__dense_column(const ipt_view *view, size_t column,
                             ipt__buffer *buffer, ipt__dense *out,
                             ipt_error *err);

/* Extremes of a view; *low > *high stands for no values. */
void ipt__dense_extent(const ipt__dense *dense, double *low, double *high);

/* Number of the first element that is not finite, or `count`. */
size_t ipt__view_first_bad(const ipt_view *view, size_t *bad);

/* A grid of equal cells; low = high makes one cell of everything inside. */
ipt__grid ipt__grid_make(double low, double high, size_t cells);

/* x rounded to float. By way of memory, because gcc 12 takes two conversions
 * to float and back that stand side by side for none. */
static inline double
ipt__round_single(double x)
{
    const volatile float single = (float)x;

    return (double)single;
}

/* Codes of all values: bytes if every code fits (`wide` 0), else uint32. */
int ipt__grid_codes(const ipt__grid *grid, const ipt__dense *x, int wide,
                    void *out);

/* The number of edges <= x for every value; edges ascend, repeats count. */
void ipt__edges_codes(const double *edge, size_t edges, const ipt__dense *x,
                      int wide, void *out);

/* Copies one column of codes to where it belongs in rows of d codes. */
void ipt__codes_scatter(const void *column, size_t n, size_t d, size_t j,
                        int wide, void *out);

#endif
