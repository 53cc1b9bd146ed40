## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptreport.la
libiptreport_la_SOURCES = \
	%D%/configuration.c \
	%D%/data.c \
	%D%/estimators.c \
	%D%/html.c \
	%D%/references.c \
	%D%/report.c \
	%D%/report.h \
	%D%/runs.c \
	%D%/scores.c \
	%D%/scores.h \
	%D%/verdicts.c
nodist_libiptreport_la_SOURCES = %D%/embedded.c

## The page with its style and script, so that the program needs no files.
REPORT_FILES = %D%/report.css %D%/report.html %D%/report.js
EXTRA_DIST += $(REPORT_FILES)
MOSTLYCLEANFILES += %D%/embedded.c
dist_noinst_SCRIPTS += %D%/embed.sh
%D%/embedded.c: %D%/embed.sh $(REPORT_FILES)
	@$(MKDIR_P) %D%
	$(AM_V_GEN)cd $(srcdir) && ./%D%/embed.sh $(REPORT_FILES) \
	  > $(abs_builddir)/$@.new
	@mv $@.new $@
