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
/** Adds one line; control characters in it are written \n or \x1b. */
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

/** Kinds of sections; ends with a NULL name. The section `sweep`, whose keys
 * are SECTION.KEY of the others, is built in and not listed; so is what the
 * keys `seeds` and `name` of [run] mean, where the schema has them. A schema
 * must outlive the settings read with it. */
typedef ipt_section ipt_schema[];

/** Settings read from one INI file and its overrides. */
typedef struct ipt_settings ipt_settings;

/**
 * Reads and checks a configuration.
 *
 * A file is UTF-8 text (a byte order mark and CR LF are accepted) of at most
 * 16 MiB, with at most 4096 sections, keys in a section and values of an axis,
 * and lines of any length:
 *
 *     [section] or [section NAME]     NAME: up to 63 letters, digits, _ . + -
 *     key = value                     one per line, names as in the schema
 *
 * A comment begins with ';' or '#' at the start of a line or behind a blank. A
 * backslash at the end of a line joins the next one, with one blank for those
 * around it; a comment line or an empty line ends the value. Parts in double
 * quotes, which open and close on one line, keep blanks and comment signs;
 * there \" is a quote and \\ a backslash. A value that ends in a backslash
 * needs quotes. Only texts may be empty.
 *
 * All that is wrong comes in one pass, each in one line, in the order of the
 * file and with its place (line and column from 1; columns count characters):
 * form, unknown sections and keys with the nearest known name, sections and
 * keys given twice, values that their option refuses, unknown variants,
 * missing required keys, sweeps that cannot be. What follows from an earlier
 * error, such as keys of an unknown variant, is left out.
 *
 * Overrides are "section.key=value" or, for sections with a name,
 * "estimator.NAME.key=value", which makes the section if NAME, or the value
 * given to its selector, is a known variant; "sweep.section.key=values" sets
 * an axis. Values are read as in a file, but have no comments. They are
 * checked in the same way, with the place "-o section.key=value"; later ones
 * win, over the file and over each other. What they replace is checked still.
 * The override of a key that is swept is refused: its axis must be set.
 *
 * @param path      file to read; "-" is standard input; NULL: no file
 * @param text      contents, up to a zero byte, instead of those of the file,
 *                  or NULL; @p path is the name in messages then
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
 * It reads as ipt_option_format() writes it ("1e-2" became "0.01"), and zero
 * has no sign. @p instance is NULL for sections without a name. */
const char *ipt_settings_get(const ipt_settings *settings, const char *section,
                             const char *instance, const char *key);

/** Whether the key was given (file or override) rather than left to default. */
int ipt_settings_given(const ipt_settings *settings, const char *section,
                       const char *instance, const char *key);

/** "a.ini:14:9" of the value, "-o section.key=value", or "default". */
const char *ipt_settings_origin(const ipt_settings *settings,
                                const char *section, const char *instance,
                                const char *key);

/**
 * Fills @p state from the rows of @p table that the section has a value for;
 * others stay as they are. A list of seeds too long for its field leaves it
 * empty: ipt_settings_seeds() has them.
 *
 * @return IPT_ECONFIG, with @p state as it was, when there is no such section
 *         or a row refuses its value
 */
ipt_status ipt_settings_fill(const ipt_settings *settings, const char *section,
                             const char *instance, const ipt_option *table,
                             void *state, ipt_error *err);

/** Names of the instances of a named section, in file order. */
size_t ipt_settings_n_instances(const ipt_settings *settings,
                                const char *section);
const char *ipt_settings_instance(const ipt_settings *settings,
                                  const char *section, size_t i);

/** The sweep: number of combinations (1 without [sweep], at most 1 000 000),
 * axes in file order, the last varying fastest. Values are split at '|' where
 * one occurs, else at ','; neither splits within quotes. A selector may be
 * swept if all keys of its section suit every variant. Seeds, the name of the
 * batch and cosmetic options cannot be swept. */
size_t ipt_settings_n_points(const ipt_settings *settings);
size_t ipt_settings_n_axes(const ipt_settings *settings);
const char *ipt_settings_axis(const ipt_settings *settings, size_t axis);
const char *ipt_settings_axis_value(const ipt_settings *settings, size_t point,
                                    size_t axis);

/** Settings of one point: a copy with the sweep applied and removed, owned by
 * the caller. Origins are those of the values swept. NULL without memory. */
ipt_settings *ipt_settings_point(const ipt_settings *settings, size_t point);

/** Seeds of [run] seeds, as ipt_seeds_parse() reads them; n and an array owned
 * by the settings. Checked in ipt_settings_read(); 0 if there is no such
 * key. */
const uint64_t *ipt_settings_seeds(const ipt_settings *settings, size_t *n);

/**
 * The resolved configuration as INI text: every section and key in schema
 * order with the value in force, named sections in file order, the sweep last.
 * Reads back to equal settings.
 *
 * @param meaningful  leave out what cannot change results (cosmetic options,
 *                    seeds, the name) and sort named sections by name, so
 *                    that equal experiments have equal texts, for hashing
 * @return text owned by the caller (free()), or NULL
 */
char *ipt_settings_format(const ipt_settings *settings, int meaningful);

/** Identity of a run: the first 12 hexadecimal digits of the SHA-256 of the
 * meaningful text of a point, followed by the line "seed = 7". An empty text
 * without memory. */
void ipt_settings_run_id(const ipt_settings *point, uint64_t seed,
                         char out[13]);

/**
 * Expands [log] snapshots. Epochs count completed epochs; 0 is the initial
 * network, the last is @p epochs. Forms:
 *
 *     all        every epoch
 *     every K    0, K, 2 K, ..., and the last
 *     linear N   N >= 2 epochs spaced evenly from 0 to the last
 *     log N      N >= 3: 0, and N - 1 epochs from 1 to the last spaced evenly
 *                in the logarithm
 *     0, 1, 5, 10..20, 100..1000:100, last
 *                exactly these: numbers, ranges, ranges with a step
 *
 * Near epoch 1, even steps of the logarithm are shorter than one epoch. There
 * "log N" takes every epoch, and spreads those left over anew: from epoch e
 * with r to go, the next is max(e + 1, round(e (last / e)^(1/r))). So it gives
 * exactly N epochs wherever there are that many, and all of them elsewhere, as
 * does "linear N".
 *
 * @param out  strictly increasing, owned by the caller (free())
 * @return IPT_EINVAL with what was expected, also for an epoch beyond the last
 *         and more than 10 000 000 snapshots; IPT_ENOMEM
 */
ipt_status ipt_snapshots_expand(const char *text, int64_t epochs, int64_t **out,
                                size_t *n, ipt_error *err);

/**
 * Parses seeds such as "0..49, 60": numbers below 2^64 and ascending ranges,
 * in any order, which is kept.
 *
 * @param out  owned by the caller (free())
 * @return IPT_EINVAL with what was expected, also for a seed listed twice and
 *         more than 1 000 000 seeds; IPT_ENOMEM
 */
ipt_status ipt_seeds_parse(const char *text, uint64_t **out, size_t *n,
                           ipt_error *err);

/**
 * A commented configuration with every key of the schema at its default, for
 * `ipt template`; reads back to the defaults. Keys without a default show an
 * example. Behind a ';' directly before the text, and so not in force, are the
 * keys of variants other than the default and all named sections. Text owned
 * by the caller (free()); NULL without memory.
 */
char *ipt_schema_template(const ipt_section *schema);

#ifdef __cplusplus
}
#endif

#endif
