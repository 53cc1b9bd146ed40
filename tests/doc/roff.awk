# SPDX-License-Identifier: GPL-3.0-or-later
# The tagged paragraphs of a manual page: TAG, a tab, TEXT, one on each line.
#
# awk -v heading=NAME -f roff.awk PAGE takes those below the heading NAME (of
# .SH or .SS) only; without a heading, all of them.

# The arguments of a macro, `glue` between them, quotes and escapes resolved.
function words(line, glue,    out, word, n) {
    out = ""
    n = 0
    while (line != "") {
        sub(/^ +/, "", line)
        if (line == "")
            break
        if (substr(line, 1, 1) == "\"") {
            word = ""
            line = substr(line, 2)
            while (line != "") {
                if (substr(line, 1, 2) == "\"\"") {
                    word = word "\""
                    line = substr(line, 3)
                } else if (substr(line, 1, 1) == "\"") {
                    line = substr(line, 2)
                    break
                } else {
                    word = word substr(line, 1, 1)
                    line = substr(line, 2)
                }
            }
        } else {
            match(line, /^[^ ]+/)
            word = substr(line, 1, RLENGTH)
            line = substr(line, RLENGTH + 1)
        }
        out = n++ ? out glue word : word
    }
    return plain(out)
}

function plain(text) {
    gsub(/\\f[A-Z]/, "", text)
    gsub(/\\-/, "-", text)
    gsub(/\\&/, "", text)
    gsub(/\\ /, " ", text)
    gsub(/\\\(dq/, "\"", text)
    gsub(/\\\(ga/, "`", text)
    gsub(/\\e/, "\\", text)
    return text
}

# A line of the page as text; macros of fonts give their arguments.
function text_of(line) {
    if (line ~ /^\.(BR|RB|BI|IB|RI|IR) /)
        return words(substr(line, 5), "")
    if (line ~ /^\.[BI] /)
        return words(substr(line, 4), " ")
    if (line ~ /^[.']/)
        return ""
    return plain(line)
}

function emit() {
    if (tag != "")
        print tag "\t" body
    tag = ""
    body = ""
    fresh = 0
}

/^\.\\"/ { next }

/^\.S[HS] / {
    emit()
    name = words(substr($0, 5), " ")
    inside = heading == "" || name == heading
    found += name == heading
    next
}

!inside { next }

/^\.TP/ {
    emit()
    fresh = 1
    next
}

/^\.(PP|P|LP|RS|RE|in|nf|fi|IP)( |$)/ {
    emit()
    next
}

fresh {
    tag = text_of($0)
    sub(/ +$/, "", tag)
    fresh = 0
    next
}

tag != "" { body = body " " text_of($0) }

END {
    emit()
    if (heading != "" && !found)
        print "NO HEADING " heading "\t"
}
