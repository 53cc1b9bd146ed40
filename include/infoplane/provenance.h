/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions of the program and of everything linked into it. */

#ifndef IPT_PROVENANCE_H
#define IPT_PROVENANCE_H

#include <infoplane/results.h>
#include <infoplane/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Tells the versions of ipt, its compiler and its libraries, key by key, for
 * `ipt version` and the provenance of result files.
 *
 * @param add  called for each pair; its first failure is returned
 */
ipt_status
ipt_provenance_versions(ipt_status (*add)(void *self, const char *key,
                                          const char *value, ipt_error *err),
                        void *self, ipt_error *err);

/** Puts versions, command line, machine and times into the provenance of a
 * result, and its creation time. */
ipt_status ipt_result_stamp(ipt_result *result, const char *command_line,
                            int threads, ipt_error *err);

#ifdef __cplusplus
}
#endif

#endif
