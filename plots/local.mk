## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptplots.la
libiptplots_la_SOURCES = \
	%D%/axis.c \
	%D%/curve.c \
	%D%/curve.h \
	%D%/curves.c \
	%D%/figures.c \
	%D%/grid.c \
	%D%/metrics.c \
	%D%/page.c \
	%D%/page.h \
	%D%/panel-draw.c \
	%D%/panel.c \
	%D%/panel.h \
	%D%/plane.c \
	%D%/registry.c \
	%D%/render.c \
	%D%/render.h \
	%D%/request.c \
	%D%/request.h \
	%D%/scene.h \
	%D%/snr.c \
	%D%/text.c \
	%D%/text.h
