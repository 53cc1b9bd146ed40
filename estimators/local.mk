## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptmi.la
libiptmi_la_SOURCES =
