/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt check: verify a configuration without computing. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <infoplane/json.h>

#include "cli.h"

static const cli_option check_options[] = {
    {"override", 'o', "SECTION.KEY=VALUE",
     "set a key as if the file said so; repeatable"},
    {"out", 0, "DIR", "directory that would get the batch's directory"},
    {"smoke", 0, NULL, "check the small version"},
    {"json", 0, NULL, "print one JSON object per configuration"},
    {"resolved", 0, NULL, "print the resolved configuration"},
    {NULL, 0, NULL, NULL},
};

/* Loads the data of every point and builds its network. */
static void
check_points(const ipt_batch *batch, ipt_problems *problems)
{
    size_t n = 0;
    const ipt_planned_run *run = ipt_batch_runs(batch, &n);

    for (size_t i = 0; i < n; i++) {
        ipt_experiment x;
        ipt_dataset data;
        ipt_error err = IPT_ERROR_INIT;

        if (i && run[i].point == run[i - 1].point)
            continue;
        memset(&data, 0, sizeof data);
        if (ipt_batch_experiment(batch, i, &x, &err) != IPT_OK) {
            ipt_problems_add(problems, "%s", err.message);
            continue;
        }
        if (ipt_experiment_load(&x, &data, &err) != IPT_OK)
            ipt_problems_add(problems, "%s", err.message);
        else
            ipt_experiment_verify(&x, &data, problems);
        ipt_dataset_clear(&data);
        ipt_experiment_clear(&x);
        if (ipt_problems_count(problems) > 20)
            break;
    }
}

static int
check_one(const cli_args *args, const char *path)
{
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *settings =
        problems ? cli_settings(args, path, problems) : NULL;
    ipt_batch *batch =
        settings
            ? ipt_batch_alloc(settings, cli_value(args, "out"), NULL, problems)
            : NULL;
    size_t n = 0;
    int code = CLI_DONE;

    if (batch)
        check_points(batch, problems);
    if (!batch || ipt_problems_count(problems)) {
        code = cli_problems(problems);
    } else {
        ipt_batch_runs(batch, &n);
        if (cli_flag(args, "resolved")) {
            char *text = ipt_settings_format(settings, 0);

            fputs(text ? text : "", stdout);
            free(text);
        } else if (cli_flag(args, "json")) {
            ipt_json *json = ipt_json_alloc();

            ipt_json_open(json, NULL, '{');
            ipt_json_text(json, "config", path);
            ipt_json_raw(json, "ok", "true");
            ipt_json_int(json, "runs", (int64_t)n);
            ipt_json_close(json, '}');
            puts(ipt_json_string(json));
            ipt_json_free(json);
        } else {
            printf("%s: good; %zu run%s into %s\n", path, n, n == 1 ? "" : "s",
                   ipt_batch_directory(batch));
        }
    }
    ipt_batch_free(batch);
    ipt_settings_free(settings);
    ipt_problems_free(problems);
    return code;
}

static int
check_run(const cli_args *args)
{
    int worst = CLI_DONE;

    if (!args->n_words)
        return cli_usage_error(args->command, "no configuration given");
    for (size_t i = 0; i < args->n_words; i++) {
        const int code = check_one(args, args->word[i]);

        worst = code > worst ? code : worst;
    }
    return worst;
}

const cli_command cli_cmd_check = {
    "check",
    "CONFIG.ini... [options]",
    "verify a configuration; computes nothing",
    "Parses the file, resolves every point of the sweep, loads the data, and\n"
    "checks network, training and estimators against them. All problems are\n"
    "listed with file, line and column; the exit status is then 2.",
    check_options,
    check_run};
