/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims: which process computes which run, on any number of machines.
 *
 * Each process has one file, BATCH/claims/HOST-PID, that says who it is. To
 * take a run it makes runs/ID/claim a hard link to that file, which is atomic
 * on local and network file systems alike, and fails when there is one. The
 * modification time of the file, so of the claim too, shows that the process
 * lives: a thread sets it every half minute. A claim is dead when its process
 * has ended, on the same machine, or, from others, when it was not touched for
 * ten minutes. Dead claims are taken over under a lock, claim.lock, since two
 * processes may find one at a time. */

#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "run-private.h"

enum {
    CLAIM_BEAT = 30,  /* seconds between signs of life */
    CLAIM_DEAD = 600, /* without one for so long: dead */
    CLAIM_LOCK = 60   /* seconds after which a lock was left behind */
};

/* Who holds a claim, as one line of text. */
typedef struct {
    char host[128];
    char boot[64]; /* of this start of the machine, and its process ids */
    long pid;
    unsigned long long born; /* so that a number used again is noticed */
    char job[64];
    char time[32];
} claim_holder;

struct ipt__claimant {
    char *directory; /* claims/ */
    char *own;       /* the file of this process */
    char *claim;     /* of the run taken; NULL: none */
    int fd;          /* of own */
    struct stat id;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t end;
    int has_thread;
    int ending;
};

/* When a process was started, in ticks since the machine was; 0: unknown. */
static unsigned long long
claim_born(long pid)
{
    char path[64];
    char *text = NULL;
    const char *p = NULL;
    unsigned long long born = 0;

    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    text = ipt__read_text(path);
    p = text ? strrchr(text, ')') : NULL; /* the name may hold anything */
    for (int field = 2; p && field < 22; field++)
        p = strchr(p + 1, ' ');
    if (p)
        born = strtoull(p, NULL, 10);
    free(text);
    return born;
}

static void
claim_self(claim_holder *me)
{
    char *boot = ipt__read_text("/proc/sys/kernel/random/boot_id");
    static const char *const jobs[] = {"SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID",
                                       "JOB_ID"};
    char space[64] = "";

    memset(me, 0, sizeof *me);
    if (gethostname(me->host, sizeof me->host - 1) != 0 || !*me->host)
        strcpy(me->host, "unknown");
    for (char *p = me->host; *p; p++)
        if (*p == ' ' || *p == '/')
            *p = '_';
    /* Containers of one machine count their processes apart. */
    if (readlink("/proc/self/ns/pid", space, sizeof space - 1) < 0)
        space[0] = '\0';
    snprintf(me->boot, sizeof me->boot, "%.20s.%.20s", boot ? boot : "-",
             strchr(space, '[') ? strchr(space, '[') + 1 : "-");
    for (char *p = me->boot; *p; p++)
        if (*p == ' ' || *p == '\n' || *p == ']')
            *p = '_';
    me->pid = (long)getpid();
    me->born = claim_born(me->pid);
    strcpy(me->job, "-");
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        if (getenv(jobs[i]) && *getenv(jobs[i]) &&
            !strchr(getenv(jobs[i]), ' ')) {
            snprintf(me->job, sizeof me->job, "%s", getenv(jobs[i]));
            break;
        }
    ipt__utc(me->time);
    free(boot);
}

static int
claim_parse(const char *text, claim_holder *who)
{
    memset(who, 0, sizeof *who);
    return sscanf(text,
                  "host %127s boot %63s pid %ld born %llu job %63s since %31s",
                  who->host, who->boot, &who->pid, &who->born, who->job,
                  who->time) == 6;
}

/* Seconds since a file was touched, by the clock of its file system: that of
 * another machine may differ from ours. */
static double
claim_age(const char *path, const struct stat *info)
{
    const size_t size = strlen(path) + 32;
    char *probe = malloc(size);
    struct stat now;
    time_t time_now = time(NULL);
    int fd = -1;

    if (time_now - info->st_mtime <= CLAIM_LOCK / 2 || !probe) {
        free(probe);
        return (double)(time_now - info->st_mtime);
    }
    snprintf(probe, size, "%s.%ld", path, (long)getpid());
    fd = open(probe, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd >= 0) {
        if (fstat(fd, &now) == 0)
            time_now = now.st_mtime;
        close(fd);
        unlink(probe);
    }
    free(probe);
    return (double)(time_now - info->st_mtime);
}

