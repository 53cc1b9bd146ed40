/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of the statistics. */

#include <config.h>

#include <stddef.h>

#include <infoplane/statistics.h>

#define STATS(field) offsetof(ipt_statistics_options, field)

const ipt_option ipt_statistics_option_table[] = {
    {"bootstrap", IPT_OPTION_INT, STATS(bootstrap), "2000", 100, 1e6,
     IPT_OPTION_COSMETIC, NULL, "1", "resamples of an interval"},
    {"permutations", IPT_OPTION_INT, STATS(permutations), "1999", 99, 1e7,
     IPT_OPTION_COSMETIC, NULL, "1",
     "random sign flips or orders of a test; fewer where all can be tried"},
    {"bandwidth", IPT_OPTION_REAL, STATS(bandwidth), "0.1", 0, 2,
     IPT_OPTION_COSMETIC, NULL, "decade",
     "standard deviation of the kernel that smooths a run's curve, in log10 "
     "of 1 + epoch; 0: none"},
    {"dead", IPT_OPTION_CHOICE, STATS(dead), "keep", 0, 0, IPT_OPTION_COSMETIC,
     "keep|exclude|separate", NULL,
     "networks that have not learned: keep gives statistics of all runs and, "
     "where some are dead, of the living too; exclude of the living alone; "
     "separate of the living and of the dead"},
    {"dead_margin", IPT_OPTION_REAL, STATS(dead_margin), "0.02", 0, 1,
     IPT_OPTION_COSMETIC, NULL, "1",
     "accuracy above the largest class that a network must exceed to count as "
     "one that has learned"},
    {"seed", IPT_OPTION_INT, STATS(seed), "0", 0, 9e15, IPT_OPTION_COSMETIC,
     NULL, "1", "seed of resamples, sign flips and orders"},
    IPT_OPTION_END,
};
