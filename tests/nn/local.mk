## SPDX-License-Identifier: GPL-3.0-or-later
NN_TEST_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/src/nn
noinst_HEADERS += %D%/nn_test.h

## Gradients are checked in the double build of the same sources.
UNIT_TESTS += %D%/test_gradients
%C%_test_gradients_SOURCES = %D%/test_gradients.c
%C%_test_gradients_CPPFLAGS = $(NN_TEST_CPPFLAGS) -DIPT_REAL_DOUBLE
%C%_test_gradients_LDADD = libiptnn64.la libiptcore.la $(CUNIT_LIBS) \
	$(THIRD_LIBS)

UNIT_TESTS += %D%/test_kernels
%C%_test_kernels_SOURCES = %D%/test_kernels.c
%C%_test_kernels_CPPFLAGS = $(NN_TEST_CPPFLAGS)
%C%_test_kernels_LDADD = libiptnn.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)

UNIT_TESTS += %D%/test_network
%C%_test_network_SOURCES = %D%/test_network.c
%C%_test_network_CPPFLAGS = $(NN_TEST_CPPFLAGS)
%C%_test_network_LDADD = libiptnn.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)

UNIT_TESTS += %D%/test_trainer
%C%_test_trainer_SOURCES = %D%/test_trainer.c
%C%_test_trainer_CPPFLAGS = $(NN_TEST_CPPFLAGS)
%C%_test_trainer_LDADD = libiptnn.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)

## trajectory.py writes trajectory.txt with PyTorch.
UNIT_TESTS += %D%/test_updates
%C%_test_updates_SOURCES = %D%/test_updates.c
%C%_test_updates_CPPFLAGS = $(NN_TEST_CPPFLAGS)
%C%_test_updates_LDADD = libiptnn.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)
EXTRA_DIST += %D%/trajectory.py %D%/trajectory.txt
