## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptplots.la
libiptplots_la_SOURCES =
