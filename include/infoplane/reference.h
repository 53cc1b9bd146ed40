/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The papers behind the methods. */

#ifndef IPT_REFERENCE_H
#define IPT_REFERENCE_H

#ifdef __cplusplus
extern "C" {
#endif

/** One work of the literature; records name it by its key. */
typedef struct {
    const char *key;    /**< "saxe2018" */
    const char *short_; /**< "Saxe et al. 2018" */
    const char *bibtex; /**< whole entry, lines ended by '\n' */
} ipt_reference;

/** All references; the list ends with a NULL key. */
extern const ipt_reference ipt_references[];

/** The reference called @p key, or NULL. */
const ipt_reference *ipt_reference_find(const char *key);

#ifdef __cplusplus
}
#endif

#endif
