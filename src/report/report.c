/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports: the page is a template whose marks are replaced by sections. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <infoplane/report.h>

#include "src/stats/series.h"
#include "src/report/report.h"

const char *
ipt__report_pair(const ipt_pair *pairs, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (pairs[i].key && !strcmp(pairs[i].key, key))
            return pairs[i].value;
    return NULL;
}

const char *
ipt__report_param(const ipt_result *run, const char *key)
{
    const char *value = ipt__report_pair(run->params, run->n_params, key);

    return value ? value : "";
}

const char *
ipt__report_group_label(const ipt__group *group)
{
    return *group->label ? group->label : "all runs";
}

const ipt_plane *
ipt__report_plane(const ipt__group *group, const char *id)
{
    const ipt_plane *plane = NULL;

    for (size_t r = 0; r < group->n_runs && !plane; r++)
        plane = ipt__plane_find(group->run[r], id);
    return plane;
}

/* Style and script as they are: nothing of a user is in them. */
static ipt_status
report_lines(const char *const *line, FILE *out)
{
    for (; *line; line++)
        fputs(*line, out);
    return IPT_OK;
}

static ipt_status
report_css(const ipt__report *report, FILE *out, ipt_error *err)
{
    (void)report;
    (void)err;
    return report_lines(ipt__report_css, out);
}

static ipt_status
report_js(const ipt__report *report, FILE *out, ipt_error *err)
{
    (void)report;
    (void)err;
    return report_lines(ipt__report_js, out);
}

static ipt_status
report_title(const ipt__report *report, FILE *out, ipt_error *err)
{
    (void)err;
    ipt__html_text(out, report->title);
    return IPT_OK;
}

static ipt_status
report_version(const ipt__report *report, FILE *out, ipt_error *err)
{
    (void)report;
    (void)err;
    fputs(PACKAGE_VERSION, out);
    return IPT_OK;
}

/* One line on what there is. */
ipt_status
ipt__report_summary(const ipt__report *report, FILE *out, ipt_error *err)
{
    const size_t groups = report->groups.n + report->groups.n_lost;

    (void)err;
    ipt__html_printf(out, "%zu run%s", report->n, report->n == 1 ? "" : "s");
    if (groups > 1)
        ipt__html_printf(out, " of %zu settings", groups);
    if (report->n_complete == report->n)
        ipt__html_printf(out, ", all complete");
    else
        ipt__html_printf(out, ": %zu complete", report->n_complete);
    if (report->n_partial)
        ipt__html_printf(out, ", %zu unfinished", report->n_partial);
    if (report->n_failed)
        ipt__html_printf(out,
                         ", <a class=\"bad\" href=\"#runs\">%zu failed</a>",
                         report->n_failed);
    ipt__html_printf(out, ". %zu estimator%s. Information in bits.",
                     report->n_estimators,
                     report->n_estimators == 1 ? "" : "s");
    return IPT_OK;
}

/* The marks of report.html. */
static const struct {
    const char *name;
    ipt__report_part part;
} report_parts[] = {
    {"title", report_title},
    {"version", report_version},
    {"style", report_css},
    {"script", report_js},
    {"summary", ipt__report_summary},
    {"data", ipt__report_data},
    {"verdicts", ipt__report_verdicts},
    {"statistics", ipt__report_statistics},
    {"runs", ipt__report_runs},
    {"estimators", ipt__report_estimators},
    {"flags", ipt__report_flags},
    {"configuration", ipt__report_configuration},
    {"provenance", ipt__report_provenance},
    {"references", ipt__report_references},
};

static ipt_status
report_part(const ipt__report *report, const char *name, size_t length,
            FILE *out, ipt_error *err)
{
    for (size_t i = 0; i < sizeof report_parts / sizeof *report_parts; i++)
        if (strlen(report_parts[i].name) == length &&
            !memcmp(report_parts[i].name, name, length))
            return report_parts[i].part(report, out, err);
    return ipt_error_set(err, IPT_EFORMAT,
                         "the page of reports has an unknown mark %.*s",
                         (int)length, name);
}

