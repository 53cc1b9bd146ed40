## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptcore.la
libiptcore_la_SOURCES = \
	%D%/cpu.c \
	%D%/json.c \
	%D%/nearest.c \
	%D%/option.c \
	%D%/random.c \
	%D%/references.c \
	%D%/sha256.c \
	%D%/status.c
nodist_libiptcore_la_SOURCES = %D%/git-hash.h

BUILT_SOURCES += %D%/git-hash.h
MOSTLYCLEANFILES += %D%/git-hash.h
.PHONY: git-hash
git-hash:
%D%/git-hash.h: git-hash
	@$(MKDIR_P) %D%
	@hash=$$(cat $(srcdir)/.git-hash 2>/dev/null || \
	    git -C $(srcdir) describe --always --dirty --abbrev=12 \
	    --exclude='*' 2>/dev/null || echo none); \
	echo "#define IPT_GIT_HASH \"$$hash\"" > $@.new; \
	if cmp -s $@.new $@; then rm -f $@.new; else mv $@.new $@; fi
