/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times one training step of the 12-10-7-5-4-3-2 network and of a wide one:
 * prints `name seconds`, the median of repetitions in processor time. A step
 * includes collecting the batch's rows; small_reshuffled also drawing their
 * order, which train.py, whose batches lie ready, spares the others. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <infoplane/network.h>
#include <infoplane/random.h>

/* Steps of one repetition, and repetitions. */
enum { STEPS = 16, REPETITIONS = 2001, WIDE_REPETITIONS = 9 };

static double
train_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int
train_compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Bits as inputs, a rule of them as label. */
static int
train_data(ipt_dataset *set, size_t n, size_t units, size_t classes)
{
    ipt_stream stream;

    memset(set, 0, sizeof *set);
    snprintf(set->name, sizeof set->name, "bits");
    set->n = n;
    set->shape = ipt_shape_flat(units);
    set->n_classes = classes;
    set->x = malloc(n * units * sizeof *set->x);
    set->label = malloc(n * sizeof *set->label);
    if (!set->x || !set->label)
        return 0;
    ipt_stream_init(&stream, 1, "bench/data", 0);
    for (size_t i = 0; i < n; i++) {
        size_t ones = 0;

        for (size_t u = 0; u < units; u++) {
            const unsigned bit = ipt_stream_u32(&stream) >> 31;

            set->x[i * units + u] = (float)bit;
            ones += bit & (u % 3 == 0);
        }
        set->label[i] = (int32_t)(ones % classes);
    }
    return 1;
}

static int
train_time(const char *name, const char *layers, size_t units, size_t classes,
           long batch, int reshuffle, int repetitions)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_model_options model;
    ipt_train_options options;
    ipt_dataset set;
    ipt_network *net = NULL;
    ipt_trainer *trainer = NULL;
    double times[REPETITIONS];
    int failed = 1;

    memset(&model, 0, sizeof model);
    memset(&options, 0, sizeof options);
    ipt_options_preset(ipt_model_option_table, &model);
    ipt_options_preset(ipt_train_option_table, &options);
    snprintf(model.layers, sizeof model.layers, "%s", layers);
    options.batch = batch;
    options.reshuffle = reshuffle;
    if (!train_data(&set, STEPS * (size_t)batch, units, classes))
        goto done;
    if (ipt_network_alloc(&model, set.shape, classes, &net, &err))
        goto done;
    ipt_network_init(net, 0);
    if (ipt_trainer_alloc(&options, &set, net, 0, &trainer, &err))
        goto done;
    for (int r = 0; r < repetitions; r++) {
        const double start = train_clock();

        if (ipt_trainer_step_epoch(trainer, 0, NULL, &err))
            goto done;
        times[r] = (train_clock() - start) / STEPS;
    }
    qsort(times, (size_t)repetitions, sizeof *times, train_compare);
    printf("%s %.9f\n", name, times[repetitions / 2]);
    failed = 0;
done:
    if (failed)
        fprintf(stderr, "train: %s\n", *err.message ? err.message : "memory");
    ipt_trainer_free(trainer);
    ipt_network_free(net);
    free(set.x);
    free(set.label);
    return failed;
}

int
main(void)
{
    ipt_blas_single_thread();
    return train_time("small",
                      "dense 10 tanh, dense 7 tanh, dense 5 tanh, dense 4 "
                      "tanh, dense 3 tanh, dense 2 softmax",
                      12, 2, 256, 0, REPETITIONS) ||
           train_time("small_reshuffled",
                      "dense 10 tanh, dense 7 tanh, dense 5 tanh, dense 4 "
                      "tanh, dense 3 tanh, dense 2 softmax",
                      12, 2, 256, 1, REPETITIONS) ||
           train_time("wide",
                      "dense 1024 relu, dense 20 relu, dense 20 relu, dense "
                      "20 relu, dense 10 softmax",
                      784, 10, 128, 0, WIDE_REPETITIONS);
}
