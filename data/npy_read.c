/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays from .npy files. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "npy_head.h"

void
ipt_array_clear(ipt_array *array)
{
    if (!array)
        return;
    free(array->value);
    memset(array, 0, sizeof *array);
}

/* Where the elements of the file go: with the first axis fastest, the place
 * is counted by an odometer. */
typedef struct {
    size_t digit[IPT_ARRAY_RANK];
    size_t stride[IPT_ARRAY_RANK];
    size_t at;
} npy_place;

static void
npy_place_start(npy_place *place, const ipt__npy_head *head)
{
    size_t stride = 1;

    memset(place, 0, sizeof *place);
    for (size_t a = head->rank; a-- > 0;) {
        place->stride[a] = stride;
        stride *= head->extent[a];
    }
}

static void
npy_place_next(npy_place *place, const ipt__npy_head *head)
{
    if (!head->fortran) {
        place->at++;
        return;
    }
    for (size_t a = 0; a < head->rank; a++) {
        place->at += place->stride[a];
        if (++place->digit[a] < head->extent[a])
            return;
        place->at -= place->stride[a] * head->extent[a];
        place->digit[a] = 0;
    }
}

static ipt_status
npy_elements(ipt__file *file, const ipt__npy_head *head, double *out,
             ipt_error *err)
{
    const size_t size = ipt__element_size(head->type);
    const int wide = head->type == IPT__I8 || head->type == IPT__U8;
    unsigned char buffer[8192];
    const size_t room = sizeof buffer / size;
    npy_place place;

    npy_place_start(&place, head);
    for (size_t done = 0; done < head->size;) {
        const size_t left = head->size - done;
        const size_t take = left < room ? left : room;
        const unsigned long long from = ipt__file_offset(file);
        const ipt_status status =
            ipt__file_read(file, buffer, take * size, "next block", err);

        if (status != IPT_OK)
            return status;
        for (size_t i = 0; i < take; i++) {
            const double value =
                ipt__element_value(head->type, buffer + i * size, head->big);

            if (wide && fabs(value) > 0x1p53)
                return ipt_error_set(err, IPT_EFORMAT,
                                     "%s: byte %llu: %.0f, expected whole "
                                     "numbers up to 2^53",
                                     ipt__file_path(file), from + i * size,
                                     value);
            out[place.at] = value;
            npy_place_next(&place, head);
        }
        done += take;
    }
    return ipt__file_expect_end(file, err);
}

ipt_status
ipt_npy_read(const char *path, ipt_array *out, ipt_error *err)
{
    ipt__file *file = NULL;
    ipt__npy_head head;
    ipt_array array;
    void *memory = NULL;
    ipt_status status = ipt__file_open(&file, path, err);

    memset(&head, 0, sizeof head);
    memset(&array, 0, sizeof array);
    if (status == IPT_OK)
        status = ipt__npy_head_read(file, &head, err);
    if (status == IPT_OK)
        status =
            ipt__array_alloc(&memory, head.size, 1, sizeof(double), path, err);
    if (status != IPT_OK)
        goto done;
    array.value = memory;
    array.rank = head.rank;
    array.size = head.size;
    memcpy(array.extent, head.extent, sizeof array.extent);
    memcpy(array.dtype, head.dtype, sizeof array.dtype);
    status = npy_elements(file, &head, array.value, err);
    if (status != IPT_OK)
        goto done;
    *out = array;
    memset(&array, 0, sizeof array);
done:
    ipt__file_close(file);
    ipt_array_clear(&array);
    return status;
}
