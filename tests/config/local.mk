## SPDX-License-Identifier: GPL-3.0-or-later
noinst_HEADERS += %D%/fixture.h
CONFIG_TEST_LIBS = libiptconfig.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)

UNIT_TESTS += \
	%D%/test_format \
	%D%/test_ini \
	%D%/test_lists \
	%D%/test_schema \
	%D%/test_sweep

%C%_test_ini_SOURCES = %D%/test_ini.c
%C%_test_ini_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_ini_LDADD = $(CONFIG_TEST_LIBS)

%C%_test_schema_SOURCES = %D%/test_schema.c
%C%_test_schema_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_schema_LDADD = $(CONFIG_TEST_LIBS)

%C%_test_sweep_SOURCES = %D%/test_sweep.c
%C%_test_sweep_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_sweep_LDADD = $(CONFIG_TEST_LIBS)

%C%_test_format_SOURCES = %D%/test_format.c
%C%_test_format_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_format_LDADD = $(CONFIG_TEST_LIBS)

%C%_test_lists_SOURCES = %D%/test_lists.c
%C%_test_lists_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_lists_LDADD = $(CONFIG_TEST_LIBS)
