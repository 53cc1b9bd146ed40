/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Report: the table of all runs. */

#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/report/report.h"

enum { RUNS_REASONS = 6 };

/* The last value of an array over epochs that is known. */
static double
runs_last(const ipt_result *run, const double *values)
{
    for (size_t e = run->n_epochs; values && e-- > 0;)
        if (isfinite(values[e]))
            return values[e];
    return (double)NAN;
}

static double
runs_seconds(const ipt_result *run)
{
    const char *train =
        ipt__report_pair(run->provenance, run->n_provenance, "train_seconds");
    const char *estimate = ipt__report_pair(run->provenance, run->n_provenance,
                                            "estimate_seconds");

    if (!train && !estimate)
        return (double)NAN;
    return (train ? strtod(train, NULL) : 0) +
           (estimate ? strtod(estimate, NULL) : 0);
}

static int
runs_failed(const ipt_result *run)
{
    return run->status && !strcmp(run->status, "failed");
}

static void
runs_head(const ipt__report *report, FILE *out)
{
    static const char *const after[] = {"epochs",        "train loss",
                                        "test loss",     "train accuracy",
                                        "test accuracy", "seconds"};

    fputs("<thead><tr><th scope=\"col\">run</th>", out);
    for (size_t p = 0; p < report->n_params; p++) {
        fputs("<th scope=\"col\">", out);
        ipt__html_text(out, report->param[p]);
        fputs("</th>", out);
    }
    fputs("<th scope=\"col\" class=\"num\">seed</th>", out);
    fputs("<th scope=\"col\">status</th>", out);
    if (report->n_failed)
        fputs("<th scope=\"col\">reason</th>", out);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        ipt__html_printf(out, "<th scope=\"col\" class=\"num\">%s</th>",
                         after[i]);
    fputs("</tr></thead>\n", out);
}

static void
runs_row(const ipt__report *report, const ipt_result *run, FILE *out)
{
    const char *status = run->status ? run->status : "complete";
    const int failed = runs_failed(run);

    ipt__html_printf(out, "<tr%s><td><code>",
                     failed ? " class=\"failed\"" : "");
    ipt__html_text(out, run->run_id ? run->run_id : "");
    fputs("</code></td>", out);
    for (size_t p = 0; p < report->n_params; p++)
        ipt__html_cell(out, ipt__report_param(run, report->param[p]));
    ipt__html_printf(out, "<td class=\"num\">%" PRIu64 "</td>", run->seed);
    fputs("<td><span class=\"status\" data-status=\"", out);
    ipt__html_text(out, status);
    fputs("\">", out);
    ipt__html_text(out, status);
    fputs("</span></td>", out);
    if (report->n_failed) {
        fputs("<td class=\"reason\">", out);
        ipt__html_text(out, run->reason);
        fputs("</td>", out);
    }
    if (run->n_epochs)
        ipt__html_printf(out, "<td class=\"num\">%lld</td>",
                         (long long)run->epoch[run->n_epochs - 1]);
    else
        ipt__html_cell(out, NULL);
    ipt__html_number(out, runs_last(run, run->train_loss), 4);
    ipt__html_number(out, runs_last(run, run->test_loss), 4);
    ipt__html_number(out, runs_last(run, run->train_accuracy), 4);
    ipt__html_number(out, runs_last(run, run->test_accuracy), 4);
    ipt__html_number(out, runs_seconds(run), 3);
    fputs("</tr>\n", out);
}

static const char *
runs_reason(const ipt_result *run)
{
    return run->reason && *run->reason ? run->reason : "no reason stored";
}

/* How many runs failed for each reason; the first few reasons. */
static void
runs_reasons(const ipt__report *report, FILE *out)
{
    size_t listed = 0;
    size_t told = 0;

    fputs("<ul class=\"plain\">\n", out);
    for (size_t r = 0; r < report->n && listed < RUNS_REASONS; r++) {
        size_t n = 0;
        int seen = !runs_failed(report->results[r]);

        for (size_t i = 0; i < report->n && !seen; i++)
            if (runs_failed(report->results[i]) &&
                !strcmp(runs_reason(report->results[i]),
                        runs_reason(report->results[r]))) {
                seen = i < r;
                n++;
            }
        if (seen)
            continue;
        listed++;
        told += n;
        ipt__html_printf(out, "<li>%zu run%s: ", n, n == 1 ? "" : "s");
        ipt__html_text(out, runs_reason(report->results[r]));
        fputs("</li>\n", out);
    }
    if (told < report->n_failed)
        ipt__html_printf(out, "<li>%zu more for other reasons</li>\n",
                         report->n_failed - told);
    fputs("</ul>\n", out);
}

ipt_status
ipt__report_runs(const ipt__report *report, FILE *out, ipt_error *err)
{
    (void)err;
    if (report->n_failed) {
        ipt__html_printf(out,
                         "<div class=\"callout\"><b class=\"bad\">%zu of %zu "
                         "runs failed.</b>\n",
                         report->n_failed, report->n);
        runs_reasons(report, out);
    }
    if (report->groups.n_lost) {
        ipt__html_printf(out,
                         "<p>Every run of %s failed, so "
                         "no figure shows %s: ",
                         report->groups.n_lost == 1 ? "one setting"
                                                    : "some settings",
                         report->groups.n_lost == 1 ? "it" : "them");
        ipt__html_text(out, report->groups.lost);
        fputs(".</p>\n", out);
    }
    if (report->n_failed)
        fputs("</div>\n", out);
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"Table of runs\">\n<table class=\"sortable\" "
          "id=\"run-table\"><caption>Losses and accuracies of the last "
          "snapshot; seconds of training and estimating.</caption>\n",
          out);
    runs_head(report, out);
    fputs("<tbody>\n", out);
    for (size_t r = 0; r < report->n; r++)
        runs_row(report, report->results[r], out);
    fputs("</tbody></table></div>\n", out);
    return IPT_OK;
}
