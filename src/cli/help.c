/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help, made from the command and option tables. */

#include <config.h>

#include <string.h>

#include "cli.h"

static void
help_options(FILE *stream, const cli_option *table)
{
    for (; table && table->name; table++) {
        char left[64];

        snprintf(left, sizeof left, "%c%c%c --%s%s%s",
                 table->letter ? '-' : ' ', table->letter ? table->letter : ' ',
                 table->letter ? ',' : ' ', table->name,
                 table->argument ? "=" : "",
                 table->argument ? table->argument : "");
        if (strlen(left) > 30)
            fprintf(stream, "  %s\n  %-30s  %s\n", left, "", table->help);
        else
            fprintf(stream, "  %-30s  %s\n", left, table->help);
    }
}

void
cli_help(FILE *stream, const cli_command *command)
{
    if (!command) {
        fputs("ipt: information-plane analysis of neural networks\n\n"
              "usage: ipt COMMAND [arguments] [options]\n\n",
              stream);
        for (size_t i = 0; cli_commands[i]; i++)
            fprintf(stream, "  %-10s  %s\n", cli_commands[i]->name,
                    cli_commands[i]->summary);
        fputs("\n`ipt help COMMAND` explains a command; `ipt template "
              "quickstart` prints\na configuration to start from.\n",
              stream);
        return;
    }
    fprintf(stream, "ipt %s: %s\n\nusage: ipt %s %s\n\n%s\n\noptions:\n",
            command->name, command->summary, command->name, command->usage,
            command->detail);
    help_options(stream, command->options);
    help_options(stream, cli_shared_options);
}

static int
help_run(const cli_args *args)
{
    const cli_command *command = NULL;

    if (args->n_words > 1)
        return cli_usage_error(args->command, "expected one command");
    if (args->n_words) {
        command = cli_command_find(args->word[0]);
        if (!command)
            return cli_usage_error(args->command, "no command %s",
                                   args->word[0]);
    }
    cli_help(stdout, command);
    return CLI_DONE;
}

const cli_command cli_cmd_help = {"help",
                                  "[COMMAND]",
                                  "explain a command",
                                  "Prints the commands, or the usage and the "
                                  "options of one.",
                                  NULL,
                                  help_run};
