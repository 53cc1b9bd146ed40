/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worker processes: started by exec, told what to compute and telling how far
 * they are by pipes. */

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

/* A worker; it computes one run after the other, each asked for by a line. */
typedef struct {
    pid_t pid;   /* 0: none */
    int to;      /* its standard input, write end; -1: told to end */
    int from;    /* its standard output, read end */
    size_t item; /* of the queue; n: idle */
    int useful;  /* it has settled a run */
    char line[IPT_MESSAGE_MAX + 768];
    size_t length;
    int64_t epoch, epochs;
    double loss, accuracy;
} workers_one;

typedef struct {
    ipt_batch *batch;
    const ipt_batch_how *how;
    const ipt_planned_run *run;
    ipt__queue *queue;
    ipt_batch_outcome *sum;
    workers_one *worker;
    size_t n_workers;
    int stopping; /* 1 asked, 2 ended */
    char trouble[IPT_MESSAGE_MAX];
} workers_pool;

/* argv of the parent, then what makes a worker of it. */
static char **
workers_argv(const workers_pool *pool, char threads[16])
{
    const char *const *base = pool->how->worker_argv;
    const char *more[] = {"--jobs", "1", "--threads", threads,
                          "--progress=pipe"};
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
workers_start(workers_pool *pool, workers_one *w, ipt_error *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    char threads[16];
    char **argv = NULL;
    int in[2] = {-1, -1};
    int out[2] = {-1, -1};
    int failure = 0;

    snprintf(threads, sizeof threads, "%d", pool->how->threads);
    argv = workers_argv(pool, threads);
    if (!argv)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a worker");
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
        failure = errno;
    } else {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGINT);
        sigaddset(&defaults, SIGTERM);
        sigaddset(&defaults, SIGUSR1);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes,
                                 POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
        failure = posix_spawn(&w->pid, pool->how->program, &actions,
                              &attributes, argv, environ);
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    for (size_t i = 0; argv[i]; i++)
        free(argv[i]);
    free(argv);
    if (in[0] >= 0)
        close(in[0]);
    if (out[1] >= 0)
        close(out[1]);
    if (failure) {
        if (in[1] >= 0)
            close(in[1]);
        if (out[0] >= 0)
            close(out[0]);
        w->pid = 0;
        return ipt_error_set(err, IPT_EIO, "%s: cannot start a worker: %s",
                             pool->how->program, strerror(failure));
    }
    w->to = in[1];
    w->from = out[0];
    w->item = pool->queue->n;
    w->useful = 0;
    w->length = 0;
    return IPT_OK;
}

static void
workers_dismiss(workers_one *w)
{
    if (w->to >= 0)
        close(w->to);
    w->to = -1;
}

/* Hands a run to an idle worker. One that has died is noticed when its output
 * ends. */
static void
workers_give(workers_pool *pool, workers_one *w, size_t item)
{
    char line[32];
    const int n = snprintf(line, sizeof line, "%s\n",
                           pool->run[pool->queue->run[item]].id);

    w->item = item;
    w->epoch = 0;
    w->epochs = 0;
    w->loss = NAN;
    w->accuracy = NAN;
    if (write(w->to, line, (size_t)n) != n)
        workers_dismiss(w);
}

static size_t
workers_at_work(const workers_pool *pool)
{
    size_t n = 0;

    for (size_t i = 0; i < pool->n_workers; i++)
        n += pool->worker[i].pid && pool->worker[i].item < pool->queue->n;
    return n;
}

/* The share of the batch that is done, by epochs. */
static double
workers_share(const workers_pool *pool)
{
    double done = (double)pool->queue->n_done;

    for (size_t i = 0; i < pool->n_workers; i++) {
        const workers_one *w = &pool->worker[i];

        if (w->pid && w->item < pool->queue->n && w->epochs)
            done += (double)w->epoch / (double)w->epochs;
    }
    return done / (double)pool->queue->n;
}

static void
workers_report(const workers_pool *pool, const workers_one *w)
{
    const ipt_monitor *monitor = pool->how->monitor;
    const ipt_planned_run *run = NULL;
    char label[512];
    ipt_progress progress;

    if (!monitor || !monitor->progress || w->item >= pool->queue->n)
        return;
    run = &pool->run[pool->queue->run[w->item]];
    ipt_batch_label(pool->batch, run->point, label, sizeof label);
    memset(&progress, 0, sizeof progress);
    progress.run = pool->queue->n_done;
    progress.n_runs = pool->queue->n;
    progress.id = run->id;
    progress.label = label;
    progress.seed = run->seed;
    progress.epoch = w->epoch;
    progress.epochs = w->epochs;
    progress.loss = w->loss;
    progress.accuracy = w->accuracy;
    progress.share = workers_share(pool);
    progress.n_done = pool->queue->n_done;
    progress.worker = (size_t)(w - pool->worker);
    progress.n_workers = workers_at_work(pool);
    monitor->progress(monitor->self, &progress);
}

