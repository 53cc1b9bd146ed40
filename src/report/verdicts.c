/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Report: what the curves say, in sentences and as a table. */

#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/estimator.h>

#include "src/report/scores.h"

/* Below this the chance is called small; fewest runs that can get there. */
#define VERDICTS_LEVEL 0.05
enum { VERDICTS_RUNS = 5 };

/* One group seen by one estimator. */
typedef struct {
    const ipt__group *group;
    const char *estimator;
    const ipt_plane *plane;
    ipt__score *score; /* of every layer; owned */
    size_t n_layers;
    size_t n_runs; /* most that any layer has */
    const char *unit;
    const char *what; /* "I(X;T)", "M(X;T)" */
} verdict;

static ipt_status
verdict_load(const ipt__report *report, size_t g, size_t e, verdict *out,
             ipt_error *err)
{
    const ipt__group *group = &report->groups.group[g];

    memset(out, 0, sizeof *out);
    out->group = group;
    out->estimator = report->estimator[e];
    out->plane = ipt__report_plane(group, out->estimator);
    if (!out->plane)
        return IPT_OK;
    const int measure =
        out->plane->kind_xt && !strcmp(out->plane->kind_xt, "measure");

    out->unit = measure ? "" : " bit";
    out->what = measure ? "M(X;T)" : "I(X;T)";
    out->n_layers = group->run[0]->n_layers;
    out->score = calloc(out->n_layers + 1, sizeof *out->score);
    if (!out->score)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a report");
    ipt__scores(report, group, out->estimator, out->score);
    for (size_t l = 0; l < out->n_layers; l++)
        if (out->score[l].fall.n > out->n_runs)
            out->n_runs = out->score[l].fall.n;
    return IPT_OK;
}

static void
verdict_layer(FILE *out, const verdict *v, size_t l)
{
    fputs("<b>", out);
    ipt__html_text(out, v->group->run[0]->layer_name[l]);
    fputs("</b>", out);
}

/* Whether a layer falls beyond what chance explains. */
static int
verdict_falls(const ipt__score *score)
{
    return score->p < VERDICTS_LEVEL && score->fall.low > 0;
}

static int
verdict_saturated(const ipt__score *score)
{
    return score->saturated > 0.5;
}

/* "dense4: I(X;T) falls by 4.9 bit [3.8, 6.0] after epoch 300 (p = ...)". */
static void
verdict_fall(FILE *out, const verdict *v, size_t l)
{
    const ipt__score *s = &v->score[l];

    verdict_layer(out, v, l);
    ipt__html_printf(out, ": %s falls by %.3g%s [%.3g, %.3g] ", v->what,
                     s->fall.mean, v->unit, s->fall.low, s->fall.high);
    if (s->peak > 0)
        ipt__html_printf(out, "after epoch %" PRId64, s->peak);
    else
        fputs("from the initial network on", out);
    ipt__html_printf(out, " (p = %.2g, %zu runs)", s->p, s->fall.n);
    if (verdict_saturated(s))
        fputs("; it is saturated for more than half of the time, so its size "
              "is cut off",
              out);
}

/* One run: what it did, without a word on chance. */
static void
verdict_single(FILE *out, const verdict *v)
{
    size_t best = SIZE_MAX;

    for (size_t l = 0; l < v->n_layers; l++)
        if (isfinite(v->score[l].fall.mean) &&
            !verdict_saturated(&v->score[l]) &&
            (best == SIZE_MAX ||
             v->score[l].fall.mean > v->score[best].fall.mean))
            best = l;
    if (best == SIZE_MAX) {
        fputs("<li>One run, and no layer whose estimates can be read.</li>\n",
              out);
        return;
    }
    fputs("<li>One run: no interval and no test. Its largest fall is that of ",
          out);
    verdict_layer(out, v, best);
    ipt__html_printf(out,
                     ", %.3g%s below its peak at epoch %" PRId64
                     "; a peak is never below the end, so a small number "
                     "here means nothing.</li>\n",
                     v->score[best].fall.mean, v->unit, v->score[best].peak);
}

