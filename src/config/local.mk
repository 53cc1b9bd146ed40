## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptconfig.la
libiptconfig_la_SOURCES =
