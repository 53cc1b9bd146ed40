/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tile of pairs, in the precision REAL; included by pairs_kernel.c. */

/* Squared distances of all rows of panel x to all rows of panel y. */
PAIRS_INLINE void
NAME(pairs_distances)(const REAL *x, const REAL *y, size_t d, REAL *out)
{
    enum { L = PAIRS_BYTES / sizeof(REAL), V = WIDTH / L };
    const VEC zero = {0};

    for (size_t begin = 0; begin < d; begin += PAIRS_CHUNK) {
        const size_t end = d - begin < PAIRS_CHUNK ? d : begin + PAIRS_CHUNK;

        for (int r = 0; r < WIDTH; r += 4)
            for (int v = 0; v < V; v += 2) {
                VEC sum[4][2];

#pragma GCC unroll 4
                for (int q = 0; q < 4; q++) {
                    const VEC *to = (VEC *)(out + (r + q) * WIDTH) + v;

                    sum[q][0] = sum[q][1] = zero;
                    if (begin) {
                        sum[q][0] = to[0];
                        sum[q][1] = to[1];
                    }
                }
                for (size_t k = begin; k < end; k++) {
                    const REAL *xk = x + k * WIDTH + r;
                    const VEC *yk = (const VEC *)(y + k * WIDTH) + v;
                    const VEC y0 = yk[0];
                    const VEC y1 = yk[1];

#pragma GCC unroll 4
                    for (int q = 0; q < 4; q++) {
                        const VEC s0 = y0 - xk[q];
                        const VEC s1 = y1 - xk[q];

                        sum[q][0] += s0 * s0;
                        sum[q][1] += s1 * s1;
                    }
                }
#pragma GCC unroll 4
                for (int q = 0; q < 4; q++) {
                    VEC *to = (VEC *)(out + (r + q) * WIDTH) + v;

                    to[0] = sum[q][0];
                    to[1] = sum[q][1];
                }
            }
    }
}

/* Row sums of the tiles of a strip, a lane per column of a vector. */
typedef struct {
    VEC sum[WIDTH];
    VEC sharp[WIDTH];
} NAME(pairs_rows);

/* Adds up a tile of kernel values: row sums into `rows`, column sums into the
 * job. All switches are constants where this is inlined. */
PAIRS_INLINE void
NAME(pairs_add)(const ipt__pair_job *job, const REAL *tile, size_t p, size_t q,
                NAME(pairs_rows) * rows, int both_ways, int weighted, int sharp)
{
    enum { L = PAIRS_BYTES / sizeof(REAL), V = WIDTH / L };
    const REAL rate = (REAL)-job->rate;
    const VEC zero = {0};
    VEC column[V];
    VEC column_sharp[V];
    VEC weight[V];

    for (int v = 0; v < V; v++) {
        column[v] = column_sharp[v] = weight[v] = zero;
        if (weighted)
            for (int l = 0; l < (int)L; l++)
                weight[v][l] =
                    (REAL)job->weight[q * WIDTH + (size_t)v * L + (size_t)l];
    }
#pragma GCC unroll 2
    for (int r = 0; r < WIDTH; r++) {
        const VEC *from = (const VEC *)(tile + r * WIDTH);
        const REAL own =
            weighted ? (REAL)job->weight[p * WIDTH + (size_t)r] : 1;
        VEC row = rows->sum[r];
        VEC row_sharp = zero;

#pragma GCC unroll 8
        for (int v = 0; v < V; v++) {
            const VEC e = NAME(pairs_exp2)(from[v] * rate);
            VEC e4 = zero;

            if (sharp)
                e4 = NAME(pairs_fourth)(e);
            if (weighted) {
                row += e * weight[v];
                column[v] += e * own;
                row_sharp += e4 * weight[v];
                column_sharp[v] += e4 * own;
            } else {
                row += e;
                column[v] += e;
                row_sharp += e4;
                column_sharp[v] += e4;
            }
        }
        rows->sum[r] = row;
        if (sharp)
            rows->sharp[r] += row_sharp;
    }
    for (int v = 0; both_ways && v < V; v++)
        for (int l = 0; l < (int)L; l++) {
            const size_t j = q * WIDTH + (size_t)v * L + (size_t)l;

            job->sum[j] += (double)column[v][l];
            if (sharp)
                job->sum_sharp[j] += (double)column_sharp[v][l];
        }
}

/* Adds the lanes to the sums of panel p and starts over. */
static void
NAME(pairs_flush)(const ipt__pair_job *job, size_t p, NAME(pairs_rows) * rows)
{
    enum { L = PAIRS_BYTES / sizeof(REAL) };

    for (size_t r = 0; r < WIDTH; r++)
        for (size_t l = 0; l < L; l++) {
            job->sum[p * WIDTH + r] += (double)rows->sum[r][l];
            if (job->sum_sharp)
                job->sum_sharp[p * WIDTH + r] += (double)rows->sharp[r][l];
        }
    memset(rows, 0, sizeof *rows);
}

PAIRS_INLINE void
NAME(pairs_strip_of)(const ipt__pair_job *job, size_t p, size_t first,
                     size_t last, int weighted, int sharp)
{
    const REAL *panels = job->panels;
    const size_t size = job->d * WIDTH;
    REAL tile[WIDTH * WIDTH] __attribute__((aligned(64)));
    NAME(pairs_rows) rows;

    memset(&rows, 0, sizeof rows);
    for (size_t q = first; q < last; q++) {
        NAME(pairs_distances)
        (panels + p * size, panels + q * size, job->d, tile);
        if (p == q)
            NAME(pairs_add)(job, tile, p, q, &rows, 0, weighted, sharp);
        else
            NAME(pairs_add)(job, tile, p, q, &rows, 1, weighted, sharp);
        /* Few enough tiles for float sums to keep their digits. */
        if ((q - first) % PAIRS_FLUSH == PAIRS_FLUSH - 1)
            NAME(pairs_flush)(job, p, &rows);
    }
    NAME(pairs_flush)(job, p, &rows);
}

static void
NAME(pairs_strip)(const ipt__pair_job *job, size_t p, size_t first, size_t last)
{
    if (job->weight) {
        if (job->sum_sharp)
            NAME(pairs_strip_of)(job, p, first, last, 1, 1);
        else
            NAME(pairs_strip_of)(job, p, first, last, 1, 0);
    } else {
        if (job->sum_sharp)
            NAME(pairs_strip_of)(job, p, first, last, 0, 1);
        else
            NAME(pairs_strip_of)(job, p, first, last, 0, 0);
    }
}
