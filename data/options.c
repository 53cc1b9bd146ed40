/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that every data set has. */

#include <config.h>

#include <math.h>

#include <infoplane/dataset.h>

#define OPTIONS_AT(member) offsetof(ipt_data_options, member)

const ipt_option ipt_data_option_table[] = {
    {"set", IPT_OPTION_TEXT, OPTIONS_AT(set), NULL, 0, 0, IPT_OPTION_REQUIRED,
     NULL, NULL, "data set type; `ipt list datasets` names them"},
    {"train", IPT_OPTION_REAL, OPTIONS_AT(train), "0", 0, INFINITY, 0, NULL,
     NULL,
     "training rows: a share up to 1 or a count above 1; 0 is the set's own "
     "split, or 0.8 where it has none"},
    {"shuffle", IPT_OPTION_FLAG, OPTIONS_AT(shuffle), "yes", 0, 0, 0, NULL,
     NULL, "draw the split at random; no takes the first rows for training"},
    {"stratify", IPT_OPTION_FLAG, OPTIONS_AT(stratify), "no", 0, 0, 0, NULL,
     NULL, "keep the class shares in both parts"},
    {"split_seed", IPT_OPTION_INT, OPTIONS_AT(split_seed), "-1", -1, INFINITY,
     0, NULL, NULL, "seed of the split; -1 is the run seed"},
    {"scale", IPT_OPTION_CHOICE, OPTIONS_AT(scale), "none", 0, 0, 0,
     "none|minmax|standard", NULL,
     "scaling of every column, fitted on training rows"},
    {"limit", IPT_OPTION_INT, OPTIONS_AT(limit), "0", 0, INFINITY, 0, NULL,
     "row", "use at most so many rows; 0 is all"},
    IPT_OPTION_END,
};
