## SPDX-License-Identifier: GPL-3.0-or-later
bin_PROGRAMS += ipt
ipt_SOURCES = \
	%D%/args.c \
	%D%/cli.h \
	%D%/cmd_check.c \
	%D%/cmd_cite.c \
	%D%/cmd_data.c \
	%D%/cmd_estimate.c \
	%D%/cmd_export.c \
	%D%/cmd_list.c \
	%D%/cmd_plot.c \
	%D%/cmd_report.c \
	%D%/cmd_run.c \
	%D%/cmd_show.c \
	%D%/cmd_template.c \
	%D%/cmd_version.c \
	%D%/config.c \
	%D%/families.c \
	%D%/families.h \
	%D%/help.c \
	%D%/main.c \
	%D%/plan.c \
	%D%/progress.c \
	%D%/report.c \
	%D%/slurm.c
nodist_ipt_SOURCES = %D%/embedded.c
ipt_LDADD = $(IPT_LIBS) $(THIRD_LIBS)

## The experiments, so that `ipt template` works without installed files.
MOSTLYCLEANFILES += %D%/embedded.c
dist_noinst_SCRIPTS += %D%/embed.sh
%D%/embedded.c: %D%/embed.sh $(EXPERIMENTS)
	@$(MKDIR_P) %D%
	$(AM_V_GEN)cd $(srcdir) && ./%D%/embed.sh $(EXPERIMENTS) \
	  > '$(abs_builddir)/$@.new'
	@mv $@.new $@
