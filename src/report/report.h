/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a report share. */

#ifndef IPT_REPORT_PRIVATE_H
#define IPT_REPORT_PRIVATE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <infoplane/results.h>
#include <infoplane/statistics.h>
#include <infoplane/status.h>

#include "src/stats/group.h"

/* Everything there is to report. */
typedef struct {
    const ipt_result *const *results;
    size_t n;
    const char *title;
    ipt__groups groups;
    const char **estimator; /* ids by first appearance; owned array */
    size_t n_estimators;
    const char **param; /* sweep keys by first appearance; owned array */
    size_t n_params;
    size_t n_complete, n_failed, n_partial;
    ipt_statistics *statistics;
    size_t thin; /* single runs are kept at every thin-th epoch */
} ipt__report;

/* A part of the page: writes HTML. */
typedef ipt_status (*ipt__report_part)(const ipt__report *report, FILE *out,
                                       ipt_error *err);

/* Style, script and page as lines, made from the files beside this one; each
 * list ends with NULL. */
extern const char *const ipt__report_css[];
extern const char *const ipt__report_js[];
extern const char *const ipt__report_html[];

/* html.c: text of users as HTML, in elements and in quoted attributes. Bytes
 * that are not UTF-8 and control characters become U+FFFD. */
void ipt__html_text(FILE *out, const char *text);
/* The first `most` bytes of it. */
void ipt__html_part(FILE *out, const char *text, size_t most);
/* printf for HTML of our own; no user's text may be an argument. */
void ipt__html_printf(FILE *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* <td> with text; NULL or "": a dash. */
void ipt__html_cell(FILE *out, const char *text);
/* <td> with a number of so many significant digits and what sorts it; NaN: a
 * dash. */
void ipt__html_number(FILE *out, double value, int digits);

/* data.c: the numbers of the figures as JSON inside a script element. */
ipt_status ipt__report_data(const ipt__report *report, FILE *out,
                            ipt_error *err);
/* Factor by which single runs must be thinned. */
size_t ipt__report_thin(const ipt__report *report);

/* Sections. */
ipt_status ipt__report_summary(const ipt__report *report, FILE *out,
                               ipt_error *err);
ipt_status ipt__report_verdicts(const ipt__report *report, FILE *out,
                                ipt_error *err);
ipt_status ipt__report_statistics(const ipt__report *report, FILE *out,
                                  ipt_error *err);
ipt_status ipt__report_runs(const ipt__report *report, FILE *out,
                            ipt_error *err);
ipt_status ipt__report_estimators(const ipt__report *report, FILE *out,
                                  ipt_error *err);
ipt_status ipt__report_flags(const ipt__report *report, FILE *out,
                             ipt_error *err);
ipt_status ipt__report_configuration(const ipt__report *report, FILE *out,
                                     ipt_error *err);
ipt_status ipt__report_provenance(const ipt__report *report, FILE *out,
                                  ipt_error *err);
ipt_status ipt__report_references(const ipt__report *report, FILE *out,
                                  ipt_error *err);

/* What is stored under a key in the provenance of a run, or NULL. */
const char *ipt__report_pair(const ipt_pair *pairs, size_t n, const char *key);
/* Value of a sweep key of a run; "" without one. */
const char *ipt__report_param(const ipt_result *run, const char *key);
/* "all settings" for the one group of a batch without a sweep. */
const char *ipt__report_group_label(const ipt__group *group);
/* The first plane of an estimator among the runs of a group, or NULL. */
const ipt_plane *ipt__report_plane(const ipt__group *group, const char *id);

#endif
