/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a .npy file: magic, version, and a Python dictionary with the
 * keys descr, fortran_order and shape. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "npy_head.h"

/* NumPy itself refuses to parse longer ones. */
enum { NPY_TEXT_MAX = 10000 };

/* The dictionary while it is read. */
typedef struct {
    const char *path;
    const char *text;
    const char *at;
    size_t offset; /* of the text in the file */
    ipt_error *err;
} npy_parser;

static ipt_status
npy_fail(const npy_parser *p, const char *expected)
{
    char found[24];
    size_t n = 0;

    /* The rest of the line, printable and short. */
    for (; p->at[n] && n < sizeof found - 1; n++)
        found[n] = p->at[n] >= ' ' && p->at[n] <= '~' ? p->at[n] : '?';
    found[n] = '\0';
    return ipt_error_set(p->err, IPT_EFORMAT,
                         "%s: byte %zu: \"%s\" in the npy header, expected %s",
                         p->path, p->offset + (size_t)(p->at - p->text), found,
                         expected);
}

static void
npy_blanks(npy_parser *p)
{
    p->at += strspn(p->at, " \t\n");
}

static int
npy_take(npy_parser *p, const char *word)
{
    npy_blanks(p);
    if (strncmp(p->at, word, strlen(word)))
        return 0;
    p->at += strlen(word);
    return 1;
}

/* 'text' or "text" without escapes. */
static ipt_status
npy_string(npy_parser *p, char *out, size_t size, const char *expected)
{
    const char *end = NULL;

    npy_blanks(p);
    if (*p->at == '\'' || *p->at == '"')
        end = strchr(p->at + 1, *p->at);
    if (!end || (size_t)(end - p->at) > size)
        return npy_fail(p, expected);
    memcpy(out, p->at + 1, (size_t)(end - p->at - 1));
    out[end - p->at - 1] = '\0';
    p->at = end + 1;
    return IPT_OK;
}

static ipt_status
npy_descr(npy_parser *p, ipt__npy_head *head)
{
    static const struct {
        const char *code;
        ipt__element type;
    } types[] = {{"b1", IPT__BOOL}, {"u1", IPT__U1}, {"i1", IPT__I1},
                 {"u2", IPT__U2},   {"i2", IPT__I2}, {"u4", IPT__U4},
                 {"i4", IPT__I4},   {"u8", IPT__U8}, {"i8", IPT__I8},
                 {"f2", IPT__F2},   {"f4", IPT__F4}, {"f8", IPT__F8}};
    const npy_parser start = *p;
    char descr[32];
    const char *code = descr;
    ipt_status status;

    npy_blanks(p);
    if (*p->at == '[')
        return ipt_error_set(p->err, IPT_EUNSUP,
                             "%s: a record array; save each field as a plain "
                             "array",
                             p->path);
    status = npy_string(p, descr, sizeof descr, "a type such as '<f4'");
    if (status != IPT_OK)
        return status;
    head->big = *descr == '>';
    if (*descr && strchr("<>|=", *descr))
        code++;
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        if (strcmp(code, types[t].code))
            continue;
        if (code == descr ||
            (*descr == '=' || (*descr == '|' && code[1] != '1')))
            break; /* the order of the bytes is not said */
        head->type = types[t].type;
        memcpy(head->dtype, descr, strlen(descr) + 1);
        return IPT_OK;
    }
    *p = start;
    npy_blanks(p);
    return ipt_error_set(p->err, IPT_EUNSUP,
                         "%s: byte %zu: elements of type \"%s\"; readable are "
                         "b1, i1 to i8, u1 to u8, f2, f4 and f8 with < or >",
                         p->path, p->offset + (size_t)(p->at - p->text), descr);
}

static ipt_status
npy_shape(npy_parser *p, ipt__npy_head *head)
{
    head->rank = 0;
    if (!npy_take(p, "("))
        return npy_fail(p, "a shape such as (4096, 12)");
    while (!npy_take(p, ")")) {
        unsigned long long extent = 0;
        size_t digits = 0;

        npy_blanks(p);
        digits = strspn(p->at, "0123456789");
        if (digits == 0 || digits > 18)
            return npy_fail(p, "an extent");
        if (head->rank == IPT_ARRAY_RANK)
            return npy_fail(p, "at most 32 axes");
        extent = strtoull(p->at, NULL, 10);
        if (extent == 0)
            return npy_fail(p, "an extent of at least 1");
        p->at += digits;
        head->extent[head->rank++] = (size_t)extent;
        if (!npy_take(p, ",") && (npy_blanks(p), *p->at != ')'))
            return npy_fail(p, "\",\" or \")\"");
    }
    return IPT_OK;
}

