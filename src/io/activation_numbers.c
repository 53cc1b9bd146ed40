/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datasets of numbers in files of activations, epochs and metrics. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "activation.h"
#include "results.h"

/* What a dataset holds, in words. */
static const char *
numbers_class_name(H5T_class_t class)
{
    switch (class) {
    case H5T_STRING:
        return "texts";
    case H5T_COMPOUND:
        return "compound values (complex numbers, or a table)";
    case H5T_OPAQUE:
        return "opaque values";
    case H5T_VLEN:
        return "lists of varying length";
    case H5T_REFERENCE:
        return "references";
    case H5T_BITFIELD:
        return "bit fields";
    case H5T_TIME:
        return "times";
    case H5T_ARRAY:
        return "arrays";
    default:
        return "values of an unknown type";
    }
}

ipt_status
ipt__numbers_open(const ipt_activation_reader *reader, const char *name,
                  ipt__numbers *out, ipt_error *err)
{
    char full[512];
    hid_t type = -1;
    H5T_class_t class = H5T_NO_CLASS;
    ipt_status status = IPT_OK;

    memset(out, 0, sizeof *out);
    out->id = -1;
    if (!ipt__h5_has(reader->base, name))
        return IPT_OK;
    snprintf(full, sizeof full, "%s%s", reader->below, name);
    hid_t id = H5Oopen(reader->base, name, H5P_DEFAULT);
    if (id < 0)
        return ipt__h5_error(err, IPT_EFORMAT, reader->path,
                             "%s cannot be read", full);
    if (H5Iget_type(id) != H5I_DATASET) {
        ipt__h5_drop(&id);
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s is a group, expected a dataset",
                             reader->path, full);
    }
    out->rank = ipt__h5_dims(id, H5S_MAX_RANK, out->dims);
    type = H5Dget_type(id);
    if (type >= 0)
        class = H5Tget_class(type);
    if (out->rank < 0 || class == H5T_NO_CLASS)
        status = ipt__h5_error(err, IPT_EFORMAT, reader->path,
                               "%s is empty or cannot be read", full);
    else if (class != H5T_INTEGER && class != H5T_FLOAT && class != H5T_ENUM)
        status =
            ipt_error_set(err, IPT_EFORMAT, "%s: %s holds %s, expected numbers",
                          reader->path, full, numbers_class_name(class));
    else
        status = ipt__h5_check_data(id, reader->path, full, err);
    if (status == IPT_OK) {
        hid_t basic = class == H5T_ENUM ? H5Tget_super(type) : H5Tcopy(type);

        out->id = id;
        id = -1;
        out->type = class == H5T_FLOAT ? H5T_FLOAT : H5T_INTEGER;
        out->size = H5Tget_size(basic);
        out->is_signed = class == H5T_FLOAT || H5Tget_sign(basic) == H5T_SGN_2;
        ipt__h5_drop(&basic);
    }
    ipt__h5_drop(&type);
    ipt__h5_drop(&id);
    return status;
}

void
ipt__numbers_close(ipt__numbers *numbers)
{
    ipt__h5_drop(&numbers->id);
}

ipt_status
ipt__activation_samples(ipt_activation_reader *reader, const char *name,
                        hsize_t n, ipt_error *err)
{
    const hsize_t known = reader->header.n;

    if (n == 0)
        return ipt_error_set(err, IPT_EFORMAT, "%s: %s%s has no samples",
                             reader->path, reader->below, name);
    if (!reader->n_from) {
        reader->header.n = (size_t)n;
        reader->n_from = name;
        return IPT_OK;
    }
    if (n == known)
        return IPT_OK;
    return ipt_error_set(
        err, IPT_EFORMAT, "%s: %s%s has N = %llu samples, %s%s has %llu%s",
        reader->path, reader->below, name, (unsigned long long)n, reader->below,
        reader->n_from, (unsigned long long)known,
        n < known && strncmp(name, "layers/", 7) == 0
            ? " (last partial batch dropped? use drop_last=False)"
            : "");
}

ipt_status
ipt__activation_read_epochs(ipt_activation_reader *reader, ipt_error *err)
{
    ipt_activation_header *h = &reader->header;
    ipt__numbers data;
    ipt_status status = ipt__numbers_open(reader, "epochs", &data, err);

    if (status != IPT_OK)
        return status;
    reader->has_epochs = data.id >= 0;
    h->n_epochs = data.id >= 0 && data.rank == 1 ? (size_t)data.dims[0] : 1;
    if (data.id >= 0 && (data.type != H5T_INTEGER || data.rank > 1))
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: %sepochs must be a list of integers, one "
                               "for each snapshot",
                               reader->path, reader->below);
    else if (h->n_epochs == 0)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: %sepochs is empty: no snapshot was "
                               "recorded",
                               reader->path, reader->below);
    if (status != IPT_OK)
        goto done;
    h->epoch = calloc(h->n_epochs, sizeof *h->epoch);
    if (!h->epoch)
        status = ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory",
                               reader->path);
    else if (data.id >= 0 && H5Dread(data.id, H5T_NATIVE_INT64, H5S_ALL,
                                     H5S_ALL, H5P_DEFAULT, h->epoch) < 0)
        status = ipt__h5_error(err, IPT_EFORMAT, reader->path,
                               "%sepochs cannot be read", reader->below);
    for (size_t e = 1; status == IPT_OK && e < h->n_epochs; e++)
        if (h->epoch[e] <= h->epoch[e - 1])
            status = ipt_error_set(err, IPT_EFORMAT,
                                   "%s: %sepochs does not increase: %lld "
                                   "(entry %zu) follows %lld",
                                   reader->path, reader->below,
                                   (long long)h->epoch[e], e,
                                   (long long)h->epoch[e - 1]);
