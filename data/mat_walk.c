/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking MAT files before they are read. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "mat_file.h"

/* Types of elements and classes of arrays, as the format numbers them. */
enum {
    MI_INT8 = 1,
    MI_INT32 = 5,
    MI_UINT32 = 6,
    MI_MATRIX = 14,
    MI_COMPRESSED = 15
};
enum { MX_DOUBLE = 6, MX_UINT64 = 15, MX_OPAQUE = 17 };
enum { WALK_DEPTH = 16, WALK_HEAD = 128, WALK_COMPLEX = 0x0800 };

typedef struct {
    ipt__file *file;
    const char *path;
    int big;               /* most significant byte first */
    unsigned long long at; /* of the top-level element, for messages */
    ipt_error *err;
} mat_walk;

/* An element within a buffer. */
typedef struct {
    unsigned type;
    const unsigned char *data;
    size_t size;
    size_t next; /* offset behind it and its padding */
} mat_element;

const char *
ipt__mat_class_name(unsigned class_)
{
    static const char *const names[] = {
        "empty",  "cell",   "struct", "object", "char",     "sparse",
        "double", "single", "int8",   "uint8",  "int16",    "uint16",
        "int32",  "uint32", "int64",  "uint64", "function", "opaque"};

    return class_ < sizeof names / sizeof *names ? names[class_] : "unknown";
}

static unsigned
walk_word(const mat_walk *walk, const unsigned char *bytes)
{
    unsigned word = 0;

    for (int b = 0; b < 4; b++)
        word = word << 8 | bytes[walk->big ? b : 3 - b];
    return word;
}

static ipt_status
walk_fail(const mat_walk *walk, const char *what)
{
    return ipt_error_set(walk->err, IPT_EFORMAT,
                         "%s: damaged MAT file: in the element at byte %llu, "
                         "%s",
                         walk->path, walk->at, what);
}

/* Bytes of a numeric element type, or 0. */
static size_t
walk_type_size(unsigned type)
{
    static const unsigned char sizes[] = {0, 1, 1, 2, 2, 4, 4,
                                          4, 0, 8, 0, 0, 8, 8};

    return type < sizeof sizes ? sizes[type] : 0;
}

/* The element at an offset; up to four bytes are packed into the tag. */
static ipt_status
walk_element(const mat_walk *walk, const unsigned char *body, size_t size,
             size_t at, mat_element *out)
{
    unsigned first = 0;

    if (size - at < 8)
        return walk_fail(walk, "a part is cut short");
    first = walk_word(walk, body + at);
    if (first >> 16) {
        *out =
            (mat_element){first & 0xFFFF, body + at + 4, first >> 16, at + 8};
        if (out->size > 4)
            return walk_fail(walk, "a packed part is longer than 4 bytes");
        return IPT_OK;
    }
    *out =
        (mat_element){first, body + at + 8, walk_word(walk, body + at + 4), 0};
    if (out->size > size - at - 8)
        return walk_fail(walk, "a part is longer than what holds it");
    out->next = at + 8 + (out->size + 7) / 8 * 8;
    if (out->next > size) /* the last padding may be absent */
        out->next = size;
    return IPT_OK;
}

/* Flags, extents and name. */
static ipt_status
walk_info(const mat_walk *walk, const unsigned char *body, size_t size,
          size_t *at, ipt__mat_info *info)
{
    mat_element e = {0, NULL, 0, 0};
    size_t length = 0;
    ipt_status status = walk_element(walk, body, size, 0, &e);

    if (status != IPT_OK)
        return status;
    if (e.type != MI_UINT32 || e.size != 8)
        return walk_fail(walk, "the array flags are not two 32-bit words");
    info->class_ = walk_word(walk, e.data) & 0xFF;
    info->complex = (walk_word(walk, e.data) & WALK_COMPLEX) != 0;
    *at = e.next;
    if (info->class_ == 0 || info->class_ > MX_OPAQUE)
        return walk_fail(walk, "the array class is unknown");
    if (info->class_ == MX_OPAQUE)
        return IPT_OK; /* laid out in a way of its own */
    status = walk_element(walk, body, size, *at, &e);
    if (status != IPT_OK)
        return status;
    if (e.type != MI_INT32 || e.size < 8 || e.size % 4 ||
        e.size / 4 > IPT__MAT_RANK)
        return walk_fail(walk, "the extents are not 2 to 32 32-bit words");
    info->rank = e.size / 4;
    for (size_t a = 0; a < info->rank; a++) {
        info->extent[a] = walk_word(walk, e.data + 4 * a);
        if (info->extent[a] > INT32_MAX)
            return walk_fail(walk, "an extent is negative");
    }
    *at = e.next;
    status = walk_element(walk, body, size, *at, &e);
    if (status != IPT_OK)
        return status;
    if (e.type != MI_INT8)
        return walk_fail(walk, "the name is not text");
    length = e.size < sizeof info->name ? e.size : sizeof info->name - 1;
    memcpy(info->name, e.data, length);
    info->name[length] = '\0';
    *at = e.next;
    return IPT_OK;
}

