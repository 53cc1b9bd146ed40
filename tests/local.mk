## SPDX-License-Identifier: GPL-3.0-or-later
## Unit tests need CUnit; without it one script says so and is skipped.

TEST_LIBS = $(IPT_LIBS) $(CUNIT_LIBS) $(THIRD_LIBS)
TEST_CPPFLAGS = $(AM_CPPFLAGS) $(CUNIT_CFLAGS) -I$(top_srcdir)/tests

AM_TESTS_ENVIRONMENT = \
	IPT='$(abs_top_builddir)/ipt'; export IPT; \
	PYTHON='$(PYTHON)'; export PYTHON; \
	VALGRIND='$(VALGRIND)'; export VALGRIND; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	IPT_TEST_DATA='$(abs_top_srcdir)/../shared/data'; \
	export IPT_TEST_DATA; \
	OMP_NUM_THREADS=2; export OMP_NUM_THREADS; \
	ASAN_OPTIONS=detect_leaks=1; export ASAN_OPTIONS;

noinst_HEADERS += %D%/test.h
## check_PROGRAMS that are CUnit tests are collected here by each folder.
UNIT_TESTS =
dist_check_SCRIPTS += %D%/no-cunit.sh

include %D%/core/local.mk
include %D%/config/local.mk
include %D%/data/local.mk
include %D%/nn/local.mk
include %D%/io/local.mk
include %D%/estimators/local.mk
include %D%/plots/local.mk
include %D%/stats/local.mk
include %D%/run/local.mk
include %D%/report/local.mk
include %D%/cli/local.mk
include %D%/doc/local.mk
include %D%/bench/local.mk

if HAVE_CUNIT
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
else
TESTS += %D%/no-cunit.sh
endif
