## SPDX-License-Identifier: GPL-3.0-or-later
UNIT_TESTS += %D%/test_core
%C%_test_core_SOURCES = %D%/test_core.c
%C%_test_core_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_core_LDADD = libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)
