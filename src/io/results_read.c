/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading run.h5 back. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/results.h>

#include "h5.h"
#include "results.h"

/* More epochs times layers than any run has: a damaged file. */
#define READ_VALUES_MAX ((hsize_t)1 << 31)

typedef struct {
    const char *path;
    hid_t file;
    ipt_result *result;
    ipt_error *err;
} read_run;

static ipt_status
read_memory(const read_run *run)
{
    return ipt_error_set(run->err, IPT_ENOMEM, "%s: not enough memory",
                         run->path);
}

/* Is this a file of results? */
static ipt_status
read_format(const char *path, hid_t file, ipt_error *err)
{
    char *format = NULL;
    ipt_status status = IPT_OK;
    const int found = ipt__h5_get_text(file, "format", &format);

    if (found < 0)
        status = ipt__h5_error(err, IPT_EFORMAT, path,
                               "the attribute format of / cannot be read");
    else if (found == 0)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: is an HDF5 file, but not one of results: "
                               "/ has no attribute format = \"ipt\"",
                               path);
    else if (strcmp(format, "ipt-activations") == 0)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: holds activations, expected results; "
                               "`ipt estimate` makes results from it",
                               path);
    else if (strcmp(format, "ipt") != 0)
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: has format = \"%s\", expected \"ipt\"",
                               path, format);
    free(format);
    return status;
}

/* Opens a dataset of exactly these dimensions; *out stays -1 when absent. */
static ipt_status
read_open(const read_run *run, hid_t at, const char *folder, const char *name,
          int rank, const hsize_t *dims, hid_t *out)
{
    char full[256];
    char got_text[128];
    char want_text[128];
    hsize_t got[H5S_MAX_RANK] = {0};
    hid_t data = -1;
    ipt_status status = IPT_OK;

    *out = -1;
    snprintf(full, sizeof full, "%s/%s", folder, name);
    if (!ipt__h5_has(at, name))
        return IPT_OK;
    data = H5Dopen2(at, name, H5P_DEFAULT);
    const int got_rank = data < 0 ? -1 : ipt__h5_dims(data, H5S_MAX_RANK, got);
    if (got_rank < 0) {
        status = ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                               "%s cannot be read", full);
    } else if (got_rank != rank ||
               (rank && memcmp(got, dims, (size_t)rank * sizeof *dims) != 0)) {
        status = ipt_error_set(
            run->err, IPT_EFORMAT, "%s: %s is %s, expected %s (%s)", run->path,
            full, ipt__h5_dims_text(got_rank, got, got_text, sizeof got_text),
            ipt__h5_dims_text(rank, dims, want_text, sizeof want_text),
            rank == 2   ? "epochs x layers"
            : rank == 1 ? "one for each"
                        : "one value");
    } else {
        status = ipt__h5_check_data(data, run->path, full, run->err);
    }
    if (status == IPT_OK)
        *out = data;
    else
        ipt__h5_drop(&data);
    return status;
}

/* Reads numbers of a dataset if there is one; else @p out stays as it is. */
static ipt_status
read_numbers(const read_run *run, hid_t at, const char *folder,
             const char *name, int rank, const hsize_t *dims, hid_t memory,
             void *out)
{
    hid_t data = -1;
    hid_t type = -1;
    H5T_class_t class = H5T_NO_CLASS;
    ipt_status status = read_open(run, at, folder, name, rank, dims, &data);

    if (status != IPT_OK || data < 0)
        return status;
    type = H5Dget_type(data);
    if (type >= 0)
        class = H5Tget_class(type);
    if (class != H5T_INTEGER && class != H5T_FLOAT)
        status = ipt_error_set(run->err, IPT_EFORMAT,
                               "%s: %s/%s does not hold numbers", run->path,
                               folder, name);
    else if (H5Dread(data, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) < 0)
        status = ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                               "%s/%s cannot be read", folder, name);
    ipt__h5_drop(&type);
    ipt__h5_drop(&data);
    return status;
}

