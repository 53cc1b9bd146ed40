## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptio.la
libiptio_la_SOURCES =
