/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the learning rate at given epochs. */

#include <config.h>

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train.h"

static ipt_status
schedule_read(const char *word, ipt__rate_step *out, ipt_error *err)
{
    const char *colon = strchr(word, ':');
    char *end = NULL;

    if (colon && isdigit((unsigned char)*word) &&
        strspn(word, "0123456789") == (size_t)(colon - word) &&
        colon - word < 16 && colon[1] &&
        strspn(colon + 1, "+.0123456789eE-") == strlen(colon + 1)) {
        out->epoch = strtoll(word, NULL, 10);
        out->factor = strtod(colon + 1, &end);
        if (!*end && isfinite(out->factor) && out->factor > 0)
            return IPT_OK;
    }
    return ipt_error_set(err, IPT_EINVAL,
                         "learning_rate_steps: \"%s\" is not EPOCH:FACTOR with "
                         "a factor above 0, such as 100:0.1",
                         word);
}

ipt_status
ipt__schedule_parse(const char *text, ipt__rate_step **out, size_t *n,
                    ipt_error *err)
{
    ipt__rate_step *step = NULL;
    size_t count = 0;
    char copy[IPT_TEXT_MAX];
    char *rest = NULL;
    ipt_status status = IPT_OK;

    *out = NULL;
    *n = 0;
    if (strspn(text, " \t") == strlen(text))
        return IPT_OK;
    step = malloc((strlen(text) / 2 + 1) * sizeof *step);
    if (!step)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for the schedule");
    memcpy(copy, text, strlen(text) + 1);
    for (char *word = strtok_r(copy, " \t", &rest); word;
         word = strtok_r(NULL, " \t", &rest)) {
        status = schedule_read(word, &step[count], err);
        if (!status && count && step[count].epoch <= step[count - 1].epoch)
            status = ipt_error_set(err, IPT_EINVAL,
                                   "learning_rate_steps: epoch %lld does not "
                                   "come after epoch %lld",
                                   (long long)step[count].epoch,
                                   (long long)step[count - 1].epoch);
        if (status)
            goto done;
        count++;
    }
    *out = step;
    *n = count;
    step = NULL;
done:
    free(step);
    return status;
}

double
ipt__schedule_rate(double rate, const ipt__rate_step *step, size_t n,
                   int64_t epoch)
{
    for (size_t i = 0; i < n && step[i].epoch <= epoch; i++)
        rate *= step[i].factor;
    return rate;
}
