/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work memory that grows when a larger sample comes, and is kept between. */

#ifndef IPT_ESTIMATORS_BUFFER_H
#define IPT_ESTIMATORS_BUFFER_H

#include <stdint.h>
#include <stdlib.h>

#include <infoplane/status.h>

/* Zeroed, it is empty. The bytes lie on a cache line. */
typedef struct {
    void *data;
    size_t size;
} ipt__buffer;

/* At least `count` elements of `size` bytes each; what was there is lost when
 * it grows. */
static inline ipt_status
ipt__buffer_reserve(ipt__buffer *buffer, size_t count, size_t size,
                    ipt_error *err)
{
    const size_t line = 64;
    void *data = NULL;

    if (size && count > (SIZE_MAX - 2 * line) / size)
        return ipt_error_set(err, IPT_ENOMEM,
                             "%zu elements of %zu bytes are more than this "
                             "machine can address",
                             count, size);
    if (buffer->data && buffer->size >= count * size)
        return IPT_OK;
    const size_t bytes = (count * size / line + 1) * line;

    data = aligned_alloc(line, bytes);
    if (!data)
        return ipt_error_set(err, IPT_ENOMEM,
                             "not enough memory for %zu MiB of work space",
                             bytes >> 20);
    free(buffer->data);
    buffer->data = data;
    buffer->size = bytes;
    return IPT_OK;
}

static inline void
ipt__buffer_free(ipt__buffer *buffer)
{
    free(buffer->data);
    buffer->data = NULL;
    buffer->size = 0;
}

#endif
