/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a result comes from: program, libraries, machine, data, times. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fftw3.h>
#include <gsl/gsl_version.h>
#include <hdf5.h>
#include <zlib.h>
#ifdef HAVE_MATIO
#include <matio.h>
#endif

#include <infoplane/cpu.h>
#include <infoplane/provenance.h>
#include <infoplane/random.h>

#include "git-hash.h"
#include "run-private.h"

#ifdef HAVE_OPENBLAS_GET_CORENAME
char *openblas_get_corename(void);
char *openblas_get_config(void);
#endif

/* The first "model name" of the system's list, or "unknown". */
static void
provenance_cpu(char *out, size_t size)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[512];

    snprintf(out, size, "unknown");
    while (file && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');

        if (strncmp(line, "model name", 10) != 0 || !colon)
            continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(out, size, "%s", colon + 2);
        break;
    }
    if (file)
        fclose(file);
}

ipt_status
ipt_provenance_versions(ipt_status (*add)(void *self, const char *key,
                                          const char *value, ipt_error *err),
                        void *self, ipt_error *err)
{
    unsigned major = 0;
    unsigned minor = 0;
    unsigned release = 0;
    char hdf5[32];
    char matio[32] = "absent";
    const char *blas = "unknown";
    const char *core = "unknown";
    ipt_status status = IPT_OK;

    H5get_libversion(&major, &minor, &release);
    snprintf(hdf5, sizeof hdf5, "%u.%u.%u", major, minor, release);
#ifdef HAVE_OPENBLAS_GET_CORENAME
    blas = openblas_get_config();
    core = openblas_get_corename();
#endif
#ifdef HAVE_MATIO
    {
        int a = 0;
        int b = 0;
        int c = 0;

        Mat_GetLibraryVersion(&a, &b, &c);
        snprintf(matio, sizeof matio, "%d.%d.%d", a, b, c);
    }
#endif
    const struct {
        const char *key, *value;
    } pairs[] = {
        {"ipt_version", PACKAGE_VERSION},
        {"git_hash", IPT_GIT_HASH},
        {"compiler", IPT_CC},
        {"compiler_flags", IPT_CFLAGS},
        {"gsl_version", gsl_version},
        {"hdf5_version", hdf5},
        {"fftw_version", fftw_version},
        {"blas", blas},
        {"blas_core", core},
        {"zlib_version", zlibVersion()},
        {"matio_version", matio},
        {"kernels", ipt_cpu_level_name(ipt_cpu_level_get())},
        {"random_scheme", IPT_RANDOM_SCHEME},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs && status == IPT_OK;
         i++)
        status = add(self, pairs[i].key, pairs[i].value, err);
    return status;
}

static ipt_status
provenance_add(void *self, const char *key, const char *value, ipt_error *err)
{
    return ipt_result_add_pair(self, 1, key, value, err);
}

ipt_status
ipt__provenance_start(ipt_result *result, const char *command_line,
                      const char *data_sha256, int threads, ipt_error *err)
{
    static const char *const scheduler[] = {
        "SLURM_JOB_ID", "SLURM_ARRAY_TASK_ID",
        "SLURM_PROCID", "OMPI_COMM_WORLD_RANK",
        "PMI_RANK",     "PBS_JOBID"};
    char now[32];
    char host[256] = "unknown";
    char cpu[256];
    char count[16];
    ipt_status status = ipt_provenance_versions(provenance_add, result, err);

    ipt__utc(now);
    gethostname(host, sizeof host - 1);
    provenance_cpu(cpu, sizeof cpu);
    snprintf(count, sizeof count, "%d", threads);
    const struct {
        const char *key, *value;
    } pairs[] = {
        {"command_line", command_line},
        {"data_sha256", data_sha256},
        {"cpu", cpu},
        {"host", host},
        {"threads", count},
        {"start", now},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs && status == IPT_OK;
         i++)
        if (pairs[i].value)
            status = provenance_add(result, pairs[i].key, pairs[i].value, err);
    for (size_t i = 0;
         i < sizeof scheduler / sizeof *scheduler && status == IPT_OK; i++)
        if (getenv(scheduler[i]))
            status =
                provenance_add(result, scheduler[i], getenv(scheduler[i]), err);
    return status;
}

ipt_status
ipt__provenance_end(ipt_result *result, double train_seconds,
                    double estimate_seconds, ipt_error *err)
{
    struct rusage usage;
    char text[32];
    ipt_status status = IPT_OK;

    ipt__utc(text);
    status = provenance_add(result, "end", text, err);
    getrusage(RUSAGE_SELF, &usage);
    snprintf(text, sizeof text, "%ld", usage.ru_maxrss);
    if (status == IPT_OK)
        status = provenance_add(result, "peak_memory_kib", text, err);
    snprintf(text, sizeof text, "%.3f", train_seconds);
    if (status == IPT_OK)
        status = provenance_add(result, "train_seconds", text, err);
    snprintf(text, sizeof text, "%.3f", estimate_seconds);
    if (status == IPT_OK)
        status = provenance_add(result, "estimate_seconds", text, err);
    return status;
}

ipt_status
ipt_result_stamp(ipt_result *result, const char *command_line, int threads,
                 ipt_error *err)
{
    char now[32];
    ipt_status status = IPT_OK;

    ipt__utc(now);
    status = ipt_text_set(&result->created, now, err);
    if (status == IPT_OK)
        status =
            ipt__provenance_start(result, command_line, NULL, threads, err);
    return status;
}
