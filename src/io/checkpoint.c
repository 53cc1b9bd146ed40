/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints: partial results with the state of training beside them. */

#include <config.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <infoplane/checkpoint.h>

#include "h5.h"
#include "results.h"

/* The numbers of a checkpoint beside result and state. */
static const struct {
    const char *name;
    int is_real;
    size_t offset;
} checkpoint_field[] = {
    {"epoch", 0, offsetof(ipt_checkpoint, epoch)},
    {"low", 1, offsetof(ipt_checkpoint, low)},
    {"high", 1, offsetof(ipt_checkpoint, high)},
    {"elapsed", 1, offsetof(ipt_checkpoint, elapsed)},
    {"train_seconds", 1, offsetof(ipt_checkpoint, train_seconds)},
    {"estimate_seconds", 1, offsetof(ipt_checkpoint, estimate_seconds)},
    {"metrics_bytes", 0, offsetof(ipt_checkpoint, metrics_bytes)},
    {"n_segments", 0, offsetof(ipt_checkpoint, n_segments)},
    {"n_resumed", 0, offsetof(ipt_checkpoint, n_resumed)},
};

enum { CHECKPOINT_FIELDS = sizeof checkpoint_field / sizeof *checkpoint_field };

/* CRC-32 of any number of bytes. */
static int64_t
checkpoint_crc(const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uLong crc = crc32(0, NULL, 0);

    while (size) {
        const uInt part = size > INT_MAX ? INT_MAX : (uInt)size;

        crc = crc32(crc, at, part);
        at += part;
        size -= part;
    }
    return (int64_t)crc;
}

static int
checkpoint_put(hid_t file, const void *self)
{
    const ipt_checkpoint *c = self;
    const char *base = self;
    const hsize_t dims[1] = {c->state_size};
    hid_t group = ipt__h5_group(file, "checkpoint");
    int failed = group < 0;

    for (size_t i = 0; !failed && i < CHECKPOINT_FIELDS; i++) {
        double real = 0;
        int64_t whole = 0;

        if (checkpoint_field[i].is_real) {
            memcpy(&real, base + checkpoint_field[i].offset, sizeof real);
            failed = ipt__h5_put_f64(group, checkpoint_field[i].name, real);
        } else {
            memcpy(&whole, base + checkpoint_field[i].offset, sizeof whole);
            failed = ipt__h5_put_i64(group, checkpoint_field[i].name, whole);
        }
    }
    if (!failed)
        failed = ipt__h5_put_i64(group, "state_crc32",
                                 checkpoint_crc(c->state, c->state_size)) ||
                 ipt__h5_put_data(group, "state", H5T_STD_U8LE,
                                  H5T_NATIVE_UINT8, 1, dims, c->state, NULL);
    ipt__h5_drop(&group);
    return failed ? -1 : 0;
}

ipt_status
ipt_checkpoint_write(const char *path, const ipt_checkpoint *checkpoint,
                     ipt_error *err)
{
    return ipt__result_write(path, "run", checkpoint->result, checkpoint_put,
                             checkpoint, err);
}

/* The bytes of the trainer's state; 0, or -1 with *out NULL. */
static int
checkpoint_get_state(hid_t group, void **out, size_t *size)
{
    hid_t data = -1;
    hsize_t dims[1] = {0};
    void *bytes = NULL;
    int failed = 1;

    if (!ipt__h5_has(group, "state"))
        return -1;
    data = H5Dopen2(group, "state", H5P_DEFAULT);
    if (data >= 0 && ipt__h5_dims(data, 1, dims) == 1 &&
        dims[0] <= SIZE_MAX - 1)
        bytes = malloc((size_t)dims[0] + 1);
    if (bytes)
        failed = dims[0] && H5Dread(data, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL,
                                    H5P_DEFAULT, bytes) < 0;
    ipt__h5_drop(&data);
    if (failed) {
        free(bytes);
        return -1;
    }
    *out = bytes;
    *size = (size_t)dims[0];
    return 0;
}

static int
checkpoint_get(hid_t file, ipt_checkpoint *c)
{
    char *base = (char *)c;
    int64_t crc = -1;
    hid_t group = -1;
    int found = 1;

    if (!ipt__h5_has(file, "checkpoint"))
        return -1;
    group = H5Gopen2(file, "checkpoint", H5P_DEFAULT);
    if (group < 0)
        return -1;
    for (size_t i = 0; found == 1 && i < CHECKPOINT_FIELDS; i++)
        found = ipt__h5_get_numbers(
            group, checkpoint_field[i].name,
            checkpoint_field[i].is_real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64,
            1, base + checkpoint_field[i].offset);
    if (found == 1)
        found = ipt__h5_get_numbers(group, "state_crc32", H5T_NATIVE_INT64, 1,
                                    &crc);
    if (found == 1 && (checkpoint_get_state(group, &c->state, &c->state_size) ||
                       checkpoint_crc(c->state, c->state_size) != crc))
        found = 0;
    ipt__h5_drop(&group);
    return found == 1 ? 0 : -1;
}

ipt_status
ipt_checkpoint_read(const char *path, ipt_checkpoint *out, ipt_error *err)
{
    ipt_checkpoint c;
    hid_t file = -1;
    ipt__h5_quiet quiet;
    ipt_status status = IPT_OK;

    memset(&c, 0, sizeof c);
    status = ipt_result_read(path, &c.result, err);
    if (status != IPT_OK)
        return status;
    ipt__h5_begin(&quiet);
    status = ipt__h5_open(path, &file, err);
    if (status == IPT_OK && checkpoint_get(file, &c))
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: /checkpoint is missing or damaged", path);
    ipt__h5_drop(&file);
    ipt__h5_end(&quiet);
    if (status == IPT_OK)
        *out = c;
    else
        ipt_checkpoint_clear(&c);
    return status;
}

void
ipt_checkpoint_clear(ipt_checkpoint *checkpoint)
{
    ipt_result_free(checkpoint->result);
    free(checkpoint->state);
    memset(checkpoint, 0, sizeof *checkpoint);
}

ipt_status
ipt_result_status(const char *path, char **status, char **reason,
                  ipt_error *err)
{
    char *text = NULL;
    char *why = NULL;
    hid_t file = -1;
    ipt__h5_quiet quiet;
    ipt_status result = IPT_OK;

    ipt__h5_begin(&quiet);
    result = ipt__h5_open(path, &file, err);
    if (result == IPT_OK && ipt__h5_get_text(file, "status", &text) != 1)
        result = ipt_error_set(err, IPT_EFORMAT,
                               "%s: / has no attribute status", path);
    if (result == IPT_OK && reason &&
        ipt__h5_get_text(file, "reason", &why) < 0)
        result = ipt_error_set(err, IPT_EFORMAT,
                               "%s: the attribute reason cannot be read", path);
    ipt__h5_drop(&file);
    ipt__h5_end(&quiet);
    if (result != IPT_OK) {
        free(text);
        free(why);
        return result;
    }
    *status = text;
    if (reason)
        *reason = why;
    return IPT_OK;
}
