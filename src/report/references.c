/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Report: the papers behind everything that a batch used. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <infoplane/dataset.h>
#include <infoplane/estimator.h>
#include <infoplane/experiment.h>
#include <infoplane/network.h>
#include <infoplane/reference.h>
#include <infoplane/settings.h>

#include "src/report/report.h"

enum { REFERENCES_MAX = 512 };

/* What is cited. All texts are constants of the program. */
typedef struct {
    const ipt_reference *reference[REFERENCES_MAX];
    size_t n;
} references_list;

static void
references_add(references_list *list, const char *const *keys)
{
    for (; keys && *keys; keys++) {
        const ipt_reference *reference = ipt_reference_find(*keys);
        size_t i = 0;

        while (i < list->n && list->reference[i] != reference)
            i++;
        if (reference && i == list->n && list->n < REFERENCES_MAX)
            list->reference[list->n++] = reference;
    }
}

static void
references_record(references_list *list, const ipt_nn_record *const *records,
                  const char *name)
{
    for (; name && *records; records++)
        if (!strcmp((*records)->name, name))
            references_add(list, (*records)->references);
}

/* Layers and their activations: every word of the list that is a name. */
static ipt_status
references_layers(references_list *list, const char *layers, ipt_error *err)
{
    char *text = strdup(layers ? layers : "");
    char *rest = NULL;

    if (!text)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a report");
    for (char *word = strtok_r(text, " ,", &rest); word;
         word = strtok_r(NULL, " ,", &rest)) {
        references_record(list, ipt_layer_records, word);
        references_record(list, ipt_activation_records, word);
    }
    free(text);
    return IPT_OK;
}

/* What the configuration of a run names. One that this program does not
 * understand, of another version say, adds nothing. */
static ipt_status
references_settings(references_list *list, const char *text, ipt_error *err)
{
    ipt_problems *problems = ipt_problems_alloc();
    ipt_settings *s = problems
                          ? ipt_settings_read("results", text, NULL, 0,
                                              ipt_experiment_schema, problems)
                          : NULL;
    ipt_status status = IPT_OK;

    if (s) {
        const char *set = ipt_settings_get(s, "data", NULL, "set");
        const ipt_dataset_type *type = set ? ipt_dataset_type_find(set) : NULL;

        references_add(list, type ? type->references : NULL);
        references_record(list, ipt_init_records,
                          ipt_settings_get(s, "model", NULL, "init"));
        references_record(list, ipt_activation_records,
                          ipt_settings_get(s, "model", NULL, "activation"));
        references_record(list, ipt_objective_records,
                          ipt_settings_get(s, "train", NULL, "objective"));
        references_record(list, ipt_optimizer_records,
                          ipt_settings_get(s, "train", NULL, "optimizer"));
        status = references_layers(
            list, ipt_settings_get(s, "model", NULL, "layers"), err);
    }
    ipt_settings_free(s);
    ipt_problems_free(problems);
    return status;
}

/* Whether an earlier run has the same sweep values: same methods. */
static int
references_seen(const ipt__report *report, size_t r)
{
    for (size_t i = 0; i < r; i++) {
        int same = report->results[i]->config_resolved != NULL;

        for (size_t p = 0; p < report->n_params && same; p++)
            same = !strcmp(
                ipt__report_param(report->results[i], report->param[p]),
                ipt__report_param(report->results[r], report->param[p]));
        if (same)
            return 1;
    }
    return 0;
}

ipt_status
ipt__report_references(const ipt__report *report, FILE *out, ipt_error *err)
{
    references_list list = {{NULL}, 0};
    ipt_status status = IPT_OK;

    for (size_t e = 0; e < report->n_estimators; e++)
        for (size_t r = 0; r < report->n; r++) {
            const ipt_plane *plane =
                ipt_result_plane(report->results[r], report->estimator[e]);
            const ipt_estimator_type *type =
                plane && plane->type ? ipt_estimator_type_find(plane->type)
                                     : NULL;

            if (type) {
                references_add(&list, type->references);
                break;
            }
        }
    for (size_t r = 0; r < report->n && status == IPT_OK; r++)
        if (report->results[r]->config_resolved && !references_seen(report, r))
            status = references_settings(
                &list, report->results[r]->config_resolved, err);
    if (!list.n)
        fputs("<p>Nothing here comes from the literature.</p>\n", out);
    else
        fputs("<ul class=\"references\">\n", out);
    for (size_t i = 0; i < list.n; i++) {
        fputs("<li><details><summary>", out);
        ipt__html_text(out, list.reference[i]->short_);
        fputs("</summary><pre>", out);
        ipt__html_text(out, list.reference[i]->bibtex);
        fputs("</pre></details></li>\n", out);
    }
    if (list.n)
        fputs("</ul>\n", out);
    return status;
}
