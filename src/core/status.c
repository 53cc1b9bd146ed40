/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status codes and the error object that explains them. */

#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <infoplane/status.h>

static void
status_mark_cut(char *message, int length)
{
    if (length >= IPT_MESSAGE_MAX)
        memcpy(message + IPT_MESSAGE_MAX - 4, "...", 4);
}

ipt_status
ipt_error_set(ipt_error *err, ipt_status status, const char *format, ...)
{
    if (err && err->status == IPT_OK) {
        va_list args;

        err->status = status;
        va_start(args, format);
        status_mark_cut(
            err->message,
            vsnprintf(err->message, sizeof err->message, format, args));
        va_end(args);
    }
    return status;
}

void
ipt_error_prefix(ipt_error *err, const char *format, ...)
{
    char before[IPT_MESSAGE_MAX];
    char whole[IPT_MESSAGE_MAX];
    va_list args;

    if (!err || err->status == IPT_OK)
        return;
    va_start(args, format);
    vsnprintf(before, sizeof before, format, args);
    va_end(args);
    /* The message is copied first: source and target must not overlap. */
    int length = snprintf(whole, sizeof whole, "%s: ", before);
    if (length >= 0 && (size_t)length < sizeof whole)
        length += snprintf(whole + length, sizeof whole - (size_t)length, "%s",
                           err->message);
    status_mark_cut(whole, length);
    memcpy(err->message, whole, sizeof whole);
}

void
ipt_error_clear(ipt_error *err)
{
    if (!err)
        return;
    err->status = IPT_OK;
    err->message[0] = '\0';
}

const char *
ipt_status_name(ipt_status status)
{
    switch (status) {
    case IPT_OK:
        return "IPT_OK";
    case IPT_EINVAL:
        return "IPT_EINVAL";
    case IPT_ECONFIG:
        return "IPT_ECONFIG";
    case IPT_EFORMAT:
        return "IPT_EFORMAT";
    case IPT_EIO:
        return "IPT_EIO";
    case IPT_ENOMEM:
        return "IPT_ENOMEM";
    case IPT_ENUMERIC:
        return "IPT_ENUMERIC";
    case IPT_EUNSUP:
        return "IPT_EUNSUP";
    case IPT_ESTOP:
        return "IPT_ESTOP";
    }
    return "unknown status";
}