/* Reads n texts if there are any; @p out has room for n pointers. */
static ipt_status
read_texts(const read_run *run, hid_t at, const char *folder, const char *name,
           int rank, size_t n, char **out)
{
    const hsize_t dims[1] = {n};
    hid_t data = -1;
    size_t got = 0;
    char **text = NULL;
    ipt_status status = read_open(run, at, folder, name, rank, dims, &data);

    if (status != IPT_OK || data < 0)
        return status;
    const int read = ipt__h5_get_texts(data, &got, &text);
    ipt__h5_drop(&data);
    if (read != 0)
        return ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                             read == -2 ? "%s/%s does not hold texts"
                                        : "%s/%s cannot be read",
                             folder, name);
    for (size_t i = 0; i < got && i < n; i++) {
        free(out[i]);
        out[i] = text[i];
    }
    free(text);
    return IPT_OK;
}

/* Number of elements of a one-dimensional dataset that must be there. */
static ipt_status
read_length(const char *path, hid_t file, const char *name, hsize_t *out,
            ipt_error *err)
{
    hid_t data = -1;
    int rank = -1;
    ipt_status status = IPT_OK;

    if (!ipt__h5_has(file, name))
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: holds no /%s, which results need", path,
                             name);
    data = H5Dopen2(file, name, H5P_DEFAULT);
    if (data >= 0)
        rank = ipt__h5_dims(data, 1, out);
    if (rank != 1)
        status = ipt__h5_error(err, IPT_EFORMAT, path,
                               "/%s is not a list of one dimension", name);
    else
        status = ipt__h5_check_data(data, path, name, err);
    ipt__h5_drop(&data);
    return status;
}

static ipt_status
read_root(const read_run *run)
{
    ipt_result *r = run->result;
    const struct {
        const char *name;
        char **field;
    } texts[] = {{"run_id", &r->run_id},
                 {"name", &r->name},
                 {"status", &r->status},
                 {"reason", &r->reason},
                 {"created", &r->created}};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (ipt__h5_get_text(run->file, texts[i].name, texts[i].field) < 0)
            return ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                                 "the attribute %s of / cannot be read",
                                 texts[i].name);
    if (ipt__h5_get_numbers(run->file, "seed", H5T_NATIVE_UINT64, 1, &r->seed) <
        0)
        return ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                             "the attribute seed of / cannot be read");
    return IPT_OK;
}

static ipt_status
read_axes(const read_run *run)
{
    ipt_result *r = run->result;
    const hsize_t epochs[1] = {r->n_epochs};
    const hsize_t layers[1] = {r->n_layers};
    ipt_status status = read_numbers(run, run->file, "", "epoch", 1, epochs,
                                     H5T_NATIVE_INT64, r->epoch);

    if (status == IPT_OK)
        status = read_texts(run, run->file, "", "layer", 1, r->n_layers,
                            r->layer_name);
    if (status == IPT_OK)
        status = read_texts(run, run->file, "", "layer_kind", 1, r->n_layers,
                            r->layer_kind);
    if (status == IPT_OK)
        status = read_texts(run, run->file, "", "layer_activation", 1,
                            r->n_layers, r->layer_activation);
    if (status == IPT_OK)
        status = read_numbers(run, run->file, "", "layer_width", 1, layers,
                              H5T_NATIVE_INT32, r->layer_width);
    return status;
}

/* A list of columns, of the whole run or of one plane. */
static ipt_status
read_columns(const read_run *run, hid_t at, const char *folder,
             const ipt__column *columns, int rank, void *owner)
{
    const hsize_t dims[2] = {run->result->n_epochs, run->result->n_layers};
    ipt_status status = IPT_OK;

    for (const ipt__column *c = columns; status == IPT_OK && c->name; c++)
        status = read_numbers(run, at, folder, c->name, rank, dims,
                              H5T_NATIVE_DOUBLE, *ipt__column_of(owner, c));
    return status;
}

