## SPDX-License-Identifier: GPL-3.0-or-later
dist_man_MANS += \
	%D%/man/ipt.1 \
	%D%/man/ipt-check.1 \
	%D%/man/ipt-cite.1 \
	%D%/man/ipt-data.1 \
	%D%/man/ipt-estimate.1 \
	%D%/man/ipt-export.1 \
	%D%/man/ipt-help.1 \
	%D%/man/ipt-list.1 \
	%D%/man/ipt-plot.1 \
	%D%/man/ipt-report.1 \
	%D%/man/ipt-run.1 \
	%D%/man/ipt-show.1 \
	%D%/man/ipt-template.1 \
	%D%/man/ipt-version.1 \
	%D%/man/ipt-activations.5 \
	%D%/man/ipt-config.5 \
	%D%/man/ipt-results.5 \
	%D%/man/ipt-estimators.7
EXTRA_DIST += NEWS

examplesdir = $(docdir)/examples
dist_examples_DATA = \
	%D%/examples/numpy_activations.py \
	%D%/examples/read_results.py \
	%D%/examples/torch_activations.py
