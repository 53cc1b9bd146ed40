## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptdata.la
libiptdata_la_SOURCES = \
	%D%/data.h \
	%D%/dataset.c \
	%D%/options.c \
	%D%/registry.c \
	%D%/rows.c \
	%D%/scale.c \
	%D%/split.c \
	%D%/szt.c
