/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 12-bit rule of Shwartz-Ziv and Tishby: points on a sphere. */

#include <config.h>

#include <math.h>
#include <stdlib.h>

#include "data.h"

/* Every subset of the twelve vertices of an icosahedron is one input. */
enum { SZT_BITS = 12, SZT_ROWS = 1 << SZT_BITS };

typedef struct {
    int soft;
    int encoding;
    double theta;
    double gamma;
} szt_state;

/* A vertex is a cyclic shift of (0, s, t p), p the golden ratio; `shift` says
 * where the zero stands. Column j of the inputs is vertex j. */
typedef struct {
    int zero;
    int s;
    int t;
} szt_vertex;

static const szt_vertex szt_vertices[SZT_BITS] = {
    {0, 1, 1},  {1, 1, 1},   {2, 1, -1},  {0, -1, 1},  {1, -1, 1}, {2, -1, 1},
    {0, 1, -1}, {1, -1, -1}, {2, -1, -1}, {0, -1, -1}, {1, 1, -1}, {2, 1, 1},
};

/* f of a subset: its size plus the length of the sum of its vertices on the
 * unit sphere. Coordinates are i + k p with whole i and k, summed exactly, so
 * that equal subsets up to symmetry get levels that differ by rounding of the
 * last three operations alone. */
static double
szt_level(unsigned subset)
{
    const double golden = (1.0 + sqrt(5.0)) / 2.0;
    int ones[3] = {0, 0, 0};
    int goldens[3] = {0, 0, 0};
    int n = 0;
    double square = 0;

    for (int j = 0; j < SZT_BITS; j++) {
        const szt_vertex v = szt_vertices[j];

        if (!(subset >> (SZT_BITS - 1 - j) & 1))
            continue;
        n++;
        ones[(v.zero + 1) % 3] += v.s;
        goldens[(v.zero + 2) % 3] += v.t;
    }
    for (int axis = 0; axis < 3; axis++) {
        const double c = ones[axis] + goldens[axis] * golden;

        square += c * c;
    }
    return n + sqrt(square / (1.0 + golden * golden));
}

static ipt_status
szt_load(const void *state, ipt_dataset *out, ipt_error *err)
{
    const szt_state *szt = state;
    const float off = szt->encoding ? -1.0f : 0.0f;
    ipt_dataset set = {.n = SZT_ROWS, .n_classes = 2};

    set.shape = ipt_shape_flat(SZT_BITS);
    set.x = malloc(SZT_ROWS * SZT_BITS * sizeof *set.x);
    set.label = malloc(SZT_ROWS * sizeof *set.label);
    if (szt->soft)
        set.p_y_given_x = malloc(SZT_ROWS * 2 * sizeof *set.p_y_given_x);
    if (!set.x || !set.label || (szt->soft && !set.p_y_given_x)) {
        ipt_dataset_clear(&set);
        return ipt_error_set(err, IPT_ENOMEM, "szt: no memory");
    }
    for (unsigned i = 0; i < SZT_ROWS; i++) {
        const double over = szt_level(i) - szt->theta;

        for (int j = 0; j < SZT_BITS; j++)
            set.x[i * SZT_BITS + (unsigned)j] =
                i >> (SZT_BITS - 1 - j) & 1 ? 1.0f : off;
        set.label[i] = over > 0;
        if (szt->soft) {
            /* 1 - p as a logistic of its own keeps its small values. */
            set.p_y_given_x[2 * i] = 1.0 / (1.0 + exp(szt->gamma * over));
            set.p_y_given_x[2 * i + 1] = 1.0 / (1.0 + exp(-szt->gamma * over));
        }
    }
    *out = set;
    return IPT_OK;
}

static const ipt_option szt_options[] = {
    {"soft", IPT_OPTION_FLAG, offsetof(szt_state, soft), "no", 0, 0, 0, NULL,
     NULL,
     "add p(y|x) by the logistic rule; labels stay those of the hard rule"},
    {"encoding", IPT_OPTION_CHOICE, offsetof(szt_state, encoding), "01", 0, 0,
     0, "01|pm1", NULL, "inactive and active inputs are 0 and 1, or -1 and 1"},
    {"theta", IPT_OPTION_REAL, offsetof(szt_state, theta), "7.632", 0, 13, 0,
     NULL, NULL,
     "threshold of the rule; above 7.56278 and up to 7.7013 the published "
     "labels"},
    {"gamma", IPT_OPTION_REAL, offsetof(szt_state, gamma), "54.478", 0, 1e6,
     IPT_OPTION_ABOVE, NULL, NULL,
     "steepness of p(y=1|x) = 1 / (1 + exp(-gamma (f - theta)))"},
    IPT_OPTION_END,
};

static const char *const szt_references[] = {"shwartzziv2017", NULL};

const ipt_dataset_type ipt__szt_type = {
    .name = "szt",
    .summary = "the 12-bit rule of Shwartz-Ziv and Tishby",
    .detail =
        "All 4096 patterns of twelve bits in binary order, the first column "
        "the most significant bit. The bits are the vertices v of an "
        "icosahedron; f(x) = n + |sum of active v|, the norms of the "
        "spherical harmonics of degree 0 and 1, and y = [f > theta]. The "
        "default gives all published labels: 2118 ones, H(Y) = 0.99916 bit, "
        "and the same under the 120 symmetries of the icosahedron. With soft "
        "= yes, p(y|x) has I(X;Y) = 0.990 bit.",
    .options = szt_options,
    .references = szt_references,
    .state_size = sizeof(szt_state),
    .load = szt_load,
};
