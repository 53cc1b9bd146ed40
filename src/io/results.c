/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results in memory. */

#include <config.h>

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/results.h>

#include "h5.h"
#include "results.h"

static double *
results_nans(size_t n)
{
    double *values = malloc((n ? n : 1) * sizeof *values);

    for (size_t i = 0; values && i < n; i++)
        values[i] = (double)NAN;
    return values;
}

ipt_result *
ipt_result_alloc(size_t n_epochs, size_t n_layers)
{
    ipt_result *result = NULL;
    int failed = 0;

    if (n_layers && n_epochs > SIZE_MAX / 16 / n_layers)
        return NULL;
    result = calloc(1, sizeof *result);
    if (!result)
        return NULL;
    result->n_epochs = n_epochs;
    result->n_layers = n_layers;
    result->h_x = result->h_y = result->i_xy = (double)NAN;
    result->epoch = calloc(n_epochs + 1, sizeof *result->epoch);
    result->layer_name = calloc(n_layers + 1, sizeof(char *));
    result->layer_kind = calloc(n_layers + 1, sizeof(char *));
    result->layer_activation = calloc(n_layers + 1, sizeof(char *));
    result->layer_width = calloc(n_layers + 1, sizeof(int32_t));
    result->params = calloc(1, sizeof *result->params);
    result->provenance = calloc(1, sizeof *result->provenance);
    for (const ipt__column *c = ipt__epoch_columns; c->name; c++) {
        double *values = results_nans(n_epochs);

        *ipt__column_of(result, c) = values;
        failed |= !values;
    }
    for (const ipt__column *c = ipt__layer_columns; c->name; c++) {
        double *values = results_nans(n_epochs * n_layers);

        *ipt__column_of(result, c) = values;
        failed |= !values;
    }
    if (failed || !result->epoch || !result->layer_name ||
        !result->layer_kind || !result->layer_activation ||
        !result->layer_width || !result->params || !result->provenance) {
        ipt_result_free(result);
        return NULL;
    }
    return result;
}

static void
results_plane_clear(ipt_plane *plane)
{
    free(plane->id);
    free(plane->type);
    free(plane->parameters);
    free(plane->label);
    free(plane->sample_set);
    free(plane->kind_xt);
    free(plane->kind_ty);
    free(plane->se_method);
    for (const ipt__column *c = ipt__plane_columns; c->name; c++)
        free(*ipt__column_of(plane, c));
    free(plane->flags);
}

int
ipt_result_add_plane(ipt_result *result, const char *id, const char *type,
                     const char *parameters)
{
    const size_t n = result->n_epochs * result->n_layers;
    ipt_plane plane;
    ipt_plane *planes = NULL;
    int failed = result->n_planes >= INT_MAX;

    memset(&plane, 0, sizeof plane);
    plane.id = ipt__text_copy(id);
    plane.type = ipt__text_copy(type);
    plane.parameters = ipt__text_copy(parameters);
    plane.flags = calloc(n + 1, sizeof *plane.flags);
    failed |= (id && !plane.id) || (type && !plane.type) ||
              (parameters && !plane.parameters) || !plane.flags;
    for (const ipt__column *c = ipt__plane_columns; c->name; c++) {
        double *values = results_nans(n);

        *ipt__column_of(&plane, c) = values;
        failed |= !values;
    }
    if (!failed)
        planes = realloc(result->plane, (result->n_planes + 1) * sizeof plane);
    if (!planes) {
        results_plane_clear(&plane);
        return -1;
    }
    result->plane = planes;
    result->plane[result->n_planes] = plane;
    return (int)result->n_planes++;
}

ipt_status
ipt_text_set(char **field, const char *text, ipt_error *err)
{
    char *copy = ipt__text_copy(text);

    if (text && !copy)
        return ipt_error_set(err, IPT_ENOMEM, "not enough memory");
    free(*field);
    *field = copy;
    return IPT_OK;
}

ipt_status
ipt_result_add_pair(ipt_result *result, int which, const char *key,
                    const char *value, ipt_error *err)
{
    ipt_pair **list = which ? &result->provenance : &result->params;
    size_t *n = which ? &result->n_provenance : &result->n_params;
    ipt_pair pair = {NULL, NULL};
    ipt_pair *grown = NULL;

    for (size_t i = 0; i < *n; i++)
        if (strcmp((*list)[i].key, key) == 0)
            return ipt_text_set(&(*list)[i].value, value ? value : "", err);
    pair.key = ipt__text_copy(key);
    pair.value = ipt__text_copy(value ? value : "");
    if (pair.key && pair.value)
        grown = realloc(*list, (*n + 2) * sizeof pair);
    if (!grown) {
        free(pair.key);
        free(pair.value);
        return ipt_error_set(err, IPT_ENOMEM, "not enough memory");
    }
    grown[(*n)++] = pair;
    memset(&grown[*n], 0, sizeof *grown);
    *list = grown;
    return IPT_OK;
}

void
ipt_result_truncate(ipt_result *result, size_t n_epochs)
{
    if (n_epochs < result->n_epochs)
        result->n_epochs = n_epochs; /* arrays are epoch-major */
}

const ipt_plane *
ipt_result_plane(const ipt_result *result, const char *id)
{
    for (size_t i = 0; i < result->n_planes; i++)
        if (result->plane[i].id && strcmp(result->plane[i].id, id) == 0)
            return &result->plane[i];
    return NULL;
}

void
ipt__pair_list_free(ipt_pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(pairs[i].key);
        free(pairs[i].value);
    }
    free(pairs);
}

void
ipt_result_free(ipt_result *result)
{
    if (!result)
        return;
    free(result->run_id);
    free(result->name);
    free(result->status);
    free(result->reason);
    free(result->created);
    free(result->epoch);
    free(result->layer_width);
    ipt__texts_free(result->layer_name, result->n_layers);
    ipt__texts_free(result->layer_kind, result->n_layers);
    ipt__texts_free(result->layer_activation, result->n_layers);
    for (const ipt__column *c = ipt__epoch_columns; c->name; c++)
        free(*ipt__column_of(result, c));
    for (const ipt__column *c = ipt__layer_columns; c->name; c++)
        free(*ipt__column_of(result, c));
    for (size_t i = 0; i < result->n_planes; i++)
        results_plane_clear(&result->plane[i]);
    free(result->plane);
    free(result->config_resolved);
    free(result->config_source);
    ipt__texts_free(result->overrides, result->n_overrides);
    ipt__pair_list_free(result->params, result->n_params);
    ipt__pair_list_free(result->provenance, result->n_provenance);
    free(result);
}
