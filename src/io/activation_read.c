/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading files of activations, snapshot by snapshot. */

#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "activation.h"

/* Is the file one of activations, and where in it are they? */
static ipt_status
read_format(ipt_activation_reader *reader, ipt_error *err)
{
    char *format = NULL;
    int64_t version = 1;
    ipt_status status = IPT_OK;

    if (ipt__h5_get_text(reader->file, "format", &format) < 0 ||
        ipt__h5_get_numbers(reader->file, "format_version", H5T_NATIVE_INT64, 1,
                            &version) < 0)
        status = ipt__h5_error(err, IPT_EFORMAT, reader->path,
                               "the attributes of / cannot be read");
    else if (!format)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: / has no attribute format = "
                               "\"ipt-activations\"",
                               reader->path);
    else if (strcmp(format, "ipt") == 0 &&
             !ipt__h5_has(reader->file, "activations"))
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: holds the results of a run but no "
                               "activations; is there an activations.h5 "
                               "beside it?",
                               reader->path);
    else if (strcmp(format, "ipt") != 0 &&
             strcmp(format, "ipt-activations") != 0)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: has format = \"%s\", expected "
                               "\"ipt-activations\"",
                               reader->path, format);
    else if (version < 1 || version > 1)
        status = ipt_error_set(err, IPT_EUNSUP,
                               "%s: has format_version %" PRId64
                               "; this program knows version 1",
                               reader->path, version);
    if (status != IPT_OK)
        goto done;
    const int inside = strcmp(format, "ipt") == 0;
    reader->below = inside ? "activations/" : "";
    reader->base =
        H5Gopen2(reader->file, inside ? "activations" : "/", H5P_DEFAULT);
    if (reader->base < 0)
        status =
            ipt__h5_error(err, IPT_EFORMAT, reader->path, "/%s cannot be read",
                          inside ? "activations" : "");
done:
    free(format);
    return status;
}

static ipt_status
read_attributes(ipt_activation_reader *reader, ipt_error *err)
{
    static const char *const but[] = {"format", "format_version", "kind",
                                      "status", "reason",         "Conventions",
                                      NULL};
    ipt_activation_header *h = &reader->header;
    ipt_status status = ipt__h5_get_pairs(reader->base, but, &h->attribute,
                                          &h->n_attributes, err);

    if (status == IPT_OK && reader->below[0])
        status = ipt__h5_get_pairs(reader->file, but, &h->attribute,
                                   &h->n_attributes, err);
    if (status != IPT_OK)
        ipt_error_prefix(err, "%s: /", reader->path);
    return status;
}

ipt_status
ipt_activation_open(const char *path, ipt_activation_reader **out,
                    ipt_error *err)
{
    ipt_activation_reader *reader = calloc(1, sizeof *reader);
    ipt__h5_quiet quiet;
    ipt_status status = IPT_OK;

    if (reader) {
        reader->file = reader->base = -1;
        reader->below = "";
        reader->path = ipt__text_copy(path);
    }
    if (!reader || !reader->path) {
        free(reader);
        return ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory", path);
    }
    ipt__h5_begin(&quiet);
    if ((status = ipt__h5_open(path, &reader->file, err)) == IPT_OK &&
        (status = read_format(reader, err)) == IPT_OK &&
        (status = read_attributes(reader, err)) == IPT_OK &&
        (status = ipt__activation_read_epochs(reader, err)) == IPT_OK &&
        (status = ipt__activation_read_samples(reader, err)) == IPT_OK &&
        (status = ipt__activation_read_layers(reader, err)) == IPT_OK)
        status = ipt__activation_read_metrics(reader, err);
    ipt__h5_end(&quiet);
    if (status == IPT_OK)
        *out = reader;
    else
        ipt_activation_close(reader);
    return status;
}

const ipt_activation_header *
ipt_activation_header_of(const ipt_activation_reader *reader)
{
    return &reader->header;
}

/* Element i of an array of floats or doubles. */
static double
read_value(const void *values, ipt_dtype dtype, size_t i)
{
    return dtype == IPT_F64 ? ((const double *)values)[i]
                            : (double)((const float *)values)[i];
}

