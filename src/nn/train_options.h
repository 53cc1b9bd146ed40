/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that stand both in the table of [train] and in that of an optimiser. */

#ifndef IPT_NN_TRAIN_OPTIONS_H
#define IPT_NN_TRAIN_OPTIONS_H

#include <math.h>
#include <stddef.h>

#include <infoplane/network.h>

#define TRAIN_OPTION_LEARNING_RATE                                             \
    {                                                                          \
        "learning_rate", IPT_OPTION_REAL,                                      \
            offsetof(ipt_train_options, learning_rate), "4e-4", 0, INFINITY,   \
            IPT_OPTION_ABOVE, NULL, "1", "step size of the optimiser"          \
    }
#define TRAIN_OPTION_MOMENTUM                                                  \
    {                                                                          \
        "momentum", IPT_OPTION_REAL, offsetof(ipt_train_options, momentum),    \
            "0", 0, 1, IPT_OPTION_BELOW, NULL, "1",                            \
            "share of the last step of sgd that goes on in the next"           \
    }
#define TRAIN_OPTION_NESTEROV                                                  \
    {                                                                          \
        "nesterov", IPT_OPTION_FLAG, offsetof(ipt_train_options, nesterov),    \
            "no", 0, 0, 0, NULL, NULL,                                         \
            "look ahead along the momentum of sgd (Nesterov)"                  \
    }
#define TRAIN_OPTION_BETA1                                                     \
    {                                                                          \
        "beta1", IPT_OPTION_REAL, offsetof(ipt_train_options, beta1), "0.9",   \
            0, 1, IPT_OPTION_BELOW, NULL, "1",                                 \
            "memory of adam for the mean of the gradient"                      \
    }
#define TRAIN_OPTION_BETA2                                                     \
    {                                                                          \
        "beta2", IPT_OPTION_REAL, offsetof(ipt_train_options, beta2), "0.999", \
            0, 1, IPT_OPTION_BELOW, NULL, "1",                                 \
            "memory of adam for the square of the gradient"                    \
    }
#define TRAIN_OPTION_EPSILON                                                   \
    {                                                                          \
        "epsilon", IPT_OPTION_REAL, offsetof(ipt_train_options, epsilon),      \
            "1e-8", 0, INFINITY, IPT_OPTION_ABOVE, NULL, "1",                  \
            "added to the root of adam's second moment"                        \
    }

#endif
