/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt data: make, import and describe data sets. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <infoplane/dataset.h>

#include "cli.h"

static const cli_option data_options[] = {
    {"out", 0, "PATH",
     "FILE.csv, or a folder for x.npy, y.npy, ... (required by make, import)"},
    {"set", 's', "KEY=VALUE",
     "option of the data set, as `ipt show NAME` lists them; repeatable"},
    {"force", 0, NULL, "replace files of make and import that exist"},
    {NULL, 0, NULL, NULL},
};

/* The options that must be given have been. */
static ipt_status
data_required(const ipt_dataset_type *type, const void *state, ipt_error *err)
{
    for (const ipt_option *row = type->options; row && row->name; row++) {
        char text[IPT_TEXT_MAX];

        if (!(row->flags & IPT_OPTION_REQUIRED))
            continue;
        ipt_option_format(row, state, text, sizeof text);
        if (!*text)
            return ipt_error_set(err, IPT_EINVAL, "%s: -s %s=... must be given",
                                 type->name, row->name);
    }
    return IPT_OK;
}

static int
data_is_csv(const char *out)
{
    const size_t length = strlen(out);

    return length >= 4 && !strcmp(out + length - 4, ".csv");
}

/* The first file at `out` that the data would replace, into `path`; or "". */
static void
data_existing(const char *out, char *path, size_t size)
{
    static const char *const names[] = {"x.npy", "y.npy", "p_y_given_x.npy",
                                        "split.npy", NULL};

    if (data_is_csv(out)) {
        snprintf(path, size, "%s", out);
        if (access(path, F_OK))
            *path = '\0';
        return;
    }
    for (size_t i = 0; names[i]; i++) {
        snprintf(path, size, "%s/%s", out, names[i]);
        if (!access(path, F_OK))
            return;
    }
    *path = '\0';
}

/* Presets, then -s, then `file` where the type has such an option. */
static ipt_status
data_state(const cli_args *args, const ipt_dataset_type *type, const char *file,
           void *state, ipt_error *err)
{
    const char *sets[64];
    const size_t n = cli_values(args, "set", sets, 64);
    ipt_status status = IPT_OK;

    ipt_options_preset(type->options, state);
    if (file) {
        static const char *const names[] = {"file", "x", "images", NULL};

        for (size_t i = 0; names[i]; i++) {
            const ipt_option *row = ipt_option_find(type->options, names[i]);

            if (!row)
                continue;
            status = ipt_option_parse(row, file, state, err);
            break;
        }
    }
    for (size_t i = 0; i < n && status == IPT_OK; i++) {
        const char *equals = strchr(sets[i], '=');
        char key[64];

        if (!equals || (size_t)(equals - sets[i]) >= sizeof key)
            return ipt_error_set(err, IPT_EINVAL, "-s \"%s\" is not KEY=VALUE",
                                 sets[i]);
        snprintf(key, sizeof key, "%.*s", (int)(equals - sets[i]), sets[i]);
        const ipt_option *row = ipt_option_find(type->options, key);
        if (!row) {
            const char *near = ipt_option_nearest(type->options, key);

            return ipt_error_set(err, IPT_EINVAL,
                                 "data set %s has no option %s%s%s%s",
                                 type->name, key, near ? "; did you mean " : "",
                                 near ? near : "", near ? "?" : "");
        }
        status = ipt_option_parse(row, equals + 1, state, err);
        ipt_error_prefix(err, "-s %s", key);
    }
    return status;
}

/* Writes; what an older set had there and this one has not goes away. */
static ipt_status
data_write(const ipt_dataset *set, const char *out, ipt_error *err)
{
    const ipt_status status = ipt_dataset_write(set, out, err);
    char path[IPT_TEXT_MAX];

    if (status != IPT_OK || data_is_csv(out))
        return status;
    if (!set->p_y_given_x) {
        snprintf(path, sizeof path, "%s/p_y_given_x.npy", out);
        remove(path);
    }
    if (!set->split) {
        snprintf(path, sizeof path, "%s/split.npy", out);
        remove(path);
    }
    return IPT_OK;
}

static int
data_convert(const cli_args *args, const ipt_dataset_type *type,
             const char *file)
{
    const char *out = cli_value(args, "out");
    char path[IPT_TEXT_MAX];
    void *state = NULL;
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;
    ipt_status status = IPT_OK;

    memset(&set, 0, sizeof set);
    if (!out)
        return cli_usage_error(args->command, "--out is needed: where to "
                                              "write the data");
    data_existing(out, path, sizeof path);
    if (*path && !cli_flag(args, "force"))
        return cli_usage_error(args->command, "%s exists; --force replaces it",
                               path);
    state = calloc(1, type->state_size + 1);
    if (!state)
        status = ipt_error_set(&err, IPT_ENOMEM, "no memory for options");
    if (status == IPT_OK)
        status = data_state(args, type, file, state, &err);
    if (status == IPT_OK)
        status = data_required(type, state, &err);
    if (status == IPT_OK)
        status = ipt_dataset_load(type, state, &set, &err);
    if (status == IPT_OK)
        status = data_write(&set, out, &err);
    if (status == IPT_OK)
        printf("%s: %zu rows of %zu inputs, %zu classes, SHA-256 %.16s...\n",
               out, set.n, ipt_shape_units(set.shape), set.n_classes,
               set.sha256);
    ipt_dataset_clear(&set);
    free(state);
    return status == IPT_OK ? CLI_DONE : cli_error(&err);
}

static int
data_make(const cli_args *args, const char *name)
{
    const ipt_dataset_type *type = ipt_dataset_type_find(name);
    const char *names[64];
    size_t n = 0;

    if (type)
        return data_convert(args, type, NULL);
    for (; ipt_dataset_types[n] && n < 63; n++)
        names[n] = ipt_dataset_types[n]->name;
    names[n] = NULL;
    const char *near = ipt_nearest(name, names);
    return cli_usage_error(args->command, "no data set %s%s%s%s", name,
                           near ? "; did you mean " : "", near ? near : "",
                           near ? "?" : "");
}

static int
data_run(const cli_args *args)
{
    const char *verb = args->n_words ? args->word[0] : "";
    ipt_error err = IPT_ERROR_INIT;

    if (args->n_words != 2)
        return cli_usage_error(args->command,
                               "expected make NAME, import FILE or info FILE");
    if (!strcmp(verb, "make"))
        return data_make(args, args->word[1]);
    if (!strcmp(verb, "import")) {
        const ipt_dataset_type *type = NULL;

        if (ipt_dataset_recognise(args->word[1], &type, &err) != IPT_OK)
            return cli_error(&err);
        return data_convert(args, type, args->word[1]);
    }
    if (!strcmp(verb, "info")) {
        char text[8192];

        if (ipt_dataset_describe(args->word[1], text, sizeof text, &err) !=
            IPT_OK)
            return cli_error(&err);
        fputs(text, stdout);
        return CLI_DONE;
    }
    return cli_usage_error(args->command,
                           "\"%s\" is not one of make, import, info", verb);
}

const cli_command cli_cmd_data = {
    "data",
    "make NAME | import FILE | info FILE [options]",
    "write built-in data sets, import files, describe files",
    "make    writes the data set NAME (`ipt list datasets`) as npy or CSV\n"
    "import  reads IDX, MAT, CSV or npy and writes npy or CSV; the further\n"
    "        files and columns it needs are given by -s, as in\n"
    "        ipt data import t10k-images.gz -s labels=t10k-labels.gz --out d\n"
    "info    tells kind, shape, type, range and classes of a file",
    data_options,
    data_run};
