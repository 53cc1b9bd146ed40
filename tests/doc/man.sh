#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual says what the program says: commands, options, keys, defaults,
# ranges, names; both ways, so that nothing is missing and nothing is stale.
. "$top_srcdir/tests/cli/lib.sh"

man=$top_srcdir/doc/man
readme=$top_srcdir/README.md

# entries PAGE [HEADING]: the tagged paragraphs, "TAG<tab>TEXT".
entries() {
    awk -v heading="${2-}" -f "$top_srcdir/tests/doc/roff.awk" "$man/$1"
}

# Numbers such as 1e+03 are written out, blanks made single.
digits() {
    awk '{
        out = ""
        while (match($0, /[0-9.]+e[+-][0-9]+/)) {
            out = out substr($0, 1, RSTART - 1) \
                sprintf("%.10g", substr($0, RSTART, RLENGTH) + 0)
            $0 = substr($0, RSTART + RLENGTH)
        }
        $0 = out $0
        gsub(/ +/, " ")
        sub(/ $/, "")
        print
    }'
}

# agree WHAT PROGRAM PAGE: two sorted lists have the same lines.
agree() {
    n_checks=$((n_checks + 1))
    if ! diff "$2" "$3" >differences; then
        n_failed=$((n_failed + 1))
        echo "FAILED: $1: < the program, > the page"
        grep '^[<>]' differences | head -n 20
    fi
}

# shown NAME FAMILY: "KEY = DEFAULT<tab>EXPECTED" of `ipt show NAME`.
shown() {
    expect 0 "$IPT" show "$1"
    awk -v family="[$2]" '
        $NF == family && /^[^ ]/ { mine = 1; options = 0; next }
        /^[^ ].*  \[[a-z]+\]$/ { mine = 0 }
        /^$/ { options = 0 }
        mine && /^options$/ { options = 1; next }
        options && /^  [^ ]/ { key = substr($0, 3); sub(/ +$/, "", key); next }
        options && /^      / { sub(/.*; /, ""); print key "\t" $0 }
    ' stdout
}

# keys NAME FAMILY PAGE HEADING: same keys, same defaults, and in the text of
# each what it accepts.
keys() {
    shown "$1" "$2" >shown.txt
    entries "$3" "$4" | grep -E '^([a-z0-9_]+ =|NO HEADING)' >paged.txt
    cut -f 1 shown.txt | sort >a
    cut -f 1 paged.txt | sort >b
    agree "$3, $4: keys and defaults of $1" a b
    while IFS='	' read -r key expected; do
        [ "$expected" = "a text" ] && continue
        grep -F -e "$key	" paged.txt | digits >text
        check "$3, $4: ${key%% *}: Takes $expected" \
            grep -qF -e "Takes $(echo "$expected" | digits)." text
    done <shown.txt
}

# names FAMILY PAGE HEADING: the members of a family are the tags.
names() {
    expect 0 "$IPT" list "$1"
    awk '{ print $1 }' stdout | sort >a
    check "there are $1" test -s a
    entries "$2" "$3" | cut -f 1 | sort >b
    agree "$2, $3: names of $1" a b
}

# Commands and their options ------------------------------------------------

expect 0 "$IPT" help
awk '/^  [a-z]/ { print $1 }' stdout | sort >commands
check "there are commands" test -s commands
entries ipt.1 COMMANDS | cut -f 1 | sort >b
agree "ipt.1, COMMANDS" commands b

# own COMMAND: its options as `ipt help` prints them, shared ones left out.
options_of() {
    "$IPT" help "$1" | awk '
        options && /^  +-/ {
            sub(/^ +/, "")
            sub(/   *.*/, "")
            print
        }
        /^options:/ { options = 1 }'
}
options_of version | grep -v -e --json | sort >shared
entries ipt.1 OPTIONS | cut -f 1 | sort >b
check "there are shared options" test -s shared
agree "ipt.1, OPTIONS" shared b
while read -r command; do
    page=ipt-$command.1
    check "$page exists" test -f "$man/$page"
    options_of "$command" | sort | comm -23 - shared >a
    entries "$page" OPTIONS | cut -f 1 | sort | grep -e '^-' >b
    agree "$page, OPTIONS" a b
    awk '{ gsub(/\\/, ""); print }' "$man/$page" >text
    sed 's/.*--\([a-z-]*\).*/--\1/' shared >long
    while read -r option; do
        says text "$option"
    done <long
