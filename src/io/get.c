/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading attributes and texts, whoever wrote them. */

#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "h5.h"

enum { GET_TEXT_MAX = 1 << 28, GET_ITEMS_MAX = 64 };

int
ipt__h5_has(hid_t at, const char *name)
{
    return H5Lexists(at, name, H5P_DEFAULT) > 0 &&
           H5Oexists_by_name(at, name, H5P_DEFAULT) > 0;
}

int
ipt__h5_dims(hid_t dataset, int max, hsize_t *dims)
{
    hid_t space = H5Dget_space(dataset);
    int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);

    if (rank > max ||
        (rank > 0 && H5Sget_simple_extent_dims(space, dims, NULL) != rank) ||
        (rank == 0 && H5Sget_simple_extent_type(space) == H5S_NULL))
        rank = -1;
    ipt__h5_drop(&space);
    return rank;
}

const char *
ipt__h5_dims_text(int rank, const hsize_t *dims, char *out, size_t size)
{
    size_t used = 0;

    snprintf(out, size, "scalar");
    for (int i = 0; i < rank && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%llu",
                                 i ? " x " : "", (unsigned long long)dims[i]);
    return out;
}

/* n texts of an object that `read` reads: variable or fixed length. Blanks
 * that pad a fixed length are taken off. */
static int
get_texts(hid_t from, hid_t type, hid_t space, size_t n, int is_attribute,
          char **out)
{
    const int variable = H5Tis_variable_str(type) > 0;
    const size_t size = variable ? sizeof(char *) : H5Tget_size(type);
    hid_t memory = H5Tcopy(type);
    char *raw = NULL;
    int result = -1;
    int filled = 0;

    if (memory < 0 || size == 0 || n > GET_TEXT_MAX / size)
        goto done;
    raw = calloc(n ? n : 1, size);
    if (!raw)
        goto done;
    filled = (is_attribute ? H5Aread(from, memory, raw)
                           : H5Dread(from, memory, H5S_ALL, H5S_ALL,
                                     H5P_DEFAULT, raw)) >= 0;
    if (!filled)
        goto done;
    result = 0;
    for (size_t i = 0; i < n; i++) {
        if (variable) {
            const char *item = NULL;

            memcpy(&item, raw + i * size, sizeof item);
            out[i] = ipt__text_copy(item ? item : "");
        } else {
            size_t length = strnlen(raw + i * size, size);

            while (H5Tget_strpad(type) == H5T_STR_SPACEPAD && length &&
                   raw[i * size + length - 1] == ' ')
                length--;
            out[i] = calloc(length + 1, 1);
            if (out[i])
                memcpy(out[i], raw + i * size, length);
        }
        if (!out[i])
            result = -1;
    }
done:
    if (variable && filled)
        H5Dvlen_reclaim(memory, space, H5P_DEFAULT, raw);
    free(raw);
    ipt__h5_drop(&memory);
    return result;
}

int
ipt__h5_get_text(hid_t at, const char *name, char **out)
{
    hid_t attribute = -1;
    hid_t type = -1;
    hid_t space = -1;
    char *text = NULL;
    int result = 0;

    if (H5Aexists(at, name) <= 0)
        return 0;
    attribute = H5Aopen(at, name, H5P_DEFAULT);
    if (attribute >= 0) {
        type = H5Aget_type(attribute);
        space = H5Aget_space(attribute);
    }
    if (type < 0 || space < 0)
        result = -1;
    else if (H5Tget_class(type) == H5T_STRING &&
             H5Sget_simple_extent_npoints(space) == 1)
        result = get_texts(attribute, type, space, 1, 1, &text) ? -1 : 1;
    if (result == 1) {
        free(*out);
        *out = text;
    } else {
        free(text);
    }
    ipt__h5_drop(&space);
    ipt__h5_drop(&type);
    ipt__h5_drop(&attribute);
    return result;
}

int
ipt__h5_get_numbers(hid_t at, const char *name, hid_t memory, size_t n,
                    void *out)
{
    hid_t attribute = -1;
    hid_t type = -1;
    hid_t space = -1;
    int result = 0;

    if (H5Aexists(at, name) <= 0)
        return 0;
    attribute = H5Aopen(at, name, H5P_DEFAULT);
    if (attribute >= 0) {
        type = H5Aget_type(attribute);
        space = H5Aget_space(attribute);
    }
    const H5T_class_t class = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
    if (class == H5T_NO_CLASS || space < 0)
        result = -1;
    else if ((class == H5T_INTEGER || class == H5T_FLOAT ||
              class == H5T_ENUM) &&
             H5Sget_simple_extent_npoints(space) == (hssize_t)n)
        result = H5Aread(attribute, memory, out) < 0 ? -1 : 1;
    ipt__h5_drop(&space);
    ipt__h5_drop(&type);
    ipt__h5_drop(&attribute);
    return result;
}

int
ipt__h5_get_texts(hid_t dataset, size_t *n, char ***out)
{
    hid_t type = H5Dget_type(dataset);
    hid_t space = H5Dget_space(dataset);
    const hssize_t points =
        space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    char **text = NULL;
    int result = -1;

    if (type < 0 || points < 0 || points > GET_TEXT_MAX)
        goto done;
    if (H5Tget_class(type) != H5T_STRING) {
        result = -2;
        goto done;
    }
    text = calloc((size_t)points + 1, sizeof *text);
    if (text)
        result = get_texts(dataset, type, space, (size_t)points, 0, text);
    if (result == 0) {
        *n = (size_t)points;
        *out = text;
        text = NULL;
    }
done:
    ipt__texts_free(text, points > 0 ? (size_t)points : 0);
    ipt__h5_drop(&space);
    ipt__h5_drop(&type);
    return result;
}

