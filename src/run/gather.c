/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collecting results from files and batch directories. */

#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <infoplane/batch.h>

/* Results found so far. */
typedef struct {
    ipt_result **item;
    size_t n;
    size_t room;
} gather_list;

static ipt_status
gather_file(gather_list *list, const char *path, ipt_error *err)
{
    ipt_result *result = NULL;
    ipt_status status = ipt_result_read(path, &result, err);

    if (status != IPT_OK)
        return status;
    if (list->n == list->room) {
        const size_t room = 2 * list->room + 16;
        ipt_result **item = realloc(list->item, room * sizeof *item);

        if (!item) {
            ipt_result_free(result);
            return ipt_error_set(err, IPT_ENOMEM, "no memory for results");
        }
        list->item = item;
        list->room = room;
    }
    list->item[list->n++] = result;
    return IPT_OK;
}

static int
gather_compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the entries of a directory, sorted; ends with NULL. */
static char **
gather_names(const char *path, ipt_error *err)
{
    DIR *directory = opendir(path);
    char **names = calloc(1, sizeof *names);
    size_t n = 0;
    const struct dirent *entry = NULL;

    if (!directory) {
        ipt_error_set(err, IPT_EIO, "%s: cannot read the directory: %s", path,
                      strerror(errno));
        free(names);
        return NULL;
    }
    while (names && (entry = readdir(directory))) {
        char **more = NULL;

        if (entry->d_name[0] == '.')
            continue;
        more = realloc(names, (n + 2) * sizeof *more);
        if (more) {
            names = more;
            names[n] = strdup(entry->d_name);
            names[n + 1] = NULL;
        }
        if (!more || !names[n++]) {
            for (size_t i = 0; i < n; i++)
                free(names[i]);
            free(names);
            names = NULL;
        }
    }
    closedir(directory);
    if (!names)
        ipt_error_set(err, IPT_ENOMEM, "no memory for a directory");
    else
        qsort(names, n, sizeof *names, gather_compare_names);
    return names;
}

/* All DIR/runs/ID/run.h5. */
static ipt_status
gather_batch(gather_list *list, const char *path, ipt_error *err)
{
    const size_t before = list->n;
    const size_t size = strlen(path) + 8;
    char *runs = malloc(size);
    char **names = NULL;
    ipt_status status = IPT_OK;

    if (!runs)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a path");
    snprintf(runs, size, "%s/runs", path);
    if (access(runs, F_OK) != 0) {
        free(runs);
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: no folder runs in it; expected the "
                             "directory of a batch, OUT/NAME",
                             path);
    }
    names = gather_names(runs, err);
    if (!names) {
        free(runs);
        return err ? err->status : IPT_EIO;
    }
    for (size_t i = 0; names[i]; i++) {
        const size_t length = size + strlen(names[i]) + 10;
        char *file = status == IPT_OK ? malloc(length) : NULL;

        if (file) {
            snprintf(file, length, "%s/%s/run.h5", runs, names[i]);
            if (access(file, F_OK) == 0)
                status = gather_file(list, file, err);
        } else if (status == IPT_OK) {
            status = ipt_error_set(err, IPT_ENOMEM, "no memory for a path");
        }
        free(file);
        free(names[i]);
    }
    free(names);
    free(runs);
    if (status == IPT_OK && list->n == before)
        status =
            ipt_error_set(err, IPT_EFORMAT,
                          "%s: no finished run (runs/*/run.h5) in it", path);
    return status;
}

/* Position of a run's point in its sweep, or -1. */
static long
gather_point(const ipt_result *result)
{
    for (size_t i = 0; i < result->n_provenance; i++)
        if (!strcmp(result->provenance[i].key, "sweep_point"))
            return strtol(result->provenance[i].value, NULL, 10);
    return -1;
}

/* Order of the sweep; without one sweep values, as numbers where both are;
 * then seed. */
static int
gather_compare(const void *a, const void *b)
{
    const ipt_result *left = *(ipt_result *const *)a;
    const ipt_result *right = *(ipt_result *const *)b;
    const long left_point = gather_point(left);
    const long right_point = gather_point(right);

    if (left_point >= 0 && right_point >= 0 && left_point != right_point)
        return left_point < right_point ? -1 : 1;

    for (size_t i = 0; i < left->n_params && i < right->n_params; i++) {
        const char *u = left->params[i].value;
        const char *v = right->params[i].value;
        char *u_end = NULL;
        char *v_end = NULL;
        const double x = strtod(u, &u_end);
        const double y = strtod(v, &v_end);
        int order = strcmp(u, v);

        if (*u && *v && !*u_end && !*v_end && x != y)
            order = x < y ? -1 : 1;
        if (order)
            return order;
    }
    return (left->seed > right->seed) - (left->seed < right->seed);
}

ipt_status
ipt_results_gather(const char *const *paths, size_t n_paths, ipt_result ***out,
                   size_t *n, ipt_error *err)
{
    gather_list list = {NULL, 0, 0};
    ipt_status status = IPT_OK;

    for (size_t i = 0; i < n_paths && status == IPT_OK; i++) {
        struct stat info;

        if (stat(paths[i], &info) != 0)
            status = ipt_error_set(err, IPT_EIO, "%s: %s", paths[i],
                                   strerror(errno));
        else if (S_ISDIR(info.st_mode))
            status = gather_batch(&list, paths[i], err);
        else
            status = gather_file(&list, paths[i], err);
    }
    if (status != IPT_OK) {
        ipt_results_free(list.item, list.n);
        return status;
    }
    if (list.n)
        qsort(list.item, list.n, sizeof(ipt_result *), gather_compare);
    *out = list.item;
    *n = list.n;
    return IPT_OK;
}

void
ipt_results_free(ipt_result **results, size_t n)
{
    for (size_t i = 0; results && i < n; i++)
        ipt_result_free(results[i]);
    free(results);
}
