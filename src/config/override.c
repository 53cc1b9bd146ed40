/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overrides, and the dotted names that they share with sweeps. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

/* "; did you mean train.batch?" for a key without its section. */
static void
override_suggest_section(const ipt_settings *settings, const char *key,
                         char *out, size_t size)
{
    *out = '\0';
    for (const ipt_section *kind = settings->schema; kind->name; kind++)
        if (!kind->named && ipt_option_find(kind->options, key)) {
            snprintf(out, size, "; did you mean %s.%s?", kind->name, key);
            return;
        }
}

static void
override_unknown_section(ipt_settings *settings, ipt__place place,
                         const char *where, const char *word)
{
    const char *names[66] = {NULL};
    char suggestion[IPT__WHERE];
    char brief[IPT__BRIEF];
    size_t n = 0;

    for (const ipt_section *kind = settings->schema; kind->name && n < 64;
         kind++)
        names[n++] = kind->name;
    names[n] = where ? NULL : "sweep";
    ipt__suggest(suggestion, sizeof suggestion, word, names, "", "");
    ipt__report(settings, place, where, "unknown section \"%s\"%s",
                ipt__brief(word, brief), suggestion);
}

/* Reports that [kind name] does not exist, with the nearest that does. */
static void
override_unknown_name(ipt_settings *settings, ipt__place place,
                      const char *where, const ipt_section *kind,
                      const char *name, int variants)
{
    const size_t n = settings->n_sections;
    const char **names = ipt__take(&settings->arena, (n + 1) * sizeof *names);
    char here[IPT__WHERE];
    char suggestion[IPT__WHERE];
    size_t at = 0;

    if (!names)
        return;
    for (size_t i = 0; i < n; i++)
        if (settings->sections[i]->kind == kind &&
            !settings->sections[i]->shadow)
            names[at++] = settings->sections[i]->name;
    ipt__where(here, kind->name, name, NULL);
    const char *near = ipt_nearest(name, names);
    if (!near && variants && kind->variants) {
        ipt__suggest(suggestion, sizeof suggestion, name, kind->variants(), "",
                     "");
        ipt__report(settings, place, where, "there is no section %s%s", here,
                    suggestion);
    } else {
        ipt__report(settings, place, where, "there is no section %s%s%s%s",
                    here, near ? "; did you mean " : "", near ? near : "",
                    near ? "?" : "");
    }
}

/* Whether -o may make [kind name]: the name, or the type given with this very
 * override, is a known variant. */
static int
override_creates(const ipt_section *kind, const char *name, const char *key,
                 const char *value)
{
    if (!value || !kind->selector || !kind->variant)
        return 0;
    if (ipt__is_selector(kind, key))
        return kind->variant(value) != NULL;
    return kind->variant(name) != NULL;
}

/*
 * The section that "train.batch" or "estimator.NAME.bins" means, and its key.
 *
 * @param where  for messages: "[sweep] train.batch", or NULL
 * @param value  value of an override, which may make a named section, or NULL
 * @return NULL after a report
 */
ipt__section *
ipt__target(ipt_settings *settings, ipt__place place, const char *where,
            const char *dotted, const char *value, const char **key)
{
    const char *dot = strchr(dotted, '.');
    const char *last = strrchr(dotted, '.');
    char suggestion[IPT__WHERE];
    const char *word = NULL;
    const char *name = NULL;
    const ipt_section *kind = NULL;
    ipt__section *section = NULL;

    if (!dot || dot == dotted || !dot[1]) {
        override_suggest_section(settings, dotted, suggestion,
                                 sizeof suggestion);
        ipt__report(settings, place, where, "expected SECTION.KEY%s%s",
                    value ? "=VALUE" : "", suggestion);
        return NULL;
    }
    word = ipt__copy(&settings->arena, dotted, (size_t)(dot - dotted));
    kind = ipt__kind(settings->schema, word);
    if (!kind) {
        override_unknown_section(settings, place, where, word);
        return NULL;
    }
    if (!kind->named) {
        *key = dot + 1;
        return ipt__section_find(settings, word, NULL);
    }
    if (last == dot || last == dot + 1 || !last[1]) {
        ipt__report(settings, place, where, "expected %s.NAME.KEY%s", word,
                    value ? "=VALUE" : "");
        return NULL;
    }
    *key = last + 1;
    name = ipt__copy(&settings->arena, dot + 1, (size_t)(last - dot - 1));
    section = ipt__section_find(settings, word, name);
    if (section)
        return section;
    if (override_creates(kind, name, *key, value) && ipt__is_name(name) &&
        settings->n_sections < IPT__MAX_KEYS)
        return ipt__section_add(settings, kind, name, place);
    override_unknown_name(settings, place, where, kind, name, value != NULL);
    return NULL;
}

/* Whether the value of an override is a text with closed quotes. */
static int
override_is_text(ipt_settings *settings, ipt__place place, const char *text,
                 const char *value)
{
    const size_t length = strlen(text);
    size_t unclosed = 0;

    for (size_t i = 0, n = 0; i < length; i += n) {
        n = ipt__character(text + i, length - i);
        if (!n) {
            ipt__report(settings, place, NULL,
                        "byte 0x%02x is no printable UTF-8",
                        (unsigned char)text[i]);
            return 0;
        }
    }
    for (size_t left = strlen(value), n = 0; left && !unclosed;
         left -= n, value += n)
        n = ipt__quoted(value, left, &unclosed);
    if (unclosed)
        ipt__report(settings, place, NULL, "the quote is not closed");
    return !unclosed;
}

/* The trimmed text from `from` up to `to`. */
static const char *
override_trim(ipt_settings *settings, const char *from, const char *to)
{
    while (from < to && ipt__is_blank(*from))
        from++;
    while (to > from && ipt__is_blank(to[-1]))
        to--;
    return ipt__copy(&settings->arena, from, (size_t)(to - from));
}

static void
override_apply(ipt_settings *settings, size_t number)
{
    const ipt__place place = {number, 0, 0};
    const char *text = settings->overrides[number - 1];
    const char *equals = strchr(text, '=');
    const char *name = NULL;
    const char *key = NULL;
    ipt__raw raw = {"", number, NULL, 0};
    ipt__section *section = NULL;

    if (!equals) {
        ipt__report(settings, place, NULL, "expected SECTION.KEY=VALUE");
        return;
    }
    name = override_trim(settings, text, equals);
    raw.text = override_trim(settings, equals + 1, text + strlen(text));
    if (!override_is_text(settings, place, text, raw.text))
        return;
    if (!strncmp(name, "sweep.", 6)) {
        section = settings->sweep;
        key = name + 6;
    } else {
        section = ipt__target(
            settings, place, NULL, name,
            ipt__unquote(&settings->arena, raw.text, strlen(raw.text)), &key);
    }
    if (section)
        ipt__entry_add(settings, section, key, place, &raw, place);
}

/* Appends the entries of all overrides, in order, to their sections. */
void
ipt__overrides_apply(ipt_settings *settings)
{
    for (size_t i = 1; i <= settings->n_overrides; i++)
        override_apply(settings, i);
}
