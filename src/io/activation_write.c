/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing files of activations, one snapshot after the other. */

#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "activation.h"

/* A metric so far: one value for each snapshot, NaN where none was given. */
typedef struct {
    char *name;
    double *value;
} write_metric;

struct ipt_activation_writer {
    ipt__part part;
    size_t n;
    size_t n_layers;
    size_t n_snapshots;
    int64_t last; /* epoch of the last snapshot */
    int failed;   /* what is in the file is not complete */
    int *is_u8;   /* layers of bytes */
    hid_t *layer; /* datasets */
    size_t *width;
    size_t *rows; /* samples in a chunk */
    hid_t epochs;
    write_metric *metric;
    size_t n_metrics;
};

/* Releases a writer whose file is closed or discarded. */
static void
write_free(ipt_activation_writer *writer)
{
    for (size_t i = 0; i < writer->n_metrics; i++) {
        free(writer->metric[i].name);
        free(writer->metric[i].value);
    }
    free(writer->metric);
    free(writer->layer);
    free(writer->width);
    free(writer->rows);
    free(writer->is_u8);
    free(writer);
}

/* Closes the datasets; -1 when something could not be written. */
static int
write_close(ipt_activation_writer *writer)
{
    int failed = 0;

    if (writer->failed)
        ipt__h5_divert(writer->part.file);
    for (size_t l = 0; l < writer->n_layers; l++)
        failed |= ipt__h5_finish(&writer->layer[l]);
    return failed | ipt__h5_finish(&writer->epochs);
}

ipt_status
ipt_activation_create(const char *path, const ipt_activation_header *h,
                      ipt_compression compression, ipt_activation_writer **out,
                      ipt_error *err)
{
    ipt_activation_writer *writer = NULL;
    hid_t group = -1;
    ipt__h5_quiet quiet;
    ipt_status status = ipt__activation_check_header(path, h, err);

    if (status != IPT_OK)
        return status;
    writer = calloc(1, sizeof *writer);
    if (!writer)
        return ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory", path);
    writer->n = h->n;
    writer->epochs = writer->part.file = -1;
    writer->layer = calloc(h->n_layers, sizeof *writer->layer);
    writer->width = calloc(h->n_layers, sizeof *writer->width);
    writer->rows = calloc(h->n_layers, sizeof *writer->rows);
    writer->is_u8 = calloc(h->n_layers, sizeof *writer->is_u8);
    if (!writer->layer || !writer->width || !writer->rows || !writer->is_u8) {
        write_free(writer);
        return ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory", path);
    }
    writer->n_layers = h->n_layers;
    for (size_t l = 0; l < h->n_layers; l++) {
        writer->layer[l] = -1;
        writer->width[l] = h->layer[l].width;
        writer->rows[l] = ipt__activation_chunk_rows(&h->layer[l], h->n);
        writer->is_u8[l] = h->layer[l].dtype == IPT_U8;
    }
    ipt__h5_begin(&quiet);
    status = ipt__part_create(&writer->part, path, err);
    if (status != IPT_OK)
        goto done;
    if (ipt__activation_put_head(writer->part.file, h, &writer->epochs) ||
        (group = ipt__h5_group(writer->part.file, "layers")) < 0)
        status = ipt__h5_error(err, IPT_EIO, path, "cannot be begun");
    for (size_t l = 0; status == IPT_OK && l < h->n_layers; l++) {
        writer->layer[l] = ipt__activation_put_layer(group, h, l, compression);
        if (writer->layer[l] < 0)
            status =
                ipt__h5_error(err, IPT_EIO, path, "layers/%s cannot be created",
                              h->layer[l].name);
    }
    if (status == IPT_OK && H5Fflush(writer->part.file, H5F_SCOPE_GLOBAL) < 0)
        status = ipt__h5_error(err, IPT_EIO, path, "cannot be written");
done:
    ipt__h5_drop(&group);
    if (status == IPT_OK) {
        *out = writer;
    } else {
        writer->failed = writer->part.file >= 0;
        write_close(writer);
        ipt__part_discard(&writer->part);
        write_free(writer);
    }
    ipt__h5_end(&quiet);
    return status;
}

