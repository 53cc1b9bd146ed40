## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptconfig.la
noinst_HEADERS += %D%/settings-private.h
libiptconfig_la_SOURCES = \
	%D%/arena.c \
	%D%/buffer.c \
	%D%/format.c \
	%D%/ini.c \
	%D%/model.c \
	%D%/override.c \
	%D%/point.c \
	%D%/problems.c \
	%D%/schema.c \
	%D%/seeds.c \
	%D%/settings.c \
	%D%/snapshots.c \
	%D%/source.c \
	%D%/spans.c \
	%D%/sweep.c \
	%D%/template.c \
	%D%/text.c \
	%D%/value.c
