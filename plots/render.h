/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures from scripts, by gnuplot as a child process. */

#ifndef IPT_PLOTS_RENDER_H
#define IPT_PLOTS_RENDER_H

#include <stdio.h>

#include <infoplane/status.h>

/**
 * Draws a script into a file: gnuplot writes to PATH.part, which is renamed
 * when it succeeded. No shell is involved and no path is read by gnuplot but
 * that of the script, so any name will do.
 *
 * @param script  path of the script
 * @param format  "png", "pdf", "svg" or "gif"
 * @param path    of the picture
 * @return IPT_EUNSUP without gnuplot; IPT_EIO with gnuplot's message, as
 *         file:line, or for a file that cannot be written
 */
ipt_status ipt__render(const char *script, const char *format, const char *path,
                       ipt_error *err);

/** Draws a script that sets a text terminal of its own, to @p out. Nothing
 * is written unless gnuplot succeeded. */
ipt_status ipt__render_text(const char *script, FILE *out, ipt_error *err);

#endif
