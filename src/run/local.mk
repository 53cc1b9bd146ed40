## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptrun.la
libiptrun_la_SOURCES =
