/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of exp(-distance^2 ...) over all pairs of rows, never stored. */

#include <config.h>

#include <math.h>
#include <string.h>

#include <infoplane/cpu.h>

#include "pairs.h"

/* Coordinate of an empty slot: farther from every row than any kernel sees,
 * its square still a number. */
static const double pairs_far = 1e150;
static const float pairs_far_f32 = 1e18f;

static const double pairs_log2e = 1.44269504088896340735992468100;

/* Bytes of panels that are kept in the second-level cache. */
enum { PAIRS_CACHE = 1 << 18 };

const ipt__pair_kernels *
ipt__pair_kernels_get(void)
{
#ifdef IPT_KERNEL_LEVELS
    switch (ipt_cpu_level_get()) {
    case IPT_CPU_V4:
        return &ipt__pair_kernels_v4;
    case IPT_CPU_V3:
        return &ipt__pair_kernels_v3;
    default:
        break;
    }
#endif
    return &ipt__pair_kernels_base;
}

int
ipt__pairs_fit(size_t n, size_t n_groups)
{
    return n_groups <= 1 || 4 * IPT__PANEL_F64 * n_groups <= n;
}

static size_t
pairs_slots(size_t n, size_t n_groups, size_t width)
{
    return n + (n_groups ? n_groups : 1) * width;
}

double
ipt__pairs_memory(size_t n, size_t d, size_t n_classes, int single)
{
    const double slots =
        (double)pairs_slots(n, ipt__pairs_fit(n, n_classes) ? n_classes : 1,
                            single ? IPT__PANEL_F32 : IPT__PANEL_F64);

    return slots * ((double)d * (single ? 12 : 8) + 32 + 4) + 4 * (double)n;
}

