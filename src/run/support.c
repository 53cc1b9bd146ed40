/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small services of the run module: clocks, directories, threads. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
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
