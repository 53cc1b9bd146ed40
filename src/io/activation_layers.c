/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers of a file of activations: found, put in order, checked. */

#include <config.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "activation.h"

/* Chunks kept decoded, all layers together. */
#define LAYERS_CACHE_BYTES ((hsize_t)256 << 20)

enum { LAYERS_NAME_MAX = 240 };

/* A link of /layers. */
typedef struct {
    char name[LAYERS_NAME_MAX];
    int64_t index;
    int has_index;
} layers_entry;

int
ipt__natural_compare(const char *a, const char *b)
{
    const char *x = a;
    const char *y = b;

    while (*x && *y) {
        if (isdigit((unsigned char)*x) && isdigit((unsigned char)*y)) {
            x += strspn(x, "0");
            y += strspn(y, "0");
            const size_t m = strspn(x, "0123456789");
            const size_t n = strspn(y, "0123456789");
            const int order = m != n ? (m > n) - (m < n) : memcmp(x, y, m);

            if (order)
                return order;
            x += m;
            y += n;
        } else if (*x != *y) {
            return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
        } else {
            x++;
            y++;
        }
    }
    if (*x || *y)
        return *x ? 1 : -1;
    return strcmp(a, b);
}

static int
layers_by_name(const void *a, const void *b)
{
    return ipt__natural_compare(((const layers_entry *)a)->name,
                                ((const layers_entry *)b)->name);
}

static int
layers_by_index(const void *a, const void *b)
{
    const int64_t x = ((const layers_entry *)a)->index;
    const int64_t y = ((const layers_entry *)b)->index;

    return (x > y) - (x < y);
}

static int
layers_order_is_tracked(hid_t group)
{
    hid_t creation = H5Gget_create_plist(group);
    unsigned order = 0;
    const int known =
        creation >= 0 && H5Pget_link_creation_order(creation, &order) >= 0;

    ipt__h5_drop(&creation);
    return known && (order & H5P_CRT_ORDER_TRACKED);
}

/* Name and index of the i-th link. */
static ipt_status
layers_entry_read(const ipt_activation_reader *reader, hid_t group,
                  H5_index_t by, hsize_t i, layers_entry *entry, ipt_error *err)
{
    hid_t object = -1;
    ipt_status status = IPT_OK;
    const ssize_t n =
        H5Lget_name_by_idx(group, ".", by, H5_ITER_INC, i, entry->name,
                           sizeof entry->name, H5P_DEFAULT);

    if (n < 0)
        return ipt__h5_error(err, IPT_EFORMAT, reader->path,
                             "%slayers cannot be listed", reader->below);
    if ((size_t)n >= sizeof entry->name)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %slayers/%s... has a name of more than %d "
                             "bytes",
                             reader->path, reader->below, entry->name,
                             LAYERS_NAME_MAX - 1);
    if (!ipt__h5_has(group, entry->name))
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %slayers/%s is a link that leads nowhere",
                             reader->path, reader->below, entry->name);
    object = H5Oopen(group, entry->name, H5P_DEFAULT);
    if (object < 0)
        return ipt__h5_error(err, IPT_EFORMAT, reader->path,
                             "%slayers/%s cannot be read", reader->below,
                             entry->name);
    if (H5Iget_type(object) != H5I_DATASET)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: %slayers/%s is a group, expected one "
                               "dataset for each layer (no / in names)",
                               reader->path, reader->below, entry->name);
    else if (ipt__h5_get_numbers(object, "index", H5T_NATIVE_INT64, 1,
                                 &entry->index) > 0)
        entry->has_index = 1;
    ipt__h5_drop(&object);
    return status;
}

/* Order: attribute index, else creation, else natural. */
static ipt_status
layers_sort(const ipt_activation_reader *reader, layers_entry *entry, size_t n,
            int tracked, ipt_error *err)
{
    size_t with = 0;

    for (size_t i = 0; i < n; i++)
        with += (size_t)entry[i].has_index;
    if (with == 0) {
        if (!tracked)
            qsort(entry, n, sizeof *entry, layers_by_name);
        return IPT_OK;
    }
    for (size_t i = 0; with < n && i < n; i++)
        if (!entry[i].has_index)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: %slayers/%s has no attribute index, "
                                 "%zu other layers have one",
                                 reader->path, reader->below, entry[i].name,
                                 with);
    qsort(entry, n, sizeof *entry, layers_by_index);
    for (size_t i = 1; i < n; i++)
        if (entry[i].index == entry[i - 1].index)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: %slayers/%s and %slayers/%s have the "
                                 "same index %lld",
                                 reader->path, reader->below, entry[i - 1].name,
                                 reader->below, entry[i].name,
                                 (long long)entry[i].index);
    return IPT_OK;
}

