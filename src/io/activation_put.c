/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything of a file of activations but the snapshots. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "activation.h"

enum { PUT_CHUNK_BYTES = 1 << 20 };

/* Refuses what the layout cannot hold, before a file is begun. */
ipt_status
ipt__activation_check_header(const char *path, const ipt_activation_header *h,
                             ipt_error *err)
{
    if (h->n == 0 || h->n_layers == 0)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: %zu samples of %zu layers: nothing to write",
                             path, h->n, h->n_layers);
    if (!h->label && !h->y && !h->x && !h->x_id && !h->p_y_given_x)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: targets, inputs, ids or p(y|x) are needed",
                             path);
    if (h->label && h->y)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: targets are classes or numbers, not both",
                             path);
    for (size_t l = 0; l < h->n_layers; l++) {
        const ipt_activation_layer *layer = &h->layer[l];

        if (!layer->name || !*layer->name || strchr(layer->name, '/') ||
            strcmp(layer->name, ".") == 0 || strlen(layer->name) > 200)
            return ipt_error_set(err, IPT_EINVAL,
                                 "%s: \"%s\" cannot be the name of a layer: "
                                 "expected 1 to 200 bytes without /",
                                 path, layer->name ? layer->name : "");
        if (layer->width == 0)
            return ipt_error_set(err, IPT_EINVAL, "%s: layer %s has no units",
                                 path, layer->name);
        for (size_t k = 0; k < l; k++)
            if (strcmp(h->layer[k].name, layer->name) == 0)
                return ipt_error_set(err, IPT_EINVAL,
                                     "%s: two layers are called %s", path,
                                     layer->name);
    }
    return IPT_OK;
}

static int
put_attributes(hid_t file, const ipt_activation_header *h)
{
    int failed = ipt__h5_put_text(file, "format", "ipt-activations") ||
                 ipt__h5_put_i32(file, "format_version", 1);

    for (size_t i = 0; !failed && i < h->n_attributes; i++) {
        const char *key = h->attribute[i].key;
        const char *value = h->attribute[i].value;

        if (strcmp(key, "format") == 0 || strcmp(key, "format_version") == 0)
            continue;
        /* Seeds are numbers to everybody; all else stays the text it is. */
        if (strcmp(key, "seed") == 0 && *value && strlen(value) < 20 &&
            strspn(value, "0123456789") == strlen(value))
            failed = ipt__h5_put_u64(file, key, strtoull(value, NULL, 10));
        else
            failed = ipt__h5_put_text(file, key, value);
    }
    return failed ? -1 : 0;
}

/* An array with one row for each sample, if there is one. */
static int
put_rows(hid_t file, const char *name, hid_t type, hid_t memory, size_t n,
         size_t columns, const void *data, const char *long_name)
{
    const hsize_t dims[2] = {n, columns};
    hid_t id = -1;
    int failed = 0;

    if (!data)
        return 0;
    failed = ipt__h5_put_data(file, name, type, memory, columns ? 2 : 1, dims,
                              data, &id) ||
             ipt__h5_put_units(id, "1", long_name);
    if (ipt__h5_finish(&id))
        failed = 1;
    return failed ? -1 : 0;
}

static int
put_split(hid_t file, const ipt_activation_header *h)
{
    const uint8_t parts[2] = {IPT_SPLIT_TRAIN, IPT_SPLIT_TEST};
    hid_t type = H5Tenum_create(H5T_STD_U8LE);
    int result = -1;

    if (type >= 0 && H5Tenum_insert(type, "train", &parts[0]) >= 0 &&
        H5Tenum_insert(type, "test", &parts[1]) >= 0)
        result = put_rows(file, "split", type, type, h->n, 0, h->split,
                          "0 train, 1 test");
    ipt__h5_drop(&type);
    return result;
}

static int
put_targets(hid_t file, const ipt_activation_header *h)
{
    const hsize_t dims[1] = {h->n};
    hid_t id = -1;
    int failed = 0;

    if (!h->label)
        return put_rows(file, "targets", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                        h->n, h->y_dim, h->y, "regression targets");
    failed = ipt__h5_put_data(file, "targets", H5T_STD_I32LE, H5T_NATIVE_INT32,
                              1, dims, h->label, &id) ||
             ipt__h5_put_units(id, "1", "class ids") ||
             (h->n_classes &&
              ipt__h5_put_i64(id, "n_classes", (int64_t)h->n_classes));
    if (ipt__h5_finish(&id))
        failed = 1;
    return failed ? -1 : 0;
}

static int
put_samples(hid_t file, const ipt_activation_header *h)
{
    return put_targets(file, h) ||
                   put_rows(file, "p_y_given_x", H5T_IEEE_F64LE,
                            H5T_NATIVE_DOUBLE, h->n, h->n_classes,
                            h->p_y_given_x, "p(y|x) of every sample") ||
                   put_rows(file, "inputs", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT,
                            h->n, h->x_dim, h->x, "inputs") ||
                   put_rows(file, "input_ids", H5T_STD_I64LE, H5T_NATIVE_INT64,
                            h->n, 0, h->x_id, "equal id: same input") ||
                   put_rows(file, "sample_weight", H5T_IEEE_F64LE,
                            H5T_NATIVE_DOUBLE, h->n, 0, h->weight,
                            "probability of every sample") ||
                   (h->split && put_split(file, h))
               ? -1
               : 0;
}

