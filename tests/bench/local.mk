## SPDX-License-Identifier: GPL-3.0-or-later
## make bench: speed as ratios against numpy and PyTorch in one invocation.
BENCHMARKS = %D%/train %D%/estimate
EXTRA_PROGRAMS += $(BENCHMARKS)
%C%_train_SOURCES = %D%/train.c
%C%_train_LDADD = libiptnn.la libiptcore.la $(THIRD_LIBS)
%C%_estimate_SOURCES = %D%/estimate.c
%C%_estimate_LDADD = libiptmi.la libiptcore.la $(THIRD_LIBS)
dist_noinst_SCRIPTS += %D%/bench.sh
EXTRA_DIST += %D%/estimate.py %D%/pipeline.ini %D%/pipeline.py %D%/train.py
MOSTLYCLEANFILES += $(BENCHMARKS)

.PHONY: bench
bench: ipt$(EXEEXT) $(BENCHMARKS)
	@top_srcdir='$(abs_top_srcdir)' PYTHON='$(PYTHON)' \
	  $(srcdir)/%D%/bench.sh
