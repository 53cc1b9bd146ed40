/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that `ipt list`, `ipt show` and `ipt cite` know by name. */

#ifndef IPT_CLI_FAMILIES_H
#define IPT_CLI_FAMILIES_H

#include <stddef.h>

#include <infoplane/option.h>

/* One member of a family. */
typedef struct {
    const char *family; /* "estimators" */
    const char *name;
    const char *summary;
    const char *detail; /* or NULL */
    const char *se;     /* estimators: method of the standard errors */
    const ipt_option *options;
    const char *const *references;
} cli_entry;

/* All members of all families; *n of them. Made once. */
const cli_entry *cli_entries(size_t *n);

/* Names of the families, ends with NULL. */
extern const char *const cli_families[];

/* Prints each reference once, as BibTeX. */
void cli_print_references(const char *const *keys, size_t n);

#endif
