/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resolved configuration as text, and the identity made from it. */

#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

/* Whether a key can change results. */
static int
format_is_meaningful(const ipt_section *kind, const ipt__key *key)
{
    if (key->option && (key->option->flags & IPT_OPTION_COSMETIC))
        return 0;
    return strcmp(kind->name, "run") ||
           (strcmp(key->name, "seeds") && strcmp(key->name, "name"));
}

/* A swept selector may have no value of its own: then the name of the section
 * stands in for it, which names no variant. */
static int
format_is_placeholder(const ipt__section *section, const ipt__key *key,
                      const char *value)
{
    return section->swept && ipt__is_selector(section->kind, key->name) &&
           !section->kind->variant(value);
}

static void
format_section(ipt__buffer *out, const ipt__section *section, int meaningful)
{
    int open = 0;

    for (size_t i = 0; i <= section->n_keys; i++) {
        const ipt__key *key = i < section->n_keys ? &section->keys[i] : NULL;
        const char *value = key ? ipt__value(section, key->name) : NULL;
        const int shown =
            key && (!meaningful || format_is_meaningful(section->kind, key));

        /* A section with a name counts even without keys. */
        if (!open && (shown || (section->name && !section->n_keys))) {
            ipt__put(out, out->length ? "\n[" : "[");
            ipt__put(out, section->kind->name);
            ipt__put(out, section->name ? " " : "");
            ipt__put(out, section->name ? section->name : "");
            ipt__put(out, "]\n");
            open = 1;
        }
        if (!shown || !value || format_is_placeholder(section, key, value))
            continue;
        ipt__put(out, key->name);
        ipt__put(out, *value ? " = " : " =");
        ipt__put_quoted(out, value, "");
        ipt__put(out, "\n");
    }
}

static void
format_axis(ipt__buffer *out, const ipt__axis *axis)
{
    int commas = 0;

    for (size_t i = 0; i < axis->n_steps && axis->n_steps > 1; i++)
        commas |= strchr(axis->steps[i].value, ',') != NULL;
    ipt__put(out, axis->target);
    ipt__put(out, " = ");
    for (size_t i = 0; i < axis->n_steps; i++) {
        ipt__put(out, !i ? "" : commas ? " | " : ", ");
        ipt__put_quoted(out, axis->steps[i].value, commas ? "|" : ",|");
    }
    ipt__put(out, "\n");
}

static int
format_compare(const void *left, const void *right)
{
    const ipt__section *const *a = left;
    const ipt__section *const *b = right;

    return strcmp((*a)->name, (*b)->name);
}

/* The sections of a kind, in file order or by name. */
static void
format_kind(ipt__buffer *out, const ipt_settings *settings,
            const ipt_section *kind, int meaningful)
{
    const ipt__section **list =
        malloc((settings->n_sections + 1) * sizeof *list);
    size_t n = 0;

    if (!list) {
        out->failed = 1;
        return;
    }
    for (size_t i = 0; i < settings->n_sections; i++)
        if (settings->sections[i]->kind == kind)
            list[n++] = settings->sections[i];
    if (meaningful && kind->named)
        qsort(list, n, sizeof *list, format_compare);
    for (size_t i = 0; i < n; i++)
        format_section(out, list[i], meaningful);
    free(list);
}

char *
ipt_settings_format(const ipt_settings *settings, int meaningful)
{
    ipt__buffer out = {NULL, 0, 0, 0};

    for (const ipt_section *kind = settings->schema; kind->name; kind++)
        format_kind(&out, settings, kind, meaningful);
    if (settings->n_axes)
        ipt__put(&out, out.length ? "\n[sweep]\n" : "[sweep]\n");
    for (size_t i = 0; i < settings->n_axes; i++)
        format_axis(&out, &settings->axes[i]);
    return ipt__buffer_take(&out);
}

void
ipt_settings_run_id(const ipt_settings *point, uint64_t seed, char out[13])
{
    char *text = ipt_settings_format(point, 1);
    char line[40];
    char hex[IPT_SHA256_HEX];
    ipt_sha256 hash;

    out[0] = '\0';
    if (!text)
        return;
    snprintf(line, sizeof line, "seed = %" PRIu64 "\n", seed);
    ipt_sha256_init(&hash);
    ipt_sha256_add(&hash, text, strlen(text));
    ipt_sha256_add(&hash, line, strlen(line));
    ipt_sha256_hex(&hash, hex);
    memcpy(out, hex, 12);
    out[12] = '\0';
    free(text);
}
