/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Averages over runs: mean, spread and confidence of one quantity. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "series.h"

/* One epoch of one run. */
typedef struct {
    int64_t epoch;
    size_t at;
} series_epoch;

/* A run that takes part. */
typedef struct {
    const ipt_result *run;
    const ipt_plane *plane;
    size_t place;        /* among the runs asked for */
    series_epoch *epoch; /* ascending */
    size_t *at;          /* of each common epoch in the run */
} series_member;

double
ipt__student_t(size_t n)
{
    return n < 2 ? (double)NAN : gsl_cdf_tdist_Pinv(0.975, (double)(n - 1));
}

const ipt_plane *
ipt__plane_find(const ipt_result *run, const char *id)
{
    for (size_t i = 0; i < run->n_planes; i++)
        if (run->plane[i].id && !strcmp(run->plane[i].id, id))
            return &run->plane[i];
    return NULL;
}

double
ipt__value_i_xt(const ipt_result *run, const ipt_plane *plane, size_t epoch,
                size_t layer)
{
    if (!plane || !plane->i_xt)
        return (double)NAN;
    return plane->i_xt[epoch * run->n_layers + layer];
}

double
ipt__value_i_ty(const ipt_result *run, const ipt_plane *plane, size_t epoch,
                size_t layer)
{
    if (!plane || !plane->i_ty)
        return (double)NAN;
    return plane->i_ty[epoch * run->n_layers + layer];
}

static int
series_compare(const void *a, const void *b)
{
    const series_epoch *p = a;
    const series_epoch *q = b;

    if (p->epoch != q->epoch)
        return p->epoch < q->epoch ? -1 : 1;
    return p->at < q->at ? -1 : p->at > q->at;
}

/* Ends of values in a layer of a run; 0 if there are none. */
static int
series_has(const series_member *member, ipt__value value, size_t layer)
{
    for (size_t e = 0; e < member->run->n_epochs; e++)
        if (isfinite(value(member->run, member->plane, e, layer)))
            return 1;
    return 0;
}

/* The place of an epoch in a run, or SIZE_MAX. */
static size_t
series_find(const series_member *member, int64_t epoch)
{
    size_t low = 0;
    size_t high = member->run->n_epochs;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (member->epoch[middle].epoch < epoch)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < member->run->n_epochs && member->epoch[low].epoch == epoch)
        return member->epoch[low].at;
    return SIZE_MAX;
}

static int
series_member_init(series_member *member)
{
    const size_t n = member->run->n_epochs;

    member->epoch = calloc(n, sizeof *member->epoch);
    member->at = calloc(n, sizeof *member->at);
    if (!member->epoch || !member->at)
        return 0;
    for (size_t e = 0; e < n; e++)
        member->epoch[e] = (series_epoch){member->run->epoch[e], e};
    qsort(member->epoch, n, sizeof *member->epoch, series_compare);
    return 1;
}

/* Whether an epoch of run m is also in the runs before (1) it. */
static int
series_seen(const series_member *member, size_t m, int64_t epoch)
{
    for (size_t i = 0; i < m; i++)
        if (series_find(&member[i], epoch) != SIZE_MAX)
            return 1;
    return 0;
}

/* Epochs that all runs have, into out->epoch, and the size of the union. */
static void
series_epochs(series_member *member, size_t n, ipt__series *out)
{
    for (size_t m = 0; m < n; m++) {
        const series_epoch *epoch = member[m].epoch;

        for (size_t e = 0; e < member[m].run->n_epochs; e++)
            if ((!e || epoch[e].epoch != epoch[e - 1].epoch) &&
                !series_seen(member, m, epoch[e].epoch))
                out->n_union++;
    }
    for (size_t e = 0; e < member[0].run->n_epochs; e++) {
        const int64_t epoch = member[0].epoch[e].epoch;
        size_t m = 0;

        if (e && epoch == member[0].epoch[e - 1].epoch)
            continue;
        for (; m < n; m++) {
            const size_t at = series_find(&member[m], epoch);

            if (at == SIZE_MAX)
                break;
            /* at[] is as long as its own run's list, so it always fits. */
            member[m].at[out->n_epochs] = at;
        }
        if (m == n)
            out->epoch[out->n_epochs++] = epoch;
    }
}

/* Mean and interval of one layer over the runs that take part in it. */
static void
series_layer(const series_member *member, size_t n, const char *has,
             ipt__value value, size_t layer, ipt__series *out)
{
    size_t count = 0;

    for (size_t m = 0; m < n; m++)
        count += has[m] != 0;
    out->n[layer] = count;
    const double t = ipt__student_t(count);

    for (size_t e = 0; count && e < out->n_epochs; e++) {
        const size_t k = e * out->n_layers + layer;
        double sum = 0;
        double square = 0;
        size_t finite = 0;

        for (size_t m = 0; m < n; m++) {
            const double v = has[m] ? value(member[m].run, member[m].plane,
                                            member[m].at[e], layer)
                                    : (double)NAN;
            if (isfinite(v)) {
                sum += v;
                finite++;
            }
        }
        if (finite < count) {
            out->n_gaps += finite > 0;
            continue;
        }
        out->mean[k] = sum / (double)count;
        if (count < 2)
            continue;
        for (size_t m = 0; m < n; m++)
            if (has[m]) {
                const double d = value(member[m].run, member[m].plane,
                                       member[m].at[e], layer) -
                                 out->mean[k];
                square += d * d;
            }
        out->sd[k] = sqrt(square / (double)(count - 1));
        out->low[k] = out->mean[k] - t * out->sd[k] / sqrt((double)count);
        out->high[k] = out->mean[k] + t * out->sd[k] / sqrt((double)count);
    }
}

