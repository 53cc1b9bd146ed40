/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configurations for the commands that read them. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { CONFIG_OVERRIDES = 256 };

#define CONFIG_SMOKE_EPOCHS "20"

/* One override; a key that is swept gets it as the only value of its axis. */
static void
config_override(const ipt_settings *s, char out[128], const char *key,
                const char *value)
{
    int swept = 0;

    for (size_t a = 0; a < ipt_settings_n_axes(s); a++)
        swept |= !strcmp(ipt_settings_axis(s, a), key);
    snprintf(out, 128, "%s%s=%s", swept ? "sweep." : "", key, value);
}

/* What --smoke changes: the same experiment, small. Built from the settings
 * as they are, so that nothing grows. */
static size_t
config_smoke(const ipt_settings *s, char text[][128], size_t room)
{
    size_t n_seeds = 0;
    const uint64_t *seeds = ipt_settings_seeds(s, &n_seeds);
    const char *epochs = ipt_settings_get(s, "train", NULL, "epochs");
    const char *name = ipt_settings_get(s, "run", NULL, "name");
    const char *limit = ipt_settings_get(s, "data", NULL, "limit");
    const char *train = ipt_settings_get(s, "data", NULL, "train");
    size_t n = 0;

    if (room < 6)
        return 0;
    snprintf(text[n++], 128, "run.name=%.100s-smoke", name);
    if (n_seeds > 2)
        snprintf(text[n++], 128, "run.seeds=%llu, %llu",
                 (unsigned long long)seeds[0], (unsigned long long)seeds[1]);
    if (epochs && strtol(epochs, NULL, 10) > 20) {
        config_override(s, text[n++], "train.epochs", CONFIG_SMOKE_EPOCHS);
        config_override(s, text[n++], "log.snapshots", "log 6");
    }
    /* A count of training rows may exceed the rows that are left. */
    if (train && strtod(train, NULL) > 1)
        config_override(s, text[n++], "data.train", "0.8");
    if (limit && (!strcmp(limit, "0") || strtol(limit, NULL, 10) > 512))
        config_override(s, text[n++], "data.limit", "512");
    return n;
}

ipt_settings *
cli_settings(const cli_args *args, const char *path, ipt_problems *problems)
{
    const char *overrides[CONFIG_OVERRIDES + 8];
    char smoke[8][128];
    size_t n = cli_values(args, "override", overrides, CONFIG_OVERRIDES);
    ipt_settings *first = ipt_settings_read(path, NULL, overrides, n,
                                            ipt_experiment_schema, problems);
    ipt_settings *small = NULL;

    if (!first || !cli_flag(args, "smoke"))
        return first;
    const size_t n_smoke =
        config_smoke(first, smoke, sizeof smoke / sizeof *smoke);
    for (size_t i = 0; i < n_smoke; i++)
        overrides[n++] = smoke[i];
    small = ipt_settings_read(path, ipt_settings_source(first), overrides, n,
                              ipt_experiment_schema, problems);
    ipt_settings_free(first);
    return small;
}
