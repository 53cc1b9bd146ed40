#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The short run under valgrind: no bad access, no leak.
. "$top_srcdir/tests/cli/lib.sh"

if [ -z "${VALGRIND:-}" ] || ! command -v "$VALGRIND" >/dev/null; then
    echo "SKIPPED: valgrind is not installed"
    exit 77
fi
if ldd "$IPT" | grep -q libasan; then
    echo "SKIPPED: the address sanitizer is in this build"
    exit 77
fi
small_config >small.ini
# OpenMP and OpenBLAS keep their thread memory to the end: reachable, not lost.
memcheck() {
    expect 0 "$VALGRIND" -q --error-exitcode=9 --leak-check=full \
        --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        --suppressions="$top_srcdir/tests/cli/valgrind.supp" "$@"
}
memcheck "$IPT" run small.ini -q --threads 1 -o run.seeds=0 -o train.epochs=2 \
    -o data.limit=300
memcheck "$IPT" check small.ini
memcheck "$IPT" estimate out/small/runs/*/activations.h5 -e binning -e kde
memcheck "$IPT" export out/small
finish
