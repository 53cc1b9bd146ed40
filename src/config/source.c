/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a configuration file. */

#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

static const ipt__place source_nowhere = {0, 0, 0};

/*
 * Reads a whole file, or standard input for "-", into memory that the caller
 * frees; a zero follows the contents. What goes wrong is reported.
 *
 * @return whether it was read
 */
int
ipt__source_read(ipt_settings *settings, const char *path, char **out,
                 size_t *length)
{
    const int is_stdin = !strcmp(path, "-");
    FILE *file = is_stdin ? stdin : fopen(path, "rb");
    char *text = NULL;
    size_t n = 0;
    size_t capacity = 0;
    int done = 0;

    if (!file) {
        ipt__report(settings, source_nowhere, NULL, "cannot open: %s",
                    strerror(errno));
        return 0;
    }
    while (!done) {
        if (n + 1 >= capacity) {
            char *larger = realloc(text, 2 * capacity + 8192);

            if (!larger) {
                settings->arena.failed = 1;
                break;
            }
            text = larger;
            capacity = 2 * capacity + 8192;
        }
        errno = 0;
        const size_t got = fread(text + n, 1, capacity - n - 1, file);
        n += got;
        if (n > IPT__MAX_BYTES) {
            ipt__report(settings, source_nowhere, NULL,
                        "more than %d MiB; a configuration is a short text",
                        IPT__MAX_BYTES / 1048576);
            break;
        }
        if (got == 0 && ferror(file)) {
            ipt__report(settings, source_nowhere, NULL, "cannot read: %s",
                        strerror(errno));
            break;
        }
        done = got == 0;
    }
    if (!is_stdin)
        fclose(file);
    if (!done) {
        free(text);
        return 0;
    }
    text[n] = '\0';
    *out = text;
    *length = n;
    return 1;
}
