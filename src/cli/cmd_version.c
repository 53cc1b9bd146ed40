/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipt version: build, libraries, CPU. */

#include <config.h>

#include <infoplane/json.h>
#include <infoplane/provenance.h>

#include "cli.h"

static const cli_option version_options[] = {
    {"json", 0, NULL, "print one JSON object"},
    {NULL, 0, NULL, NULL},
};

static ipt_status
version_print(void *self, const char *key, const char *value, ipt_error *err)
{
    (void)err;
    if (self)
        ipt_json_text(self, key, value);
    else
        printf("%-16s %s\n", key, value);
    return IPT_OK;
}

static int
version_run(const cli_args *args)
{
    ipt_json *json = cli_flag(args, "json") ? ipt_json_alloc() : NULL;

    ipt_json_open(json, NULL, '{');
    if (!json)
        printf("ipt %s\n", PACKAGE_VERSION);
    ipt_provenance_versions(version_print, json, NULL);
    ipt_json_close(json, '}');
    if (json)
        puts(ipt_json_string(json));
    ipt_json_free(json);
    return CLI_DONE;
}

const cli_command cli_cmd_version = {
    "version",
    "[--json]",
    "version, libraries and CPU in use",
    "Prints what a bug report needs: the version and source revision of ipt,\n"
    "the compiler, the linked libraries and the kernels chosen for this CPU.",
    version_options,
    version_run};