/* Numbers that are none: how many, and where the first is. */
static ipt_status
read_check(const ipt_activation_reader *reader, size_t snapshot, size_t layer,
           const void *values, ipt_error *err)
{
    const ipt_activation_layer *l = &reader->header.layer[layer];
    const size_t n = reader->header.n * l->width;
    size_t n_nan = 0;
    size_t n_infinite = 0;
    size_t first = n;

    if (l->dtype == IPT_U8)
        return IPT_OK;
    for (size_t i = 0; i < n; i++) {
        const double value = read_value(values, l->dtype, i);

        if (isfinite(value))
            continue;
        if (first == n)
            first = i;
        n_nan += isnan(value) != 0;
        n_infinite += isnan(value) == 0;
    }
    if (first == n)
        return IPT_OK;
    return ipt_error_set(err, IPT_ENUMERIC,
                         "%s: %slayers/%s, epoch %" PRId64
                         ": %zu NaN and %zu infinite of %zu values, the first "
                         "at sample %zu, unit %zu",
                         reader->path, reader->below, l->name,
                         reader->header.epoch[snapshot], n_nan, n_infinite, n,
                         first / l->width, first % l->width);
}

/* scale (q - zero_point) of every value. */
static void
read_dequantise(const ipt_activation_layer *layer, size_t n, float *value)
{
    for (size_t i = 0; i < n * layer->width; i++)
        value[i] =
            (float)(layer->scale * ((double)value[i] - layer->zero_point));
}

/* The part of a dataset that is one snapshot, and the same shape in memory:
 * HDF5 is 20 times slower between different ones. 0, or -1. */
static int
read_select(hid_t dataset, size_t snapshot, hid_t *from, hid_t *into)
{
    hsize_t start[H5S_MAX_RANK] = {0};
    hsize_t count[H5S_MAX_RANK];
    int rank = -1;

    *from = H5Dget_space(dataset);
    if (*from >= 0)
        rank = H5Sget_simple_extent_dims(*from, count, NULL);
    if (rank > 2) {
        start[0] = snapshot;
        count[0] = 1;
        if (H5Sselect_hyperslab(*from, H5S_SELECT_SET, start, NULL, count,
                                NULL) < 0)
            return -1;
    }
    *into = rank < 0 ? -1 : H5Screate_simple(rank, count, NULL);
    return *into < 0 ? -1 : 0;
}

ipt_status
ipt_activation_read(ipt_activation_reader *reader, size_t snapshot,
                    size_t layer, void *out, ipt_error *err)
{
    const ipt_activation_header *h = &reader->header;
    hid_t from = -1;
    hid_t into = -1;
    hid_t memory = -1;
    ipt__h5_quiet quiet;
    ipt_status status = IPT_OK;

    if (snapshot >= h->n_epochs || layer >= h->n_layers)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: has no snapshot %zu of layer %zu: it holds "
                             "%zu snapshots of %zu layers",
                             reader->path, snapshot, layer, h->n_epochs,
                             h->n_layers);
    const ipt_activation_layer *l = &h->layer[layer];
    ipt__h5_begin(&quiet);
    memory = l->dtype == IPT_F64  ? H5T_NATIVE_DOUBLE
             : l->dtype == IPT_U8 ? H5T_NATIVE_UINT8
                                  : H5T_NATIVE_FLOAT;
    if (read_select(reader->layer[layer], snapshot, &from, &into) ||
        H5Dread(reader->layer[layer], memory, into, from, H5P_DEFAULT, out) < 0)
        status = ipt__h5_error(err, IPT_EIO, reader->path,
                               "%slayers/%s, epoch %" PRId64 " cannot be read",
                               reader->below, l->name, h->epoch[snapshot]);
    else
        status = read_check(reader, snapshot, layer, out, err);
    if (status == IPT_OK && reader->quantised[layer])
        read_dequantise(l, h->n, out);
    ipt__h5_drop(&into);
    ipt__h5_drop(&from);
    ipt__h5_end(&quiet);
    return status;
}

void
ipt_activation_close(ipt_activation_reader *reader)
{
    ipt__h5_quiet quiet;

    if (!reader)
        return;
    ipt__h5_begin(&quiet);
    for (size_t l = 0; reader->layer && l < reader->header.n_layers; l++)
        ipt__h5_drop(&reader->layer[l]);
    ipt__h5_drop(&reader->base);
    ipt__h5_drop(&reader->file);
    ipt__h5_end(&quiet);
    ipt__activation_header_clear(&reader->header);
    free(reader->quantised);
    free(reader->layer);
    free(reader->path);
    free(reader);
}
