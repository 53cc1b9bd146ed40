/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics.csv and log.jsonl: what a run tells while it is running. */

#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <infoplane/json.h>

#include "run-private.h"

static FILE *
journal_file(const char *directory, const char *name, ipt_error *err)
{
    char *path = ipt__path(directory, name, err);
    FILE *file = NULL;

    if (!path)
        return NULL;
    file = fopen(path, "a+e");
    if (!file)
        ipt_error_set(err, IPT_EIO, "%s: cannot write: %s", path,
                      strerror(errno));
    free(path);
    return file;
}

/* A line that a process did not live to finish is ended. */
static void
journal_end_line(FILE *file)
{
    if (fseek(file, -1, SEEK_END) == 0 && fgetc(file) != '\n') {
        fseek(file, 0, SEEK_END);
        fputc('\n', file);
    }
    fseek(file, 0, SEEK_END);
}

static ipt_status
journal_cut(FILE *file, const char *directory, int64_t bytes, ipt_error *err)
{
    struct stat info;

    if (fstat(fileno(file), &info) == 0 && info.st_size < bytes)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s/metrics.csv: has %lld bytes, its checkpoint "
                             "was made with %lld",
                             directory, (long long)info.st_size,
                             (long long)bytes);
    if (ftruncate(fileno(file), bytes) != 0)
        return ipt_error_set(err, IPT_EIO, "%s/metrics.csv: cannot write: %s",
                             directory, strerror(errno));
    fseek(file, 0, SEEK_END);
    return IPT_OK;
}

ipt_status
ipt__journal_open(ipt__journal *journal, const char *directory,
                  int64_t metrics_bytes, ipt_error *err)
{
    ipt_status status = IPT_EIO;

    journal->log = NULL;
    journal->metrics = journal_file(directory, "metrics.csv", err);
    if (journal->metrics)
        status = journal_cut(journal->metrics, directory, metrics_bytes, err);
    if (status == IPT_OK) {
        journal->log = journal_file(directory, "log.jsonl", err);
        status = journal->log ? IPT_OK : IPT_EIO;
    }
    if (status != IPT_OK) {
        ipt__journal_close(journal, NULL);
        return status;
    }
    journal_end_line(journal->log);
    if (!metrics_bytes) {
        fputs(
            "epoch,train_loss,test_loss,train_accuracy,test_accuracy,seconds\n",
            journal->metrics);
        if (fflush(journal->metrics) != 0) {
            status =
                ipt_error_set(err, IPT_EIO, "%s/metrics.csv: cannot write: %s",
                              directory, strerror(errno));
            ipt__journal_close(journal, NULL);
        }
    }
    return status;
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
ipt__journal_sync(ipt__journal *journal, int64_t *metrics_bytes, ipt_error *err)
{
    struct stat info;

    if (fflush(journal->metrics) != 0 || fsync(fileno(journal->metrics)) != 0 ||
        fstat(fileno(journal->metrics), &info) != 0)
        return ipt_error_set(err, IPT_EIO, "metrics.csv: cannot write: %s",
                             strerror(errno));
    *metrics_bytes = info.st_size;
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