/* 1 alive, 0 dead, -1 there is no claim. */
static int
claim_alive(const char *path, claim_holder *who)
{
    claim_holder me;
    struct stat info;
    char *text = NULL;
    int known = 0;
    int alive = 0;

    memset(who, 0, sizeof *who);
    if (stat(path, &info) != 0)
        return -1;
    text = ipt__read_text(path);
    known = text && claim_parse(text, who);
    free(text);
    claim_self(&me);
    if (known && !strcmp(who->host, me.host)) {
        /* The same machine: its processes can be asked. */
        if (strcmp(who->boot, me.boot) == 0) {
            alive = kill((pid_t)who->pid, 0) == 0 || errno == EPERM;
            if (alive && who->born && claim_born(who->pid) &&
                claim_born(who->pid) != who->born)
                alive = 0;
            return alive;
        }
    }
    return claim_age(path, &info) < (known ? CLAIM_DEAD : CLAIM_LOCK);
}

static void
claim_describe(const claim_holder *who, char *out, size_t size)
{
    const int has_job = *who->job && strcmp(who->job, "-") != 0;

    if (size)
        snprintf(out, size, "process %ld on %s%s%s, since %s", who->pid,
                 *who->host ? who->host : "an unknown machine",
                 has_job ? ", job " : "", has_job ? who->job : "",
                 *who->time ? who->time : "an unknown time");
}

static void *
claimant_beat(void *self)
{
    ipt__claimant *c = self;

    pthread_mutex_lock(&c->mutex);
    while (!c->ending) {
        struct timespec until;

        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += CLAIM_BEAT;
        if (pthread_cond_timedwait(&c->end, &c->mutex, &until) != ETIMEDOUT)
            continue;
        futimens(c->fd, NULL);
        if (c->claim) /* a file of its own where there are no links */
            utimensat(AT_FDCWD, c->claim, NULL, 0);
    }
    pthread_mutex_unlock(&c->mutex);
    return NULL;
}

/* Files of processes of this machine that have ended. */
static void
claimant_sweep(const char *directory)
{
    DIR *list = opendir(directory);
    const struct dirent *entry = NULL;

    while (list && (entry = readdir(list))) {
        char *path = entry->d_name[0] == '.'
                         ? NULL
                         : ipt__path(directory, entry->d_name, NULL);
        claim_holder who;

        if (path && claim_alive(path, &who) == 0)
            unlink(path);
        free(path);
    }
    if (list)
        closedir(list);
}

ipt_status
ipt__claimant_alloc(const char *batch_directory, ipt__claimant **out,
                    ipt_error *err)
{
    ipt__claimant *c = calloc(1, sizeof *c);
    claim_holder me;
    char name[200];
    char text[512];
    sigset_t all;
    sigset_t before;
    ipt_status status = IPT_OK;

    if (!c)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for claims");
    c->fd = -1;
    claim_self(&me);
    snprintf(name, sizeof name, "%s-%ld", me.host, me.pid);
    snprintf(text, sizeof text,
             "host %s boot %s pid %ld born %llu job %s since %s\n", me.host,
             me.boot, me.pid, me.born, me.job, me.time);
    c->directory = ipt__path(batch_directory, "claims", err);
    c->own = c->directory ? ipt__path(c->directory, name, err) : NULL;
    if (!c->own)
        status = IPT_ENOMEM;
    /* Another process that ends may remove the empty folder. */
    for (int attempt = 0; status == IPT_OK && c->fd < 0; attempt++) {
        status = ipt__make_directory(c->directory, err);
        if (status == IPT_OK) {
            unlink(c->own); /* of a dead process with the same number */
            c->fd = open(c->own, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        }
        if (status == IPT_OK && c->fd < 0 && (errno != ENOENT || attempt > 99))
            status = ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", c->own,
                                   strerror(errno));
    }
    if (status == IPT_OK &&
        (write(c->fd, text, strlen(text)) != (ssize_t)strlen(text) ||
         fstat(c->fd, &c->id) != 0))
        status = ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", c->own,
                               strerror(errno));
    if (status == IPT_OK) {
        pthread_mutex_init(&c->mutex, NULL);
        pthread_cond_init(&c->end, NULL);
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        c->has_thread = pthread_create(&c->thread, NULL, claimant_beat, c) == 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (!c->has_thread) {
            pthread_mutex_destroy(&c->mutex);
            pthread_cond_destroy(&c->end);
            status = ipt_error_set(err, IPT_ENOMEM, "no memory for a thread");
        }
    }
    if (status != IPT_OK) {
        ipt__claimant_free(c);
        return status;
    }
    claimant_sweep(c->directory);
    *out = c;
    return IPT_OK;
}

