/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every sample is checked for before an estimator sees it. */

#ifndef IPT_ESTIMATORS_SAMPLE_H
#define IPT_ESTIMATORS_SAMPLE_H

#include <infoplane/estimator.h>

/* IPT_EINVAL or IPT_ENUMERIC, with what was found and expected. O(n d). */
ipt_status ipt__sample_check(const ipt_sample *sample, unsigned needs,
                             ipt_error *err);

/* Whether all rows are equal; stops at the first difference. */
int ipt__view_constant(const ipt_view *view);

#endif
