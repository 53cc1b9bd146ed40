/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text that grows. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

static void
buffer_put(ipt__buffer *buffer, const char *text, size_t length)
{
    if (buffer->length + length >= buffer->capacity) {
        const size_t capacity = 2 * (buffer->length + length) + 256;
        char *larger = realloc(buffer->text, capacity);

        if (!larger)
            buffer->failed = 1;
        else
            buffer->text = larger;
        buffer->capacity = larger ? capacity : buffer->capacity;
    }
    if (buffer->failed)
        return;
    memcpy(buffer->text + buffer->length, text, length);
    buffer->length += length;
    buffer->text[buffer->length] = '\0';
}

void
ipt__put(ipt__buffer *buffer, const char *text)
{
    buffer_put(buffer, text, strlen(text));
}

/* A value, in quotes if it would not read back without. */
void
ipt__put_quoted(ipt__buffer *buffer, const char *text, const char *separators)
{
    if (!ipt__needs_quotes(text, separators)) {
        ipt__put(buffer, text);
        return;
    }
    ipt__put(buffer, "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            ipt__put(buffer, "\\");
        buffer_put(buffer, text, 1);
    }
    ipt__put(buffer, "\"");
}

/* The text, now the caller's; NULL if some of it was lost. */
char *
ipt__buffer_take(ipt__buffer *buffer)
{
    ipt__put(buffer, "");
    if (!buffer->failed)
        return buffer->text;
    free(buffer->text);
    return NULL;
}
