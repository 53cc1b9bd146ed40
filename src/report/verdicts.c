/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Report: what the statistics over seeds say. */

#include <config.h>

#include "src/report/report.h"

ipt_status
ipt__report_verdicts(const ipt__report *report, FILE *out, ipt_error *err)
{
    (void)report;
    (void)out;
    (void)err;
    return IPT_OK;
}

ipt_status
ipt__report_statistics(const ipt__report *report, FILE *out, ipt_error *err)
{
    (void)report;
    (void)out;
    (void)err;
    return IPT_OK;
}
