/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [sweep]: axes, their values, and the points of the grid. */

#include <config.h>

#include <string.h>

#include "settings-private.h"

const ipt__axis *
ipt__axis_find(const ipt_settings *settings, const ipt__section *section,
               const char *key)
{
    for (size_t i = 0; i < settings->n_axes; i++)
        if (settings->axes[i].section == section &&
            !strcmp(settings->axes[i].key, key))
            return &settings->axes[i];
    return NULL;
}

/* Position of the separator at or behind `at`, outside quotes; the length
 * where there is none. */
static size_t
sweep_separator(const char *text, size_t length, size_t at, char separator)
{
    while (at < length && text[at] != separator)
        at += ipt__quoted(text + at, length - at, NULL);
    return at;
}

/* Splits the values of an entry into the steps of its axis. */
static void
sweep_split_values(ipt_settings *settings, ipt__axis *axis, const ipt__raw *raw)
{
    const size_t length = strlen(raw->text);
    const char separator =
        sweep_separator(raw->text, length, 0, '|') < length ? '|' : ',';

    for (size_t at = 0, end = 0; at <= length; at = end + 1) {
        ipt__step *steps = ipt__grow(&settings->arena, axis->steps,
                                     axis->n_steps, sizeof *steps);
        size_t from = at;

        end = sweep_separator(raw->text, length, at, separator);
        if (!steps)
            return;
        while (from < end && ipt__is_blank(raw->text[from]))
            from++;
        size_t to = end;
        while (to > from && ipt__is_blank(raw->text[to - 1]))
            to--;
        axis->steps = steps;
        ipt__step *step = &steps[axis->n_steps++];
        step->place = ipt__raw_place(raw, from);
        step->origin = ipt__origin(settings, step->place);
        step->literal =
            ipt__unquote(&settings->arena, raw->text + from, to - from);
        step->value = to > from ? step->literal : NULL;
    }
}

/* Whether an axis stands for an entry of [sweep] that a later one replaces:
 * the first keeps the place in the order, the last gives the values. */
static int
sweep_is_repeated(const ipt__section *sweep, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (!strcmp(sweep->entries[j].key, sweep->entries[i].key))
            return 1;
    return 0;
}

/* Makes the axes from the entries of [sweep]: targets and texts of values. */
void
ipt__sweep_split(ipt_settings *settings)
{
    const ipt__section *sweep = settings->sweep;
    char where[IPT__WHERE];

    for (size_t i = 0; i < sweep->n_entries; i++) {
        const char *target = sweep->entries[i].key;
        const ipt__entry *entry = ipt__entry_find(sweep, target);
        const char *key = NULL;
        ipt__section *section = NULL;
        ipt__axis *axes = NULL;

        if (sweep_is_repeated(sweep, i))
            continue;
        section = ipt__target(settings, entry->place,
                              ipt__where(where, "sweep", NULL, target), target,
                              NULL, &key);
        axes = ipt__grow(&settings->arena, settings->axes, settings->n_axes,
                         sizeof *axes);
        if (!section || !axes)
            continue;
        settings->axes = axes;
        ipt__axis *axis = &axes[settings->n_axes++];
        memset(axis, 0, sizeof *axis);
        axis->target = target;
        axis->section = section;
        axis->key = key;
        axis->place = entry->place;
        sweep_split_values(settings, axis, &entry->raw);
    }
}

/* Why a key cannot be an axis; NULL if it can. */
static const char *
sweep_reason(const ipt__axis *axis)
{
    const ipt_section *kind = axis->section->kind;
    const ipt_option *row = ipt_option_find(kind->options, axis->key);

    for (size_t c = 0; !row && c < axis->section->n_choices; c++)
        row = ipt_option_find(axis->section->tables[c], axis->key);
    if (ipt__is_seeds(kind, axis->key))
        return "every combination runs with every seed already";
    if (!strcmp(kind->name, "run") && !strcmp(axis->key, "name"))
        return "all combinations belong to one batch of one name";
    if (row && (row->flags & IPT_OPTION_COSMETIC))
        return "it does not change results";
    return NULL;
}

static void
sweep_check_step(ipt_settings *settings, ipt__axis *axis, size_t i,
                 const char *where)
{
    const ipt_section *kind = axis->section->kind;
    ipt__step *step = &axis->steps[i];
    char brief[IPT__BRIEF];
    char suggestion[512] = "";

    if (!step->value) {
        ipt__report(settings, step->place, where, "a value is missing");
        return;
    }
    if (ipt__is_selector(kind, axis->key)) {
        if (!kind->variant(step->literal)) {
            if (kind->variants)
                ipt__suggest(suggestion, sizeof suggestion, step->literal,
                             kind->variants(), "", "");
            ipt__report(settings, step->place, where, "unknown %s \"%s\"%s",
                        kind->selector, ipt__brief(step->literal, brief),
                        suggestion);
        }
    } else {
        step->value = ipt__check_value(settings, axis->section, axis->key,
                                       where, step->literal, step->place);
    }
    for (size_t j = 0; step->value && j < i; j++)
        if (axis->steps[j].value &&
            !strcmp(axis->steps[j].value, step->value)) {
            ipt__report(settings, step->place, where, "\"%s\" is given twice",
                        ipt__brief(step->literal, brief));
            return;
        }
}

/* Checks targets and values of all axes; variants must be known. */
void
ipt__sweep_check(ipt_settings *settings)
{
    size_t points = 1;

    for (size_t i = 0; i < settings->n_axes; i++) {
        ipt__axis *axis = &settings->axes[i];
        char where[IPT__WHERE];
        const char *reason = sweep_reason(axis);

        ipt__where(where, "sweep", NULL, axis->target);
        if (reason) {
            ipt__report(settings, axis->place, where, "cannot be swept: %s",
                        reason);
            continue;
        }
        if (!ipt__check_key(settings, axis->section, axis->key, where,
                            axis->place))
            continue;
        if (axis->n_steps > IPT__MAX_KEYS) {
            ipt__report(settings, axis->place, where, "more than %d values",
                        IPT__MAX_KEYS);
            continue;
        }
        for (size_t j = 0; j < axis->n_steps; j++)
            sweep_check_step(settings, axis, j, where);
        if (points <= IPT__MAX_POINTS)
            points *= axis->n_steps;
    }
    if (points > IPT__MAX_POINTS)
        ipt__report(settings, settings->sweep->place, "[sweep]",
                    "more than %d combinations", IPT__MAX_POINTS);
}
