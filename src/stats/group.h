/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of a batch sorted into groups that differ only in their seed. */

#ifndef IPT_STATS_GROUP_H
#define IPT_STATS_GROUP_H

#include <stddef.h>

#include <infoplane/results.h>

/** Runs with the same sweep values, batch name and network. The arrays are
 * owned; results, estimators' ids and labels of layers belong to the caller
 * of ipt__groups_make(). */
typedef struct {
    char *label; /**< what sets it apart: "tanh", "l2 = 0.01"; "" alone */
    const ipt_result **run; /**< those that are averaged, by seed */
    size_t n_runs;
    const ipt_result **partial; /**< unfinished ones, only shown */
    size_t n_partial;
    size_t n_failed;
    size_t n_duplicates; /**< results left out: same run, same planes */
    int unfinished;      /**< run[] holds unfinished ones: no other is there */
    size_t *layer;       /**< layers to draw, ascending */
    size_t n_layers;
} ipt__group;

typedef struct {
    ipt__group *group; /**< with at least one run each */
    size_t n;
    char *lost; /**< labels of groups where every run failed, or "" */
    size_t n_lost;
} ipt__groups;

/**
 * Sorts results into groups. A parameter whose values are all numbers orders
 * groups by number, any other by first appearance. Runs are sorted by seed,
 * then run_id. A result with the run_id of an earlier one is left out when
 * it brings no plane that the earlier ones lack. All layers are selected.
 *
 * @return IPT_OK or IPT_ENOMEM; @p out untouched after a failure
 */
ipt_status ipt__groups_make(const ipt_result *const *results, size_t n,
                            ipt__groups *out, ipt_error *err);

void ipt__groups_release(ipt__groups *groups);

/** Keeps only layers named (or numbered from 1) in a comma list; "" all.
 * IPT_EINVAL where no group has such a layer. */
ipt_status ipt__groups_select(ipt__groups *groups, const char *layers,
                              ipt_error *err);

#endif
