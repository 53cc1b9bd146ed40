/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder for the figures of tests, and what is asked of it. */

#ifndef TEST_PLOTS_PLACE_H
#define TEST_PLOTS_PLACE_H

#include <infoplane/figure.h>

#include "sample.h"

enum { PLACE_MOST = 32, PLACE_SIZE = 600 };

/** A new folder; its name has a blank, both quotes and a "$". */
extern char place_folder[PLACE_SIZE];

/** Paths reported by place_draw() since place_clean(). */
extern size_t place_reported;

int place_make(void);
void place_remove(void);
void place_clean(void);

/** Path of a file in the folder, until the next call. */
const char *place_file(const char *name);

/** Files of the folder that end so. */
size_t place_count(const char *ending);

/** A whole file; released by the caller. */
char *place_read(const char *name, size_t *size);

/** Whether gnuplot is here; says so when not. */
int place_gnuplot(void);

ipt_plot_options place_options(const char *kinds, const char *format);
ipt_status place_draw(ipt_result **run, size_t n,
                      const ipt_plot_options *options, ipt_error *err);
void place_free(ipt_result **run, size_t n);

/** Three seeds each of tanh and relu; returns 6. */
size_t place_batch(ipt_result **run, size_t planes);

#endif
