/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5's own errors, made silent and turned into one line. */

#include <config.h>

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "h5.h"

void
ipt__h5_begin(ipt__h5_quiet *quiet)
{
    H5Eget_auto2(H5E_DEFAULT, &quiet->print, &quiet->data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5Eclear2(H5E_DEFAULT);
}

void
ipt__h5_end(const ipt__h5_quiet *quiet)
{
    H5Eclear2(H5E_DEFAULT);
    H5Eset_auto2(H5E_DEFAULT, quiet->print, quiet->data);
}

/* What a walk over the error stack collects. */
typedef struct {
    int number;       /* errno, 0: none named */
    char inmost[512]; /* description of the deepest entry */
} h5_story;

static herr_t
h5_collect(unsigned n, const H5E_error2_t *entry, void *data)
{
    h5_story *story = data;
    const char *number = entry->desc ? strstr(entry->desc, "errno = ") : NULL;

    if (n == 0 && entry->desc)
        snprintf(story->inmost, sizeof story->inmost, "%s", entry->desc);
    if (number && story->number == 0)
        story->number = atoi(number + strlen("errno = "));
    return 0;
}

static h5_story
h5_story_read(void)
{
    h5_story story = {0, ""};

    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, h5_collect, &story);
    for (char *p = story.inmost; *p; p++)
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
    return story;
}

int
ipt__h5_errno(void)
{
    return h5_story_read().number;
}

ipt_status
ipt__h5_error(ipt_error *err, ipt_status status, const char *file,
              const char *what, ...)
{
    const h5_story story = h5_story_read();
    char doing[IPT_MESSAGE_MAX];
    va_list args;

    va_start(args, what);
    vsnprintf(doing, sizeof doing, what, args);
    va_end(args);
    if (story.number)
        return ipt_error_set(err, IPT_EIO, "%s: %s: %s", file, doing,
                             strerror(story.number));
    if (story.inmost[0])
        return ipt_error_set(err, status, "%s: %s: HDF5 says \"%s\"", file,
                             doing, story.inmost);
    return ipt_error_set(err, status, "%s: %s", file, doing);
}

/* Letting go must not make HDF5 forget why something failed before. */
static hid_t
h5_keep_story(void)
{
    return H5Eget_num(H5E_DEFAULT) > 0 ? H5Eget_current_stack() : -1;
}

static void
h5_put_story_back(hid_t stack)
{
    if (stack >= 0)
        H5Eset_current_stack(stack);
}

void
ipt__h5_drop(hid_t *id)
{
    if (*id > 0) {
        const hid_t story = h5_keep_story();

        H5Idec_ref(*id);
        h5_put_story_back(story);
    }
    *id = -1;
}

void
ipt__h5_divert(hid_t file)
{
    void *handle = NULL;
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null >= 0 && H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) >= 0)
        dup2(null, *(int *)handle);
    if (null >= 0)
        close(null);
}

int
ipt__h5_finish(hid_t *dataset)
{
    hid_t story = -1;
    int failed = 0;

    if (*dataset <= 0)
        return 0;
    story = h5_keep_story();
    failed = H5Fflush(*dataset, H5F_SCOPE_LOCAL) < 0;
    if (failed) {
        hid_t file = -1;

        if (story < 0)
            story = h5_keep_story();
        file = H5Iget_file_id(*dataset);
        ipt__h5_divert(file);
        if (file >= 0)
            H5Idec_ref(file);
    }
    H5Idec_ref(*dataset);
    *dataset = -1;
    h5_put_story_back(story);
    return failed ? -1 : 0;
}

char *
ipt__text_copy(const char *text)
{
    const size_t size = text ? strlen(text) + 1 : 0;
    char *copy = text ? malloc(size) : NULL;

    if (copy)
        memcpy(copy, text, size);
    return copy;
}

void
ipt__texts_free(char **text, size_t n)
{
    for (size_t i = 0; text && i < n; i++)
        free(text[i]);
    free(text);
}

const char *const ipt__flag_words[] = {
    "saturated",     "out_of_range",  "ties",    "constant_layer",
    "dpi_violation", "not_converged", "clipped", NULL};
