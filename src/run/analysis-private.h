/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of an analysis. */

#ifndef IPT_ANALYSIS_PRIVATE_H
#define IPT_ANALYSIS_PRIVATE_H

#include <infoplane/analysis.h>

/* One estimate that was made. */
typedef struct {
    ipt_estimate value;
    double seconds;
    ipt_status status;
    ipt_error err;
} ipt__analysis_item;

struct ipt_analysis {
    ipt_analysis_plan plan;
    size_t n_layers;
    size_t n_rows;     /* rows estimates see */
    size_t *row;       /* their positions; NULL: all */
    ipt_sample sample; /* what is common to all items */
    void *owned[6];    /* gathered members of sample */
    size_t capacity;   /* snapshots in the buffer */
    size_t held;
    char **buffer; /* capacity x n_layers */
    size_t *index; /* rows of the result */
    int64_t *epoch;
    ipt_estimator **clone; /* threads x estimators */
    size_t first_plane;
    ipt__analysis_item *item; /* capacity x layers x estimators */
};

#endif
