/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the configuration module share. */

#ifndef IPT_SETTINGS_PRIVATE_H
#define IPT_SETTINGS_PRIVATE_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/settings.h>

enum {
    IPT__BRIEF = 72,           /* room for a text as messages show it */
    IPT__WHERE = 240,          /* room for "[section name] key" */
    IPT__MAX_BYTES = 16777216, /* of a configuration file */
    IPT__MAX_KEYS = 4096,      /* of a section; sections; values of an axis */
    IPT__MAX_SEEDS = 1000000,
    IPT__MAX_POINTS = 1000000,
    IPT__MAX_SNAPSHOTS = 10000000
};

/* Where something was written. */
typedef struct {
    size_t override; /* 0: the file; else number of the override, from 1 */
    size_t line;     /* from 1; 0: nowhere */
    size_t column;   /* in characters, from 1 */
} ipt__place;

/* From `offset` of a value on, its bytes lie at this place of the file. */
typedef struct {
    size_t offset;
    size_t line;
    size_t column;
} ipt__joint;

/* A value as written: quotes kept, comment removed, lines joined. */
typedef struct {
    const char *text;
    size_t override;
    const ipt__joint *joints; /* at least one, the first at offset 0 */
    size_t n_joints;
} ipt__raw;

typedef struct {
    const char *key;
    ipt__place place; /* of the key */
    ipt__raw raw;
    const char *literal; /* without quotes */
    const char *value;   /* as the option prints it; NULL: refused */
    const char *origin;
} ipt__entry;

/* A key that a section has, given or not. */
typedef struct {
    const char *name;
    const ipt_option *option; /* NULL: a selector without one */
    const char *preset;       /* as the option prints it; NULL: none */
} ipt__key;

/* A section; those without a name exist even if the file lacks them. */
typedef struct {
    const ipt_section *kind;
    const char *name; /* NULL if the kind has none */
    ipt__place place;
    ipt__entry *entries; /* the last of a key is in force */
    size_t n_entries;
    int shadow; /* second section of a name: only checked */
    int broken; /* some of its lines could not be read */
    /* Known values of the selector that any point has, and their tables;
     * kinds without a selector have one, NULL. */
    const char **choices;
    const ipt_option **tables;
    size_t n_choices;
    int doubtful;   /* some value of the selector is unknown */
    int swept;      /* the selector is an axis */
    ipt__key *keys; /* in the order of their tables; with a swept selector
                     * those of the variants only where given */
    size_t n_keys;
} ipt__section;

typedef struct {
    const char *literal;
    const char *value;
    const char *origin;
    ipt__place place;
} ipt__step;

typedef struct {
    const char *target; /* "train.l2" */
    ipt__section *section;
    const char *key;
    ipt__place place;
    ipt__step *steps;
    size_t n_steps;
} ipt__axis;

/* Memory that lives as long as its owner. A failure is remembered, so that
 * it can be asked for once. */
typedef struct ipt__block ipt__block;
typedef struct {
    ipt__block *last;
    int failed;
} ipt__arena;

struct ipt_settings {
    ipt__arena arena;
    const ipt_section *schema;
    const char *path; /* as messages show it */
    const char *source;
    const char **overrides;
    size_t n_overrides;
    ipt__section **sections; /* unnamed in schema order, then named */
    size_t n_sections;
    ipt__section *sweep; /* its entries are the axes; has no kind */
    ipt__axis *axes;
    size_t n_axes;
    uint64_t *seeds;
    size_t n_seeds;
    ipt_problems *problems; /* while reading */
    int lost;               /* some section header could not be read */
};

/* arena.c */
void *ipt__take(ipt__arena *arena, size_t size);
const char *ipt__copy(ipt__arena *arena, const char *text, size_t length);
void *ipt__grow(ipt__arena *arena, void *array, size_t n, size_t size);
void ipt__release(ipt__arena *arena);

/* text.c */
size_t ipt__character(const char *text, size_t left);
char *ipt__escape(const char *text);
const char *ipt__brief(const char *text, char out[IPT__BRIEF]);
int ipt__is_blank(char c);
const char *ipt__unquote(ipt__arena *arena, const char *text, size_t length);
int ipt__needs_quotes(const char *text, const char *separators);
size_t ipt__quoted(const char *text, size_t length, size_t *unclosed);

