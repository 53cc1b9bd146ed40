/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instruction set that kernels use, chosen at run time. */

#ifndef IPT_CPU_H
#define IPT_CPU_H

#ifdef __cplusplus
extern "C" {
#endif

/** Builds of every kernel; on other machines than x86-64 only the first. */
typedef enum {
    IPT_CPU_BASE, /**< what the compiler assumes by default */
    IPT_CPU_V3,   /**< x86-64-v3: AVX2 and FMA */
    IPT_CPU_V4    /**< x86-64-v4: AVX-512 */
} ipt_cpu_level;

/** The best level of this CPU that was built; the environment variable
 * IPT_CPU (base, v3, v4) can lower it. Constant during a process. */
ipt_cpu_level ipt_cpu_level_get(void);

/** "base", "v3" or "v4". */
const char *ipt_cpu_level_name(ipt_cpu_level level);

#ifdef __cplusplus
}
#endif

#endif
