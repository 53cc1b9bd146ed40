#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every experiment that ships runs in its small form, figures included.
. "$top_srcdir/tests/cli/lib.sh"

for ini in "$top_srcdir"/experiments/*.ini; do
    name=$(basename "$ini" .ini)
    expect 0 "$IPT" check --out full "$ini"
    expect 0 "$IPT" run -q --smoke "$ini"
    says stdout "out/$name-smoke"
    says stdout " 0 failed"
    expect 0 "$IPT" export "out/$name-smoke" --out "$name.csv"
    check "$name has estimates" test "$(wc -l <"$name.csv")" -gt 10
    if command -v gnuplot >/dev/null; then
        check "$name has figures" \
            test -n "$(find "out/$name-smoke/figures" -name '*.png' -size +1k)"
    else
        echo "SKIPPED: no figures, gnuplot is not installed"
    fi
done
finish
