/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files of activations say about samples: targets, inputs, weights. */

#include <config.h>

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "activation.h"

/* Rows of probabilities stored as float32 add up to 1 this well. */
static const double samples_sum_tolerance = 1e-5;

static ipt_status
samples_memory(const ipt_activation_reader *reader, ipt_error *err)
{
    return ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory",
                         reader->path);
}

/* Values of each sample: the axes behind the first. */
static size_t
samples_columns(const ipt__numbers *data)
{
    size_t columns = 1;

    for (int i = 1; i < data->rank; i++)
        columns *= (size_t)data->dims[i];
    return columns;
}

/* Opens a dataset whose first axis is the samples; *id -1 when absent. */
static ipt_status
samples_open(ipt_activation_reader *reader, const char *name, int rank,
             H5T_class_t type, const char *expected, ipt__numbers *data,
             ipt_error *err)
{
    char shape[256];
    ipt_status status = ipt__numbers_open(reader, name, data, err);

    if (status != IPT_OK || data->id < 0)
        return status;
    if (data->rank < 1 || (rank && data->rank != rank) ||
        (type != H5T_NO_CLASS && data->type != type))
        status = ipt_error_set(
            err, IPT_EFORMAT, "%s: %s%s holds %s of shape %s, expected %s",
            reader->path, reader->below, name,
            data->type == H5T_FLOAT ? "floats" : "integers",
            ipt__h5_dims_text(data->rank, data->dims, shape, sizeof shape),
            expected);
    else
        status = ipt__activation_samples(reader, name, data->dims[0], err);
    if (status == IPT_OK && samples_columns(data) == 0)
        status = ipt_error_set(err, IPT_EFORMAT, "%s: %s%s has no columns",
                               reader->path, reader->below, name);
    if (status != IPT_OK)
        ipt__numbers_close(data);
    return status;
}

