/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All figures of a batch: what to draw, into which files. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render.h"
#include "request.h"
#include "text.h"

enum { FIGURES_NAME_MAX = 256 };

/** What is being drawn and where. */
typedef struct {
    ipt__request request;
    const char *dir;
    void (*report)(void *self, const char *path);
    void *self;
    char (*used)[FIGURES_NAME_MAX]; /* names given to files so far */
    size_t n_used, used_size;
} figures_job;

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
    status = type->write(&job->request.scene, part, name, out, err);
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
    job->request.scene.term = 1;
    status = figures_script(job, type, part, name, &text, &size, err);
    job->request.scene.term = 0;
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
    if (!ipt__request_only_term(&job->request)) {
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
    for (size_t i = 0; i < job->request.n_formats && !*absent; i++) {
        const int format = job->request.format[i];
        char *path = NULL;

        if (format == IPT__TERM) {
            status = figures_show(job, type, part, name, err);
        } else {
            path = figures_path(job->dir, name, ipt__formats[format]);
            status = path ? ipt__render(script, ipt__formats[format], path, err)
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
    const ipt__scene *scene = &job->request.scene;
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

        for (size_t k = 0; k < job->request.n_kinds; k++)
            asked |= job->request.kind[k] == type;
        if (!asked && (!job->request.automatic ||
                       (type->wanted && !type->wanted(&job->request.scene))))
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

    if (ipt__request_only_term(&job->request))
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
    ipt_status status =
        ipt__request_make(results, n, options, &job.request, err);

    if (status == IPT_OK)
        status = figures_folder(&job, err);
    if (status == IPT_OK)
        status = figures_all(&job, err);
    ipt__request_release(&job.request);
    free(job.used);
    return status;
}
