/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instruction set that kernels use, chosen at run time. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <infoplane/cpu.h>

static const char *const cpu_names[] = {"base", "v3", "v4"};

static ipt_cpu_level
cpu_best(void)
{
#ifdef IPT_KERNEL_LEVELS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
        __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")) {
        if (__builtin_cpu_supports("avx512f") &&
            __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512cd") &&
            __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl"))
            return IPT_CPU_V4;
        return IPT_CPU_V3;
    }
#endif
    return IPT_CPU_BASE;
}

ipt_cpu_level
ipt_cpu_level_get(void)
{
    /* Every thread computes the same value, so a race is harmless. */
    ipt_cpu_level level = cpu_best();
    const char *wish = getenv("IPT_CPU");

    for (int i = 0; wish && i < (int)level; i++)
        if (!strcmp(wish, cpu_names[i]))
            level = (ipt_cpu_level)i;
    return level;
}

const char *
ipt_cpu_level_name(ipt_cpu_level level)
{
    return cpu_names[level];
}