void
ipt__pairs_free(ipt__pairs *pairs)
{
    ipt__buffer *const all[] = {
        &pairs->panel, &pairs->panel_f32, &pairs->slot,
        &pairs->row,   &pairs->start,     &pairs->in,
        &pairs->out,   &pairs->in_sharp,  &pairs->out_sharp,
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        ipt__buffer_free(all[i]);
}

static ipt_status
pairs_reserve(ipt__pairs *pairs, size_t n, size_t d, size_t n_groups,
              ipt_error *err)
{
    const size_t slots = pairs_slots(n, n_groups, pairs->width);
    const struct {
        ipt__buffer *buffer;
        size_t count, size;
    } wanted[] = {
        {&pairs->panel, slots * d, 8},
        {&pairs->panel_f32, pairs->single ? slots * d : 0, 4},
        {&pairs->slot, n, 4},
        {&pairs->row, slots, 4},
        {&pairs->start, n_groups + 1, sizeof(size_t)},
        {&pairs->in, slots, 8},
        {&pairs->out, slots, 8},
        {&pairs->in_sharp, slots, 8},
        {&pairs->out_sharp, slots, 8},
    };
    ipt_status status = IPT_OK;

    if (d && slots > SIZE_MAX / 8 / d)
        return ipt_error_set(err, IPT_ENOMEM,
                             "%zu x %zu activations are more "
                             "than this machine can address",
                             n, d);
    for (size_t i = 0; status == IPT_OK && i < sizeof wanted / sizeof *wanted;
         i++)
        status = ipt__buffer_reserve(wanted[i].buffer, wanted[i].count,
                                     wanted[i].size, err);
    return status;
}

/* Gives every class whole panels and every row a slot, in the order of the
 * rows within each class. */
static void
pairs_place(ipt__pairs *pairs, const uint32_t *group)
{
    size_t *start = pairs->start.data;
    uint32_t *slot = pairs->slot.data;
    uint32_t *row = pairs->row.data;
    const size_t width = pairs->width;

    memset(start, 0, (pairs->n_classes + 1) * sizeof *start);
    for (size_t i = 0; i < pairs->n; i++)
        start[(group ? group[i] : 0) + 1]++;
    for (size_t c = 0; c < pairs->n_classes; c++)
        start[c + 1] = start[c] + (start[c + 1] + width - 1) / width;
    pairs->slots = start[pairs->n_classes] * width;
    for (size_t s = 0; s < pairs->slots; s++)
        row[s] = UINT32_MAX;

    /* The start of a class counts its rows up, then is set back. */
    for (size_t c = 0; c <= pairs->n_classes; c++)
        start[c] *= width;
    for (size_t i = 0; i < pairs->n; i++) {
        const size_t s = start[group ? group[i] : 0]++;

        slot[i] = (uint32_t)s;
        row[s] = (uint32_t)i;
    }
    for (size_t c = pairs->n_classes; c > 0; c--)
        start[c] = (start[c - 1] + width - 1) / width;
    start[0] = 0;
}

/* The value of a unit that is nearest to zero. */
static double
pairs_least(const ipt_view *t, size_t unit)
{
    double least = ipt_view_get(t, 0, unit);

    for (size_t i = 1; i < t->n; i++) {
        const double value = ipt_view_get(t, i, unit);

        if (fabs(value) < fabs(least))
            least = value;
    }
    return least;
}

/* Floats count from the least value of the unit, so that their digits go to
 * distances; none becomes larger than twice what it was. */
static void
pairs_fill_f32(ipt__pairs *pairs, const ipt_view *t)
{
    const uint32_t *row = pairs->row.data;
    const size_t d = pairs->d;
    float *panel = pairs->panel_f32.data;

    for (size_t j = 0; j < d; j++) {
        const double least = pairs_least(t, j);

        for (size_t s = 0; s < pairs->slots; s++)
            panel[s / IPT__PANEL_F32 * IPT__PANEL_F32 * d + j * IPT__PANEL_F32 +
                  s % IPT__PANEL_F32] =
                row[s] == UINT32_MAX
                    ? pairs_far_f32
                    : (float)(ipt_view_get(t, row[s], j) - least);
    }
}

static void
pairs_fill(ipt__pairs *pairs, const ipt_view *t)
{
    const uint32_t *row = pairs->row.data;
    const size_t d = pairs->d;
    double *panel = pairs->panel.data;

    for (size_t s = 0; s < pairs->slots; s++) {
        double *to = panel + s / IPT__PANEL_F64 * IPT__PANEL_F64 * d +
                     s % IPT__PANEL_F64;

        for (size_t j = 0; j < d; j++)
            to[j * IPT__PANEL_F64] =
                row[s] == UINT32_MAX ? pairs_far : ipt_view_get(t, row[s], j);
    }
    if (pairs->single)
        pairs_fill_f32(pairs, t);
}

ipt_status
ipt__pairs_load(ipt__pairs *pairs, const ipt_view *t, const uint32_t *group,
                size_t n_groups, int single, ipt_error *err)
{
    ipt_status status = IPT_OK;

    pairs->n = t->n;
    pairs->d = t->d;
    pairs->n_classes = group ? n_groups : 1;
    pairs->single = single;
    pairs->width = single ? IPT__PANEL_F32 : IPT__PANEL_F64;
    status = pairs_reserve(pairs, t->n, t->d, pairs->n_classes, err);
    if (status != IPT_OK)
        return status;
    pairs_place(pairs, group);
    pairs_fill(pairs, t);
    return IPT_OK;
}

/* Panels first..last-1 with those of begin..end-1 that are not before them.
 * Blocks of columns stay in the cache while the rows pass. */
static void
pairs_block(const ipt__pairs *pairs, const ipt__pair_job *job, size_t first,
            size_t last, size_t begin, size_t end)
{
    const ipt__pair_kernels *kernels = ipt__pair_kernels_get();
    const size_t bytes = pairs->width * pairs->d * (pairs->single ? 4 : 8);
    const size_t block = PAIRS_CACHE / bytes + 1;

    for (size_t from = begin; from < end; from += block) {
        const size_t to = end - from < block ? end : from + block;

        for (size_t p = first; p < last && p < to; p++) {
            const size_t q = p > from ? p : from;

            if (pairs->single)
                kernels->strip_f32(job, p, q, to);
            else
                kernels->strip_f64(job, p, q, to);
        }
    }
}

void
ipt__pairs_sum(ipt__pairs *pairs, double v, const double *weight, int sharp,
               int only_in)
{
    const size_t *start = pairs->start.data;
    const size_t end = start[pairs->n_classes];
    const void *panels =
        pairs->single ? pairs->panel_f32.data : pairs->panel.data;
    const double rate = pairs_log2e / (2 * v);
    const ipt__pair_job in = {
        panels, pairs->d,       rate,
        weight, pairs->in.data, sharp ? pairs->in_sharp.data : NULL};
    const ipt__pair_job out = {
        panels, pairs->d,        rate,
        weight, pairs->out.data, sharp ? pairs->out_sharp.data : NULL};

    memset(pairs->in.data, 0, pairs->slots * 8);
    memset(pairs->out.data, 0, pairs->slots * 8);
    memset(pairs->in_sharp.data, 0, pairs->slots * 8);
    memset(pairs->out_sharp.data, 0, pairs->slots * 8);
    for (size_t c = 0; c < pairs->n_classes; c++) {
        pairs_block(pairs, &in, start[c], start[c + 1], start[c], start[c + 1]);
        if (!only_in)
            pairs_block(pairs, &out, start[c], start[c + 1], start[c + 1], end);
    }
}

ipt_status
ipt__pairs_small(const ipt_view *t, const uint32_t *group, size_t n_groups,
                 double v, const double *weight, double *sum, double *sum_sharp,
                 ipt_error *err)
{
    size_t *start = calloc(n_groups + 1, sizeof *start);
    uint32_t *row = malloc(t->n * sizeof *row);

    if (!start || !row) {
        free(start);
        free(row);
        return ipt_error_set(err, IPT_ENOMEM, "not enough memory");
    }
    for (size_t i = 0; i < t->n; i++)
        start[group[i] + 1]++;
    for (size_t g = 0; g < n_groups; g++)
        start[g + 1] += start[g];
    for (size_t i = t->n; i-- > 0;) /* from the end: start[g + 1] falls */
        row[--start[group[i] + 1]] = (uint32_t)i;
    for (size_t g = 0; g < n_groups; g++)
        for (size_t a = start[g + 1];
             a < (g + 1 < n_groups ? start[g + 2] : t->n); a++) {
            const size_t i = row[a];

            sum[i] = 0;
            if (sum_sharp)
                sum_sharp[i] = 0;
            for (size_t b = start[g + 1];
                 b < (g + 1 < n_groups ? start[g + 2] : t->n); b++) {
                double distance = 0;

                for (size_t k = 0; k < t->d; k++) {
                    const double step =
                        ipt_view_get(t, i, k) - ipt_view_get(t, row[b], k);

                    distance += step * step;
                }
                const double e = exp(-distance / (2 * v));
                const double w = weight ? weight[row[b]] : 1;

                sum[i] += w * e;
                if (sum_sharp)
                    sum_sharp[i] += w * (e * e) * (e * e);
            }
        }
    free(start);
    free(row);
    return IPT_OK;
}

void
ipt__pairs_row(const ipt__pairs *pairs, double v, size_t i, double *out)
{
    const uint32_t *slot = pairs->slot.data;
    const ipt__pair_job job = {
        pairs->panel.data, pairs->d, pairs_log2e / (2 * v), NULL, NULL, NULL};

    ipt__pair_kernels_get()->row_f64(&job, slot[i],
                                     pairs->slots / IPT__PANEL_F64, out);
}