/* Writes rows first..first+n of one snapshot and flushes them. */
static int
write_rows(hid_t data, size_t at, size_t first, size_t n, size_t width,
           hid_t memory, const void *values)
{
    const hsize_t start[3] = {at, first, 0};
    const hsize_t count[3] = {1, n, width};
    hid_t into = H5Dget_space(data);
    /* In memory the same shape: HDF5 is 20 times slower between others. */
    hid_t from = into < 0 ? -1
                          : H5Screate_simple(H5Sget_simple_extent_ndims(into),
                                             count, NULL);
    int failed = 1;

    if (from >= 0 && H5Sselect_hyperslab(into, H5S_SELECT_SET, start, NULL,
                                         count, NULL) >= 0)
        failed = H5Dwrite(data, memory, from, into, H5P_DEFAULT, values) < 0 ||
                 H5Dflush(data) < 0;
    ipt__h5_drop(&into);
    ipt__h5_drop(&from);
    return failed ? -1 : 0;
}

/* Makes a dataset one snapshot longer and writes that, chunk by chunk: what
 * a full disk refuses then fails in a flush, from which HDF5 recovers. */
static int
write_snapshot(const ipt_activation_writer *writer, size_t l,
               const float *values)
{
    const size_t width = writer->width[l];
    const hsize_t grown[3] = {writer->n_snapshots + 1, writer->n, width};
    int failed = H5Dset_extent(writer->layer[l], grown) < 0;

    for (size_t i = 0; !failed && i < writer->n; i += writer->rows[l]) {
        const size_t left = writer->n - i;

        failed = write_rows(writer->layer[l], writer->n_snapshots, i,
                            left < writer->rows[l] ? left : writer->rows[l],
                            width, H5T_NATIVE_FLOAT, values + i * width);
    }
    return failed ? -1 : 0;
}

static int
write_epoch(const ipt_activation_writer *writer, int64_t epoch)
{
    const hsize_t grown[1] = {writer->n_snapshots + 1};

    return H5Dset_extent(writer->epochs, grown) < 0
               ? -1
               : write_rows(writer->epochs, writer->n_snapshots, 0, 1, 1,
                            H5T_NATIVE_INT64, &epoch);
}

/* Layers of bytes take whole numbers from 0 to 255 only. */
static ipt_status
write_check_bytes(const ipt_activation_writer *writer, int64_t epoch,
                  const float *const *taps, ipt_error *err)
{
    for (size_t l = 0; l < writer->n_layers; l++)
        for (size_t i = 0; writer->is_u8[l] && i < writer->n * writer->width[l];
             i++) {
            const float value = taps[l][i];

            if (!(value >= 0 && value <= 255) || value != rintf(value))
                return ipt_error_set(err, IPT_EINVAL,
                                     "%s: layer %zu, epoch %" PRId64
                                     ": %g is not a whole number from 0 to "
                                     "255, as this layer stores",
                                     writer->part.path, l + 1, epoch,
                                     (double)value);
        }
    return IPT_OK;
}

ipt_status
ipt_activation_append(ipt_activation_writer *writer, int64_t epoch,
                      const float *const *taps, ipt_error *err)
{
    const size_t at = writer->n_snapshots;
    ipt__h5_quiet quiet;
    ipt_status status = IPT_OK;
    int failed = 0;

    if (writer->failed)
        return ipt_error_set(err, IPT_EIO,
                             "%s: an earlier snapshot could not be written",
                             writer->part.path);
    if (at && epoch <= writer->last)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: epoch %" PRId64 " follows epoch %" PRId64,
                             writer->part.path, epoch, writer->last);
    status = write_check_bytes(writer, epoch, taps, err);
    if (status != IPT_OK)
        return status;
    for (size_t i = 0; i < writer->n_metrics; i++) {
        double *grown =
            realloc(writer->metric[i].value, (at + 1) * sizeof *grown);

        if (!grown)
            return ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory",
                                 writer->part.path);
        writer->metric[i].value = grown;
        grown[at] = (double)NAN;
    }
    ipt__h5_begin(&quiet);
    for (size_t l = 0; !failed && l < writer->n_layers; l++)
        failed = write_snapshot(writer, l, taps[l]);
    if (failed || write_epoch(writer, epoch) ||
        H5Fflush(writer->part.file, H5F_SCOPE_GLOBAL) < 0) {
        status = ipt__h5_error(err, IPT_EIO, writer->part.path,
                               "epoch %" PRId64 " cannot be written", epoch);
        writer->failed = 1;
    } else {
        writer->n_snapshots++;
        writer->last = epoch;
    }
    ipt__h5_end(&quiet);
    return status;
}

