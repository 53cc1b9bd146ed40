#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints a C file that holds the given files as lists of lines: report.css
# becomes ipt__report_css.
set -eu
cat <<'C'
/* Made by embed.sh from the files of src/report/. */
#include <config.h>

#include "src/report/report.h"
C
for file; do
    name=$(basename "$file" | tr . _)
    printf '\nconst char *const ipt__%s[] = {\n' "$name"
    sed 's/[\\"?]/\\&/g; s/^/    "/; s/$/\\n",/' "$file"
    printf '    NULL,\n};\n'
done
