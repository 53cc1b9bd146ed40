## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptstats.la
noinst_HEADERS += %D%/group.h %D%/series.h %D%/stats.h
libiptstats_la_SOURCES = \
	%D%/bootstrap.c \
	%D%/correlation.c \
	%D%/dead.c \
	%D%/group.c \
	%D%/holm.c \
	%D%/options.c \
	%D%/score.c \
	%D%/series.c \
	%D%/set.c \
	%D%/smooth.c \
	%D%/statistics.c \
	%D%/table.c
