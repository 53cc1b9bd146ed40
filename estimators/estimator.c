/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimators of any type: options, memory, and the one way to estimate. */

#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/estimator.h>

#include "sample.h"
#include "types.h"

struct ipt_estimator {
    const ipt_estimator_type *type;
    char *id;
    void *state;
    int configured;
    size_t n, d, n_classes; /* reserved */
};

ipt_estimator *
ipt_estimator_alloc(const ipt_estimator_type *type, const char *id)
{
    ipt_estimator *e = calloc(1, sizeof *e);
    const size_t length = strlen(id) + 1;

    if (!e)
        return NULL;
    e->type = type;
    e->id = malloc(length);
    e->state = calloc(1, type->state_size ? type->state_size : 1);
    if (!e->id || !e->state) {
        free(e->id);
        free(e->state);
        free(e);
        return NULL;
    }
    memcpy(e->id, id, length);
    ipt_options_preset(type->options, e->state);
    return e;
}

ipt_estimator *
ipt_estimator_clone(const ipt_estimator *estimator)
{
    ipt_estimator *e = ipt_estimator_alloc(estimator->type, estimator->id);
    const ipt_option *row = estimator->type->options;

    /* Work space stays behind; the text form of an option is exact. */
    for (; e && row && row->name; row++) {
        char text[IPT_TEXT_MAX];

        ipt_option_format(row, estimator->state, text, sizeof text);
        if (ipt_option_parse(row, text, e->state, NULL) != IPT_OK) {
            ipt_estimator_free(e);
            return NULL;
        }
    }
    if (e && estimator->configured &&
        ipt_estimator_configure(e, NULL) != IPT_OK) {
        ipt_estimator_free(e);
        return NULL;
    }
    return e;
}

ipt_status
ipt__estimator_rename(ipt_estimator *estimator, const char *id, ipt_error *err)
{
    const size_t length = strlen(id) + 1;
    char *copy = malloc(length);

    if (!copy)
        return ipt_error_set(err, IPT_ENOMEM, "not enough memory");
    memcpy(copy, id, length);
    free(estimator->id);
    estimator->id = copy;
    return IPT_OK;
}

void
ipt_estimator_free(ipt_estimator *estimator)
{
    if (!estimator)
        return;
    if (estimator->type->release)
        estimator->type->release(estimator->state);
    free(estimator->state);
    free(estimator->id);
    free(estimator);
}

ipt_status
ipt_estimator_set(ipt_estimator *estimator, const char *key, const char *value,
                  ipt_error *err)
{
    const ipt_estimator_type *type = estimator->type;
    const ipt_option *row = ipt_option_find(type->options, key);
    ipt_error why = IPT_ERROR_INIT;

    if (!row) {
        const char *near = ipt_option_nearest(type->options, key);

        return ipt_error_set(err, IPT_EINVAL,
                             "estimator %s has no option \"%s\"%s%s%s",
                             type->name, key, near ? "; did you mean " : "",
                             near ? near : "", near ? "?" : "");
    }
    if (ipt_option_parse(row, value, estimator->state, &why) != IPT_OK)
        return ipt_error_set(err, why.status, "estimator %s: %s: %s",
                             type->name, key, why.message);
    estimator->configured = 0;
    return IPT_OK;
}

ipt_status
ipt_estimator_configure(ipt_estimator *estimator, ipt_error *err)
{
    ipt_error why = IPT_ERROR_INIT;
    ipt_status status = IPT_OK;

    for (const ipt_option *row = estimator->type->options;
         row && row->name && status == IPT_OK; row++)
        if ((row->flags & IPT_OPTION_REQUIRED) &&
            row->type == IPT_OPTION_TEXT &&
            !*((const char *)estimator->state + row->offset))
            status =
                ipt_error_set(&why, IPT_EINVAL, "%s must be given", row->name);
    if (status == IPT_OK && estimator->type->configure)
        status = estimator->type->configure(estimator->state, &why);
    if (status != IPT_OK)
        return ipt_error_set(err, status, "estimator %s: %s", estimator->id,
                             why.message);
    estimator->configured = 1;
    estimator->n = estimator->d = estimator->n_classes = 0;
    return IPT_OK;
}