static ipt_status
npy_dictionary(npy_parser *p, ipt__npy_head *head)
{
    enum { DESCR = 1, ORDER = 2, SHAPE = 4 };
    unsigned seen = 0;

    if (!npy_take(p, "{"))
        return npy_fail(p, "\"{\"");
    while (!npy_take(p, "}")) {
        const npy_parser start = *p;
        char key[32];
        unsigned bit = 0;
        ipt_status status = npy_string(p, key, sizeof key, "a key");

        if (status != IPT_OK)
            return status;
        if (!npy_take(p, ":"))
            return npy_fail(p, "\":\"");
        if (!strcmp(key, "descr")) {
            bit = DESCR;
            status = npy_descr(p, head);
        } else if (!strcmp(key, "fortran_order")) {
            bit = ORDER;
            head->fortran = npy_take(p, "True");
            if (!head->fortran && !npy_take(p, "False"))
                status = npy_fail(p, "True or False");
        } else if (!strcmp(key, "shape")) {
            bit = SHAPE;
            status = npy_shape(p, head);
        }
        if (status != IPT_OK)
            return status;
        if (bit == 0 || (seen & bit)) {
            *p = start;
            return npy_fail(p, "descr, fortran_order and shape, once each");
        }
        seen |= bit;
        if (!npy_take(p, ",") && (npy_blanks(p), *p->at != '}'))
            return npy_fail(p, "\",\" or \"}\"");
    }
    npy_blanks(p);
    if (*p->at || seen != (DESCR | ORDER | SHAPE))
        return npy_fail(p, *p->at ? "the end of the header"
                                  : "descr, fortran_order and shape");
    return IPT_OK;
}

/* Magic, version and length of the text. */
static ipt_status
npy_begin(ipt__file *file, size_t *length, ipt_error *err)
{
    const char *path = ipt__file_path(file);
    unsigned char head[8];
    unsigned char word[4] = {0, 0, 0, 0};
    ipt_status status = ipt__file_read(file, head, 6, "npy magic", err);

    if (status != IPT_OK)
        return status;
    if (memcmp(head, "\x93NUMPY", 6))
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: begins with bytes 0x%02x%02x%02x, expected "
                             "0x934e55 of a npy file",
                             path, head[0], head[1], head[2]);
    status = ipt__file_read(file, head + 6, 2, "npy version", err);
    if (status != IPT_OK)
        return status;
    if (head[6] < 1 || head[6] > 3 || head[7] != 0)
        return ipt_error_set(err, IPT_EUNSUP,
                             "%s: byte 6: npy version %u.%u, expected 1.0, 2.0 "
                             "or 3.0",
                             path, head[6], head[7]);
    status = ipt__file_read(file, word, head[6] == 1 ? 2 : 4,
                            "length of the npy header", err);
    if (status != IPT_OK)
        return status;
    *length = (size_t)word[0] | (size_t)word[1] << 8 | (size_t)word[2] << 16 |
              (size_t)word[3] << 24;
    if (*length > NPY_TEXT_MAX)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: byte 8: a npy header of %zu bytes, expected "
                             "at most %d",
                             path, *length, NPY_TEXT_MAX);
    return IPT_OK;
}

ipt_status
ipt__npy_head_read(ipt__file *file, ipt__npy_head *head, ipt_error *err)
{
    char text[NPY_TEXT_MAX + 1];
    npy_parser parser = {ipt__file_path(file), text, text, 0, err};
    size_t length = 0;
    double size = 1;
    ipt_status status = npy_begin(file, &length, err);

    if (status != IPT_OK)
        return status;
    parser.offset = (size_t)ipt__file_offset(file);
    status = ipt__file_read(file, text, length, "npy header", err);
    if (status != IPT_OK)
        return status;
    text[length] = '\0';
    if (strlen(text) != length) {
        parser.at += strlen(text);
        return npy_fail(&parser, "text without zero bytes");
    }
    status = npy_dictionary(&parser, head);
    if (status != IPT_OK)
        return status;
    for (size_t a = 0; a < head->rank; a++)
        size *= (double)head->extent[a];
    status = ipt__file_can_hold(
        file, "elements", size * (double)ipt__element_size(head->type), err);
    if (status != IPT_OK)
        return status;
    head->size = 1;
    for (size_t a = 0; a < head->rank; a++)
        head->size *= head->extent[a];
    return IPT_OK;
}