/* The template with every {{mark}} replaced. */
static ipt_status
report_page(const ipt__report *report, FILE *out, ipt_error *err)
{
    ipt_status status = IPT_OK;

    for (size_t i = 0; ipt__report_html[i] && status == IPT_OK; i++) {
        const char *p = ipt__report_html[i];
        const char *mark = NULL;

        while (status == IPT_OK && (mark = strstr(p, "{{"))) {
            const char *end = strstr(mark, "}}");

            if (!end)
                break;
            fwrite(p, 1, (size_t)(mark - p), out);
            status = report_part(report, mark + 2, (size_t)(end - mark - 2),
                                 out, err);
            p = end + 2;
        }
        fputs(p, out);
    }
    return status;
}

/* Adds a text to a list that has room, once. */
static void
report_add(const char **list, size_t *n, const char *text)
{
    for (size_t i = 0; i < *n; i++)
        if (!strcmp(list[i], text))
            return;
    list[(*n)++] = text;
}

static ipt_status
report_gather(ipt__report *report, ipt_error *err)
{
    size_t planes = 0;
    size_t params = 0;

    for (size_t r = 0; r < report->n; r++) {
        planes += report->results[r]->n_planes;
        params += report->results[r]->n_params;
    }
    report->estimator = calloc(planes + 1, sizeof *report->estimator);
    report->param = calloc(params + 1, sizeof *report->param);
    if (!report->estimator || !report->param)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a report");
    for (size_t r = 0; r < report->n; r++) {
        const ipt_result *run = report->results[r];
        const char *status = run->status ? run->status : "complete";

        for (size_t p = 0; p < run->n_planes; p++)
            report_add(report->estimator, &report->n_estimators,
                       run->plane[p].id);
        for (size_t p = 0; p < run->n_params && run->params[p].key; p++)
            report_add(report->param, &report->n_params, run->params[p].key);
        if (!strcmp(status, "failed"))
            report->n_failed++;
        else if (!strcmp(status, "partial"))
            report->n_partial++;
        else
            report->n_complete++;
        if (!report->title && run->name && *run->name)
            report->title = run->name;
    }
    if (!report->title)
        report->title = "report";
    return ipt__groups_make(report->results, report->n, &report->groups, err);
}

/* The page into PATH.part, then renamed. */
static ipt_status
report_save(const ipt__report *report, const char *path, ipt_error *err)
{
    const size_t size = strlen(path) + 6;
    char *part = malloc(size);
    FILE *file = NULL;
    ipt_status status = IPT_OK;

    if (!part)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a path");
    snprintf(part, size, "%s.part", path);
    file = fopen(part, "w");
    if (!file)
        status = ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", part,
                               strerror(errno));
    else
        status = report_page(report, file, err);
    if (file && (fflush(file) != 0 || fsync(fileno(file)) != 0) &&
        status == IPT_OK)
        status = ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", part,
                               strerror(errno));
    if (file && fclose(file) != 0 && status == IPT_OK)
        status = ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", part,
                               strerror(errno));
    if (status == IPT_OK && rename(part, path) != 0)
        status = ipt_error_set(err, IPT_EIO, "%s: cannot rename: %s", part,
                               strerror(errno));
    if (status != IPT_OK && file)
        unlink(part);
    free(part);
    return status;
}

ipt_status
ipt_report_write(const ipt_result *const *results, size_t n,
                 const ipt_report_options *options, const char *path,
                 ipt_error *err)
{
    ipt__report report = {.results = results, .n = n};
    ipt_statistics_options statistics;
    ipt_status status = IPT_OK;

    if (!n)
        return ipt_error_set(err, IPT_EINVAL, "no results to report");
    ipt_options_preset(ipt_statistics_option_table, &statistics);
    if (options && options->title && *options->title)
        report.title = options->title;
    status = report_gather(&report, err);
    if (status == IPT_OK)
        status = ipt_statistics_make(results, n, &statistics,
                                     &report.statistics, err);
    if (status == IPT_OK) {
        report.thin = ipt__report_thin(&report);
        status = report_save(&report, path, err);
    }
    ipt_statistics_free(report.statistics);
    ipt__groups_release(&report.groups);
    free(report.estimator);
    free(report.param);
    return status;
}
