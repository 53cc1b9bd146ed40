/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt list: the members of every family. */

#include <config.h>

#include <string.h>

#include <infoplane/json.h>

#include "cli.h"
#include "families.h"

static const cli_option list_options[] = {
    {"json", 0, NULL, "print one JSON object per name"},
    {NULL, 0, NULL, NULL},
};

static int
list_family(const char *family, int as_json, int heading)
{
    size_t n = 0;
    const cli_entry *entry = cli_entries(&n);
    size_t width = 0;

    for (size_t i = 0; i < n; i++)
        if (!strcmp(entry[i].family, family) && strlen(entry[i].name) > width)
            width = strlen(entry[i].name);
    if (heading && !as_json)
        printf("%s\n", family);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(entry[i].family, family) != 0)
            continue;
        if (as_json) {
            ipt_json *json = ipt_json_alloc();

            ipt_json_open(json, NULL, '{');
            ipt_json_text(json, "family", family);
            ipt_json_text(json, "name", entry[i].name);
            ipt_json_text(json, "summary", entry[i].summary);
            ipt_json_close(json, '}');
            puts(ipt_json_string(json));
            ipt_json_free(json);
        } else {
            printf("%s%-*s  %s\n", heading ? "  " : "", (int)width,
                   entry[i].name, entry[i].summary);
        }
    }
    return CLI_DONE;
}

static int
list_run(const cli_args *args)
{
    const int as_json = cli_flag(args, "json");

    for (size_t w = 0; w < args->n_words; w++) {
        int known = 0;

        for (size_t f = 0; cli_families[f]; f++)
            known |= !strcmp(cli_families[f], args->word[w]);
        if (!known) {
            const char *near = ipt_nearest(args->word[w], cli_families);

            return cli_usage_error(args->command, "no family %s%s%s%s",
                                   args->word[w], near ? "; did you mean " : "",
                                   near ? near : "", near ? "?" : "");
        }
    }
    for (size_t w = 0; w < args->n_words; w++)
        list_family(args->word[w], as_json, args->n_words > 1);
    for (size_t f = 0; !args->n_words && cli_families[f]; f++)
        list_family(cli_families[f], as_json, 1);
    return CLI_DONE;
}

const cli_command cli_cmd_list = {
    "list",
    "[FAMILY...] [--json]",
    "what there is: estimators, layers, activations, data sets, ...",
    "Families: estimators, layers, activations, objectives, optimizers, "
    "inits,\n"
    "datasets, figures, experiments, sections. Without one, all are listed.",
    list_options,
    list_run};