/* Reads a whole dataset into new memory. */
static ipt_status
samples_read(const ipt_activation_reader *reader, const char *name,
             const ipt__numbers *data, hid_t memory, size_t size, void **out,
             ipt_error *err)
{
    void *values = calloc(reader->header.n * samples_columns(data), size);

    if (!values)
        return samples_memory(reader, err);
    if (H5Dread(data->id, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
        free(values);
        return ipt__h5_error(err, IPT_EFORMAT, reader->path,
                             "%s%s cannot be read", reader->below, name);
    }
    *out = values;
    return IPT_OK;
}

/* Integers of any width; unsigned ones of 64 bits keep their bits. */
static ipt_status
samples_read_ids(const ipt_activation_reader *reader, const char *name,
                 const ipt__numbers *data, int64_t **out, ipt_error *err)
{
    void *values = NULL;
    const ipt_status status =
        samples_read(reader, name, data,
                     data->is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64,
                     sizeof(int64_t), &values, err);

    *out = values;
    return status;
}

static ipt_status
samples_read_reals(const ipt_activation_reader *reader, const char *name,
                   const ipt__numbers *data, double **out, ipt_error *err)
{
    void *values = NULL;
    const size_t columns = samples_columns(data);
    ipt_status status = samples_read(reader, name, data, H5T_NATIVE_DOUBLE,
                                     sizeof(double), &values, err);
    const double *v = values;

    for (size_t i = 0; status == IPT_OK && i < reader->header.n * columns; i++)
        if (!isfinite(v[i]))
            status = ipt_error_set(err, IPT_ENUMERIC,
                                   "%s: %s%s holds %s at sample %zu, column "
                                   "%zu",
                                   reader->path, reader->below, name,
                                   isnan(v[i]) ? "NaN" : "an infinity",
                                   i / columns, i % columns);
    if (status == IPT_OK)
        *out = values;
    else
        free(values);
    return status;
}

static int
samples_compare_ids(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Class ids to 0..n_classes-1 in the order of the ids. Ids that fit
 * @p n_known classes (0: not known) stay as they are. */
static ipt_status
samples_make_dense(ipt_activation_reader *reader, const int64_t *id,
                   size_t n_known, ipt_error *err)
{
    ipt_activation_header *h = &reader->header;
    const size_t n = h->n;
    int64_t *sorted = malloc(n * sizeof *sorted);
    size_t m = 1;
    ipt_status status = IPT_OK;

    h->label = calloc(n, sizeof *h->label);
    if (!sorted || !h->label) {
        free(sorted);
        return samples_memory(reader, err);
    }
    memcpy(sorted, id, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, samples_compare_ids);
    const int fits =
        n_known && sorted[0] >= 0 && sorted[n - 1] < (int64_t)n_known;
    for (size_t i = 1; i < n; i++)
        if (sorted[i] != sorted[m - 1])
            sorted[m++] = sorted[i];
    h->n_classes = n_known ? n_known : m;
    if (m > INT32_MAX || (n_known && !fits && m != n_known))
        status =
            ipt_error_set(err, IPT_EFORMAT,
                          "%s: %stargets has %zu classes from %lld to "
                          "%lld, but there are %zu classes",
                          reader->path, reader->below, m, (long long)sorted[0],
                          (long long)sorted[m - 1], n_known);
    for (size_t i = 0; status == IPT_OK && i < n; i++) {
        const int64_t *at = fits ? NULL
                                 : bsearch(&id[i], sorted, m, sizeof *sorted,
                                           samples_compare_ids);

        h->label[i] = (int32_t)(at ? at - sorted : id[i]);
    }
    free(sorted);
    return status;
}

static ipt_status
samples_targets(ipt_activation_reader *reader, ipt_error *err)
{
    ipt_activation_header *h = &reader->header;
    ipt__numbers data;
    int64_t *id = NULL;
    uint64_t n_known = h->p_y_given_x ? h->n_classes : 0;
    ipt_status status =
        samples_open(reader, "targets", 0, H5T_NO_CLASS,
                     "integers (N) or floats (N) or (N, K)", &data, err);

    if (status != IPT_OK || data.id < 0)
        return status;
    if (data.type == H5T_FLOAT && data.rank <= 2) {
        h->y_dim = samples_columns(&data);
        status = samples_read_reals(reader, "targets", &data, &h->y, err);
    } else if (data.rank == 1 || (data.rank == 2 && data.dims[1] == 1)) {
        if (!n_known)
            ipt__h5_get_numbers(data.id, "n_classes", H5T_NATIVE_UINT64, 1,
                                &n_known);
        if (n_known > INT32_MAX)
            n_known = 0;
        status = samples_read_ids(reader, "targets", &data, &id, err);
        if (status == IPT_OK)
            status = samples_make_dense(reader, id, (size_t)n_known, err);
    } else {
        char shape[256];

        status = ipt_error_set(
            err, IPT_EFORMAT,
            "%s: %stargets has shape %s, expected class ids (N)%s",
            reader->path, reader->below,
            ipt__h5_dims_text(data.rank, data.dims, shape, sizeof shape),
            data.type == H5T_FLOAT ? " or regression targets (N, K)"
                                   : " (one-hot rows? store their argmax)");
    }
    free(id);
    ipt__numbers_close(&data);
    return status;
}

static ipt_status
samples_probabilities(ipt_activation_reader *reader, ipt_error *err)
{
    ipt_activation_header *h = &reader->header;
    ipt__numbers data;
    ipt_status status = samples_open(reader, "p_y_given_x", 2, H5T_FLOAT,
                                     "floats (N, classes)", &data, err);

    if (status != IPT_OK || data.id < 0)
        return status;
    const size_t k = samples_columns(&data);
    status =
        samples_read_reals(reader, "p_y_given_x", &data, &h->p_y_given_x, err);
    for (size_t i = 0; status == IPT_OK && i < h->n; i++) {
        double sum = 0;
        double least = 0;

        for (size_t j = 0; j < k; j++) {
            sum += h->p_y_given_x[i * k + j];
            least = fmin(least, h->p_y_given_x[i * k + j]);
        }
        if (least < 0 || fabs(sum - 1) > samples_sum_tolerance)
            status = ipt_error_set(
                err, IPT_EFORMAT,
                "%s: %sp_y_given_x: row %zu %s %.9g, expected probabilities "
                "that add up to 1",
                reader->path, reader->below, i,
                least < 0 ? "holds" : "adds up to", least < 0 ? least : sum);
    }
    h->n_classes = k;
    ipt__numbers_close(&data);
    return status;
}

static ipt_status
samples_inputs(ipt_activation_reader *reader, ipt_error *err)
{
    ipt_activation_header *h = &reader->header;
    ipt__numbers data;
    void *values = NULL;
    ipt_status status = samples_open(reader, "inputs", 0, H5T_NO_CLASS,
                                     "numbers (N, ...)", &data, err);

    if (status != IPT_OK || data.id < 0)
        return status;
    h->x_dim = samples_columns(&data);
    status = samples_read(reader, "inputs", &data, H5T_NATIVE_FLOAT,
                          sizeof(float), &values, err);
    h->x = values;
    for (size_t i = 0; status == IPT_OK && i < h->n * h->x_dim; i++)
        if (!isfinite(h->x[i]))
            status =
                ipt_error_set(err, IPT_ENUMERIC,
                              "%s: %sinputs holds %s at sample %zu, "
                              "column %zu",
                              reader->path, reader->below,
                              isnan(h->x[i]) ? "NaN" : "a value beyond float32",
                              i / h->x_dim, i % h->x_dim);
    ipt__numbers_close(&data);
    return status;
}

static ipt_status
samples_weights(ipt_activation_reader *reader, ipt_error *err)
{
    ipt_activation_header *h = &reader->header;
    ipt__numbers data;
    double sum = 0;
    ipt_status status = samples_open(reader, "sample_weight", 1, H5T_FLOAT,
                                     "floats (N)", &data, err);

    if (status != IPT_OK || data.id < 0)
        return status;
    status =
        samples_read_reals(reader, "sample_weight", &data, &h->weight, err);
    for (size_t i = 0; status == IPT_OK && i < h->n; i++) {
        sum += h->weight[i];
        if (h->weight[i] < 0)
            status =
                ipt_error_set(err, IPT_EFORMAT,
                              "%s: %ssample_weight is negative (%g) at "
                              "sample %zu",
                              reader->path, reader->below, h->weight[i], i);
    }
    if (status == IPT_OK && fabs(sum - 1) > samples_sum_tolerance)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: %ssample_weight adds up to %.9g, expected "
                               "1 (divide by the sum)",
                               reader->path, reader->below, sum);
    ipt__numbers_close(&data);
    return status;
}

/* The value of a member of an enumeration, or @p other. */
static int64_t
samples_member(hid_t type, const char *name, int64_t other)
{
    hid_t basic = -1;
    int64_t value = 0; /* room for any width, converted in place */
    int known = 0;

    if (type < 0 || H5Tget_class(type) != H5T_ENUM)
        return other;
    basic = H5Tget_super(type);
    known =
        basic >= 0 && H5Tenum_valueof(type, name, &value) >= 0 &&
        H5Tconvert(basic, H5T_NATIVE_INT64, 1, &value, NULL, H5P_DEFAULT) >= 0;
    ipt__h5_drop(&basic);
    return known ? value : other;
}

static ipt_status
samples_split(ipt_activation_reader *reader, ipt_error *err)
{
    ipt_activation_header *h = &reader->header;
    ipt__numbers data;
    int64_t *part = NULL;
    ipt_status status =
        samples_open(reader, "split", 1, H5T_INTEGER,
                     "integers (N): 0 train, 1 test", &data, err);

    if (status != IPT_OK || data.id < 0)
        return status;
    hid_t type = H5Dget_type(data.id);
    const int64_t train = samples_member(type, "train", IPT_SPLIT_TRAIN);
    const int64_t test = samples_member(type, "test", IPT_SPLIT_TEST);
    ipt__h5_drop(&type);
    status = samples_read_ids(reader, "split", &data, &part, err);
    if (status == IPT_OK) {
        h->split = calloc(h->n, 1);
        if (!h->split)
            status = samples_memory(reader, err);
    }
    for (size_t i = 0; status == IPT_OK && i < h->n; i++) {
        if (part[i] != train && part[i] != test)
            status =
                ipt_error_set(err, IPT_EFORMAT,
                              "%s: %ssplit is %lld at sample %zu, "
                              "expected %lld (train) or %lld (test)",
                              reader->path, reader->below, (long long)part[i],
                              i, (long long)train, (long long)test);
        h->split[i] = part[i] == test ? IPT_SPLIT_TEST : IPT_SPLIT_TRAIN;
    }
    free(part);
    ipt__numbers_close(&data);
    return status;
}

static ipt_status
samples_ids(ipt_activation_reader *reader, ipt_error *err)
{
    ipt__numbers data;
    ipt_status status = samples_open(reader, "input_ids", 1, H5T_INTEGER,
                                     "integers (N)", &data, err);

    if (status == IPT_OK && data.id >= 0)
        status = samples_read_ids(reader, "input_ids", &data,
                                  &reader->header.x_id, err);
    ipt__numbers_close(&data);
    return status;
}

ipt_status
ipt__activation_read_samples(ipt_activation_reader *reader, ipt_error *err)
{
    const ipt_activation_header *h = &reader->header;
    ipt__numbers targets;
    ipt_status status = ipt__numbers_open(reader, "targets", &targets, err);

    /* Messages compare with the targets where there are any. */
    if (status == IPT_OK && targets.id >= 0 && targets.rank >= 1)
        status =
            ipt__activation_samples(reader, "targets", targets.dims[0], err);
    ipt__numbers_close(&targets);
    if (status != IPT_OK ||
        (status = samples_probabilities(reader, err)) != IPT_OK ||
        (status = samples_targets(reader, err)) != IPT_OK ||
        (status = samples_ids(reader, err)) != IPT_OK ||
        (status = samples_weights(reader, err)) != IPT_OK ||
        (status = samples_split(reader, err)) != IPT_OK ||
        (status = samples_inputs(reader, err)) != IPT_OK)
        return status;
    if (!h->label && !h->y && !h->x && !h->x_id && !h->p_y_given_x)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: holds none of %stargets, inputs, input_ids, "
                             "p_y_given_x: there is nothing that activations "
                             "could inform about",
                             reader->path, reader->below);
    return IPT_OK;
}