/* The parts of a numeric array have the bytes that its extents demand. */
static ipt_status
walk_numbers(const mat_walk *walk, const unsigned char *body, size_t size,
             size_t at, const ipt__mat_info *info)
{
    double count = 1;

    for (size_t a = 0; a < info->rank; a++)
        count *= (double)info->extent[a];
    for (int part = 0; part <= info->complex; part++) {
        mat_element e = {0, NULL, 0, 0};
        const ipt_status status = walk_element(walk, body, size, at, &e);

        if (status != IPT_OK)
            return status;
        if (walk_type_size(e.type) == 0)
            return walk_fail(walk, "the values have no numeric type");
        if (count * (double)walk_type_size(e.type) != (double)e.size)
            return walk_fail(walk, "the extents and the bytes of the values "
                                   "differ");
        at = e.next;
    }
    if (at != size)
        return walk_fail(walk, "something follows the values");
    return IPT_OK;
}

/* The body of a matrix element, with what it contains. */
static ipt_status
walk_matrix(const mat_walk *walk, const unsigned char *body, size_t size,
            int depth, ipt__mat_info *info)
{
    size_t at = 0;
    ipt_status status;

    memset(info, 0, sizeof *info);
    if (depth > WALK_DEPTH)
        return walk_fail(walk, "cells or structures are nested too deeply");
    if (size == 0 && depth > 0)
        return IPT_OK; /* an empty cell */
    status = walk_info(walk, body, size, &at, info);
    if (status != IPT_OK)
        return status;
    if (info->class_ >= MX_DOUBLE && info->class_ <= MX_UINT64)
        return walk_numbers(walk, body, size, at, info);
    while (status == IPT_OK && at < size) {
        mat_element e = {0, NULL, 0, 0};
        ipt__mat_info inner;

        status = walk_element(walk, body, size, at, &e);
        if (status == IPT_OK && e.type == MI_MATRIX)
            status = walk_matrix(walk, e.data, e.size, depth + 1, &inner);
        at = e.next;
    }
    return status;
}

/* A body from the file, as it is. */
static ipt_status
walk_plain(mat_walk *walk, size_t size, void **body)
{
    ipt_status status =
        ipt__array_alloc(body, size, 1, 1, walk->path, walk->err);

    if (status == IPT_OK)
        status = ipt__file_read(walk->file, *body, size, "matrix", walk->err);
    return status;
}

