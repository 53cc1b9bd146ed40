## SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_PROGRAMS += %D%/estimate
%C%_estimate_SOURCES = %D%/estimate.c
%C%_estimate_LDADD = libiptmi.la libiptcore.la $(THIRD_LIBS)
EXTRA_DIST += %D%/estimate.py
