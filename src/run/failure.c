/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run has left in its folder: complete, failed, partial, or nothing. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <infoplane/checkpoint.h>
#include <infoplane/json.h>

#include "run-private.h"

/* The text behind "key":" in a line of JSON that ipt wrote. */
static void
failure_text(const char *line, const char *key, char *out, size_t size)
{
    char pattern[32];
    const char *p = NULL;
    size_t n = 0;

    out[0] = '\0';
    snprintf(pattern, sizeof pattern, "\"%s\":\"", key);
    p = strstr(line, pattern);
    if (!p)
        return;
    for (p += strlen(pattern); *p && *p != '"' && n + 1 < size; p++) {
        if (*p == '\\' && p[1])
            p++;
        out[n++] = *p;
    }
    out[n] = '\0';
}

int
ipt__failure_read(const char *directory, ipt__failure *out)
{
    char *path = ipt__path(directory, "failed.json", NULL);
    char *text = path ? ipt__read_text(path) : NULL;
    const int found = text != NULL;

    if (found) {
        failure_text(text, "time", out->time, sizeof out->time);
        failure_text(text, "reason", out->reason, sizeof out->reason);
        out->again = strstr(text, "\"again\":1") != NULL;
    }
    free(text);
    free(path);
    return found;
}

ipt_status
ipt__failure_write(const char *directory, int again, const char *reason,
                   ipt_error *err)
{
    char *path = ipt__path(directory, "failed.json", err);
    ipt_json *json = ipt_json_alloc();
    char now[32];
    ipt_status status = IPT_ENOMEM;

    ipt__utc(now);
    if (path && json) {
        ipt_json_open(json, NULL, '{');
        ipt_json_text(json, "time", now);
        ipt_json_int(json, "again", again);
        ipt_json_text(json, "reason", reason);
        ipt_json_close(json, '}');
        status = ipt__write_text(path, ipt_json_string(json), err);
    }
    ipt_json_free(json);
    free(path);
    return status;
}

static int
failure_exists(const char *directory, const char *name)
{
    char *path = ipt__path(directory, name, NULL);
    const int there = path && access(path, F_OK) == 0;

    free(path);
    return there;
}

ipt_run_state
ipt__look(const char *directory, char *reason, size_t size)
{
    char *path = ipt__path(directory, "run.h5", NULL);
    char *text = NULL;
    char *why = NULL;
    ipt__failure failure;
    ipt_run_state state = IPT_RUN_WAITING;

    if (reason && size)
        reason[0] = '\0';
    if (!path || access(directory, F_OK) != 0) {
        free(path);
        return IPT_RUN_WAITING;
    }
    /* A run.h5 that cannot be read is computed again: what it held is lost
     * either way. */
    if (access(path, F_OK) == 0 &&
        ipt_result_status(path, &text, &why, NULL) == IPT_OK)
        state = !strcmp(text, "complete") ? IPT_RUN_COMPLETE
                : !strcmp(text, "failed") ? IPT_RUN_FAILED
                                          : IPT_RUN_PARTIAL;
    if (state == IPT_RUN_FAILED && reason)
        snprintf(reason, size, "%s", why ? why : "");
    if (state == IPT_RUN_WAITING && ipt__failure_read(directory, &failure)) {
        state = failure.again ? IPT_RUN_PARTIAL : IPT_RUN_FAILED;
        if (reason)
            snprintf(reason, size, "%s", failure.reason);
    }
    if (state == IPT_RUN_WAITING && failure_exists(directory, "checkpoint.h5"))
        state = IPT_RUN_PARTIAL;
    free(text);
    free(why);
    free(path);
    return state;
}

void
ipt__leftovers_remove(const char *directory)
{
    static const char *const names[] = {"activations.h5.part", "run.h5.part",
                                        "checkpoint.h5.part"};
    char name[48];
    char *path = NULL;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path = ipt__path(directory, names[i], NULL);
        if (path)
            unlink(path);
        free(path);
    }
    /* Segments are numbered without gaps, the last may be unfinished. */
    for (int i = 1, misses = 0; misses < 2; i++) {
        snprintf(name, sizeof name, "activations.%04d.h5.part", i);
        path = ipt__path(directory, name, NULL);
        if (!path)
            return;
        const int part_gone = unlink(path) != 0;
        path[strlen(path) - sizeof ".part" + 1] = '\0';
        misses = unlink(path) != 0 && part_gone ? misses + 1 : 0;
        free(path);
    }
    /* Last: while it is there, leftovers are looked for. */
    path = ipt__path(directory, "checkpoint.h5", NULL);
    if (path)
        unlink(path);
    free(path);
}
