## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptdata.la
libiptdata_la_SOURCES =
