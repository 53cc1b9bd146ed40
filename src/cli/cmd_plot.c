/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt plot: figures from results. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <infoplane/figure.h>

#include "cli.h"

static const cli_option plot_options[] = {
    {"kind", 'k', "KINDS", "plane, grid, curves, snr, metrics, ... (auto)"},
    {"format", 'f', "FORMATS", "png, pdf, svg, gif, term (png)"},
    {"out", 0, "DIR", "directory for the figures (DIR/figures of a batch)"},
    {"set", 's', "KEY=VALUE",
     "any key of section [plot], as `ipt show plot` lists them; repeatable"},
    {"estimator", 'e', "ID", "only this estimator"},
    {"title", 0, "TEXT", "title of the figures"},
    {NULL, 0, NULL, NULL},
};

static void
plot_drawn(void *self, const char *path)
{
    (void)self;
    printf("%s\n", path);
}

/* One key of [plot]. */
static ipt_status
plot_set(ipt_plot_options *options, const char *key, const char *value,
         ipt_error *err)
{
    const ipt_option *row = ipt_option_find(ipt_plot_option_table, key);
    ipt_status status = IPT_OK;

    if (!row) {
        const char *near = ipt_option_nearest(ipt_plot_option_table, key);

        return ipt_error_set(err, IPT_EINVAL, "[plot] has no key %s%s%s%s", key,
                             near ? "; did you mean " : "", near ? near : "",
                             near ? "?" : "");
    }
    status = ipt_option_parse(row, value, options, err);
    ipt_error_prefix(err, "[plot] %s", key);
    return status;
}

static ipt_status
plot_options_read(const cli_args *args, ipt_plot_options *options,
                  ipt_error *err)
{
    static const struct {
        const char *flag, *key;
    } names[] = {{"kind", "figures"},
                 {"format", "format"},
                 {"estimator", "estimator"},
                 {"title", "title"},
                 {"color", "color"}};
    const char *sets[64];
    const size_t n_sets = cli_values(args, "set", sets, 64);
    ipt_status status = IPT_OK;

    ipt_options_preset(ipt_plot_option_table, options);
    for (size_t i = 0; i < sizeof names / sizeof *names && status == IPT_OK;
         i++)
        if (cli_value(args, names[i].flag))
            status = plot_set(options, names[i].key,
                              cli_value(args, names[i].flag), err);
    for (size_t i = 0; i < n_sets && status == IPT_OK; i++) {
        const char *equals = strchr(sets[i], '=');
        char key[64];

        if (!equals || (size_t)(equals - sets[i]) >= sizeof key)
            return ipt_error_set(err, IPT_EINVAL,
                                 "--set: \"%s\" is not KEY=VALUE", sets[i]);
        snprintf(key, sizeof key, "%.*s", (int)(equals - sets[i]), sets[i]);
        status = plot_set(options, key, equals + 1, err);
    }
    return status;
}

/* DIR/figures for a batch directory, else the folder of the file. */
static void
plot_directory(const char *path, char *out, size_t size)
{
    struct stat info;
    const char *slash = strrchr(path, '/');

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        snprintf(out, size, "%s/figures", path);
    else if (slash)
        snprintf(out, size, "%.*s", (int)(slash - path), path);
    else
        snprintf(out, size, ".");
}

static int
plot_run(const cli_args *args)
{
    ipt_plot_options options;
    ipt_result **results = NULL;
    size_t n = 0;
    char directory[4096];
    ipt_error err = IPT_ERROR_INIT;
    ipt_status status = IPT_OK;

    if (!args->n_words)
        return cli_usage_error(args->command, "no directory or file given");
    memset(&options, 0, sizeof options);
    status = plot_options_read(args, &options, &err);
    if (status == IPT_OK)
        status =
            ipt_results_gather(args->word, args->n_words, &results, &n, &err);
    plot_directory(args->word[0], directory, sizeof directory);
    if (status == IPT_OK)
        status = ipt_figures_draw(
            (const ipt_result *const *)results, n, &options,
            cli_value(args, "out") ? cli_value(args, "out") : directory,
            plot_drawn, NULL, &err);
    ipt_results_free(results, n);
    return status == IPT_OK ? CLI_DONE : cli_error(&err);
}

const cli_command cli_cmd_plot = {
    "plot",
    "DIR|FILE.h5... [options]",
    "figures from results",
    "Draws information planes, curves and training figures of batches, runs "
    "or\n"
    "files of estimates with gnuplot. Every figure comes with a script that\n"
    "holds its data and draws it again anywhere. The format `term` draws in\n"
    "the terminal.",
    plot_options,
    plot_run};
