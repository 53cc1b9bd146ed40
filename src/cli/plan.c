/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a batch will cost, and whether it fits this machine. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <infoplane/json.h>

#include "cli.h"

void
cli_bytes(double bytes, char *out, size_t size)
{
    static const char *const unit[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    int u = 0;

    for (; bytes >= 1000 && u < 4; u++)
        bytes /= 1024;
    snprintf(out, size, bytes < 10 ? "%.1f %s" : "%.0f %s", bytes, unit[u]);
}

static int
plan_wanted(const ipt_planned_run *run, const ipt_batch_how *how)
{
    if (how->only)
        return !strcmp(how->only, run->id);
    return how->force || run->state == IPT_RUN_WAITING ||
           run->state == IPT_RUN_PARTIAL ||
           (run->state == IPT_RUN_FAILED && how->retry_failed);
}

static void
plan_add(cli_need *need, const ipt_cost *cost, size_t n_runs)
{
    need->n_runs += n_runs;
    need->disk_bytes += (double)n_runs * cost->disk_bytes;
    need->seconds += (double)n_runs * cost->seconds;
    if (n_runs && cost->memory_bytes > need->memory_bytes)
        need->memory_bytes = cost->memory_bytes;
    if (n_runs && cost->spare_bytes > need->spare_bytes)
        need->spare_bytes = cost->spare_bytes;
}

/* Two points whose data are the same need them loaded once. */
static int
plan_same_data(const ipt_experiment *a, const ipt_experiment *b)
{
    return a->data_type == b->data_type && a->seed == b->seed &&
           !memcmp(&a->data, &b->data, sizeof a->data) &&
           !memcmp(a->data_state, b->data_state, a->data_type->state_size);
}

int
cli_plan_verify(const ipt_batch *batch, const ipt_batch_how *how,
                ipt_problems *problems, cli_need *need)
{
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(batch, &n);
    ipt_experiment loaded;
    ipt_dataset data;
    ipt_error err = IPT_ERROR_INIT;
    ipt_status status = IPT_OK;

    memset(need, 0, sizeof *need);
    memset(&loaded, 0, sizeof loaded);
    memset(&data, 0, sizeof data);
    for (size_t i = 0, end = 0; i < n && status == IPT_OK; i = end) {
        ipt_experiment x;
        ipt_cost cost;
        size_t first = n;
        size_t n_wanted = 0;

        for (end = i; end < n && run[end].point == run[i].point; end++) {
            if (!plan_wanted(&run[end], how))
                continue;
            first = n_wanted++ ? first : end;
        }
        if (!n_wanted)
            continue;
        status = ipt_batch_experiment(batch, first, &x, &err);
        if (status != IPT_OK)
            break;
        if (!loaded.data_type || !plan_same_data(&loaded, &x)) {
            ipt_dataset_clear(&data);
            memset(&data, 0, sizeof data);
            status = ipt_experiment_load(&x, &data, &err);
        }
        if (status == IPT_OK && !ipt_experiment_verify(&x, &data, problems))
            status = ipt_experiment_size(&x, &data, &cost, &err);
        ipt_experiment_clear(&loaded);
        loaded = x;
        if (status == IPT_OK && ipt_problems_count(problems))
            break;
        if (status == IPT_OK)
            plan_add(need, &cost, n_wanted);
    }
    ipt_dataset_clear(&data);
    ipt_experiment_clear(&loaded);
    if (status != IPT_OK)
        return cli_error(&err);
    return ipt_problems_count(problems) ? cli_problems(problems) : CLI_DONE;
}

/* Free space for this user where a path is, or will be; -1 unknown. */
static double
plan_free(const char *path)
{
    char *copy = strdup(path);
    struct statvfs info;
    double bytes = -1;

    while (copy && statvfs(copy, &info) != 0) {
        char *slash = strrchr(copy, '/');

        if (!slash || slash == copy) {
            strcpy(copy, slash ? "/" : ".");
            if (statvfs(copy, &info) != 0) {
                free(copy);
                copy = NULL;
            }
            break;
        }
        *slash = '\0';
    }
    if (copy)
        bytes = (double)info.f_bavail * (double)info.f_frsize;
    free(copy);
    return bytes;
}

int
cli_plan_fits(const ipt_batch *batch, const cli_need *need, int jobs)
{
    const char *directory = ipt_batch_directory(batch);
    const double machine =
        (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    const double room = plan_free(directory);
    const double at_once =
        need->n_runs < (size_t)jobs ? (double)need->n_runs : (double)jobs;
    const double disk = need->disk_bytes + at_once * need->spare_bytes;
    ipt_error err = IPT_ERROR_INIT;
    char a[32];
    char b[32];

    if (room >= 0 && disk > room) {
        cli_bytes(disk, a, sizeof a);
        cli_bytes(room, b, sizeof b);
        ipt_error_set(&err, IPT_ECONFIG,
                      "%s: the %zu runs to come need up to %s of disk, and %s "
                      "are free; -o log.activations=last or =none needs less",
                      directory, need->n_runs, a, b);
        return cli_error(&err);
    }
    if (machine > 0 && at_once * need->memory_bytes > machine) {
        const double fit = floor(machine / need->memory_bytes);

        cli_bytes(at_once * need->memory_bytes, a, sizeof a);
        cli_bytes(machine, b, sizeof b);
        if (fit >= 1)
            ipt_error_set(&err, IPT_ECONFIG,
                          "%.0f runs at once need %s of memory, and this "
                          "machine has %s; --jobs %.0f fits",
                          at_once, a, b, fit);
        else
            ipt_error_set(&err, IPT_ECONFIG,
                          "one run needs %s of memory, and this machine has %s",
                          a, b);
        return cli_error(&err);
    }
    return CLI_DONE;
}

static void
plan_line(const ipt_planned_run *run, const char *label, const ipt_cost *cost,
          int as_json)
{
    ipt_json *json = NULL;
    char a[32];
    char b[32];

    if (!as_json) {
        cli_bytes(cost->memory_bytes, a, sizeof a);
        cli_bytes(cost->disk_bytes, b, sizeof b);
        printf("%-12s  %6llu  %-9s %8.1f s %9s %9s  %s\n", run->id,
               (unsigned long long)run->seed, ipt_run_state_name(run->state),
               cost->seconds, a, b, label);
        return;
    }
    json = ipt_json_alloc();
    ipt_json_open(json, NULL, '{');
    ipt_json_text(json, "id", run->id);
    ipt_json_int(json, "seed", (int64_t)run->seed);
    ipt_json_text(json, "state", ipt_run_state_name(run->state));
    ipt_json_text(json, "sweep", label);
    ipt_json_real(json, "seconds", cost->seconds);
    ipt_json_real(json, "memory_bytes", cost->memory_bytes);
    ipt_json_real(json, "disk_bytes", cost->disk_bytes);
    ipt_json_close(json, '}');
    puts(ipt_json_string(json));
    ipt_json_free(json);
}

/* "1:02:03" */
static void
plan_duration(double seconds, char *out, size_t size)
{
    const double s = floor(seconds + 0.5);
    const double hours = floor(s / 3600);
    const int rest = (int)(s - 3600 * hours);

    snprintf(out, size, "%.0f:%02d:%02d", hours, rest / 60, rest % 60);
}

/* Time with 1, 2, 4, ... runs at once: rounds of the mean time. */
static void
plan_totals(const ipt_batch *batch, const cli_need *need, size_t n, int jobs)
{
    const double room = plan_free(ipt_batch_directory(batch));
    const size_t most = (size_t)jobs > 16 ? (size_t)jobs : 16;
    char a[32];
    char b[32];
    char c[32];

    cli_bytes(need->memory_bytes, a, sizeof a);
    cli_bytes(need->disk_bytes, b, sizeof b);
    cli_bytes(room, c, sizeof c);
    printf("in all %zu runs, %zu still to come: %.0f s with one thread, %s of "
           "memory each, %s of disk (%s free)\n",
           n, need->n_runs, need->seconds, a, b, room < 0 ? "?" : c);
    if (!need->n_runs)
        return;
    printf("%6s %12s %9s\n", "cores", "time", "memory");
    for (size_t cores = 1; cores <= most; cores *= 2) {
        const size_t used = cores < need->n_runs ? cores : need->n_runs;
        const double rounds =
            ceil((double)need->n_runs / (double)used) / (double)need->n_runs;

        plan_duration(need->seconds * rounds, a, sizeof a);
        cli_bytes((double)used * need->memory_bytes, b, sizeof b);
        printf("%6zu %12s %9s\n", cores, a, b);
        if (used < cores)
            break;
    }
}

int
cli_plan_print(const cli_args *args, const ipt_batch *batch,
               const ipt_batch_how *how)
{
    const int as_json = cli_flag(args, "json");
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(batch, &n);
    ipt_cost cost;
    cli_need need;
    ipt_error err = IPT_ERROR_INIT;

    memset(&need, 0, sizeof need);
    memset(&cost, 0, sizeof cost);
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
            if (status != IPT_OK)
                return cli_error(&err);
            status = ipt_experiment_load(&x, &data, &err);
            if (status == IPT_OK)
                status = ipt_experiment_cost(&x, &data, &cost, &err);
            ipt_dataset_clear(&data);
            ipt_experiment_clear(&x);
            if (status != IPT_OK)
                return cli_error(&err);
        }
        ipt_batch_label(batch, run[i].point, label, sizeof label);
        plan_line(&run[i], label, &cost, as_json);
        plan_add(&need, &cost, (size_t)plan_wanted(&run[i], how));
    }
    if (!as_json)
        plan_totals(batch, &need, n, how->jobs);
    return cli_plan_fits(batch, &need, how->jobs);
}