static ipt_status
layers_list(const ipt_activation_reader *reader, layers_entry **out, size_t *n,
            ipt_error *err)
{
    H5G_info_t info;
    hid_t group = -1;
    layers_entry *entry = NULL;
    ipt_status status = IPT_OK;

    if (!ipt__h5_has(reader->base, "layers"))
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: has no group %slayers with a dataset for "
                             "each layer",
                             reader->path, reader->below);
    group = H5Gopen2(reader->base, "layers", H5P_DEFAULT);
    if (group < 0 || H5Gget_info(group, &info) < 0) {
        status = ipt__h5_error(err, IPT_EFORMAT, reader->path,
                               "%slayers is not a group", reader->below);
        goto done;
    }
    if (info.nlinks == 0) {
        status = ipt_error_set(err, IPT_EFORMAT, "%s: %slayers is empty",
                               reader->path, reader->below);
        goto done;
    }
    const int tracked = layers_order_is_tracked(group);
    entry = calloc((size_t)info.nlinks, sizeof *entry);
    if (!entry)
        status = ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory",
                               reader->path);
    for (hsize_t i = 0; status == IPT_OK && i < info.nlinks; i++)
        status = layers_entry_read(reader, group,
                                   tracked ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME,
                                   i, &entry[i], err);
    if (status == IPT_OK)
        status = layers_sort(reader, entry, (size_t)info.nlinks, tracked, err);
    if (status == IPT_OK) {
        *n = (size_t)info.nlinks;
        *out = entry;
        entry = NULL;
    }
done:
    free(entry);
    ipt__h5_drop(&group);
    return status;
}

static ipt_status
layers_check_type(const ipt_activation_reader *reader, const char *name,
                  const ipt__numbers *data, ipt_dtype *out, ipt_error *err)
{
    hid_t type = H5Dget_type(data->id);
    const int plain = type >= 0 && H5Tget_class(type) != H5T_ENUM;

    ipt__h5_drop(&type);
    if (data->type == H5T_FLOAT && data->size <= 8) {
        *out = data->size == 8 ? IPT_F64 : IPT_F32;
        return IPT_OK;
    }
    if (plain && data->type == H5T_INTEGER && data->size == 1) {
        *out = data->is_signed ? IPT_F32 : IPT_U8;
        return IPT_OK;
    }
    if (plain && !data->is_signed && data->size == 2)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s%s holds 16-bit unsigned integers; if "
                             "these are the raw bits of bfloat16, convert "
                             "with .float() before writing",
                             reader->path, reader->below, name);
    return ipt_error_set(err, IPT_EFORMAT,
                         "%s: %s%s holds %s of %zu bits, expected float16, "
                         "float32, float64, uint8 or int8",
                         reader->path, reader->below, name,
                         !plain                    ? "an enumeration"
                         : data->type == H5T_FLOAT ? "floats"
                                                   : "integers",
                         8 * data->size);
}

