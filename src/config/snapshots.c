/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which epochs a run logs. */

#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

static ipt_status
snapshots_reserve(uint64_t wanted, int64_t **out, ipt_error *err)
{
    if (wanted > IPT__MAX_SNAPSHOTS)
        return ipt_error_set(err, IPT_EINVAL, "more than %d snapshots",
                             IPT__MAX_SNAPSHOTS);
    *out = malloc((size_t)(wanted ? wanted : 1) * sizeof **out);
    if (!*out)
        return ipt_error_set(err, IPT_ENOMEM,
                             "not enough memory for %" PRIu64 " snapshots",
                             wanted);
    return IPT_OK;
}

/*
 * 0 and, from 1 to the last, n - 1 epochs spaced evenly in the logarithm. Near
 * 1 even steps are shorter than one epoch; there every epoch is taken, and the
 * epochs left over are spread anew over what remains: from epoch e with r to
 * go, the next is max(e + 1, round(e (last / e)^(1/r))). So exactly n distinct
 * epochs come out whenever there are that many.
 */
static void
snapshots_log(int64_t *list, size_t n, int64_t last)
{
    int64_t e = 1;

    list[0] = 0;
    if (n > 1)
        list[1] = n == 2 ? last : 1;
    for (size_t i = 2; i < n; i++) {
        const size_t to_go = n - i;
        const double ratio = (double)last / (double)e;
        int64_t next = llround((double)e * pow(ratio, 1.0 / (double)to_go));
        const int64_t latest = last - (int64_t)to_go + 1;

        next = next > e + 1 ? next : e + 1;
        e = next < latest ? next : latest;
        list[i] = e;
    }
}

/* n epochs from 0 to the last, spaced evenly, halves rounded up. */
static void
snapshots_linear(int64_t *list, size_t n, int64_t last)
{
    const uint64_t gaps = n > 1 ? n - 1 : 1;
    const uint64_t whole = (uint64_t)last / gaps;
    const uint64_t rest = (uint64_t)last % gaps;

    for (size_t i = 0; i < n; i++)
        list[i] = (int64_t)(i * whole + (2 * i * rest + gaps) / (2 * gaps));
}

static size_t
snapshots_every(int64_t *list, int64_t step, int64_t last)
{
    size_t n = 0;

    for (int64_t e = 0;; e += step) {
        list[n++] = e;
        if (last - e < step)
            break;
    }
    if (list[n - 1] != last)
        list[n++] = last;
    return n;
}

/* The number behind the word of "log 140"; 0 where there is none. */
static uint64_t
snapshots_count(const char *text, const char *word)
{
    const size_t length = strlen(word);
    char *end = NULL;
    unsigned long long value = 0;

    if (strncmp(text, word, length) || !ipt__is_blank(text[length]))
        return 0;
    text += length + strspn(text + length, " \t");
    if (*text < '0' || *text > '9')
        return 0;
    errno = 0;
    value = strtoull(text, &end, 10);
    return errno || *end ? 0 : value;
}

static int
snapshots_compare(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left;
    const int64_t b = *(const int64_t *)right;

    return a < b ? -1 : a > b;
}

static ipt_status
snapshots_list(const char *text, int64_t epochs, int64_t **out, size_t *n,
               ipt_error *err)
{
    const uint64_t last = (uint64_t)epochs;
    ipt__span *spans = NULL;
    int64_t *list = NULL;
    size_t n_spans = 0;
    uint64_t total = 0;
    size_t count = 0;
    size_t kept = 0;
    ipt_status status =
        ipt__spans_parse(text, &last, &spans, &n_spans, NULL, err);

    for (size_t i = 0; status == IPT_OK && i < n_spans; i++) {
        if (spans[i].last > last)
            status = ipt_error_set(err, IPT_EINVAL,
                                   "epoch %" PRIu64 " is beyond the last, "
                                   "%" PRId64,
                                   spans[i].last, epochs);
        total += (spans[i].last - spans[i].first) / spans[i].step + 1;
        if (total > IPT__MAX_SNAPSHOTS)
            break; /* snapshots_reserve() refuses it */
    }
    if (status == IPT_OK)
        status = snapshots_reserve(total, &list, err);
    if (status != IPT_OK)
        goto done;
    for (size_t i = 0; i < n_spans; i++)
        for (uint64_t k = 0;
             k <= (spans[i].last - spans[i].first) / spans[i].step; k++)
            list[count++] = (int64_t)(spans[i].first + k * spans[i].step);
    qsort(list, count, sizeof *list, snapshots_compare);
    for (size_t i = 0; i < count; i++)
        if (!kept || list[i] != list[kept - 1])
            list[kept++] = list[i];
    *out = list;
    *n = kept;

done:
    free(spans);
    return status;
}

static ipt_status
snapshots_refuse(const char *text, ipt_error *err)
{
    char brief[IPT__BRIEF];

    return ipt_error_set(err, IPT_EINVAL,
                         "\"%s\" is not \"log N\" (N at least 3), \"linear N\" "
                         "(N at least 2), \"every K\", \"all\" or a list such "
                         "as \"0, 1, 10..100:10, last\"",
                         ipt__brief(text, brief));
}

ipt_status
ipt_snapshots_expand(const char *text, int64_t epochs, int64_t **out, size_t *n,
                     ipt_error *err)
{
    int64_t *list = NULL;
    size_t count = 0;
    uint64_t every = 0;
    uint64_t points = 0;
    uint64_t wanted = 0;
    char word[IPT__BRIEF];
    ipt_status status = IPT_OK;

    if (epochs < 0)
        return ipt_error_set(err, IPT_EINVAL, "%" PRId64 " epochs", epochs);
    text += strspn(text, " \t");
    if ((*text >= '0' && *text <= '9') || !strncmp(text, "last", 4))
        return snapshots_list(text, epochs, out, n, err);
    ipt__brief(text, word);
    for (size_t end = strlen(word); end && ipt__is_blank(word[end - 1]);)
        word[--end] = '\0';
    points = (uint64_t)epochs + 1;
    if ((wanted = snapshots_count(word, "log")) >= 3) {
        count = (size_t)(wanted < points ? wanted : points);
    } else if ((wanted = snapshots_count(word, "linear")) >= 2) {
        count = (size_t)(wanted < points ? wanted : points);
    } else if ((every = snapshots_count(word, "every")) >= 1) {
        count = (size_t)((uint64_t)epochs / every + 2);
    } else if (!strcmp(word, "all")) {
        every = 1;
        count = (size_t)points;
    } else {
        return snapshots_refuse(text, err);
    }
    status = snapshots_reserve(count, &list, err);
    if (status != IPT_OK)
        return status;
    if (every)
        count = snapshots_every(
            list, every > (uint64_t)epochs ? epochs + 1 : (int64_t)every,
            epochs);
    else if (word[1] == 'o')
        snapshots_log(list, count, epochs);
    else
        snapshots_linear(list, count, epochs);
    *out = list;
    *n = count;
    return IPT_OK;
}
