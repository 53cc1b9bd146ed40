/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt run: train, log, estimate, draw. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <infoplane/figure.h>
#include <infoplane/json.h>

#include "cli.h"

static const cli_option run_options[] = {
    {"override", 'o', "SECTION.KEY=VALUE",
     "set a key as if the file said so; repeatable"},
    {"out", 0, "DIR", "directory that gets the batch's directory (out)"},
    {"jobs", 'j', "N", "runs at once, each in a process (one per core)"},
    {"threads", 0, "N", "threads inside a run (1, or cores with --jobs 1)"},
    {"only", 0, "ID", "compute the one run with this id"},
    {"shard", 0, "I/N",
     "compute share I of N, from 0, then help the others (from the scheduler)"},
    {"time-limit", 0, "TIME",
     "stop after TIME, resumable: 90, 30m, 2h, 1d or 1:30:00"},
    {"retry-failed", 0, NULL, "compute failed runs again"},
    {"force", 0, NULL, "compute complete and failed runs again"},
    {"dry-run", 'n', NULL,
     "list the runs with expected time, memory and disk; compute nothing"},
    {"slurm", 0, NULL, "print a job script for Slurm; compute nothing"},
    {"smoke", 0, NULL,
     "a small version: 2 seeds, 20 epochs, 512 rows, under NAME-smoke"},
    {"json", 0, NULL, "print one JSON object per run"},
    {"progress", 0, "HOW", "auto, bar, lines or none"},
    {NULL, 0, NULL, NULL},
};

static void
run_drawn(void *self, const char *path)
{
    (void)self;
    printf("figure  %s\n", path);
}

/* Figures of the runs of this batch, in the order of the plan. */
static ipt_status
run_draw(const ipt_batch *batch, ipt_error *err)
{
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(batch, &n);
    const char **paths = calloc(n + 1, sizeof *paths);
    char **files = calloc(n + 1, sizeof *files);
    const char *directory = ipt_batch_directory(batch);
    const size_t size = strlen(directory) + 64;
    char *figures = malloc(size);
    size_t n_paths = 0;
    size_t n_results = 0;
    ipt_result **results = NULL;
    ipt_experiment x;
    ipt_status status = IPT_OK;

    memset(&x, 0, sizeof x);
    if (!paths || !files || !figures) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for paths");
        goto done;
    }
    for (size_t i = 0; i < n && status == IPT_OK; i++) {
        if (run[i].state != IPT_RUN_COMPLETE && run[i].state != IPT_RUN_FAILED)
            continue;
        files[i] = malloc(size);
        if (!files[i]) {
            status = ipt_error_set(err, IPT_ENOMEM, "no memory for paths");
            break;
        }
        snprintf(files[i], size, "%s/runs/%s/run.h5", directory, run[i].id);
        FILE *there = fopen(files[i], "r");
        if (!there)
            continue;
        fclose(there);
        paths[n_paths++] = files[i];
    }
    snprintf(figures, size, "%s/figures", directory);
    if (status == IPT_OK && n_paths)
        status = ipt_results_gather(paths, n_paths, &results, &n_results, err);
    if (status == IPT_OK)
        status = ipt_batch_experiment(batch, 0, &x, err);
    if (status == IPT_OK && n_results && strcmp(x.plot.figures, "none") != 0 &&
        x.n_estimators)
        status = ipt_figures_draw((const ipt_result *const *)results, n_results,
                                  &x.plot, figures, run_drawn, NULL, err);
done:
    ipt_experiment_clear(&x);
    ipt_results_free(results, n_results);
    for (size_t i = 0; files && i < n; i++)
        free(files[i]);
    free(files);
    free(paths);
    free(figures);
    return status;
}

static void
run_list_json(const ipt_batch *batch)
{
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(batch, &n);

    for (size_t i = 0; i < n; i++) {
        char label[512];
        char path[1200];
        ipt_json *json = ipt_json_alloc();

        ipt_batch_label(batch, run[i].point, label, sizeof label);
        snprintf(path, sizeof path, "%s/runs/%s/run.h5",
                 ipt_batch_directory(batch), run[i].id);
        ipt_json_open(json, NULL, '{');
        ipt_json_text(json, "id", run[i].id);
        ipt_json_int(json, "seed", (int64_t)run[i].seed);
        ipt_json_text(json, "sweep", label);
        ipt_json_text(json, "state", ipt_run_state_name(run[i].state));
        ipt_json_text(json, "file", path);
        ipt_json_close(json, '}');
        puts(ipt_json_string(json));
        ipt_json_free(json);
    }
}

