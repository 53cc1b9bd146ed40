/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which share of a batch this process has, as schedulers tell it. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/batch.h>

/* Position and number of what one kind of launcher started. */
typedef struct {
    const char *index, *count;
} shard_pair;

/* Ranks of one parallel job, the innermost launcher first: mpirun within a
 * Slurm job leaves the variables of Slurm as they were. */
static const shard_pair shard_ranks[] = {
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
    {"PMIX_RANK", "PMIX_SIZE"},
    {"PMI_RANK", "PMI_SIZE"},
    {"SLURM_PROCID", "SLURM_NTASKS"},
};

enum { SHARD_MOST = 1000000 };

/* 1 read, 0 absent, -1 not a number. */
static int
shard_number(const char *name, long *out)
{
    const char *text = getenv(name);
    char *end = NULL;

    if (!text || !*text)
        return 0;
    errno = 0;
    *out = strtol(text, &end, 10);
    return end == text || *end || errno || *out < 0 || *out > 1000000000 ? -1
                                                                         : 1;
}

static ipt_status
shard_bad(ipt_error *err, const char *index, const char *count)
{
    const char *i = getenv(index);
    const char *n = getenv(count);

    return ipt_error_set(err, IPT_EINVAL,
                         "%s = \"%s\" and %s = \"%s\" in the environment are "
                         "no share; give --shard i/n, or --shard 0/1 for all",
                         index, i ? i : "", count, n ? n : "");
}

/* The task of a Slurm array: ids may begin anywhere and have steps. */
static ipt_status
shard_array(size_t *shard, size_t *n, ipt_error *err)
{
    long id = 0;
    long count = 0;
    long low = 0;
    long step = 1;
    const int has_id = shard_number("SLURM_ARRAY_TASK_ID", &id);
    const int has_count = shard_number("SLURM_ARRAY_TASK_COUNT", &count);

    *shard = 0;
    *n = 1;
    if (!has_id || !has_count)
        return IPT_OK;
    if (has_id < 0 || has_count < 0 ||
        shard_number("SLURM_ARRAY_TASK_MIN", &low) < 0 ||
        shard_number("SLURM_ARRAY_TASK_STEP", &step) < 0 || step < 1 ||
        count < 1 || count > SHARD_MOST || id < low)
        return shard_bad(err, "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT");
    *n = (size_t)count;
    /* A list such as 0,3,17 has no step: claims even that out. */
    *shard = (size_t)((id - low) / step) % *n;
    return IPT_OK;
}

ipt_status
ipt_shard_environment(size_t *shard, size_t *n_shards, int *ranked,
                      ipt_error *err)
{
    size_t task = 0;
    size_t n_tasks = 1;
    long rank = 0;
    long n_ranks = 1;
    ipt_status status = shard_array(&task, &n_tasks, err);

    if (status != IPT_OK)
        return status;
    for (size_t i = 0; i < sizeof shard_ranks / sizeof *shard_ranks; i++) {
        const shard_pair *pair = &shard_ranks[i];
        const int has_rank = shard_number(pair->index, &rank);
        const int has_size = shard_number(pair->count, &n_ranks);

        if (has_rank && has_size) {
            if (has_rank < 0 || has_size < 0 || n_ranks < 1 ||
                n_ranks > SHARD_MOST || rank >= n_ranks)
                return shard_bad(err, pair->index, pair->count);
            break;
        }
        rank = 0;
        n_ranks = 1;
    }
    *shard = task * (size_t)n_ranks + (size_t)rank;
    *n_shards = n_tasks * (size_t)n_ranks;
    *ranked = n_ranks > 1;
    return IPT_OK;
}

ipt_status
ipt_shard_parse(const char *text, size_t *shard, size_t *n_shards,
                ipt_error *err)
{
    char *slash = NULL;
    char *end = NULL;
    const long i = strtol(text, &slash, 10);
    const long n = *slash == '/' ? strtol(slash + 1, &end, 10) : 0;

    if (slash == text || *slash != '/' || end == slash + 1 || *end ||
        text[0] == '+' || text[0] == ' ' || n < 1 || n > SHARD_MOST || i < 0 ||
        i >= n)
        return ipt_error_set(err, IPT_EINVAL,
                             "\"%s\" is not a share i/n with i from 0 to n - 1",
                             text);
    *shard = (size_t)i;
    *n_shards = (size_t)n;
    return IPT_OK;
}
