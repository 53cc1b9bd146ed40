/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entropies of the data themselves, by counting. */

#include <config.h>

#include <math.h>
#include <string.h>

#include <infoplane/estimator.h>

#include "cells.h"
#include "counts.h"
#include "sample.h"

/* One code per row that is equal where x is. */
static ipt_status
reference_codes(const ipt_sample *s, ipt__buffer *codes, size_t *bytes,
                ipt_error *err)
{
    const size_t n = s->t.n;
    const ipt_status status = ipt__buffer_reserve(codes, n + 1, 8, err);

    if (status != IPT_OK)
        return status;
    *bytes = 8;
    for (size_t i = 0; i < n; i++) {
        const double own = (double)i;

        memcpy((char *)codes->data + i * 8,
               s->x_id ? (const void *)(s->x_id + i) : (const void *)&own, 8);
    }
    return IPT_OK;
}

ipt_status
ipt_reference_information_get(const ipt_sample *sample,
                              ipt_reference_information *out, ipt_error *err)
{
    ipt__buffer codes = {NULL, 0};
    ipt__counts counts;
    ipt_sample s = *sample;
    ipt_estimate found = {NAN,
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
    ipt_reference_information result = {NAN, NAN, NAN};
    size_t bytes = 0;
    ipt_status status = IPT_OK;

    memset(&counts, 0, sizeof counts);
    /* T := X, one column of row numbers that nobody compares. */
    status = reference_codes(sample, &codes, &bytes, err);
    if (status != IPT_OK)
        goto done;
    s.t = ipt_view_f64(codes.data, sample->t.n, bytes / 8);
    s.x_id = NULL;
    if (sample->x_id) /* bit patterns of ids need not be finite doubles */
        for (size_t i = 0; i < s.t.n; i++)
            ((double *)codes.data)[i] = 0;
    status = ipt__sample_check(&s, 0, err);
    if (status == IPT_OK)
        status = reference_codes(sample, &codes, &bytes, err);
    if (status == IPT_OK)
        status =
            ipt__counts_estimate(&counts, codes.data, bytes, &s, &found, err);
    if (status == IPT_OK) {
        result.h_x = found.h_t;
        result.i_xy = found.i_ty;
        result.h_y = ipt__counts_label_entropy(&counts, &s);
        *out = result;
    }
done:
    ipt_error_prefix(err, "entropies of the data");
    ipt__counts_free(&counts);
    ipt__buffer_free(&codes);
    return status;
}
