#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A batch from the configuration to results and figures.
. "$top_srcdir/tests/cli/lib.sh"

small_config >small.ini
expect 0 "$IPT" check small.ini
says stdout "2 runs into out/small"
expect 0 "$IPT" run --dry-run small.ini
says stdout "waiting"
says stdout "in all 2 runs"
check "a dry run writes nothing" test ! -e out/small
expect 0 "$IPT" run small.ini -q
says stdout "2 computed, 0 there before, 0 failed"
runs=$(echo out/small/runs/*)
for run in $runs; do
    for file in run.h5 activations.h5 metrics.csv log.jsonl; do
        check "$run/$file" test -s "$run/$file"
    done
    check "no .part is left" test -z "$(find "$run" -name '*.part')"
done
set -- $runs
check "two runs" test $# -eq 2
says "$1/log.jsonl" '"event":"complete"'

# Running again computes nothing; --force computes the same numbers.
expect 0 "$IPT" export out/small --out first.csv
cp "$1/metrics.csv" first-metrics.csv
expect 0 "$IPT" run small.ini -q
says stdout "0 computed, 2 there before"
expect 0 "$IPT" run small.ini -q --force
says stdout "2 computed"
expect 0 "$IPT" export out/small --out again.csv
same first.csv again.csv

# Any number of threads gives the same numbers, bit for bit.
for threads in 1 2 4; do
    expect 0 "$IPT" run small.ini -q --out "t$threads" --threads "$threads"
    expect 0 "$IPT" export "t$threads/small" --out "t$threads.csv"
    same first.csv "t$threads.csv"
done

# Estimates from the stored activations equal those of the run.
id=$(basename "$1")
expect 0 "$IPT" estimate "$1/activations.h5" -e binning:range=minmax,id=binning \
    -e ebab:id=ebab -e kde:bound=both,id=kde -e exact --json
cp stdout estimate.jsonl
expect 0 "$IPT" estimate "$1/activations.h5" -e binning:range=minmax,id=binning \
    -e ebab:id=ebab -e kde:bound=both,id=kde -e exact --out e.h5
says stdout "in bits; H(X) = 12.0000"
expect 2 "$IPT" estimate "$1/activations.h5" --out e.h5
says stderr "e.h5 exists"
expect 0 "$IPT" export e.h5 --out e.csv
awk -F, -v id="$id" 'NR==1 {for (i=1;i<=NF;i++) c[$i]=i; next}
    FILENAME=="first.csv" && $c["run_id"]!=id {next}
    {print $c["epoch"], $c["layer_name"], $c["estimator"], $c["i_xt_bits"],
     $c["i_ty_bits"], $c["i_xt_se_bits"]}' first.csv | sort >run.txt
awk -F, 'NR==1 {for (i=1;i<=NF;i++) c[$i]=i; next}
    {print $c["epoch"], $c["layer_name"], $c["estimator"], $c["i_xt_bits"],
     $c["i_ty_bits"], $c["i_xt_se_bits"]}' e.csv | sort >file.txt
check "there are estimates" test -s run.txt
same run.txt file.txt
check "one JSON object per estimate" \
    test "$(wc -l <estimate.jsonl)" -eq "$(wc -l <file.txt)"
if [ -n "${PYTHON:-}" ]; then
    check "JSON lines parse" "$PYTHON" - <<'PY'
import json
keys = {"estimator", "options", "epoch", "layer", "width", "n", "i_xt_bits",
        "i_ty_bits", "h_t_bits", "i_xt_se_bits", "i_ty_se_bits", "kind",
        "flags", "seconds"}
for line in open("estimate.jsonl"):
    record = json.loads(line)
    assert keys <= set(record), keys - set(record)
    assert isinstance(record["options"], dict)
    assert isinstance(record["flags"], list)
    assert record["i_xt_bits"] <= 12 + 1e-9
PY
fi

# Estimates in one run with rows of one part only.
expect 0 "$IPT" estimate "$1/activations.h5" -e exact --samples test
says stdout "819 rows"
expect 2 "$IPT" estimate "$1/activations.h5" --samples half
says stderr "not one of all, train, test"

# A sweep over activations, extremes over all snapshots, last activations.
small_config >sweep.ini
expect 0 "$IPT" run sweep.ini -q -o run.name=sweep -o run.seeds=3 \
    -o sweep.model.activation='tanh, relu' -o estimator.binning.scope=global
says stdout "2 computed"
expect 0 "$IPT" export out/sweep --json
says stdout '"model.activation":"relu"'
expect 2 "$IPT" run sweep.ini -q -o run.name=last -o log.activations=last \
    -o estimator.binning.scope=global
says stderr "extremes over all"
expect 0 "$IPT" run sweep.ini -q -o run.name=last -o run.seeds=0 \
    -o log.activations=last
expect 0 "$IPT" run sweep.ini -q -o run.name=none -o run.seeds=0 \
    -o log.activations=none
check "activations = none stores none" \
    test -z "$(find out/none -name 'activations*')"
expect 0 "$IPT" export out/last --out last.csv
expect 0 "$IPT" export out/none --out none.csv
cut -d, -f4- last.csv >last.cut
cut -d, -f4- none.csv >none.cut
same last.cut none.cut

# A run that diverges is recorded, the others go on.
expect 3 "$IPT" run small.ini -q -o run.name=diverges \
    -o train.optimizer=sgd -o train.objective=mse -o train.learning_rate=1e9 \
    -o model.layers='dense 5 relu, dense 2 identity'
says stderr "diverged"
says stdout "2 failed"

# Smoke and a stop.
expect 0 "$IPT" run small.ini -q --smoke --out smoke
check "smoke has its own directory" test -d smoke/small-smoke
expect 0 "$IPT" run small.ini --progress=lines -v
says stderr "complete already"
# With one run in the process itself, and with workers.
for jobs in 1 2; do
    "$IPT" run small.ini -q -o train.epochs=2000000 --jobs $jobs \
        -o log.snapshots='0, 1, 2000000' -o run.name=long \
        >stdout 2>stderr </dev/null &
    pid=$!
    # The first snapshot is written when the signals are cared for.
    while [ -z "$(find out/long -name metrics.csv -size +1c 2>/dev/null)" ] &&
        kill -0 $pid 2>/dev/null; do
        sleep 0.1
    done
    kill -INT $pid
    wait $pid
    check "a stopped run exits 75 (--jobs $jobs)" test $? -eq 75
    says stderr "stopped on request"
    check "a stopped run leaves no result" \
        test -z "$(find out/long -name 'run.h5*')"
    rm -rf out/long
done

# A worker that is killed is recorded, the others go on.
"$IPT" run small.ini --progress=none -o train.epochs=3000 --jobs 2 \
    -o run.seeds=0..2 -o run.name=killed >stdout 2>stderr </dev/null &
pid=$!
while [ -z "$(find out/killed -name metrics.csv -size +1c 2>/dev/null)" ] &&
    kill -0 $pid 2>/dev/null; do
    sleep 0.02
done
pkill -KILL -P $pid -o
wait $pid
check "a batch with a killed worker exits 3" test $? -eq 3
says stderr "signal 9"
says stdout "2 computed, 0 there before, 1 failed"
expect 0 "$IPT" run small.ini -q -o train.epochs=3000 -o run.seeds=0..2 \
    -o run.name=killed
says stdout "1 computed, 2 there before, 0 failed"

# Any number of workers gives the same numbers.
for jobs in 1 2 3; do
    expect 0 "$IPT" run small.ini -q --out "j$jobs" --jobs "$jobs"
    expect 0 "$IPT" export "j$jobs/small" --out "j$jobs.csv"
    same first.csv "j$jobs.csv"
done
finish
