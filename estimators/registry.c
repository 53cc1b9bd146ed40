/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of all estimator types, in the order of `ipt list`. */

#include <config.h>

#include <string.h>

#include <infoplane/estimator.h>

#include "types.h"

const ipt_estimator_type *const ipt_estimator_types[] = {
    &ipt__estimator_binning,
    &ipt__estimator_binning_width,
    &ipt__estimator_ebab,
    &ipt__estimator_kde,
    &ipt__estimator_akde,
    &ipt__estimator_exact,
    NULL,
};

const ipt_estimator_type *
ipt_estimator_type_find(const char *name)
{
    for (size_t i = 0; ipt_estimator_types[i]; i++)
        if (!strcmp(ipt_estimator_types[i]->name, name))
            return ipt_estimator_types[i];
    return NULL;
}
