## SPDX-License-Identifier: GPL-3.0-or-later
noinst_HEADERS += %D%/place.h %D%/sample.h

UNIT_TESTS += %D%/test_series %D%/test_figures %D%/test_hostile
%C%_test_series_SOURCES = %D%/test_series.c %D%/sample.c
%C%_test_series_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_series_LDADD = libiptplots.la libiptstats.la libiptcore.la $(CUNIT_LIBS) \
	$(THIRD_LIBS)
%C%_test_figures_SOURCES = %D%/test_figures.c %D%/place.c %D%/sample.c
%C%_test_figures_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_figures_LDADD = libiptplots.la libiptstats.la libiptcore.la $(CUNIT_LIBS) \
	$(THIRD_LIBS)
%C%_test_hostile_SOURCES = %D%/test_hostile.c %D%/place.c %D%/sample.c
%C%_test_hostile_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_hostile_LDADD = libiptplots.la libiptstats.la libiptcore.la $(CUNIT_LIBS) \
	$(THIRD_LIBS)
