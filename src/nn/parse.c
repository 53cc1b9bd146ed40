/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the text of `layers`: "dense 10 tanh name=first, dense 2 softmax". */

#include <config.h>

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nn.h"

/* Words that one layer may have. */
enum { PARSE_WORDS = 16 };

/** Most units of a layer: products of two widths fit size_t and BLAS. */
enum { PARSE_UNITS_MAX = 1000000 };

ipt_status
ipt__parse_count(const char *what, const char *word, size_t *out,
                 ipt_error *err)
{
    char *end = NULL;

    errno = 0;
    const long value = strtol(word, &end, 10);
    if (!isdigit((unsigned char)*word) || *end || errno == ERANGE ||
        value < 1 || value > PARSE_UNITS_MAX)
        return ipt_error_set(err, IPT_EINVAL,
                             "%s \"%s\" is not a whole number from 1 to %d",
                             what, word, PARSE_UNITS_MAX);
    *out = (size_t)value;
    return IPT_OK;
}

ipt_status
ipt__parse_activation(ipt__layer *layer, const char *word, ipt_error *err)
{
    layer->activation = ipt__activation_find(word);
    if (!layer->activation)
        return ipt__family_refuse(ipt_activation_records, "activation", word,
                                  err);
    return IPT_OK;
}

/* A name becomes a dataset of HDF5 and part of file names. */
static ipt_status
parse_name(ipt__layer *layer, const char *name, ipt_error *err)
{
    const size_t length = strlen(name);

    if (length == 0 || length >= sizeof layer->name || *name == '.')
        return ipt_error_set(err, IPT_EINVAL,
                             "name \"%s\" must have 1 to %zu characters and "
                             "not start with a dot",
                             name, sizeof layer->name - 1);
    for (const char *p = name; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr("_.-", *p))
            return ipt_error_set(err, IPT_EINVAL,
                                 "name \"%s\" contains '%c'; letters, digits, "
                                 "'_', '.' and '-' are allowed",
                                 name, *p);
    memcpy(layer->name, name, length + 1);
    return IPT_OK;
}

static ipt_status
parse_layer(ipt__layer *layer, char *text, ipt_error *err)
{
    char *word[PARSE_WORDS];
    size_t n = 0;
    char *rest = NULL;
    ipt_status status = IPT_OK;

    for (char *w = strtok_r(text, " \t", &rest); w;
         w = strtok_r(NULL, " \t", &rest)) {
        if (!strncmp(w, "name=", 5)) {
            if (*layer->name)
                return ipt_error_set(err, IPT_EINVAL, "two names given");
            status = parse_name(layer, w + 5, err);
            if (status)
                return status;
        } else if (n == PARSE_WORDS) {
            return ipt_error_set(err, IPT_EINVAL, "more than %d words",
                                 (int)PARSE_WORDS);
        } else {
            word[n++] = w;
        }
    }
    if (n == 0)
        return ipt_error_set(err, IPT_EINVAL,
                             "expected a layer, such as \"dense 10 tanh\"");
    layer->type = ipt__layer_find(word[0]);
    if (!layer->type)
        return ipt__family_refuse(ipt_layer_records, "layer", word[0], err);
    layer->state = calloc(1, layer->type->state_size);
    if (!layer->state)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for a layer");
    return layer->type->configure(layer, n - 1, word + 1, err);
}

ipt_status
ipt__layers_parse(ipt_network *net, ipt_error *err)
{
    const char *text = net->model.layers;
    size_t n = 1;

    for (const char *p = text; *p; p++)
        n += *p == ',';
    net->layer = calloc(n, sizeof *net->layer);
    if (!net->layer)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for %zu layers", n);
    for (const char *p = text;; p++) {
        ipt__layer *layer = &net->layer[net->n_layers++];
        char part[IPT_TEXT_MAX];
        ipt_status status = IPT_OK;

        p += strspn(p, " \t");
        const size_t length = strcspn(p, ",");
        memcpy(part, p, length);
        part[length] = '\0';
        layer->position = (size_t)(p - text) + 1;
        status = parse_layer(layer, part, err);
        if (status) {
            ipt_error_prefix(err,
                             "layers, layer %zu at character %zu, \"%.*s\"",
                             net->n_layers, layer->position,
                             (int)(length < 80 ? length : 80), p);
            return status;
        }
        p += length;
        if (!*p)
            return IPT_OK;
    }
}
