## SPDX-License-Identifier: GPL-3.0-or-later
EXPERIMENTS = \
	%D%/activations-table.ini \
	%D%/quickstart.ini \
	%D%/szt-tanh.ini

experimentsdir = $(pkgdatadir)/experiments
dist_experiments_DATA = $(EXPERIMENTS)
