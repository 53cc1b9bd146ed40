/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small services of the run module: clocks, files, threads. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "run-private.h"

int
ipt__thread(void)
{
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

double
ipt__seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void
ipt__utc(char out[32])
{
    const time_t now = time(NULL);
    struct tm parts;

    gmtime_r(&now, &parts);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

ipt_status
ipt__make_directory(const char *path, ipt_error *err)
{
    char *copy = strdup(path);
    ipt_status status = IPT_OK;

    if (!copy)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a path");
    for (char *p = copy + 1; status == IPT_OK; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        const char kept = *p;
        struct stat info;

        *p = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            status =
                ipt_error_set(err, IPT_EIO, "%s: cannot make the directory: %s",
                              copy, strerror(errno));
        else if (stat(copy, &info) != 0 || !S_ISDIR(info.st_mode))
            status = ipt_error_set(err, IPT_EIO,
                                   "%s: exists and is not a directory", copy);
        *p = kept;
        if (!kept)
            break;
    }
    free(copy);
    return status;
}

char *
ipt__path(const char *directory, const char *name, ipt_error *err)
{
    const size_t size = strlen(directory) + strlen(name) + 2;
    char *path = malloc(size);

    if (path)
        snprintf(path, size, "%s/%s", directory, name);
    else
        ipt_error_set(err, IPT_ENOMEM, "no memory for a path");
    return path;
}

ipt_status
ipt__write_text(const char *path, const char *text, ipt_error *err)
{
    const size_t size = strlen(path) + 32;
    char *part = malloc(size);
    FILE *file = NULL;
    int failed = 0;

    if (!part)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a path");
    /* Several processes may write the same file. */
    snprintf(part, size, "%s.%ld.part", path, (long)getpid());
    file = fopen(part, "we");
    failed = !file || fprintf(file, "%s\n", text) < 0 || fflush(file) != 0 ||
             fsync(fileno(file)) != 0;
    if (failed)
        ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", path,
                      strerror(errno));
    if (file && fclose(file) != 0 && !failed) {
        failed = 1;
        ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", path,
                      strerror(errno));
    }
    if (!failed && rename(part, path) != 0) {
        failed = 1;
        ipt_error_set(err, IPT_EIO, "%s: cannot rename: %s", path,
                      strerror(errno));
    }
    if (failed && file)
        unlink(part);
    free(part);
    return failed ? IPT_EIO : IPT_OK;
}

char *
ipt__read_text(const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t n = 0;
    size_t room = 0;

    if (!file)
        return NULL;
    for (size_t got = 1; got;) {
        if (n + 1 >= room) {
            char *more = realloc(text, 2 * room + 4096);

            if (!more) {
                free(text);
                text = NULL;
                break;
            }
            text = more;
            room = 2 * room + 4096;
        }
        got = fread(text + n, 1, room - n - 1, file);
        n += got;
        text[n] = '\0';
    }
    fclose(file);
    return text;
}
