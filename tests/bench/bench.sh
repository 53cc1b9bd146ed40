#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make bench: speed as ratios against numpy and PyTorch, taken in one
# invocation on one thread: processor time, the median of many calls in a
# round, the better of two rounds. Each ratio stands beside its floor. The Python side needs python3-torch, python3-numpy, python3-h5py.
set -eu
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
here=$top_srcdir/tests/bench
table=$(mktemp)
folder=$(mktemp -d)
trap 'rm -rf "$table" "$folder"' EXIT

python=
for candidate in ${PYTHON:-} /usr/bin/python3 python3; do
    if "$candidate" -c 'import numpy, h5py, torch' 2>/dev/null; then
        python=$candidate
        break
    fi
done

# The two sides of each figure run in turn.
for round in 1 2; do
    ./tests/bench/train >>"$table"
    ./tests/bench/estimate >>"$table"
    if [ -n "$python" ]; then
        "$python" "$here/train.py" >>"$table"
        "$python" "$here/estimate.py" >>"$table"
    fi
done
seconds() {
    # shellcheck disable=SC2016
    "$@" 2>&1 >/dev/null | awk '/^(user|sys)/ {s += $2} END {print s}'
}
s=$(seconds sh -c "time -p ./ipt run $here/pipeline.ini -q --force \
    --jobs 1 --threads 1 --out $folder")
echo "ipt_pipeline $s" >>"$table"
if [ -n "$python" ]; then
    "$python" "$here/pipeline.py" 2>/dev/null >>"$table"
fi

[ -n "$python" ] || echo "no ratios: python3-torch, -numpy, -h5py are absent"
awk '
function show(what, slow, fast, floor) {
    if (!(fast in best)) return
    if (!(slow in best)) {
        printf "%-44s %10.3f ms\n", what, 1e3 * best[fast]
        return
    }
    printf "%-44s %10.3f ms %10.3f ms %7.1f  (floor %s)%s\n", what,
        1e3 * best[fast], 1e3 * best[slow], best[slow] / best[fast], floor,
        best[slow] / best[fast] < floor ? "  BELOW" : ""
}
{ if (!($1 in best) || $2 < best[$1]) best[$1] = $2 }
END {
    printf "%-44s %13s %13s %7s\n", "", "ipt", "other", "ratio"
    show("training step 12-10-7-5-4-3-2, PyTorch", "torch_small", "small_reshuffled", 28)
    show("training step 12-10-7-5-4-3-2, numpy", "numpy_small", "small_reshuffled", 11)
    show("training step 784-1024-20-20-20-10, PyTorch", "torch_wide", "wide", 1)
    show("binning 4096 x 10, numpy unique rows", "numpy_binning_4096x10", "binning_4096x10", 12)
    show("KDE 4096 x 10, float32, PyTorch", "torch_kde_single_4096x10", "kde_single_4096x10", 10)
    show("KDE 4096 x 10, float64, numpy", "numpy_kde_4096x10", "kde_4096x10", 9)
    show("KDE 10000 x 100, float32, PyTorch", "torch_kde_single_10000x100", "kde_single_nose_10000x100", 1)
    show("ebab 4096 x 10", "", "ebab_4096x10", 0)
    show("exact 4096 x 10", "", "exact_4096x10", 0)
    show("1000 epochs, 40 snapshots, all estimates", "torch_pipeline", "ipt_pipeline", 11)
}' "$table"
