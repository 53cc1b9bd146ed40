/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings against their schema: variants, keys, values, what is missing. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

/*
 * Writes "; did you mean NAME?", or, where no name is near, "; expected one of
 * ..." with as many as fit.
 */
void
ipt__suggest(char *out, size_t size, const char *name, const char *const *names,
             const char *before, const char *after)
{
    const char *near = ipt_nearest(name, names);
    size_t at = 0;

    *out = '\0';
    if (near) {
        snprintf(out, size, "; did you mean %s%s%s?", before, near, after);
        return;
    }
    for (size_t i = 0; names && names[i]; i++) {
        const size_t needed = strlen(names[i]) + strlen(before) + 32;

        if (at + needed > size) {
            snprintf(out + at, size - at, ", ...");
            return;
        }
        at += (size_t)snprintf(out + at, size - at, "%s%s%s%s",
                               i ? ", " : "; expected one of ", before,
                               names[i], after);
    }
}

/* Reports a value of a selector that names no variant. */
static void
schema_unknown_variant(ipt_settings *settings, const ipt__section *section,
                       ipt__place place, const char *where, const char *value)
{
    char suggestion[512] = "";
    char brief[IPT__BRIEF];

    if (section->kind->variants)
        ipt__suggest(suggestion, sizeof suggestion, value,
                     section->kind->variants(), "", "");
    ipt__report(settings, place, where, "unknown %s \"%s\"%s",
                section->kind->selector, ipt__brief(value, brief), suggestion);
}

/* Every value given to the selector of a section must be known. */
static void
schema_check_selector(ipt_settings *settings, const ipt__section *section)
{
    const ipt_section *kind = section->kind;
    const char *selected = ipt__selected(section);
    char where[IPT__WHERE];
    int given = 0;

    if (!kind->selector)
        return;
    ipt__where(where, kind->name, section->name, kind->selector);
    for (size_t i = 0; i < section->n_entries; i++) {
        const ipt__entry *entry = &section->entries[i];

        if (strcmp(entry->key, kind->selector))
            continue;
        given = 1;
        if (!kind->variant(entry->literal))
            schema_unknown_variant(settings, section,
                                   ipt__raw_place(&entry->raw, 0), where,
                                   entry->literal);
    }
    if (given || section->swept || !selected || kind->variant(selected))
        return;
    ipt__where(where, kind->name, section->name, NULL);
    schema_unknown_variant(settings, section, section->place, where, selected);
}

/* Finds the variants of all sections; axes must be split before. */
void
ipt__resolve(ipt_settings *settings)
{
    for (size_t i = 0; i < settings->n_sections; i++) {
        ipt__section *section = settings->sections[i];
        const char *selector = section->kind ? section->kind->selector : NULL;

        if (!section->kind)
            continue;
        ipt__choices_set(settings, section,
                         selector ? ipt__axis_find(settings, section, selector)
                                  : NULL);
        schema_check_selector(settings, section);
    }
}

/* "; did you mean KEY?" from all keys that choice c of a section has; or the
 * choice or the section that has the key. */
static void
schema_suggest_key(const ipt_settings *settings, const ipt__section *section,
                   size_t c, const char *key, char *out, size_t size)
{
    const ipt_section *kind = section->kind;
    const char *names[258] = {NULL};
    size_t n = 0;

    for (const ipt_option *row = kind->options; row && row->name && n < 128;
         row++)
        names[n++] = row->name;
    for (const ipt_option *row = section->tables[c];
         row && row->name && n < 256; row++)
        names[n++] = row->name;
    if (kind->selector)
        names[n++] = kind->selector;
    *out = '\0';
    for (const char *const *v = kind->variants ? kind->variants() : NULL;
         v && *v; v++)
        if (ipt_option_find(kind->variant(*v), key)) {
            snprintf(out, size, "; a key of %s = %s", kind->selector, *v);
            return;
        }
    if (!ipt_nearest(key, names))
        for (const ipt_section *k = settings->schema; k->name; k++)
            if (k != kind && !k->named && ipt_option_find(k->options, key)) {
                snprintf(out, size, "; a key of [%s]", k->name);
                return;
            }
    ipt__suggest(out, size, key, names, "", "");
}

/*
 * Whether a section has a key, whichever variant is chosen; reports where not.
 * Where the variant is unknown, only common keys can be told; others are
 * refused without a word.
 */
int
ipt__check_key(ipt_settings *settings, const ipt__section *section,
               const char *key, const char *where, ipt__place place)
{
    const ipt_section *kind = section->kind;
    char suggestion[512];
    char brief[IPT__BRIEF];

    if (ipt__is_selector(kind, key) || ipt_option_find(kind->options, key))
        return 1;
    if (section->doubtful)
        return 0;
    for (size_t c = 0; c < section->n_choices; c++) {
        if (ipt_option_find(section->tables[c], key))
            continue;
        schema_suggest_key(settings, section, c, key, suggestion,
                           sizeof suggestion);
        if (section->choices[c])
            ipt__report(settings, place, where, "unknown key for %s = %s%s",
                        kind->selector, ipt__brief(section->choices[c], brief),
                        suggestion);
        else
            ipt__report(settings, place, where, "unknown key%s", suggestion);
        return 0;
    }
    return section->n_choices > 0;
}

