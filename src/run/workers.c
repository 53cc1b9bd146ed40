/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worker processes: one run each, started by exec, told from by pipes. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run-private.h"

extern char **environ;

/* One worker and the run it computes. */
typedef struct {
    pid_t pid; /* 0: none */
    int pipe;  /* its standard output, read end */
    size_t run;
    char line[IPT_MESSAGE_MAX + 256];
    size_t length;
    int64_t epoch, epochs;
    double loss, accuracy;
} workers_one;

typedef struct {
    const ipt_batch *batch;
    const ipt_batch_how *how;
    const ipt_planned_run *run;
    workers_one *worker;
    size_t n_workers;
    size_t n_wanted, n_done;
    int stopping;
} workers_pool;

/* argv of the parent, then what makes a worker of it. */
static char **
workers_argv(const workers_pool *pool, size_t run, char threads[16])
{
    const char *const *base = pool->how->worker_argv;
    const char *more[] = {"--only",    pool->run[run].id, "--jobs",         "1",
                          "--threads", threads,           "--progress=pipe"};
    const size_t n_more = sizeof more / sizeof *more;
    size_t n = 0;
    char **argv = NULL;

    while (base[n])
        n++;
    argv = calloc(n + n_more + 1, sizeof *argv);
    for (size_t i = 0; argv && i < n + n_more; i++) {
        argv[i] = strdup(i < n ? base[i] : more[i - n]);
        if (!argv[i]) {
            for (size_t k = 0; k < i; k++)
                free(argv[k]);
            free(argv);
            return NULL;
        }
    }
    return argv;
}

/* Starts a worker in a process group of its own: a signal from the terminal
 * reaches the parent alone, which passes it on once. */
static ipt_status
workers_start(workers_pool *pool, workers_one *w, size_t run, ipt_error *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    char threads[16];
    char **argv = NULL;
    int ends[2] = {-1, -1};
    int failure = 0;

    snprintf(threads, sizeof threads, "%d", pool->how->threads);
    argv = workers_argv(pool, run, threads);
    if (!argv)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a worker");
    if (pipe2(ends, O_CLOEXEC) != 0) {
        failure = errno;
    } else {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                         O_RDONLY, 0);
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGINT);
        sigaddset(&defaults, SIGTERM);
        sigaddset(&defaults, SIGUSR1);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes,
                                 POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
        failure = posix_spawn(&w->pid, pool->how->program, &actions,
                              &attributes, argv, environ);
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
        close(ends[1]);
        if (failure)
            close(ends[0]);
    }
    for (size_t i = 0; argv[i]; i++)
        free(argv[i]);
    free(argv);
    if (failure) {
        w->pid = 0;
        return ipt_error_set(err, IPT_EIO, "%s: cannot start a worker: %s",
                             pool->how->program, strerror(failure));
    }
    w->pipe = ends[0];
    w->run = run;
    w->length = 0;
    w->epoch = 0;
    w->epochs = 0;
    w->loss = NAN;
    w->accuracy = NAN;
    return IPT_OK;
}

/* The share of the batch that is done, by epochs. */
static double
workers_share(const workers_pool *pool)
{
    double done = (double)pool->n_done;

    for (size_t i = 0; i < pool->n_workers; i++) {
        const workers_one *w = &pool->worker[i];

        if (w->pid && w->epochs)
            done += (double)w->epoch / (double)w->epochs;
    }
    return done / (double)pool->n_wanted;
}

static void
workers_report(const workers_pool *pool, const workers_one *w)
{
    const ipt_monitor *monitor = pool->how->monitor;
    const ipt_planned_run *run = &pool->run[w->run];
    char label[512];
    ipt_progress progress;

    if (!monitor || !monitor->progress)
        return;
    ipt_batch_label(pool->batch, run->point, label, sizeof label);
    memset(&progress, 0, sizeof progress);
    progress.run = pool->n_done;
    progress.n_runs = pool->n_wanted;
    progress.id = run->id;
    progress.label = label;
    progress.seed = run->seed;
    progress.epoch = w->epoch;
    progress.epochs = w->epochs;
    progress.loss = w->loss;
    progress.accuracy = w->accuracy;
    progress.share = workers_share(pool);
    monitor->progress(monitor->self, &progress);
}

/* "P EPOCH EPOCHS LOSS ACCURACY" or "N IMPORTANT TEXT". */
static void
workers_line(workers_pool *pool, workers_one *w)
{
    const ipt_monitor *monitor = pool->how->monitor;

    if (w->line[0] == 'P' &&
        sscanf(w->line, "P %" SCNd64 " %" SCNd64 " %lf %lf", &w->epoch,
               &w->epochs, &w->loss, &w->accuracy) == 4)
        workers_report(pool, w);
    else if (w->line[0] == 'N' && w->length > 4 && monitor && monitor->note)
        monitor->note(monitor->self, w->line + 4, w->line[2] == '1');
}

