/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures from scripts, by gnuplot as a child process. */

#include <config.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "render.h"

extern char **environ;

/* What gnuplot said, in one line: `"f.gp" line 3: text` becomes
 * `f.gp:3: text`; else the last line that is not blank. */
static void
render_message(FILE *log, char *out, size_t size)
{
    char line[512];
    char file[400];
    int found = 0;

    snprintf(out, size, "no message");
    rewind(log);
    while (fgets(line, sizeof line, log)) {
        char *mark = NULL;
        long number = 0;
        size_t n = 0;

        line[strcspn(line, "\r\n")] = '\0';
        for (char *p = line; *p; p++)
            if (iscntrl((unsigned char)*p))
                *p = ' ';
        n = strspn(line, " ");
        if (!line[n])
            continue;
        mark = strstr(line, "\" line ");
        if (line[n] == '"' && mark && mark > line + n) {
            char *text = NULL;

            snprintf(file, sizeof file, "%.*s", (int)(mark - line - 1 - (int)n),
                     line + n + 1);
            number = strtol(mark + 7, &text, 10);
            text += strspn(text, ": ");
            /* Warnings come first; the last such line is the reason. */
            snprintf(out, size, "%s:%ld: %s", file, number, text);
            found = 1;
        } else if (!found) {
            snprintf(out, size, "%s", line + n);
        }
    }
}

/* Path of gnuplot, owned by the caller; NULL with an error. Looked for here
 * because not every system tells a program that is absent from one that
 * failed. */
static char *
render_find(ipt_error *err)
{
    const char *list = getenv("PATH");
    char *path = malloc(list ? strlen(list) + 16 : 16);

    if (!path) {
        ipt_error_set(err, IPT_ENOMEM, "no memory to start gnuplot");
        return NULL;
    }
    for (const char *p = list; p && *p; p += *p == ':') {
        const size_t n = strcspn(p, ":");
        struct stat info;

        sprintf(path, "%.*s/gnuplot", (int)n, p);
        if (n && !access(path, X_OK) && !stat(path, &info) &&
            S_ISREG(info.st_mode))
            return path;
        p += n;
    }
    free(path);
    ipt_error_set(err, IPT_EUNSUP,
                  "gnuplot was not found (Debian: gnuplot-nox)");
    return NULL;
}

/* Runs gnuplot on a script, its output into a descriptor. */
static ipt_status
render_run(const char *script, const char *setting, int out, ipt_error *err)
{
    ipt_status status = IPT_EIO;
    posix_spawn_file_actions_t actions;
    FILE *log = tmpfile();
    char message[IPT_MESSAGE_MAX / 2];
    /* "-x.gp" would be an option and "<x.gp" a command to gnuplot. */
    const char *before = *script == '/' ? "" : "./";
    char *path = malloc(strlen(script) + 3);
    char name[] = "gnuplot";
    char defaults[] = "-d";
    char execute[] = "-e";
    char *code = strdup(setting);
    char *argv[] = {name, defaults, execute, code, path, NULL};
    struct stat info;
    pid_t child = 0;
    int ended = 0;
    char *program = render_find(err);
    int failed = 0;

    if (!program) {
        status = IPT_EUNSUP;
        goto done;
    }
    if (!log || !path || !code) {
        ipt_error_set(err, IPT_EIO, "cannot prepare gnuplot for %s", script);
        goto done;
    }
    sprintf(path, "%s%s", before, script);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, fileno(log), 2);
    failed = posix_spawn(&child, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed) {
        ipt_error_set(err, status, "%s: %s", program, strerror(failed));
        goto done;
    }
    while (waitpid(child, &ended, 0) < 0)
        if (errno != EINTR) {
            ipt_error_set(err, status, "gnuplot: %s", strerror(errno));
            goto done;
        }
    render_message(log, message, sizeof message);
    if (WIFSIGNALED(ended))
        ipt_error_set(err, status, "%s: gnuplot was stopped by signal %d",
                      script, WTERMSIG(ended));
    else if (WEXITSTATUS(ended))
        ipt_error_set(err, status, "gnuplot failed: %s", message);
    else if (fstat(out, &info) || info.st_size == 0)
        ipt_error_set(err, status, "gnuplot drew nothing from %s: %s", script,
                      message);
    else
        status = IPT_OK;
done:
    if (log)
        fclose(log);
    free(program);
    free(path);
    free(code);
    return status;
}

ipt_status
ipt__render(const char *script, const char *format, const char *path,
            ipt_error *err)
{
    ipt_status status = IPT_OK;
    char setting[64];
    char *part = malloc(strlen(path) + 6);
    int out = -1;

    if (!part)
        return ipt_error_set(err, IPT_ENOMEM, "no memory to draw %s", path);
    sprintf(part, "%s.part", path);
    snprintf(setting, sizeof setting, "ipt_format='%s'; ipt_output=''", format);
    out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (out < 0) {
        status = ipt_error_set(err, IPT_EIO, "%s: %s", part, strerror(errno));
        free(part);
        return status;
    }
    status = render_run(script, setting, out, err);
    if (close(out) && status == IPT_OK)
        status = ipt_error_set(err, IPT_EIO, "%s: %s", part, strerror(errno));
    if (status == IPT_OK && rename(part, path))
        status = ipt_error_set(err, IPT_EIO, "%s: %s", path, strerror(errno));
    if (status != IPT_OK)
        unlink(part);
    free(part);
    return status;
}

/* Length of a line without the blanks at its end; 0 when it only sets
 * colours. Form feeds, which gnuplot puts between pages, go to blanks. */
static size_t
render_trim(char *line)
{
    size_t end = 0;
    int shown = 0;

    for (size_t i = 0; line[i]; i++) {
        if (line[i] == '\f')
            line[i] = ' ';
        if (line[i] == '\033') {
            while (line[i + 1] && line[i] != 'm')
                i++;
            end = i + 1;
        } else if (!isspace((unsigned char)line[i])) {
            shown = 1;
            end = i + 1;
        }
    }
    return shown ? end : 0;
}

/* Copies gnuplot's pages: one blank line between them, none at the start. */
static int
render_copy(FILE *from, FILE *to)
{
    char *line = NULL;
    size_t size = 0;
    int colours = 0;
    int gap = 0;
    int any = 0;

    while (getline(&line, &size, from) >= 0) {
        const size_t n = render_trim(line);

        colours |= strchr(line, '\033') != NULL;
        gap |= !n && any;
        if (!n)
            continue;
        if (gap)
            fputc('\n', to);
        fwrite(line, 1, n, to);
        fputc('\n', to);
        gap = 0;
        any = 1;
    }
    free(line);
    fputs(colours ? "\033[0m\n" : "\n", to);
    return !ferror(from) && !fflush(to) && !ferror(to);
}

ipt_status
ipt__render_text(const char *script, FILE *out, ipt_error *err)
{
    ipt_status status = IPT_OK;
    FILE *text = tmpfile();

    if (!text)
        return ipt_error_set(err, IPT_EIO, "no temporary file: %s",
                             strerror(errno));
    status = render_run(script, "ipt_output=''", fileno(text), err);
    rewind(text);
    if (status == IPT_OK && !render_copy(text, out))
        status =
            ipt_error_set(err, IPT_EIO, "standard output: %s", strerror(errno));
    fclose(text);
    return status;
}