done <commands
for page in "$man"/ipt-*.1; do
    name=${page##*/ipt-}
    check "${page##*/}: there is such a command" \
        grep -qx -e "${name%.1}" commands
done

# Sections, data sets, estimators, names ------------------------------------

expect 0 "$IPT" list sections
awk '{ print $1 }' stdout >sections
check "there are sections" test -s sections
while read -r section; do
    heading="[$section]"
    [ "$section" = estimator ] && heading="[estimator NAME]"
    keys "$section" sections ipt-config.5 "$heading"
done <sections
expect 0 "$IPT" list datasets
awk '{ print $1 }' stdout >datasets
check "there are data sets" test -s datasets
while read -r set; do
    keys "$set" datasets ipt-config.5 "set = $set"
done <datasets
expect 0 "$IPT" list estimators
awk '{ print $1 }' stdout >estimators
check "there are estimators" test -s estimators
while read -r estimator; do
    keys "$estimator" estimators ipt-estimators.7 "$estimator"
    says "$readme" "| \`$estimator\` |"
done <estimators
sed -n 's/^\.SS set = //p' "$man/ipt-config.5" | sort >b
sort datasets >a
agree "ipt-config.5: data sets" a b
sed -n '/^\.SH ESTIMATORS/,/^\.SH REFERENCES/s/^\.SS //p' \
    "$man/ipt-estimators.7" | sort >b
sort estimators >a
agree "ipt-estimators.7: estimators" a b
names layers ipt-config.5 Layers
names activations ipt-config.5 Activations
names objectives ipt-config.5 Objectives
names optimizers ipt-config.5 Optimizers
names inits ipt-config.5 Inits
names figures ipt-plot.1 FIGURES

# The keys of optimisers are keys of [train], with the same defaults.
expect 0 "$IPT" list optimizers
awk '{ print $1 }' stdout >optimizers
shown train sections | sort >train
while read -r optimizer; do
    shown "$optimizer" optimizers | sort >a
    comm -23 a train >b
    : >a
    agree "$optimizer: keys that [train] has not" a b
done <optimizers

# Flags and kinds that results can have.
for word in saturated ties constant_layer clipped dpi_violation out_of_range \
    not_converged; do
    says "$man/ipt-estimators.7" "$word"
done

# Examples ------------------------------------------------------------------

# code FILE: what is set as code, in Markdown, a page or a comment of Python.
code() {
    case $1 in
    *.md) awk '/^```/ { on = !on; next } on || /^    /' "$1" ;;
    *.py) grep -E '^    ipt [a-z]+ ' "$1" ;;
    *) awk '/^\.nf/ { on = 1; next } /^\.fi/ { on = 0 } on' "$1" ;;
    esac | sed 's/\\-/-/g; s/\\e/\\/g'
}

# Lines "ipt COMMAND ... --option" and "-e SPEC": all exist.
for file in "$readme" "$man"/* "$top_srcdir"/doc/examples/*.py; do
    [ -f "$file" ] || continue
    code "$file" | sed 's/^ *\$* *//' | grep -E '^ipt ' >lines
    while read -r line; do
        # shellcheck disable=SC2086
        set -- $line
        if ! grep -qx -e "$2" commands; then
            check "${file##*/}: no command in: $line" false
            continue
        fi
        options_of "$2" >a
        before=
        for word; do
            if [ "$before" = -e ]; then
                name=${word%%:*}
                [ "$2" = plot ] && name=binning
                check "${file##*/}: estimator $name in: $line" \
                    grep -qx -e "$name" estimators
            fi
            before=$word
            case $word in
            --*) word=${word%%=*} ;;
            -[a-z]) ;;
            *) continue ;;
            esac
            check "${file##*/}: $word in: $line" grep -qE -e \
                "(^|, )$word(=|,|\$)" a
        done
    done <lines
done

# Configurations that are printed are good ones.
awk '/^```ini/ { on = 1; next } /^```/ { on = 0 } on' "$readme" >readme.ini
check "README.md has a configuration" test -s readme.ini
expect 0 "$IPT" check readme.ini
code "$man/ipt-config.5" | awk '/^\[/ { n += /^\[run\]/ } n == 1
    /^train.l2 / { exit }' >page.ini
check "ipt-config.5 has a configuration" test -s page.ini
expect 0 "$IPT" check page.ini

# Files ---------------------------------------------------------------------

