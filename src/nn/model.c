/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of [model]. */

#include <config.h>

#include <math.h>
#include <stddef.h>

#include <infoplane/network.h>

const ipt_option ipt_model_option_table[] = {
    {"layers", IPT_OPTION_TEXT, offsetof(ipt_model_options, layers), "", 0, 0,
     IPT_OPTION_REQUIRED, NULL, NULL,
     "layers from the input side, separated by commas, such as \"dense 10 "
     "tanh, dense 2 softmax\""},
    {"activation", IPT_OPTION_TEXT, offsetof(ipt_model_options, activation), "",
     0, 0, 0, NULL, NULL,
     "activation that replaces that of every hidden layer; empty keeps them"},
    {"init", IPT_OPTION_TEXT, offsetof(ipt_model_options, init),
     "truncated_normal", 0, 0, 0, NULL, NULL,
     "law of the initial weights (ipt list shows all)"},
    {"init_gain", IPT_OPTION_REAL, offsetof(ipt_model_options, init_gain), "1",
     0, INFINITY, IPT_OPTION_ABOVE, NULL, "1",
     "factor on the spread of the initial weights"},
    {"init_fan", IPT_OPTION_CHOICE, offsetof(ipt_model_options, init_fan), "in",
     0, 0, 0, "in|out", NULL,
     "scale initial weights by the inputs of a unit or the units of the layer"},
    {"init_bias", IPT_OPTION_REAL, offsetof(ipt_model_options, init_bias), "0",
     0, 0, 0, NULL, "1", "initial value of every bias"},
    {"prelu_slope", IPT_OPTION_REAL, offsetof(ipt_model_options, prelu_slope),
     "0.25", 0, 0, 0, NULL, "1",
     "initial slope of prelu below zero, trained for each unit"},
    IPT_OPTION_END,
};
