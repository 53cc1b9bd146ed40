/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orthogonal initialisation: rows or columns, whichever are fewer, are
 * orthonormal, times the gain; uniform over all such matrices. */

#include <config.h>

#include <assert.h>

#include <lapacke.h>

#include "init.h"

/* Block size offered to LAPACK for its work space. */
enum { ORTHOGONAL_BLOCK = 32 };

static size_t
orthogonal_scratch(size_t rows, size_t columns)
{
    const size_t small = rows < columns ? rows : columns;

    return rows * columns + 2 * small + ORTHOGONAL_BLOCK * small;
}

/* Q of the QR factorisation of a normal matrix is uniform once each column
 * carries the sign of R's diagonal entry (Mezzadri, Notices of the AMS 54,
 * 2007). */
static void
orthogonal_draw(ipt_real *w, size_t rows, size_t columns, const double fan[3],
                double gain, double *scratch, ipt_stream *stream)
{
    const size_t large = rows > columns ? rows : columns;
    const size_t small = rows > columns ? columns : rows;
    double *q = scratch;
    double *tau = q + rows * columns;
    double *sign = tau + small;
    double *work = sign + small;
    const lapack_int m = (lapack_int)large;
    const lapack_int n = (lapack_int)small;
    const lapack_int n_work = ORTHOGONAL_BLOCK * n;
    lapack_int info = 0;

    (void)fan;
    for (size_t i = 0; i < rows * columns; i++)
        q[i] = ipt_stream_normal(stream);
    info = LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, m, n, q, m, tau, work, n_work);
    assert(info == 0);
    for (size_t j = 0; j < small; j++)
        sign[j] = q[j * large + j] < 0 ? -gain : gain;
    info =
        LAPACKE_dorgqr_work(LAPACK_COL_MAJOR, m, n, n, q, m, tau, work, n_work);
    assert(info == 0);
    (void)info;
    /* Column j of q is column j of a tall matrix or row j of a wide one. */
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) {
            const size_t i = rows > columns ? r : c;
            const size_t j = rows > columns ? c : r;

            w[r * columns + c] = (ipt_real)(sign[j] * q[j * large + i]);
        }
}

static const char *const orthogonal_references[] = {"saxe2014", NULL};

const ipt__init ipt__init_orthogonal = {
    {"orthogonal", "random orthonormal rows or columns times the gain", NULL,
     orthogonal_references},
    0,
    orthogonal_scratch,
    orthogonal_draw,
};
