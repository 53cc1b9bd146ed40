## SPDX-License-Identifier: GPL-3.0-or-later
IO_TEST_LIBS = libiptio.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)

noinst_HEADERS += %D%/io.h

UNIT_TESTS += %D%/test_results
%C%_test_results_SOURCES = %D%/test_results.c
%C%_test_results_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_results_LDADD = $(IO_TEST_LIBS)
