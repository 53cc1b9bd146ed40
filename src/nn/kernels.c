/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the kernels of an instruction set. */

#include <config.h>

#include "kernels.h"

const ipt__kernels *
ipt__kernels_get(ipt_cpu_level level)
{
#ifdef IPT_KERNEL_LEVELS
    if (level == IPT_CPU_V4)
        return &ipt__kernels_v4;
    if (level == IPT_CPU_V3)
        return &ipt__kernels_v3;
#endif
    (void)level;
    return &ipt__kernels_base;
}
