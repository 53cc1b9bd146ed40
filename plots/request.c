/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user asked to be drawn, checked against the results. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "request.h"

const char *const ipt__formats[] = {"png", "pdf", "svg", "gif", "term", NULL};

/* The next word of a comma list into `word`; 0 at the end. */
static int
request_word(const char **list, char *word, size_t size)
{
    const char *p = *list + strspn(*list, " \t,");
    size_t n = strcspn(p, ",");

    *list = p + n;
    while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
        n--;
    snprintf(word, size, "%.*s", (int)n, p);
    return n > 0;
}

/* An error that names the nearest word and all words. */
static ipt_status
request_unknown(const char *what, const char *word, const char *const *names,
                ipt_error *err)
{
    const char *near = ipt_nearest(word, names);
    char all[512] = "";
    size_t n = 0;

    for (size_t i = 0; names[i] && n < sizeof all; i++)
        n += (size_t)snprintf(all + n, sizeof all - n, i ? ", %s" : "%s",
                              names[i]);
    if (near)
        return ipt_error_set(err, IPT_EINVAL,
                             "no %s is called \"%s\"; did you mean \"%s\"? "
                             "(there are: %s)",
                             what, word, near, all);
    return ipt_error_set(err, IPT_EINVAL,
                         "no %s is called \"%s\" (there are: %s)", what, word,
                         all);
}

static ipt_status
request_kinds(ipt__request *request, const char *list, ipt_error *err)
{
    const char *names[IPT__REQUEST_MAX + 2] = {"auto", NULL};
    char word[IPT_TEXT_MAX];

    for (size_t i = 0; ipt_figure_types[i] && i < IPT__REQUEST_MAX; i++)
        names[i + 1] = ipt_figure_types[i]->name;
    while (request_word(&list, word, sizeof word)) {
        const ipt_figure_type *type = ipt_figure_find(word);
        size_t at = 0;

        if (!strcmp(word, "auto")) {
            request->automatic = 1;
            continue;
        }
        if (!type)
            return request_unknown("kind of figure", word, names, err);
        while (at < request->n_kinds && request->kind[at] != type)
            at++;
        if (at == request->n_kinds)
            request->kind[request->n_kinds++] = type;
    }
    if (!request->n_kinds)
        request->automatic = 1;
    return IPT_OK;
}

static ipt_status
request_format_list(ipt__request *request, const char *list, ipt_error *err)
{
    char word[IPT_TEXT_MAX];

    while (request_word(&list, word, sizeof word)) {
        int f = 0;
        size_t at = 0;

        while (ipt__formats[f] && strcmp(ipt__formats[f], word))
            f++;
        if (!ipt__formats[f])
            return request_unknown("format", word, ipt__formats, err);
        while (at < request->n_formats && request->format[at] != f)
            at++;
        if (at == request->n_formats)
            request->format[request->n_formats++] = f;
    }
    if (!request->n_formats)
        request->format[request->n_formats++] = IPT__PNG;
    return IPT_OK;
}

/* Estimators of the runs that are drawn, by first appearance. */
static ipt_status
request_estimators(ipt__scene *scene, ipt_error *err)
{
    const char *list = scene->options->estimator;
    size_t most = 1;
    size_t kept = 0;
    char word[IPT_TEXT_MAX];

    for (size_t g = 0; g < scene->groups.n; g++)
        for (size_t r = 0; r < scene->groups.group[g].n_runs; r++)
            most += scene->groups.group[g].run[r]->n_planes;
    scene->estimator = calloc(most, sizeof *scene->estimator);
    if (!scene->estimator)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for figures");
    for (size_t g = 0; g < scene->groups.n; g++)
        for (size_t r = 0; r < scene->groups.group[g].n_runs; r++) {
            const ipt_result *run = scene->groups.group[g].run[r];

            for (size_t p = 0; p < run->n_planes; p++) {
                size_t at = 0;

                while (run->plane[p].id && at < scene->n_estimators &&
                       strcmp(scene->estimator[at], run->plane[p].id))
                    at++;
                if (run->plane[p].id && at == scene->n_estimators)
                    scene->estimator[scene->n_estimators++] = run->plane[p].id;
            }
        }
    for (size_t i = 0; request_word(&list, word, sizeof word); i++) {
        size_t at = 0;

        while (at < scene->n_estimators && strcmp(scene->estimator[at], word))
            at++;
        if (at == scene->n_estimators)
            return request_unknown("estimator of these results", word,
                                   scene->estimator, err);
        if (at < kept)
            continue;
        /* Those asked for move to the front, in the order asked for. */
        const char *wanted = scene->estimator[at];

        memmove(&scene->estimator[kept + 1], &scene->estimator[kept],
                (at - kept) * sizeof *scene->estimator);
        scene->estimator[kept++] = wanted;
    }
    if (kept)
        scene->n_estimators = kept;
    return IPT_OK;
}

