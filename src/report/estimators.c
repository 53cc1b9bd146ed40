/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Report: what the estimators were, and what their flags say. */

#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/estimator.h>

#include "src/stats/series.h"
#include "src/report/report.h"

static int
estimators_compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Which member of a plane is looked at. */
typedef enum { ESTIMATORS_XT_SE, ESTIMATORS_TY_SE, ESTIMATORS_SECONDS } member;

static const double *
estimators_values(const ipt_plane *plane, member which)
{
    return which == ESTIMATORS_XT_SE   ? plane->i_xt_se
           : which == ESTIMATORS_TY_SE ? plane->i_ty_se
                                       : plane->wall_seconds;
}

/* Median over all runs, epochs and layers of one estimator; NaN: none known.
 * -1 without memory. */
static int
estimators_median(const ipt__report *report, const char *id, member which,
                  double *median)
{
    size_t n = 0;
    double *all = NULL;

    *median = (double)NAN;
    for (size_t r = 0; r < report->n; r++)
        n += report->results[r]->n_epochs * report->results[r]->n_layers;
    all = malloc((n + 1) * sizeof *all);
    if (!all)
        return -1;
    n = 0;
    for (size_t r = 0; r < report->n; r++) {
        const ipt_result *run = report->results[r];
        const ipt_plane *plane = ipt__plane_find(run, id);
        const double *values = plane ? estimators_values(plane, which) : NULL;

        for (size_t k = 0; values && k < run->n_epochs * run->n_layers; k++)
            if (isfinite(values[k]))
                all[n++] = values[k];
    }
    if (n) {
        qsort(all, n, sizeof *all, estimators_compare);
        *median = (all[(n - 1) / 2] + all[n / 2]) / 2;
    }
    free(all);
    return 0;
}

static const char *
estimators_kind(const char *kind)
{
    return !kind                      ? NULL
           : !strcmp(kind, "upper")   ? "upper bound"
           : !strcmp(kind, "lower")   ? "lower bound"
           : !strcmp(kind, "measure") ? "a measure, no information"
                                      : kind;
}

/* {"bins":30,"mode":"plain"} as "bins = 30, mode = plain". */
static ipt_status
estimators_parameters(FILE *out, const char *json, ipt_error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *plain = open_memstream(&text, &size);
    int quoted = 0;
    int key = 1;

    if (!plain)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a report");
    for (const char *p = json ? json : ""; *p; p++) {
        if (*p == '"' && (p == json || p[-1] != '\\')) {
            quoted = !quoted;
        } else if (!quoted && *p == ':' && key) {
            fputs(" = ", plain);
            key = 0;
        } else if (!quoted && *p == ',') {
            fputs(", ", plain);
            key = 1;
        } else if (quoted || !strchr("{} ", *p)) {
            fputc(*p, plain);
        }
    }
    if (fclose(plain)) {
        free(text);
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a report");
    }
    fputs("<td class=\"wide\">", out);
    ipt__html_text(out, text);
    fputs("</td>", out);
    free(text);
    return IPT_OK;
}

static ipt_status
estimators_row(const ipt__report *report, const char *id, FILE *out,
               ipt_error *err)
{
    const ipt_plane *plane = NULL;
    double median[3] = {0, 0, 0};

    for (size_t r = 0; r < report->n && !plane; r++)
        plane = ipt__plane_find(report->results[r], id);
    for (int i = 0; i < 3; i++)
        if (estimators_median(report, id, (member)i, &median[i]))
            return ipt_error_set(err, IPT_ENOMEM, "no memory for a report");
    fputs("<tr><th scope=\"row\">", out);
    ipt__html_text(out, id);
    fputs("</th>", out);
    ipt__html_cell(out, plane->type);
    if (estimators_parameters(out, plane->parameters, err) != IPT_OK)
        return IPT_ENOMEM;
    ipt__html_cell(out, estimators_kind(plane->kind_xt));
    ipt__html_cell(out, estimators_kind(plane->kind_ty));
    ipt__html_printf(out, "<td class=\"num\">%zu</td>", plane->n_samples);
    ipt__html_cell(out, plane->sample_set);
    ipt__html_number(out, median[0], 2);
    ipt__html_number(out, median[1], 2);
    fputs("<td class=\"wide\">", out);
    ipt__html_text(out, plane->se_method);
    fputs("</td>", out);
    ipt__html_number(out, isfinite(median[2]) ? 1000 * median[2] : median[2],
                     3);
    fputs("</tr>\n", out);
    return IPT_OK;
}

