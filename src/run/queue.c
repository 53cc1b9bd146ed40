/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runs of one call of `ipt run`: which are tried next, what became of
 * them. */

#include <config.h>

#include <stdlib.h>

#include "run-private.h"

enum { QUEUE_WAITS, QUEUE_TAKEN, QUEUE_ELSEWHERE };

size_t
ipt__queue_next(ipt__queue *queue)
{
    while (queue->next < queue->n && queue->state[queue->next] != QUEUE_WAITS)
        queue->next++;
    if (queue->next < queue->n) {
        queue->state[queue->next] = QUEUE_TAKEN;
        return queue->next++;
    }
    return queue->n;
}

void
ipt__queue_settle(ipt__queue *queue, size_t i, ipt_run_outcome outcome,
                  ipt_batch_outcome *sum)
{
    if (outcome == IPT_RUN_ELSEWHERE) {
        queue->state[i] = QUEUE_ELSEWHERE;
        queue->n_elsewhere++;
        return;
    }
    if (outcome == IPT_RUN_STOPPED)
        return;
    queue->n_done++;
    sum->computed += outcome == IPT_RUN_DONE;
    sum->skipped += outcome == IPT_RUN_THERE;
    sum->failed += outcome == IPT_RUN_BROKEN;
}

void
ipt__queue_again(ipt__queue *queue, ipt_batch *batch, const ipt_batch_how *how,
                 ipt_batch_outcome *sum)
{
    for (size_t i = 0; i < queue->n; i++) {
        char *directory = NULL;

        if (queue->state[i] != QUEUE_ELSEWHERE)
            continue;
        directory = ipt__batch_run_directory(batch, queue->run[i]);
        /* First the claim, then the state: a run is complete before its claim
         * is given back. */
        if (directory && !ipt__claim_busy(directory)) {
            const ipt_run_state state = ipt__look(directory, NULL, 0);

            queue->n_elsewhere--;
            ipt__batch_state(batch, queue->run[i], state);
            if (state == IPT_RUN_COMPLETE ||
                (state == IPT_RUN_FAILED && !how->retry_failed)) {
                queue->state[i] = QUEUE_TAKEN;
                ipt__queue_settle(queue, i, IPT_RUN_THERE, sum);
                sum->failed += state == IPT_RUN_FAILED;
            } else {
                queue->state[i] = QUEUE_WAITS;
                if (i < queue->next)
                    queue->next = i;
            }
        }
        free(directory);
    }
}
