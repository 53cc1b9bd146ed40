/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program ipt: finds the command and runs it. */

#include <config.h>

#include <locale.h>
#include <string.h>

#include <infoplane/network.h>

#include "cli.h"

const cli_command *const cli_commands[] = {
    &cli_cmd_run,      &cli_cmd_check,
    &cli_cmd_estimate, &cli_cmd_plot,
    &cli_cmd_report,   &cli_cmd_export,
    &cli_cmd_list,     &cli_cmd_show,
    &cli_cmd_cite,     &cli_cmd_data,
    &cli_cmd_template, &cli_cmd_version,
    &cli_cmd_help,     NULL,
};

const cli_command *
cli_command_find(const char *name)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (!strcmp(cli_commands[i]->name, name))
            return cli_commands[i];
    return NULL;
}

/* An unknown command, with the nearest one. */
static int
main_unknown(const char *name)
{
    const char *names[32];
    size_t n = 0;

    for (; cli_commands[n] && n < 31; n++)
        names[n] = cli_commands[n]->name;
    names[n] = NULL;
    const char *near = ipt_nearest(name, names);
    return cli_usage_error(NULL, "unknown command \"%s\"%s%s%s", name,
                           near ? "; did you mean " : "; see `ipt help`",
                           near ? near : "", near ? "?" : "");
}

int
main(int argc, char **argv)
{
    cli_args args;
    const cli_command *command = NULL;

    setlocale(LC_ALL, "C");
    if (argc < 2) {
        cli_help(stderr, NULL);
        return CLI_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        cli_help(stdout, NULL);
        return cli_finish(CLI_DONE);
    }
    if (!strcmp(argv[1], "--version")) {
        printf("ipt %s\n", PACKAGE_VERSION);
        return cli_finish(CLI_DONE);
    }
    command = cli_command_find(argv[1]);
    if (!command)
        return main_unknown(argv[1]);
    if (cli_parse(&args, command, argc, argv))
        return CLI_USAGE;
    if (cli_flag(&args, "help")) {
        cli_help(stdout, command);
        return cli_finish(CLI_DONE);
    }
    if (cli_color(&args) != CLI_DONE)
        return CLI_USAGE;
    cli_verbosity(cli_flag(&args, "quiet")     ? -1
                  : cli_flag(&args, "verbose") ? 1
                                               : 0);
    ipt_blas_single_thread();
    return cli_finish(command->run(&args));
}
