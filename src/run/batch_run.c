/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running what is missing of a batch, alone or beside other processes. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <infoplane/checkpoint.h>

#include "run-private.h"

/* Names of finished files are made durable at least so often. */
#define BATCH_SYNC_S 5.0

void
ipt__note(const ipt_monitor *monitor, int important, const char *format, ...)
{
    char text[IPT_MESSAGE_MAX + 512];
    va_list args;

    if (!monitor || !monitor->note)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    monitor->note(monitor->self, text, important);
}

static int
batch_wanted(ipt_run_state state, const ipt_batch_how *how)
{
    return how->force || state == IPT_RUN_WAITING || state == IPT_RUN_PARTIAL ||
           (state == IPT_RUN_FAILED && how->retry_failed);
}

/* Takes away what an earlier attempt left, when the run starts anew. */
static void
batch_clear(const char *directory, int all)
{
    static const char *const names[] = {"run.h5", "failed.json",
                                        "activations.h5"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path =
            i == 1 || all ? ipt__path(directory, names[i], NULL) : NULL;

        if (path)
            unlink(path);
        free(path);
    }
    if (all)
        ipt__leftovers_remove(directory);
}

/* Failures that the next attempt may not meet again: of the disk, of memory,
 * of a limit. */
static int
batch_again(ipt_status status)
{
    return status == IPT_EIO || status == IPT_ENOMEM;
}

/* The run is this process's. */
static ipt_run_outcome
batch_compute(ipt_batch *b, size_t at, const char *directory,
              const ipt_batch_how *how, ipt__reporter *reporter, ipt_error *err)
{
    const ipt_run_state state = ipt__look(directory, NULL, 0);
    size_t n = 0;
    const ipt_planned_run *run = &ipt_batch_runs(b, &n)[at];
    ipt_experiment x;
    ipt_result *labels = NULL;
    ipt_status status = IPT_OK;

    ipt__batch_state(b, at, state);
    if (!batch_wanted(state, how)) {
        ipt__leftovers_remove(directory);
        return IPT_RUN_THERE;
    }
    batch_clear(directory, how->force || state == IPT_RUN_FAILED);
    memset(&x, 0, sizeof x);
    labels = ipt__batch_params(b, run->point);
    if (!labels)
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a run");
    if (status == IPT_OK)
        status = ipt_batch_experiment(b, at, &x, err);
    if (status == IPT_OK)
        status = ipt__run(&x, directory, run->id, labels, how,
                          ipt__batch_settings(b), reporter, err);
    ipt_experiment_clear(&x);
    ipt_result_free(labels);
    if (status != IPT_OK && status != IPT_ESTOP && !batch_again(status))
        ipt__leftovers_remove(directory);
    if (status != IPT_OK && status != IPT_ESTOP)
        ipt__failure_write(directory, batch_again(status), err->message, NULL);
    ipt__batch_state(b, at,
                     status == IPT_OK ? IPT_RUN_COMPLETE
                     : status == IPT_ESTOP || batch_again(status)
                         ? IPT_RUN_PARTIAL
                         : IPT_RUN_FAILED);
    return status == IPT_OK      ? IPT_RUN_DONE
           : status == IPT_ESTOP ? IPT_RUN_STOPPED
                                 : IPT_RUN_BROKEN;
}

/* Whether names wait to become durable, by the clock. */
static void
batch_pace(void)
{
    static double last;
    const double now = ipt__seconds();
    const int later = last > 0 && now - last < BATCH_SYNC_S;

    ipt_folders_later(later);
    if (!later)
        last = now;
}

ipt_run_outcome
ipt__batch_one(ipt_batch *b, size_t at, const ipt_batch_how *how,
               ipt__reporter *reporter, char *text, size_t size)
{
    size_t n = 0;
    const ipt_planned_run *run = &ipt_batch_runs(b, &n)[at];
    char *directory = ipt__batch_run_directory(b, at);
    char label[512];
    char holder[512] = "";
    ipt_error err = IPT_ERROR_INIT;
    ipt_run_outcome outcome = IPT_RUN_BROKEN;
    ipt_status status = IPT_OK;

    batch_pace();
    ipt_batch_label(b, run->point, label, sizeof label);
    reporter->progress.id = run->id;
    reporter->progress.label = label;
    reporter->progress.seed = run->seed;
    reporter->progress.loss = NAN;
    reporter->progress.accuracy = NAN;
    if (!directory)
        status = ipt_error_set(&err, IPT_ENOMEM, "no memory for a path");
    if (status == IPT_OK)
        status = ipt__make_directory(directory, &err);
    if (status == IPT_OK)
        status = ipt__claim_take(reporter->claimant, directory, holder,
                                 sizeof holder, &err);
    if (status == IPT_OK) {
        if (*holder)
            ipt__note(how->monitor, 1,
                      "run %s is taken over: %s has ended without finishing it",
                      run->id, holder);
        outcome = batch_compute(b, at, directory, how, reporter, &err);
        ipt__claim_release(reporter->claimant);
    } else if (status == IPT_ESTOP) {
        outcome = IPT_RUN_ELSEWHERE;
    }
    free(directory);
    switch (outcome) {
    case IPT_RUN_DONE:
        snprintf(text, size, "run %s (%s%sseed %llu) is complete", run->id,
                 label, *label ? ", " : "", (unsigned long long)run->seed);
        break;
    case IPT_RUN_THERE:
        snprintf(text, size, "run %s (seed %llu) is %s already", run->id,
                 (unsigned long long)run->seed, ipt_run_state_name(run->state));
        break;
    case IPT_RUN_ELSEWHERE:
        snprintf(text, size, "run %s is computed by %s", run->id, holder);
        break;
    case IPT_RUN_STOPPED:
        snprintf(text, size, "%s", err.message);
        break;
    default:
        snprintf(text, size, "run %s (%s%sseed %llu) failed: %s", run->id,
                 label, *label ? ", " : "", (unsigned long long)run->seed,
                 err.message);
    }
    reporter->progress.label = "";
    return outcome;
}

