/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sections, their entries, and the keys that they have. */

#include <config.h>

#include <stdio.h>
#include <string.h>

#include "settings-private.h"

static int
model_same(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

const ipt_section *
ipt__kind(const ipt_section *schema, const char *name)
{
    for (; schema->name; schema++)
        if (!strcmp(schema->name, name))
            return schema;
    return NULL;
}

ipt__section *
ipt__section_find(const ipt_settings *settings, const char *kind,
                  const char *name)
{
    for (size_t i = 0; i < settings->n_sections; i++) {
        ipt__section *section = settings->sections[i];

        if (!section->shadow && !strcmp(section->kind->name, kind) &&
            model_same(section->name, name))
            return section;
    }
    return NULL;
}

/* A new section at the end of the list; NULL without memory. */
ipt__section *
ipt__section_add(ipt_settings *settings, const ipt_section *kind,
                 const char *name, ipt__place place)
{
    ipt__section *section = ipt__take(&settings->arena, sizeof *section);
    ipt__section **list =
        ipt__grow(&settings->arena, settings->sections, settings->n_sections,
                  sizeof(ipt__section *));

    if (!section || !list)
        return NULL;
    section->kind = kind;
    section->name =
        name ? ipt__copy(&settings->arena, name, strlen(name)) : NULL;
    section->place = place;
    settings->sections = list;
    settings->sections[settings->n_sections++] = section;
    return section;
}

/* Appends an entry; its raw text, which must have closed quotes, is copied by
 * reference. NULL without memory. */
ipt__entry *
ipt__entry_add(ipt_settings *settings, ipt__section *section, const char *key,
               ipt__place place, const ipt__raw *raw, ipt__place value)
{
    ipt__entry *entries = ipt__grow(&settings->arena, section->entries,
                                    section->n_entries, sizeof *entries);
    ipt__entry *entry = NULL;

    if (!entries)
        return NULL;
    section->entries = entries;
    entry = &entries[section->n_entries++];
    memset(entry, 0, sizeof *entry);
    entry->key = ipt__copy(&settings->arena, key, strlen(key));
    entry->place = place;
    entry->raw = *raw;
    entry->literal =
        ipt__unquote(&settings->arena, raw->text, strlen(raw->text));
    entry->origin = ipt__origin(settings, value);
    return entry;
}

/* The entry in force, or NULL. */
const ipt__entry *
ipt__entry_find(const ipt__section *section, const char *key)
{
    for (size_t i = section->n_entries; i-- > 0;)
        if (!strcmp(section->entries[i].key, key))
            return &section->entries[i];
    return NULL;
}

/* A place as text: "a.ini:14:9", "-o train.batch=5" or "default". */
const char *
ipt__origin(ipt_settings *settings, ipt__place place)
{
    const int from_file = place.override == 0;
    const char *before =
        from_file ? settings->path : settings->overrides[place.override - 1];
    const size_t size = strlen(before) + 64;
    char *text = NULL;

    if (from_file && !place.line)
        return "default";
    text = ipt__take(&settings->arena, size);
    if (!text)
        return "";
    if (from_file)
        snprintf(text, size, "%s:%zu:%zu", before, place.line, place.column);
    else
        snprintf(text, size, "-o %s", before);
    return text;
}

/* Whether the name of a section is fit for files and tables. */
int
ipt__is_name(const char *name)
{
    return *name && strlen(name) < 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789_.+-") == strlen(name);
}

int
ipt__is_selector(const ipt_section *kind, const char *key)
{
    return kind->selector && !strcmp(kind->selector, key);
}

/* Whether this is [run] seeds, whose value is a list of any length. */
int
ipt__is_seeds(const ipt_section *kind, const char *key)
{
    return !strcmp(kind->name, "run") && !strcmp(key, "seeds");
}

const ipt__key *
ipt__key_find(const ipt__section *section, const char *name)
{
    for (size_t i = 0; i < section->n_keys; i++)
        if (!strcmp(section->keys[i].name, name))
            return &section->keys[i];
    return NULL;
}

/* The value of the selector in force, known or not; NULL if there is none. */
const char *
ipt__selected(const ipt__section *section)
{
    const ipt_section *kind = section->kind;
    const ipt__entry *entry = NULL;
    const ipt_option *option = NULL;

    if (!kind->selector)
        return NULL;
    entry = ipt__entry_find(section, kind->selector);
    if (entry)
        return entry->literal;
    if (section->name)
        return section->name;
    option = ipt_option_find(kind->options, kind->selector);
    return option ? option->preset : NULL;
}

static void
model_choose(ipt_settings *settings, ipt__section *section, const char *value)
{
    const ipt_option *table = section->kind->variant(value);
    const char **choices = NULL;
    const ipt_option **tables = NULL;

    if (!table) {
        section->doubtful = 1;
        return;
    }
    choices = ipt__grow(&settings->arena, section->choices, section->n_choices,
                        sizeof *choices);
    tables = ipt__grow(&settings->arena, section->tables, section->n_choices,
                       sizeof *tables);
    if (!choices || !tables)
        return;
    section->choices = choices;
    section->tables = tables;
    choices[section->n_choices] = value;
    tables[section->n_choices] = table;
    section->n_choices++;
}

/* Finds the variants that a section can have: those of its axis, or the one
 * selected. Unknown ones are left out and make the section doubtful. */
void
ipt__choices_set(ipt_settings *settings, ipt__section *section,
                 const ipt__axis *axis)
{
    const char *selected = ipt__selected(section);
    static const char *no_choice[] = {NULL};
    static const ipt_option *no_table[] = {NULL};

    section->choices = NULL;
    section->tables = NULL;
    section->n_choices = 0;
    section->doubtful = 0;
    section->swept = axis != NULL;
    if (!section->kind->selector) {
        section->choices = no_choice;
        section->tables = no_table;
        section->n_choices = 1;
    } else if (axis) {
        for (size_t i = 0; i < axis->n_steps; i++)
            model_choose(settings, section, axis->steps[i].literal);
        section->doubtful |= axis->n_steps == 0;
    } else if (selected) {
        model_choose(settings, section, selected);
    } else {
        section->doubtful = 1;
    }
}

static void
model_list(ipt_settings *settings, ipt__section *section, const char *name,
           const ipt_option *option)
{
    ipt__key *keys = NULL;
    ipt__key key = {name, option, NULL};

    if (ipt__key_find(section, name))
        return;
    if (section->name && ipt__is_selector(section->kind, name))
        key.preset = section->name;
    else if (option && option->preset)
        ipt__value_parse(&settings->arena, option, option->preset, &key.preset,
                         NULL);
    keys = ipt__grow(&settings->arena, section->keys, section->n_keys,
                     sizeof *keys);
    if (!keys)
        return;
    section->keys = keys;
    keys[section->n_keys++] = key;
}

/* Lists the keys of a section whose choices are known. */
void
ipt__keys_list(ipt_settings *settings, ipt__section *section)
{
    const ipt_option *common = section->kind->options;
    const char *selector = section->kind->selector;
    const ipt_option *table = section->n_choices ? section->tables[0] : NULL;

    section->keys = NULL;
    section->n_keys = 0;
    if (selector && !ipt_option_find(common, selector))
        model_list(settings, section, selector, NULL);
    for (; common && common->name; common++)
        model_list(settings, section, common->name, common);
    for (; table && table->name; table++)
        if (!section->swept || ipt__entry_find(section, table->name))
            model_list(settings, section, table->name, table);
}

/* The value in force, as its option prints it; NULL if there is none. */
const char *
ipt__value(const ipt__section *section, const char *name)
{
    const ipt__entry *entry = ipt__entry_find(section, name);
    const ipt__key *key = ipt__key_find(section, name);

    if (!key)
        return NULL;
    return entry && entry->value ? entry->value : key->preset;
}
