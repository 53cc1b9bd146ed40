/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets in IDX files, the format of MNIST. */

#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "idx.h"

/* One pair of files while it is read. */
typedef struct {
    ipt__file *images;
    ipt__file *labels;
    ipt__idx_head image;
    ipt__idx_head label;
    size_t n;
} idx_pair;

static void
idx_pair_close(idx_pair *pair)
{
    ipt__file_close(pair->images);
    ipt__file_close(pair->labels);
}

static ipt_status
idx_pair_open(idx_pair *pair, const char *images, const char *labels,
              ipt_error *err)
{
    ipt_status status = ipt__file_open(&pair->images, images, err);

    if (status == IPT_OK)
        status = ipt__idx_head_read(pair->images, &pair->image, err);
    if (status == IPT_OK)
        status = ipt__file_open(&pair->labels, labels, err);
    if (status == IPT_OK)
        status = ipt__idx_head_read(pair->labels, &pair->label, err);
    if (status != IPT_OK)
        return status;
    if (pair->label.rank != 1)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: byte 3: %zu axes, expected 1 for labels",
                             labels, pair->label.rank);
    if (pair->label.extent[0] != pair->image.extent[0])
        return ipt_error_set(
            err, IPT_EFORMAT, "%s has %zu images, %s has %zu labels", images,
            pair->image.extent[0], labels, pair->label.extent[0]);
    pair->n = pair->image.extent[0];
    return IPT_OK;
}

/* n x d, n x height x width, or n x channels x height x width. */
static ipt_shape
idx_shape(const ipt__idx_head *head)
{
    const size_t *e = head->extent;

    switch (head->rank) {
    case 2:
        return ipt_shape_flat(e[1]);
    case 3:
        return (ipt_shape){1, e[1], e[2]};
    case 4:
        return (ipt_shape){e[1], e[2], e[3]};
    default:
        return ipt_shape_flat(1);
    }
}

/* Inputs in float, one image at a time. */
static ipt_status
idx_read_images(const idx_pair *pair, double divisor, float *x, ipt_error *err)
{
    const size_t each = pair->image.each;
    const int bytes = pair->image.type == IPT__U1;
    const char *path = ipt__file_path(pair->images);
    double *image = NULL;
    void *memory = NULL;
    ipt_status status =
        ipt__array_alloc(&memory, each, 1, sizeof *image, path, err);

    image = memory;
    if (divisor == 0)
        divisor = bytes ? 255 : 1;
    for (size_t i = 0; status == IPT_OK && i < pair->n; i++) {
        float *row = x + i * each;

        status = ipt__idx_numbers(pair->images, &pair->image, each, image, err);
        for (size_t j = 0; status == IPT_OK && j < each; j++) {
            row[j] = (float)(image[j] / divisor);
            if (!isfinite(row[j]))
                status = ipt_error_set(err, IPT_ENUMERIC,
                                       "%s: image %zu, element %zu: %g / %g, "
                                       "expected a finite number",
                                       path, i + 1, j + 1, image[j], divisor);
        }
    }
    if (status == IPT_OK)
        status = ipt__file_expect_end(pair->images, err);
    free(memory);
    return status;
}

static ipt_status
idx_read_labels(const idx_pair *pair, double *label, ipt_error *err)
{
    const ipt_status status =
        ipt__idx_numbers(pair->labels, &pair->label, pair->n, label, err);

    if (status != IPT_OK)
        return status;
    return ipt__file_expect_end(pair->labels, err);
}

static ipt_status
idx_same_shape(const ipt__idx_files *files, const idx_pair *pair,
               ipt_error *err)
{
    const ipt_shape a = idx_shape(&pair[0].image);
    const ipt_shape b = idx_shape(&pair[1].image);

    if (pair[0].image.rank == pair[1].image.rank &&
        pair[0].image.type == pair[1].image.type &&
        !memcmp(pair[0].image.extent + 1, pair[1].image.extent + 1,
                (pair[0].image.rank - 1) * sizeof *pair[0].image.extent))
        return IPT_OK;
    return ipt_error_set(err, IPT_EFORMAT,
                         "%s has items of %zux%zux%zu (%s), %s of %zux%zux%zu "
                         "(%s)",
                         files->images, a.channels, a.height, a.width,
                         pair[0].image.type_name, files->test_images,
                         b.channels, b.height, b.width,
                         pair[1].image.type_name);
}

