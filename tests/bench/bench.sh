#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make bench: speed as ratios against numpy and PyTorch, taken in one
# invocation on one thread; processor time, medians. Each figure stands beside
# its floor. The Python side needs python3-torch, python3-numpy, python3-h5py.
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

# The two sides of each figure run in turn, three times; least noise wins.
for round in 1 2 3; do
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
for round in 1 2; do
    s=$(seconds sh -c "time -p ./ipt run $here/pipeline.ini -q --force \
        --jobs 1 --threads 1 --out $folder")
    echo "ipt_pipeline $s" >>"$table"
    if [ -n "$python" ]; then
        "$python" "$here/pipeline.py" 2>/dev/null >>"$table"
    fi
done

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
    show("training step 12-10-7-5-4-3-2, PyTorch", "torch_small", "ipt_small", 28)
    show("training step 12-10-7-5-4-3-2, numpy", "numpy_small", "ipt_small", 11)
    show("training step 784-1024-20-20-20-10, PyTorch", "torch_wide", "ipt_wide", 1)
    show("binning 4096 x 10, numpy unique rows", "numpy_binning", "ipt_binning", 12)
    show("KDE 4096 x 10, float32, PyTorch", "torch_kde_f32", "ipt_kde_f32", 10)
    show("KDE 4096 x 10, float64, numpy", "numpy_kde_f64", "ipt_kde_f64", 9)
    show("1000 epochs, 41 snapshots, all estimates", "torch_pipeline", "ipt_pipeline", 11)
}' "$table"
