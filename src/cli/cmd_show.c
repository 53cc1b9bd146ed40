/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt show: one member of a family, with its options. */

#include <config.h>

#include <string.h>

#include <infoplane/reference.h>

#include "cli.h"
#include "families.h"

static void
show_options(const ipt_option *table)
{
    if (!table || !table->name)
        return;
    printf("\noptions\n");
    for (; table->name; table++) {
        char expected[512];

        ipt_option_expected(table, expected, sizeof expected);
        printf("  %s = %s\n", table->name,
               table->flags & IPT_OPTION_REQUIRED ? "(required)"
               : table->preset                    ? table->preset
                                                  : "");
        printf("      %s%s%s%s; %s\n", table->help, table->unit ? " (" : "",
               table->unit ? table->unit : "", table->unit ? ")" : "",
               expected);
    }
}

static void
show_entry(const cli_entry *entry)
{
    printf("%s  [%s]\n%s\n", entry->name, entry->family, entry->summary);
    if (entry->detail)
        printf("\n%s\n", entry->detail);
    if (entry->se)
        printf("\nstandard errors\n  %s\n", entry->se);
    show_options(entry->options);
    if (entry->references && entry->references[0]) {
        printf("\nreferences\n");
        for (size_t i = 0; entry->references[i]; i++) {
            const ipt_reference *r = ipt_reference_find(entry->references[i]);

            printf("  %s  [%s]\n", r ? r->short_ : "?", entry->references[i]);
        }
    }
}

static int
show_run(const cli_args *args)
{
    const char *names[300];
    size_t n = 0;
    const cli_entry *entry = cli_entries(&n);
    int shown = 0;

    if (args->n_words != 1)
        return cli_usage_error(args->command, "expected one name");
    for (size_t i = 0; i < n; i++) {
        names[i] = entry[i].name;
        if (strcmp(entry[i].name, args->word[0]) != 0)
            continue;
        if (shown++)
            putchar('\n');
        show_entry(&entry[i]);
    }
    names[n] = NULL;
    if (!shown) {
        const char *near = ipt_nearest(args->word[0], names);

        return cli_usage_error(args->command, "nothing is called %s%s%s%s",
                               args->word[0], near ? "; did you mean " : "",
                               near ? near : "", near ? "?" : "");
    }
    return CLI_DONE;
}

const cli_command cli_cmd_show = {
    "show",
    "NAME",
    "one of them: what it does, options, references",
    "Prints the description of an estimator, layer, activation, objective,\n"
    "optimiser, initialisation, data set or section, and its options with\n"
    "defaults, ranges and units.",
    NULL,
    show_run};
