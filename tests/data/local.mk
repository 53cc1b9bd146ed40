## SPDX-License-Identifier: GPL-3.0-or-later
DATA_TEST_LIBS = libiptdata.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)

UNIT_TESTS += %D%/test_split
%C%_test_split_SOURCES = %D%/test_split.c
%C%_test_split_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_split_LDADD = $(DATA_TEST_LIBS)

UNIT_TESTS += %D%/test_szt
%C%_test_szt_SOURCES = %D%/test_szt.c
%C%_test_szt_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_szt_LDADD = $(DATA_TEST_LIBS)

EXTRA_DIST += %D%/szt_reference.py
