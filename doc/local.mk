## SPDX-License-Identifier: GPL-3.0-or-later

examplesdir = $(docdir)/examples
dist_examples_DATA = \
	%D%/examples/numpy_activations.py \
	%D%/examples/read_results.py \
	%D%/examples/torch_activations.py
