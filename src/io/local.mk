## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptio.la
libiptio_la_SOURCES = \
	%D%/activation.h \
	%D%/activation_layers.c \
	%D%/activation_numbers.c \
	%D%/activation_put.c \
	%D%/activation_read.c \
	%D%/activation_samples.c \
	%D%/activation_write.c \
	%D%/batch.h \
	%D%/batch_columns.c \
	%D%/check.c \
	%D%/checkpoint.c \
	%D%/columns.c \
	%D%/export.c \
	%D%/file.c \
	%D%/get.c \
	%D%/h5.c \
	%D%/h5.h \
	%D%/put.c \
	%D%/results.c \
	%D%/results.h \
	%D%/results_read.c \
	%D%/results_table.c \
	%D%/results_write.c
