## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptnn.la
libiptnn_la_SOURCES =