static int
series_alloc(ipt__series *out, size_t n_epochs, size_t n_layers)
{
    const size_t n = n_epochs * n_layers;

    out->n_layers = n_layers;
    out->epoch = calloc(n_epochs + 1, sizeof *out->epoch);
    out->mean = malloc((n + 1) * sizeof *out->mean);
    out->sd = malloc((n + 1) * sizeof *out->sd);
    out->low = malloc((n + 1) * sizeof *out->low);
    out->high = malloc((n + 1) * sizeof *out->high);
    out->n = calloc(n_layers + 1, sizeof *out->n);
    if (!out->epoch || !out->mean || !out->sd || !out->low || !out->high ||
        !out->n)
        return 0;
    for (size_t i = 0; i < n; i++)
        out->mean[i] = out->sd[i] = out->low[i] = out->high[i] = (double)NAN;
    return 1;
}

/* The runs that have any value, in the order given; how many, or SIZE_MAX
 * without memory. */
static size_t
series_members(const ipt_result *const *runs, size_t n_runs, const char *plane,
               ipt__value value, size_t n_layers, series_member *member)
{
    size_t n = 0;

    for (size_t r = 0; r < n_runs; r++) {
        int any = 0;

        member[n].run = runs[r];
        member[n].plane = plane ? ipt__plane_find(runs[r], plane) : NULL;
        if (plane && !member[n].plane)
            continue;
        for (size_t l = 0; l < n_layers && !any; l++)
            any = series_has(&member[n], value, l);
        if (!any)
            continue;
        member[n].place = r;
        if (!series_member_init(&member[n++]))
            return SIZE_MAX;
    }
    return n;
}

static void
series_members_free(series_member *member, size_t n)
{
    for (size_t m = 0; member && m < n; m++) {
        free(member[m].epoch);
        free(member[m].at);
    }
    free(member);
}

ipt_status
ipt__series_average(const ipt_result *const *runs, size_t n_runs,
                    const char *plane, ipt__value value, size_t n_layers,
                    ipt__series *out, ipt_error *err)
{
    ipt_status status = IPT_ENOMEM;
    ipt__series series = {0};
    series_member *member = calloc(n_runs + 1, sizeof *member);
    char *has = calloc(n_runs + 1, 1);
    size_t n = 0;

    if (!member || !has)
        goto done;
    n = series_members(runs, n_runs, plane, value, n_layers, member);
    if (n == SIZE_MAX)
        goto done;
    if (!series_alloc(&series, n ? member[0].run->n_epochs : 0, n_layers))
        goto done;
    series.n_runs = n;
    if (n)
        series_epochs(member, n, &series);
    for (size_t l = 0; n && l < n_layers; l++) {
        for (size_t m = 0; m < n; m++)
            has[m] = (char)series_has(&member[m], value, l);
        series_layer(member, n, has, value, l, &series);
    }
    *out = series;
    memset(&series, 0, sizeof series);
    status = IPT_OK;
done:
    if (status != IPT_OK)
        ipt_error_set(err, status, "no memory to average %zu runs", n_runs);
    series_members_free(member, n_runs);
    free(has);
    ipt__series_release(&series);
    return status;
}

void
ipt__series_release(ipt__series *series)
{
    free(series->epoch);
    free(series->mean);
    free(series->sd);
    free(series->low);
    free(series->high);
    free(series->n);
    memset(series, 0, sizeof *series);
}

ipt_status
ipt__curves_gather(const ipt_result *const *runs, size_t n_runs,
                   const char *plane, ipt__value value, size_t n_layers,
                   ipt__curves *out, ipt_error *err)
{
    ipt_status status = IPT_ENOMEM;
    series_member *member = calloc(n_runs + 1, sizeof *member);
    ipt__series common = {0};
    double *values = NULL;
    size_t n = 0;

    if (!member)
        goto done;
    n = series_members(runs, n_runs, plane, value, n_layers, member);
    if (n == SIZE_MAX)
        goto done;
    common.epoch =
        calloc(n ? member[0].run->n_epochs + 1 : 1, sizeof *common.epoch);
    if (!common.epoch)
        goto done;
    if (n)
        series_epochs(member, n, &common);
    values = malloc((n_layers * n_runs * common.n_epochs + 1) * sizeof *values);
    if (!values)
        goto done;
    for (size_t i = 0; i < n_layers * n_runs * common.n_epochs; i++)
        values[i] = (double)NAN;
    for (size_t l = 0; l < n_layers; l++)
        for (size_t m = 0; m < n; m++)
            for (size_t e = 0; e < common.n_epochs; e++)
                values[(l * n_runs + member[m].place) * common.n_epochs + e] =
                    value(member[m].run, member[m].plane, member[m].at[e], l);
    *out =
        (ipt__curves){n_runs, common.n_epochs, n_layers, common.epoch, values};
    common.epoch = NULL;
    values = NULL;
    status = IPT_OK;
done:
    if (status != IPT_OK)
        ipt_error_set(err, status, "no memory for the curves of %zu runs",
                      n_runs);
    series_members_free(member, n_runs);
    free(common.epoch);
    free(values);
    return status;
}

void
ipt__curves_release(ipt__curves *curves)
{
    free(curves->epoch);
    free(curves->value);
    memset(curves, 0, sizeof *curves);
}
