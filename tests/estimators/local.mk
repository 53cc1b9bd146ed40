## SPDX-License-Identifier: GPL-3.0-or-later
ESTIMATORS_TEST_LIBS = libiptmi.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)
noinst_HEADERS += %D%/common.h
EXTRA_DIST += %D%/reference.py %D%/reference.txt

UNIT_TESTS += %D%/test_published
%C%_test_published_SOURCES = %D%/test_published.c
%C%_test_published_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_published_LDADD = $(ESTIMATORS_TEST_LIBS)

UNIT_TESTS += %D%/test_counting
%C%_test_counting_SOURCES = %D%/test_counting.c
%C%_test_counting_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_counting_LDADD = $(ESTIMATORS_TEST_LIBS)

UNIT_TESTS += %D%/test_kde
%C%_test_kde_SOURCES = %D%/test_kde.c
%C%_test_kde_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/estimators
%C%_test_kde_LDADD = $(ESTIMATORS_TEST_LIBS)

UNIT_TESTS += %D%/test_contract
%C%_test_contract_SOURCES = %D%/test_contract.c
%C%_test_contract_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_contract_LDADD = $(ESTIMATORS_TEST_LIBS)

UNIT_TESTS += %D%/test_estimator
%C%_test_estimator_SOURCES = %D%/test_estimator.c
%C%_test_estimator_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_estimator_LDADD = $(ESTIMATORS_TEST_LIBS)