# What a small run leaves is described: columns, keys, paths.
small_config >small.ini
expect 0 "$IPT" run small.ini -q --out there -o run.seeds=0 \
    -o sweep.train.l2=0
run=$(echo there/small/runs/*)
expect 0 "$IPT" export there/small
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) print $i }' stdout | sort >a
entries ipt-results.5 "TABLE OF ipt export" | cut -f 1 |
    sed 's/.*such as //; s/, /\n/g' | sort >b
agree "ipt-results.5, TABLE OF ipt export" a b
expect 0 "$IPT" estimate "$run/activations.h5" -e kde:bound=both --json
head -n 1 stdout | tr '{,' '\n\n' | sed -n 's/^ *"\([a-z_]*\)":.*/\1/p' >a
awk '/^\.SH/ { on = /ipt estimate/ } on' "$man/ipt-results.5" >text
check "there are keys of ipt estimate --json" test -s a
while read -r key; do
    case $key in noise | bound | precision | se_rows) continue ;; esac
    check "ipt-results.5, ipt estimate --json: $key" grep -qw -e "$key" text
done <a
awk '/^\.SH/ { on = /metrics.csv/ } on' "$man/ipt-results.5" >text
for column in $(head -n 1 "$run/metrics.csv" | tr , ' '); do
    check "ipt-results.5, metrics.csv: $column" grep -qw -e "$column" text
done
if [ -n "${PYTHON:-}" ]; then
    # Every data set of run.h5 is in the page, under its path or its name.
    sed 's/\\f[A-Z]//g; s/\\-/-/g; s/\\ / /g' "$man/ipt-results.5" >text
    "$PYTHON" - "$run/run.h5" >paths <<'PY'
import sys
import h5py

def show(name, item):
    if isinstance(item, h5py.Dataset):
        print(name)
h5py.File(sys.argv[1], "r").visititems(show)
PY
    check "run.h5 has data sets" test -s paths
    while read -r path; do
        check "ipt-results.5, run.h5: $path" grep -qw -e "${path##*/}" text
    done <paths
    # The writers of files of activations that the manual shows work.
    code "$man/ipt-activations.5" |
        awk '/^import h5py, numpy/ { on = 1 } /^import h5py, torch/ { on = 0 } on' \
            >writer.py
    check "ipt-activations.5 has a writer" test -s writer.py
    cat >names.py <<'PY'
import numpy as np
rng = np.random.default_rng(0)
labels = rng.integers(0, 3, 50)
activations = {"fc10": rng.normal(size=(3, 50, 4)).astype("f4"),
               "fc9": rng.normal(size=(3, 50, 2)).astype("f4")}
PY
    cat names.py writer.py >both.py
    rm -f activations.h5
    expect 0 "$PYTHON" both.py
    expect 0 "$IPT" estimate activations.h5 -e exact
    says stdout "fc10"
    check "the first layer written is the first" test "$(awk \
        '$2 ~ /^fc/ { print $2; exit }' stdout)" = fc10
    awk '/^with h5py.File/ { on = 1 } /^```/ { on = 0 } on' "$readme" >with.py
    {
        echo "import h5py"
        cat names.py
        echo "epochs = [0, 10, 100]; a = activations; names = list(a)"
        cat with.py
    } >both.py
    rm -f activations.h5
    expect 0 "$PYTHON" both.py
    expect 0 "$IPT" estimate activations.h5 -e exact
    says stdout "50 rows"
fi

# Versions ------------------------------------------------------------------

version=$("$IPT" --version)
version=${version#ipt }
for page in "$man"/*; do
    says "$page" "\"ipt $version\""
done
says "$top_srcdir/CITATION.cff" "version: $version"
says "$top_srcdir/NEWS" "$version"

# Form ----------------------------------------------------------------------

linted=no
if command -v mandoc >/dev/null; then
    linted=yes
    for page in "$man"/*; do
        expect 0 mandoc -T lint -W warning "$page"
        check "${page##*/}: mandoc has nothing to say" test ! -s stdout
    done
fi
if command -v groff >/dev/null && groff -man -Tascii </dev/null >/dev/null 2>&1
then
    linted=yes
    for page in "$man"/*; do
        expect 0 groff -man -ww -z -Tascii "$page"
        check "${page##*/}: groff has nothing to say" test ! -s stderr
    done
fi
[ $linted = yes ] ||
    echo "neither mandoc nor groff is installed: form of the pages not checked"
finish
