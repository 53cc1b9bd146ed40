#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the program says to mistakes: one clear line and the right exit code.
. "$top_srcdir/tests/cli/lib.sh"

expect 2 "$IPT"
says stderr "usage: ipt COMMAND"
expect 0 "$IPT" --help
expect 0 "$IPT" help
says stdout "estimate"
expect 0 "$IPT" --version
says stdout "ipt "
expect 2 "$IPT" estimat
says stderr "did you mean estimate?"
expect 2 "$IPT" run
says stderr "no configuration given"
expect 2 "$IPT" run nowhere.ini
says stderr "nowhere.ini"
says stderr "No such file"
expect 2 "$IPT" run --thread 2 x.ini
says stderr "did you mean --threads?"
expect 2 "$IPT" run --threads
says stderr "--threads needs a value"
small_config >small.ini
expect 2 "$IPT" run --threads 2x small.ini
says stderr '--threads: "2x" is not a whole number from 1 to 4096'
expect 2 "$IPT" run --force=yes small.ini
says stderr "--force takes no value"
expect 2 "$IPT" run --progress=sometimes small.ini
says stderr "is not one of auto, bar, lines, none"
expect 2 "$IPT" run --only 0123456789ab small.ini
says stderr "has no run 0123456789ab"

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
says stderr "bad.ini:2:"
says stderr "bad.ini:8:"
says stderr "did you mean learning_rate?"
says stderr "bad.ini:9:"
says stderr '"10 epochs" is not a whole number'
says stderr "bad.ini:10:"
says stderr "bad.ini:11:"
says stderr "did you mean binning?"
says stderr "bad.ini:13:"
says stderr "one of upper, lower, both"
says stderr "bad.ini:14:"
says stderr "problems in the configuration"
expect 2 "$IPT" run bad.ini
check "nothing is computed from a bad file" test ! -e out

# What only the data and the network can tell.
expect 2 "$IPT" check small.ini -o model.layers='dense 5 tanh, dense 3 softmax'
says stderr "model.layers"
expect 2 "$IPT" check small.ini -o model.layers='dense 5 tahn, dense 2 softmax'
says stderr "did you mean tanh?"
expect 2 "$IPT" check small.ini -o model.layers='dens 5, dense 2 softmax'
says stderr "did you mean dense?"
expect 2 "$IPT" check small.ini -o log.snapshots='0, 99'
says stderr "99"
expect 2 "$IPT" check small.ini -o run.name=a/b
says stderr "file name"
expect 2 "$IPT" check small.ini -o train.epoch=3
says stderr "did you mean epochs?"

# Files.
expect 1 "$IPT" estimate small.ini -e binning
says stderr "small.ini"
printf '\211HDF\r\n\032\n' >short.h5
expect 1 "$IPT" estimate short.h5
says stderr "short.h5"
expect 1 "$IPT" estimate missing.h5
says stderr "missing.h5"
expect 2 "$IPT" estimate small.ini -e bining
says stderr "did you mean binning?"
expect 2 "$IPT" estimate small.ini -e binning:bins=x
says stderr "bins"
expect 2 "$IPT" estimate small.ini -e binning:bin=3
says stderr "did you mean bins?"
expect 1 "$IPT" plot missing
says stderr "missing"
expect 1 "$IPT" export missing
mkdir empty
expect 1 "$IPT" export empty
says stderr "no folder runs"
expect 1 "$IPT" plot empty --kind plane
mkdir -p readonly/file && : >readonly/file/small
expect 1 "$IPT" run small.ini -q --out readonly/file
says stderr "not a directory"

# Registries.
expect 0 "$IPT" list
says stdout "binning"
expect 0 "$IPT" list activations
says stdout "centred_softplus"
expect 2 "$IPT" list estimator
says stderr "did you mean estimators?"
expect 0 "$IPT" show kde
says stdout "noise"
expect 2 "$IPT" show kda
says stderr "did you mean kde?"
expect 0 "$IPT" cite ebab
says stdout "chelombiev2019"
expect 0 "$IPT" cite small.ini
says stdout "kingma2015"
expect 2 "$IPT" cite nobody
expect 0 "$IPT" template full
cp stdout full.ini
expect 0 "$IPT" template quickstart
same stdout "$top_srcdir/experiments/quickstart.ini"
expect 2 "$IPT" template quikstart
says stderr "did you mean quickstart?"
for ini in "$top_srcdir"/experiments/*.ini; do
    expect 0 "$IPT" check --out there "$ini"
done

# Data.
expect 0 "$IPT" data make szt --out szt
says stdout "4096 rows of 12 inputs, 2 classes"
expect 0 "$IPT" data info szt/x.npy
says stdout "4096"
expect 0 "$IPT" data make szt --out szt.csv
expect 0 "$IPT" data import szt.csv -s target=Y --out back
same szt/x.npy back/x.npy
# Data that exist are not overwritten, least of all the file that is read.
cp szt.csv before.csv
expect 2 "$IPT" data import szt.csv --out szt.csv
says stderr "szt.csv exists; --force replaces it"
same szt.csv before.csv
expect 2 "$IPT" data make szt --out szt
says stderr "szt/x.npy exists; --force replaces it"
expect 0 "$IPT" data make szt -s soft=yes --out szt --force
check "p(y|x) is written" test -e szt/p_y_given_x.npy
expect 0 "$IPT" data make szt --out szt --force
check "p(y|x) of older data is gone" test ! -e szt/p_y_given_x.npy
expect 2 "$IPT" data make csv --out x
says stderr "csv: -s file=... must be given"
expect 2 "$IPT" data make stz --out x
says stderr "did you mean szt?"
expect 2 "$IPT" data import szt.csv
says stderr "--out is needed"

# A full standard output is an error.
if [ -e /dev/full ]; then
    "$IPT" list >/dev/full 2>stderr
    check "a full disk is noticed" test $? -eq 1
    says stderr "cannot write to standard output"
fi
finish