/* The command line of a worker: that of the parent with this file alone. */
static size_t
run_worker_argv(const cli_args *args, const char *path, const char **out,
                size_t room)
{
    size_t n = 0;

    out[n++] = args->argv[0];
    out[n++] = "run";
    out[n++] = path;
    for (size_t i = 0; i < args->n_options && n + 6 < room; i++) {
        static const char *const passed[] = {"override", "out"};

        for (size_t k = 0; k < sizeof passed / sizeof *passed; k++) {
            if (strcmp(args->option[i].name, passed[k]) != 0)
                continue;
            out[n++] = k ? "--out" : "--override";
            out[n++] = args->option[i].value;
        }
    }
    if (cli_flag(args, "smoke"))
        out[n++] = "--smoke";
    if (cli_flag(args, "force"))
        out[n++] = "--force";
    if (cli_flag(args, "retry-failed"))
        out[n++] = "--retry-failed";
    out[n] = NULL;
    return n;
}

/* Cores that this process may use, and whether it was bound to some of those
 * of the machine. */
static int
run_cores(int *bound)
{
    const int online = (int)sysconf(_SC_NPROCESSORS_ONLN);
    int cores = online < 1 ? 1 : online;

#ifdef __linux__
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        cores = CPU_COUNT(&set);
#endif
    *bound = cores < online;
    return cores;
}

/* The share of the batch, given or from the scheduler; how many runs at once,
 * and how many threads in each. */
static int
run_parallel(const cli_args *args, const ipt_settings *settings,
             const char *path, ipt_batch_how *how)
{
    const char *wish = ipt_settings_get(settings, "run", NULL, "threads");
    const char *shard = cli_value(args, "shard");
    const long given = wish ? strtol(wish, NULL, 10) : 0;
    const long jobs = cli_number(args, "jobs", 1, 4096, 0);
    const long threads = cli_number(args, "threads", 1, 4096, given);
    int bound = 0;
    int ranked = 0;
    int cores = run_cores(&bound);
    ipt_error err = IPT_ERROR_INIT;

    if (jobs < 0 || threads < 0)
        return CLI_USAGE;
    if (shard && ipt_shard_parse(shard, &how->shard, &how->n_shards, &err))
        return cli_usage_error(args->command, "--shard: %s", err.message);
    if (!shard && !how->ids && !how->only && !cli_flag(args, "slurm") &&
        ipt_shard_environment(&how->shard, &how->n_shards, &ranked, &err))
        return cli_error(&err);
    /* Ranks that are not bound to cores share those of the machine. */
    if (ranked && !bound)
        cores = 1;
    how->jobs = jobs ? (int)jobs : threads > 0 ? 1 : cores;
    if (how->only || how->ids || !strcmp(path, "-"))
        how->jobs = 1; /* standard input can be read only once */
    how->threads = threads > 0 ? (int)threads : how->jobs > 1 ? 1 : cores;
    return CLI_DONE;
}

/* Figures, when every run is settled; not when another process draws them. */
static int
run_figures(const ipt_batch *batch)
{
    const size_t size = strlen(ipt_batch_directory(batch)) + 16;
    char *path = malloc(size);
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(batch, &n);
    ipt_error err = IPT_ERROR_INIT;
    ipt_status status = IPT_OK;
    int fd = -1;

    for (size_t i = 0; i < n; i++)
        if (run[i].state == IPT_RUN_WAITING) {
            free(path);
            return CLI_DONE;
        }
    if (path) {
        snprintf(path, size, "%s/batch.ini", ipt_batch_directory(batch));
        fd = open(path, O_RDONLY | O_CLOEXEC);
        free(path);
    }
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        close(fd);
        cli_note("figures are being drawn by another process");
        return CLI_DONE;
    }
    status = run_draw(batch, &err);
    if (fd >= 0)
        close(fd);
    if (status == IPT_EUNSUP)
        cli_warning("%s", err.message);
    else if (status != IPT_OK)
        return cli_error(&err);
    return CLI_DONE;
}

