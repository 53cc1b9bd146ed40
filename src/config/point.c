/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The points of the grid that the axes of [sweep] span. */

#include <config.h>

#include <assert.h>
#include <string.h>

#include "settings-private.h"

size_t
ipt_settings_n_points(const ipt_settings *settings)
{
    size_t points = 1;

    for (size_t i = 0; i < settings->n_axes; i++)
        points *= settings->axes[i].n_steps;
    return points;
}

size_t
ipt_settings_n_axes(const ipt_settings *settings)
{
    return settings->n_axes;
}

const char *
ipt_settings_axis(const ipt_settings *settings, size_t axis)
{
    assert(axis < settings->n_axes);
    return settings->axes[axis].target;
}

/* The step of an axis at a point; the last axis varies fastest. */
static const ipt__step *
point_step(const ipt_settings *settings, size_t point, size_t axis)
{
    for (size_t i = settings->n_axes - 1; i > axis; i--)
        point /= settings->axes[i].n_steps;
    return &settings->axes[axis].steps[point % settings->axes[axis].n_steps];
}

const char *
ipt_settings_axis_value(const ipt_settings *settings, size_t point, size_t axis)
{
    assert(axis < settings->n_axes && point < ipt_settings_n_points(settings));
    return point_step(settings, point, axis)->value;
}

/* A copy of a text that may be missing. */
static const char *
point_copy_text(ipt_settings *copy, const char *text)
{
    return text ? ipt__copy(&copy->arena, text, strlen(text)) : NULL;
}

static void
point_copy_entry(ipt_settings *copy, ipt__section *section, const char *key,
                 const char *literal, const char *value, const char *origin)
{
    ipt__entry *entries = ipt__grow(&copy->arena, section->entries,
                                    section->n_entries, sizeof *entries);
    ipt__entry *entry = NULL;

    if (!entries)
        return;
    section->entries = entries;
    entry = &entries[section->n_entries++];
    memset(entry, 0, sizeof *entry);
    entry->key = point_copy_text(copy, key);
    entry->literal = point_copy_text(copy, literal);
    entry->value = point_copy_text(copy, value);
    entry->origin = point_copy_text(copy, origin);
}

/* The section of one point, with the values of its axes. */
static void
point_copy_section(const ipt_settings *settings, size_t point,
                   const ipt__section *from, ipt_settings *copy)
{
    ipt__section *to =
        ipt__section_add(copy, from->kind, from->name, from->place);

    if (!to)
        return;
    for (size_t i = 0; i < from->n_entries; i++) {
        const ipt__entry *entry = &from->entries[i];

        point_copy_entry(copy, to, entry->key, entry->literal, entry->value,
                         entry->origin);
    }
    for (size_t i = 0; i < settings->n_axes; i++) {
        const ipt__step *step = point_step(settings, point, i);

        if (settings->axes[i].section == from)
            point_copy_entry(copy, to, settings->axes[i].key, step->literal,
                             step->value, step->origin);
    }
    ipt__choices_set(copy, to, NULL);
    ipt__keys_list(copy, to);
    /* The options of the variant at hand print its values. */
    for (size_t i = 0; from->swept && i < to->n_entries; i++) {
        ipt__entry *entry = &to->entries[i];
        const ipt__key *key = ipt__key_find(to, entry->key);

        if (key && key->option && !ipt__is_selector(to->kind, entry->key))
            ipt__value_parse(&copy->arena, key->option, entry->literal,
                             &entry->value, NULL);
    }
}

ipt_settings *
ipt_settings_point(const ipt_settings *settings, size_t point)
{
    ipt_settings *copy = ipt__settings_alloc(settings->schema, settings->path);

    assert(point < ipt_settings_n_points(settings));
    if (!copy)
        return NULL;
    copy->source = point_copy_text(copy, settings->source);
    for (size_t i = 0; i < settings->n_sections; i++)
        point_copy_section(settings, point, settings->sections[i], copy);
    copy->n_seeds = settings->n_seeds;
    copy->seeds = ipt__take(&copy->arena, copy->n_seeds * sizeof *copy->seeds);
    if (copy->arena.failed) {
        ipt_settings_free(copy);
        return NULL;
    }
    memcpy(copy->seeds, settings->seeds, copy->n_seeds * sizeof *copy->seeds);
    return copy;
}
