/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a batch is: one line on a terminal, plain lines in a log file. */

#include <config.h>

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

enum { PROGRESS_NONE, PROGRESS_LINES, PROGRESS_BAR, PROGRESS_PIPE };

enum { PROGRESS_SLOTS = 64 };

struct cli_progress {
    int mode;
    double start;
    double deadline; /* of --time-limit; 0: none */
    double shown;    /* when the last line was drawn */
    int open;        /* lines of a bar that stand on the terminal */
    /* What each worker does, for -v. */
    struct {
        char text[160];
        double told;
    } slot[PROGRESS_SLOTS];
};

static volatile sig_atomic_t progress_stop;
static volatile sig_atomic_t progress_parent;

static void
progress_signal(int number)
{
    if (progress_stop && !progress_parent) {
        signal(number, SIG_DFL);
        raise(number);
    }
    progress_stop = progress_stop ? 2 : 1;
}

void
cli_signals_reach_workers(void)
{
    progress_parent = 1;
}

void
cli_catch_signals(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = progress_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
    /* A file that grows beyond its limit shows as a write that fails. */
    signal(SIGXFSZ, SIG_IGN);
}

int
cli_progress_is_pipe(const cli_args *args)
{
    const char *wish = cli_value(args, "progress");

    return wish && !strcmp(wish, "pipe");
}

int
cli_stop_requested(void)
{
    return progress_stop != 0;
}

static double
progress_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

cli_progress *
cli_progress_alloc(const cli_args *args)
{
    const char *wish = cli_value(args, "progress");
    cli_progress *p = calloc(1, sizeof *p);

    if (!p)
        return NULL;
    p->mode = isatty(STDERR_FILENO) ? PROGRESS_BAR : PROGRESS_LINES;
    if (cli_flag(args, "quiet") || (wish && !strcmp(wish, "none")))
        p->mode = PROGRESS_NONE;
    else if (wish && !strcmp(wish, "bar"))
        p->mode = PROGRESS_BAR;
    else if (wish && !strcmp(wish, "lines"))
        p->mode = PROGRESS_LINES;
    else if (wish && !strcmp(wish, "pipe")) {
        p->mode = PROGRESS_PIPE;
        /* A parent that is gone shows as a write that fails. */
        signal(SIGPIPE, SIG_IGN);
    } else if (wish && strcmp(wish, "auto") != 0) {
        cli_usage_error(args->command,
                        "--progress: \"%s\" is not one of auto, bar, lines, "
                        "none",
                        wish);
        free(p);
        return NULL;
    }
    p->start = progress_now();
    if (cli_value(args, "time-limit")) {
        const double limit = cli_duration(args, "time-limit");

        if (limit < 0) {
            free(p);
            return NULL;
        }
        p->deadline = p->start + limit;
    }
    return p;
}

static void
progress_clear(cli_progress *p)
{
    if (p->open)
        fputs("\r\033[K", stderr);
    for (; p->open > 1; p->open--)
        fputs("\033[A\033[K", stderr);
    p->open = 0;
}

