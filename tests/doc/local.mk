## SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += %D%/roff.awk
DOC_TESTS = %D%/man.sh
dist_check_SCRIPTS += $(DOC_TESTS)
TESTS += $(DOC_TESTS)
%D%/man.log: ipt$(EXEEXT)
