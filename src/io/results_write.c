/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing run.h5. */

#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <hdf5_hl.h>

#include <infoplane/results.h>

#include "h5.h"
#include "results.h"

/* A file being written; `where` is what a message names. */
typedef struct {
    const ipt_result *result;
    hid_t file;
    hid_t epoch; /* dimension scales */
    hid_t layer;
    char where[256];
} write_run;

/* The time of writing, for results that do not know when they began. */
static void
write_now(char out[32])
{
    const time_t now = time(NULL);
    struct tm utc;

    out[0] = '\0';
    if (gmtime_r(&now, &utc))
        strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static int
write_root(write_run *run, const char *kind)
{
    const ipt_result *r = run->result;
    char now[32];

    write_now(now);
    snprintf(run->where, sizeof run->where, "the attributes of /");
    return ipt__h5_put_text(run->file, "format", "ipt") ||
                   ipt__h5_put_i32(run->file, "format_version", 1) ||
                   ipt__h5_put_text(run->file, "kind", kind) ||
                   ipt__h5_put_text(run->file, "Conventions", "IPT-1") ||
                   ipt__h5_put_text(run->file, "run_id",
                                    r->run_id ? r->run_id : "") ||
                   ipt__h5_put_text(run->file, "name", r->name) ||
                   ipt__h5_put_u64(run->file, "seed", r->seed) ||
                   ipt__h5_put_text(run->file, "created",
                                    r->created ? r->created : now) ||
                   ipt__h5_put_text(run->file, "reason", r->reason)
               ? -1
               : 0;
}

/* A text for each layer, attached to the scale of layers. */
static int
write_layer_texts(write_run *run, const char *name, char *const *text,
                  const char *long_name)
{
    hid_t data = -1;
    int result = -1;

    snprintf(run->where, sizeof run->where, "/%s", name);
    if (ipt__h5_put_texts(run->file, name, (int64_t)run->result->n_layers, text,
                          &data) == 0 &&
        ipt__h5_put_units(data, "1", long_name) == 0 &&
        H5DSattach_scale(data, run->layer, 0) >= 0)
        result = 0;
    if (ipt__h5_finish(&data))
        result = -1;
    return result;
}

static int
write_scales(write_run *run)
{
    const ipt_result *r = run->result;
    const hsize_t epochs[1] = {r->n_epochs};
    const hsize_t layers[1] = {r->n_layers};
    hid_t width = -1;
    int result = -1;

    snprintf(run->where, sizeof run->where, "/epoch");
    if (ipt__h5_put_data(run->file, "epoch", H5T_STD_I64LE, H5T_NATIVE_INT64, 1,
                         epochs, r->epoch, &run->epoch) ||
        ipt__h5_put_units(run->epoch, "1",
                          "epochs completed, 0 for the initial weights") ||
        H5DSset_scale(run->epoch, "epoch") < 0)
        return -1;
    snprintf(run->where, sizeof run->where, "/layer");
    if (ipt__h5_put_texts(run->file, "layer", (int64_t)r->n_layers,
                          r->layer_name, &run->layer) ||
        ipt__h5_put_units(run->layer, "1", "layers, input side first") ||
        H5DSset_scale(run->layer, "layer") < 0)
        return -1;
    if (write_layer_texts(run, "layer_kind", r->layer_kind,
                          "kind of the layer") ||
        write_layer_texts(run, "layer_activation", r->layer_activation,
                          "activation function of the layer"))
        return -1;
    snprintf(run->where, sizeof run->where, "/layer_width");
    if (ipt__h5_put_data(run->file, "layer_width", H5T_STD_I32LE,
                         H5T_NATIVE_INT32, 1, layers, r->layer_width,
                         &width) == 0 &&
        ipt__h5_put_units(width, "1", "units of the layer") == 0 &&
        H5DSattach_scale(width, run->layer, 0) >= 0)
        result = 0;
    if (ipt__h5_finish(&width))
        result = -1;
    return result;
}

/* An array of doubles over epochs (rank 1) or epochs and layers (rank 2),
 * attached to its scales. */
static int
write_column(write_run *run, hid_t at, const char *folder,
             const ipt__column *column, const void *owner, int rank)
{
    const hsize_t dims[2] = {run->result->n_epochs, run->result->n_layers};
    hid_t data = -1;
    int result = -1;

    snprintf(run->where, sizeof run->where, "%s/%s", folder, column->name);
    if (ipt__h5_put_data(at, column->name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                         rank, dims, ipt__column_get(owner, column),
                         &data) == 0 &&
        ipt__h5_put_units(data, column->units, column->long_name) == 0 &&
        H5DSattach_scale(data, run->epoch, 0) >= 0 &&
        (rank < 2 || H5DSattach_scale(data, run->layer, 1) >= 0))
        result = 0;
    if (ipt__h5_finish(&data))
        result = -1;
    return result;
}

static int
write_columns(write_run *run)
{
    static const char *const groups[] = {"metrics", "gradients", NULL};

    for (size_t i = 0; groups[i]; i++) {
        hid_t group = ipt__h5_group(run->file, groups[i]);
        const int failed = group < 0;

        snprintf(run->where, sizeof run->where, "/%s", groups[i]);
        ipt__h5_drop(&group);
        if (failed)
            return -1;
    }
    for (const ipt__column *c = ipt__epoch_columns; c->name; c++)
        if (write_column(run, run->file, "", c, run->result, 1))
            return -1;
    for (const ipt__column *c = ipt__layer_columns; c->name; c++)
        if (write_column(run, run->file, "", c, run->result, 2))
            return -1;
    return 0;
}

/* Flags in the way of the CF conventions: masks and what they mean. */
static int
write_flags(write_run *run, hid_t group, const ipt_plane *plane)
{
    const hsize_t dims[2] = {run->result->n_epochs, run->result->n_layers};
    uint32_t masks[32];
    hsize_t n = 0;
    char meanings[256] = "";
    hid_t data = -1;
    hid_t space = -1;
    hid_t attribute = -1;
    int result = -1;

    for (; ipt__flag_words[n]; n++) {
        const size_t used = strlen(meanings);

        masks[n] = UINT32_C(1) << n;
        snprintf(meanings + used, sizeof meanings - used, "%s%s", n ? " " : "",
                 ipt__flag_words[n]);
    }
    snprintf(run->where, sizeof run->where, "/mi/%s/flags", plane->id);
    if (ipt__h5_put_data(group, "flags", H5T_STD_U32LE, H5T_NATIVE_UINT32, 2,
                         dims, plane->flags, &data) ||
        ipt__h5_put_units(data, "1", "what to know about an estimate") ||
        (space = H5Screate_simple(1, &n, NULL)) < 0)
        goto done;
    attribute = H5Acreate2(data, "flag_masks", H5T_STD_U32LE, space,
                           H5P_DEFAULT, H5P_DEFAULT);
    if (attribute >= 0 && H5Awrite(attribute, H5T_NATIVE_UINT32, masks) >= 0 &&
        ipt__h5_put_text(data, "flag_meanings", meanings) == 0 &&
        H5DSattach_scale(data, run->epoch, 0) >= 0 &&
        H5DSattach_scale(data, run->layer, 1) >= 0)
        result = 0;
done:
    ipt__h5_drop(&attribute);
    ipt__h5_drop(&space);
    if (ipt__h5_finish(&data))
        result = -1;
    return result;
}

static int
write_any_number(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            return 1;
    return 0;
}

static int
write_plane(write_run *run, hid_t mi, const ipt_plane *plane)
{
    const size_t n = run->result->n_epochs * run->result->n_layers;
    char folder[160];
    char quantities[256] = "";
    hid_t group = ipt__h5_group(mi, plane->id);
    int result = -1;

    snprintf(folder, sizeof folder, "/mi/%s", plane->id);
    snprintf(run->where, sizeof run->where, "%s", folder);
    for (const ipt__column *c = ipt__plane_columns; c->name; c++) {
        const size_t used = strlen(quantities);

        if (strcmp(c->units, "bit") == 0 &&
            write_any_number(ipt__column_get(plane, c), n))
            snprintf(quantities + used, sizeof quantities - used, "%s%s",
                     used ? " " : "", c->name);
    }
    if (group < 0 || ipt__h5_put_text(group, "estimator", plane->type) ||
        ipt__h5_put_text(group, "parameters", plane->parameters) ||
        ipt__h5_put_text(group, "label", plane->label) ||
        ipt__h5_put_text(group, "quantity_set", quantities) ||
        ipt__h5_put_text(group, "sample_set", plane->sample_set) ||
        ipt__h5_put_u64(group, "n_samples", plane->n_samples) ||
        ipt__h5_put_text(group, "kind_xt", plane->kind_xt) ||
        ipt__h5_put_text(group, "kind_ty", plane->kind_ty) ||
        ipt__h5_put_text(group, "se_method", plane->se_method))
        goto done;
    for (const ipt__column *c = ipt__plane_columns; c->name; c++)
        if ((!c->optional || write_any_number(ipt__column_get(plane, c), n)) &&
            write_column(run, group, folder, c, plane, 2))
            goto done;
    result = write_flags(run, group, plane);
done:
    ipt__h5_drop(&group);
    return result;
}

static int
write_planes(write_run *run)
{
    hid_t mi = ipt__h5_group(run->file, "mi");
    int result = mi < 0 ? -1 : 0;

    snprintf(run->where, sizeof run->where, "/mi");
    for (size_t i = 0; result == 0 && i < run->result->n_planes; i++)
        result = write_plane(run, mi, &run->result->plane[i]);
    ipt__h5_drop(&mi);
    return result;
}

static int
write_reference(write_run *run)
{
    const ipt_result *r = run->result;
    const struct {
        const char *name;
        double value;
        const char *long_name;
    } rows[] = {{"h_x", r->h_x, "entropy H(X) of the inputs"},
                {"h_y", r->h_y, "entropy H(Y) of the targets"},
                {"i_xy", r->i_xy, "information I(X;Y) of the data"}};
    hid_t group = ipt__h5_group(run->file, "reference");
    int failed = group < 0;

    for (size_t i = 0; !failed && i < sizeof rows / sizeof *rows; i++) {
        hid_t data = -1;

        snprintf(run->where, sizeof run->where, "/reference/%s", rows[i].name);
        failed = ipt__h5_put_data(group, rows[i].name, H5T_IEEE_F64LE,
                                  H5T_NATIVE_DOUBLE, 0, NULL, &rows[i].value,
                                  &data) ||
                 ipt__h5_put_units(data, "bit", rows[i].long_name);
        if (ipt__h5_finish(&data))
            failed = 1;
    }
    ipt__h5_drop(&group);
    return failed ? -1 : 0;
}

/* A group whose attributes are the pairs. */
static int
write_pairs(write_run *run, hid_t at, const char *name, const char *where,
            const ipt_pair *pairs, size_t n)
{
    hid_t group = ipt__h5_group(at, name);
    int result = group < 0 ? -1 : 0;

    snprintf(run->where, sizeof run->where, "%s", where);
    for (size_t i = 0; result == 0 && i < n; i++)
        result = ipt__h5_put_text(group, pairs[i].key, pairs[i].value);
    ipt__h5_drop(&group);
    return result;
}

static int
write_config(write_run *run)
{
    const ipt_result *r = run->result;
    char *texts[2] = {r->config_resolved, r->config_source};
    static const char *const names[2] = {"resolved", "source"};
    static const char *const long_names[2] = {
        "configuration with every default filled in",
        "configuration as it was given"};
    hid_t group = ipt__h5_group(run->file, "config");
    int failed = group < 0;

    snprintf(run->where, sizeof run->where, "/config");
    for (int i = 0; !failed && i < 2; i++) {
        hid_t data = -1;

        if (!texts[i])
            continue;
        failed = ipt__h5_put_texts(group, names[i], -1, &texts[i], &data) ||
                 ipt__h5_put_units(data, "1", long_names[i]);
        if (ipt__h5_finish(&data))
            failed = 1;
    }
    if (!failed) {
        hid_t data = -1;

        failed = ipt__h5_put_texts(group, "overrides", (int64_t)r->n_overrides,
                                   r->overrides, &data) ||
                 ipt__h5_put_units(data, "1", "settings of the command line");
        if (ipt__h5_finish(&data))
            failed = 1;
    }
    if (!failed)
        failed = write_pairs(run, group, "params", "/config/params", r->params,
                             r->n_params) != 0;
    ipt__h5_drop(&group);
    return failed ? -1 : 0;
}

/* What cannot be stored is refused before a file is begun. */
static ipt_status
write_check(const char *path, const ipt_result *result, ipt_error *err)
{
    for (size_t i = 0; i < result->n_planes; i++) {
        const char *id = result->plane[i].id;

        if (!id || !*id || strchr(id, '/') || strcmp(id, ".") == 0 ||
            strlen(id) > 100)
            return ipt_error_set(err, IPT_EINVAL,
                                 "%s: \"%s\" cannot be the id of an "
                                 "estimator: expected 1 to 100 characters "
                                 "without /",
                                 path, id ? id : "");
        if (ipt_result_plane(result, id) != &result->plane[i])
            return ipt_error_set(err, IPT_EINVAL,
                                 "%s: two planes are called %s", path, id);
    }
    for (size_t l = 0; l < result->n_layers; l++)
        if (!result->layer_name[l])
            return ipt_error_set(err, IPT_EINVAL, "%s: layer %zu has no name",
                                 path, l + 1);
    for (size_t e = 1; e < result->n_epochs; e++)
        if (result->epoch[e] <= result->epoch[e - 1])
            return ipt_error_set(
                err, IPT_EINVAL, "%s: epoch %lld follows epoch %lld", path,
                (long long)result->epoch[e], (long long)result->epoch[e - 1]);
    return IPT_OK;
}

ipt_status
ipt_result_write(const char *path, const char *kind, const ipt_result *result,
                 ipt_error *err)
{
    return ipt__result_write(path, kind, result, NULL, NULL, err);
}

ipt_status
ipt__result_write(const char *path, const char *kind, const ipt_result *result,
                  int (*more)(hid_t file, const void *self), const void *self,
                  ipt_error *err)
{
    write_run run = {result, -1, -1, -1, ""};
    ipt__part part = {NULL, NULL, -1};
    ipt__h5_quiet quiet;
    ipt_status status = write_check(path, result, err);

    if (status != IPT_OK)
        return status;
    ipt__h5_begin(&quiet);
    status = ipt__part_create(&part, path, err);
    if (status != IPT_OK)
        goto done;
    run.file = part.file;
    if (write_root(&run, kind) || write_scales(&run) || write_columns(&run) ||
        write_planes(&run) || write_reference(&run) ||
        ipt__write_table(run.file, result, run.where, sizeof run.where) ||
        write_config(&run) ||
        write_pairs(&run, run.file, "provenance", "/provenance",
                    result->provenance, result->n_provenance) ||
        (more && more(run.file, self)) ||
        ipt__h5_put_text(run.file, "status",
                         result->status ? result->status : "partial"))
        status =
            ipt__h5_error(err, IPT_EIO, path, "cannot write %s", run.where);
done:
    if (ipt__h5_finish(&run.epoch))
        status = ipt__h5_error(err, IPT_EIO, path, "cannot write /epoch");
    if (ipt__h5_finish(&run.layer))
        status = ipt__h5_error(err, IPT_EIO, path, "cannot write /layer");
    if (status == IPT_OK)
        status = ipt__part_commit(&part, err);
    else
        ipt__part_discard(&part);
    ipt__h5_end(&quiet);
    return status;
}
