/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program says on stderr, and the exit codes. */

#include <config.h>

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static int report_level;

void
cli_verbosity(int level)
{
    report_level = level;
}

int
cli_verbose(void)
{
    return report_level > 0;
}

static void report_line(const char *before, const char *format, va_list args)
    IPT_PRINTF(2, 0);

static void
report_line(const char *before, const char *format, va_list args)
{
    fflush(stdout);
    fputs(before, stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

void
cli_note(const char *format, ...)
{
    va_list args;

    if (report_level < 0)
        return;
    va_start(args, format);
    report_line("", format, args);
    va_end(args);
}

void
cli_warning(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    report_line("ipt: warning: ", format, args);
    va_end(args);
}

int
cli_usage_error(const cli_command *command, const char *format, ...)
{
    char before[64];
    va_list args;

    snprintf(before, sizeof before, "ipt%s%s: ", command ? " " : "",
             command ? command->name : "");
    va_start(args, format);
    report_line(before, format, args);
    va_end(args);
    if (command)
        fprintf(stderr, "usage: ipt %s %s\n", command->name, command->usage);
    return CLI_USAGE;
}

int
cli_error(const ipt_error *err)
{
    fflush(stdout);
    fprintf(stderr, "ipt: %s\n",
            *err->message ? err->message : ipt_status_name(err->status));
    switch (err->status) {
    case IPT_OK:
        return CLI_DONE;
    case IPT_ECONFIG:
    case IPT_EINVAL:
        return CLI_USAGE;
    case IPT_ESTOP:
        return CLI_STOPPED;
    default:
        return CLI_FAILURE;
    }
}

int
cli_problems(const ipt_problems *problems)
{
    const size_t n = ipt_problems_count(problems);

    fflush(stdout);
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "%s\n", ipt_problems_get(problems, i));
    fprintf(stderr, "ipt: %zu problem%s in the configuration\n", n,
            n == 1 ? "" : "s");
    return CLI_USAGE;
}

int
cli_color(const cli_args *args)
{
    const char *when = cli_value(args, "color");

    if (!when || !strcmp(when, "auto") || !strcmp(when, "always") ||
        !strcmp(when, "never"))
        return CLI_DONE;
    return cli_usage_error(args->command,
                           "--color: \"%s\" is not one of auto, always, never",
                           when);
}

int
cli_finish(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "ipt: cannot write to standard output: %s\n",
                strerror(errno));
        return code == CLI_DONE ? CLI_FAILURE : code;
    }
    return code;
}