static int
batch_stopped(const ipt_batch_how *how)
{
    const ipt_monitor *monitor = how->monitor;

    return monitor && monitor->stop && monitor->stop(monitor->self);
}

static size_t
batch_failed(const ipt_batch *b, size_t at)
{
    size_t n = 0;

    return ipt_batch_runs(b, &n)[at].state == IPT_RUN_FAILED;
}

/* Computes the queue in this process, one run after the other. */
static ipt_status
batch_sequence(ipt_batch *b, ipt__queue *queue, const ipt_batch_how *how,
               ipt__reporter *reporter, ipt_batch_outcome *sum, ipt_error *err)
{
    char text[IPT_MESSAGE_MAX + 700];

    reporter->progress.n_runs = queue->n;
    for (;;) {
        const size_t i = ipt__queue_next(queue);
        ipt_run_outcome outcome = IPT_RUN_DONE;

        if (i == queue->n) {
            const struct timespec nap = {0, 300000000};

            if (!queue->n_elsewhere || how->n_shards > 1)
                break;
            if (batch_stopped(how))
                return ipt_error_set(err, IPT_ESTOP, "stopped on request");
            nanosleep(&nap, NULL);
            ipt__queue_again(queue, b, how, sum);
            continue;
        }
        reporter->progress.run = queue->n_done;
        reporter->progress.n_done = queue->n_done;
        reporter->n_before = queue->n_done;
        outcome =
            ipt__batch_one(b, queue->run[i], how, reporter, text, sizeof text);
        ipt__queue_settle(queue, i, outcome, sum);
        if (outcome == IPT_RUN_THERE)
            sum->failed += batch_failed(b, queue->run[i]);
        if (outcome == IPT_RUN_STOPPED)
            return ipt_error_set(err, IPT_ESTOP, "%s", text);
        ipt__note(how->monitor, outcome == IPT_RUN_BROKEN, "%s", text);
    }
    return IPT_OK;
}

ipt_status
ipt__serve(ipt_batch *b, const ipt_batch_how *how, ipt_error *err)
{
    const ipt_monitor *monitor = how->monitor;
    ipt__reporter reporter;
    char line[64];
    char text[IPT_MESSAGE_MAX + 700];
    size_t n = 0;
    ipt_status status = IPT_OK;

    memset(&reporter, 0, sizeof reporter);
    reporter.monitor = monitor;
    reporter.progress.n_runs = 1;
    ipt_batch_runs(b, &n);
    status =
        ipt__claimant_alloc(ipt_batch_directory(b), &reporter.claimant, err);
    while (status == IPT_OK && !batch_stopped(how) &&
           fgets(line, sizeof line, how->ids)) {
        size_t at = 0;
        ipt_run_outcome outcome = IPT_RUN_BROKEN;

        line[strcspn(line, "\n")] = '\0';
        at = ipt__batch_find(b, line);
        if (at == n) {
            status = ipt_error_set(err, IPT_EINVAL,
                                   "the batch has no run %s any more", line);
            break;
        }
        outcome = ipt__batch_one(b, at, how, &reporter, text, sizeof text);
        if (monitor && monitor->settled)
            monitor->settled(monitor->self, outcome, text);
        if (outcome == IPT_RUN_STOPPED)
            status = ipt_error_set(err, IPT_ESTOP, "%s", text);
    }
    ipt__claimant_free(reporter.claimant);
    return status;
}

