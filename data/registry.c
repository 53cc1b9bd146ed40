/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of data set types. */

#include <config.h>

#include <string.h>

#include "data.h"

const ipt_dataset_type *const ipt_dataset_types[] = {
    &ipt__szt_type, &ipt__mnist_type, &ipt__fashion_mnist_type, &ipt__idx_type,
    &ipt__npy_type, &ipt__csv_type,   &ipt__mat_type,           NULL,
};

const ipt_dataset_type *
ipt_dataset_type_find(const char *name)
{
    for (size_t i = 0; ipt_dataset_types[i]; i++)
        if (!strcmp(ipt_dataset_types[i]->name, name))
            return ipt_dataset_types[i];
    return NULL;
}