/* Reports a seeds list that cannot be read, at the member that is wrong. */
static int
schema_check_seeds(ipt_settings *settings, const char *where,
                   const char *literal, ipt__place place, const ipt__raw *raw)
{
    ipt_error err = IPT_ERROR_INIT;
    uint64_t *seeds = NULL;
    size_t n = 0;
    size_t at = 0;

    if (ipt__seeds_parse(literal, &seeds, &n, &at, &err) == IPT_OK) {
        free(seeds);
        return 1;
    }
    if (raw && !strchr(raw->text, '"'))
        place = ipt__raw_place(raw, at);
    ipt__report(settings, place, where, "%s", err.message);
    return 0;
}

/*
 * The value as its option prints it, or NULL after a report. A key of several
 * variants must suit each; it stays as it was written, since each may print it
 * in another way. The key is known.
 */
const char *
ipt__check_value(ipt_settings *settings, const ipt__section *section,
                 const char *key, const char *where, const char *literal,
                 ipt__place place)
{
    const ipt_option *common = ipt_option_find(section->kind->options, key);
    const char *value = NULL;

    if (ipt__is_selector(section->kind, key))
        return literal; /* checked with the variants */
    for (size_t c = 0; c < section->n_choices || (common && !c); c++) {
        ipt_error err = IPT_ERROR_INIT;
        const char *printed = NULL;
        const ipt_option *row =
            common ? common : ipt_option_find(section->tables[c], key);

        if (ipt__value_parse(&settings->arena, row, literal, &printed, &err)) {
            ipt__report(settings, place, where, "%s", err.message);
            return NULL;
        }
        value = common || !section->swept ? printed : literal;
        if (common)
            break;
    }
    return value;
}

static void
schema_check_entries(ipt_settings *settings, ipt__section *section)
{
    char where[IPT__WHERE];

    for (size_t i = 0; i < section->n_entries; i++) {
        ipt__entry *entry = &section->entries[i];
        const ipt__place place = ipt__raw_place(&entry->raw, 0);
        const ipt__axis *axis = NULL;

        ipt__where(where, section->kind->name, section->name, entry->key);
        if (!ipt__check_key(settings, section, entry->key, where, entry->place))
            continue;
        if (!ipt__is_seeds(section->kind, entry->key))
            entry->value = ipt__check_value(settings, section, entry->key,
                                            where, entry->literal, place);
        else if (schema_check_seeds(settings, where, entry->literal, place,
                                    &entry->raw))
            entry->value = entry->literal;
        axis = ipt__axis_find(settings, section, entry->key);
        if (entry->place.override && axis)
            ipt__report(settings, entry->place, where,
                        "is swept (%s); give -o sweep.%s=VALUES",
                        ipt__origin(settings, axis->place), axis->target);
    }
}

static void
schema_report_missing(ipt_settings *settings, const ipt__section *section,
                      const char *key, const ipt_option *option)
{
    char where[IPT__WHERE];
    char expected[512] = "a name";

    if (ipt__entry_find(section, key) || ipt__axis_find(settings, section, key))
        return;
    if (option)
        ipt_option_expected(option, expected, sizeof expected);
    ipt__where(where, section->kind->name, section->name, key);
    ipt__report(settings, section->place, where,
                "must be given; expected %s%s%s", expected,
                option && *option->help ? ": " : "",
                option ? option->help : "");
}

/* Whether a key is that of all variants, or of one before choice c. */
static int
schema_is_earlier(const ipt__section *section, size_t c, const char *key)
{
    int found = ipt_option_find(section->kind->options, key) != NULL;

    while (c-- > 0)
        found |= ipt_option_find(section->tables[c], key) != NULL;
    return found;
}

/* Required keys that nobody gave. Silent where a line that could not be read
 * may have held them. */
static void
schema_check_missing(ipt_settings *settings, const ipt__section *section)
{
    const ipt_section *kind = section->kind;
    const int absent = !section->place.line && !section->place.override;

    if (section->shadow || section->broken || (absent && settings->lost))
        return;
    if (kind->selector && !ipt__selected(section))
        schema_report_missing(settings, section, kind->selector,
                              ipt_option_find(kind->options, kind->selector));
    for (const ipt_option *row = kind->options; row && row->name; row++)
        if ((row->flags & IPT_OPTION_REQUIRED) &&
            !ipt__is_selector(kind, row->name))
            schema_report_missing(settings, section, row->name, row);
    for (size_t c = 0; c < section->n_choices; c++)
        for (const ipt_option *row = section->tables[c]; row && row->name;
             row++)
            if ((row->flags & IPT_OPTION_REQUIRED) &&
                !schema_is_earlier(section, c, row->name))
                schema_report_missing(settings, section, row->name, row);
}

/* Checks all sections, whose variants are known, and lists their keys. */
void
ipt__check(ipt_settings *settings)
{
    for (size_t i = 0; i < settings->n_sections; i++) {
        ipt__section *section = settings->sections[i];

        if (!section->kind)
            continue;
        schema_check_entries(settings, section);
        schema_check_missing(settings, section);
        ipt__keys_list(settings, section);
    }
}
