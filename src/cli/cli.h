/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of the program share. */

#ifndef IPT_CLI_H
#define IPT_CLI_H

#include <stddef.h>
#include <stdio.h>

#include <infoplane/batch.h>
#include <infoplane/settings.h>
#include <infoplane/status.h>

/* Exit codes, as promised to scripts. */
enum {
    CLI_DONE = 0,
    CLI_FAILURE = 1,
    CLI_USAGE = 2,
    CLI_SOME_FAILED = 3,
    CLI_STOPPED = 75
};

/* One option of a command. */
typedef struct {
    const char *name;     /* "out", for --out */
    char letter;          /* 'o', or 0 */
    const char *argument; /* "DIR"; NULL: a flag */
    const char *help;     /* one sentence without a full stop */
} cli_option;

typedef struct cli_args cli_args;

/* One command. */
typedef struct {
    const char *name;
    const char *usage;         /* what stands behind "ipt NAME" */
    const char *summary;       /* one line */
    const char *detail;        /* paragraphs; lines of at most 76 characters */
    const cli_option *options; /* its own; shared ones are added; or NULL */
    int (*run)(const cli_args *args);
} cli_command;

extern const cli_command *const cli_commands[];
const cli_command *cli_command_find(const char *name);

/* The parsed command line of a command. */
struct cli_args {
    const cli_command *command;
    int argc;
    char **argv;
    const char *word[256]; /* what is not an option */
    size_t n_words;
    struct {
        const char *name;
        const char *value;
    } option[256];
    size_t n_options;
};

/* Options that every command understands. */
extern const cli_option cli_shared_options[];

/* Parses; 0, or a usage error was printed. */
int cli_parse(cli_args *args, const cli_command *command, int argc,
              char **argv);
/* Last value of an option, or NULL; whether a flag was given; all values. */
const char *cli_value(const cli_args *args, const char *name);
int cli_flag(const cli_args *args, const char *name);
size_t cli_values(const cli_args *args, const char *name, const char **out,
                  size_t room);
/* A whole number from `low` to `high`; `missing` when the option was not
 * given. -1 after an error was printed. */
long cli_number(const cli_args *args, const char *name, long low, long high,
                long missing);
/* The whole command line as one text, for provenance. */
void cli_line(const cli_args *args, char *out, size_t size);
/* Threads to use: --threads, else `wish`, else the cores of the machine. */
int cli_threads(const cli_args *args, long wish);

/* report.c: everything that is printed to stderr, and exit codes. */
void cli_verbosity(int level); /* -1 quiet, 0, 1 verbose */
int cli_verbose(void);
void cli_note(const char *format, ...) IPT_PRINTF(1, 2);
void cli_warning(const char *format, ...) IPT_PRINTF(1, 2);
int cli_usage_error(const cli_command *command, const char *format, ...)
    IPT_PRINTF(2, 3);
int cli_error(const ipt_error *err);            /* prints; the exit code */
int cli_problems(const ipt_problems *problems); /* prints; CLI_USAGE */
/* Checks --color; CLI_USAGE for a word it does not know. */
int cli_color(const cli_args *args);
/* Writes stdout out; CLI_FAILURE when that fails (a full disk, say). */
int cli_finish(int code);

/* progress.c */
typedef struct cli_progress cli_progress;
cli_progress *cli_progress_alloc(const cli_args *args);
void cli_progress_monitor(cli_progress *progress, ipt_monitor *monitor);
void cli_progress_free(cli_progress *progress);
/* Whether this process is a worker that reports to its parent. */
int cli_progress_is_pipe(const cli_args *args);
/* SIGINT and SIGTERM ask to stop; the second one ends at once. */
void cli_catch_signals(void);
int cli_stop_requested(void);
/* From now on the second one is passed to workers instead. */
void cli_signals_reach_workers(void);
/* Seconds of an option such as --time-limit: 90, 30m, 2h, 1d or 1:30:00; -1
 * after an error was printed. */
double cli_duration(const cli_args *args, const char *name);

/* plan.c: what is still to come of a batch. */
typedef struct {
    size_t n_runs;                  /* that would be computed */
    double disk_bytes, spare_bytes; /* of all; the most of one besides */
    double memory_bytes;            /* of the greatest */
    double seconds;                 /* of all on one core; NaN: unknown */
} cli_need;
/* "1.5 GiB". */
void cli_bytes(double bytes, char *out, size_t size);
/* Checks data, network and estimators of every point with runs to come, and
 * adds up what these need. */
int cli_plan_verify(const ipt_batch *batch, const ipt_batch_how *how,
                    ipt_problems *problems, cli_need *need);
/* Whether disk and memory suffice; else prints why and gives CLI_USAGE. */
int cli_plan_fits(const ipt_batch *batch, const cli_need *need, int jobs);
/* The table of --dry-run. */
int cli_plan_print(const cli_args *args, const ipt_batch *batch,
                   const ipt_batch_how *how);
/* slurm.c: the job script of --slurm. */
int cli_slurm(const cli_args *args, const ipt_batch *batch,
              const ipt_batch_how *how);

/* config.c: reading configurations for run and check. */
ipt_settings *cli_settings(const cli_args *args, const char *path,
                           ipt_problems *problems);

/* embedded.c, made from experiments/ at build time. */
typedef struct {
    const char *name;
    const char *summary; /* the file's first comment line */
    const char *text;
} cli_experiment;
extern const cli_experiment cli_experiments[];

/* help.c */
void cli_help(FILE *stream, const cli_command *command);

extern const cli_command cli_cmd_run, cli_cmd_check, cli_cmd_estimate,
    cli_cmd_plot, cli_cmd_report, cli_cmd_export, cli_cmd_list, cli_cmd_show,
    cli_cmd_cite, cli_cmd_data, cli_cmd_template, cli_cmd_version, cli_cmd_help;

#endif