static ipt_status
read_plane(const read_run *run, hid_t mi, const char *id)
{
    const hsize_t dims[2] = {run->result->n_epochs, run->result->n_layers};
    const int at = ipt_result_add_plane(run->result, id, NULL, NULL);
    char folder[272];
    hid_t group = -1;
    uint64_t n_samples = 0;
    ipt_status status = IPT_OK;

    if (at < 0)
        return read_memory(run);
    ipt_plane *plane = &run->result->plane[at];
    const struct {
        const char *name;
        char **field;
    } texts[] = {
        {"estimator", &plane->type},     {"parameters", &plane->parameters},
        {"label", &plane->label},        {"sample_set", &plane->sample_set},
        {"kind_xt", &plane->kind_xt},    {"kind_ty", &plane->kind_ty},
        {"se_method", &plane->se_method}};

    snprintf(folder, sizeof folder, "/mi/%s", id);
    group = H5Gopen2(mi, id, H5P_DEFAULT);
    if (group < 0)
        return ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                             "%s cannot be read", folder);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (ipt__h5_get_text(group, texts[i].name, texts[i].field) < 0)
            status = ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                                   "the attribute %s of %s cannot be read",
                                   texts[i].name, folder);
    if (ipt__h5_get_numbers(group, "n_samples", H5T_NATIVE_UINT64, 1,
                            &n_samples) < 0)
        status = ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                               "the attribute n_samples of %s cannot be read",
                               folder);
    plane->n_samples = (size_t)n_samples;
    if (status == IPT_OK)
        status = read_columns(run, group, folder, ipt__plane_columns, 2, plane);
    if (status == IPT_OK)
        status = read_numbers(run, group, folder, "flags", 2, dims,
                              H5T_NATIVE_UINT32, plane->flags);
    ipt__h5_drop(&group);
    return status;
}

static ipt_status
read_planes(const read_run *run)
{
    H5G_info_t info;
    H5_index_t order = H5_INDEX_CRT_ORDER;
    char id[256];
    hid_t mi = -1;
    ipt_status status = IPT_OK;

    if (!ipt__h5_has(run->file, "mi"))
        return IPT_OK;
    mi = H5Gopen2(run->file, "mi", H5P_DEFAULT);
    if (mi < 0 || H5Gget_info(mi, &info) < 0)
        status = ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                               "/mi cannot be read");
    else if (info.nlinks > 0 && H5Lget_name_by_idx(mi, ".", order, H5_ITER_INC,
                                                   0, NULL, 0, H5P_DEFAULT) < 0)
        order = H5_INDEX_NAME; /* the order of creation is not tracked */
    for (hsize_t i = 0; status == IPT_OK && i < info.nlinks; i++) {
        const ssize_t n = H5Lget_name_by_idx(mi, ".", order, H5_ITER_INC, i, id,
                                             sizeof id, H5P_DEFAULT);

        if (n < 0 || (size_t)n >= sizeof id)
            status = ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                                   "the groups of /mi cannot be listed");
        else
            status = read_plane(run, mi, id);
    }
    ipt__h5_drop(&mi);
    return status;
}

static ipt_status
read_reference(const read_run *run)
{
    ipt_result *r = run->result;
    hid_t group = -1;
    ipt_status status = IPT_OK;

    if (!ipt__h5_has(run->file, "reference"))
        return IPT_OK;
    group = H5Gopen2(run->file, "reference", H5P_DEFAULT);
    if (group < 0)
        return ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                             "/reference cannot be read");
    status = read_numbers(run, group, "/reference", "h_x", 0, NULL,
                          H5T_NATIVE_DOUBLE, &r->h_x);
    if (status == IPT_OK)
        status = read_numbers(run, group, "/reference", "h_y", 0, NULL,
                              H5T_NATIVE_DOUBLE, &r->h_y);
    if (status == IPT_OK)
        status = read_numbers(run, group, "/reference", "i_xy", 0, NULL,
                              H5T_NATIVE_DOUBLE, &r->i_xy);
    ipt__h5_drop(&group);
    return status;
}

