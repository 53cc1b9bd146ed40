## SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += %D%/compare.py %D%/lib.sh %D%/valgrind.supp
CLI_TESTS = %D%/errors.sh %D%/experiments.sh %D%/kills.sh \
	%D%/report.sh \
	%D%/run.sh %D%/valgrind.sh
dist_check_SCRIPTS += $(CLI_TESTS)
TESTS += $(CLI_TESTS)
