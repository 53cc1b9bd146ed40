#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints a C file that holds the given INI files as strings.
set -eu
cat <<'C'
/* Made by embed.sh from the files of experiments/. */
#include <config.h>

#include "src/cli/cli.h"

const cli_experiment cli_experiments[] = {
C
for file; do
    name=$(basename "$file" .ini)
    summary=$(sed -n '1s/^; *//p' "$file" | sed 's/[\\"]/\\&/g')
    printf '    {"%s", "%s",\n' "$name" "$summary"
    sed 's/[\\"]/\\&/g; s/^/     "/; s/$/\\n"/' "$file"
    printf '    },\n'
done
printf '    {NULL, NULL, NULL},\n};\n'