/* An attribute of several numbers. */
static int
put_numbers(hid_t at, const char *name, hid_t type, hid_t memory, hsize_t n,
            const void *values)
{
    hid_t space = H5Screate_simple(1, &n, NULL);
    hid_t attribute = -1;
    int failed = 1;

    if (space >= 0)
        attribute = H5Acreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute >= 0)
        failed = H5Awrite(attribute, memory, values) < 0;
    ipt__h5_drop(&attribute);
    ipt__h5_drop(&space);
    return failed ? -1 : 0;
}

static int
put_layer_attributes(hid_t data, const ipt_activation_layer *layer, size_t l)
{
    const double bounds[2] = {
        isnan(layer->low) ? -(double)INFINITY : layer->low,
        isnan(layer->high) ? (double)INFINITY : layer->high};
    const int32_t shape[3] = {(int32_t)layer->shape.channels,
                              (int32_t)layer->shape.height,
                              (int32_t)layer->shape.width};
    const int bounded =
        (!isnan(layer->low) || !isnan(layer->high)) && bounds[0] < bounds[1];
    const int spatial = layer->shape.height > 1 || layer->shape.width > 1;

    return ipt__h5_put_i64(data, "index", (int64_t)l) ||
                   ipt__h5_put_units(data, "1", "activations") ||
                   ipt__h5_put_text(data, "activation", layer->activation) ||
                   (bounded && put_numbers(data, "bounds", H5T_IEEE_F64LE,
                                           H5T_NATIVE_DOUBLE, 2, bounds)) ||
                   (spatial && put_numbers(data, "shape", H5T_STD_I32LE,
                                           H5T_NATIVE_INT32, 3, shape)) ||
                   (layer->noise_sigma > 0 &&
                    ipt__h5_put_f64(data, "noise_sigma", layer->noise_sigma)) ||
                   (layer->bits > 0 &&
                    (ipt__h5_put_i32(data, "bits", layer->bits) ||
                     ipt__h5_put_f64(data, "scale", layer->scale) ||
                     ipt__h5_put_f64(data, "zero_point", layer->zero_point)))
               ? -1
               : 0;
}

size_t
ipt__activation_chunk_rows(const ipt_activation_layer *layer, size_t n)
{
    const size_t row = layer->width * ipt_dtype_size(layer->dtype);
    const size_t fit = PUT_CHUNK_BYTES / row;

    return fit < 1 ? 1 : fit < n ? fit : n;
}

/* A cache for one chunk, however large: a chunk that is pushed out of it
 * while another is written cannot fail without harm to HDF5. */
static hid_t
put_layer_access(const ipt_activation_layer *layer, size_t n)
{
    const size_t bytes = ipt__activation_chunk_rows(layer, n) * layer->width *
                         ipt_dtype_size(layer->dtype);
    hid_t access = H5Pcreate(H5P_DATASET_ACCESS);

    if (access >= 0 && H5Pset_chunk_cache(access, 521, bytes, 1.0) < 0)
        ipt__h5_drop(&access);
    return access;
}

hid_t
ipt__activation_put_layer(hid_t group, const ipt_activation_header *h, size_t l,
                          ipt_compression compression)
{
    const ipt_activation_layer *layer = &h->layer[l];
    const hsize_t dims[3] = {0, h->n, layer->width};
    const hsize_t most[3] = {H5S_UNLIMITED, h->n, layer->width};
    const hsize_t chunk[3] = {1, ipt__activation_chunk_rows(layer, h->n),
                              layer->width};
    const hid_t type = layer->dtype == IPT_F64  ? H5T_IEEE_F64LE
                       : layer->dtype == IPT_U8 ? H5T_STD_U8LE
                                                : H5T_IEEE_F32LE;
    hid_t access = put_layer_access(layer, h->n);
    hid_t creation = ipt__h5_dcpl();
    hid_t space = H5Screate_simple(3, dims, most);
    hid_t data = -1;

    if (access >= 0 && creation >= 0 && space >= 0 &&
        H5Pset_chunk(creation, 3, chunk) >= 0 &&
        (compression == IPT_COMPRESS_NONE ||
         (H5Pset_shuffle(creation) >= 0 && H5Pset_deflate(creation, 1) >= 0)))
        data = H5Dcreate2(group, layer->name, type, space, H5P_DEFAULT,
                          creation, access);
    if (data >= 0 && put_layer_attributes(data, layer, l))
        ipt__h5_finish(&data);
    ipt__h5_drop(&space);
    ipt__h5_drop(&creation);
    ipt__h5_drop(&access);
    return data;
}

static int
put_epochs(hid_t file, hid_t *out)
{
    const hsize_t none[1] = {0};
    const hsize_t most[1] = {H5S_UNLIMITED};
    const hsize_t chunk[1] = {1024};
    hid_t creation = ipt__h5_dcpl();
    hid_t space = H5Screate_simple(1, none, most);

    if (creation >= 0 && space >= 0 && H5Pset_chunk(creation, 1, chunk) >= 0)
        *out = H5Dcreate2(file, "epochs", H5T_STD_I64LE, space, H5P_DEFAULT,
                          creation, H5P_DEFAULT);
    ipt__h5_drop(&space);
    ipt__h5_drop(&creation);
    return *out < 0 ? -1
                    : ipt__h5_put_units(*out, "1",
                                        "epochs completed at each snapshot");
}

int
ipt__activation_put_head(hid_t file, const ipt_activation_header *h,
                         hid_t *epochs)
{
    return put_attributes(file, h) || put_epochs(file, epochs) ||
                   put_samples(file, h)
               ? -1
               : 0;
}
