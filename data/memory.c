/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocation of arrays whose size comes from a file. */

#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "data.h"

ipt_status
ipt__memory_check(double bytes, const char *what, ipt_error *err)
{
    const double pages = (double)sysconf(_SC_PHYS_PAGES);
    const double memory = pages * (double)sysconf(_SC_PAGESIZE);

    /* Linux grants more than there is and then ends processes. */
    if (pages > 0 && bytes > 0.75 * memory)
        return ipt_error_set(err, IPT_ENOMEM,
                             "%s needs %.3g GB of memory, this machine has "
                             "%.3g GB",
                             what, bytes / 1e9, memory / 1e9);
    return IPT_OK;
}

ipt_status
ipt__array_alloc(void **out, size_t n, size_t each, size_t size,
                 const char *what, ipt_error *err)
{
    const double bytes = (double)n * (double)each * (double)size;
    const ipt_status status = ipt__memory_check(bytes, what, err);
    void *memory = NULL;

    if (status != IPT_OK)
        return status;
    if (bytes < (double)SIZE_MAX / 2)
        memory = calloc(n * each > 0 ? n * each : 1, size);
    if (!memory)
        return ipt_error_set(err, IPT_ENOMEM, "%s: no memory for %.0f bytes",
                             what, bytes);
    *out = memory;
    return IPT_OK;
}
