/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt export: results as tidy CSV or JSON lines. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static const cli_option export_options[] = {
    {"json", 0, NULL, "JSON lines instead of CSV"},
    {"out", 0, "FILE", "write there instead of standard output"},
    {"force", 0, NULL, "replace FILE if it exists"},
    {NULL, 0, NULL, NULL},
};

/* To FILE.part, then renamed: a failure leaves FILE as it was. */
static ipt_status
export_file(const char *path, const ipt_result *const *results, size_t n,
            ipt_export_format format, ipt_error *err)
{
    const size_t size = strlen(path) + 6;
    char *part = malloc(size);
    FILE *file = NULL;
    ipt_status status = IPT_OK;

    if (!part)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a path");
    snprintf(part, size, "%s.part", path);
    file = fopen(part, "w");
    if (!file)
        status = ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", part,
                               strerror(errno));
    if (status == IPT_OK)
        status = ipt_result_export(results, n, format, file, err);
    if (file && (fflush(file) != 0 || fsync(fileno(file)) != 0) &&
        status == IPT_OK)
        status = ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", part,
                               strerror(errno));
    if (file)
        fclose(file);
    if (status == IPT_OK && rename(part, path) != 0)
        status = ipt_error_set(err, IPT_EIO, "%s: cannot rename: %s", part,
                               strerror(errno));
    if (status != IPT_OK && file)
        unlink(part);
    free(part);
    return status;
}

static int
export_run(const cli_args *args)
{
    const char *out = cli_value(args, "out");
    const ipt_export_format format =
        cli_flag(args, "json") ? IPT_EXPORT_JSON : IPT_EXPORT_CSV;
    ipt_result **results = NULL;
    size_t n = 0;
    ipt_error err = IPT_ERROR_INIT;
    ipt_status status = IPT_OK;

    if (!args->n_words)
        return cli_usage_error(args->command, "no directory or file given");
    if (out && access(out, F_OK) == 0 && !cli_flag(args, "force"))
        return cli_usage_error(args->command, "%s exists; --force replaces it",
                               out);
    status = ipt_results_gather(args->word, args->n_words, &results, &n, &err);
    if (status == IPT_OK && out)
        status = export_file(out, (const ipt_result *const *)results, n, format,
                             &err);
    else if (status == IPT_OK)
        status = ipt_result_export((const ipt_result *const *)results, n,
                                   format, stdout, &err);
    ipt_results_free(results, n);
    return status == IPT_OK ? CLI_DONE : cli_error(&err);
}

const cli_command cli_cmd_export = {
    "export",
    "DIR|FILE.h5... [options]",
    "results as tidy CSV or JSON lines",
    "Prints one row for each epoch, layer and estimator, information in bits,\n"
    "with seeds, sweep values, standard errors, bounds, flags, losses and\n"
    "accuracies. Missing values are empty cells, or null in JSON.",
    export_options,
    export_run};