/* Adds the wanted runs of a share, forwards or backwards. */
static void
batch_add_share(const ipt_batch *b, const ipt_batch_how *how, size_t share,
                int backwards, ipt__queue *queue)
{
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(b, &n);
    const size_t step = how->n_shards > 1 ? how->n_shards : 1;
    const size_t count = share < n ? (n - share + step - 1) / step : 0;

    for (size_t k = 0; k < count; k++) {
        const size_t i = share + (backwards ? count - 1 - k : k) * step;

        if (how->only ? !strcmp(how->only, run[i].id)
                      : batch_wanted(run[i].state, how))
            queue->run[queue->n++] = i;
    }
}

/* Own share first, in order; then the others', from their ends, where their
 * owners come last. Runs that are forced are those of the share alone. */
static void
batch_fill_queue(const ipt_batch *b, const ipt_batch_how *how,
                 ipt__queue *queue)
{
    const size_t n_shards = how->n_shards > 1 ? how->n_shards : 1;

    if (how->only) {
        ipt_batch_how one = *how;

        one.n_shards = 0;
        batch_add_share(b, &one, 0, 0, queue);
        return;
    }
    batch_add_share(b, how, how->n_shards > 1 ? how->shard : 0, 0, queue);
    for (size_t s = 1; s < n_shards && !how->force; s++)
        batch_add_share(b, how, (how->shard + s) % n_shards, 1, queue);
}

/* Tells what is there already, and what was interrupted and why. */
static void
batch_tell(const ipt_batch *b, const ipt_batch_how *how, ipt_batch_outcome *sum)
{
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(b, &n);
    char reason[IPT_MESSAGE_MAX];

    for (size_t i = 0; i < n; i++) {
        const int failed = run[i].state == IPT_RUN_FAILED;

        if (run[i].state == IPT_RUN_WAITING || how->force)
            continue;
        if (run[i].state != IPT_RUN_COMPLETE)
            ipt_batch_reason(b, i, reason, sizeof reason);
        if (run[i].state == IPT_RUN_PARTIAL) {
            if (*reason)
                ipt__note(how->monitor, 1,
                          "run %s (seed %llu) is tried again; before, %s",
                          run[i].id, (unsigned long long)run[i].seed, reason);
            continue;
        }
        if (failed && how->retry_failed)
            continue;
        sum->skipped++;
        sum->failed += failed;
        ipt__note(how->monitor, failed,
                  "run %s (seed %llu) is %s already%s%s%s", run[i].id,
                  (unsigned long long)run[i].seed,
                  ipt_run_state_name(run[i].state), failed ? ": " : "",
                  failed ? reason : "",
                  failed ? "; --retry-failed tries it again" : "");
    }
}

/* Makes all names durable. */
static void
batch_sync(const char *directory)
{
#ifdef __linux__
    const int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        syncfs(fd);
        close(fd);
    }
#else
    (void)directory;
    sync();
#endif
}

ipt_status
ipt_batch_run(ipt_batch *b, const ipt_batch_how *how,
              ipt_batch_outcome *outcome, ipt_error *err)
{
    size_t n = 0;
    ipt__queue queue;
    ipt__reporter reporter;
    ipt_status status = IPT_OK;

    memset(outcome, 0, sizeof *outcome);
    if (how->ids)
        return ipt__serve(b, how, err);
    memset(&queue, 0, sizeof queue);
    memset(&reporter, 0, sizeof reporter);
    reporter.monitor = how->monitor;
    ipt_batch_runs(b, &n);
    queue.run = calloc(n + 1, sizeof *queue.run);
    queue.state = calloc(n + 1, sizeof *queue.state);
    if (!queue.run || !queue.state) {
        status = ipt_error_set(err, IPT_ENOMEM, "no memory for a batch");
        goto done;
    }
    batch_fill_queue(b, how, &queue);
    if (!how->only)
        batch_tell(b, how, outcome);
    else if (!queue.n)
        status = ipt_error_set(err, IPT_EINVAL,
                               "the batch has no run %s; `ipt run --dry-run` "
                               "lists them",
                               how->only);
    if (status == IPT_OK)
        status = ipt__make_directory(ipt_batch_directory(b), err);
    if (status == IPT_OK && !how->only)
        status = ipt__batch_write_ini(b, err);
    if (status == IPT_OK && how->jobs > 1 && queue.n > 1) {
        status = ipt__workers_run(b, &queue, how, outcome, err);
    } else if (status == IPT_OK && queue.n) {
        status = ipt__claimant_alloc(ipt_batch_directory(b), &reporter.claimant,
                                     err);
        if (status == IPT_OK)
            status = batch_sequence(b, &queue, how, &reporter, outcome, err);
        ipt__claimant_free(reporter.claimant);
    }
    outcome->elsewhere = queue.n_elsewhere;
    if (queue.n)
        batch_sync(ipt_batch_directory(b));
done:
    ipt_folders_later(0);
    free(queue.run);
    free(queue.state);
    return status;
}
