#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Kills at random moments, of the parent and of workers: after resuming, every
# result equals that of a batch that was left alone. KILLS sets how many.
. "$top_srcdir/tests/cli/lib.sh"

if ! command -v pgrep >/dev/null; then
    echo "SKIPPED: pgrep is not installed (Debian: procps)"
    exit 77
fi
kills=${KILLS:-10}
seed=${KILLS_SEED:-20261123}
echo "kills: $kills, seed of their moments: $seed"

small_config >small.ini
batch() {
    "$IPT" run small.ini -q -o run.seeds=0..7 -o train.epochs=300 \
        -o log.snapshots='every 20' -o log.checkpoint=0.05 \
        -o estimator.binning.scope=global "$@"
}
expect 0 batch --out left-alone
says stdout "8 computed"

# Pseudo-random numbers that are the same everywhere.
awk -v n="$kills" -v s="$seed" 'BEGIN {
    for (i = 0; i < n; i++) {
        s = (s * 16807) % 2147483647
        wait = s / 2147483647
        s = (s * 16807) % 2147483647
        print 0.02 + 0.5 * wait, s % 3
    }
}' >moments
n=0
while read -r moment victim; do
    batch --out killed --jobs 2 >stdout 2>stderr </dev/null &
    pid=$!
    sleep "$moment"
    worker=$(pgrep -P "$pid" 2>/dev/null | tail -n 1)
    if [ "$victim" -eq 0 ] || [ -z "$worker" ]; then
        kill -KILL "$pid" 2>/dev/null
    else
        kill -KILL "$worker" 2>/dev/null
        # Half of the time the parent may go on with the others.
        [ "$victim" -eq 1 ] && kill -KILL "$pid" 2>/dev/null
    fi
    wait "$pid" 2>/dev/null
    n=$((n + 1))
done <moments
check "all kills were made" test "$n" -eq "$kills"
expect 0 batch --out killed
says stdout " 0 failed"
expect 0 batch --out killed
says stdout "0 computed, 8 there before, 0 failed"

expect 0 "$IPT" export left-alone/small --out left-alone.csv
expect 0 "$IPT" export killed/small --out killed.csv
same left-alone.csv killed.csv
if [ -n "${PYTHON:-}" ] && "$PYTHON" -c 'import h5py' 2>/dev/null; then
    check "all datasets are equal" \
        "$PYTHON" "$top_srcdir/tests/cli/compare.py" left-alone/small \
        killed/small
else
    echo "SKIPPED: comparing datasets needs python3 with h5py"
fi
echo "resumed $(cat killed/small/runs/*/log.jsonl | grep -c '"resumed"') times"
finish