void
ipt__claimant_free(ipt__claimant *c)
{
    if (!c)
        return;
    ipt__claim_release(c);
    if (c->has_thread) {
        pthread_mutex_lock(&c->mutex);
        c->ending = 1;
        pthread_cond_signal(&c->end);
        pthread_mutex_unlock(&c->mutex);
        pthread_join(c->thread, NULL);
        pthread_mutex_destroy(&c->mutex);
        pthread_cond_destroy(&c->end);
    }
    if (c->fd >= 0) {
        close(c->fd);
        unlink(c->own);
        rmdir(c->directory); /* the last one succeeds */
    }
    free(c->directory);
    free(c->own);
    free(c);
}

/* Makes the claim: 1 made, 0 there is one, -1 failed. */
static int
claim_make(const ipt__claimant *c, const char *path)
{
    int fd = -1;

    if (link(c->own, path) == 0)
        return 1;
    if (errno == EEXIST)
        return 0;
    if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK)
        return -1;
    /* A file system without links: the claim is a file of its own. */
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return errno == EEXIST ? 0 : -1;
    char *text = ipt__read_text(c->own);
    const int written =
        text && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    free(text);
    close(fd);
    if (!written)
        unlink(path);
    return written ? 1 : -1;
}

/* Takes a dead claim over: as claim_make(). */
static int
claim_take_over(const ipt__claimant *c, const char *path, claim_holder *who)
{
    const size_t size = strlen(path) + sizeof ".lock";
    char *lock = malloc(size);
    struct stat info;
    int made = 0;
    int fd = -1;

    if (!lock)
        return -1;
    snprintf(lock, size, "%s.lock", path);
    if (stat(lock, &info) == 0 && claim_age(lock, &info) > CLAIM_LOCK)
        unlink(lock);
    fd = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) {
        /* Nobody else takes over now, so what is dead stays what it is. */
        if (claim_alive(path, who) == 0)
            unlink(path);
        made = claim_make(c, path);
        close(fd);
        unlink(lock);
    }
    free(lock);
    return made;
}

/* The claim now held, or NULL; the beating thread looks at it. */
static void
claim_set(ipt__claimant *c, char *path)
{
    if (c->has_thread)
        pthread_mutex_lock(&c->mutex);
    free(c->claim);
    c->claim = path;
    if (c->has_thread)
        pthread_mutex_unlock(&c->mutex);
}

ipt_status
ipt__claim_take(ipt__claimant *c, const char *run_directory, char *holder,
                size_t size, ipt_error *err)
{
    char *path = ipt__path(run_directory, "claim", err);
    claim_holder who;
    ipt_status status = IPT_OK;
    int made = 0;

    holder[0] = '\0';
    if (!path)
        return IPT_ENOMEM;
    futimens(c->fd, NULL);
    made = claim_make(c, path);
    if (made == 0) {
        const int alive = claim_alive(path, &who);

        claim_describe(&who, holder, size);
        if (alive == 0)
            made = claim_take_over(c, path, &who);
        else if (alive < 0)
            made = claim_make(c, path);
        if (made == 1 && alive < 0)
            holder[0] = '\0';
    }
    if (made == 1)
        claim_set(c, path);
    else
        free(path);
    if (made == 0)
        status = IPT_ESTOP;
    if (made < 0)
        status = ipt_error_set(err, IPT_EIO, "%s/claim: cannot write: %s",
                               run_directory, strerror(errno));
    return status;
}

int
ipt__claim_holds(const ipt__claimant *c)
{
    struct stat info;
    char *text = NULL;
    claim_holder who;
    int mine = 0;

    if (!c->claim || stat(c->claim, &info) != 0)
        return 0;
    if (info.st_dev == c->id.st_dev && info.st_ino == c->id.st_ino)
        return 1;
    text = ipt__read_text(c->claim);
    mine = text && claim_parse(text, &who) && who.pid == (long)getpid() &&
           who.born == claim_born(who.pid);
    free(text);
    return mine;
}

void
ipt__claim_release(ipt__claimant *c)
{
    if (c->claim && ipt__claim_holds(c))
        unlink(c->claim);
    claim_set(c, NULL);
}

int
ipt__claim_busy(const char *run_directory)
{
    char *path = ipt__path(run_directory, "claim", NULL);
    claim_holder who;
    const int busy = path && claim_alive(path, &who) == 1;

    free(path);
    return busy;
}
