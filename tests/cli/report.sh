#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One HTML file of a batch that needs nothing else.
. "$top_srcdir/tests/cli/lib.sh"

# Two settings, one of which diverges; a comment that tries to escape.
{
    echo '; </script><img src=x onerror=alert(1)> & "quotes"'
    small_config
    printf '[sweep]\ntrain.learning_rate = 1e-2, 1e38\n'
} >small.ini
expect 3 "$IPT" run small.ini -q
expect 0 "$IPT" report out/small
says stdout "out/small/report.html"
page=out/small/report.html
check "there is a report" test -s $page
check "no .part is left" test ! -e $page.part

# Everything is inside.
says $page "<!DOCTYPE html>"
says $page '<meta charset="utf-8">'
says $page "2 failed"
says $page "training has diverged"
says $page "learning_rate = 1e+38"
says $page "@article{"
says $page "hdf5_version"
grep -inE '(src|href|action|data|poster|srcset) *= *["'\'']?(https?:|//|file:)' \
    $page >outside
check "no link leads outside" test ! -s outside
grep -inE '<(link|iframe|object|embed|base|img|video|audio|source)[ >]' $page \
    >outside
check "no element loads anything" test ! -s outside
grep -inE '@import|url\(|fetch\(|XMLHttp|import\(|WebSocket|innerHTML|eval\(' \
    $page >outside
check "style and script load nothing" test ! -s outside

# Text of users stays text.
says $page '&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes'
check "two scripts end, no more" test "$(grep -c '</script>' $page)" -eq 2
expect 0 "$IPT" report out/small --out titled.html \
    --title '</title><script>alert(1)</script>'
says titled.html '<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;'
check "a title is text" test "$(grep -c '<script>alert' titled.html)" -eq 0

if [ -n "${PYTHON:-}" ]; then
    check "the page parses, the data make sense" "$PYTHON" - $page <<'PY'
import base64, html.parser, json, struct, sys

VOID = {"meta", "input", "br", "link", "img", "hr"}

class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.targets, self.labels = [], set(), set(), set()
        self.data, self.inside = "", False

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if "id" in a:
            assert a["id"] not in self.ids, a["id"]
            self.ids.add(a["id"])
        if a.get("href", "").startswith("#"):
            self.targets.add(a["href"][1:])
        if "aria-labelledby" in a:
            self.labels.add(a["aria-labelledby"])
        if "for" in a:
            self.labels.add(a["for"])
        self.inside = a.get("id") == "ipt-data"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.getpos())
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.data += data

page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
page.close()
assert not page.open, page.open
assert page.targets <= page.ids, page.targets - page.ids
assert page.labels <= page.ids, page.labels - page.ids
data = json.loads(page.data)
assert [e["id"] for e in data["estimators"]] == \
    ["binning", "ebab", "kde", "exact"]
assert len(data["groups"]) == 1
group = data["groups"][0]
assert [l["name"] for l in group["layers"]] == ["dense1", "dense2", "dense3"]
assert group["seeds"] == ["0", "1"]
assert abs(group["h_x"] - 12) < 1e-9
for plane in group["planes"]:
    n = len(plane["epoch"]) * 3
    for which in "xt", "ty":
        raw = base64.b64decode(plane[which]["mean"])
        mean = struct.unpack("<%df" % n, raw)
        assert all(-1 < v < 12.001 for v in mean), mean
        runs = plane["runs_" + which]
        words = struct.unpack("<%dH" % (2 * n),
                              base64.b64decode(runs["data"]))
        values = [runs["low"] + (runs["high"] - runs["low"]) * w / 65534
                  for w in words]
        for k in range(n):
            assert abs((values[k] + values[n + k]) / 2 - mean[k]) < 1e-3
PY
fi

# The same results, the same bytes.
cp $page first.html
expect 0 "$IPT" report out/small
same first.html $page

# Files beside a batch; what cannot be reported.
run=$(find out/small -name run.h5 | sort | sed -n 1p)
expect 0 "$IPT" report "$run" --out one.html
check "one run has a report" test -s one.html
mkdir empty empty/runs nothing
expect 1 "$IPT" report empty
says stderr "empty: no finished run"
check "one line says so" test "$(wc -l <stderr)" -eq 1
expect 1 "$IPT" report nothing
says stderr "nothing: no folder runs in it"
check "one line says so" test "$(wc -l <stderr)" -eq 1
check "nothing is written" test -z "$(find empty nothing -name '*.html*')"
expect 1 "$IPT" report absent
says stderr "absent:"
expect 2 "$IPT" report
says stderr "no directory or file given"
expect 1 "$IPT" report out/small --out no/folder/report.html
says stderr "no/folder/report.html"
finish
