## SPDX-License-Identifier: GPL-3.0-or-later

## One training step; train.py times the same in PyTorch and numpy.
EXTRA_PROGRAMS += %D%/train
%C%_train_SOURCES = %D%/train.c
%C%_train_LDADD = libiptnn.la libiptcore.la $(THIRD_LIBS)
EXTRA_DIST += %D%/train.py
