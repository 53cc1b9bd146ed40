#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the program says to mistakes: one clear line and the right exit code.
. "$top_srcdir/tests/cli/lib.sh"

expect 2 "$IPT"
says err "usage: ipt COMMAND"
expect 0 "$IPT" --help
expect 0 "$IPT" help
says out "estimate"
expect 0 "$IPT" --version
says out "ipt "
expect 2 "$IPT" estimat
says err "did you mean estimate?"
expect 2 "$IPT" run
says err "no configuration given"
expect 2 "$IPT" run nowhere.ini
says err "nowhere.ini"
says err "No such file"
expect 2 "$IPT" run --thread 2 x.ini
says err "did you mean --threads?"
expect 2 "$IPT" run --threads
says err "--threads needs a value"
small_config >small.ini
expect 2 "$IPT" run --threads 2x small.ini
says err '--threads: "2x" is not a whole number from 1 to 4096'
expect 2 "$IPT" run --force=yes small.ini
says err "--force takes no value"
expect 2 "$IPT" run --progress=sometimes small.ini
says err "is not one of auto, bar, lines, none"
expect 2 "$IPT" run --only 0123456789ab small.ini
says err "has no run 0123456789ab"

# All errors of a file in one pass, each with its place.
cat >bad.ini <<'INI'
[run]
seeds = 0..4x
[data]
set = szt
[model]
layers = dense 5 tanh, dense 2 softmax
[train]
learnig_rate = 1e-3
epochs = 10 epochs
batch = -1
[estimator binnning]
[estimator kde]
bound = uper
[logs]
INI
expect 2 "$IPT" check bad.ini
says err "bad.ini:2:"
says err "bad.ini:8:"
says err "did you mean learning_rate?"
says err "bad.ini:9:"
says err '"10 epochs" is not a whole number'
says err "bad.ini:10:"
says err "bad.ini:11:"
says err "did you mean binning?"
says err "bad.ini:13:"
says err "one of upper, lower, both"
says err "bad.ini:14:"
says err "problems in the configuration"
expect 2 "$IPT" run bad.ini
check "nothing is computed from a bad file" test ! -e out

# What only the data and the network can tell.
expect 2 "$IPT" check small.ini -o model.layers='dense 5 tanh, dense 3 softmax'
says err "model.layers"
expect 2 "$IPT" check small.ini -o model.layers='dense 5 tahn, dense 2 softmax'
says err "did you mean tanh?"
expect 2 "$IPT" check small.ini -o model.layers='dens 5, dense 2 softmax'
says err "did you mean dense?"
expect 2 "$IPT" check small.ini -o log.snapshots='0, 99'
says err "99"
expect 2 "$IPT" check small.ini -o run.name=a/b
says err "file name"
expect 2 "$IPT" check small.ini -o train.epoch=3
says err "did you mean epochs?"

# Files.
expect 1 "$IPT" estimate small.ini -e binning
says err "small.ini"
printf '\211HDF\r\n\032\n' >short.h5
expect 1 "$IPT" estimate short.h5
says err "short.h5"
expect 1 "$IPT" estimate missing.h5
says err "missing.h5"
expect 2 "$IPT" estimate small.ini -e bining
says err "did you mean binning?"
expect 2 "$IPT" estimate small.ini -e binning:bins=x
says err "bins"
expect 2 "$IPT" estimate small.ini -e binning:bin=3
says err "did you mean bins?"
expect 1 "$IPT" plot missing
says err "missing"
expect 1 "$IPT" export missing
mkdir empty
expect 1 "$IPT" export empty
says err "no folder runs"
expect 2 "$IPT" plot empty --kind plain
mkdir -p readonly/file && : >readonly/file/small
expect 1 "$IPT" run small.ini -q --out readonly/file
says err "not a directory"

# Registries.
expect 0 "$IPT" list
says out "binning"
expect 0 "$IPT" list activations
says out "centred_softplus"
expect 2 "$IPT" list estimator
says err "did you mean estimators?"
expect 0 "$IPT" show kde
says out "noise"
expect 2 "$IPT" show kda
says err "did you mean kde?"
expect 0 "$IPT" cite ebab
says out "chelombiev2019"
expect 0 "$IPT" cite small.ini
says out "kingma2015"
expect 2 "$IPT" cite nobody
expect 0 "$IPT" template full
cp out full.ini
expect 0 "$IPT" template quickstart
same out "$top_srcdir/experiments/quickstart.ini"
expect 2 "$IPT" template quikstart
says err "did you mean quickstart?"
for ini in "$top_srcdir"/experiments/*.ini; do
    expect 0 "$IPT" check --out there "$ini"
done

# Data.
expect 0 "$IPT" data make szt --out szt
says out "4096 rows of 12 inputs, 2 classes"
expect 0 "$IPT" data info szt/x.npy
says out "4096"
expect 0 "$IPT" data make szt --out szt.csv
expect 0 "$IPT" data import szt.csv -s target=Y --out back
same szt/x.npy back/x.npy
expect 2 "$IPT" data make stz --out x
says err "did you mean szt?"
expect 2 "$IPT" data import szt.csv
says err "--out is needed"

# A full standard output is an error.
if [ -e /dev/full ]; then
    "$IPT" list >/dev/full 2>err
    check "a full disk is noticed" test $? -eq 1
    says err "cannot write to standard output"
fi
finish
