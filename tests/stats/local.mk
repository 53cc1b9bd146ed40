## SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += %D%/reference.py

UNIT_TESTS += %D%/test_scores %D%/test_intervals %D%/test_statistics
STATS_LIBS = libiptstats.la libiptio.la libiptcore.la $(CUNIT_LIBS) \
	$(THIRD_LIBS)
%C%_test_scores_SOURCES = %D%/test_scores.c
%C%_test_scores_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_scores_LDADD = $(STATS_LIBS)
%C%_test_intervals_SOURCES = %D%/test_intervals.c
%C%_test_intervals_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_intervals_LDADD = $(STATS_LIBS)
%C%_test_statistics_SOURCES = %D%/test_statistics.c
%C%_test_statistics_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_statistics_LDADD = $(STATS_LIBS)