static int
run_batch(const cli_args *args, ipt_batch *batch, const char *path,
          ipt_batch_how *how)
{
    const char *worker[600];
    const char *overrides[256];
    char line[4096];
    ipt_monitor monitor = {NULL, NULL, NULL, NULL, NULL};
    ipt_batch_outcome outcome = {0, 0, 0, 0};
    ipt_error err = IPT_ERROR_INIT;
    cli_progress *progress = cli_progress_alloc(args);
    ipt_status status = IPT_OK;
    int code = CLI_DONE;

    if (!progress)
        return CLI_USAGE;
    cli_line(args, line, sizeof line);
    cli_progress_monitor(progress, &monitor);
    cli_catch_signals();
    if (how->jobs > 1)
        cli_signals_reach_workers();
    how->command_line = line;
    how->overrides = overrides;
    how->n_overrides = cli_values(args, "override", overrides, 256);
    how->monitor = &monitor;
    how->program = "/proc/self/exe";
    how->worker_argv = worker;
    run_worker_argv(args, path, worker, sizeof worker / sizeof *worker);
    status = ipt_batch_run(batch, how, &outcome, &err);
    cli_progress_free(progress);
    if (how->ids)
        return status == IPT_OK      ? CLI_DONE
               : status == IPT_ESTOP ? CLI_STOPPED
                                     : cli_error(&err);
    if (status != IPT_OK) {
        code = cli_error(&err);
        if (status == IPT_ESTOP)
            cli_note("run the same command again to go on");
        return code;
    }
    if (cli_flag(args, "json"))
        run_list_json(batch);
    else
        printf("batch   %s: %zu computed, %zu there before, %zu failed\n",
               ipt_batch_directory(batch), outcome.computed, outcome.skipped,
               outcome.failed);
    if (outcome.elsewhere)
        cli_note("%zu runs are left to the other processes that compute them",
                 outcome.elsewhere);
    else if (!how->only && !cli_flag(args, "json"))
        code = run_figures(batch);
    return outcome.failed && code == CLI_DONE ? CLI_SOME_FAILED : code;
}

static int
run_one(const cli_args *args, const char *path)
{
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *settings =
        problems ? cli_settings(args, path, problems) : NULL;
    ipt_batch *batch = NULL;
    ipt_batch_how how;
    cli_need need;
    int code = CLI_USAGE;

    memset(&how, 0, sizeof how);
    how.only = cli_value(args, "only");
    how.force = cli_flag(args, "force");
    how.retry_failed = cli_flag(args, "retry-failed");
    how.ids = cli_progress_is_pipe(args) ? stdin : NULL;
    if (settings)
        batch = ipt_batch_alloc(settings, cli_value(args, "out"),
                                how.ids ? "" : how.only, problems);
    if (!batch)
        code = cli_problems(problems);
    else
        code = run_parallel(args, settings, path, &how);
    /* A worker's parent has verified everything. */
    if (batch && code == CLI_DONE && !how.ids)
        code = cli_plan_verify(batch, &how, problems, &need);
    if (batch && code == CLI_DONE) {
        if (cli_flag(args, "slurm"))
            code = cli_slurm(args, batch, &how);
        else if (cli_flag(args, "dry-run"))
            code = cli_plan_print(args, batch, &how);
        else {
            if (!how.ids)
                code = cli_plan_fits(batch, &need, how.jobs);
            if (code == CLI_DONE)
                code = run_batch(args, batch, path, &how);
        }
    }
    ipt_batch_free(batch);
    ipt_settings_free(settings);
    ipt_problems_free(problems);
    return code;
}

static int
run_run(const cli_args *args)
{
    int worst = CLI_DONE;

    if (!args->n_words)
        return cli_usage_error(args->command, "no configuration given");
    if (cli_number(args, "threads", 1, 4096, 1) < 0)
        return CLI_USAGE;
    for (size_t i = 0; i < args->n_words; i++) {
        const int code = run_one(args, args->word[i]);

        if (code == CLI_STOPPED || code == CLI_USAGE)
            return code;
        worst = code > worst ? code : worst;
    }
    return worst;
}

const cli_command cli_cmd_run = {
    "run",
    "CONFIG.ini... [options]",
    "train, log activations, estimate, draw: the whole batch",
    "Computes every combination of [sweep] with every seed of [run] seeds, "
    "one\n"
    "run each, into OUT/NAME/runs/ID. A run that is complete is not computed\n"
    "again, and one that was interrupted goes on from its checkpoint, so the\n"
    "same command continues a batch, with the same numbers as without the\n"
    "interruption. Figures are drawn at the end into OUT/NAME/figures.\n"
    "\n"
    "Everything that can be checked is checked before the first epoch. A run\n"
    "that diverges is recorded with its reason and the others go on.\n"
    "\n"
    "Any number of processes, on one machine or many, may compute one batch\n"
    "together: srun ipt run CONFIG.ini, mpirun -np 8 ipt run CONFIG.ini, or\n"
    "the job array that --slurm prints.\n"
    "\n"
    "Exit status: 0 done, 1 failure, 2 usage or configuration, 3 finished but\n"
    "some runs failed, 75 stopped (signal, --time-limit) and resumable.",
    run_options,
    run_run};
