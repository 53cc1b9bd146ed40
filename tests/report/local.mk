## SPDX-License-Identifier: GPL-3.0-or-later
UNIT_TESTS += %D%/test_report
%C%_test_report_SOURCES = %D%/test_report.c tests/plots/sample.c
%C%_test_report_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_report_LDADD = $(TEST_LIBS)