ipt_status
ipt_estimator_reserve(ipt_estimator *estimator, size_t n, size_t d,
                      size_t n_classes, ipt_error *err)
{
    ipt_error why = IPT_ERROR_INIT;
    ipt_status status = IPT_OK;

    if (!estimator->configured)
        status = ipt_estimator_configure(estimator, err);
    if (status != IPT_OK || (n <= estimator->n && d <= estimator->d &&
                             n_classes <= estimator->n_classes))
        return status;
    n = n > estimator->n ? n : estimator->n;
    d = d > estimator->d ? d : estimator->d;
    n_classes =
        n_classes > estimator->n_classes ? n_classes : estimator->n_classes;
    if (estimator->type->reserve)
        status =
            estimator->type->reserve(estimator->state, n, d, n_classes, &why);
    if (status != IPT_OK)
        return ipt_error_set(err, status,
                             "estimator %s, %zu samples of %zu units: %s",
                             estimator->id, n, d, why.message);
    estimator->n = n;
    estimator->d = d;
    estimator->n_classes = n_classes;
    return IPT_OK;
}

/* The numbers that are due must be there. */
static ipt_status
estimator_verify(const ipt_estimator *e, const ipt_sample *s,
                 const ipt_estimate *result, ipt_error *err)
{
    const int labelled = (s->label || s->p_y_given_x) &&
                         (ipt_estimator_needs(e) & IPT_USE_LABELS);
    const double values[] = {
        result->i_xt,       result->i_ty,       result->h_t,
        result->i_xt_se,    result->i_ty_se,    result->i_xt_lower,
        result->i_xt_upper, result->i_ty_lower, result->i_ty_upper};
    int infinite = 0;

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        infinite |= isinf(values[i]) != 0;
    if (!infinite && !isnan(result->i_xt) && !(labelled && isnan(result->i_ty)))
        return IPT_OK;
    return ipt_error_set(err, IPT_ENUMERIC,
                         "the result is not finite: I(X;T) = %g, I(T;Y) = %g",
                         result->i_xt, result->i_ty);
}

ipt_status
ipt_estimator_estimate(ipt_estimator *estimator, const ipt_sample *sample,
                       ipt_estimate *out, ipt_error *err)
{
    ipt_error why = IPT_ERROR_INIT;
    ipt_estimate result = {NAN,
                           NAN,
                           NAN,
                           NAN,
                           NAN,
                           NAN,
                           NAN,
                           NAN,
                           NAN,
                           IPT_KIND_ESTIMATE,
                           IPT_KIND_ESTIMATE,
                           0};
    ipt_status status = IPT_OK;

    if (!estimator->configured)
        status = ipt_estimator_configure(estimator, err);
    if (status != IPT_OK)
        return status;
    status = ipt__sample_check(sample, ipt_estimator_needs(estimator), &why);
    if (status == IPT_OK)
        status = ipt_estimator_reserve(estimator, sample->t.n, sample->t.d,
                                       sample->n_classes, &why);
    if (status == IPT_OK)
        status =
            estimator->type->estimate(estimator->state, sample, &result, &why);
    if (status == IPT_OK)
        status = estimator_verify(estimator, sample, &result, &why);
    if (status != IPT_OK)
        return ipt_error_set(err, status,
                             "epoch %lld, layer %s, estimator %s: %s",
                             (long long)sample->epoch,
                             sample->layer_name ? sample->layer_name : "?",
                             estimator->id, why.message);
    if (ipt__view_constant(&sample->t))
        result.flags |= IPT_FLAG_CONSTANT_LAYER;
    *out = result;
    return IPT_OK;
}

const ipt_estimator_type *
ipt_estimator_type_of(const ipt_estimator *e)
{
    return e->type;
}

const char *
ipt_estimator_id(const ipt_estimator *e)
{
    return e->id;
}

unsigned
ipt_estimator_needs(const ipt_estimator *e)
{
    return e->type->needs ? e->type->needs(e->state) : 0;
}

double
ipt_estimator_memory(const ipt_estimator *e, size_t n, size_t d,
                     size_t n_classes)
{
    return e->type->memory ? e->type->memory(e->state, n, d, n_classes) : 0;
}

int
ipt_estimator_format(const ipt_estimator *e, char *out, size_t size)
{
    return ipt_options_format(e->type->options, e->state, out, size);
}

int
ipt_estimator_json(const ipt_estimator *e, char *out, size_t size)
{
    return ipt_options_json(e->type->options, e->state, out, size);
}

int
ipt_estimator_label(const ipt_estimator *e, char *out, size_t size)
{
    return e->type->label ? e->type->label(e->state, out, size)
                          : snprintf(out, size, "%s", e->id);
}