/* Layers that tell the number of samples alone. */
static void
verdict_name_saturated(FILE *out, const verdict *v)
{
    size_t n = 0;

    for (size_t l = 0; l < v->n_layers; l++)
        if (verdict_saturated(&v->score[l])) {
            fputs(n++ ? ", " : "<li>Saturated: ", out);
            verdict_layer(out, v, l);
        }
    if (n)
        ipt__html_printf(out,
                         "; %s estimates tell the number of samples, so "
                         "whether %s falls cannot be seen here.</li>\n",
                         n == 1 ? "its" : "their", n == 1 ? "it" : "any");
}

/* No layer falls: the nearest to it, or why nothing could be found. */
static void
verdict_none(FILE *out, const verdict *v)
{
    size_t best = SIZE_MAX;

    for (size_t l = 0; l < v->n_layers; l++)
        if (!verdict_saturated(&v->score[l]) && isfinite(v->score[l].p) &&
            (best == SIZE_MAX || v->score[l].p < v->score[best].p))
            best = l;
    if (best == SIZE_MAX) {
        fputs("<li>No layer could be tested.</li>\n", out);
        return;
    }
    if (v->score[best].fall.n < VERDICTS_RUNS) {
        const size_t n = v->score[best].fall.n;

        ipt__html_printf(out,
                         "<li>%zu runs are too few for the test, whose p is "
                         "%.2g at least. Largest fall: ",
                         n, ldexp(1, -(int)n));
        for (size_t l = 0; l < v->n_layers; l++)
            if (!verdict_saturated(&v->score[l]) &&
                v->score[l].fall.mean > v->score[best].fall.mean)
                best = l;
        verdict_layer(out, v, best);
        ipt__html_printf(out, ", %.3g%s [%.3g, %.3g].</li>\n",
                         v->score[best].fall.mean, v->unit,
                         v->score[best].fall.low, v->score[best].fall.high);
        return;
    }
    ipt__html_printf(out,
                     "<li>No compression beyond chance; nearest to it is ");
    verdict_layer(out, v, best);
    ipt__html_printf(out,
                     " with a fall of %.3g%s [%.3g, %.3g] (p = %.2g, "
                     "%zu runs).</li>\n",
                     v->score[best].fall.mean, v->unit, v->score[best].fall.low,
                     v->score[best].fall.high, v->score[best].p,
                     v->score[best].fall.n);
}

/* What the fall of a bound does not say. */
static void
verdict_bound(FILE *out, const verdict *v)
{
    const char *kind = v->plane->kind_xt;

    if (kind && (!strcmp(kind, "upper") || !strcmp(kind, "lower")))
        ipt__html_printf(out,
                         "<li>These are %s bounds: their fall does not prove "
                         "one of the information.</li>\n",
                         !strcmp(kind, "upper") ? "upper" : "lower");
}

static void
verdict_write(FILE *out, const verdict *v)
{
    int any = 0;

    fputs("<li>", out);
    ipt__html_text(out, v->estimator);
    if (v->plane->label && strcmp(v->plane->label, v->estimator)) {
        fputs(" <span class=\"quiet\">(", out);
        ipt__html_text(out, v->plane->label);
        fputs(")</span>", out);
    }
    fputs("\n<ul>\n", out);
    for (size_t l = 0; l < v->n_layers; l++)
        if (verdict_falls(&v->score[l])) {
            fputs("<li>", out);
            verdict_fall(out, v, l);
            fputs(".</li>\n", out);
            any = 1;
        }
    if (any)
        verdict_bound(out, v);
    if (!v->n_runs)
        fputs("<li>No run has all values.</li>\n", out);
    else if (v->n_runs == 1)
        verdict_single(out, v);
    else if (!any)
        verdict_none(out, v);
    verdict_name_saturated(out, v);
    fputs("</ul></li>\n", out);
}

