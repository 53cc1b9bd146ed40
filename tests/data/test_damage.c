/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every reader on every truncation and flipped byte of good files: a set, or
 * one line and nothing left behind. Memory errors and leaks show under the
 * sanitizers and valgrind. */

#include <config.h>

#include "files.h"

/* How a file is read: the option that names it, and one more. */
typedef struct {
    const char *type;
    const char *key;
    const char *other;
} reader;

static char other_path[FILES_PATH];
static unsigned n_sets;
static unsigned n_refused;

/* Reads and describes the file called "damaged". */
static void
read_damaged(const reader *r)
{
    char path[FILES_PATH];
    char text[2048];
    ipt_dataset set;
    ipt_error err = IPT_ERROR_INIT;
    ipt_status status;

    files_path(path, "damaged");
    status = files_load(&set, &err, r->type, r->key, path, r->other, other_path,
                        NULL);
    n_sets += status == IPT_OK;
    n_refused += status != IPT_OK;
    if (status == IPT_OK) {
        const size_t units = ipt_shape_units(set.shape);
        size_t bad = 0;

        for (size_t i = 0; i < set.n * units; i++)
            bad += !isfinite(set.x[i]);
        for (size_t i = 0; i < set.n && set.label; i++)
            bad += set.label[i] < 0 || (size_t)set.label[i] >= set.n_classes;
        CU_ASSERT(set.n > 0 && units > 0 && bad == 0);
    }
    ipt_dataset_clear(&set);
    ipt_error_clear(&err);
    status = ipt_dataset_describe(path, text, sizeof text, &err);
    CU_ASSERT(status == IPT_OK || *err.message);
}

/* All truncations must be refused unless `cut_is_fine`; flips may give other
 * values. */
static void
damage(const reader *r, const unsigned char *good, size_t size, int cut_is_fine)
{
    unsigned char *bytes = malloc(size);

    files_write("damaged", good, size);
    n_sets = n_refused = 0;
    read_damaged(r);
    CU_ASSERT_EQUAL(n_sets, 1);
    for (size_t cut = 0; cut < size; cut++) {
        files_write("damaged", good, cut);
        read_damaged(r);
    }
    if (!cut_is_fine)
        CU_ASSERT_EQUAL(n_refused, size);
    for (size_t at = 0; at < size; at++) {
        static const unsigned char masks[] = {0x01, 0x80, 0xFF};

        for (size_t m = 0; m < sizeof masks; m++) {
            memcpy(bytes, good, size);
            bytes[at] ^= masks[m];
            files_write("damaged", bytes, size);
            read_damaged(r);
        }
    }
    printf("\n  %s: %u sets, %u refused ", r->type, n_sets, n_refused);
    free(bytes);
}

static const unsigned char idx_images[16 + 12] = {
    0, 0, 8,  3, 0,  0,  0, 3, 0,  0, 0, 2,   0,  0,
    0, 2, 10, 0, 20, 30, 0, 0, 51, 0, 0, 255, 15, 2};
static const unsigned char idx_labels[11] = {0, 0, 8, 1, 0, 0, 0, 3, 9, 4, 9};

static void
damaged_idx(void)
{
    static const reader images = {"idx", "images", "labels"};
    static const reader labels = {"idx", "labels", "images"};
    char path[FILES_PATH];
    size_t size = 0;
    unsigned char *packed = NULL;

    files_path(other_path, "other");
    files_write("other", idx_labels, sizeof idx_labels);
    damage(&images, idx_images, sizeof idx_images, 0);
    files_write_gzip("x.gz", idx_images, sizeof idx_images);
    packed = files_read(files_path(path, "x.gz"), &size);
    damage(&images, packed, size, 0);
    free(packed);
    files_write("other", idx_images, sizeof idx_images);
    damage(&labels, idx_labels, sizeof idx_labels, 0);
}

static void
damaged_npy(void)
{
    static const char *const names[] = {"f4.npy", "f2_v2.npy", "i4_fortran.npy",
                                        "b1.npy"};
    static const reader x = {"npy", "x", "y"};
    static const unsigned char y[10 + 54 + 6] =
        "\x93NUMPY\x01\x00\x36\x00"
        "{'descr': '|u1','fortran_order': False,'shape': (6,)}\n"
        "\1\2\1\0\0\2";

    files_path(other_path, "y.npy");
    files_write("y.npy", y, sizeof y);
    for (size_t f = 0; f < sizeof names / sizeof *names; f++) {
        char path[FILES_PATH];
        size_t size = 0;
        unsigned char *good =
            files_read(files_reference(path, names[f]), &size);

        damage(&x, good, size, 0);
        free(good);
    }
}

static void
damaged_csv(void)
{
    static const reader file = {"csv", "file", NULL};
    static const char good[] = "\xEF\xBB\xBF"
                               "\"a\",\"b, \"\"x\"\"\",y\r\n"
                               "1,-2.5e1,0\r\n\"3\", 4 ,1\r\n";
    char path[FILES_PATH];
    size_t size = 0;
    unsigned char *packed = NULL;

    damage(&file, (const unsigned char *)good, sizeof good - 1, 1);
    files_write_gzip("t.gz", good, sizeof good - 1);
    packed = files_read(files_path(path, "t.gz"), &size);
    damage(&file, packed, size, 0);
    free(packed);
}

/* Cut between two variables a file is whole, and may hold what is wanted. */
static void
damaged_mat(void)
{
#ifdef HAVE_MATIO
    static const char *const names[] = {"plain.mat", "packed.mat"};
    static const reader file = {"mat", "file", NULL};

    for (size_t f = 0; f < sizeof names / sizeof *names; f++) {
        char path[FILES_PATH];
        size_t size = 0;
        unsigned char *good =
            files_read(files_reference(path, names[f]), &size);

        damage(&file, good, size, 1);
        free(good);
    }
#else
    printf("\nSKIPPED: built without matio\n");
#endif
}

int
main(void)
{
    static const test_case cases[] = {
        {"IDX", damaged_idx},
        {"npy", damaged_npy},
        {"CSV", damaged_csv},
        {"MAT", damaged_mat},
    };

    files_begin();
    return files_end(TEST_RUN("damage", cases));
}
