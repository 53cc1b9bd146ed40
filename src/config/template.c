/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A commented configuration written from a schema. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

/* Whether an option takes a text. */
static int
template_fits(ipt__arena *arena, const ipt_option *row, const char *text)
{
    const char *printed = NULL;

    return ipt__value_parse(arena, row, text, &printed, NULL) == IPT_OK;
}

/* The default of an option or, where it has none, some value that it takes. */
static const char *
template_value(ipt__arena *arena, const ipt_option *row)
{
    static const char *const common[] = {"1", "0.5", "no", "0..1", "example"};
    char text[IPT_TEXT_MAX];

    if (row->preset)
        return row->preset;
    if (row->type == IPT_OPTION_CHOICE || row->type == IPT_OPTION_RANGE) {
        const char *words = row->choices ? row->choices : "";

        snprintf(text, sizeof text, "%.*s", (int)strcspn(words, "|"), words);
        if (template_fits(arena, row, text))
            return ipt__copy(arena, text, strlen(text));
    }
    for (size_t i = row->type == IPT_OPTION_TEXT ? 4 : 0;
         i < sizeof common / sizeof *common; i++)
        if (template_fits(arena, row, common[i]))
            return common[i];
    snprintf(text, sizeof text, row->type == IPT_OPTION_INT ? "%.0f" : "%.17g",
             row->type == IPT_OPTION_INT && (row->flags & IPT_OPTION_ABOVE)
                 ? row->low + 1
             : row->flags & IPT_OPTION_ABOVE
                 ? row->low + (row->high - row->low) / 2
                 : row->low);
    return ipt__copy(arena, text, strlen(text));
}

/* One key with its help; `mark` before its line is "" or ";". */
static void
template_row(ipt__buffer *out, ipt__arena *arena, const ipt_option *row,
             const char *mark)
{
    char expected[512];
    const char *value = template_value(arena, row);

    ipt_option_expected(row, expected, sizeof expected);
    ipt__put(out, "\n; ");
    ipt__put(out, row->help);
    ipt__put(out, *row->help ? ": " : "");
    ipt__put(out, expected);
    if (row->unit && strcmp(row->unit, "1")) {
        ipt__put(out, " (");
        ipt__put(out, row->unit);
        ipt__put(out, ")");
    }
    ipt__put(out, "\n");
    if (row->flags & IPT_OPTION_REQUIRED)
        ipt__put(out, "; required, without a default; this is an example\n");
    else if (!row->preset)
        ipt__put(out, "; without a default; this is an example\n");
    ipt__put(out,
             row->preset || (row->flags & IPT_OPTION_REQUIRED) ? mark : ";");
    ipt__put(out, row->name);
    ipt__put(out, *value ? " = " : " =");
    ipt__put_quoted(out, value, "");
    ipt__put(out, "\n");
}

/* The names of all variants: "; set is one of szt, idx". */
static void
template_variants(ipt__buffer *out, const ipt_section *kind)
{
    const char *const *names = kind->variants ? kind->variants() : NULL;

    if (!names)
        return;
    ipt__put(out, "; ");
    ipt__put(out, kind->selector);
    ipt__put(out, " is one of");
    for (size_t i = 0; names[i]; i++) {
        ipt__put(out, i ? ", " : " ");
        ipt__put(out, names[i]);
    }
    ipt__put(out, "\n");
}

/* Every variant of a named section, none of them in force. */
static void
template_named(ipt__buffer *out, ipt__arena *arena, const ipt_section *kind)
{
    static const char *const plain[] = {"NAME", NULL};
    const char *const *names = kind->variants ? kind->variants() : plain;

    ipt__put(out, "; None is in force: take away the ';' before those that "
                  "are wanted.\n");
    for (; *names; names++) {
        const ipt_option *table = kind->variant ? kind->variant(*names) : NULL;

        ipt__put(out, "\n;[");
        ipt__put(out, kind->name);
        ipt__put(out, " ");
        ipt__put(out, *names);
        ipt__put(out, "]\n");
        if (kind->selector) {
            ipt__put(out, ";");
            ipt__put(out, kind->selector);
            ipt__put(out, " = ");
            ipt__put(out, *names);
            ipt__put(out, "\n");
        }
        for (const ipt_option *row = kind->options; row && row->name; row++)
            if (!ipt__is_selector(kind, row->name))
                template_row(out, arena, row, ";");
        for (; table && table->name; table++)
            template_row(out, arena, table, ";");
    }
}

/* A section that exists once: its keys, those of the default variant, and
 * behind ';' those of the others. */
static void
template_single(ipt__buffer *out, ipt__arena *arena, const ipt_section *kind)
{
    const char *const *names = kind->variants ? kind->variants() : NULL;
    const ipt_option *row =
        kind->selector ? ipt_option_find(kind->options, kind->selector) : NULL;
    const char *selected = row ? row->preset : NULL;

    ipt__put(out, "[");
    ipt__put(out, kind->name);
    ipt__put(out, "]\n");
    if (kind->selector)
        template_variants(out, kind);
    if (kind->selector && !selected && names) {
        selected = names[0];
        ipt__put(out, "; required, without a default; this is an example\n");
        ipt__put(out, kind->selector);
        ipt__put(out, " = ");
        ipt__put(out, selected ? selected : "");
        ipt__put(out, "\n");
        row = NULL;
    }
    for (const ipt_option *o = kind->options; o && o->name; o++)
        if (!ipt__is_selector(kind, o->name) || row)
            template_row(out, arena, o, "");
    if (!kind->selector || !selected)
        return;
    for (const ipt_option *o = kind->variant(selected); o && o->name; o++)
        template_row(out, arena, o, "");
    for (; names && *names; names++) {
        if (!strcmp(*names, selected))
            continue;
        const ipt_option *o = kind->variant(*names);

        if (o && o->name) {
            ipt__put(out, "\n; --- keys of ");
            ipt__put(out, kind->selector);
            ipt__put(out, " = ");
            ipt__put(out, *names);
            ipt__put(out, " ---\n");
        }
        for (; o && o->name; o++)
            template_row(out, arena, o, ";");
    }
}

char *
ipt_schema_template(const ipt_section *schema)
{
    ipt__buffer out = {NULL, 0, 0, 0};
    ipt__arena arena = {NULL, 0};

    for (const ipt_section *kind = schema; kind->name; kind++) {
        ipt__put(&out, kind == schema ? "; " : "\n; ");
        ipt__put(&out, kind->summary);
        ipt__put(&out, "\n");
        if (kind->named)
            template_named(&out, &arena, kind);
        else
            template_single(&out, &arena, kind);
    }
    ipt__put(&out, "\n; Every combination of these values is a run, for every "
                   "seed.\n; Lines are SECTION.KEY = VALUES, split at ',' or, "
                   "where one occurs, at '|'.\n[sweep]\n");
    out.failed |= arena.failed;
    ipt__release(&arena);
    return ipt__buffer_take(&out);
}
