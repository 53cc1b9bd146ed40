/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Option tables: one description serves the INI reader, the command line,
 * `ipt show`, the man page check and the attributes of result files. */

#ifndef IPT_OPTION_H
#define IPT_OPTION_H

#include <stddef.h>

#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Longest text value, terminating zero included. */
enum { IPT_TEXT_MAX = 1024 };

/** What an option holds; the C type of its field stands behind. */
typedef enum {
    IPT_OPTION_INT,    /**< long */
    IPT_OPTION_REAL,   /**< double */
    IPT_OPTION_FLAG,   /**< int, 0 or 1; written yes or no */
    IPT_OPTION_CHOICE, /**< int, position in `choices` */
    IPT_OPTION_TEXT,   /**< char[IPT_TEXT_MAX] */
    IPT_OPTION_RANGE   /**< ipt_range; written LOW..HIGH or a word */
} ipt_option_type;

/** A closed interval, or a word of `choices` that stands for a rule. */
typedef struct {
    double low;
    double high;
    int word; /**< position in `choices`, or -1 for a numeric interval */
} ipt_range;

/** Properties of an option beyond its type. */
enum {
    IPT_OPTION_ABOVE = 1,    /**< `low` itself is excluded */
    IPT_OPTION_BELOW = 2,    /**< `high` itself is excluded */
    IPT_OPTION_COSMETIC = 4, /**< does not change results: not in a run's id */
    IPT_OPTION_REQUIRED = 8  /**< has no default; must be given */
};

/**
 * One option: a row of a table that ends with IPT_OPTION_END. The value is
 * stored at `offset` in the state of whoever owns the table.
 */
typedef struct {
    const char *name;
    ipt_option_type type;
    size_t offset;
    const char *preset;  /**< default, as a user would write it */
    double low;          /**< INT, REAL: least value; low = high: any */
    double high;         /**< INT, REAL: greatest value */
    unsigned flags;      /**< IPT_OPTION_ABOVE and so on */
    const char *choices; /**< CHOICE, RANGE: words, "upper|lower|both" */
    const char *unit;    /**< "bit", "epoch", "1"; NULL where none fits */
    const char *help;    /**< one sentence without a full stop */
} ipt_option;

#define IPT_OPTION_END                                                         \
    {                                                                          \
        NULL, IPT_OPTION_INT, 0, NULL, 0, 0, 0, NULL, NULL, ""                 \
    }

/** The row called @p name, or NULL; @p table may be NULL. */
const ipt_option *ipt_option_find(const ipt_option *table, const char *name);

/** Stores the default of every row in @p state. Presets are part of ipt: one
 * that its own row refuses is a bug (assert). */
void ipt_options_preset(const ipt_option *table, void *state);

/**
 * Parses @p text as the option demands and stores it at its offset.
 *
 * Numbers are read in the C locale and whole: "1e-3x", "", "nan" and "inf"
 * are refused, as is a number outside the range. Flags take yes/no, true/false,
 * on/off, 1/0. The message says what was expected but not the option's name or
 * place, which the caller puts before it: `"abc" is not a whole number`.
 *
 * @return IPT_OK, or IPT_EINVAL with @p state as it was
 */
ipt_status ipt_option_parse(const ipt_option *option, const char *text,
                            void *state, ipt_error *err);

/**
 * Writes the value in @p state as text that ipt_option_parse() reads back to
 * the same bits; numbers in the shortest such form.
 *
 * @return the length, as snprintf() counts it
 */
int ipt_option_format(const ipt_option *option, const void *state, char *out,
                      size_t size);

/** What the option accepts, for messages and manuals: "a whole number from 2
 * to 65536", "one of upper, lower, both". Returns the length. */
int ipt_option_expected(const ipt_option *option, char *out, size_t size);

/** The whole table as "key=value,key=value" in table order (the SPEC form). */
int ipt_options_format(const ipt_option *table, const void *state, char *out,
                       size_t size);

/** The whole table as one JSON object; numbers as numbers, flags as booleans,
 * all else as strings. */
int ipt_options_json(const ipt_option *table, const void *state, char *out,
                     size_t size);

/**
 * The name nearest to a misspelt one: the least Damerau-Levenshtein distance,
 * letter case ignored, if it is at most a third of the length (at least 1,
 * at most 3) or one name begins with the other.
 *
 * @param names  list that ends with NULL
 * @return the name from the list, or NULL when none is near
 */
const char *ipt_nearest(const char *name, const char *const *names);

/** ipt_nearest() over the names of a table, which may be NULL. */
const char *ipt_option_nearest(const ipt_option *table, const char *name);

#ifdef __cplusplus
}
#endif

#endif
