## SPDX-License-Identifier: GPL-3.0-or-later
IO_TEST_LIBS = libiptio.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)

noinst_HEADERS += %D%/example.h %D%/io.h

UNIT_TESTS += %D%/test_results
%C%_test_results_SOURCES = %D%/test_results.c
%C%_test_results_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_results_LDADD = $(IO_TEST_LIBS)

UNIT_TESTS += %D%/test_foreign
%C%_test_foreign_SOURCES = %D%/test_foreign.c
%C%_test_foreign_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_foreign_LDADD = $(IO_TEST_LIBS)
EXTRA_DIST += %D%/foreign.py

UNIT_TESTS += %D%/test_activations
%C%_test_activations_SOURCES = %D%/test_activations.c
%C%_test_activations_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_activations_LDADD = $(IO_TEST_LIBS)

UNIT_TESTS += %D%/test_export
%C%_test_export_SOURCES = %D%/test_export.c
%C%_test_export_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_export_LDADD = $(IO_TEST_LIBS)

UNIT_TESTS += %D%/test_python
%C%_test_python_SOURCES = %D%/test_python.c
%C%_test_python_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_python_LDADD = $(IO_TEST_LIBS)
EXTRA_DIST += %D%/read_back.py

UNIT_TESTS += %D%/test_results_damage
%C%_test_results_damage_SOURCES = %D%/test_results_damage.c
%C%_test_results_damage_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_results_damage_LDADD = $(IO_TEST_LIBS)