/* Epochs, samples and units of one dataset; fills width and shape. */
static ipt_status
layers_check_shape(ipt_activation_reader *reader, const char *name,
                   const ipt__numbers *data, ipt_activation_layer *layer,
                   ipt_error *err)
{
    const size_t n_epochs = reader->header.n_epochs;
    const int flat = data->rank == 2; /* (N, W), only one snapshot */
    const hsize_t *unit = data->dims + (flat ? 1 : 2);
    const int n_unit = data->rank - (flat ? 1 : 2);
    char shape[256];
    size_t width = 1;
    int32_t stored[3];
    ipt_status status = IPT_OK;

    ipt__h5_dims_text(data->rank, data->dims, shape, sizeof shape);
    if (data->rank < 2 || (flat && n_epochs != 1))
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s%s has shape %s, expected (epochs, "
                             "samples, units) with %zu epochs",
                             reader->path, reader->below, name, shape,
                             n_epochs);
    if (!flat && data->dims[0] != n_epochs && reader->has_epochs)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s%s has %llu snapshots (shape %s), "
                             "%sepochs has %zu",
                             reader->path, reader->below, name,
                             (unsigned long long)data->dims[0], shape,
                             reader->below, n_epochs);
    if (!flat && data->dims[0] != n_epochs)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s%s has shape %s, but there is no %sepochs "
                             "to name %llu snapshots",
                             reader->path, reader->below, name, shape,
                             reader->below, (unsigned long long)data->dims[0]);
    status =
        ipt__activation_samples(reader, name, data->dims[flat ? 0 : 1], err);
    if (status != IPT_OK)
        return status;
    for (int i = 0; i < n_unit; i++) {
        if (unit[i] && width > SIZE_MAX / 16 / unit[i] / reader->header.n)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: %s%s of shape %s is too large",
                                 reader->path, reader->below, name, shape);
        width *= (size_t)unit[i];
    }
    if (width == 0)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s%s has no units (shape %s)", reader->path,
                             reader->below, name, shape);
    layer->width = width;
    layer->shape = ipt_shape_flat(width);
    if (n_unit == 2 || n_unit == 3) {
        layer->shape.channels = (size_t)unit[0];
        layer->shape.height = (size_t)unit[1];
        layer->shape.width = n_unit == 3 ? (size_t)unit[2] : 1;
    } else if (ipt__h5_get_numbers(data->id, "shape", H5T_NATIVE_INT32, 3,
                                   stored) > 0 &&
               stored[0] > 0 && stored[1] > 0 && stored[2] > 0 &&
               (size_t)stored[0] * (size_t)stored[1] * (size_t)stored[2] ==
                   width) {
        layer->shape.channels = (size_t)stored[0];
        layer->shape.height = (size_t)stored[1];
        layer->shape.width = (size_t)stored[2];
    }
    return IPT_OK;
}

/* Optional attributes of a layer. */
static ipt_status
layers_attributes(const ipt_activation_reader *reader, const char *name,
                  hid_t data, ipt_activation_layer *layer, ipt_error *err)
{
    double bounds[2] = {(double)NAN, (double)NAN};
    int32_t bits = 0;

    layer->low = layer->high = (double)NAN;
    if (ipt__h5_get_text(data, "activation", &layer->activation) < 0 ||
        ipt__h5_get_numbers(data, "bounds", H5T_NATIVE_DOUBLE, 2, bounds) < 0 ||
        ipt__h5_get_numbers(data, "noise_sigma", H5T_NATIVE_DOUBLE, 1,
                            &layer->noise_sigma) < 0 ||
        ipt__h5_get_numbers(data, "scale", H5T_NATIVE_DOUBLE, 1,
                            &layer->scale) < 0 ||
        ipt__h5_get_numbers(data, "zero_point", H5T_NATIVE_DOUBLE, 1,
                            &layer->zero_point) < 0 ||
        ipt__h5_get_numbers(data, "bits", H5T_NATIVE_INT32, 1, &bits) < 0)
        return ipt__h5_error(err, IPT_EFORMAT, reader->path,
                             "the attributes of %s%s cannot be read",
                             reader->below, name);
    layer->bits = bits;
    if (H5Aexists(data, "bounds") > 0 &&
        (isnan(bounds[0]) || isnan(bounds[1]) || bounds[0] >= bounds[1]))
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s%s: the attribute bounds must be two "
                             "numbers, the lower first",
                             reader->path, reader->below, name);
    if (isfinite(bounds[0]))
        layer->low = bounds[0];
    if (isfinite(bounds[1]))
        layer->high = bounds[1];
    if (!(layer->noise_sigma >= 0) || isinf(layer->noise_sigma))
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s%s: the attribute noise_sigma is %g, "
                             "expected a standard deviation",
                             reader->path, reader->below, name,
                             layer->noise_sigma);
    if (!isfinite(layer->scale) || !isfinite(layer->zero_point) || bits < 0 ||
        bits > 64)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s%s: the attributes bits = %d, scale = %g, "
                             "zero_point = %g do not describe a quantised "
                             "layer",
                             reader->path, reader->below, name, (int)bits,
                             layer->scale, layer->zero_point);
    return IPT_OK;
}

