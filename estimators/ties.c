/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Duplicate rows among the rows of different x. */

#include <config.h>

#include <string.h>

#include "counts.h"

/* Copies a row with -0 turned into 0, so that equal values are equal bytes. */
static void
ties_copy(const ipt_view *t, size_t i, unsigned char *out)
{
    if (t->dtype == IPT_F32) {
        const float *row = (const float *)t->data + i * t->stride;

        for (size_t j = 0; j < t->d; j++) {
            const float value = row[j] == 0 ? 0 : row[j];

            memcpy(out + j * sizeof value, &value, sizeof value);
        }
    } else if (t->dtype == IPT_F64) {
        const double *row = (const double *)t->data + i * t->stride;

        for (size_t j = 0; j < t->d; j++) {
            const double value = row[j] == 0 ? 0 : row[j];

            memcpy(out + j * sizeof value, &value, sizeof value);
        }
    } else {
        memcpy(out, (const unsigned char *)t->data + i * t->stride, t->d);
    }
}

int
ipt__counts_ties(ipt__counts *counts, const ipt_sample *sample,
                 const uint32_t *group, const uint32_t *group_count)
{
    const ipt_view *t = &sample->t;
    const size_t bytes = t->d * ipt_dtype_size(t->dtype);
    unsigned char *row = counts->key.data;
    uint32_t *index = counts->joint.data;
    uint32_t *same = index + t->n + 1;
    uint32_t *count = same + t->n + 1;
    uint32_t *first = counts->pair.data;
    size_t m = 0;

    for (size_t i = 0; i < t->n; i++)
        if (!group || group_count[group[i]] > 1) {
            ties_copy(t, i, row + m * bytes);
            index[m++] = (uint32_t)i;
        }
    const size_t groups =
        ipt__table_group(&counts->table, row, m, bytes, same, count);

    if (groups == m || !sample->x_id)
        return groups < m;
    for (size_t k = m; k-- > 0;)
        first[same[k]] = index[k];
    for (size_t k = 0; k < m; k++)
        if (sample->x_id[index[k]] != sample->x_id[first[same[k]]])
            return 1;
    return 0;
}
