/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of layers, activations, objectives, optimisers and
 * initialisations: a new member is one line here. */

#include <config.h>

#include <stdio.h>
#include <string.h>

#include <infoplane/option.h>

#include "nn.h"
#include "train.h"

extern const ipt__activation ipt__act_identity;
extern const ipt__activation ipt__act_tanh;
extern const ipt__activation ipt__act_sigmoid;
extern const ipt__activation ipt__act_relu;
extern const ipt__activation ipt__act_leaky_relu;
extern const ipt__activation ipt__act_prelu;
extern const ipt__activation ipt__act_elu;
extern const ipt__activation ipt__act_softplus;
extern const ipt__activation ipt__act_centred_softplus;
extern const ipt__activation ipt__act_swish;
extern const ipt__activation ipt__act_silu;
extern const ipt__activation ipt__act_softsign;
extern const ipt__activation ipt__act_abs;
extern const ipt__activation ipt__act_gelu;
extern const ipt__activation ipt__act_hard_tanh;
extern const ipt__activation ipt__act_softmax;

const ipt_nn_record *const ipt_activation_records[] = {
    &ipt__act_identity.record,
    &ipt__act_tanh.record,
    &ipt__act_sigmoid.record,
    &ipt__act_relu.record,
    &ipt__act_leaky_relu.record,
    &ipt__act_prelu.record,
    &ipt__act_elu.record,
    &ipt__act_softplus.record,
    &ipt__act_centred_softplus.record,
    &ipt__act_swish.record,
    &ipt__act_silu.record,
    &ipt__act_softsign.record,
    &ipt__act_abs.record,
    &ipt__act_gelu.record,
    &ipt__act_hard_tanh.record,
    &ipt__act_softmax.record,
    NULL,
};

extern const ipt__layer_record ipt__layer_dense;

const ipt_nn_record *const ipt_layer_records[] = {
    &ipt__layer_dense.record,
    NULL,
};

extern const ipt__objective ipt__objective_cross_entropy, ipt__objective_mse;

const ipt_nn_record *const ipt_objective_records[] = {
    &ipt__objective_cross_entropy.record,
    &ipt__objective_mse.record,
    NULL,
};

extern const ipt__optimizer ipt__optimizer_adam, ipt__optimizer_sgd;

const ipt_nn_record *const ipt_optimizer_records[] = {
    &ipt__optimizer_adam.record,
    &ipt__optimizer_sgd.record,
    NULL,
};

extern const ipt__init ipt__init_truncated_normal, ipt__init_normal,
    ipt__init_uniform, ipt__init_glorot, ipt__init_glorot_normal, ipt__init_he,
    ipt__init_he_uniform, ipt__init_orthogonal, ipt__init_zeros;

const ipt_nn_record *const ipt_init_records[] = {
    &ipt__init_truncated_normal.record,
    &ipt__init_normal.record,
    &ipt__init_uniform.record,
    &ipt__init_glorot.record,
    &ipt__init_glorot_normal.record,
    &ipt__init_he.record,
    &ipt__init_he_uniform.record,
    &ipt__init_orthogonal.record,
    &ipt__init_zeros.record,
    NULL,
};

const ipt_nn_record *
ipt__family_find(const ipt_nn_record *const *family, const char *name)
{
    for (; *family; family++)
        if (!strcmp((*family)->name, name))
            return *family;
    return NULL;
}

/* The elements are the first members of the records. */
const ipt__activation *
ipt__activation_find(const char *name)
{
    return (const ipt__activation *)ipt__family_find(ipt_activation_records,
                                                     name);
}

const ipt__layer_record *
ipt__layer_find(const char *name)
{
    return (const ipt__layer_record *)ipt__family_find(ipt_layer_records, name);
}

const ipt__init *
ipt__init_find(const char *name)
{
    return (const ipt__init *)ipt__family_find(ipt_init_records, name);
}

const ipt__objective *
ipt__objective_find(const char *name)
{
    return (const ipt__objective *)ipt__family_find(ipt_objective_records,
                                                    name);
}

const ipt__optimizer *
ipt__optimizer_find(const char *name)
{
    return (const ipt__optimizer *)ipt__family_find(ipt_optimizer_records,
                                                    name);
}

ipt_status
ipt__family_refuse(const ipt_nn_record *const *family, const char *what,
                   const char *name, ipt_error *err)
{
    const char *names[64];
    char all[512];
    size_t n = 0;
    size_t at = 0;

    for (; family[n] && n + 1 < sizeof names / sizeof *names; n++) {
        names[n] = family[n]->name;
        if (at < sizeof all)
            at += (size_t)snprintf(all + at, sizeof all - at, "%s%s",
                                   n ? ", " : "", names[n]);
    }
    names[n] = NULL;
    const char *near = ipt_nearest(name, names);
    if (near)
        return ipt_error_set(err, IPT_EINVAL,
                             "unknown %s \"%s\"; did you mean %s?", what, name,
                             near);
    return ipt_error_set(err, IPT_EINVAL,
                         "unknown %s \"%s\"; expected one of %s", what, name,
                         all);
}
