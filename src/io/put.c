/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing groups, attributes and datasets in the layout of ipt's files. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "h5.h"

enum { PUT_ORDER = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED };

hid_t
ipt__h5_group(hid_t at, const char *name)
{
    hid_t creation = H5Pcreate(H5P_GROUP_CREATE);
    hid_t group = -1;

    if (creation >= 0 && H5Pset_link_creation_order(creation, PUT_ORDER) >= 0 &&
        H5Pset_attr_creation_order(creation, PUT_ORDER) >= 0 &&
        H5Pset_obj_track_times(creation, 0) >= 0)
        group = H5Gcreate2(at, name, H5P_DEFAULT, creation, H5P_DEFAULT);
    ipt__h5_drop(&creation);
    return group;
}

hid_t
ipt__h5_dcpl(void)
{
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);

    if (creation >= 0 && (H5Pset_attr_creation_order(creation, PUT_ORDER) < 0 ||
                          H5Pset_obj_track_times(creation, 0) < 0))
        ipt__h5_drop(&creation);
    return creation;
}

/* Length of the well-formed UTF-8 sequence at p, 0 when there is none. */
static size_t
put_utf8(const unsigned char *p)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t n = *p < 0x80   ? 1
                     : *p < 0xC2 ? 0
                     : *p < 0xE0 ? 2
                     : *p < 0xF0 ? 3
                     : *p < 0xF5 ? 4
                                 : 0;
    unsigned code = n > 1 ? *p & (0x7FU >> n) : *p;

    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3FU);
    }
    if (n > 1 && (code < least[n] || code > 0x10FFFF ||
                  (code >= 0xD800 && code <= 0xDFFF)))
        return 0;
    return n;
}

/* A copy that is UTF-8 throughout: other programs refuse to show a text that
 * says so and is not. NULL counts as "". */
static char *
put_clean(const char *text)
{
    const unsigned char *p = (const unsigned char *)(text ? text : "");
    char *clean = malloc(3 * strlen((const char *)p) + 1);
    char *end = clean;

    while (clean && *p) {
        const size_t n = put_utf8(p);

        memcpy(end, n ? (const char *)p : "\xEF\xBF\xBD", n ? n : 3);
        end += n ? n : 3;
        p += n ? n : 1;
    }
    if (clean)
        *end = '\0';
    return clean;
}

static hid_t
put_text_type(void)
{
    hid_t type = H5Tcopy(H5T_C_S1);

    if (type >= 0 && (H5Tset_size(type, H5T_VARIABLE) < 0 ||
                      H5Tset_cset(type, H5T_CSET_UTF8) < 0))
        ipt__h5_drop(&type);
    return type;
}

/* A scalar attribute of any type. */
static int
put_attribute(hid_t at, const char *name, hid_t type, hid_t memory,
              const void *value)
{
    hid_t space = H5Screate(H5S_SCALAR);
    hid_t attribute = -1;
    int failed = 1;

    if (space >= 0)
        attribute = H5Acreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute >= 0)
        failed = H5Awrite(attribute, memory, value) < 0;
    ipt__h5_drop(&attribute);
    ipt__h5_drop(&space);
    return failed ? -1 : 0;
}

int
ipt__h5_put_text(hid_t at, const char *name, const char *text)
{
    hid_t type = -1;
    char *clean = NULL;
    int result = -1;

    if (!text)
        return 0;
    type = put_text_type();
    clean = put_clean(text);
    if (type >= 0 && clean) {
        const char *value = clean;

        result = put_attribute(at, name, type, type, &value);
    }
    free(clean);
    ipt__h5_drop(&type);
    return result;
}

int
ipt__h5_put_i32(hid_t at, const char *name, int32_t value)
{
    return put_attribute(at, name, H5T_STD_I32LE, H5T_NATIVE_INT32, &value);
}

int
ipt__h5_put_i64(hid_t at, const char *name, int64_t value)
{
    return put_attribute(at, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

int
ipt__h5_put_u64(hid_t at, const char *name, uint64_t value)
{
    return put_attribute(at, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

int
ipt__h5_put_f64(hid_t at, const char *name, double value)
{
    return put_attribute(at, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

int
ipt__h5_put_bool(hid_t at, const char *name, int value)
{
    const int8_t states[2] = {0, 1};
    const int8_t state = value ? 1 : 0;
    hid_t type = H5Tenum_create(H5T_STD_I8LE);
    int result = -1;

    if (type >= 0 && H5Tenum_insert(type, "FALSE", &states[0]) >= 0 &&
        H5Tenum_insert(type, "TRUE", &states[1]) >= 0)
        result = put_attribute(at, name, type, type, &state);
    ipt__h5_drop(&type);
    return result;
}

int
ipt__h5_put_units(hid_t at, const char *units, const char *long_name)
{
    return ipt__h5_put_text(at, "units", units) ||
                   ipt__h5_put_text(at, "long_name", long_name)
               ? -1
               : 0;
}

int
ipt__h5_put_data(hid_t at, const char *name, hid_t type, hid_t memory, int rank,
                 const hsize_t *dims, const void *data, hid_t *out)
{
    hid_t creation = ipt__h5_dcpl();
    hid_t space =
        rank ? H5Screate_simple(rank, dims, NULL) : H5Screate(H5S_SCALAR);
    hid_t dataset = -1;
    int failed = 1;

    if (creation >= 0 && space >= 0)
        dataset = H5Dcreate2(at, name, type, space, H5P_DEFAULT, creation,
                             H5P_DEFAULT);
    if (dataset >= 0) {
        const hssize_t n = H5Sget_simple_extent_npoints(space);

        failed = n < 0 || (n > 0 && H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL,
                                             H5P_DEFAULT, data) < 0);
    }
    if (!failed && out) {
        *out = dataset;
        dataset = -1;
    }
    if (ipt__h5_finish(&dataset))
        failed = 1;
    ipt__h5_drop(&space);
    ipt__h5_drop(&creation);
    return failed ? -1 : 0;
}

int
ipt__h5_put_texts(hid_t at, const char *name, int64_t n, char *const *text,
                  hid_t *out)
{
    const size_t many = n < 0 ? 1 : (size_t)n;
    const hsize_t dims[1] = {many};
    hid_t type = put_text_type();
    char **clean = calloc(many + 1, sizeof *clean);
    int failed = !clean || type < 0;

    for (size_t i = 0; !failed && i < many; i++) {
        clean[i] = put_clean(text[i]);
        failed = !clean[i];
    }
    if (!failed)
        failed = ipt__h5_put_data(at, name, type, type, n < 0 ? 0 : 1, dims,
                                  clean, out) != 0;
    ipt__texts_free(clean, many);
    ipt__h5_drop(&type);
    return failed ? -1 : 0;
}
