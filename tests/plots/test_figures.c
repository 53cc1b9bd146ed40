/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures: scripts and pictures of every kind and format. */

#include <config.h>

#include <infoplane/figure.h>

#include "place.h"
#include "test.h"

enum { MOST = PLACE_MOST };

static void
registry_is_whole(void)
{
    for (size_t i = 0; ipt_figure_types[i]; i++) {
        const char *name = ipt_figure_name(ipt_figure_types[i]);

        CU_ASSERT_PTR_EQUAL(ipt_figure_find(name), ipt_figure_types[i]);
        CU_ASSERT(strlen(ipt_figure_summary(ipt_figure_types[i])) > 20);
    }
    CU_ASSERT_PTR_NULL(ipt_figure_find("pie"));
    for (const ipt_option *o = ipt_plot_option_table; o->name; o++)
        CU_ASSERT(o->flags & IPT_OPTION_COSMETIC);
}

/* Every kind in png: right signature, 150 dots an inch, 7 inches. */
static void
draws_every_kind(void)
{
    static const char *const names[] = {
        "plane-binning-tanh", "plane-hsic-relu", "grid",
        "curves-tanh",        "metrics-relu",    "snr-tanh"};
    ipt_plot_options options = place_options("auto", "png");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = place_batch(run, 4);

    if (place_gnuplot()) {
        TEST_STATUS(place_draw(run, n, &options, &err), IPT_OK, err);
        /* 4 planes x 2 groups, grid, 3 kinds x 2 groups. */
        CU_ASSERT_EQUAL(place_count(".png"), 15);
        CU_ASSERT_EQUAL(place_count(".gp"), 15);
        CU_ASSERT_EQUAL(place_count(".part"), 0);
        CU_ASSERT_EQUAL(place_reported, 30);
    }
    for (size_t i = 0; place_reported && i < sizeof names / sizeof *names;
         i++) {
        char name[64];
        size_t size = 0;

        snprintf(name, sizeof name, "%s.png", names[i]);
        char *picture = place_read(name, &size);
        const unsigned char *p = (const unsigned char *)picture;

        CU_ASSERT_FATAL(size > 8000);
        CU_ASSERT(!memcmp(p, "\x89PNG\r\n\x1a\n", 8));
        if (!strncmp(name, "plane", 5))
            CU_ASSERT_EQUAL(
                (p[16] << 24) + (p[17] << 16) + (p[18] << 8) + p[19], 1050);
        free(picture);
    }
    place_free(run, n);
    place_clean();
}

static void
draws_every_format(void)
{
    static const char *const start[][2] = {{"plane-binning.png", "\x89PNG"},
                                           {"plane-binning.pdf", "%PDF"},
                                           {"plane-binning.svg", "<?xml"},
                                           {"plane-binning.gif", "GIF89a"}};
    const sample_spec spec = {6, 2, 1, 0, NULL, NULL};
    ipt_plot_options options = place_options("plane", "png,pdf,svg,gif");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;

    sample_runs(run, 2, &spec);
    sample_text(&run[0]->name, "a & b");
    sample_text(&run[1]->name, "a & b");
    options.width = 3.5;
    options.height = 4;
    if (place_gnuplot()) {
        TEST_STATUS(place_draw(run, 2, &options, &err), IPT_OK, err);
        for (size_t i = 0; i < 4; i++) {
            size_t size = 0;
            char *text = place_read(start[i][0], &size);

            CU_ASSERT_FATAL(size > 1000);
            CU_ASSERT(!memcmp(text, start[i][1], strlen(start[i][1])));
            if (i == 0) {
                const unsigned char *p = (const unsigned char *)text;

                CU_ASSERT_EQUAL((p[18] << 8) + p[19], 525);
                CU_ASSERT_EQUAL((p[22] << 8) + p[23], 600);
            }
            if (i == 2) {
                /* A bare ampersand would make the file invalid. */
                CU_ASSERT_PTR_NOT_NULL(strstr(text, "&amp;"));
                CU_ASSERT_PTR_NULL(strstr(text, "&</tspan>"));
                CU_ASSERT_PTR_NULL(strstr(text, ">& "));
                CU_ASSERT_PTR_NULL(strstr(text, "/usr/share"));
            }
            free(text);
        }
    }
    place_free(run, 2);
    place_clean();
}

