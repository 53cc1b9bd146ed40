/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading plain and gzip files, with the place of every failure. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

#include "data.h"

/* Deflate cannot expand more: 258 bytes for two bits, plus headers. */
enum { FILE_GZIP_RATIO = 1032 };

struct ipt__file {
    char *path;
    gzFile gz;
    uint64_t size; /* on disk */
    uint64_t offset;
    int plain;
};

void
ipt__file_close(ipt__file *file)
{
    if (!file)
        return;
    if (file->gz)
        gzclose(file->gz);
    free(file->path);
    free(file);
}

ipt_status
ipt__file_open(ipt__file **out, const char *path, ipt_error *err)
{
    ipt__file *file = NULL;
    struct stat info;
    ipt_status status = IPT_OK;

    if (stat(path, &info))
        return ipt_error_set(err, IPT_EIO, "%s: %s", path, strerror(errno));
    if (!S_ISREG(info.st_mode))
        return ipt_error_set(err, IPT_EIO, "%s: %s, expected a file", path,
                             S_ISDIR(info.st_mode) ? "is a directory"
                                                   : "is not a regular file");
    if (info.st_size == 0)
        return ipt_error_set(err, IPT_EFORMAT, "%s: the file is empty", path);
    file = calloc(1, sizeof *file);
    if (file)
        file->path = malloc(strlen(path) + 1);
    if (!file || !file->path) {
        status = ipt_error_set(err, IPT_ENOMEM, "%s: no memory", path);
        goto done;
    }
    memcpy(file->path, path, strlen(path) + 1);
    file->size = (uint64_t)info.st_size;
    errno = 0;
    file->gz = gzopen(path, "rb");
    if (!file->gz) {
        status = ipt_error_set(err, errno ? IPT_EIO : IPT_ENOMEM, "%s: %s",
                               path, errno ? strerror(errno) : "no memory");
        goto done;
    }
    gzbuffer(file->gz, 1 << 17);
    file->plain = gzdirect(file->gz);
    *out = file;
    file = NULL;
done:
    ipt__file_close(file);
    return status;
}

ipt_status
ipt__file_take(ipt__file *file, void *out, size_t size, size_t *got,
               ipt_error *err)
{
    unsigned char *to = out;

    *got = 0;
    while (*got < size) {
        const size_t left = size - *got;
        const unsigned want = left < 1u << 30 ? (unsigned)left : 1u << 30;
        const int n = gzread(file->gz, to + *got, want);
        int code = Z_OK;
        const char *why = gzerror(file->gz, &code);

        if (n > 0) {
            *got += (size_t)n;
            file->offset += (uint64_t)n;
        }
        if (code == Z_ERRNO)
            return ipt_error_set(err, IPT_EIO, "%s: byte %llu: %s", file->path,
                                 (unsigned long long)file->offset,
                                 strerror(errno));
        if (code == Z_BUF_ERROR)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: the gzip data end too early, after %llu "
                                 "unpacked bytes",
                                 file->path, (unsigned long long)file->offset);
        if (code != Z_OK && code != Z_STREAM_END)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: damaged gzip data after %llu unpacked "
                                 "bytes (%s)",
                                 file->path, (unsigned long long)file->offset,
                                 why);
        if (n <= 0)
            break;
    }
    return IPT_OK;
}

ipt_status
ipt__file_read(ipt__file *file, void *out, size_t size, const char *what,
               ipt_error *err)
{
    const unsigned long long from = file->offset;
    size_t got = 0;
    const ipt_status status = ipt__file_take(file, out, size, &got, err);

    if (status == IPT_OK && got < size)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: ends at byte %llu, but the %s needs bytes "
                             "%llu to %llu",
                             file->path, (unsigned long long)file->offset, what,
                             from, from + size - 1);
    return status;
}

ipt_status
ipt__file_expect_end(ipt__file *file, ipt_error *err)
{
    const unsigned long long from = file->offset;
    unsigned char byte = 0;
    size_t got = 0;
    const ipt_status status = ipt__file_take(file, &byte, 1, &got, err);

    if (status == IPT_OK && got)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: goes on after byte %llu, where the header "
                             "says that it ends",
                             file->path, from);
    return status;
}

uint64_t
ipt__file_offset(const ipt__file *file)
{
    return file->offset;
}

ipt_status
ipt__file_can_hold(const ipt__file *file, const char *what, double bytes,
                   ipt_error *err)
{
    const double whole =
        file->plain ? (double)file->size : (double)file->size * FILE_GZIP_RATIO;
    const double room = whole - (double)file->offset;

    if (bytes <= room)
        return IPT_OK;
    if (file->plain)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: the header promises %.0f bytes of %s from "
                             "byte %llu on, the file has %.0f",
                             file->path, bytes, what,
                             (unsigned long long)file->offset,
                             room > 0 ? room : 0);
    return ipt_error_set(err, IPT_EFORMAT,
                         "%s: the header promises %.0f bytes of %s, more than "
                         "%llu bytes of gzip can hold",
                         file->path, bytes, what,
                         (unsigned long long)file->size);
}

const char *
ipt__file_path(const ipt__file *file)
{
    return file->path;
}
