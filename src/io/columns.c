/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variables of run.h5. */

#include <config.h>

#include "results.h"

#define OF_RESULT(field) offsetof(ipt_result, field)
#define OF_PLANE(field) offsetof(ipt_plane, field)

const ipt__column ipt__epoch_columns[] = {
    {"metrics/train_loss", OF_RESULT(train_loss), "1",
     "loss on the training rows", 0},
    {"metrics/test_loss", OF_RESULT(test_loss), "1", "loss on the test rows",
     0},
    {"metrics/train_accuracy", OF_RESULT(train_accuracy), "1",
     "share of training rows classified rightly", 0},
    {"metrics/test_accuracy", OF_RESULT(test_accuracy), "1",
     "share of test rows classified rightly", 0},
    {NULL, 0, NULL, NULL, 0},
};

const ipt__column ipt__layer_columns[] = {
    {"gradients/mean_norm", OF_RESULT(gradient_mean_norm), "1",
     "norm of the mean gradient over minibatches", 0},
    {"gradients/std_norm", OF_RESULT(gradient_std_norm), "1",
     "norm of the standard deviation of the gradient over minibatches", 0},
    {"weights_norm", OF_RESULT(weight_norm), "1",
     "Frobenius norm of the weights", 0},
    {"saturation", OF_RESULT(saturation), "1",
     "share of activations at a bound of their range, or zero", 0},
    {NULL, 0, NULL, NULL, 0},
};

const ipt__column ipt__plane_columns[] = {
    {"i_xt", OF_PLANE(i_xt), "bit", "information I(X;T) of layer and input", 0},
    {"i_ty", OF_PLANE(i_ty), "bit", "information I(T;Y) of layer and target",
     0},
    {"h_t", OF_PLANE(h_t), "bit", "entropy H(T) of the layer", 0},
    {"i_xt_se", OF_PLANE(i_xt_se), "bit", "standard error of I(X;T)", 1},
    {"i_ty_se", OF_PLANE(i_ty_se), "bit", "standard error of I(T;Y)", 1},
    {"i_xt_lower", OF_PLANE(i_xt_lower), "bit", "lower bound of I(X;T)", 1},
    {"i_xt_upper", OF_PLANE(i_xt_upper), "bit", "upper bound of I(X;T)", 1},
    {"i_ty_lower", OF_PLANE(i_ty_lower), "bit", "lower bound of I(T;Y)", 1},
    {"i_ty_upper", OF_PLANE(i_ty_upper), "bit", "upper bound of I(T;Y)", 1},
    {"wall_seconds", OF_PLANE(wall_seconds), "s", "time of the estimate", 0},
    {NULL, 0, NULL, NULL, 0},
};
