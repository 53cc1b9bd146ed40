/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings: INI files and overrides, checked against option tables, every
 * value with its origin. */

#ifndef IPT_SETTINGS_H
#define IPT_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/option.h>
#include <infoplane/sha256.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Everything wrong with an input, in the order found. */
typedef struct ipt_problems ipt_problems;

ipt_problems *ipt_problems_alloc(void);
void ipt_problems_free(ipt_problems *problems);
size_t ipt_problems_count(const ipt_problems *problems);
/** Line i, such as `a.ini:14:9: [train] learning_rat: unknown key; did you
 * mean learning_rate?`. */
const char *ipt_problems_get(const ipt_problems *problems, size_t i);
void ipt_problems_add(ipt_problems *problems, const char *format, ...)
    IPT_PRINTF(2, 3);

/**
 * A kind of section. Its keys are those of `options` and, where a selector is
 * given, those of the variant it names: [data] has `set`, whose value `idx`
 * adds the options of the idx reader; [estimator NAME] has `type`, by default
 * NAME.
 */
typedef struct {
    const char *name;    /**< "train" */
    const char *summary; /**< one line for templates and manuals */
    int named;           /**< sections read [name INSTANCE], any number */
    const ipt_option *options;
    const char *selector; /**< key, or NULL */
    /** Options of the variant (may be an empty table), or NULL: unknown. */
    const ipt_option *(*variant)(const char *value);
    /** Names of all variants, ends with NULL; for messages. */
    const char *const *(*variants)(void);
} ipt_section;

/** Kinds of sections; ends with a NULL name. Sections `sweep` (its keys are
 * SECTION.KEY of the others) and key `seeds` of [run] are built in. */
typedef ipt_section ipt_schema[];

/** Settings read from one INI file and its overrides. */
typedef struct ipt_settings ipt_settings;

/**
 * Reads and checks a configuration.
 *
 * Syntax: sections in brackets, `key = value`, comments from ';' or '#' at the
 * start of a line or after blanks, lines of any length, a trailing backslash
 * joins the next line, double quotes keep blanks and comment signs. Key,
 * section and value positions (line and column from 1) are kept. Errors of
 * syntax, unknown sections and keys (with the nearest known name), duplicate
 * sections and keys, values that their option refuses, unknown variants and
 * missing required keys are all reported, in one pass, in file order;
 * overrides ("section.key=value", for named sections
 * "estimator.NAME.key=value") are checked the same way with the origin
 * `-o section.key=value`.
 *
 * @param path      file to read; "-" is standard input
 * @param text      contents instead of the file, or NULL
 * @param overrides list of n_overrides strings
 * @param problems  gets every error; must not be NULL
 * @return the settings, or NULL when there was any problem
 */
ipt_settings *ipt_settings_read(const char *path, const char *text,
                                const char *const *overrides,
                                size_t n_overrides, const ipt_section *schema,
                                ipt_problems *problems);

/** Releases settings; NULL is accepted. */
void ipt_settings_free(ipt_settings *settings);

/** The text of the file as it was read. */
const char *ipt_settings_source(const ipt_settings *settings);

/** Value of a key as text: given, else its default; NULL if there is none.
 * @p instance is NULL for sections without a name. */
const char *ipt_settings_get(const ipt_settings *settings, const char *section,
                             const char *instance, const char *key);

/** Whether the key was given (file or override) rather than left to default. */
int ipt_settings_given(const ipt_settings *settings, const char *section,
                       const char *instance, const char *key);

/** "a.ini:14:9" of the value, "-o ...", or "default". */
const char *ipt_settings_origin(const ipt_settings *settings,
                                const char *section, const char *instance,
                                const char *key);

/** Fills @p state from the rows of @p table found in the section. */
ipt_status ipt_settings_fill(const ipt_settings *settings, const char *section,
                             const char *instance, const ipt_option *table,
                             void *state, ipt_error *err);

/** Names of the instances of a named section, in file order. */
size_t ipt_settings_n_instances(const ipt_settings *settings,
                                const char *section);
const char *ipt_settings_instance(const ipt_settings *settings,
                                  const char *section, size_t i);

/** The sweep: number of combinations (1 without [sweep]), axes in file
 * order, the last varying fastest. Values are split at '|' where one occurs,
 * else at ','. */
size_t ipt_settings_n_points(const ipt_settings *settings);
size_t ipt_settings_n_axes(const ipt_settings *settings);
const char *ipt_settings_axis(const ipt_settings *settings, size_t axis);
const char *ipt_settings_axis_value(const ipt_settings *settings, size_t point,
                                    size_t axis);

/** Settings of one point: a copy with the sweep applied and removed. NULL
 * without memory. */
ipt_settings *ipt_settings_point(const ipt_settings *settings, size_t point);

/** Seeds of [run] seeds: "0..49", "1, 5, 9", "0..9, 20..29"; n and an array
 * owned by the settings. Checked in ipt_settings_read(). */
const uint64_t *ipt_settings_seeds(const ipt_settings *settings, size_t *n);

/**
 * The resolved configuration as INI text: every section and key in schema
 * order with the value in force. Reads back to equal settings.
 *
 * @param meaningful  leave out what cannot change results (cosmetic options,
 *                    seeds, the name), for hashing
 * @return text owned by the caller (free()), or NULL
 */
char *ipt_settings_format(const ipt_settings *settings, int meaningful);

/** Identity of a run: the first 12 hexadecimal digits of the SHA-256 of the
 * meaningful text of a point and the seed. */
void ipt_settings_run_id(const ipt_settings *point, uint64_t seed,
                         char out[13]);

/**
 * Expands [log] snapshots: "log 140" (about so many epochs, spaced evenly in
 * the logarithm, 0, 1 and the last included, duplicates dropped), "all",
 * "every 10", "linear 50", or a list "0, 1, 5, 10..20". Epochs count completed
 * epochs; 0 is the initial network.
 *
 * @param out  strictly increasing, owned by the caller (free())
 * @return IPT_EINVAL with what was expected
 */
ipt_status ipt_snapshots_expand(const char *text, int64_t epochs, int64_t **out,
                                size_t *n, ipt_error *err);

/** Parses "0..49, 60" into numbers, increasing or not, without duplicates. */
ipt_status ipt_seeds_parse(const char *text, uint64_t **out, size_t *n,
                           ipt_error *err);

/** A commented configuration with every key of the schema at its default;
 * for `ipt template`. Text owned by the caller. */
char *ipt_schema_template(const ipt_section *schema);

#ifdef __cplusplus
}
#endif

#endif