ipt_status
ipt__idx_load(const ipt__idx_files *files, ipt_dataset *out, ipt_error *err)
{
    const size_t parts = *files->test_images ? 2 : 1;
    idx_pair pair[2];
    ipt_dataset set;
    void *x = NULL;
    void *label = NULL;
    ipt_status status;

    memset(pair, 0, sizeof pair);
    memset(&set, 0, sizeof set);
    status = idx_pair_open(&pair[0], files->images, files->labels, err);
    if (status == IPT_OK && parts == 2)
        status = idx_pair_open(&pair[1], files->test_images, files->test_labels,
                               err);
    if (status == IPT_OK && parts == 2)
        status = idx_same_shape(files, pair, err);
    if (status != IPT_OK)
        goto done;
    set.n = pair[0].n + pair[1].n;
    set.shape = idx_shape(&pair[0].image);
    status = ipt__array_alloc(&x, set.n, pair[0].image.each, sizeof *set.x,
                              files->images, err);
    set.x = x;
    if (status == IPT_OK)
        status = ipt__array_alloc(&label, set.n, 1, sizeof(double),
                                  files->labels, err);
    for (size_t p = 0; status == IPT_OK && p < parts; p++) {
        const size_t from = p ? pair[0].n : 0;

        status = idx_read_images(&pair[p], files->divisor,
                                 set.x + from * pair[p].image.each, err);
        if (status == IPT_OK)
            status = idx_read_labels(&pair[p], (double *)label + from, err);
    }
    if (status == IPT_OK)
        status =
            ipt__labels_from_numbers(label, set.n, 1, files->labels, &set, err);
    if (status == IPT_OK && parts == 2) {
        set.split = malloc(set.n);
        if (!set.split) {
            status =
                ipt_error_set(err, IPT_ENOMEM, "%s: no memory", files->images);
            goto done;
        }
        for (size_t i = 0; i < set.n; i++)
            set.split[i] = i < pair[0].n ? IPT_SPLIT_TRAIN : IPT_SPLIT_TEST;
    }
    if (status == IPT_OK) {
        *out = set;
        memset(&set, 0, sizeof set);
    }
done:
    idx_pair_close(&pair[0]);
    idx_pair_close(&pair[1]);
    free(label);
    ipt_dataset_clear(&set);
    return status;
}

typedef struct {
    char images[IPT_TEXT_MAX];
    char labels[IPT_TEXT_MAX];
    char test_images[IPT_TEXT_MAX];
    char test_labels[IPT_TEXT_MAX];
    double divisor;
} idx_state;

static ipt_status
idx_load(const void *state, ipt_dataset *out, ipt_error *err)
{
    const idx_state *idx = state;
    const ipt__idx_files files = {idx->images, idx->labels, idx->test_images,
                                  idx->test_labels, idx->divisor};

    if (!*idx->test_images != !*idx->test_labels)
        return ipt_error_set(err, IPT_EINVAL,
                             "idx: test_images and test_labels go together; "
                             "%s is missing",
                             *idx->test_images ? "test_labels" : "test_images");
    return ipt__idx_load(&files, out, err);
}

static const ipt_option idx_options[] = {
    {"images", IPT_OPTION_TEXT, offsetof(idx_state, images), NULL, 0, 0,
     IPT_OPTION_REQUIRED, NULL, NULL, "IDX file of the inputs, plain or gzip"},
    {"labels", IPT_OPTION_TEXT, offsetof(idx_state, labels), NULL, 0, 0,
     IPT_OPTION_REQUIRED, NULL, NULL, "IDX file of the labels"},
    {"test_images", IPT_OPTION_TEXT, offsetof(idx_state, test_images), "", 0, 0,
     0, NULL, NULL, "inputs of the test rows; gives the set a split"},
    {"test_labels", IPT_OPTION_TEXT, offsetof(idx_state, test_labels), "", 0, 0,
     0, NULL, NULL, "labels of the test rows"},
    {"divisor", IPT_OPTION_REAL, offsetof(idx_state, divisor), "0", 0, INFINITY,
     0, NULL, NULL,
     "inputs are divided by it; 0 is 255 for unsigned bytes, else 1"},
    IPT_OPTION_END,
};

const ipt_dataset_type ipt__idx_type = {
    .name = "idx",
    .summary = "images and labels in IDX files (the format of MNIST)",
    .detail =
        "Elements of all six IDX types, one to four axes: n x d is flat, n x "
        "height x width has one channel, n x channels x height x width all "
        "three. Labels are whole numbers. Test rows follow the training rows.",
    .options = idx_options,
    .references = NULL,
    .state_size = sizeof(idx_state),
    .load = idx_load,
};