/* The attributes of a group, if it is there. */
static ipt_status
read_pairs(const read_run *run, const char *parent, const char *name,
           ipt_pair **pairs, size_t *n)
{
    hid_t group = -1;
    ipt_status status = IPT_OK;

    if (parent && !ipt__h5_has(run->file, parent))
        return IPT_OK;
    if (!ipt__h5_has(run->file, name))
        return IPT_OK;
    group = H5Gopen2(run->file, name, H5P_DEFAULT);
    if (group < 0)
        return ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                             "/%s cannot be read", name);
    status = ipt__h5_get_pairs(group, NULL, pairs, n, run->err);
    if (status != IPT_OK)
        ipt_error_prefix(run->err, "%s: /%s", run->path, name);
    ipt__h5_drop(&group);
    return status;
}

static ipt_status
read_config(const read_run *run)
{
    ipt_result *r = run->result;
    hid_t data = -1;
    ipt_status status = IPT_OK;

    if (!ipt__h5_has(run->file, "config"))
        return IPT_OK;
    if (ipt__h5_has(run->file, "config/resolved"))
        status = read_texts(run, run->file, "", "config/resolved", 0, 1,
                            &r->config_resolved);
    if (status == IPT_OK && ipt__h5_has(run->file, "config/source"))
        status = read_texts(run, run->file, "", "config/source", 0, 1,
                            &r->config_source);
    if (status != IPT_OK || !ipt__h5_has(run->file, "config/overrides"))
        return status;
    data = H5Dopen2(run->file, "config/overrides", H5P_DEFAULT);
    if (data < 0 ||
        ipt__h5_get_texts(data, &r->n_overrides, &r->overrides) != 0)
        status = ipt__h5_error(run->err, IPT_EFORMAT, run->path,
                               "/config/overrides cannot be read");
    ipt__h5_drop(&data);
    return status;
}

static ipt_status
read_all(read_run *run)
{
    hsize_t n_epochs = 0;
    hsize_t n_layers = 0;
    ipt_status status = read_format(run->path, run->file, run->err);

    if (status == IPT_OK)
        status =
            read_length(run->path, run->file, "epoch", &n_epochs, run->err);
    if (status == IPT_OK)
        status =
            read_length(run->path, run->file, "layer", &n_layers, run->err);
    if (status != IPT_OK)
        return status;
    if (n_epochs > READ_VALUES_MAX ||
        (n_layers && n_epochs > READ_VALUES_MAX / n_layers))
        return ipt_error_set(run->err, IPT_EFORMAT,
                             "%s: is damaged: it claims %llu epochs of %llu "
                             "layers",
                             run->path, (unsigned long long)n_epochs,
                             (unsigned long long)n_layers);
    run->result = ipt_result_alloc((size_t)n_epochs, (size_t)n_layers);
    if (!run->result)
        return read_memory(run);
    if ((status = read_root(run)) != IPT_OK ||
        (status = read_axes(run)) != IPT_OK ||
        (status = read_columns(run, run->file, "", ipt__epoch_columns, 1,
                               run->result)) != IPT_OK ||
        (status = read_columns(run, run->file, "", ipt__layer_columns, 2,
                               run->result)) != IPT_OK ||
        (status = read_planes(run)) != IPT_OK ||
        (status = read_reference(run)) != IPT_OK ||
        (status = read_config(run)) != IPT_OK ||
        (status = read_pairs(run, "config", "config/params",
                             &run->result->params, &run->result->n_params)) !=
            IPT_OK)
        return status;
    return read_pairs(run, NULL, "provenance", &run->result->provenance,
                      &run->result->n_provenance);
}

ipt_status
ipt_result_read(const char *path, ipt_result **out, ipt_error *err)
{
    read_run run = {path, -1, NULL, err};
    ipt__h5_quiet quiet;
    ipt_status status = IPT_OK;

    ipt__h5_begin(&quiet);
    status = ipt__h5_open(path, &run.file, err);
    if (status == IPT_OK)
        status = read_all(&run);
    ipt__h5_drop(&run.file);
    ipt__h5_end(&quiet);
    if (status == IPT_OK)
        *out = run.result;
    else
        ipt_result_free(run.result);
    return status;
}