/* The shortest decimal form that reads back to the same double. */
static int
get_shortest(char *out, size_t size, double value)
{
    int n = 0;

    for (int digits = 1; digits <= 17; digits++) {
        n = snprintf(out, size, "%.*g", digits, value);
        if (isnan(value) || strtod(out, NULL) == value)
            break;
    }
    return n;
}

/* One element of a numeric attribute. */
static int
get_item(hid_t type, H5T_class_t class, const void *raw, size_t i, char *out,
         size_t size)
{
    if (class == H5T_ENUM) {
        const size_t width = H5Tget_size(type);

        return H5Tenum_nameof(type, (const char *)raw + i * width, out, size) <
                       0
                   ? snprintf(out, size, "?")
                   : (int)strlen(out);
    }
    if (class == H5T_FLOAT)
        return get_shortest(out, size, ((const double *)raw)[i]);
    if (H5Tget_sign(type) == H5T_SGN_NONE)
        return snprintf(out, size, "%" PRIu64, ((const uint64_t *)raw)[i]);
    return snprintf(out, size, "%" PRId64, ((const int64_t *)raw)[i]);
}

static char *
get_numbers_text(hid_t attribute, hid_t type, H5T_class_t class, size_t n,
                 int scalar)
{
    const size_t width = H5Tget_size(type);
    const size_t room = 80 * n + 8;
    const hid_t memory = class == H5T_ENUM                   ? type
                         : class == H5T_FLOAT                ? H5T_NATIVE_DOUBLE
                         : H5Tget_sign(type) == H5T_SGN_NONE ? H5T_NATIVE_UINT64
                                                             : H5T_NATIVE_INT64;
    void *raw = calloc(n + 1, width > 8 ? width : 8);
    char *text = malloc(room);
    size_t used = 0;

    if (!raw || !text || H5Aread(attribute, memory, raw) < 0) {
        free(raw);
        free(text);
        return NULL;
    }
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        char item[72];

        get_item(type, class, raw, i, item, sizeof item);
        used += (size_t)snprintf(text + used, room - used, "%s%s",
                                 scalar ? ""
                                 : i    ? ", "
                                        : "[",
                                 item);
    }
    if (!scalar)
        snprintf(text + used, room - used, n ? "]" : "[]");
    free(raw);
    return text;
}

char *
ipt__h5_attr_as_text(hid_t attribute)
{
    hid_t type = H5Aget_type(attribute);
    hid_t space = H5Aget_space(attribute);
    const hssize_t n = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    const H5T_class_t class = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
    const int scalar = space >= 0 && H5Sget_simple_extent_ndims(space) == 0;
    char *text = NULL;

    if (class == H5T_STRING && n == 1)
        get_texts(attribute, type, space, 1, 1, &text);
    else if ((class == H5T_INTEGER || class == H5T_FLOAT ||
              class == H5T_ENUM) &&
             n >= 0 && n <= GET_ITEMS_MAX)
        text = get_numbers_text(attribute, type, class, (size_t)n, scalar);
    else if (class != H5T_NO_CLASS && n >= 0) {
        text = malloc(64);
        if (text)
            snprintf(text, 64, "(%lld values, not shown)", (long long)n);
    }
    ipt__h5_drop(&space);
    ipt__h5_drop(&type);
    return text;
}

/* What the walk over attributes carries along. */
typedef struct {
    const char *const *but;
    ipt_pair *pairs;
    size_t n;
} get_walk;

static herr_t
get_pair(hid_t at, const char *name, const H5A_info_t *info, void *data)
{
    get_walk *walk = data;
    hid_t attribute = -1;
    ipt_pair *pairs = NULL;
    char *key = NULL;
    char *value = NULL;

    (void)info;
    for (size_t i = 0; walk->but && walk->but[i]; i++)
        if (strcmp(walk->but[i], name) == 0)
            return 0;
    for (size_t i = 0; i < walk->n; i++)
        if (strcmp(walk->pairs[i].key, name) == 0)
            return 0;
    attribute = H5Aopen(at, name, H5P_DEFAULT);
    if (attribute >= 0)
        value = ipt__h5_attr_as_text(attribute);
    ipt__h5_drop(&attribute);
    key = ipt__text_copy(name);
    if (key && value)
        pairs = realloc(walk->pairs, (walk->n + 2) * sizeof *pairs);
    if (!pairs) {
        free(key);
        free(value);
        return -1;
    }
    walk->pairs = pairs;
    pairs[walk->n].key = key;
    pairs[walk->n].value = value;
    walk->n++;
    pairs[walk->n].key = pairs[walk->n].value = NULL;
    return 0;
}

ipt_status
ipt__h5_get_pairs(hid_t at, const char *const *but, ipt_pair **pairs, size_t *n,
                  ipt_error *err)
{
    get_walk walk = {but, *pairs, *n};
    hsize_t from = 0;
    herr_t walked = H5Aiterate2(at, H5_INDEX_CRT_ORDER, H5_ITER_INC, &from,
                                get_pair, &walk);

    if (walked < 0 && walk.n == *n) { /* order not tracked */
        from = 0;
        walked =
            H5Aiterate2(at, H5_INDEX_NAME, H5_ITER_INC, &from, get_pair, &walk);
    }
    *pairs = walk.pairs;
    *n = walk.n;
    return walked < 0 ? ipt_error_set(err, IPT_EFORMAT,
                                      "its attributes cannot be read")
                      : IPT_OK;
}