/* A script alone, in another place, draws beside itself. */
static void
scripts_stand_alone(void)
{
    ipt_plot_options options = place_options("curves, grid", "png");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = place_batch(run, 2);
    size_t size = 0;
    char *text = NULL;

    if (place_gnuplot()) {
        TEST_STATUS(place_draw(run, n, &options, &err), IPT_OK, err);
        text = place_read("grid.gp", &size);
        TEST_CONTAINS(text, "$mean_3 << EOD");
        TEST_CONTAINS(text, "I(X;T)");
        CU_ASSERT_PTR_NULL(strstr(text, place_folder));
        CU_ASSERT_PTR_NULL(strstr(text, "load "));
        CU_ASSERT_PTR_NULL(strstr(text, "system"));
        free(text);
        unlink(place_file("grid.png"));
        CU_ASSERT_EQUAL(chdir(place_folder), 0);
        CU_ASSERT_EQUAL(system("gnuplot grid.gp"), 0);
        CU_ASSERT_EQUAL(access("grid.png", R_OK), 0);
        CU_ASSERT_EQUAL(system("gnuplot -e \"ipt_format='pdf'\" grid.gp"), 0);
        CU_ASSERT_EQUAL(access("grid.pdf", R_OK), 0);
        CU_ASSERT_EQUAL(chdir("/"), 0);
    }
    place_free(run, n);
    place_clean();
}

static void
refuses_what_it_cannot_draw(void)
{
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = place_batch(run, 1);
    ipt_plot_options options = place_options("plan", "png");

    TEST_STATUS(place_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "\"plane\"?");
    ipt_error_clear(&err);
    options = place_options("plane", "jpeg");
    TEST_STATUS(place_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "png, pdf, svg, gif, term");
    ipt_error_clear(&err);
    options = place_options("plane", "png");
    strcpy(options.estimator, "bining");
    TEST_STATUS(place_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "\"binning\"?");
    ipt_error_clear(&err);
    TEST_STATUS(place_draw(run, 0, &options, &err), IPT_EINVAL, err);
    ipt_error_clear(&err);
    for (size_t i = 0; i < n; i++) {
        free(run[i]->gradient_mean_norm);
        run[i]->gradient_mean_norm = NULL;
    }
    options = place_options("snr", "png");
    TEST_STATUS(place_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "snr");
    ipt_error_clear(&err);
    for (size_t i = 0; i < n; i++)
        sample_text(&run[i]->status, "failed");
    options = place_options("auto", "png");
    TEST_STATUS(place_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "failed");
    CU_ASSERT_EQUAL(place_count(".gp"), 0);
    place_free(run, n);
    place_clean();
}

/* Without gnuplot the scripts are written all the same. */
static void
writes_scripts_without_gnuplot(void)
{
    const char *path = getenv("PATH");
    char *saved = strdup(path ? path : "");
    ipt_plot_options options = place_options("auto", "png");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = place_batch(run, 1);

    setenv("PATH", place_folder, 1);
    TEST_STATUS(place_draw(run, n, &options, &err), IPT_EUNSUP, err);
    setenv("PATH", saved, 1);
    free(saved);
    TEST_CONTAINS(err.message, "gnuplot-nox");
    CU_ASSERT_EQUAL(place_count(".gp"), 9);
    CU_ASSERT_EQUAL(place_count(".png"), 0);
    CU_ASSERT_EQUAL(place_count(".part"), 0);
    place_free(run, n);
    place_clean();
}

/* The figure for a terminal: digits, no escape sequences into a file. */
static void
draws_for_terminals(void)
{
    ipt_plot_options options =
        place_options("plane, curves, grid, metrics, snr", "term");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = place_batch(run, 1);
    int saved = -1;
    FILE *file = NULL;
    size_t size = 0;
    char *text = NULL;

    if (place_gnuplot()) {
        options.columns = 72;
        options.rows = 20;
        fflush(stdout);
        saved = dup(1);
        file = fopen(place_file("term.txt"), "w");
        CU_ASSERT_FATAL(saved >= 0 && file && dup2(fileno(file), 1) == 1);
        const ipt_status status = place_draw(run, n, &options, &err);

        fflush(stdout);
        dup2(saved, 1);
        close(saved);
        fclose(file);
        TEST_STATUS(status, IPT_OK, err);
        text = place_read("term.txt", &size);
        TEST_CONTAINS(text, "T3 (5)");
        TEST_CONTAINS(text, "333");
        TEST_CONTAINS(text, "I(T;Y)");
        CU_ASSERT_PTR_NULL(memchr(text, 27, size));
        for (const char *p = text; *p;) {
            const size_t length = strcspn(p, "\n");

            CU_ASSERT(length <= 72);
            p += length + (p[length] != '\0');
        }
        free(text);
        CU_ASSERT_EQUAL(place_count(".gp"), 0);
    }
    place_free(run, n);
    place_clean();
}

int
main(void)
{
    static const test_case cases[] = {
        {"the registry is whole", registry_is_whole},
        {"draws every kind", draws_every_kind},
        {"draws every format", draws_every_format},
        {"scripts stand alone", scripts_stand_alone},
        {"refuses what it cannot draw", refuses_what_it_cannot_draw},
        {"scripts without gnuplot", writes_scripts_without_gnuplot},
        {"draws for terminals", draws_for_terminals},
    };
    int failed = 0;

    if (!place_make())
        return 99;
    failed = TEST_RUN("figures", cases);
    place_remove();
    return failed;
}
