/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds and flags of results: their words, and the data-processing check. */

#include <config.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <infoplane/estimator.h>

static const struct {
    unsigned flag;
    const char *word;
} flags_words[] = {
    {IPT_FLAG_SATURATED, "saturated"},
    {IPT_FLAG_OUT_OF_RANGE, "out_of_range"},
    {IPT_FLAG_TIES, "ties"},
    {IPT_FLAG_CONSTANT_LAYER, "constant_layer"},
    {IPT_FLAG_DPI_VIOLATION, "dpi_violation"},
    {IPT_FLAG_NOT_CONVERGED, "not_converged"},
    {IPT_FLAG_CLIPPED, "clipped"},
};

const char *
ipt_kind_name(ipt_kind kind)
{
    static const char *const names[] = {"estimate", "upper", "lower",
                                        "measure"};

    return names[kind];
}

int
ipt_flags_format(unsigned flags, char *out, size_t size)
{
    size_t at = 0;

    if (size)
        out[0] = '\0';
    for (size_t i = 0; i < sizeof flags_words / sizeof *flags_words; i++)
        if (flags & flags_words[i].flag)
            at += (size_t)snprintf(at < size ? out + at : NULL,
                                   at < size ? size - at : 0, "%s%s",
                                   at ? "," : "", flags_words[i].word);
    return (int)at;
}

unsigned
ipt_flags_parse(const char *text)
{
    unsigned flags = 0;

    while (*text) {
        const size_t length = strcspn(text, ", ");

        for (size_t i = 0; i < sizeof flags_words / sizeof *flags_words; i++)
            if (strlen(flags_words[i].word) == length &&
                !memcmp(flags_words[i].word, text, length))
                flags |= flags_words[i].flag;
        text += length;
        text += strspn(text, ", ");
    }
    return flags;
}

/* a > b beyond doubt. NaN values compare as no. */
static int
flags_exceeds(double a, double a_se, double b, double b_se)
{
    const double va = isnan(a_se) ? 0 : a_se * a_se;
    const double vb = isnan(b_se) ? 0 : b_se * b_se;

    return a - b > 1e-9 + 2 * sqrt(va + vb);
}

void
ipt_flag_dpi(ipt_estimate *layers, size_t n_layers, double i_xy)
{
    for (size_t l = 0; l < n_layers; l++) {
        ipt_estimate *t = layers + l;
        int violated = flags_exceeds(t->i_ty, t->i_ty_se, i_xy, 0);

        if (t->kind_xt == IPT_KIND_MEASURE)
            continue;
        if (t->kind_xt != IPT_KIND_LOWER)
            violated |= flags_exceeds(t->i_ty, t->i_ty_se, t->i_xt, t->i_xt_se);
        for (size_t k = 0; k < l; k++) {
            if (layers[k].kind_xt == IPT_KIND_MEASURE)
                continue;
            violated |= flags_exceeds(t->i_xt, t->i_xt_se, layers[k].i_xt,
                                      layers[k].i_xt_se);
            violated |= flags_exceeds(t->i_ty, t->i_ty_se, layers[k].i_ty,
                                      layers[k].i_ty_se);
        }
        if (violated)
            t->flags |= IPT_FLAG_DPI_VIOLATION;
    }
}
