/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of training as bytes, and a measurement that leaves it alone. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "train.h"

/* Changes whenever the layout below does. */
#define STATE_MAGIC UINT64_C(0x31306e7474707469)

typedef struct {
    uint64_t magic;
    uint64_t n_parameters;
    uint64_t n_state;
    uint64_t n_taps;
    uint64_t real_size;
    uint64_t seed;
    int64_t step;
    int64_t epoch;
} state_header;

static state_header
state_head(const ipt_trainer *trainer)
{
    const ipt_network *net = trainer->net;
    const state_header head = {
        STATE_MAGIC,
        net->n_parameters,
        net->n_parameters * trainer->optimizer->slots,
        net->n_taps,
        sizeof(ipt_real),
        trainer->seed,
        trainer->step,
        trainer->epoch,
    };

    return head;
}

size_t
ipt_trainer_state_size(const ipt_trainer *trainer)
{
    const state_header head = state_head(trainer);

    return sizeof head +
           (size_t)(head.n_parameters + head.n_state) * sizeof(ipt_real) +
           2 * (size_t)head.n_taps * sizeof(double);
}

void
ipt_trainer_save(const ipt_trainer *trainer, void *state)
{
    const state_header head = state_head(trainer);
    const size_t parameters = (size_t)head.n_parameters * sizeof(ipt_real);
    const size_t moments = (size_t)head.n_state * sizeof(ipt_real);
    char *at = state;

    memcpy(at, &head, sizeof head);
    at += sizeof head;
    memcpy(at, trainer->net->parameters, parameters);
    at += parameters;
    memcpy(at, trainer->optimizer_state, moments);
    at += moments;
    /* mean_norm and std_norm lie side by side. */
    memcpy(at, trainer->mean_norm, 2 * (size_t)head.n_taps * sizeof(double));
}

ipt_status
ipt_trainer_load(ipt_trainer *trainer, const void *state, size_t size,
                 ipt_error *err)
{
    const state_header mine = state_head(trainer);
    const size_t parameters = (size_t)mine.n_parameters * sizeof(ipt_real);
    const size_t moments = (size_t)mine.n_state * sizeof(ipt_real);
    const char *at = state;
    state_header head;

    if (size != ipt_trainer_state_size(trainer))
        return ipt_error_set(err, IPT_EFORMAT,
                             "training state has %zu bytes, expected %zu", size,
                             ipt_trainer_state_size(trainer));
    memcpy(&head, at, sizeof head);
    if (head.magic != mine.magic || head.n_parameters != mine.n_parameters ||
        head.n_state != mine.n_state || head.n_taps != mine.n_taps ||
        head.real_size != mine.real_size || head.step < 0 || head.epoch < 0)
        return ipt_error_set(err, IPT_EFORMAT,
                             "training state belongs to another network, "
                             "optimizer or machine");
    if (head.seed != mine.seed)
        return ipt_error_set(
            err, IPT_EFORMAT, "training state belongs to seed %llu, not %llu",
            (unsigned long long)head.seed, (unsigned long long)mine.seed);
    at += sizeof head;
    memcpy(trainer->net->parameters, at, parameters);
    at += parameters;
    memcpy(trainer->optimizer_state, at, moments);
    at += moments;
    memcpy(trainer->mean_norm, at, 2 * (size_t)head.n_taps * sizeof(double));
    trainer->step = head.step;
    trainer->epoch = head.epoch;
    return IPT_OK;
}

static double
state_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Seconds to measure for: long against the clock, short for a plan. */
#define STATE_MEASURE 0.02

double
ipt_trainer_measure_epoch(ipt_trainer *trainer)
{
    const size_t size = ipt_trainer_state_size(trainer);
    void *kept = malloc(size);
    const int threads = ipt__blas_enter();
    double seconds = 0;
    double shuffle = 0;
    size_t rows = 0;

    if (!kept) {
        ipt__blas_leave(threads);
        return NAN;
    }
    ipt_trainer_save(trainer, kept);
    shuffle = state_clock();
    ipt__trainer_order(trainer);
    shuffle = state_clock() - shuffle;
    /* The first update warms the caches and is not counted. */
    ipt__trainer_update(trainer, 0, trainer->batch, 0, 0);
    while (seconds < STATE_MEASURE) {
        const double start = state_clock();

        ipt__trainer_update(trainer, 0, trainer->batch, 0, 0);
        seconds += state_clock() - start;
        rows += trainer->batch;
    }
    ipt__blas_leave(threads);
    memcpy(trainer->order, trainer->row,
           trainer->n_train * sizeof *trainer->order);
    if (ipt_trainer_load(trainer, kept, size, NULL))
        seconds = NAN;
    free(kept);
    return shuffle + seconds * (double)trainer->n_train / (double)rows;
}