/* Dead networks, one by one, and what became of them. */
static void
verdict_dead(const ipt__report *report, FILE *out, const ipt__group *group)
{
    const ipt_statistics_group *found = ipt__scores_group(report, group);

    if (!found || !found->n_dead)
        return;
    ipt__html_printf(out,
                     "<p><b class=\"bad\">Dead: %zu of %zu network%s.</b> "
                     "Means and tests %s.</p>\n<ul class=\"plain\">\n",
                     found->n_dead, found->n_runs,
                     found->n_runs == 1 ? "" : "s",
                     report->statistics->options.dead == IPT_DEAD_KEEP
                         ? "include them"
                         : "of scores leave them out, figures do not");
    for (size_t i = 0; i < found->n_dead; i++) {
        ipt__html_printf(out, "<li>seed %" PRIu64 ": ",
                         found->dead[i].run->seed);
        ipt__html_text(out, found->dead[i].why);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

ipt_status
ipt__report_verdicts(const ipt__report *report, FILE *out, ipt_error *err)
{
    ipt_status status = IPT_OK;

    if (!report->groups.n) {
        fputs("<p class=\"callout\">No run ended with results, so there is "
              "nothing to say.</p>\n",
              out);
        return IPT_OK;
    }
    fputs("<ul class=\"verdicts\">\n", out);
    for (size_t g = 0; g < report->groups.n && status == IPT_OK; g++) {
        const ipt__group *group = &report->groups.group[g];

        fputs("<li><h3>", out);
        ipt__html_text(out, ipt__report_group_label(group));
        fputs("</h3>\n", out);
        verdict_dead(report, out, group);
        fputs("<ul class=\"plain\">\n", out);
        for (size_t e = 0; e < report->n_estimators && status == IPT_OK; e++) {
            verdict v;

            status = verdict_load(report, g, e, &v, err);
            if (status == IPT_OK && v.plane)
                verdict_write(out, &v);
            free(v.score);
        }
        fputs("</ul></li>\n", out);
    }
    fputs("</ul>\n<p class=\"note\">Each test stands alone: of many layers, "
          "one in 20 falls below p = 0.05 by chance. What falls is an "
          "estimate; see <a href=\"#notes\">what the numbers mean</a>.</p>\n",
          out);
    return status;
}

/* A number of a table: three decimals in bits, three digits in the scale of a
 * measure. */
static void
verdict_number(FILE *out, const verdict *v, double value)
{
    if (!*v->unit)
        ipt__html_printf(out, "%.3g", value);
    else /* no sign before a zero */
        ipt__html_printf(out, "%.3f", fabs(value) < 0.0005 ? 0 : value);
}

static void
verdict_cell(FILE *out, const verdict *v, double value)
{
    if (!isfinite(value)) {
        ipt__html_number(out, value, 3);
        return;
    }
    ipt__html_printf(out, "<td class=\"num\" data-sort=\"%.9g\">", value);
    verdict_number(out, v, value);
    fputs("</td>", out);
}

static void
verdict_interval(FILE *out, const verdict *v, const ipt__spread *spread)
{
    if (!isfinite(spread->low) || !isfinite(spread->high)) {
        ipt__html_number(out, (double)NAN, 3);
        return;
    }
    ipt__html_printf(out, "<td class=\"num\" data-sort=\"%.9g\">[",
                     spread->low);
    verdict_number(out, v, spread->low);
    fputs(", ", out);
    verdict_number(out, v, spread->high);
    fputs("]</td>", out);
}

static void
verdict_rows(FILE *out, const verdict *v, int settings)
{
    for (size_t l = 0; l < v->n_layers; l++) {
        const ipt__score *s = &v->score[l];

        fputs("<tr>", out);
        if (settings)
            ipt__html_cell(out, ipt__report_group_label(v->group));
        ipt__html_cell(out, v->estimator);
        ipt__html_cell(out, v->group->run[0]->layer_name[l]);
        ipt__html_printf(out, "<td class=\"num\">%zu</td>", s->fall.n);
        verdict_cell(out, v, s->fall.mean);
        verdict_interval(out, v, &s->fall);
        ipt__html_number(out, s->p, 2);
        ipt__html_number(out, s->p_holm, 2);
        if (s->fall.n)
            ipt__html_printf(out, "<td class=\"num\">%" PRId64 "</td>",
                             s->peak);
        else
            fputs("<td class=\"num\">\xE2\x80\x93</td>", out);
        verdict_cell(out, v, s->last_xt);
        verdict_cell(out, v, s->rise.mean);
        verdict_interval(out, v, &s->rise);
        verdict_cell(out, v, s->last_ty);
        ipt__html_number(out, s->r, 2);
        if (isfinite(s->r_low))
            ipt__html_printf(out,
                             "<td class=\"num\" data-sort=\"%.9g\">"
                             "[%.2f, %.2f]</td>",
                             s->r_low, s->r_low, s->r_high);
        else
            ipt__html_number(out, (double)NAN, 2);
        ipt__html_number(out, s->r_p, 2);
        ipt__html_printf(out,
                         "<td class=\"num\" data-sort=\"%.4g\">%.0f&#160;%%"
                         "</td></tr>\n",
                         s->saturated, 100 * s->saturated);
    }
}

ipt_status
ipt__report_statistics(const ipt__report *report, FILE *out, ipt_error *err)
{
    const int settings = report->groups.n > 1;
    ipt_status status = IPT_OK;

    if (!report->groups.n) {
        fputs("<p>There are no results.</p>\n", out);
        return IPT_OK;
    }
    ipt__html_printf(
        out,
        "<p class=\"note\">Fall: the compression score, I(X;T) at its peak "
        "minus at the last epoch, of curves smoothed so that no peak is made. "
        "The peak of a noisy curve lies above its end even where nothing "
        "falls, so each run is read where the mean of the other runs peaks; "
        "without a trend the fall is 0 on average, and it may be negative. "
        "Rise: I(T;Y) at such a peak minus at the first epoch. Intervals "
        "are 95&#160;%% by bootstrap over runs; p comes from turning the "
        "signs of the runs' changes, one-sided; Holm's p is corrected over "
        "the layers. r is Pearson's correlation of the runs' falls with their "
        "final test accuracy, its p from permutations. In bits.</p>\n"
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Table of statistics\">\n<table class=\"sortable\">"
        "<thead><tr>%s<th scope=\"col\">estimator</th>"
        "<th scope=\"col\">layer</th><th scope=\"col\" class=\"num\">runs</th>"
        "<th scope=\"col\" class=\"num\">fall</th>"
        "<th scope=\"col\" class=\"num\">interval</th>"
        "<th scope=\"col\" class=\"num\">p</th>"
        "<th scope=\"col\" class=\"num\">p (Holm)</th>"
        "<th scope=\"col\" class=\"num\">peak at epoch</th>"
        "<th scope=\"col\" class=\"num\">last I(X;T)</th>"
        "<th scope=\"col\" class=\"num\">rise</th>"
        "<th scope=\"col\" class=\"num\">interval</th>"
        "<th scope=\"col\" class=\"num\">last I(T;Y)</th>"
        "<th scope=\"col\" class=\"num\">r with accuracy</th>"
        "<th scope=\"col\" class=\"num\">interval</th>"
        "<th scope=\"col\" class=\"num\">p of r</th>"
        "<th scope=\"col\" class=\"num\">saturated</th></tr></thead>\n"
        "<tbody>\n",
        settings ? "<th scope=\"col\">setting</th>" : "");
    for (size_t g = 0; g < report->groups.n && status == IPT_OK; g++)
        for (size_t e = 0; e < report->n_estimators && status == IPT_OK; e++) {
            verdict v;

            status = verdict_load(report, g, e, &v, err);
            if (status == IPT_OK && v.plane)
                verdict_rows(out, &v, settings);
            free(v.score);
        }
    fputs("</tbody></table></div>\n", out);
    return status;
}