/* A run is settled; its state is what lies on the disk now. */
static void
workers_settle(workers_pool *pool, workers_one *w, ipt_run_outcome outcome,
               const char *text)
{
    const size_t at = pool->queue->run[w->item];
    char *directory = NULL;
    ipt_run_state state =
        outcome == IPT_RUN_DONE ? IPT_RUN_COMPLETE : IPT_RUN_PARTIAL;

    if (outcome == IPT_RUN_THERE || outcome == IPT_RUN_BROKEN) {
        directory = ipt__batch_run_directory(pool->batch, at);
        if (directory)
            state = ipt__look(directory, NULL, 0);
        free(directory);
    }
    if (outcome != IPT_RUN_ELSEWHERE)
        ipt__batch_state(pool->batch, at, state);
    ipt__queue_settle(pool->queue, w->item, outcome, pool->sum);
    if (outcome == IPT_RUN_THERE)
        pool->sum->failed += state == IPT_RUN_FAILED;
    if (*text && outcome != IPT_RUN_STOPPED)
        ipt__note(pool->how->monitor, outcome == IPT_RUN_BROKEN, "%s", text);
    w->item = pool->queue->n;
    w->useful = 1;
}

/* "P EPOCH EPOCHS LOSS ACCURACY", "N IMPORTANT TEXT" or "D OUTCOME TEXT". */
static void
workers_line(workers_pool *pool, workers_one *w)
{
    const char *line = w->line;

    if (line[0] == 'P' &&
        sscanf(line, "P %" SCNd64 " %" SCNd64 " %lf %lf", &w->epoch, &w->epochs,
               &w->loss, &w->accuracy) == 4)
        workers_report(pool, w);
    else if (line[0] == 'N' && w->length > 4)
        ipt__note(pool->how->monitor, line[2] == '1', "%s", line + 4);
    else if (line[0] == 'D' && w->length >= 4 && w->item < pool->queue->n &&
             line[2] >= '0' && line[2] < '0' + (int)IPT_RUN_BROKEN + 1)
        workers_settle(pool, w, (ipt_run_outcome)(line[2] - '0'), line + 4);
}

