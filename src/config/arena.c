/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is released together with its owner. */

#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

/* Every piece is its own block, so that checkers see its exact bounds. */
struct ipt__block {
    ipt__block *before;
    max_align_t data[];
};

/* Zeroed memory; NULL, and remembered, when there is none. */
void *
ipt__take(ipt__arena *arena, size_t size)
{
    ipt__block *block = NULL;

    if (size < SIZE_MAX - sizeof *block)
        block = calloc(1, sizeof *block + (size ? size : 1));
    if (!block) {
        arena->failed = 1;
        return NULL;
    }
    block->before = arena->last;
    arena->last = block;
    return block->data;
}

/* A copy of so many bytes and a zero; "" when there is no memory. */
const char *
ipt__copy(ipt__arena *arena, const char *text, size_t length)
{
    char *copy = ipt__take(arena, length + 1);

    if (!copy)
        return "";
    memcpy(copy, text, length);
    return copy;
}

/* Room for element number n of an array that has n: the array, moved when n is
 * zero or a power of two; NULL when there is no memory. */
void *
ipt__grow(ipt__arena *arena, void *array, size_t n, size_t size)
{
    void *larger = NULL;

    if (n & (n - 1))
        return array;
    if (n > SIZE_MAX / 4 / size) {
        arena->failed = 1;
        return NULL;
    }
    larger = ipt__take(arena, (n ? 2 * n : 1) * size);
    if (larger && n)
        memcpy(larger, array, n * size);
    return larger;
}

void
ipt__release(ipt__arena *arena)
{
    while (arena->last) {
        ipt__block *block = arena->last;

        arena->last = block->before;
        free(block);
    }
}
