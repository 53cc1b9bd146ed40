## SPDX-License-Identifier: GPL-3.0-or-later

dist_noinst_SCRIPTS += %D%/bench.sh
EXTRA_DIST += %D%/pipeline.ini %D%/pipeline.py

.PHONY: bench
bench: ipt$(EXEEXT) %D%/train$(EXEEXT) %D%/estimate$(EXEEXT)
	@top_srcdir='$(abs_top_srcdir)' PYTHON='$(PYTHON)' \
	  $(srcdir)/%D%/bench.sh
