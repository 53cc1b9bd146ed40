/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of activations that others wrote: h5py makes them (foreign.py), the
 * reader must accept or refuse each with what the script expects. */

#include <config.h>

#include <inttypes.h>
#include <stdarg.h>

#include <hdf5.h>

#include <infoplane/activations.h>

#include "io.h"
#include "test.h"

enum { TEXT = 1024 };

static void add(char *text, const char *format, ...) IPT_PRINTF(2, 3);

#include <stdarg.h>

static void
add(char *text, const char *format, ...)
{
    const size_t used = strlen(text);
    va_list args;

    va_start(args, format);
    vsnprintf(text + used, TEXT - used, format, args);
    va_end(args);
}

static void
describe_layer(const ipt_activation_layer *layer, char *text)
{
    CU_ASSERT_EQUAL(ipt_shape_units(layer->shape), layer->width);
    add(text, " %s:%zu%s", layer->name, layer->width,
        layer->dtype == IPT_F32   ? "f"
        : layer->dtype == IPT_F64 ? "d"
                                  : "b");
    if (!isnan(layer->low) || layer->bits)
        add(text, "[%s,%g,%g,%g,%d,%g,%g]",
            layer->activation ? layer->activation : "", layer->low, layer->high,
            layer->noise_sigma, layer->bits, layer->scale, layer->zero_point);
}

/* A header in the words of foreign.py. */
static void
describe(const ipt_activation_header *h, char *text)
{
    double sum = 0;

    text[0] = '\0';
    add(text, "n=%zu e=", h->n);
    for (size_t e = 0; e < h->n_epochs; e++)
        add(text, "%s%" PRId64, e ? "," : "", h->epoch[e]);
    for (size_t l = 0; l < h->n_layers; l++)
        describe_layer(&h->layer[l], text);
    add(text, " c=%zu labels=%s", h->n_classes, h->label ? "" : "-");
    for (size_t i = 0; h->label && i < h->n; i++)
        add(text, "%s%d", i ? "," : "", (int)h->label[i]);
    add(text, " y=%zu x=%zu", h->y_dim, h->x_dim);
    CU_ASSERT_EQUAL(h->x != NULL, h->x_dim > 0);
    CU_ASSERT_EQUAL(h->y != NULL, h->y_dim > 0);
    for (size_t i = 0; h->x_id && i < h->n; i++)
        add(text, "%s%" PRId64, i ? "," : " ids=", h->x_id[i]);
    if (h->p_y_given_x)
        add(text, " p=%g", h->p_y_given_x[(h->n - 1) * h->n_classes]);
    for (size_t i = 0; h->weight && i < h->n; i++)
        sum += h->weight[i];
    if (h->weight)
        add(text, " w=%g", h->weight[0] / sum);
    for (size_t i = 0; h->split && i < h->n; i++)
        add(text, "%s%d", i ? "," : " s=", h->split[i]);
    if (h->test_loss)
        add(text, " test_loss=%g", h->test_loss[0]);
    for (size_t i = 0; i < h->n_metrics; i++)
        add(text, " %s=%g", h->metric[i].name, h->metric[i].value[0]);
    for (size_t i = 0; i < h->n_attributes; i++)
        add(text, "%s%s:%s", i ? "," : " attrs=", h->attribute[i].key,
            h->attribute[i].value);
}

/* All values where they belong; the first failure of a read. */
static ipt_status
check_values(ipt_activation_reader *reader, ipt_error *err)
{
    const ipt_activation_header *h = ipt_activation_header_of(reader);
    ipt_status status = IPT_OK;
    size_t wrong = 0;

    for (size_t e = 0; status == IPT_OK && e < h->n_epochs; e++)
        for (size_t l = 0; status == IPT_OK && l < h->n_layers; l++) {
            const size_t w = h->layer[l].width;
            const ipt_view view = {malloc(h->n * w * 8), h->layer[l].dtype,
                                   h->n, w, w};

            CU_ASSERT_PTR_NOT_NULL_FATAL(view.data);
            status = ipt_activation_read(reader, e, l,
                                         (void *)(uintptr_t)view.data, err);
            for (size_t i = 0; status == IPT_OK && i < h->n * w; i++) {
                const double due =
                    (double)(40 * l + 8 * e + 2 * (i / w) + i % w);

                wrong += ipt_view_get(&view, i / w, i % w) != due;
            }
            free((void *)(uintptr_t)view.data);
        }
    CU_ASSERT_EQUAL(wrong, 0);
    return status;
}

/* What happened to one file: its status and header or message. */
static void
try_file(const char *path, char *status_text, char *text)
{
    ipt_error err = IPT_ERROR_INIT;
    ipt_activation_reader *reader = NULL;
    ipt_status status = ipt_activation_open(path, &reader, &err);
    const char *when = "";

    if (status == IPT_OK) {
        describe(ipt_activation_header_of(reader), text);
        status = check_values(reader, &err);
        when = "READ";
    }
    if (status != IPT_OK)
        snprintf(text, TEXT, "%s", err.message);
    snprintf(status_text, 32, "%s",
             status == IPT_OK ? "ok"
             : *when          ? when
                              : ipt_status_name(status) + 4);
    ipt_activation_close(reader);
    CU_ASSERT_EQUAL(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
}

static void
accepts_and_refuses(void)
{
    char path[512];
    char line[2 * TEXT];
    char text[TEXT];
    char got[32];
    FILE *list = NULL;
    int n = 0;

    snprintf(line, sizeof line, "\"%s\" \"%s\" %s", getenv("PYTHON"),
             test_path(path, sizeof path, "io/foreign.py"), io_folder());
    CU_ASSERT_EQUAL_FATAL(system(line), 0);
    list = fopen(io_path(path, sizeof path, "cases.txt"), "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
    unlink(path);
    while (fgets(line, sizeof line, list)) {
        char *file = strtok(line, "\t");
        char *status = strtok(NULL, "\t");
        char *expected = strtok(NULL, "\n");
        const int ok = strcmp(status, "ok") == 0;

        for (char *p = expected; ok && (p = strchr(p, ';')); p++)
            *p = ',';
        try_file(io_path(path, sizeof path, file), got, text);
        const int right =
            strcmp(got, status) == 0 &&
            (ok ? strcmp(text, expected) == 0
                : strstr(text, expected) != NULL &&
                      strstr(text, file) != NULL && !strchr(text, '\n'));
        if (strstr(file, "lzf") && strcmp(got, "ok") == 0)
            printf("\nSKIPPED: this HDF5 decodes LZF\n");
        else if (!right)
            printf("\n%s: %s \"%s\"\n  expected %s \"%s\"\n", file, got, text,
                   status, expected);
        CU_ASSERT(right || (strstr(file, "lzf") && strcmp(got, "ok") == 0));
        unlink(path);
        n++;
    }
    fclose(list);
    printf("\n    %d files of h5py\n", n);
    CU_ASSERT(n > 60);
}

static const test_case cases[] = {
    {"accepts and refuses", accepts_and_refuses},
};

int
main(void)
{
    const char *python = getenv("PYTHON");

    if (!python || !*python) {
        printf("SKIPPED: no Python with h5py to write files with\n");
        return 77;
    }
    return io_main(TEST_RUN("foreign files", cases));
}
