/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt template: configurations to start from. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "cli.h"

static int
template_run(const cli_args *args)
{
    if (args->n_words != 1)
        return cli_usage_error(args->command,
                               "expected one name: full, or one of `ipt list "
                               "experiments`");
    if (!strcmp(args->word[0], "full")) {
        char *text = ipt_schema_template(ipt_experiment_schema);

        if (text)
            fputs(text, stdout);
        free(text);
        return text ? CLI_DONE : CLI_FAILURE;
    }
    const char *names[128] = {"full"};
    size_t n = 1;
    for (const cli_experiment *x = cli_experiments; x->name && n < 127; x++) {
        if (!strcmp(x->name, args->word[0])) {
            fputs(x->text, stdout);
            return CLI_DONE;
        }
        names[n++] = x->name;
    }
    names[n] = NULL;
    const char *near = ipt_nearest(args->word[0], names);
    return cli_usage_error(args->command, "no template %s%s%s%s", args->word[0],
                           near ? "; did you mean " : "", near ? near : "",
                           near ? "?" : "");
}

const cli_command cli_cmd_template = {
    "template",
    "NAME",
    "a commented configuration to start from",
    "Prints the experiment NAME (see `ipt list experiments`), or with the "
    "name\n"
    "`full` every section and key there is, at its default, explained.",
    NULL,
    template_run};
