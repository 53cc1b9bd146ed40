/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings: reading them as a whole, and looking at them. */

#include <config.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

static const ipt__place settings_nowhere = {0, 0, 0};

/* Empty settings without sections; NULL without memory. */
ipt_settings *
ipt__settings_alloc(const ipt_section *schema, const char *path)
{
    ipt_settings *settings = calloc(1, sizeof *settings);

    if (!settings)
        return NULL;
    settings->schema = schema;
    settings->path = ipt__copy(&settings->arena, path, strlen(path));
    settings->source = "";
    settings->sweep = ipt__take(&settings->arena, sizeof *settings->sweep);
    if (!settings->arena.failed)
        return settings;
    ipt_settings_free(settings);
    return NULL;
}

void
ipt_settings_free(ipt_settings *settings)
{
    if (!settings)
        return;
    ipt__release(&settings->arena);
    free(settings);
}

/* Takes the text that was given, or that of the file; 0 after a report. */
static int
settings_parse(ipt_settings *settings, const char *path, const char *text)
{
    char *contents = NULL;
    size_t length = 0;

    if (text)
        length = strlen(text);
    else if (path && !ipt__source_read(settings, path, &contents, &length))
        return 0;
    if (contents || text) {
        settings->source =
            ipt__copy(&settings->arena, contents ? contents : text, length);
        if (!settings->arena.failed)
            ipt__ini_parse(settings, settings->source, length);
    }
    free(contents);
    return 1;
}

/* The seeds of [run], checked before; without any, seed 0. */
static void
settings_seeds(ipt_settings *settings)
{
    const char *text = ipt_settings_get(settings, "run", NULL, "seeds");
    uint64_t *seeds = NULL;
    size_t n = 0;

    if (ipt__seeds_parse(text ? text : "0", &seeds, &n, NULL, NULL) == IPT_OK)
        settings->seeds = ipt__take(&settings->arena, n * sizeof *seeds);
    else
        settings->arena.failed = 1; /* the list is known to be good */
    if (settings->seeds) {
        memcpy(settings->seeds, seeds, n * sizeof *seeds);
        settings->n_seeds = n;
    }
    free(seeds);
}

static void
settings_keep_overrides(ipt_settings *settings, const char *const *overrides,
                        size_t n)
{
    settings->overrides =
        ipt__take(&settings->arena, n * sizeof *settings->overrides);
    for (size_t i = 0; settings->overrides && i < n; i++)
        settings->overrides[i] =
            ipt__copy(&settings->arena, overrides[i], strlen(overrides[i]));
    settings->n_overrides = settings->overrides ? n : 0;
}

ipt_settings *
ipt_settings_read(const char *path, const char *text,
                  const char *const *overrides, size_t n_overrides,
                  const ipt_section *schema, ipt_problems *problems)
{
    const size_t before = ipt_problems_count(problems);
    const char *shown = !path               ? "(no file)"
                        : strcmp(path, "-") ? path
                                            : "standard input";
    ipt_settings *settings = ipt__settings_alloc(schema, shown);

    if (!settings) {
        ipt_problems_add(problems, "%s: not enough memory", shown);
        return NULL;
    }
    settings->problems = problems;
    settings_keep_overrides(settings, overrides, n_overrides);
    for (const ipt_section *kind = schema; kind->name; kind++)
        if (!kind->named)
            ipt__section_add(settings, kind, NULL, settings_nowhere);
    if (settings_parse(settings, path, text) && !settings->arena.failed) {
        ipt__overrides_apply(settings);
        ipt__sweep_split(settings);
        ipt__resolve(settings);
        ipt__check(settings);
        ipt__sweep_check(settings);
    }
    if (ipt_problems_count(problems) == before)
        settings_seeds(settings);
    if (settings->arena.failed)
        ipt__report(settings, settings_nowhere, NULL, "not enough memory");
    ipt__problems_sort(problems, before);
    settings->problems = NULL;
    if (ipt_problems_count(problems) == before)
        return settings;
    ipt_settings_free(settings);
    return NULL;
}

const char *
ipt_settings_source(const ipt_settings *settings)
{
    return settings->source;
}

const char *
ipt_settings_get(const ipt_settings *settings, const char *section,
                 const char *instance, const char *key)
{
    const ipt__section *found = ipt__section_find(settings, section, instance);

    return found ? ipt__value(found, key) : NULL;
}

int
ipt_settings_given(const ipt_settings *settings, const char *section,
                   const char *instance, const char *key)
{
    const ipt__section *found = ipt__section_find(settings, section, instance);

    return found && ipt__entry_find(found, key) != NULL;
}

const char *
ipt_settings_origin(const ipt_settings *settings, const char *section,
                    const char *instance, const char *key)
{
    const ipt__section *found = ipt__section_find(settings, section, instance);
    const ipt__entry *entry = found ? ipt__entry_find(found, key) : NULL;

    return entry ? entry->origin : "default";
}

/* Fills one row; a list of seeds that does not fit its field leaves an empty
 * text, since ipt_settings_seeds() has it. */
static ipt_status
settings_fill_row(const ipt_settings *settings, const ipt__section *section,
                  const ipt_option *row, void *state, ipt_error *err)
{
    const char *value = ipt__value(section, row->name);
    const ipt__entry *entry = ipt__entry_find(section, row->name);
    ipt_status status = IPT_OK;

    if (!value)
        return IPT_OK;
    if (ipt__is_seeds(section->kind, row->name) &&
        strlen(value) >= IPT_TEXT_MAX)
        value = "";
    status = ipt_option_parse(row, value, state, err);
    if (status != IPT_OK) {
        ipt_error_prefix(err, "%s: [%s%s%s] %s",
                         entry ? entry->origin : settings->path,
                         section->kind->name, section->name ? " " : "",
                         section->name ? section->name : "", row->name);
        return IPT_ECONFIG;
    }
    return IPT_OK;
}

ipt_status
ipt_settings_fill(const ipt_settings *settings, const char *section,
                  const char *instance, const ipt_option *table, void *state,
                  ipt_error *err)
{
    const ipt__section *found = ipt__section_find(settings, section, instance);
    char field[IPT_TEXT_MAX];

    if (!found)
        return ipt_error_set(err, IPT_ECONFIG, "%s: there is no [%s%s%s]",
                             settings->path, section, instance ? " " : "",
                             instance ? instance : "");
    /* All rows are tried before any is stored. */
    for (const ipt_option *row = table; row && row->name; row++) {
        ipt_option trial = *row;
        ipt_status status = IPT_OK;

        trial.offset = 0;
        status = settings_fill_row(settings, found, &trial, field, err);
        if (status != IPT_OK)
            return status;
    }
    for (const ipt_option *row = table; row && row->name; row++)
        settings_fill_row(settings, found, row, state, NULL);
    return IPT_OK;
}

size_t
ipt_settings_n_instances(const ipt_settings *settings, const char *section)
{
    size_t n = 0;

    for (size_t i = 0; i < settings->n_sections; i++)
        n += settings->sections[i]->name &&
             !strcmp(settings->sections[i]->kind->name, section);
    return n;
}

const char *
ipt_settings_instance(const ipt_settings *settings, const char *section,
                      size_t i)
{
    for (size_t j = 0; j < settings->n_sections; j++) {
        const ipt__section *one = settings->sections[j];

        if (one->name && !strcmp(one->kind->name, section) && i-- == 0)
            return one->name;
    }
    assert(!"instance");
    return NULL;
}

const uint64_t *
ipt_settings_seeds(const ipt_settings *settings, size_t *n)
{
    *n = settings->n_seeds;
    return settings->seeds;
}
