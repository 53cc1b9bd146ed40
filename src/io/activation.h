/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of the reader and the writer of activations. */

#ifndef IPT_IO_ACTIVATION_H
#define IPT_IO_ACTIVATION_H

#include <stddef.h>

#include <infoplane/activations.h>

#include "h5.h"

struct ipt_activation_reader {
    char *path;
    hid_t file;
    hid_t base;        /* the group that holds everything */
    const char *below; /* its path in messages: "" or "activations/" */
    ipt_activation_header header;
    const char *n_from; /* where the number of samples was found first */
    int has_epochs;     /* /epochs is there */
    hid_t *layer;       /* one dataset for each layer */
    char *quantised;    /* of each layer: integers that stand for reals */
};

/** A dataset of numbers that was opened. */
typedef struct {
    hid_t id; /**< -1: absent */
    int rank;
    hsize_t dims[H5S_MAX_RANK];
    H5T_class_t type; /**< H5T_INTEGER (enumerations too) or H5T_FLOAT */
    size_t size;      /**< bytes of one element */
    int is_signed;
} ipt__numbers;

/** Opens a dataset below @p at and checks that it can be read and holds
 * numbers. Absent: IPT_OK and an id of -1. */
ipt_status ipt__numbers_open(const ipt_activation_reader *reader,
                             const char *name, ipt__numbers *out,
                             ipt_error *err);

/** Closes; the id becomes -1. */
void ipt__numbers_close(ipt__numbers *numbers);

/** Compares a number of samples with what is known, or makes it known. */
ipt_status ipt__activation_samples(ipt_activation_reader *reader,
                                   const char *name, hsize_t n, ipt_error *err);

/** Reads /epochs and /metrics. */
ipt_status ipt__activation_read_epochs(ipt_activation_reader *reader,
                                       ipt_error *err);
ipt_status ipt__activation_read_metrics(ipt_activation_reader *reader,
                                        ipt_error *err);

/** Reads everything about samples: targets, inputs, ids, weights, split. */
ipt_status ipt__activation_read_samples(ipt_activation_reader *reader,
                                        ipt_error *err);

/** Finds, sorts, checks and opens the layers. */
ipt_status ipt__activation_read_layers(ipt_activation_reader *reader,
                                       ipt_error *err);

/** Releases the members of a header. */
void ipt__activation_header_clear(ipt_activation_header *header);

/** Refuses a header that the layout cannot hold. */
ipt_status ipt__activation_check_header(const char *path,
                                        const ipt_activation_header *h,
                                        ipt_error *err);

/** Writes attributes and samples and makes /epochs; 0 or -1 as in h5.h. */
int ipt__activation_put_head(hid_t file, const ipt_activation_header *h,
                             hid_t *epochs);

/** The dataset of a layer, without snapshots so far; -1 after a failure. */
hid_t ipt__activation_put_layer(hid_t group, const ipt_activation_header *h,
                                size_t l, ipt_compression compression);

/** Samples in one chunk: as many as fit into 1 MiB, at least one. */
size_t ipt__activation_chunk_rows(const ipt_activation_layer *layer, size_t n);

/** Compares names so that numbers in them count as numbers. */
int ipt__natural_compare(const char *a, const char *b);

#endif