ipt_status
ipt__report_estimators(const ipt__report *report, FILE *out, ipt_error *err)
{
    ipt_status status = IPT_OK;

    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"Table of estimators\">\n<table><caption>Standard "
          "errors and times are medians over all runs, epochs and layers. A "
          "standard error tells how much one estimate moves with the "
          "samples, not its bias; the bands of the figures tell how much "
          "runs differ.</caption>\n"
          "<thead><tr><th scope=\"col\">id</th><th scope=\"col\">type</th>"
          "<th scope=\"col\">options</th><th scope=\"col\">I(X;T) is</th>"
          "<th scope=\"col\">I(T;Y) is</th>"
          "<th scope=\"col\" class=\"num\">samples</th>"
          "<th scope=\"col\">of set</th>"
          "<th scope=\"col\" class=\"num\">s.e. I(X;T) / bit</th>"
          "<th scope=\"col\" class=\"num\">s.e. I(T;Y) / bit</th>"
          "<th scope=\"col\">method of the s.e.</th>"
          "<th scope=\"col\" class=\"num\">time / ms</th></tr></thead>\n"
          "<tbody>\n",
          out);
    for (size_t e = 0; e < report->n_estimators && status == IPT_OK; e++)
        status = estimators_row(report, report->estimator[e], out, err);
    fputs("</tbody></table></div>\n", out);
    return status;
}

/* What each flag means, in the order of their bits. */
static const struct {
    unsigned flag;
    const char *name;
    const char *meaning;
} estimators_flags[] = {
    {IPT_FLAG_SATURATED, "saturated",
     "The estimate is within 0.5 % of H(X): it tells the number of samples, "
     "not the information"},
    {IPT_FLAG_OUT_OF_RANGE, "out of range",
     "Too few samples for the number of units"},
    {IPT_FLAG_TIES, "ties",
     "Different inputs gave exactly the same activations"},
    {IPT_FLAG_CONSTANT_LAYER, "constant layer",
     "Every sample gives the same activations: a dead layer"},
    {IPT_FLAG_DPI_VIOLATION, "data processing",
     "The estimate exceeds that of an earlier layer, which information "
     "cannot: a property of the estimator"},
    {IPT_FLAG_NOT_CONVERGED, "not converged",
     "The iteration of the estimator did not settle"},
    {IPT_FLAG_CLIPPED, "clipped",
     "Activations lie outside the fixed range of the cells"},
};

/* Share of the estimates of a layer that have a flag; -1 without estimates. */
static double
estimators_share(const ipt__group *group, const char *id, size_t layer,
                 unsigned flag)
{
    size_t n = 0;
    size_t with = 0;

    for (size_t r = 0; r < group->n_runs; r++) {
        const ipt_result *run = group->run[r];
        const ipt_plane *plane = ipt__plane_find(run, id);

        for (size_t e = 0; plane && plane->flags && e < run->n_epochs; e++) {
            const size_t k = e * run->n_layers + layer;

            n += isfinite(plane->i_xt[k]) != 0;
            with += (plane->flags[k] & flag) != 0;
        }
    }
    return n ? (double)with / (double)n : -1;
}

/* The cell of one estimator in one group: "dense1 100 %, dense2 38 %". */
static int
estimators_flag_cell(const ipt__group *group, const char *id, unsigned flag,
                     FILE *out)
{
    int any = 0;

    for (size_t l = 0; l < group->run[0]->n_layers; l++) {
        const double share = estimators_share(group, id, l, flag);

        if (!(share > 0))
            continue;
        fputs(any++ ? ", " : "", out);
        ipt__html_text(out, group->run[0]->layer_name[l]);
        if (share < 0.005)
            fputs(" &lt;1&#160;%", out);
        else
            ipt__html_printf(out, " %.0f&#160;%%", 100 * share);
    }
    return any;
}

ipt_status
ipt__report_flags(const ipt__report *report, FILE *out, ipt_error *err)
{
    int any = 0;

    (void)err;
    for (size_t f = 0; f < sizeof estimators_flags / sizeof *estimators_flags;
         f++) {
        int open = 0;

        for (size_t g = 0; g < report->groups.n; g++)
            for (size_t e = 0; e < report->n_estimators; e++) {
                const ipt__group *group = &report->groups.group[g];
                const unsigned flag = estimators_flags[f].flag;
                int has = 0;

                if (!ipt__report_plane(group, report->estimator[e]))
                    continue;
                for (size_t l = 0; l < group->run[0]->n_layers; l++)
                    has |= estimators_share(group, report->estimator[e], l,
                                            flag) > 0;
                if (!has)
                    continue;
                if (!open)
                    ipt__html_printf(out,
                                     "<h4>%s</h4><p>%s. Share of the "
                                     "estimates with this flag:</p>\n<ul "
                                     "class=\"plain\">\n",
                                     estimators_flags[f].name,
                                     estimators_flags[f].meaning);
                open = any = 1;
                fputs("<li><b>", out);
                ipt__html_text(out, report->estimator[e]);
                if (report->groups.n > 1) {
                    fputs("</b>, ", out);
                    ipt__html_text(out, ipt__report_group_label(group));
                    fputs(": ", out);
                } else {
                    fputs("</b>: ", out);
                }
                estimators_flag_cell(group, report->estimator[e], flag, out);
                fputs("</li>\n", out);
            }
        if (open)
            fputs("</ul>\n", out);
    }
    if (!any)
        fputs("<p>No estimate carries a flag.</p>\n", out);
    return IPT_OK;
}