/* "1:02:03", "2:03", "0:07". */
static void
progress_duration(double seconds, char *out, size_t size)
{
    const long s = seconds < 359999 ? (long)(seconds + 0.5) : 359999;

    if (s >= 3600)
        snprintf(out, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(out, size, "%ld:%02ld", s / 60, s % 60);
}

static int
progress_columns(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
        return size.ws_col;
    return 80;
}

/* A line for the parent of a worker. */
static void
progress_pipe(cli_progress *p, const ipt_progress *what)
{
    p->shown = progress_now();
    printf("P %lld %lld %g %g\n", (long long)what->epoch,
           (long long)what->epochs, what->loss, what->accuracy);
    if (fflush(stdout) != 0)
        progress_stop = 1;
}

/* "seed 3  epoch 20/100  loss 0.1  acc 0.97" of one run. */
static void
progress_run(const ipt_progress *what, char *out, size_t size)
{
    size_t at = (size_t)snprintf(
        out, size, "%s%sseed %llu  epoch %lld/%lld", what->label,
        *what->label ? " " : "", (unsigned long long)what->seed,
        (long long)what->epoch, (long long)what->epochs);

    if (!isnan(what->loss) && at < size)
        at += (size_t)snprintf(out + at, size - at, "  loss %.4g", what->loss);
    if (!isnan(what->accuracy) && at < size)
        snprintf(out + at, size - at, "  acc %.3f", what->accuracy);
}

/* One line for the batch. */
static void
progress_line(const cli_progress *p, const ipt_progress *what, double now,
              char *out, size_t size)
{
    char left[24] = "--";
    char run[400];

    if (what->share > 0.002)
        progress_duration((now - p->start) * (1 - what->share) / what->share,
                          left, sizeof left);
    progress_run(what, run, sizeof run);
    if (what->n_workers)
        snprintf(out, size, "%zu/%zu runs done, %zu at work  %3.0f%%  left %s",
                 what->n_done, what->n_runs, what->n_workers, 100 * what->share,
                 left);
    else
        snprintf(out, size, "run %zu/%zu %s  %3.0f%%  left %s", what->run + 1,
                 what->n_runs, run, 100 * what->share, left);
}

static void
progress_show(void *self, const ipt_progress *what)
{
    cli_progress *p = self;
    const double now = progress_now();
    const int end = what->epoch >= what->epochs;
    const int width = progress_columns() - 1;
    char line[512];

    if (p->mode == PROGRESS_NONE)
        return;
    if (p->mode == PROGRESS_PIPE) {
        if (now - p->shown >= 0.1)
            progress_pipe(p, what);
        return;
    }
    if (what->n_workers && what->worker < PROGRESS_SLOTS) {
        progress_run(what, line, sizeof line);
        snprintf(p->slot[what->worker].text, sizeof p->slot->text, "%.150s",
                 line);
        p->slot[what->worker].told = now;
    }
    if (p->mode == PROGRESS_BAR
            ? now - p->shown < 0.1 && (!end || what->n_workers)
            : now - p->shown < 10.0)
        return;
    p->shown = now;
    progress_line(p, what, now, line, sizeof line);
    progress_clear(p);
    if (p->mode == PROGRESS_BAR)
        fprintf(stderr, "%.*s", width, line);
    else
        fprintf(stderr, "%s\n", line);
    p->open = p->mode == PROGRESS_BAR;
    for (size_t i = 0; cli_verbose() && what->n_workers && i < PROGRESS_SLOTS;
         i++) {
        if (!*p->slot[i].text || now - p->slot[i].told > 60)
            continue;
        snprintf(line, sizeof line, "  worker %zu: %s", i + 1, p->slot[i].text);
        if (p->mode == PROGRESS_BAR)
            fprintf(stderr, "\n%.*s", width, line);
        else
            fprintf(stderr, "%s\n", line);
        p->open += p->mode == PROGRESS_BAR;
    }
    fflush(stderr);
}

static void
progress_note(void *self, const char *text, int important)
{
    cli_progress *p = self;

    if (p->mode == PROGRESS_PIPE) {
        printf("N %d %s\n", important, text);
        fflush(stdout);
        return;
    }
    progress_clear(p);
    if (important)
        cli_warning("%s", text);
    else if (cli_verbose() || p->mode == PROGRESS_LINES)
        cli_note("%s", text);
}

static int
progress_stop_asked(void *self)
{
    const cli_progress *p = self;

    if (!progress_stop && p->deadline > 0 && progress_now() >= p->deadline)
        return 1;
    return progress_stop;
}

/* For the parent of a worker: a run is settled. */
static void
progress_settled(void *self, ipt_run_outcome outcome, const char *text)
{
    (void)self;
    printf("D %d %s\n", (int)outcome, text);
    if (fflush(stdout) != 0)
        progress_stop = 1;
}

void
cli_progress_monitor(cli_progress *p, ipt_monitor *monitor)
{
    monitor->self = p;
    monitor->progress = progress_show;
    monitor->note = progress_note;
    monitor->stop = progress_stop_asked;
    monitor->settled = progress_settled;
}

void
cli_progress_free(cli_progress *p)
{
    if (!p)
        return;
    progress_clear(p);
    free(p);
}
