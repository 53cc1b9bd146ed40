/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All figures of a batch: what to draw, into which files. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render.h"
#include "scene.h"
#include "text.h"

enum { FIGURES_NAME_MAX = 256, FIGURES_WORDS_MAX = 32 };

enum { FIGURES_PNG, FIGURES_PDF, FIGURES_SVG, FIGURES_GIF, FIGURES_TERM };
static const char *const figures_formats[] = {"png", "pdf",  "svg",
                                              "gif", "term", NULL};

/** What is being drawn and where. */
typedef struct {
    ipt__scene scene;
    const ipt_figure_type *kind[FIGURES_WORDS_MAX];
    size_t n_kinds;
    int automatic;
    int format[FIGURES_WORDS_MAX];
    size_t n_formats;
    const char *dir;
    void (*report)(void *self, const char *path);
    void *self;
    char (*used)[FIGURES_NAME_MAX]; /* names given to files so far */
    size_t n_used, used_size;
} figures_job;

/* The next word of a comma list into `word`; 0 at the end. */
static int
figures_word(const char **list, char *word, size_t size)
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
figures_unknown(const char *what, const char *word, const char *const *names,
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
figures_kinds(figures_job *job, const char *list, ipt_error *err)
{
    const char *names[FIGURES_WORDS_MAX + 2] = {"auto", NULL};
    char word[IPT_TEXT_MAX];

    for (size_t i = 0; ipt_figure_types[i] && i < FIGURES_WORDS_MAX; i++)
        names[i + 1] = ipt_figure_types[i]->name;
    while (figures_word(&list, word, sizeof word)) {
        const ipt_figure_type *type = ipt_figure_find(word);
        size_t at = 0;

        if (!strcmp(word, "auto")) {
            job->automatic = 1;
            continue;
        }
        if (!type)
            return figures_unknown("kind of figure", word, names, err);
        while (at < job->n_kinds && job->kind[at] != type)
            at++;
        if (at == job->n_kinds)
            job->kind[job->n_kinds++] = type;
    }
    if (!job->n_kinds)
        job->automatic = 1;
    return IPT_OK;
}

static ipt_status
figures_format_list(figures_job *job, const char *list, ipt_error *err)
{
    char word[IPT_TEXT_MAX];

    while (figures_word(&list, word, sizeof word)) {
        int f = 0;
        size_t at = 0;

        while (figures_formats[f] && strcmp(figures_formats[f], word))
            f++;
        if (!figures_formats[f])
            return figures_unknown("format", word, figures_formats, err);
        while (at < job->n_formats && job->format[at] != f)
            at++;
        if (at == job->n_formats)
            job->format[job->n_formats++] = f;
    }
    if (!job->n_formats)
        job->format[job->n_formats++] = FIGURES_PNG;
    return IPT_OK;
}

static int
figures_has_format(const figures_job *job, int format)
{
    for (size_t i = 0; i < job->n_formats; i++)
        if (job->format[i] == format)
            return 1;
    return 0;
}

/* Estimators of the runs that are drawn, by first appearance. */
static ipt_status
figures_estimators(ipt__scene *scene, ipt_error *err)
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
    for (size_t i = 0; figures_word(&list, word, sizeof word); i++) {
        size_t at = 0;

        while (at < scene->n_estimators && strcmp(scene->estimator[at], word))
            at++;
        if (at == scene->n_estimators)
            return figures_unknown("estimator of these results", word,
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
figures_epochs(ipt__scene *scene)
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
figures_number(const char *name)
{
    const char *text = getenv(name);
    const long value = text ? strtol(text, NULL, 10) : 0;

    return value > 0 && value <= 1000 ? value : 0;
}

/* Size and colours of standard output. */
static void
figures_terminal(ipt__scene *scene)
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
        scene->columns = figures_number("COLUMNS");
    if (!scene->rows)
        scene->rows = figures_number("LINES");
    if (!scene->columns)
        scene->columns = 80;
    if (!scene->rows)
        scene->rows = 28;
    /* Below this nothing is left between the axes. */
    scene->columns = scene->columns < 40 ? 40 : scene->columns;
    scene->rows = scene->rows < 14 ? 14 : scene->rows;
    scene->colour =
        tty && !(plain && *plain) && !(term && !strcmp(term, "dumb"));
}

/* A file name that no other figure has: KIND[-ESTIMATOR][-GROUP]. */
static ipt_status
figures_name(figures_job *job, const ipt_figure_type *type,
             const ipt__part *part, char out[FIGURES_NAME_MAX], ipt_error *err)
{
    char piece[64];
    char base[200];
    size_t n = (size_t)snprintf(base, sizeof base, "%s", type->name);
    int number = 1;
    size_t at = 0;

    if (part->estimator) {
        ipt__file_name(piece, sizeof piece, part->estimator);
        n += (size_t)snprintf(base + n, sizeof base - n, "-%s", piece);
    }
    if (part->group && *part->group->label) {
        ipt__file_name(piece, sizeof piece, part->group->label);
        snprintf(base + n, sizeof base - n, "-%s", piece);
    }
    snprintf(out, FIGURES_NAME_MAX, "%s", base);
    while (at < job->n_used) {
        for (at = 0; at < job->n_used && strcmp(job->used[at], out); at++)
            ;
        if (at < job->n_used)
            snprintf(out, FIGURES_NAME_MAX, "%s-%d", base, ++number);
    }
    if (job->n_used == job->used_size) {
        const size_t size = 2 * job->used_size + 16;
        void *used = realloc(job->used, size * sizeof *job->used);

        if (!used)
            return ipt_error_set(err, IPT_ENOMEM, "no memory for figures");
        job->used = used;
        job->used_size = size;
    }
    strcpy(job->used[job->n_used++], out);
    return IPT_OK;
}

/* DIR/NAME.EXT, owned by the caller; NULL without memory. */
static char *
figures_path(const char *dir, const char *name, const char *extension)
{
    const size_t size = strlen(dir) + strlen(name) + strlen(extension) + 3;
    char *path = malloc(size);

    if (path)
        snprintf(path, size, "%s/%s.%s", dir, name, extension);
    return path;
}

/* Writes a whole file under a temporary name, then renames it. */
static ipt_status
figures_save(const char *path, const char *text, size_t size, ipt_error *err)
{
    ipt_status status = IPT_OK;
    char *part = malloc(strlen(path) + 6);
    FILE *file = NULL;

    if (!part)
        return ipt_error_set(err, IPT_ENOMEM, "no memory to write %s", path);
    sprintf(part, "%s.part", path);
    file = fopen(part, "we");
    if (!file || fwrite(text, 1, size, file) != size)
        status = ipt_error_set(err, IPT_EIO, "%s: %s", part, strerror(errno));
    if (file && fclose(file) && status == IPT_OK)
        status = ipt_error_set(err, IPT_EIO, "%s: %s", part, strerror(errno));
    if (status == IPT_OK && rename(part, path))
        status = ipt_error_set(err, IPT_EIO, "%s: %s", path, strerror(errno));
    if (status != IPT_OK && file)
        unlink(part);
    free(part);
    return status;
}

/* The script of a figure as text, owned by the caller. */
static ipt_status
figures_script(const figures_job *job, const ipt_figure_type *type,
               const ipt__part *part, const char *name, char **text,
               size_t *size, ipt_error *err)
{
    FILE *out = open_memstream(text, size);
    ipt_status status = IPT_OK;

    if (!out)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for figure %s", name);
    status = type->write(&job->scene, part, name, out, err);
    if (fclose(out) && status == IPT_OK)
        status =
            ipt_error_set(err, IPT_ENOMEM, "no memory for figure %s", name);
    return status;
}

/* Draws a figure to standard output; its script is temporary. */
static ipt_status
figures_show(figures_job *job, const ipt_figure_type *type,
             const ipt__part *part, const char *name, ipt_error *err)
{
    const char *tmp = getenv("TMPDIR");
    ipt_status status = IPT_OK;
    char *text = NULL;
    size_t size = 0;
    char *path = figures_path(tmp && *tmp ? tmp : "/tmp", "ipt-XXXXXX", "gp");
    int file = -1;

    if (!path)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for figure %s", name);
    job->scene.term = 1;
    status = figures_script(job, type, part, name, &text, &size, err);
    job->scene.term = 0;
    if (status == IPT_OK) {
        file = mkstemps(path, 3);
        if (file < 0 || write(file, text, size) != (ssize_t)size)
            status =
                ipt_error_set(err, IPT_EIO, "%s: %s", path, strerror(errno));
    }
    if (status == IPT_OK)
        status = ipt__render_text(path, stdout, err);
    if (file >= 0) {
        close(file);
        unlink(path);
    }
    free(text);
    free(path);
    return status;
}

/* One figure: its script, then a picture in every format. The first failure
 * is kept and the rest is still drawn; `absent` remembers a missing gnuplot,
 * without which only scripts are written. */
static ipt_status
figures_one(figures_job *job, const ipt_figure_type *type,
            const ipt__part *part, int *absent, ipt_error *err)
{
    char name[FIGURES_NAME_MAX];
    ipt_status status = figures_name(job, type, part, name, err);
    ipt_status first = IPT_OK;
    char *text = NULL;
    size_t size = 0;
    char *script = NULL;

    if (status != IPT_OK)
        return status;
    if (job->n_formats > 1 || job->format[0] != FIGURES_TERM) {
        script = figures_path(job->dir, name, "gp");
        status = script
                     ? figures_script(job, type, part, name, &text, &size, err)
                     : ipt_error_set(err, IPT_ENOMEM, "no memory");
        if (status == IPT_OK)
            status = figures_save(script, text, size, err);
        free(text);
        if (status != IPT_OK) {
            free(script);
            return status;
        }
        if (job->report)
            job->report(job->self, script);
    }
    for (size_t i = 0; i < job->n_formats && !*absent; i++) {
        const int format = job->format[i];
        char *path = NULL;

        if (format == FIGURES_TERM) {
            status = figures_show(job, type, part, name, err);
        } else {
            path = figures_path(job->dir, name, figures_formats[format]);
            status =
                path ? ipt__render(script, figures_formats[format], path, err)
                     : ipt_error_set(err, IPT_ENOMEM, "no memory");
            if (status == IPT_OK && job->report)
                job->report(job->self, path);
        }
        free(path);
        *absent |= status == IPT_EUNSUP;
        if (first == IPT_OK)
            first = status;
    }
    free(script);
    return first;
}

/* Every part of a kind of figure. */
static ipt_status
figures_kind(figures_job *job, const ipt_figure_type *type, int *absent,
             size_t *drawn, ipt_error *err)
{
    const ipt__scene *scene = &job->scene;
    const size_t groups = type->split & IPT__BY_GROUP ? scene->groups.n : 1;
    const size_t estimators =
        type->split & IPT__BY_ESTIMATOR ? scene->n_estimators : 1;
    ipt_status first = IPT_OK;

    for (size_t e = 0; e < estimators; e++)
        for (size_t g = 0; g < groups; g++) {
            const ipt__part part = {
                type->split & IPT__BY_GROUP ? &scene->groups.group[g] : NULL,
                type->split & IPT__BY_ESTIMATOR ? scene->estimator[e] : NULL};
            ipt_status status = IPT_OK;

            if (!type->applies(scene, &part))
                continue;
            ++*drawn;
            status = figures_one(job, type, &part, absent, err);
            if (first == IPT_OK)
                first = status;
        }
    return first;
}

static ipt_status
figures_all(figures_job *job, ipt_error *err)
{
    ipt_status first = IPT_OK;
    size_t total = 0;
    int absent = 0;

    for (size_t i = 0; ipt_figure_types[i]; i++) {
        const ipt_figure_type *type = ipt_figure_types[i];
        ipt_status status = IPT_OK;
        size_t drawn = 0;
        int asked = 0;

        for (size_t k = 0; k < job->n_kinds; k++)
            asked |= job->kind[k] == type;
        if (!asked &&
            (!job->automatic || (type->wanted && !type->wanted(&job->scene))))
            continue;
        status = figures_kind(job, type, &absent, &drawn, err);
        if (status == IPT_OK && asked && !drawn)
            status = ipt_error_set(err, IPT_EINVAL,
                                   "%s: these results hold nothing to draw",
                                   type->name);
        total += drawn;
        if (first == IPT_OK)
            first = status;
    }
    if (first == IPT_OK && !total)
        first = ipt_error_set(err, IPT_EINVAL,
                              "these results hold nothing to draw");
    return first;
}

/* A picture needs a folder. */
static ipt_status
figures_folder(const figures_job *job, ipt_error *err)
{
    struct stat info;

    if (job->n_formats == 1 && figures_has_format(job, FIGURES_TERM))
        return IPT_OK;
    if (!job->dir || !*job->dir)
        return ipt_error_set(err, IPT_EINVAL, "no folder for the figures");
    if (mkdir(job->dir, 0777) && errno != EEXIST)
        return ipt_error_set(err, IPT_EIO, "%s: %s", job->dir, strerror(errno));
    if (stat(job->dir, &info) || !S_ISDIR(info.st_mode))
        return ipt_error_set(err, IPT_EIO, "%s: not a folder", job->dir);
    return IPT_OK;
}

ipt_status
ipt_figures_draw(const ipt_result *const *results, size_t n,
                 const ipt_plot_options *options, const char *dir,
                 void (*report)(void *self, const char *path), void *self,
                 ipt_error *err)
{
    figures_job job = {.dir = dir, .report = report, .self = self};
    ipt_status status = IPT_OK;

    job.scene.options = options;
    if (!n)
        return ipt_error_set(err, IPT_EINVAL, "no results to draw");
    status = figures_kinds(&job, options->figures, err);
    if (status == IPT_OK)
        status = figures_format_list(&job, options->format, err);
    if (status == IPT_OK)
        status = ipt__groups_make(results, n, &job.scene.groups, err);
    if (status == IPT_OK && !job.scene.groups.n)
        status =
            ipt_error_set(err, IPT_EINVAL,
                          "nothing to draw: every run of these %zu failed", n);
    if (status == IPT_OK)
        status = ipt__groups_select(&job.scene.groups, options->layers, err);
    if (status == IPT_OK)
        status = figures_estimators(&job.scene, err);
    if (status == IPT_OK)
        status = figures_folder(&job, err);
    if (status == IPT_OK) {
        figures_epochs(&job.scene);
        figures_terminal(&job.scene);
        status = figures_all(&job, err);
    }
    ipt__groups_release(&job.scene.groups);
    free(job.scene.estimator);
    free(job.used);
    return status;
}