/* Integers with a scale stand for real numbers: they are read as floats and
 * converted, so that ranges, widths and noise mean what they say. */
static void
layers_dequantise(const ipt__numbers *data, ipt_activation_layer *layer,
                  char *quantised)
{
    *quantised = data->type == H5T_INTEGER && layer->scale != 0;
    if (*quantised)
        layer->dtype = IPT_F32;
}

/* Compressed chunks of several snapshots would be decoded once for each of
 * them: room for the chunks of one snapshot is kept, if it is not too much. */
static hid_t
layers_access(const ipt__numbers *data, size_t n_layers)
{
    hid_t creation = H5Dget_create_plist(data->id);
    hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
    hsize_t chunk[H5S_MAX_RANK];
    hsize_t bytes = data->size;
    hsize_t many = 1;

    if (creation >= 0 && access >= 0 && data->rank > 2 &&
        H5Pget_layout(creation) == H5D_CHUNKED &&
        H5Pget_nfilters(creation) > 0 &&
        H5Pget_chunk(creation, H5S_MAX_RANK, chunk) == data->rank &&
        chunk[0] > 1) {
        for (int i = 0; i < data->rank; i++) {
            bytes *= chunk[i];
            if (i)
                many *= (data->dims[i] + chunk[i] - 1) / chunk[i];
        }
        if (bytes <= LAYERS_CACHE_BYTES / n_layers / many)
            H5Pset_chunk_cache(access, (size_t)(many * 10 + 521),
                               (size_t)(bytes * many), 1.0);
    }
    ipt__h5_drop(&creation);
    return access;
}

static ipt_status
layers_open(ipt_activation_reader *reader, size_t l, const char *entry,
            ipt_error *err)
{
    ipt_activation_layer *layer = &reader->header.layer[l];
    char name[LAYERS_NAME_MAX + 8];
    hid_t access = -1;
    ipt__numbers data;
    ipt_status status = IPT_OK;

    snprintf(name, sizeof name, "layers/%s", entry);
    layer->name = ipt__text_copy(entry);
    if (!layer->name)
        return ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory",
                             reader->path);
    status = ipt__numbers_open(reader, name, &data, err);
    if (status == IPT_OK)
        status = layers_check_type(reader, name, &data, &layer->dtype, err);
    if (status == IPT_OK)
        status = layers_check_shape(reader, name, &data, layer, err);
    if (status == IPT_OK)
        status = layers_attributes(reader, name, data.id, layer, err);
    if (status == IPT_OK) {
        layers_dequantise(&data, layer, &reader->quantised[l]);
        access = layers_access(&data, reader->header.n_layers);
        ipt__numbers_close(&data);
        reader->layer[l] = H5Dopen2(reader->base, name, access);
        if (access < 0 || reader->layer[l] < 0)
            status =
                ipt__h5_error(err, IPT_EFORMAT, reader->path,
                              "%s%s cannot be opened", reader->below, name);
    }
    ipt__h5_drop(&access);
    ipt__numbers_close(&data);
    return status;
}

ipt_status
ipt__activation_read_layers(ipt_activation_reader *reader, ipt_error *err)
{
    ipt_activation_header *h = &reader->header;
    layers_entry *entry = NULL;
    size_t n = 0;
    ipt_status status = layers_list(reader, &entry, &n, err);

    if (status != IPT_OK)
        return status;
    h->layer = calloc(n, sizeof *h->layer);
    reader->quantised = calloc(n, sizeof *reader->quantised);
    reader->layer = malloc(n * sizeof *reader->layer);
    for (size_t l = 0; reader->layer && l < n; l++)
        reader->layer[l] = -1;
    if (h->layer && reader->layer && reader->quantised)
        h->n_layers = n;
    else
        status = ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory",
                               reader->path);
    for (size_t l = 0; status == IPT_OK && l < n; l++)
        status = layers_open(reader, l, entry[l].name, err);
    free(entry);
    return status;
}
