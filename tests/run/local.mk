## SPDX-License-Identifier: GPL-3.0-or-later
## Long checks against published numbers, outside `make check`, whose smoke
## form is tests/cli/experiments.sh.
EXTRA_DIST += %D%/replicate.py

.PHONY: check-slow
check-slow: ipt$(EXEEXT)
	@if test -z '$(PYTHON)'; then \
	  echo 'check-slow needs python3 with numpy and h5py'; exit 1; fi
	rm -rf check-slow
	./ipt run $(srcdir)/experiments/activations-table.ini -q \
	  --out check-slow -o plot.figures=none
	./ipt export check-slow/activations-table --out check-slow/table.csv
	$(PYTHON) $(srcdir)/%D%/replicate.py check-slow/table.csv
	KILLS=100 IPT='$(abs_top_builddir)/ipt' PYTHON='$(PYTHON)' \
	  top_srcdir='$(abs_top_srcdir)' $(srcdir)/tests/cli/kills.sh

UNIT_TESTS += %D%/test_analysis
%C%_test_analysis_SOURCES = %D%/test_analysis.c
%C%_test_analysis_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_analysis_LDADD = $(TEST_LIBS)
