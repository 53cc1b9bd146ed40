/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt run: train, log, estimate, draw. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

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
    {"force", 0, NULL, "compute complete and failed runs again"},
    {"dry-run", 'n', NULL,
     "list the runs with expected time, memory and disk; compute nothing"},
    {"smoke", 0, NULL,
     "a small version: 2 seeds, 20 epochs, 512 rows, under NAME-smoke"},
    {"json", 0, NULL, "print one JSON object per run"},
    {"progress", 0, "HOW", "auto, bar, lines or none"},
    {NULL, 0, NULL, NULL},
};

static void
run_bytes(double bytes, char *out, size_t size)
{
    static const char *const unit[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    int u = 0;

    for (; bytes >= 1000 && u < 4; u++)
        bytes /= 1024;
    snprintf(out, size, bytes < 10 ? "%.1f %s" : "%.0f %s", bytes, unit[u]);
}

/* One line for each run; costs are measured once for each sweep point. */
static int
run_plan(const cli_args *args, const ipt_batch *batch)
{
    const int as_json = cli_flag(args, "json");
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(batch, &n);
    ipt_cost cost = {0, 0, 0, 0, 0};
    double seconds = 0;
    double disk = 0;
    double memory = 0;
    char a[32];
    char b[32];
    ipt_error err = IPT_ERROR_INIT;

    if (!as_json)
        printf("%-12s  %6s  %-9s %10s %9s %9s  %s\n", "id", "seed", "state",
               "time", "memory", "disk", "sweep");
    for (size_t i = 0; i < n; i++) {
        char label[512];

        if (i == 0 || run[i].point != run[i - 1].point) {
            ipt_experiment x;
            ipt_dataset data;
            ipt_status status = ipt_batch_experiment(batch, i, &x, &err);

            memset(&data, 0, sizeof data);
            if (status == IPT_OK)
                status = ipt_experiment_load(&x, &data, &err);
            if (status == IPT_OK)
                status = ipt_experiment_cost(&x, &data, &cost, &err);
            ipt_dataset_clear(&data);
            if (status != IPT_OK)
                return cli_error(&err);
            ipt_experiment_clear(&x);
        }
        ipt_batch_label(batch, run[i].point, label, sizeof label);
        if (as_json) {
            ipt_json *json = ipt_json_alloc();

            ipt_json_open(json, NULL, '{');
            ipt_json_text(json, "id", run[i].id);
            ipt_json_int(json, "seed", (int64_t)run[i].seed);
            ipt_json_text(json, "state", ipt_run_state_name(run[i].state));
            ipt_json_text(json, "sweep", label);
            ipt_json_real(json, "seconds", cost.seconds);
            ipt_json_real(json, "memory_bytes", cost.memory_bytes);
            ipt_json_real(json, "disk_bytes", cost.disk_bytes);
            ipt_json_close(json, '}');
            puts(ipt_json_string(json));
            ipt_json_free(json);
        } else {
            run_bytes(cost.memory_bytes, a, sizeof a);
            run_bytes(cost.disk_bytes, b, sizeof b);
            printf("%-12s  %6llu  %-9s %8.1f s %9s %9s  %s\n", run[i].id,
                   (unsigned long long)run[i].seed,
                   ipt_run_state_name(run[i].state), cost.seconds, a, b, label);
        }
        if (run[i].state != IPT_RUN_COMPLETE) {
            seconds += cost.seconds;
            disk += cost.disk_bytes;
        }
        memory = cost.memory_bytes > memory ? cost.memory_bytes : memory;
    }
    if (!as_json) {
        run_bytes(memory, a, sizeof a);
        run_bytes(disk, b, sizeof b);
        printf("in all %zu runs: %.0f s with one thread, %s of memory, %s of "
               "disk still to come\n",
               n, seconds, a, b);
    }
    return CLI_DONE;
}

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

/* The first point's data, network and estimators must fit before anything is
 * computed; so must those of every other point. */
static int
run_verify(const ipt_batch *batch, const char *only, ipt_problems *problems)
{
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(batch, &n);

    for (size_t i = 0; i < n; i++) {
        ipt_experiment x;
        ipt_dataset data;
        ipt_error err = IPT_ERROR_INIT;
        ipt_status status = IPT_OK;

        if (only ? strcmp(only, run[i].id) != 0
                 : i && run[i].point == run[i - 1].point)
            continue;
        memset(&data, 0, sizeof data);
        status = ipt_batch_experiment(batch, i, &x, &err);
        if (status != IPT_OK)
            return cli_error(&err);
        status = ipt_experiment_load(&x, &data, &err);
        if (status == IPT_OK)
            ipt_experiment_verify(&x, &data, problems);
        ipt_dataset_clear(&data);
        ipt_experiment_clear(&x);
        if (status != IPT_OK)
            return cli_error(&err);
        if (ipt_problems_count(problems))
            return cli_problems(problems);
    }
    return CLI_DONE;
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
    for (size_t i = 0; i < args->n_options && n + 3 < room; i++) {
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
    out[n] = NULL;
    return n;
}

/* How many runs at once, and how many threads in each. */
static int
run_parallel(const cli_args *args, const ipt_settings *settings,
             const char *path, ipt_batch_how *how)
{
    const char *wish = ipt_settings_get(settings, "run", NULL, "threads");
    const long given = wish ? strtol(wish, NULL, 10) : 0;
    const int cores = cli_threads(args, 0);
    const long jobs = cli_number(args, "jobs", 1, 4096, 0);
    const long threads = cli_number(args, "threads", 1, 4096, given);

    if (jobs < 0 || threads < 0)
        return CLI_USAGE;
    how->jobs = jobs ? (int)jobs : threads > 0 ? 1 : cores;
    if (how->only || !strcmp(path, "-"))
        how->jobs = 1; /* standard input can be read only once */
    how->threads = threads > 0 ? (int)threads : how->jobs > 1 ? 1 : cores;
    return CLI_DONE;
}

static int
run_batch(const cli_args *args, ipt_batch *batch, const ipt_settings *settings,
          const char *path)
{
    const char *worker[600];
    const char *overrides[256];
    char line[4096];
    ipt_monitor monitor = {NULL, NULL, NULL, NULL};
    ipt_batch_outcome outcome = {0, 0, 0};
    ipt_error err = IPT_ERROR_INIT;
    cli_progress *progress = cli_progress_alloc(args);
    ipt_status status = IPT_OK;

    if (!progress)
        return CLI_USAGE;
    cli_line(args, line, sizeof line);
    cli_progress_monitor(progress, &monitor);
    cli_catch_signals();
    ipt_batch_how how;
    memset(&how, 0, sizeof how);
    how.only = cli_value(args, "only");
    how.force = cli_flag(args, "force");
    how.command_line = line;
    how.overrides = overrides;
    how.n_overrides = cli_values(args, "override", overrides, 256);
    how.monitor = &monitor;
    how.program = "/proc/self/exe";
    how.worker_argv = worker;
    run_worker_argv(args, path, worker, sizeof worker / sizeof *worker);
    if (run_parallel(args, settings, path, &how) != CLI_DONE) {
        cli_progress_free(progress);
        return CLI_USAGE;
    }
    status = ipt_batch_run(batch, &how, &outcome, &err);
    cli_progress_free(progress);
    if (status != IPT_OK) {
        const int code = cli_progress_is_pipe(args) && status == IPT_ESTOP
                             ? CLI_STOPPED
                             : cli_error(&err);

        if (status == IPT_ESTOP && !cli_progress_is_pipe(args))
            cli_note("run the same command again to go on");
        return code;
    }
    if (cli_progress_is_pipe(args))
        return outcome.failed ? CLI_SOME_FAILED : CLI_DONE;
    if (cli_flag(args, "json"))
        run_list_json(batch);
    else
        printf("batch   %s: %zu computed, %zu there before, %zu failed\n",
               ipt_batch_directory(batch), outcome.computed, outcome.skipped,
               outcome.failed);
    if (!how.only && !cli_flag(args, "json")) {
        status = run_draw(batch, &err);
        if (status == IPT_EUNSUP)
            cli_warning("%s", err.message);
        else if (status != IPT_OK)
            return cli_error(&err);
    }
    return outcome.failed ? CLI_SOME_FAILED : CLI_DONE;
}

static int
run_one(const cli_args *args, const char *path)
{
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *settings =
        problems ? cli_settings(args, path, problems) : NULL;
    ipt_batch *batch = settings
                           ? ipt_batch_alloc(settings, cli_value(args, "out"),
                                             cli_value(args, "only"), problems)
                           : NULL;
    int code = CLI_USAGE;

    if (!batch)
        code = cli_problems(problems);
    else if ((code = run_verify(batch, cli_value(args, "only"), problems)) ==
             CLI_DONE)
        code = cli_flag(args, "dry-run")
                   ? run_plan(args, batch)
                   : run_batch(args, batch, settings, path);
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
    "again, so the same command continues an interrupted batch. Figures are\n"
    "drawn at the end into OUT/NAME/figures.\n"
    "\n"
    "Everything that can be checked is checked before the first epoch. A run\n"
    "that diverges is recorded with its reason and the others go on.\n"
    "\n"
    "Exit status: 0 done, 1 failure, 2 usage or configuration, 3 finished but\n"
    "some runs failed, 75 stopped by a signal and resumable.",
    run_options,
    run_run};
