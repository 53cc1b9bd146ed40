/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of [train]. */

#include <config.h>

#include <limits.h>

#include "train_options.h"

const ipt_option ipt_train_option_table[] = {
    {"objective", IPT_OPTION_TEXT, offsetof(ipt_train_options, objective),
     "cross_entropy", 0, 0, 0, NULL, NULL,
     "loss that training lowers: cross_entropy or mse"},
    {"optimizer", IPT_OPTION_TEXT, offsetof(ipt_train_options, optimizer),
     "adam", 0, 0, 0, NULL, NULL, "rule of the updates: adam or sgd"},
    TRAIN_OPTION_LEARNING_RATE,
    {"learning_rate_steps", IPT_OPTION_TEXT,
     offsetof(ipt_train_options, learning_rate_steps), "", 0, 0, 0, NULL, NULL,
     "changes of the rate, EPOCH:FACTOR by blanks: after EPOCH epochs the rate "
     "is multiplied by FACTOR"},
    {"batch", IPT_OPTION_INT, offsetof(ipt_train_options, batch), "256", 0,
     INT_MAX, 0, NULL, "row",
     "rows of a minibatch; 0 takes all training rows at once"},
    {"epochs", IPT_OPTION_INT, offsetof(ipt_train_options, epochs), "8000", 0,
     INT_MAX, 0, NULL, "epoch", "passes through the training rows"},
    {"reshuffle", IPT_OPTION_FLAG, offsetof(ipt_train_options, reshuffle),
     "yes", 0, 0, 0, NULL, NULL,
     "new order of the training rows every epoch; no keeps that of the data"},
    {"l2", IPT_OPTION_REAL, offsetof(ipt_train_options, l2), "0", 0, INFINITY,
     0, NULL, "1", "factor of the penalty ||W||^2 / 2 on all weights"},
    {"l1", IPT_OPTION_REAL, offsetof(ipt_train_options, l1), "0", 0, INFINITY,
     0, NULL, "1", "factor of the penalty |W| on all weights"},
    {"penalize_output", IPT_OPTION_FLAG,
     offsetof(ipt_train_options, penalize_output), "yes", 0, 0, 0, NULL, NULL,
     "apply l2 and l1 to the last layer as well; no as in Chelombiev et al. "
     "2019"},
    {"clip", IPT_OPTION_REAL, offsetof(ipt_train_options, clip), "0", 0,
     INFINITY, 0, NULL, "1",
     "largest norm of the gradient of all parameters; 0 does not clip"},
    TRAIN_OPTION_MOMENTUM,
    TRAIN_OPTION_NESTEROV,
    TRAIN_OPTION_BETA1,
    TRAIN_OPTION_BETA2,
    TRAIN_OPTION_EPSILON,
    IPT_OPTION_END,
};