/* Takes what a worker wrote; 0 at its end. */
static int
workers_read(workers_pool *pool, workers_one *w)
{
    char bytes[4096];
    const ssize_t n = read(w->from, bytes, sizeof bytes);

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

/* A worker ended while it had a run: why is recorded beside the run. */
static void
workers_lost(workers_pool *pool, workers_one *w, int code)
{
    const ipt_planned_run *run = &pool->run[pool->queue->run[w->item]];
    char *directory =
        ipt__batch_run_directory(pool->batch, pool->queue->run[w->item]);
    char reason[128];
    char text[300];

    if (WIFSIGNALED(code))
        snprintf(
            reason, sizeof reason, "its worker was ended by signal %d (%s)%s",
            WTERMSIG(code), strsignal(WTERMSIG(code)),
            WTERMSIG(code) == SIGKILL ? ", perhaps by a system out of memory"
                                      : "");
    else
        snprintf(reason, sizeof reason, "its worker ended with exit code %d",
                 WEXITSTATUS(code));
    if (directory && ipt__make_directory(directory, NULL) == IPT_OK)
        ipt__failure_write(directory, 1, reason, NULL);
    free(directory);
    snprintf(text, sizeof text, "run %s (seed %" PRIu64 ") failed: %s", run->id,
             run->seed, reason);
    workers_settle(pool, w, IPT_RUN_BROKEN, text);
}

/* Collects a worker that ended. */
static void
workers_end(workers_pool *pool, workers_one *w)
{
    const int useful = w->useful;
    int code = 0;

    close(w->from);
    workers_dismiss(w);
    while (waitpid(w->pid, &code, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
    if (w->item < pool->queue->n) {
        if (pool->stopping)
            workers_settle(pool, w, IPT_RUN_STOPPED, "");
        else
            workers_lost(pool, w, code);
    }
    /* One that cannot even begin: so will the next. */
    if (!useful && !pool->stopping && WIFEXITED(code) &&
        (WEXITSTATUS(code) == 1 || WEXITSTATUS(code) == 2))
        snprintf(pool->trouble, sizeof pool->trouble,
                 "a worker ended with exit code %d before its first run",
                 WEXITSTATUS(code));
}

/* Waits a moment for any worker to say something or to end. */
static void
workers_poll(workers_pool *pool)
{
    struct pollfd *fds = calloc(pool->n_workers, sizeof *fds);
    size_t n = 0;

    for (size_t i = 0; fds && i < pool->n_workers; i++) {
        if (!pool->worker[i].pid)
            continue;
        fds[n].fd = pool->worker[i].from;
        fds[n++].events = POLLIN;
    }
    if (fds && poll(fds, n, 200) > 0) {
        for (size_t i = 0, k = 0; i < pool->n_workers; i++) {
            workers_one *w = &pool->worker[i];

            if (!w->pid)
                continue;
            if (fds[k++].revents && !workers_read(pool, w))
                workers_end(pool, w);
        }
    }
    free(fds);
}

/* Passes a wish to stop on: first gently, then not. */
static void
workers_stop(workers_pool *pool, int wish)
{
    if (wish <= pool->stopping)
        return;
    pool->stopping = wish;
    for (size_t i = 0; i < pool->n_workers; i++) {
        if (!pool->worker[i].pid)
            continue;
        kill(pool->worker[i].pid, wish > 1 ? SIGKILL : SIGTERM);
        workers_dismiss(&pool->worker[i]);
    }
}

static int
workers_alive(const workers_pool *pool)
{
    for (size_t i = 0; i < pool->n_workers; i++)
        if (pool->worker[i].pid)
            return 1;
    return 0;
}

/* Gives every idle worker a run, while there are any. */
static ipt_status
workers_feed(workers_pool *pool, ipt_error *err)
{
    ipt__queue *queue = pool->queue;

    for (size_t i = 0; i < pool->n_workers; i++) {
        workers_one *w = &pool->worker[i];
        size_t item = 0;
        ipt_status status = IPT_OK;

        if (w->pid && (w->item < queue->n || w->to < 0))
            continue;
        item = ipt__queue_next(queue);
        if (item == queue->n)
            return IPT_OK;
        if (!w->pid)
            status = workers_start(pool, w, err);
        if (status != IPT_OK)
            return status;
        workers_give(pool, w, item);
    }
    return IPT_OK;
}

ipt_status
ipt__workers_run(ipt_batch *batch, ipt__queue *queue, const ipt_batch_how *how,
                 ipt_batch_outcome *outcome, ipt_error *err)
{
    const ipt_monitor *monitor = how->monitor;
    size_t n_runs = 0;
    workers_pool pool;
    struct sigaction ignore;
    struct sigaction before;
    double looked = 0;
    ipt_status status = IPT_OK;

    memset(&pool, 0, sizeof pool);
    pool.batch = batch;
    pool.how = how;
    pool.run = ipt_batch_runs(batch, &n_runs);
    pool.queue = queue;
    pool.sum = outcome;
    pool.n_workers =
        (size_t)how->jobs < queue->n ? (size_t)how->jobs : queue->n;
    pool.worker = calloc(pool.n_workers, sizeof *pool.worker);
    if (!pool.worker)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for workers");
    /* A worker that is gone shows as a write that fails. */
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &before);
    for (;;) {
        if (status == IPT_OK && !pool.stopping && !*pool.trouble)
            status = workers_feed(&pool, err);
        if (status != IPT_OK || *pool.trouble)
            workers_stop(&pool, 1);
        /* Nothing at work: either all is done, or others do the rest. */
        if (!workers_at_work(&pool)) {
            const int rest =
                queue->n_elsewhere && how->n_shards <= 1 && !pool.stopping;

            if (rest && ipt__seconds() - looked > 0.3) {
                looked = ipt__seconds();
                ipt__queue_again(queue, batch, how, outcome);
            } else if (!rest) {
                for (size_t i = 0; i < pool.n_workers; i++)
                    if (pool.worker[i].pid)
                        workers_dismiss(&pool.worker[i]);
                if (!workers_alive(&pool) &&
                    (pool.stopping || queue->next >= queue->n))
                    break;
            }
        }
        workers_poll(&pool);
        if (monitor && monitor->stop)
            workers_stop(&pool, monitor->stop(monitor->self));
    }
    sigaction(SIGPIPE, &before, NULL);
    free(pool.worker);
    if (status == IPT_OK && *pool.trouble)
        status = ipt_error_set(err, IPT_EIO, "%s", pool.trouble);
    if (status == IPT_OK && pool.stopping)
        status = ipt_error_set(err, IPT_ESTOP,
                               "stopped on request, %zu of %zu runs complete",
                               outcome->computed, queue->n);
    return status;
}
