/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt estimate: information planes from stored activations. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <infoplane/analysis.h>
#include <infoplane/json.h>
#include <infoplane/provenance.h>

#include "cli.h"

static const cli_option estimate_options[] = {
    {"estimator", 'e', "SPEC",
     "name or name:key=value,key=value; repeatable (binning)"},
    {"samples", 0, "ROWS", "all, train or test rows of the file (all)"},
    {"out", 0, "FILE.h5", "write the results as HDF5 too"},
    {"force", 0, NULL, "replace FILE.h5 if it exists"},
    {"threads", 0, "N", "threads (one per core)"},
    {"json", 0, NULL, "print one JSON object per estimate"},
    {"progress", 0, "HOW", "auto, bar, lines or none"},
    {NULL, 0, NULL, NULL},
};

static int
estimate_progress(void *self, size_t done, size_t all)
{
    if (self && (done == all || done % 8 == 0)) {
        fprintf(stderr, "\r\033[K");
        if (done < all)
            fprintf(stderr, "snapshot %zu/%zu", done, all);
        fflush(stderr);
    }
    return cli_stop_requested();
}

static void
estimate_json(const ipt_result *r, const ipt_plane *p, size_t e, size_t l)
{
    const size_t at = e * r->n_layers + l;
    char flags[128];
    ipt_json *json = ipt_json_alloc();
    const char *flag = flags;

    ipt_flags_format(p->flags[at], flags, sizeof flags);
    ipt_json_open(json, NULL, '{');
    ipt_json_text(json, "estimator", p->id);
    ipt_json_raw(json, "options", p->parameters);
    ipt_json_int(json, "epoch", r->epoch[e]);
    ipt_json_text(json, "layer", r->layer_name[l]);
    ipt_json_int(json, "width", r->layer_width[l]);
    ipt_json_int(json, "n", (int64_t)p->n_samples);
    ipt_json_real(json, "i_xt_bits", p->i_xt[at]);
    ipt_json_real(json, "i_ty_bits", p->i_ty[at]);
    ipt_json_real(json, "h_t_bits", p->h_t[at]);
    ipt_json_real(json, "i_xt_se_bits", p->i_xt_se[at]);
    ipt_json_real(json, "i_ty_se_bits", p->i_ty_se[at]);
    if (!isnan(p->i_xt_lower[at]))
        ipt_json_real(json, "i_xt_lower_bits", p->i_xt_lower[at]);
    if (!isnan(p->i_xt_upper[at]))
        ipt_json_real(json, "i_xt_upper_bits", p->i_xt_upper[at]);
    if (!isnan(p->i_ty_lower[at]))
        ipt_json_real(json, "i_ty_lower_bits", p->i_ty_lower[at]);
    if (!isnan(p->i_ty_upper[at]))
        ipt_json_real(json, "i_ty_upper_bits", p->i_ty_upper[at]);
    ipt_json_text(json, "se_method", p->se_method);
    ipt_json_text(json, "kind", p->kind_xt);
    ipt_json_text(json, "kind_ty", p->kind_ty);
    ipt_json_open(json, "flags", '[');
    while (*flag) {
        char word[64];
        const size_t length = strcspn(flag, ",");

        snprintf(word, sizeof word, "%.*s", (int)length, flag);
        ipt_json_text(json, NULL, word);
        flag += length + (flag[length] == ',');
    }
    ipt_json_close(json, ']');
    ipt_json_real(json, "seconds", p->wall_seconds[at]);
    ipt_json_close(json, '}');
    puts(ipt_json_string(json));
    ipt_json_free(json);
}

/* "11.9312 +- 0.0041"; a dash where there is no number. */
static void
estimate_cell(double value, double se)
{
    if (isnan(value))
        printf("  %8s %8s", "-", "");
    else if (isnan(se))
        printf("  %8.4f %8s", value, "");
    else
        printf("  %8.4f %8.4f", value, se);
}

static void
estimate_entropy(const char *name, double bits)
{
    if (isnan(bits))
        printf("%s unknown", name);
    else
        printf("%s = %.4f", name, bits);
}

static void
estimate_table(const ipt_result *r, size_t first_plane)
{
    size_t name = 5;
    size_t id = 9;

    for (size_t l = 0; l < r->n_layers; l++)
        if (strlen(r->layer_name[l]) > name)
            name = strlen(r->layer_name[l]);
    for (size_t p = first_plane; p < r->n_planes; p++)
        if (strlen(r->plane[p].id) > id)
            id = strlen(r->plane[p].id);
    printf("%8s  %-*s  %5s  %-*s  %8s %8s  %8s %8s  %8s  %-8s  %s\n", "epoch",
           (int)name, "layer", "width", (int)id, "estimator", "I(X;T)", "se",
           "I(T;Y)", "se", "H(T)", "kind", "flags");
    for (size_t e = 0; e < r->n_epochs; e++) {
        for (size_t l = 0; l < r->n_layers; l++) {
            for (size_t p = first_plane; p < r->n_planes; p++) {
                const ipt_plane *plane = &r->plane[p];
                const size_t at = e * r->n_layers + l;
                char flags[128];

                ipt_flags_format(plane->flags[at], flags, sizeof flags);
                printf("%8lld  %-*s  %5d  %-*s", (long long)r->epoch[e],
                       (int)name, r->layer_name[l], r->layer_width[l], (int)id,
                       plane->id);
                estimate_cell(plane->i_xt[at], plane->i_xt_se[at]);
                estimate_cell(plane->i_ty[at], plane->i_ty_se[at]);
                if (isnan(plane->h_t[at]))
                    printf("  %8s", "-");
                else
                    printf("  %8.4f", plane->h_t[at]);
                printf("  %-8s  %s\n", plane->kind_xt ? plane->kind_xt : "",
                       flags);
            }
        }
    }
    printf("in bits");
    estimate_entropy("; H(X)", r->h_x);
    estimate_entropy(", H(Y)", r->h_y);
    estimate_entropy(", I(X;Y)", r->i_xy);
    printf("; %zu rows\n",
           r->n_planes > first_plane ? r->plane[first_plane].n_samples : 0);
}

