/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt cite: references as BibTeX. */

#include <config.h>

#include <string.h>
#include <unistd.h>

#include <infoplane/reference.h>

#include "cli.h"
#include "families.h"

enum { CITE_MAX = 512 };

typedef struct {
    const char *key[CITE_MAX];
    size_t n;
} cite_list;

/* References of everything called so; the number of entries found. */
static int
cite_name(cite_list *list, const char *name)
{
    size_t n = 0;
    const cli_entry *entry = cli_entries(&n);
    int found = 0;

    for (size_t i = 0; i < n; i++) {
        if (!name || strcmp(entry[i].name, name) != 0)
            continue;
        found++;
        for (size_t r = 0; entry[i].references && entry[i].references[r]; r++)
            if (list->n < CITE_MAX)
                list->key[list->n++] = entry[i].references[r];
    }
    if (!found && name && ipt_reference_find(name) && list->n < CITE_MAX) {
        list->key[list->n++] = name;
        found = 1;
    }
    return found;
}

/* What a configuration uses: data, layers, optimiser, estimators. */
static int
cite_settings(cite_list *list, const ipt_settings *s)
{
    static const struct {
        const char *section, *key;
    } single[] = {{"data", "set"},
                  {"model", "init"},
                  {"model", "activation"},
                  {"train", "objective"},
                  {"train", "optimizer"}};
    char layers[IPT_TEXT_MAX];
    const char *text = ipt_settings_get(s, "model", NULL, "layers");

    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        cite_name(list,
                  ipt_settings_get(s, single[i].section, NULL, single[i].key));
    snprintf(layers, sizeof layers, "%s", text ? text : "");
    for (char *word = strtok(layers, " ,"); word; word = strtok(NULL, " ,"))
        cite_name(list, word);
    for (size_t i = 0; i < ipt_settings_n_instances(s, "estimator"); i++) {
        const char *id = ipt_settings_instance(s, "estimator", i);
        const char *type = ipt_settings_get(s, "estimator", id, "type");

        cite_name(list, type ? type : id);
    }
    return CLI_DONE;
}

static int
cite_file(cite_list *list, const char *path)
{
    const size_t length = strlen(path);
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *settings = NULL;
    ipt_result *result = NULL;
    ipt_error err = IPT_ERROR_INIT;
    int code = CLI_DONE;

    if (length > 3 && !strcmp(path + length - 3, ".h5")) {
        if (ipt_result_read(path, &result, &err) != IPT_OK)
            code = cli_error(&err);
        for (size_t p = 0; result && p < result->n_planes; p++)
            cite_name(list, result->plane[p].type);
        if (result && result->config_resolved)
            settings = ipt_settings_read(path, result->config_resolved, NULL, 0,
                                         ipt_experiment_schema, problems);
    } else {
        settings = ipt_settings_read(path, NULL, NULL, 0, ipt_experiment_schema,
                                     problems);
        if (!settings)
            code = cli_problems(problems);
    }
    if (settings)
        cite_settings(list, settings);
    ipt_settings_free(settings);
    ipt_problems_free(problems);
    /* Keys are constants of the program, so the result may go. */
    ipt_result_free(result);
    return code;
}

static int
cite_run(const cli_args *args)
{
    static cite_list list;
    int code = CLI_DONE;

    if (!args->n_words)
        return cli_usage_error(args->command, "expected a name or a file");
    list.n = 0;
    for (size_t i = 0; i < args->n_words && code == CLI_DONE; i++) {
        if (cite_name(&list, args->word[i]))
            continue;
        if (access(args->word[i], F_OK) != 0)
            return cli_usage_error(args->command,
                                   "%s is neither a known name nor a file",
                                   args->word[i]);
        code = cite_file(&list, args->word[i]);
    }
    if (code == CLI_DONE)
        cli_print_references(list.key, list.n);
    return code;
}

const cli_command cli_cmd_cite = {
    "cite",
    "NAME|FILE...",
    "references as BibTeX",
    "Prints the papers behind a method, or behind everything that a\n"
    "configuration (.ini) or a result (.h5) uses.",
    NULL,
    cite_run};
