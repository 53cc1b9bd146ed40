/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics.csv and log.jsonl: what a run tells while it is running. */

#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/json.h>

#include "run-private.h"

static FILE *
journal_file(const char *directory, const char *name, ipt_error *err)
{
    char *path = NULL;
    const size_t size = strlen(directory) + strlen(name) + 2;
    FILE *file = NULL;

    path = malloc(size);
    if (!path) {
        ipt_error_set(err, IPT_ENOMEM, "no memory for a path");
        return NULL;
    }
    snprintf(path, size, "%s/%s", directory, name);
    file = fopen(path, "w");
    if (!file)
        ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", path,
                      strerror(errno));
    free(path);
    return file;
}

ipt_status
ipt__journal_open(ipt__journal *journal, const char *directory, ipt_error *err)
{
    journal->log = NULL;
    journal->metrics = journal_file(directory, "metrics.csv", err);
    if (journal->metrics)
        journal->log = journal_file(directory, "log.jsonl", err);
    if (!journal->log) {
        ipt__journal_close(journal, NULL);
        return err ? err->status : IPT_EIO;
    }
    fputs("epoch,train_loss,test_loss,train_accuracy,test_accuracy,seconds\n",
          journal->metrics);
    fflush(journal->metrics);
    return IPT_OK;
}

void
ipt__journal_event(ipt__journal *journal, const char *event, int64_t epoch,
                   const char *detail)
{
    char now[32];
    ipt_json *json = ipt_json_alloc();

    if (!journal->log || !json) {
        ipt_json_free(json);
        return;
    }
    ipt__utc(now);
    ipt_json_open(json, NULL, '{');
    ipt_json_text(json, "time", now);
    ipt_json_text(json, "event", event);
    ipt_json_int(json, "epoch", epoch);
    if (detail)
        ipt_json_text(json, "detail", detail);
    ipt_json_close(json, '}');
    fprintf(journal->log, "%s\n", ipt_json_string(json));
    fflush(journal->log);
    ipt_json_free(json);
}

/* NaN is an empty cell. */
static void
journal_cell(FILE *file, double value)
{
    if (isnan(value))
        fputc(',', file);
    else
        fprintf(file, ",%.9g", value);
}

ipt_status
ipt__journal_metrics(ipt__journal *journal, const ipt_snapshot_metrics *m,
                     double seconds, ipt_error *err)
{
    FILE *file = journal->metrics;

    fprintf(file, "%" PRId64, m->epoch);
    journal_cell(file, m->train_loss);
    journal_cell(file, m->test_loss);
    journal_cell(file, m->train_accuracy);
    journal_cell(file, m->test_accuracy);
    fprintf(file, ",%.3f\n", seconds);
    if (fflush(file) != 0 || ferror(file))
        return ipt_error_set(err, IPT_EIO, "metrics.csv: cannot write: %s",
                             strerror(errno));
    return IPT_OK;
}

ipt_status
ipt__journal_close(ipt__journal *journal, ipt_error *err)
{
    int failed = 0;

    if (journal->metrics)
        failed |= fclose(journal->metrics) != 0;
    if (journal->log)
        failed |= fclose(journal->log) != 0;
    journal->metrics = NULL;
    journal->log = NULL;
    if (failed)
        return ipt_error_set(err, IPT_EIO, "cannot finish the journal: %s",
                             strerror(errno));
    return IPT_OK;
}