/* The estimators of -e, or `binning` alone. */
static int
estimate_specs(const cli_args *args, ipt_estimator **out, size_t *n)
{
    const char *specs[64];
    size_t n_specs = cli_values(args, "estimator", specs, 64);

    if (!n_specs)
        specs[n_specs++] = "binning";
    for (size_t i = 0; i < n_specs; i++) {
        ipt_error err = IPT_ERROR_INIT;

        if (ipt_estimator_parse(specs[i], &out[*n], &err) != IPT_OK)
            return cli_error(&err);
        (*n)++;
    }
    return CLI_DONE;
}

static int
estimate_rows(const cli_args *args, ipt_rows *out)
{
    const char *text = cli_value(args, "samples");

    *out = IPT_SAMPLES_ALL;
    for (int rows = IPT_SAMPLES_ALL; text && rows <= IPT_SAMPLES_TEST; rows++) {
        if (!strcmp(text, ipt_rows_name((ipt_rows)rows))) {
            *out = (ipt_rows)rows;
            return CLI_DONE;
        }
    }
    return text ? cli_usage_error(args->command,
                                  "--samples: \"%s\" is not one of all, "
                                  "train, test",
                                  text)
                : CLI_DONE;
}

/* Provenance that a stored estimate needs to be made again. */
static ipt_status
estimate_write(const cli_args *args, const char *path, ipt_result *result,
               ipt_error *err)
{
    char line[4096];
    ipt_status status = IPT_OK;

    cli_line(args, line, sizeof line);
    status = ipt_result_stamp(result, line, cli_threads(args, 0), err);
    if (status == IPT_OK)
        status = ipt_text_set(&result->status, "complete", err);
    return status == IPT_OK ? ipt_result_write(path, "estimate", result, err)
                            : status;
}

static int
estimate_file(const cli_args *args, const char *path,
              ipt_estimator *const *estimators, size_t n, ipt_rows rows)
{
    const char *out = cli_value(args, "out");
    const int threads = cli_threads(args, 0);
    const char *wish = cli_value(args, "progress");
    ipt_activation_reader *reader = NULL;
    ipt_result *result = NULL;
    ipt_error err = IPT_ERROR_INIT;
    ipt_status status = ipt_activation_open(path, &reader, &err);
    int bar = isatty(STDERR_FILENO) && !cli_flag(args, "quiet");

    if (wish)
        bar = !strcmp(wish, "bar") || (bar && !strcmp(wish, "auto"));
    if (status == IPT_OK) {
        result = ipt_analysis_result(ipt_activation_header_of(reader));
        if (!result)
            status = ipt_error_set(&err, IPT_ENOMEM, "no memory for results");
    }
    if (status == IPT_OK)
        status = ipt_analysis_run(reader, estimators, n, rows, threads, NULL,
                                  estimate_progress, bar ? &bar : NULL, result,
                                  &err);
    ipt_activation_close(reader);
    if (status == IPT_OK && out)
        status = estimate_write(args, out, result, &err);
    if (status == IPT_OK && cli_flag(args, "json")) {
        for (size_t e = 0; e < result->n_epochs; e++)
            for (size_t l = 0; l < result->n_layers; l++)
                for (size_t p = 0; p < result->n_planes; p++)
                    estimate_json(result, &result->plane[p], e, l);
    } else if (status == IPT_OK) {
        estimate_table(result, 0);
    }
    ipt_result_free(result);
    return status == IPT_OK ? CLI_DONE : cli_error(&err);
}

static int
estimate_run(const cli_args *args)
{
    ipt_estimator *estimators[64] = {NULL};
    const char *out = cli_value(args, "out");
    size_t n = 0;
    ipt_rows rows = IPT_SAMPLES_ALL;
    int code = CLI_DONE;

    if (args->n_words != 1)
        return cli_usage_error(args->command,
                               "expected one file of activations, got %zu",
                               args->n_words);
    if (cli_number(args, "threads", 1, 4096, 1) < 0)
        return CLI_USAGE;
    if (out && access(out, F_OK) == 0 && !cli_flag(args, "force"))
        return cli_usage_error(args->command, "%s exists; --force replaces it",
                               out);
    cli_catch_signals();
    code = estimate_specs(args, estimators, &n);
    if (code == CLI_DONE)
        code = estimate_rows(args, &rows);
    if (code == CLI_DONE)
        code = estimate_file(args, args->word[0], estimators, n, rows);
    for (size_t i = 0; i < n; i++)
        ipt_estimator_free(estimators[i]);
    return code;
}

const cli_command cli_cmd_estimate = {
    "estimate",
    "FILE.h5 [-e SPEC]... [options]",
    "information planes from stored activations, ours or anybody's",
    "Reads activations.h5 of a run or any file of the same layout (see\n"
    "ipt-activations(5)), one snapshot at a time, and prints I(X;T) and "
    "I(T;Y)\n"
    "of every layer in bits, with standard errors, kinds and flags.",
    estimate_options,
    estimate_run};
