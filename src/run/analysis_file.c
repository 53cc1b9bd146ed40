/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analysis of a file of activations, snapshot by snapshot. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/analysis.h>

static void
analysis_file_stretch(ipt_extent *extent, double low, double high)
{
    if (low < extent->low)
        extent->low = low;
    if (high > extent->high)
        extent->high = high;
}

/* Extremes over every layer and snapshot of a file. */
static ipt_status
analysis_file_extent(ipt_activation_reader *reader, ipt_extent *out,
                     ipt_error *err)
{
    const ipt_activation_header *header = ipt_activation_header_of(reader);
    ipt_extent extent = {INFINITY, -INFINITY};
    size_t most = 0;
    void *memory = NULL;
    ipt_status status = IPT_OK;

    for (size_t l = 0; l < header->n_layers; l++) {
        const size_t bytes =
            header->layer[l].width * ipt_dtype_size(header->layer[l].dtype);

        most = bytes > most ? bytes : most;
    }
    memory = malloc(header->n * most + 1);
    if (!memory)
        return ipt_error_set(err, IPT_ENOMEM,
                             "no memory for a layer of %zu "
                             "bytes",
                             header->n * most);
    for (size_t e = 0; e < header->n_epochs && status == IPT_OK; e++) {
        for (size_t l = 0; l < header->n_layers && status == IPT_OK; l++) {
            const ipt_activation_layer *layer = &header->layer[l];
            const ipt_view view = {memory, layer->dtype, header->n,
                                   layer->width, layer->width};

            status = ipt_activation_read(reader, e, l, memory, err);
            for (size_t i = 0; i < header->n && status == IPT_OK; i++) {
                for (size_t j = 0; j < layer->width; j++) {
                    const double value = ipt_view_get(&view, i, j);

                    analysis_file_stretch(&extent, value, value);
                }
            }
        }
    }
    free(memory);
    if (status == IPT_OK)
        *out = extent;
    return status;
}

ipt_result *
ipt_analysis_result(const ipt_activation_header *header)
{
    ipt_result *result = ipt_result_alloc(header->n_epochs, header->n_layers);
    ipt_status status = IPT_OK;
    const struct {
        double *to;
        const double *from;
    } copy[] = {
        {result ? result->train_loss : NULL, header->train_loss},
        {result ? result->test_loss : NULL, header->test_loss},
        {result ? result->train_accuracy : NULL, header->train_accuracy},
        {result ? result->test_accuracy : NULL, header->test_accuracy},
    };

    if (!result)
        return NULL;
    for (size_t e = 0; e < header->n_epochs; e++)
        result->epoch[e] = header->epoch[e];
    for (size_t c = 0; c < sizeof copy / sizeof *copy; c++)
        if (copy[c].from)
            memcpy(copy[c].to, copy[c].from, header->n_epochs * sizeof(double));
    for (size_t l = 0; l < header->n_layers && status == IPT_OK; l++) {
        const ipt_activation_layer *layer = &header->layer[l];

        result->layer_width[l] = (int32_t)layer->width;
        status = ipt_text_set(&result->layer_name[l], layer->name, NULL);
        if (status == IPT_OK)
            status = ipt_text_set(&result->layer_kind[l], "", NULL);
        if (status == IPT_OK)
            status =
                ipt_text_set(&result->layer_activation[l],
                             layer->activation ? layer->activation : "", NULL);
    }
    for (size_t i = 0; i < header->n_attributes && status == IPT_OK; i++) {
        const ipt_pair *pair = &header->attribute[i];

        status = ipt_result_add_pair(result, 1, pair->key, pair->value, NULL);
        if (!strcmp(pair->key, "seed"))
            result->seed = strtoull(pair->value, NULL, 10);
    }
    if (status != IPT_OK) {
        ipt_result_free(result);
        return NULL;
    }
    return result;
}

ipt_status
ipt_analysis_run(ipt_activation_reader *reader,
                 ipt_estimator *const *estimators, size_t n, ipt_rows rows,
                 int threads, const ipt_extent *extent,
                 int (*progress)(void *self, size_t done, size_t all),
                 void *self, ipt_result *result, ipt_error *err)
{
    const ipt_activation_header *header = ipt_activation_header_of(reader);
    ipt_extent found = {0, 0};
    ipt_analysis_plan plan = {header,  estimators, n,      rows,
                              threads, 0,          extent, result};
    ipt_analysis *analysis = NULL;
    ipt_status status = IPT_OK;

    if (!extent && ipt_analysis_needs_extent(estimators, n)) {
        status = analysis_file_extent(reader, &found, err);
        plan.extent = &found;
    }
    if (status == IPT_OK)
        status = ipt_analysis_alloc(&plan, &analysis, err);
    for (size_t e = 0; e < header->n_epochs && status == IPT_OK; e++) {
        for (size_t l = 0; l < header->n_layers && status == IPT_OK; l++)
            status = ipt_activation_read(reader, e, l,
                                         ipt_analysis_slot(analysis, l), err);
        if (status == IPT_OK)
            status = ipt_analysis_commit(analysis, e, header->epoch[e], err);
        if (status == IPT_OK && progress &&
            progress(self, e + 1, header->n_epochs))
            status = ipt_error_set(err, IPT_ESTOP, "stopped on request");
    }
    if (status == IPT_OK)
        status = ipt_analysis_flush(analysis, err);
    ipt_analysis_free(analysis);
    return status;
}
