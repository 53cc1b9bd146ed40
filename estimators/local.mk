## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptmi.la
libiptmi_la_SOURCES = \
	%D%/akde.c \
	%D%/binning.c \
	%D%/binning_width.c \
	%D%/buffer.h \
	%D%/cells.c \
	%D%/cells.h \
	%D%/counts.c \
	%D%/counts.h \
	%D%/distinct.c \
	%D%/distinct.h \
	%D%/ebab.c \
	%D%/estimator.c \
	%D%/exact.c \
	%D%/flags.c \
	%D%/kde.c \
	%D%/masses.c \
	%D%/masses.h \
	%D%/mixture.c \
	%D%/mixture.h \
	%D%/mixture_case.h \
	%D%/mixture_error.c \
	%D%/pairs.c \
	%D%/pairs.h \
	%D%/reference_information.c \
	%D%/registry.c \
	%D%/sample.c \
	%D%/sample.h \
	%D%/spec.c \
	%D%/table.c \
	%D%/table.h \
	%D%/ties.c \
	%D%/types.h

## Kernels, once per instruction set. Cells are defined by comparisons with
## rounded edges: nothing is reassociated or fused. The exponential rounds by
## adding and subtracting: nothing is reassociated.
libiptmi_la_LIBADD = libiptmi-cells-base.la libiptmi-pairs-base.la
noinst_LTLIBRARIES += libiptmi-cells-base.la libiptmi-pairs-base.la
ESTIMATORS_PAIRS = %D%/pairs_kernel.c %D%/pairs_tile.h
ESTIMATORS_PAIRS_CFLAGS = $(KERNEL_BASE_CFLAGS) -fno-associative-math \
	-fno-reciprocal-math -fsigned-zeros
ESTIMATORS_CELLS_CFLAGS = $(ESTIMATORS_PAIRS_CFLAGS) -ffp-contract=off
libiptmi_cells_base_la_SOURCES = %D%/cells_kernel.c
libiptmi_cells_base_la_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_SUFFIX=base
libiptmi_cells_base_la_CFLAGS = $(ESTIMATORS_CELLS_CFLAGS)
libiptmi_pairs_base_la_SOURCES = $(ESTIMATORS_PAIRS)
libiptmi_pairs_base_la_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_SUFFIX=base
libiptmi_pairs_base_la_CFLAGS = $(ESTIMATORS_PAIRS_CFLAGS)
if KERNEL_LEVELS
noinst_LTLIBRARIES += libiptmi-cells-v3.la libiptmi-pairs-v3.la
libiptmi_la_LIBADD += libiptmi-cells-v3.la libiptmi-pairs-v3.la
libiptmi_cells_v3_la_SOURCES = %D%/cells_kernel.c
libiptmi_cells_v3_la_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_SUFFIX=v3
libiptmi_cells_v3_la_CFLAGS = $(ESTIMATORS_CELLS_CFLAGS) $(KERNEL_V3_CFLAGS)
libiptmi_pairs_v3_la_SOURCES = $(ESTIMATORS_PAIRS)
libiptmi_pairs_v3_la_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_SUFFIX=v3
libiptmi_pairs_v3_la_CFLAGS = $(ESTIMATORS_PAIRS_CFLAGS) $(KERNEL_V3_CFLAGS)
noinst_LTLIBRARIES += libiptmi-cells-v4.la libiptmi-pairs-v4.la
libiptmi_la_LIBADD += libiptmi-cells-v4.la libiptmi-pairs-v4.la
libiptmi_cells_v4_la_SOURCES = %D%/cells_kernel.c
libiptmi_cells_v4_la_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_SUFFIX=v4
libiptmi_cells_v4_la_CFLAGS = $(ESTIMATORS_CELLS_CFLAGS) $(KERNEL_V4_CFLAGS)
libiptmi_pairs_v4_la_SOURCES = $(ESTIMATORS_PAIRS)
libiptmi_pairs_v4_la_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_SUFFIX=v4
libiptmi_pairs_v4_la_CFLAGS = $(ESTIMATORS_PAIRS_CFLAGS) $(KERNEL_V4_CFLAGS)
endif