/* A body that is packed: a whole zlib stream of one matrix element. */
static ipt_status
walk_unpack(mat_walk *walk, unsigned char *packed, size_t packed_size,
            void **body, size_t *size)
{
    unsigned char tag[8];
    z_stream z;
    int code = Z_OK;
    ipt_status status = IPT_OK;

    memset(&z, 0, sizeof z);
    if (inflateInit(&z) != Z_OK)
        return ipt_error_set(walk->err, IPT_ENOMEM, "%s: no memory",
                             walk->path);
    z.next_in = packed;
    z.avail_in = (uInt)packed_size;
    z.next_out = tag;
    z.avail_out = sizeof tag;
    code = inflate(&z, Z_SYNC_FLUSH);
    if ((code != Z_OK && code != Z_STREAM_END) || z.avail_out) {
        status = walk_fail(walk, "the packed data cannot be unpacked");
        goto done;
    }
    *size = walk_word(walk, tag + 4);
    if (walk_word(walk, tag) != MI_MATRIX)
        status = walk_fail(walk, "the packed data are not a matrix");
    else if ((double)*size > 1032.0 * (double)packed_size)
        status = walk_fail(walk, "the packed data cannot hold what their tag "
                                 "promises");
    else
        status = ipt__array_alloc(body, *size, 1, 1, walk->path, walk->err);
    if (status != IPT_OK)
        goto done;
    z.next_out = *body;
    z.avail_out = (uInt)*size;
    code = inflate(&z, Z_FINISH);
    if (code != Z_STREAM_END || z.avail_out || z.avail_in)
        status = walk_fail(walk, "the packed data end at a wrong place or "
                                 "have a wrong checksum");
done:
    inflateEnd(&z);
    return status;
}

/* One variable behind its tag. */
static ipt_status
walk_variable(mat_walk *walk, unsigned type, size_t size,
              ipt__mat_visitor *visit, void *context)
{
    ipt__mat_info info;
    void *packed = NULL;
    void *body = NULL;
    ipt_status status =
        ipt__file_can_hold(walk->file, "a variable", (double)size, walk->err);

    if (status != IPT_OK)
        return status;
    if (type != MI_MATRIX && type != MI_COMPRESSED)
        return walk_fail(walk, "the type is neither matrix nor compressed");
    if (type == MI_MATRIX) {
        status = walk_plain(walk, size, &body);
    } else {
        status = walk_plain(walk, size, &packed);
        if (status == IPT_OK)
            status = walk_unpack(walk, packed, size, &body, &size);
    }
    if (status == IPT_OK)
        status = walk_matrix(walk, body, size, 0, &info);
    if (status == IPT_OK && visit)
        visit(context, &info);
    free(packed);
    free(body);
    return status;
}

/* The first 128 bytes: text, version and order of bytes. */
static ipt_status
walk_head(mat_walk *walk)
{
    unsigned char head[WALK_HEAD];
    unsigned version = 0;
    const ipt_status status =
        ipt__file_read(walk->file, head, sizeof head, "MAT header", walk->err);

    if (status != IPT_OK)
        return status;
    walk->big = !memcmp(head + 126, "MI", 2);
    if (!walk->big && memcmp(head + 126, "IM", 2))
        return ipt_error_set(walk->err, IPT_EFORMAT,
                             "%s: bytes 126 and 127 are 0x%02x%02x, expected "
                             "\"IM\" or \"MI\" of a MAT file of version 5 "
                             "(older ones: save with -v7)",
                             walk->path, head[126], head[127]);
    version = walk->big ? (unsigned)head[124] << 8 | head[125]
                        : (unsigned)head[125] << 8 | head[124];
    if (version == 0x0200)
        return ipt_error_set(walk->err, IPT_EUNSUP,
                             "%s: a MAT file of version 7.3; save it with -v7",
                             walk->path);
    if (version != 0x0100)
        return ipt_error_set(walk->err, IPT_EFORMAT,
                             "%s: byte 124: version 0x%04x, expected 0x0100 "
                             "of a MAT file of version 5",
                             walk->path, version);
    return IPT_OK;
}

ipt_status
ipt__mat_walk(const char *path, ipt__mat_visitor *visit, void *context,
              ipt_error *err)
{
    mat_walk walk = {NULL, path, 0, 0, err};
    ipt_status status = ipt__file_open(&walk.file, path, err);

    if (status == IPT_OK)
        status = walk_head(&walk);
    while (status == IPT_OK) {
        unsigned char tag[8];
        size_t got = 0;

        walk.at = ipt__file_offset(walk.file);
        status = ipt__file_take(walk.file, tag, sizeof tag, &got, err);
        if (status != IPT_OK || got == 0)
            break;
        if (got < sizeof tag)
            status = walk_fail(&walk, "the tag is cut short");
        else
            status = walk_variable(&walk, walk_word(&walk, tag),
                                   walk_word(&walk, tag + 4), visit, context);
    }
    ipt__file_close(walk.file);
    return status;
}
