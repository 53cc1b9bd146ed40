/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading IDX files: the head and the elements behind it. */

#include <config.h>

#include "idx.h"

static const struct {
    unsigned code;
    ipt__element type;
    const char *name;
} idx_types[] = {
    {0x08, IPT__U1, "unsigned byte"},  {0x09, IPT__I1, "signed byte"},
    {0x0B, IPT__I2, "16-bit integer"}, {0x0C, IPT__I4, "32-bit integer"},
    {0x0D, IPT__F4, "32-bit float"},   {0x0E, IPT__F8, "64-bit float"},
};

ipt_status
ipt__idx_head_read(ipt__file *file, ipt__idx_head *head, ipt_error *err)
{
    const char *path = ipt__file_path(file);
    const size_t n_types = sizeof idx_types / sizeof *idx_types;
    unsigned char magic[4];
    size_t t = 0;
    double bytes = 1;
    ipt_status status = ipt__file_read(file, magic, 4, "IDX magic", err);

    if (status != IPT_OK)
        return status;
    if (magic[0] || magic[1])
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: begins with bytes 0x%02x%02x, expected "
                             "0x0000 of an IDX file",
                             path, magic[0], magic[1]);
    while (t < n_types && idx_types[t].code != magic[2])
        t++;
    if (t == n_types)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: byte 2: element type 0x%02x, expected one "
                             "of IDX: 0x08, 0x09, 0x0b to 0x0e",
                             path, magic[2]);
    if (magic[3] < 1 || magic[3] > IPT__IDX_RANK)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: byte 3: %u axes, expected 1 to %d", path,
                             magic[3], IPT__IDX_RANK);
    head->type = idx_types[t].type;
    head->type_name = idx_types[t].name;
    head->rank = magic[3];
    head->each = 1;
    bytes = (double)ipt__element_size(head->type);
    for (size_t a = 0; a < head->rank; a++) {
        unsigned char word[4];

        status = ipt__file_read(file, word, 4, "IDX header", err);
        if (status != IPT_OK)
            return status;
        head->extent[a] = (size_t)word[0] << 24 | (size_t)word[1] << 16 |
                          (size_t)word[2] << 8 | word[3];
        if (head->extent[a] == 0)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: byte %zu: extent 0 of axis %zu, "
                                 "expected at least 1",
                                 path, 4 + 4 * a, a + 1);
        bytes *= (double)head->extent[a];
    }
    status = ipt__file_can_hold(file, "elements", bytes, err);
    if (status != IPT_OK)
        return status;
    for (size_t a = 1; a < head->rank; a++)
        head->each *= head->extent[a];
    return IPT_OK;
}

ipt_status
ipt__idx_numbers(ipt__file *file, const ipt__idx_head *head, size_t count,
                 double *out, ipt_error *err)
{
    const size_t size = ipt__element_size(head->type);
    unsigned char buffer[4096];
    const size_t room = sizeof buffer / size;

    for (size_t at = 0; at < count;) {
        const size_t take = count - at < room ? count - at : room;
        const ipt_status status =
            ipt__file_read(file, buffer, take * size, "next block", err);

        if (status != IPT_OK)
            return status;
        for (size_t i = 0; i < take && head->type == IPT__U1; i++)
            out[at + i] = buffer[i]; /* the common case */
        for (size_t i = 0; i < take && head->type != IPT__U1; i++)
            out[at + i] = ipt__element_value(head->type, buffer + i * size, 1);
        at += take;
    }
    return IPT_OK;
}
