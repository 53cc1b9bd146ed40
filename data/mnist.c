/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MNIST and Fashion-MNIST from their four files. */

#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "idx.h"

typedef struct {
    char directory[IPT_TEXT_MAX];
    double divisor;
} mnist_state;

enum { MNIST_FILES = 4, MNIST_PATH = IPT_TEXT_MAX + 64 };

static const char *const mnist_names[MNIST_FILES] = {
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

/* Some copies write a dot before "idx" and all come plain or packed. */
static int
mnist_find(const char *directory, const char *name, char path[MNIST_PATH])
{
    for (int form = 0; form < 4; form++) {
        char file[64];

        snprintf(file, sizeof file, "%s%s", name, form & 1 ? "" : ".gz");
        if (form & 2)
            *strstr(file, "-idx") = '.';
        snprintf(path, MNIST_PATH, "%s/%s", directory, file);
        if (access(path, F_OK) == 0)
            return 1;
    }
    snprintf(path, MNIST_PATH, "%s/%s", directory, name);
    return 0;
}

/* The folder of the set: given, below $IPT_DATA, or where the system has it
 * (NULL: nowhere). */
static ipt_status
mnist_directory(const char *given, const char *set, const char *folder,
                const char *system, char out[IPT_TEXT_MAX], ipt_error *err)
{
    const char *base = getenv("IPT_DATA");
    char path[MNIST_PATH];

    if (*given) {
        snprintf(out, IPT_TEXT_MAX, "%s", given);
        return IPT_OK;
    }
    if (base && *base) {
        const int length = snprintf(out, IPT_TEXT_MAX, "%s/%s", base, folder);

        if (length >= IPT_TEXT_MAX)
            return ipt_error_set(err, IPT_EINVAL,
                                 "%s: the folder in IPT_DATA has %zu "
                                 "characters, more than fit",
                                 set, strlen(base));
        if (!system || mnist_find(out, mnist_names[0], path))
            return IPT_OK;
    }
    if (system && mnist_find(system, mnist_names[0], path)) {
        snprintf(out, IPT_TEXT_MAX, "%s", system);
        return IPT_OK;
    }
    return ipt_error_set(err, IPT_EIO,
                         "%s: the files were not found%s%s; give their folder "
                         "as directory, or set IPT_DATA to the folder that "
                         "holds %s/",
                         set, system ? " in " : "", system ? system : "",
                         folder);
}

static ipt_status
mnist_load(const mnist_state *mnist, const char *set, const char *folder,
           const char *system, ipt_dataset *out, ipt_error *err)
{
    char directory[IPT_TEXT_MAX];
    char path[MNIST_FILES][MNIST_PATH];
    ipt__idx_files files;
    ipt_status status =
        mnist_directory(mnist->directory, set, folder, system, directory, err);

    if (status != IPT_OK)
        return status;
    for (int f = 0; f < MNIST_FILES; f++)
        if (!mnist_find(directory, mnist_names[f], path[f]))
            return ipt_error_set(err, IPT_EIO,
                                 "%s: neither %s nor %s.gz is there", set,
                                 path[f], path[f]);
    files =
        (ipt__idx_files){path[0], path[1], path[2], path[3], mnist->divisor};
    return ipt__idx_load(&files, out, err);
}

static ipt_status
mnist_load_digits(const void *state, ipt_dataset *out, ipt_error *err)
{
    return mnist_load(state, "mnist", "mnist", NULL, out, err);
}

static ipt_status
mnist_load_fashion(const void *state, ipt_dataset *out, ipt_error *err)
{
    return mnist_load(state, "fashion_mnist", "fashion-mnist",
                      "/usr/share/datasets/fashion-mnist", out, err);
}

static const ipt_option mnist_options[] = {
    {"directory", IPT_OPTION_TEXT, offsetof(mnist_state, directory), "", 0, 0,
     0, NULL, NULL,
     "folder of the four files; empty is the folder mnist below the "
     "environment variable IPT_DATA"},
    {"divisor", IPT_OPTION_REAL, offsetof(mnist_state, divisor), "255", 0,
     INFINITY, IPT_OPTION_ABOVE, NULL, NULL,
     "pixel values 0..255 are divided by it"},
    IPT_OPTION_END,
};

static const ipt_option mnist_fashion_options[] = {
    {"directory", IPT_OPTION_TEXT, offsetof(mnist_state, directory), "", 0, 0,
     0, NULL, NULL,
     "folder of the four files; empty is the folder fashion-mnist below the "
     "environment variable IPT_DATA, else that of Debian's package "
     "dataset-fashion-mnist"},
    {"divisor", IPT_OPTION_REAL, offsetof(mnist_state, divisor), "255", 0,
     INFINITY, IPT_OPTION_ABOVE, NULL, NULL,
     "pixel values 0..255 are divided by it"},
    IPT_OPTION_END,
};

const ipt_dataset_type ipt__mnist_type = {
    .name = "mnist",
    .summary = "handwritten digits, 60000 + 10000 images of 28 x 28",
    .detail = "The four original files (train-images-idx3-ubyte and so on), "
              "plain or .gz. The set has a split: train and t10k.",
    .options = mnist_options,
    .references = NULL,
    .state_size = sizeof(mnist_state),
    .load = mnist_load_digits,
};

const ipt_dataset_type ipt__fashion_mnist_type = {
    .name = "fashion_mnist",
    .summary = "articles of clothing, 60000 + 10000 images of 28 x 28",
    .detail = "The four files of Fashion-MNIST, named as those of MNIST, "
              "plain or .gz. The set has a split: train and t10k.",
    .options = mnist_fashion_options,
    .references = NULL,
    .state_size = sizeof(mnist_state),
    .load = mnist_load_fashion,
};
