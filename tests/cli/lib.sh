# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the program share; sourced, not run.
#
# $IPT is the program, $top_srcdir the sources. Every test works in a folder
# of its own, removed at the end.

set -u
IPT=${IPT:-ipt}
work=$(mktemp -d "${TMPDIR:-/tmp}/ipt-test.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' INT TERM
cd "$work" || exit 99
unset IPT_CPU NO_COLOR
n_checks=0
n_failed=0

# expect CODE COMMAND...: runs it, keeps stdout and stderr in the files
# stdout and stderr, and compares the exit code.
expect() {
    expected_code=$1
    shift
    "$@" >stdout 2>stderr </dev/null
    got_code=$?
    n_checks=$((n_checks + 1))
    if [ "$got_code" -ne "$expected_code" ]; then
        n_failed=$((n_failed + 1))
        echo "FAILED: $*"
        echo "  exit code $got_code, expected $expected_code"
        sed 's/^/  out: /' stdout | head -n 20
        sed 's/^/  err: /' stderr | head -n 20
    fi
}

# says FILE TEXT: the file (stdout, stderr or another) contains the text.
says() {
    n_checks=$((n_checks + 1))
    if ! grep -qF -e "$2" "$1"; then
        n_failed=$((n_failed + 1))
        echo "FAILED: $1 does not contain: $2"
        sed 's/^/  has: /' "$1" | head -n 20
    fi
}

# same A B: two files are equal, byte for byte.
same() {
    n_checks=$((n_checks + 1))
    if ! cmp "$1" "$2"; then
        n_failed=$((n_failed + 1))
        echo "FAILED: $1 and $2 differ"
        diff "$1" "$2" | head -n 10
    fi
}

# check TEXT COMMAND...: the command succeeds.
check() {
    what=$1
    shift
    n_checks=$((n_checks + 1))
    if ! "$@"; then
        n_failed=$((n_failed + 1))
        echo "FAILED: $what"
    fi
}

# The end of a test: the exit status.
finish() {
    if [ "$n_checks" -eq 0 ]; then
        echo "no check was made"
        exit 1
    fi
    echo "$n_checks checks, $n_failed failed"
    [ "$n_failed" -eq 0 ]
    exit
}

# A configuration that runs in a second.
small_config() {
    cat <<'INI'
; a small experiment
[run]
name  = small
seeds = 0..1

[data]
set   = szt
train = 0.8

[model]
layers = dense 5 tanh, dense 3 tanh, dense 2 softmax

[train]
learning_rate = 1e-2
batch  = 256
epochs = 12

[log]
snapshots = log 5

[estimator binning]
range = minmax
[estimator ebab]
[estimator kde]
bound = both
[estimator exact]

[plot]
figures = none
INI
}
