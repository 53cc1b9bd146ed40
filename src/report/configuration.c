/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Report: configuration and provenance. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/report/report.h"

enum { CONFIGURATION_VALUES = 4 };

static void
configuration_text(FILE *out, const char *title, const char *text, int open)
{
    ipt__html_printf(out, "<details%s><summary>%s</summary>\n<pre>",
                     open ? " open" : "", title);
    /* A first line break would not show. */
    if (*text == '\n')
        fputc('\n', out);
    ipt__html_text(out, text);
    fputs("</pre></details>\n", out);
}

ipt_status
ipt__report_configuration(const ipt__report *report, FILE *out, ipt_error *err)
{
    const ipt_result *run = NULL;

    (void)err;
    for (size_t r = 0; r < report->n && !run; r++)
        if (report->results[r]->config_resolved)
            run = report->results[r];
    if (!run) {
        fputs("<p>These results hold no configuration.</p>\n", out);
        return IPT_OK;
    }
    if (report->n > 1) {
        fputs("<p>Of run <code>", out);
        ipt__html_text(out, run->run_id);
        fputs("</code>; the runs differ in the seed", out);
        for (size_t p = 0; p < report->n_params; p++) {
            fputs(p + 1 < report->n_params ? ", <code>" : " and <code>", out);
            ipt__html_text(out, report->param[p]);
            fputs("</code>", out);
        }
        fputs(".</p>\n", out);
    }
    configuration_text(out, "Resolved, with every default filled in",
                       run->config_resolved, 0);
    if (run->config_source)
        configuration_text(out, "As it was given", run->config_source, 0);
    if (run->n_overrides) {
        fputs("<details><summary>Settings of the command line</summary>\n"
              "<ul>\n",
              out);
        for (size_t i = 0; i < run->n_overrides; i++) {
            fputs("<li><code>", out);
            ipt__html_text(out, run->overrides[i]);
            fputs("</code></li>\n", out);
        }
        fputs("</ul></details>\n", out);
    }
    return IPT_OK;
}

/* Keys that differ from run to run by nature; told in one sentence. */
static int
configuration_is_own(const char *key)
{
    static const char *const own[] = {"start",
                                      "end",
                                      "peak_memory_kib",
                                      "train_seconds",
                                      "estimate_seconds",
                                      "sweep_point"};

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!strcmp(key, own[i]))
            return 1;
    return 0;
}

/* Sum and maximum of a number over the runs that have it. */
static size_t
configuration_sum(const ipt__report *report, const char *key, double *sum,
                  double *most)
{
    size_t n = 0;

    *sum = *most = 0;
    for (size_t r = 0; r < report->n; r++) {
        const char *text =
            ipt__report_pair(report->results[r]->provenance,
                             report->results[r]->n_provenance, key);

        if (text) {
            *sum += strtod(text, NULL);
            *most = fmax(*most, strtod(text, NULL));
            n++;
        }
    }
    return n;
}

/* The first (or last) of all times under a key; ISO 8601 sorts as text. */
static const char *
configuration_time(const ipt__report *report, const char *key, int last)
{
    const char *found = NULL;

    for (size_t r = 0; r < report->n; r++) {
        const char *text =
            ipt__report_pair(report->results[r]->provenance,
                             report->results[r]->n_provenance, key);

        if (text && (!found || (strcmp(text, found) > 0 ? last : !last)))
            found = text;
    }
    return found;
}

static void
configuration_row(FILE *out, const char *key, const char *value)
{
    ipt__html_printf(out, "<tr><th scope=\"row\">%s</th>", key);
    ipt__html_cell(out, value);
    fputs("</tr>\n", out);
}