/* Takes what a worker wrote; 0 at its end. */
static int
workers_read(workers_pool *pool, workers_one *w)
{
    char bytes[4096];
    const ssize_t n = read(w->pipe, bytes, sizeof bytes);

    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    for (ssize_t i = 0; i < n; i++) {
        if (bytes[i] != '\n') {
            if (w->length + 1 < sizeof w->line)
                w->line[w->length++] = bytes[i];
            continue;
        }
        w->line[w->length] = '\0';
        workers_line(pool, w);
        w->length = 0;
    }
    return n > 0;
}

/* Collects a worker that ended. */
static void
workers_end(workers_pool *pool, workers_one *w, ipt_planned_run *runs,
            ipt_batch_outcome *outcome)
{
    const ipt_monitor *monitor = pool->how->monitor;
    ipt_planned_run *run = &runs[w->run];
    char text[256];
    int code = 0;

    close(w->pipe);
    while (waitpid(w->pid, &code, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
    pool->n_done++;
    text[0] = '\0';
    if (WIFEXITED(code) && WEXITSTATUS(code) == 0) {
        run->state = IPT_RUN_COMPLETE;
        outcome->computed++;
        return;
    }
    if (WIFEXITED(code) && WEXITSTATUS(code) == 75) {
        run->state = IPT_RUN_PARTIAL;
        return;
    }
    run->state = IPT_RUN_FAILED;
    outcome->failed++;
    if (WIFSIGNALED(code))
        snprintf(text, sizeof text,
                 "run %s (seed %" PRIu64 ") failed: its worker was ended by "
                 "signal %d (%s)",
                 run->id, run->seed, WTERMSIG(code), strsignal(WTERMSIG(code)));
    else if (WEXITSTATUS(code) != 3) /* 3: recorded and told by the worker */
        snprintf(text, sizeof text,
                 "run %s (seed %" PRIu64 ") failed: its worker ended with exit "
                 "code %d",
                 run->id, run->seed, WEXITSTATUS(code));
    if (*text && monitor && monitor->note)
        monitor->note(monitor->self, text, 1);
}

/* Waits a moment for any worker to say something or to end. */
static void
workers_poll(workers_pool *pool, ipt_planned_run *runs,
             ipt_batch_outcome *outcome)
{
    struct pollfd *fds = calloc(pool->n_workers, sizeof *fds);
    size_t n = 0;

    for (size_t i = 0; fds && i < pool->n_workers; i++) {
        if (!pool->worker[i].pid)
            continue;
        fds[n].fd = pool->worker[i].pipe;
        fds[n++].events = POLLIN;
    }
    if (fds && n && poll(fds, n, 200) > 0) {
        for (size_t i = 0, k = 0; i < pool->n_workers; i++) {
            workers_one *w = &pool->worker[i];

            if (!w->pid)
                continue;
            if (fds[k++].revents && !workers_read(pool, w))
                workers_end(pool, w, runs, outcome);
        }
    }
    free(fds);
}

static void
workers_stop(workers_pool *pool)
{
    pool->stopping = 1;
    for (size_t i = 0; i < pool->n_workers; i++)
        if (pool->worker[i].pid)
            kill(pool->worker[i].pid, SIGTERM);
}

static int
workers_busy(const workers_pool *pool)
{
    for (size_t i = 0; i < pool->n_workers; i++)
        if (pool->worker[i].pid)
            return 1;
    return 0;
}

ipt_status
ipt__workers_run(const ipt_batch *batch, ipt_planned_run *runs,
                 const size_t *wanted, size_t n_wanted,
                 const ipt_batch_how *how, ipt_batch_outcome *outcome,
                 ipt_error *err)
{
    const ipt_monitor *monitor = how->monitor;
    workers_pool pool = {batch,    how, runs, NULL, (size_t)how->jobs,
                         n_wanted, 0,   0};
    size_t next = 0;
    ipt_status status = IPT_OK;

    pool.worker = calloc(pool.n_workers, sizeof *pool.worker);
    if (!pool.worker)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for workers");
    while (workers_busy(&pool) ||
           (next < n_wanted && !pool.stopping && status == IPT_OK)) {
        for (size_t i = 0; i < pool.n_workers && next < n_wanted &&
                           !pool.stopping && status == IPT_OK;
             i++) {
            if (!pool.worker[i].pid)
                status =
                    workers_start(&pool, &pool.worker[i], wanted[next++], err);
        }
        workers_poll(&pool, runs, outcome);
        if (!pool.stopping && monitor && monitor->stop &&
            monitor->stop(monitor->self))
            workers_stop(&pool);
    }
    free(pool.worker);
    if (status == IPT_OK && pool.stopping)
        status = ipt_error_set(err, IPT_ESTOP,
                               "stopped on request, %zu of %zu runs complete",
                               outcome->computed, n_wanted);
    return status;
}
