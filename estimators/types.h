/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every estimator type, for the list in registry.c, and what the files behind
 * <infoplane/estimator.h> share. */

#ifndef IPT_ESTIMATORS_TYPES_H
#define IPT_ESTIMATORS_TYPES_H

#include <infoplane/estimator.h>

extern const ipt_estimator_type ipt__estimator_binning;
extern const ipt_estimator_type ipt__estimator_binning_width;
extern const ipt_estimator_type ipt__estimator_ebab;
extern const ipt_estimator_type ipt__estimator_kde;
extern const ipt_estimator_type ipt__estimator_akde;
extern const ipt_estimator_type ipt__estimator_exact;

/* Gives the estimator's results another name; copied. */
ipt_status ipt__estimator_rename(ipt_estimator *estimator, const char *id,
                                 ipt_error *err);

#endif
