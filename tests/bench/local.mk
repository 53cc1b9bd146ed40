## SPDX-License-Identifier: GPL-3.0-or-later

## One training step; train.py times the same in PyTorch and numpy.
EXTRA_PROGRAMS += %D%/train
%C%_train_SOURCES = %D%/train.c
%C%_train_LDADD = libiptnn.la libiptcore.la $(THIRD_LIBS)
EXTRA_DIST += %D%/train.py

dist_noinst_SCRIPTS += %D%/bench.sh
EXTRA_DIST += %D%/pipeline.ini %D%/pipeline.py

.PHONY: bench
bench: ipt$(EXEEXT) %D%/train$(EXEEXT) %D%/estimate$(EXEEXT)
	@top_srcdir='$(abs_top_srcdir)' PYTHON='$(PYTHON)' \
	  $(srcdir)/%D%/bench.sh
