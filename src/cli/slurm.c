/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job script of `ipt run --slurm`. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { SLURM_TASKS = 32 };

/* A word as the shell reads it back. */
static void
slurm_word(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./=:,@%+";

    if (*word && strspn(word, plain) == strlen(word)) {
        printf(" %s", word);
        return;
    }
    fputs(" '", stdout);
    for (; *word; word++) {
        if (*word == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*word);
    }
    putchar('\'');
}

/* Seconds of the longest run and of all, measured on each point's first. */
static ipt_status
slurm_cost(const ipt_batch *batch, double *longest, double *sum, double *memory,
           size_t *n_runs, ipt_error *err)
{
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(batch, &n);
    ipt_cost cost;

    *longest = *sum = *memory = 0;
    *n_runs = 0;
    memset(&cost, 0, sizeof cost);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || run[i].point != run[i - 1].point) {
            ipt_experiment x;
            ipt_dataset data;
            ipt_status status = ipt_batch_experiment(batch, i, &x, err);

            memset(&data, 0, sizeof data);
            if (status != IPT_OK)
                return status;
            status = ipt_experiment_load(&x, &data, err);
            if (status == IPT_OK)
                status = ipt_experiment_cost(&x, &data, &cost, err);
            ipt_dataset_clear(&data);
            ipt_experiment_clear(&x);
            if (status != IPT_OK)
                return status;
        }
        if (run[i].state == IPT_RUN_COMPLETE)
            continue;
        ++*n_runs;
        *sum += cost.seconds;
        *longest = fmax(*longest, cost.seconds);
        *memory = fmax(*memory, cost.memory_bytes);
    }
    return IPT_OK;
}

/* D-HH:MM:SS */
static void
slurm_time(double seconds)
{
    const long minutes = (long)ceil(seconds / 60);

    printf("#SBATCH --time=%ld-%02ld:%02ld:00\n", minutes / 1440,
           minutes / 60 % 24, minutes % 60);
}

/* The name of the batch with nothing in it that a script could trip over. */
static void
slurm_name(const char *directory)
{
    const char *slash = strrchr(directory, '/');

    for (const char *p = slash ? slash + 1 : directory; *p; p++)
        putchar((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                        (*p >= '0' && *p <= '9') || *p == '-' || *p == '.'
                    ? *p
                    : '_');
}

int
cli_slurm(const cli_args *args, const ipt_batch *batch,
          const ipt_batch_how *how)
{
    const long jobs = cli_number(args, "jobs", 1, 4096, 1);
    size_t tasks = how->n_shards;
    size_t n = 0;
    double longest = 0;
    double sum = 0;
    double memory = 0;
    double limit = 0;
    ipt_error err = IPT_ERROR_INIT;

    if (jobs < 0)
        return CLI_USAGE;
    if (slurm_cost(batch, &longest, &sum, &memory, &n, &err) != IPT_OK)
        return cli_error(&err);
    if (tasks <= 1)
        tasks = (n + (size_t)jobs - 1) / (size_t)jobs;
    if (how->n_shards <= 1 && tasks > SLURM_TASKS)
        tasks = SLURM_TASKS;
    tasks = tasks ? tasks : 1;
    /* Twice the share of the measured time, and not below the longest run:
     * what does not fit is taken up again. */
    limit = fmax(2 * sum / (double)(tasks * (size_t)jobs), 2 * longest) + 600;
    if (cli_value(args, "time-limit"))
        limit = cli_duration(args, "time-limit");
    if (limit < 0)
        return CLI_USAGE;

    printf("#!/bin/bash\n"
           "# %zu runs to come, about %.0f s on one core; submit with sbatch.\n"
           "# Every task takes its share, then helps the others. More or\n"
           "# fewer tasks: change --array alone.\n"
           "#SBATCH --job-name=ipt-",
           n, sum);
    slurm_name(ipt_batch_directory(batch));
    printf("\n#SBATCH --array=0-%zu\n#SBATCH --ntasks=1\n"
           "#SBATCH --cpus-per-task=%ld\n#SBATCH --mem=%.0fM\n",
           tasks - 1, jobs, ceil((double)jobs * memory * 1.25 / 1048576) + 100);
    slurm_time(limit);
    fputs("#SBATCH --signal=B:USR1@120\n#SBATCH --requeue\n"
          "#SBATCH --open-mode=append\n#SBATCH --output=ipt-",
          stdout);
    slurm_name(ipt_batch_directory(batch));
    fputs(
        "-%A_%a.log\n\n"
        "# Two minutes before the end, and when the job is cancelled, the\n"
        "# signal goes to this script, which passes it on. ipt then writes a\n"
        "# checkpoint and ends with 75, and the task is put into the queue\n"
        "# again.\n",
        stdout);
    for (int i = 0; i < args->argc; i++) {
        if (!strcmp(args->argv[i], "--slurm"))
            continue;
        if (i)
            slurm_word(args->argv[i]);
        else
            fputs("ipt", stdout);
    }
    if (!cli_value(args, "jobs"))
        printf(" --jobs %ld", jobs);
    if (!cli_value(args, "progress"))
        fputs(" --progress=lines", stdout);
    fputs(" &\n"
          "child=$!\n"
          "trap 'kill -USR1 \"$child\" 2>/dev/null' USR1 TERM\n"
          "wait \"$child\"\n"
          "code=$?\n"
          "while kill -0 \"$child\" 2>/dev/null; do\n"
          "    wait \"$child\"\n"
          "    code=$?\n"
          "done\n"
          "if [ \"$code\" -gt 128 ]; then\n"
          "    wait \"$child\"\n"
          "    code=$?\n"
          "fi\n"
          "if [ \"$code\" -eq 75 ]; then\n"
          "    scontrol requeue "
          "\"${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}\"\n"
          "fi\n"
          "exit \"$code\"\n",
          stdout);
    return CLI_DONE;
}