/* problems.c */
void ipt__problems_add(ipt_problems *problems, ipt__place place,
                       const char *text);
void ipt__problems_sort(ipt_problems *problems, size_t from);
const char *ipt__where(char out[IPT__WHERE], const char *kind, const char *name,
                       const char *key);
void ipt__report(ipt_settings *settings, ipt__place place, const char *where,
                 const char *format, ...) IPT_PRINTF(4, 5);

/* source.c */
int ipt__source_read(ipt_settings *settings, const char *path, char **out,
                     size_t *length);

/* ini.c */
void ipt__ini_parse(ipt_settings *settings, const char *text, size_t length);
ipt__place ipt__raw_place(const ipt__raw *raw, size_t offset);

/* override.c */
void ipt__overrides_apply(ipt_settings *settings);
ipt__section *ipt__target(ipt_settings *settings, ipt__place place,
                          const char *where, const char *dotted,
                          const char *value, const char **key);

/* settings.c */
ipt_settings *ipt__settings_alloc(const ipt_section *schema, const char *path);

/* model.c */
const ipt_section *ipt__kind(const ipt_section *schema, const char *name);
ipt__section *ipt__section_find(const ipt_settings *settings, const char *kind,
                                const char *name);
ipt__section *ipt__section_add(ipt_settings *settings, const ipt_section *kind,
                               const char *name, ipt__place place);
ipt__entry *ipt__entry_add(ipt_settings *settings, ipt__section *section,
                           const char *key, ipt__place place,
                           const ipt__raw *raw, ipt__place value);
const ipt__entry *ipt__entry_find(const ipt__section *section, const char *key);
const char *ipt__origin(ipt_settings *settings, ipt__place place);
int ipt__is_name(const char *name);
int ipt__is_selector(const ipt_section *kind, const char *key);
int ipt__is_seeds(const ipt_section *kind, const char *key);
const ipt__key *ipt__key_find(const ipt__section *section, const char *name);
const char *ipt__selected(const ipt__section *section);
void ipt__choices_set(ipt_settings *settings, ipt__section *section,
                      const ipt__axis *axis);
void ipt__keys_list(ipt_settings *settings, ipt__section *section);
const char *ipt__value(const ipt__section *section, const char *key);

/* value.c */
ipt_status ipt__value_parse(ipt__arena *arena, const ipt_option *row,
                            const char *text, const char **out, ipt_error *err);

/* schema.c */
void ipt__resolve(ipt_settings *settings);
void ipt__check(ipt_settings *settings);
const char *ipt__check_value(ipt_settings *settings,
                             const ipt__section *section, const char *key,
                             const char *where, const char *literal,
                             ipt__place place);
int ipt__check_key(ipt_settings *settings, const ipt__section *section,
                   const char *key, const char *where, ipt__place place);
void ipt__suggest(char *out, size_t size, const char *name,
                  const char *const *names, const char *before,
                  const char *after);

/* sweep.c */
void ipt__sweep_split(ipt_settings *settings);
void ipt__sweep_check(ipt_settings *settings);
const ipt__axis *ipt__axis_find(const ipt_settings *settings,
                                const ipt__section *section, const char *key);

/* A member of a list: first, first + step, ... up to last. */
typedef struct {
    uint64_t first;
    uint64_t last;
    uint64_t step;
    size_t at; /* offset in the text */
} ipt__span;

/* spans.c */
ipt_status ipt__spans_parse(const char *text, const uint64_t *last,
                            ipt__span **out, size_t *n, size_t *at,
                            ipt_error *err);

/* seeds.c */
ipt_status ipt__seeds_parse(const char *text, uint64_t **out, size_t *n,
                            size_t *at, ipt_error *err);

/* A text under construction; `text` is NULL after a failure. */
typedef struct {
    char *text;
    size_t length;
    size_t capacity;
    int failed;
} ipt__buffer;

/* buffer.c */
void ipt__put(ipt__buffer *buffer, const char *text);
void ipt__put_quoted(ipt__buffer *buffer, const char *text,
                     const char *separators);
char *ipt__buffer_take(ipt__buffer *buffer);

#endif
