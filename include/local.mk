## SPDX-License-Identifier: GPL-3.0-or-later
ipthdrdir = $(includedir)/infoplane
ipthdr_HEADERS = \
	%D%/infoplane/activations.h \
	%D%/infoplane/analysis.h \
	%D%/infoplane/batch.h \
	%D%/infoplane/checkpoint.h \
	%D%/infoplane/cpu.h \
	%D%/infoplane/dataset.h \
	%D%/infoplane/estimator.h \
	%D%/infoplane/experiment.h \
	%D%/infoplane/figure.h \
	%D%/infoplane/json.h \
	%D%/infoplane/network.h \
	%D%/infoplane/option.h \
	%D%/infoplane/provenance.h \
	%D%/infoplane/random.h \
	%D%/infoplane/reference.h \
	%D%/infoplane/report.h \
	%D%/infoplane/results.h \
	%D%/infoplane/settings.h \
	%D%/infoplane/sha256.h \
	%D%/infoplane/statistics.h \
	%D%/infoplane/status.h \
	%D%/infoplane/units.h \
	%D%/infoplane/view.h
