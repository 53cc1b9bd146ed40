## SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libiptrun.la
libiptrun_la_SOURCES = \
	%D%/analysis.c \
	%D%/analysis-private.h \
	%D%/analysis_file.c \
	%D%/analysis_setup.c \
	%D%/batch.c \
	%D%/batch_run.c \
	%D%/claim.c \
	%D%/cost.c \
	%D%/experiment.c \
	%D%/failure.c \
	%D%/gather.c \
	%D%/journal.c \
	%D%/provenance.c \
	%D%/queue.c \
	%D%/run-private.h \
	%D%/schema.c \
	%D%/shard.c \
	%D%/support.c \
	%D%/train-private.h \
	%D%/train.c \
	%D%/train_resume.c \
	%D%/train_setup.c \
	%D%/workers.c

%D%/provenance.lo: src/core/git-hash.h
