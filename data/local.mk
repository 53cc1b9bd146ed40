## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptdata.la
libiptdata_la_SOURCES = \
	%D%/csv.c \
	%D%/csv.h \
	%D%/csv_classes.c \
	%D%/csv_file.c \
	%D%/csv_file.h \
	%D%/csv_plan.c \
	%D%/data.h \
	%D%/dataset.c \
	%D%/describe.c \
	%D%/element.c \
	%D%/file.c \
	%D%/idx.c \
	%D%/idx.h \
	%D%/idx_file.c \
	%D%/mat.c \
	%D%/mat_file.h \
	%D%/mat_read.c \
	%D%/mat_walk.c \
	%D%/memory.c \
	%D%/mnist.c \
	%D%/npy.c \
	%D%/npy_head.c \
	%D%/npy_head.h \
	%D%/npy_read.c \
	%D%/options.c \
	%D%/registry.c \
	%D%/rows.c \
	%D%/scale.c \
	%D%/split.c \
	%D%/szt.c \
	%D%/target.c \
	%D%/write.c
