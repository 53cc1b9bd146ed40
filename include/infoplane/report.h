/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports: everything a batch found in one HTML file. */

#ifndef IPT_REPORT_H
#define IPT_REPORT_H

#include <stddef.h>

#include <infoplane/results.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a report is written. */
typedef struct {
    const char *title; /**< heading; NULL: the name of the batch */
} ipt_report_options;

/**
 * Writes results as one HTML file that needs nothing else: style, script and
 * data are inside, and it opens from disk without a network. It shows
 * information planes and curves over epochs (means over the runs of a group
 * with 95 % confidence intervals, in bits), training curves, what the
 * estimates say in sentences, the statistics over seeds, every run with its
 * failure, estimators, configuration, provenance and references.
 *
 * Runs are grouped as ipt_figures_draw() does. Means and intervals are kept
 * for every epoch that all runs of a group have, single runs to 1/65534 of
 * their range; together they take at most about 5 MB, above which
 * single runs are kept at every second, third, ... epoch, and the report says
 * so. All text of users is escaped. The same results give the same bytes.
 *
 * @param results  as ipt_results_gather() gives them, n of them; at least one
 * @param options  or NULL
 * @param path     written as PATH.part, then renamed: a failure leaves what
 *                 was there
 * @return IPT_EINVAL without results, IPT_EIO with the path and what the
 *         operating system said, IPT_ENOMEM
 */
ipt_status ipt_report_write(const ipt_result *const *results, size_t n,
                            const ipt_report_options *options, const char *path,
                            ipt_error *err);

#ifdef __cplusplus
}
#endif

#endif
