/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line: options by table, words in order. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <infoplane/option.h>

#include "cli.h"

const cli_option cli_shared_options[] = {
    {"quiet", 'q', NULL, "no progress and notes: errors and results only"},
    {"verbose", 'v', NULL, "print more about what is done"},
    {"color", 0, "WHEN", "colour on a terminal: auto, always or never"},
    {"help", 'h', NULL, "explain the command"},
    {NULL, 0, NULL, NULL},
};

static const cli_option *
args_find_in(const cli_option *table, const char *name, size_t length,
             char letter)
{
    for (; table && table->name; table++) {
        if (name && strlen(table->name) == length &&
            !strncmp(table->name, name, length))
            return table;
        if (letter && table->letter == letter)
            return table;
    }
    return NULL;
}

static const cli_option *
args_find(const cli_command *command, const char *name, size_t length,
          char letter)
{
    const cli_option *found =
        args_find_in(command->options, name, length, letter);

    return found ? found
                 : args_find_in(cli_shared_options, name, length, letter);
}

/* All long names of a command, for the nearest one. */
static const char *
args_nearest(const cli_command *command, const char *name)
{
    const char *names[64];
    size_t n = 0;

    for (const cli_option *o = command->options; o && o->name && n < 50; o++)
        names[n++] = o->name;
    for (const cli_option *o = cli_shared_options; o->name && n < 63; o++)
        names[n++] = o->name;
    names[n] = NULL;
    return ipt_nearest(name, names);
}

static int
args_add(cli_args *args, const cli_option *option, const char *value)
{
    const size_t room = sizeof args->option / sizeof *args->option;

    if (args->n_options == room)
        return cli_usage_error(args->command, "more than %zu options", room);
    args->option[args->n_options].name = option->name;
    args->option[args->n_options++].value = value;
    return 0;
}

/* --name, --name=value, --name value. Uses up the next word where needed. */
static int
args_long(cli_args *args, int *at)
{
    const char *text = args->argv[*at] + 2;
    const size_t length = strcspn(text, "=");
    const cli_option *option = args_find(args->command, text, length, 0);
    const char *value = text[length] ? text + length + 1 : NULL;

    if (!option) {
        char name[64];

        snprintf(name, sizeof name, "%.*s", (int)length, text);
        const char *near = args_nearest(args->command, name);
        return cli_usage_error(args->command, "unknown option --%s%s%s%s", name,
                               near ? "; did you mean --" : "",
                               near ? near : "", near ? "?" : "");
    }
    if (!option->argument && value)
        return cli_usage_error(args->command, "--%s takes no value, got \"%s\"",
                               option->name, value);
    if (option->argument && !value) {
        if (*at + 1 >= args->argc)
            return cli_usage_error(args->command, "--%s needs a value: %s",
                                   option->name, option->argument);
        value = args->argv[++*at];
    }
    return args_add(args, option, value);
}

/* -q, -qv, -o value, -ovalue. */
static int
args_short(cli_args *args, int *at)
{
    for (const char *p = args->argv[*at] + 1; *p; p++) {
        const cli_option *option = args_find(args->command, NULL, 0, *p);
        const char *value = NULL;

        if (!option)
            return cli_usage_error(args->command, "unknown option -%c", *p);
        if (option->argument) {
            if (p[1])
                value = p + 1;
            else if (*at + 1 < args->argc)
                value = args->argv[++*at];
            else
                return cli_usage_error(args->command, "-%c needs a value: %s",
                                       *p, option->argument);
        }
        if (args_add(args, option, value))
            return CLI_USAGE;
        if (option->argument)
            break;
    }
    return 0;
}

int
cli_parse(cli_args *args, const cli_command *command, int argc, char **argv)
{
    const size_t room = sizeof args->word / sizeof *args->word;
    int only_words = 0;

    memset(args, 0, sizeof *args);
    args->command = command;
    args->argc = argc;
    args->argv = argv;
    for (int i = 2; i < argc; i++) {
        const char *text = argv[i];

        if (only_words || text[0] != '-' || !text[1]) {
            if (args->n_words == room)
                return cli_usage_error(command, "more than %zu arguments",
                                       room);
            args->word[args->n_words++] = text;
        } else if (!strcmp(text, "--")) {
            only_words = 1;
        } else if (text[1] == '-' ? args_long(args, &i)
                                  : args_short(args, &i)) {
            return CLI_USAGE;
        }
    }
    return 0;
}

const char *
cli_value(const cli_args *args, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < args->n_options; i++)
        if (!strcmp(args->option[i].name, name))
            value = args->option[i].value;
    return value;
}

int
cli_flag(const cli_args *args, const char *name)
{
    for (size_t i = 0; i < args->n_options; i++)
        if (!strcmp(args->option[i].name, name))
            return 1;
    return 0;
}

size_t
cli_values(const cli_args *args, const char *name, const char **out,
           size_t room)
{
    size_t n = 0;

    for (size_t i = 0; i < args->n_options && n < room; i++)
        if (!strcmp(args->option[i].name, name))
            out[n++] = args->option[i].value;
    return n;
}

long
cli_number(const cli_args *args, const char *name, long low, long high,
           long missing)
{
    const char *text = cli_value(args, name);
    char *end = NULL;

    if (!text)
        return missing;
    errno = 0;
    const long value = strtol(text, &end, 10);
    if (end == text || *end || errno == ERANGE || value < low || value > high) {
        cli_usage_error(args->command,
                        "--%s: \"%s\" is not a whole number from %ld to %ld",
                        name, text, low, high);
        return -1;
    }
    return value;
}

double
cli_duration(const cli_args *args, const char *name)
{
    static const struct {
        char letter;
        double seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    const char *text = cli_value(args, name);
    const char *p = text;
    double sum = 0;

    for (int part = 0; p && part < 3; part++) {
        char *end = NULL;
        const double value = *p >= '0' && *p <= '9' ? strtod(p, &end) : -1;

        if (value < 0 || value > 1e9 || (part && value >= 60))
            break;
        sum = 60 * sum + value;
        if (!*end)
            return sum;
        for (size_t u = 0; !part && u < sizeof units / sizeof *units; u++)
            if (*end == units[u].letter && !end[1])
                return sum * units[u].seconds;
        if (*end != ':')
            break;
        p = end + 1;
    }
    cli_usage_error(args->command,
                    "--%s: \"%s\" is not a time such as 90, 30m, 2h, 1d or "
                    "1:30:00",
                    name, text ? text : "");
    return -1;
}

void
cli_line(const cli_args *args, char *out, size_t size)
{
    size_t at = 0;

    out[0] = '\0';
    for (int i = 0; i < args->argc && at < size; i++)
        at += (size_t)snprintf(out + at, size - at, "%s%s", i ? " " : "",
                               args->argv[i]);
}

int
cli_threads(const cli_args *args, long wish)
{
    const long given = cli_number(args, "threads", 1, 4096, 0);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (given)
        return (int)given;
    if (wish > 0)
        return (int)wish;
    return cores < 1 ? 1 : (int)cores;
}
