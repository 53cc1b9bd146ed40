/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that `ipt list`, `ipt show` and `ipt cite` know by name. */

#include <config.h>

#include <string.h>

#include <infoplane/dataset.h>
#include <infoplane/estimator.h>
#include <infoplane/experiment.h>
#include <infoplane/figure.h>
#include <infoplane/network.h>
#include <infoplane/reference.h>

#include "cli.h"
#include "families.h"

enum { FAMILIES_MAX = 256 };

const char *const cli_families[] = {
    "estimators", "layers",  "activations", "objectives", "optimizers", "inits",
    "datasets",   "figures", "experiments", "sections",   NULL};

static cli_entry families_entry[FAMILIES_MAX];
static size_t families_n;

static void
families_add(cli_entry entry)
{
    if (families_n < FAMILIES_MAX)
        families_entry[families_n++] = entry;
}

static void
families_add_records(const char *family, const ipt_nn_record *const *records)
{
    for (; *records; records++) {
        const ipt_nn_record *r = *records;

        families_add((cli_entry){family, r->name, r->summary, NULL, NULL,
                                 r->options, r->references});
    }
}

const cli_entry *
cli_entries(size_t *n)
{
    if (families_n) {
        *n = families_n;
        return families_entry;
    }
    for (size_t i = 0; ipt_estimator_types[i]; i++) {
        const ipt_estimator_type *t = ipt_estimator_types[i];

        families_add((cli_entry){"estimators", t->name, t->summary, t->detail,
                                 t->se, t->options, t->references});
    }
    families_add_records("layers", ipt_layer_records);
    families_add_records("activations", ipt_activation_records);
    families_add_records("objectives", ipt_objective_records);
    families_add_records("optimizers", ipt_optimizer_records);
    families_add_records("inits", ipt_init_records);
    for (size_t i = 0; ipt_dataset_types[i]; i++) {
        const ipt_dataset_type *t = ipt_dataset_types[i];

        families_add((cli_entry){"datasets", t->name, t->summary, t->detail,
                                 NULL, t->options, t->references});
    }
    for (size_t i = 0; ipt_figure_types[i]; i++)
        families_add((cli_entry){
            "figures", ipt_figure_name(ipt_figure_types[i]),
            ipt_figure_summary(ipt_figure_types[i]), NULL, NULL, NULL, NULL});
    for (const cli_experiment *x = cli_experiments; x->name; x++)
        families_add((cli_entry){"experiments", x->name, x->summary, NULL, NULL,
                                 NULL, NULL});
    for (const ipt_section *s = ipt_experiment_schema; s->name; s++)
        families_add((cli_entry){"sections", s->name, s->summary, NULL, NULL,
                                 s->options, NULL});
    *n = families_n;
    return families_entry;
}

void
cli_print_references(const char *const *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const ipt_reference *r = ipt_reference_find(keys[i]);
        int seen = 0;

        for (size_t k = 0; k < i; k++)
            seen |= !strcmp(keys[k], keys[i]);
        if (r && !seen)
            fputs(r->bibtex, stdout);
    }
}