ipt_status
ipt_activation_add_metric(ipt_activation_writer *writer, const char *name,
                          double value, ipt_error *err)
{
    const size_t n = writer->n_snapshots;
    write_metric *grown = NULL;
    write_metric metric = {NULL, NULL};

    if (n == 0 || !*name || strchr(name, '/') || strcmp(name, ".") == 0)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s: metric \"%s\": expected a name without /, "
                             "after the first snapshot",
                             writer->part.path, name);
    for (size_t i = 0; i < writer->n_metrics; i++)
        if (strcmp(writer->metric[i].name, name) == 0) {
            writer->metric[i].value[n - 1] = value;
            return IPT_OK;
        }
    metric.name = ipt__text_copy(name);
    metric.value = malloc(n * sizeof *metric.value);
    if (metric.name && metric.value)
        grown =
            realloc(writer->metric, (writer->n_metrics + 1) * sizeof *grown);
    if (!grown) {
        free(metric.name);
        free(metric.value);
        return ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory",
                             writer->part.path);
    }
    for (size_t i = 0; i < n; i++)
        metric.value[i] = i + 1 < n ? (double)NAN : value;
    grown[writer->n_metrics++] = metric;
    writer->metric = grown;
    return IPT_OK;
}

static int
write_metrics(ipt_activation_writer *writer)
{
    const hsize_t n[1] = {writer->n_snapshots};
    hid_t group = -1;
    int failed = 0;

    if (writer->n_metrics == 0)
        return 0;
    group = ipt__h5_group(writer->part.file, "metrics");
    failed = group < 0;
    for (size_t i = 0; !failed && i < writer->n_metrics; i++) {
        hid_t data = -1;

        failed = ipt__h5_put_data(group, writer->metric[i].name, H5T_IEEE_F64LE,
                                  H5T_NATIVE_DOUBLE, 1, n,
                                  writer->metric[i].value, &data) ||
                 ipt__h5_put_units(data, "1", writer->metric[i].name);
        if (ipt__h5_finish(&data))
            failed = 1;
    }
    ipt__h5_drop(&group);
    return failed ? -1 : 0;
}

ipt_status
ipt_activation_finish(ipt_activation_writer *writer, ipt_error *err)
{
    ipt__h5_quiet quiet;
    ipt_status status = IPT_OK;

    ipt__h5_begin(&quiet);
    if (writer->failed)
        status =
            ipt_error_set(err, IPT_EIO, "%s: a snapshot could not be written",
                          writer->part.path);
    else if (writer->n_snapshots == 0)
        status = ipt_error_set(err, IPT_EINVAL, "%s: no snapshot was recorded",
                               writer->part.path);
    else if (write_metrics(writer))
        status = ipt__h5_error(err, IPT_EIO, writer->part.path,
                               "metrics cannot be written");
    writer->failed |= status != IPT_OK;
    if (write_close(writer) && status == IPT_OK)
        status =
            ipt__h5_error(err, IPT_EIO, writer->part.path, "cannot be written");
    if (status == IPT_OK)
        status = ipt__part_commit(&writer->part, err);
    else
        ipt__part_discard(&writer->part);
    write_free(writer);
    ipt__h5_end(&quiet);
    return status;
}

void
ipt_activation_discard(ipt_activation_writer *writer)
{
    ipt__h5_quiet quiet;

    if (!writer)
        return;
    ipt__h5_begin(&quiet);
    writer->failed = 1;
    write_close(writer);
    ipt__part_discard(&writer->part);
    write_free(writer);
    ipt__h5_end(&quiet);
}