done:
    ipt__numbers_close(&data);
    return status;
}

/* One metric into a known field or the list of others. */
static ipt_status
numbers_metric(ipt_activation_reader *reader, const char *name, ipt_error *err)
{
    ipt_activation_header *h = &reader->header;
    const struct {
        const char *name;
        double **field;
    } known[] = {{"train_loss", &h->train_loss},
                 {"test_loss", &h->test_loss},
                 {"train_accuracy", &h->train_accuracy},
                 {"test_accuracy", &h->test_accuracy}};
    char path[280];
    double *value = NULL;
    double **field = NULL;
    ipt__numbers data;
    ipt_status status = IPT_OK;

    snprintf(path, sizeof path, "metrics/%s", name);
    status = ipt__numbers_open(reader, path, &data, err);
    if (status != IPT_OK || data.id < 0)
        return status;
    if (data.rank > 1 || (data.rank == 1 ? data.dims[0] : 1) != h->n_epochs) {
        status = ipt_error_set(
            err, IPT_EFORMAT, "%s: %s%s has %llu values, epochs has %zu",
            reader->path, reader->below, path,
            (unsigned long long)(data.rank ? data.dims[0] : 1), h->n_epochs);
        goto done;
    }
    value = calloc(h->n_epochs, sizeof *value);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            field = known[i].field;
    if (!field && value) {
        ipt_activation_metric *grown =
            realloc(h->metric, (h->n_metrics + 1) * sizeof *grown);

        if (grown) {
            h->metric = grown;
            grown[h->n_metrics].value = NULL;
            grown[h->n_metrics].name = ipt__text_copy(name);
            if (grown[h->n_metrics].name)
                field = &grown[h->n_metrics++].value;
        }
    }
    if (!field || !value)
        status = ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory",
                               reader->path);
    else if (H5Dread(data.id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                     value) < 0)
        status = ipt__h5_error(err, IPT_EFORMAT, reader->path,
                               "%s%s cannot be read", reader->below, path);
    if (status == IPT_OK) {
        *field = value;
        value = NULL;
    }
done:
    free(value);
    ipt__numbers_close(&data);
    return status;
}

ipt_status
ipt__activation_read_metrics(ipt_activation_reader *reader, ipt_error *err)
{
    H5G_info_t info;
    hid_t group = -1;
    ipt_status status = IPT_OK;

    if (!ipt__h5_has(reader->base, "metrics"))
        return IPT_OK;
    group = H5Gopen2(reader->base, "metrics", H5P_DEFAULT);
    if (group < 0 || H5Gget_info(group, &info) < 0)
        status = ipt__h5_error(err, IPT_EFORMAT, reader->path,
                               "%smetrics cannot be read", reader->below);
    for (hsize_t i = 0; status == IPT_OK && i < info.nlinks; i++) {
        char name[256];
        const ssize_t n =
            H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name,
                               sizeof name, H5P_DEFAULT);

        if (n < 0 || (size_t)n >= sizeof name)
            status = ipt__h5_error(err, IPT_EFORMAT, reader->path,
                                   "%smetrics cannot be listed", reader->below);
        else
            status = numbers_metric(reader, name, err);
    }
    ipt__h5_drop(&group);
    return status;
}

void
ipt__activation_header_clear(ipt_activation_header *h)
{
    for (size_t l = 0; h->layer && l < h->n_layers; l++) {
        free(h->layer[l].name);
        free(h->layer[l].activation);
    }
    for (size_t i = 0; i < h->n_metrics; i++) {
        free(h->metric[i].name);
        free(h->metric[i].value);
    }
    free(h->metric);
    free(h->layer);
    free(h->epoch);
    free(h->label);
    free(h->y);
    free(h->x);
    free(h->x_id);
    free(h->p_y_given_x);
    free(h->weight);
    free(h->split);
    free(h->train_loss);
    free(h->test_loss);
    free(h->train_accuracy);
    free(h->test_accuracy);
    ipt__pair_list_free(h->attribute, h->n_attributes);
    memset(h, 0, sizeof *h);
}
