#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Stands for all unit tests where CUnit is absent.
echo "unit tests skipped: CUnit is not installed (Debian: libcunit1-dev)"
exit 77