static void
configuration_times(const ipt__report *report, FILE *out)
{
    char text[64];
    double sum = 0;
    double most = 0;

    if (configuration_time(report, "start", 0))
        configuration_row(out, "first start",
                          configuration_time(report, "start", 0));
    if (configuration_time(report, "end", 1))
        configuration_row(out, "last end",
                          configuration_time(report, "end", 1));
    if (configuration_sum(report, "train_seconds", &sum, &most)) {
        snprintf(text, sizeof text, "%.4g s in all, %.4g s at most", sum, most);
        configuration_row(out, "training", text);
    }
    if (configuration_sum(report, "estimate_seconds", &sum, &most)) {
        snprintf(text, sizeof text, "%.4g s in all, %.4g s at most", sum, most);
        configuration_row(out, "estimating", text);
    }
    if (configuration_sum(report, "peak_memory_kib", &sum, &most)) {
        snprintf(text, sizeof text, "%.4g MiB at most", most / 1024);
        configuration_row(out, "memory", text);
    }
}

/* Bytes of a value that count: workers of one batch differ in the run that
 * their command line names at its end. */
static size_t
configuration_length(const char *key, const char *value)
{
    const size_t length = strlen(value);
    const char *only = strstr(value, " --only ");
    const char *end = "--progress=pipe";

    if (strcmp(key, "command_line") || !only || length < strlen(end) ||
        strcmp(value + length - strlen(end), end))
        return length;
    return (size_t)(only - value);
}

/* A key with its distinct values; how many runs have each if they differ. */
static void
configuration_values(const ipt__report *report, const char *key, FILE *out)
{
    const char *value[CONFIGURATION_VALUES] = {NULL};
    size_t length[CONFIGURATION_VALUES] = {0};
    size_t count[CONFIGURATION_VALUES] = {0};
    size_t n = 0;
    size_t others = 0;

    for (size_t r = 0; r < report->n; r++) {
        const char *text =
            ipt__report_pair(report->results[r]->provenance,
                             report->results[r]->n_provenance, key);
        size_t i = 0;

        if (!text)
            continue;
        const size_t most = configuration_length(key, text);

        while (i < n && (length[i] != most || memcmp(value[i], text, most)))
            i++;
        if (i == CONFIGURATION_VALUES) {
            others++;
            continue;
        }
        if (i == n) {
            length[n] = most;
            value[n++] = text;
        }
        count[i]++;
    }
    fputs("<tr><th scope=\"row\">", out);
    ipt__html_text(out, key);
    fputs("</th><td class=\"value\">", out);
    for (size_t i = 0; i < n; i++) {
        fputs(i ? "<br>" : "", out);
        ipt__html_part(out, value[i], length[i]);
        if (n > 1)
            ipt__html_printf(out, " <span class=\"quiet\">(%zu run%s)</span>",
                             count[i], count[i] == 1 ? "" : "s");
    }
    if (others)
        ipt__html_printf(out,
                         "<br><span class=\"quiet\">and others in %zu "
                         "run%s</span>",
                         others, others == 1 ? "" : "s");
    fputs("</td></tr>\n", out);
}

/* Whether an earlier run, or an earlier pair of run r, has the key. */
static int
configuration_seen(const ipt__report *report, size_t r, size_t pair)
{
    const ipt_result *const *results = report->results;
    const char *key = results[r]->provenance[pair].key;

    for (size_t i = 0; i < r; i++)
        if (ipt__report_pair(results[i]->provenance, results[i]->n_provenance,
                             key))
            return 1;
    return ipt__report_pair(results[r]->provenance, pair, key) != NULL;
}

ipt_status
ipt__report_provenance(const ipt__report *report, FILE *out, ipt_error *err)
{
    (void)err;
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"Table of provenance\">\n<table class=\"keys\">"
          "<tbody>\n",
          out);
    configuration_times(report, out);
    for (size_t r = 0; r < report->n; r++) {
        const ipt_result *run = report->results[r];

        for (size_t i = 0; i < run->n_provenance; i++)
            if (run->provenance[i].key &&
                !configuration_is_own(run->provenance[i].key) &&
                !configuration_seen(report, r, i))
                configuration_values(report, run->provenance[i].key, out);
    }
    fputs("</tbody></table></div>\n", out);
    return IPT_OK;
}