static void
request_epochs(ipt__scene *scene)
{
    scene->first = INT64_MAX;
    scene->last = 0;
    for (size_t g = 0; g < scene->groups.n; g++) {
        const ipt__group *group = &scene->groups.group[g];

        for (size_t r = 0; r < group->n_runs + group->n_partial; r++) {
            const ipt_result *run = r < group->n_runs
                                        ? group->run[r]
                                        : group->partial[r - group->n_runs];

            for (size_t e = 0; e < run->n_epochs; e++) {
                const int64_t epoch = run->epoch[e];

                if (epoch <= 0)
                    scene->zero = 1;
                else if (epoch < scene->first)
                    scene->first = epoch;
                if (epoch > scene->last)
                    scene->last = epoch;
            }
        }
    }
    if (scene->first == INT64_MAX)
        scene->first = 1;
    if (scene->last < scene->first)
        scene->last = scene->first;
}

static long
request_number(const char *name)
{
    const char *text = getenv(name);
    const long value = text ? strtol(text, NULL, 10) : 0;

    return value > 0 && value <= 1000 ? value : 0;
}

/* Size and colours of standard output. */
static void
request_terminal(ipt__scene *scene)
{
    const int tty = isatty(STDOUT_FILENO);
    const char *plain = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    struct winsize size = {0};

    scene->columns = scene->options->columns;
    scene->rows = scene->options->rows;
    if (tty && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size)) {
        if (!scene->columns)
            scene->columns = size.ws_col;
        if (!scene->rows && size.ws_row > 2)
            scene->rows = size.ws_row - 2;
    }
    if (!scene->columns)
        scene->columns = request_number("COLUMNS");
    if (!scene->rows)
        scene->rows = request_number("LINES");
    if (!scene->columns)
        scene->columns = 80;
    if (!scene->rows)
        scene->rows = 28;
    /* Below this nothing is left between the axes. */
    scene->columns = scene->columns < 40 ? 40 : scene->columns;
    scene->rows = scene->rows < 14 ? 14 : scene->rows;
    scene->colour =
        tty && !(plain && *plain) && !(term && !strcmp(term, "dumb"));
    if (scene->options->color)
        scene->colour = scene->options->color == 1;
}

int
ipt__request_only_term(const ipt__request *request)
{
    return request->n_formats == 1 && request->format[0] == IPT__TERM;
}

ipt_status
ipt__request_make(const ipt_result *const *results, size_t n,
                  const ipt_plot_options *options, ipt__request *out,
                  ipt_error *err)
{
    ipt_status status = IPT_OK;

    memset(out, 0, sizeof *out);
    out->scene.options = options;
    if (!n)
        return ipt_error_set(err, IPT_EINVAL, "no results to draw");
    status = request_kinds(out, options->figures, err);
    if (status == IPT_OK)
        status = request_format_list(out, options->format, err);
    if (status == IPT_OK)
        status = ipt__groups_make(results, n, &out->scene.groups, err);
    if (status == IPT_OK && !out->scene.groups.n)
        status =
            ipt_error_set(err, IPT_EINVAL,
                          "nothing to draw: every run of these %zu failed", n);
    if (status == IPT_OK)
        status = ipt__groups_select(&out->scene.groups, options->layers, err);
    if (status == IPT_OK)
        status = request_estimators(&out->scene, err);
    if (status != IPT_OK)
        return status;
    request_epochs(&out->scene);
    request_terminal(&out->scene);
    return IPT_OK;
}

void
ipt__request_release(ipt__request *request)
{
    ipt__groups_release(&request->scene.groups);
    free(request->scene.estimator);
    request->scene.estimator = NULL;
}
