/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt report: everything a batch found in one HTML file. */

#include <config.h>

#include <string.h>
#include <sys/stat.h>

#include <infoplane/report.h>

#include "cli.h"

static const cli_option report_options[] = {
    {"out", 0, "FILE", "file to write (DIR/report.html)"},
    {"title", 0, "TEXT", "heading of the report (the name of the batch)"},
    {NULL, 0, NULL, NULL},
};

/* DIR/report.html for a batch directory, else beside the file. */
static void
report_path(const char *path, char *out, size_t size)
{
    struct stat info;
    size_t length = strlen(path);
    const char *slash = strrchr(path, '/');

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        while (length > 1 && path[length - 1] == '/')
            length--;
        snprintf(out, size, "%.*s/report.html", (int)length, path);
    } else if (slash) {
        snprintf(out, size, "%.*s/report.html", (int)(slash - path), path);
    } else {
        snprintf(out, size, "report.html");
    }
}

static int
report_run(const cli_args *args)
{
    const ipt_report_options options = {cli_value(args, "title")};
    ipt_result **results = NULL;
    size_t n = 0;
    char path[4096];
    ipt_error err = IPT_ERROR_INIT;
    ipt_status status = IPT_OK;

    if (!args->n_words)
        return cli_usage_error(args->command, "no directory or file given");
    report_path(args->word[0], path, sizeof path);
    if (cli_value(args, "out"))
        snprintf(path, sizeof path, "%s", cli_value(args, "out"));
    status = ipt_results_gather(args->word, args->n_words, &results, &n, &err);
    if (status == IPT_OK)
        status = ipt_report_write((const ipt_result *const *)results, n,
                                  &options, path, &err);
    ipt_results_free(results, n);
    if (status != IPT_OK)
        return cli_error(&err);
    printf("%s\n", path);
    return CLI_DONE;
}

const cli_command cli_cmd_report = {
    "report",
    "DIR|FILE.h5... [options]",
    "one HTML file of a batch: figures, tables, verdicts",
    "Writes one HTML file that needs nothing else and no network: information\n"
    "planes with a slider of epochs, curves, what the estimates say over the\n"
    "seeds, all runs with their failures, configuration, provenance and\n"
    "references. The same results give the same file.",
    report_options,
    report_run};
