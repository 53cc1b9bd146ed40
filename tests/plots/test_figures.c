/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures: scripts, pictures of every kind and format, hostile names. */

#include <config.h>

#include <dirent.h>
#include <sys/stat.h>

#include <infoplane/figure.h>

#include "../../plots/render.h"
#include "../../plots/text.h"
#include "sample.h"
#include "test.h"

enum { MOST = 32, PATH_SIZE = 600 };

/* A new folder whose name has a blank and both quotes. */
static char folder[PATH_SIZE];
static size_t n_reported;

static void
figures_report(void *self, const char *path)
{
    (void)self;
    n_reported++;
    CU_ASSERT_EQUAL(access(path, R_OK), 0);
}

static const char *
figures_file(const char *name)
{
    static char path[2 * PATH_SIZE];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* Files of the folder that end so. */
static size_t
figures_count(const char *ending)
{
    DIR *dir = opendir(folder);
    size_t n = 0;

    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        const size_t length = strlen(e->d_name);

        n += length >= strlen(ending) &&
             !strcmp(e->d_name + length - strlen(ending), ending);
    }
    if (dir)
        closedir(dir);
    return n;
}

static void
figures_clean(void)
{
    DIR *dir = opendir(folder);

    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
            unlink(figures_file(e->d_name));
    if (dir)
        closedir(dir);
    n_reported = 0;
}

/* A whole file; released by the caller. */
static char *
figures_read(const char *name, size_t *size)
{
    FILE *file = fopen(figures_file(name), "rb");
    char *text = NULL;
    FILE *copy = open_memstream(&text, size);
    int c = 0;

    while (file && (c = getc(file)) != EOF)
        putc(c, copy);
    fclose(copy);
    if (file)
        fclose(file);
    return text;
}

static int
figures_gnuplot(void)
{
    if (!system("gnuplot --version >/dev/null 2>&1"))
        return 1;
    printf("\nSKIPPED: gnuplot is not here (Debian: gnuplot-nox)\n");
    return 0;
}

static ipt_plot_options
figures_options(const char *kinds, const char *format)
{
    ipt_plot_options options;

    ipt_options_preset(ipt_plot_option_table, &options);
    snprintf(options.figures, sizeof options.figures, "%s", kinds);
    snprintf(options.format, sizeof options.format, "%s", format);
    return options;
}

static ipt_status
figures_draw(ipt_result **run, size_t n, const ipt_plot_options *options,
             ipt_error *err)
{
    return ipt_figures_draw((const ipt_result *const *)run, n, options, folder,
                            figures_report, NULL, err);
}

static void
figures_free(ipt_result **run, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sample_free(run[i]);
}

/* Three seeds each of tanh and relu. */
static size_t
figures_batch(ipt_result **run, size_t planes)
{
    const sample_spec tanh = {12, 3, planes, 0, "tanh", NULL};
    const sample_spec relu = {12, 3, planes, 0, "relu", NULL};

    sample_runs(run, 3, &tanh);
    sample_runs(run + 3, 3, &relu);
    return 6;
}

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
    ipt_plot_options options = figures_options("auto", "png");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = figures_batch(run, 4);

    if (figures_gnuplot()) {
        TEST_STATUS(figures_draw(run, n, &options, &err), IPT_OK, err);
        /* 4 planes x 2 groups, grid, 3 kinds x 2 groups. */
        CU_ASSERT_EQUAL(figures_count(".png"), 15);
        CU_ASSERT_EQUAL(figures_count(".gp"), 15);
        CU_ASSERT_EQUAL(figures_count(".part"), 0);
        CU_ASSERT_EQUAL(n_reported, 30);
    }
    for (size_t i = 0; n_reported && i < sizeof names / sizeof *names; i++) {
        char name[64];
        size_t size = 0;

        snprintf(name, sizeof name, "%s.png", names[i]);
        char *picture = figures_read(name, &size);
        const unsigned char *p = (const unsigned char *)picture;

        CU_ASSERT_FATAL(size > 8000);
        CU_ASSERT(!memcmp(p, "\x89PNG\r\n\x1a\n", 8));
        if (!strncmp(name, "plane", 5))
            CU_ASSERT_EQUAL(
                (p[16] << 24) + (p[17] << 16) + (p[18] << 8) + p[19], 1050);
        free(picture);
    }
    figures_free(run, n);
    figures_clean();
}

static void
draws_every_format(void)
{
    static const char *const start[][2] = {{"plane-binning.png", "\x89PNG"},
                                           {"plane-binning.pdf", "%PDF"},
                                           {"plane-binning.svg", "<?xml"},
                                           {"plane-binning.gif", "GIF89a"}};
    const sample_spec spec = {6, 2, 1, 0, NULL, NULL};
    ipt_plot_options options = figures_options("plane", "png,pdf,svg,gif");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;

    sample_runs(run, 2, &spec);
    sample_text(&run[0]->name, "a & b");
    sample_text(&run[1]->name, "a & b");
    options.width = 3.5;
    options.height = 4;
    if (figures_gnuplot()) {
        TEST_STATUS(figures_draw(run, 2, &options, &err), IPT_OK, err);
        for (size_t i = 0; i < 4; i++) {
            size_t size = 0;
            char *text = figures_read(start[i][0], &size);

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
    figures_free(run, 2);
    figures_clean();
}

/* A script alone, in another place, draws beside itself. */
static void
scripts_stand_alone(void)
{
    ipt_plot_options options = figures_options("curves, grid", "png");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = figures_batch(run, 2);
    size_t size = 0;
    char *text = NULL;

    if (figures_gnuplot()) {
        TEST_STATUS(figures_draw(run, n, &options, &err), IPT_OK, err);
        text = figures_read("grid.gp", &size);
        TEST_CONTAINS(text, "$mean_3 << EOD");
        TEST_CONTAINS(text, "I(X;T)");
        CU_ASSERT_PTR_NULL(strstr(text, folder));
        CU_ASSERT_PTR_NULL(strstr(text, "load "));
        CU_ASSERT_PTR_NULL(strstr(text, "system"));
        free(text);
        unlink(figures_file("grid.png"));
        CU_ASSERT_EQUAL(chdir(folder), 0);
        CU_ASSERT_EQUAL(system("gnuplot grid.gp"), 0);
        CU_ASSERT_EQUAL(access("grid.png", R_OK), 0);
        CU_ASSERT_EQUAL(system("gnuplot -e \"ipt_format='pdf'\" grid.gp"), 0);
        CU_ASSERT_EQUAL(access("grid.pdf", R_OK), 0);
        CU_ASSERT_EQUAL(chdir("/"), 0);
    }
    figures_free(run, n);
    figures_clean();
}

/* Names that try to run commands, break strings, files or terminals. */
static void
names_are_harmless(void)
{
    static const char *const hostile[] = {
        "\"; system(\"touch PWNED\"); print \"",
        "'; system('touch PWNED'); print '",
        "`touch PWNED`",
        "x\nsystem('touch PWNED')\n",
        "@PWNED {/Symbol a_b^c ~& \\",
        "../../PWNED",
        "\x1b]0;PWNED\a\xff\xc2\x9b end\\",
        "EOD\n!touch PWNED",
    };
    ipt_plot_options options = figures_options("auto", "svg");
    ipt_error err = IPT_ERROR_INIT;
    char pwned[2 * PATH_SIZE];

    if (!figures_gnuplot())
        return;
    CU_ASSERT_EQUAL(chdir(folder), 0);
    snprintf(pwned, sizeof pwned, "%s/../PWNED", folder);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        const char *kinds = i ? "grid, curves" : "plane, grid, metrics, snr";
        const size_t pictures = i ? 3 : 7;
        const sample_spec spec = {4, 2, 1, 0, hostile[i], hostile[i]};
        const sample_spec calm = {4, 2, 1, 1, "relu", hostile[i]};
        ipt_result *run[2] = {sample_run(&spec), sample_run(&calm)};

        for (size_t r = 0; r < 2; r++) {
            sample_text(&run[r]->name, hostile[i]);
            sample_text(&run[r]->layer_name[1], hostile[i]);
            sample_text(&run[r]->plane[0].id, hostile[i]);
            sample_text(&run[r]->plane[0].label, hostile[i]);
        }
        snprintf(options.figures, sizeof options.figures, "%s", kinds);
        snprintf(options.title, sizeof options.title, "%s",
                 i % 2 ? hostile[i] : "");
        TEST_STATUS(figures_draw(run, 2, &options, &err), IPT_OK, err);
        CU_ASSERT_EQUAL(figures_count(".svg"), pictures);
        CU_ASSERT_EQUAL(figures_count("PWNED"), 0);
        CU_ASSERT_NOT_EQUAL(access(pwned, F_OK), 0);
        figures_free(run, 2);
        figures_clean();
    }
    CU_ASSERT_EQUAL(chdir("/"), 0);
}

/* Whatever is missing: a frame with a word, never a failure of gnuplot. */
static void
survives_odd_results(void)
{
    ipt_plot_options options =
        figures_options("plane, grid, curves, metrics, snr", "png");
    ipt_error err = IPT_ERROR_INIT;

    if (!figures_gnuplot())
        return;
    for (int odd = 0; odd < 7; odd++) {
        const sample_spec spec = {
            odd == 0 ? 1 : 8, odd == 1 ? 12 : 2, 1, 0, NULL, NULL};
        ipt_result *run[3];

        sample_runs(run, 3, &spec);
        for (size_t r = 0; r < 3; r++) {
            const size_t n = run[r]->n_epochs * run[r]->n_layers;

            for (size_t k = 0; k < n; k++) {
                ipt_plane *plane = &run[r]->plane[0];

                if (odd == 2)
                    plane->i_xt[k] = plane->i_ty[k] = (double)NAN;
                if (odd == 3)
                    plane->i_xt[k] = plane->i_ty[k] = 0;
                if (odd == 4)
                    plane->i_xt[k] = plane->i_ty[k] = -2.385;
                if (odd == 5)
                    run[r]->h_x = run[r]->h_y = run[r]->i_xy = (double)NAN;
            }
            for (size_t e = 0; odd == 6 && e < run[r]->n_epochs; e++)
                run[r]->epoch[e] += 100000 * (int64_t)r;
        }
        TEST_STATUS(figures_draw(run, 3, &options, &err), IPT_OK, err);
        CU_ASSERT_EQUAL(figures_count(".png"), 5);
        figures_free(run, 3);
        figures_clean();
    }
}

static void
refuses_what_it_cannot_draw(void)
{
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = figures_batch(run, 1);
    ipt_plot_options options = figures_options("plan", "png");

    TEST_STATUS(figures_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "\"plane\"?");
    ipt_error_clear(&err);
    options = figures_options("plane", "jpeg");
    TEST_STATUS(figures_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "png, pdf, svg, gif, term");
    ipt_error_clear(&err);
    options = figures_options("plane", "png");
    strcpy(options.estimator, "bining");
    TEST_STATUS(figures_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "\"binning\"?");
    ipt_error_clear(&err);
    TEST_STATUS(figures_draw(run, 0, &options, &err), IPT_EINVAL, err);
    ipt_error_clear(&err);
    for (size_t i = 0; i < n; i++) {
        free(run[i]->gradient_mean_norm);
        run[i]->gradient_mean_norm = NULL;
    }
    options = figures_options("snr", "png");
    TEST_STATUS(figures_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "snr");
    ipt_error_clear(&err);
    for (size_t i = 0; i < n; i++)
        sample_text(&run[i]->status, "failed");
    options = figures_options("auto", "png");
    TEST_STATUS(figures_draw(run, n, &options, &err), IPT_EINVAL, err);
    TEST_CONTAINS(err.message, "failed");
    CU_ASSERT_EQUAL(figures_count(".gp"), 0);
    figures_free(run, n);
    figures_clean();
}

/* Without gnuplot the scripts are written all the same. */
static void
writes_scripts_without_gnuplot(void)
{
    const char *path = getenv("PATH");
    char *saved = strdup(path ? path : "");
    ipt_plot_options options = figures_options("auto", "png");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = figures_batch(run, 1);

    setenv("PATH", folder, 1);
    TEST_STATUS(figures_draw(run, n, &options, &err), IPT_EUNSUP, err);
    setenv("PATH", saved, 1);
    free(saved);
    TEST_CONTAINS(err.message, "gnuplot-nox");
    CU_ASSERT_EQUAL(figures_count(".gp"), 9);
    CU_ASSERT_EQUAL(figures_count(".png"), 0);
    CU_ASSERT_EQUAL(figures_count(".part"), 0);
    figures_free(run, n);
    figures_clean();
}

static void
broken_scripts_leave_nothing(void)
{
    static const char *const broken[] = {"set nonsense\n", "x = 1\n",
                                         "plot $absent using 1:2\n"};
    ipt_error err = IPT_ERROR_INIT;

    if (!figures_gnuplot())
        return;
    for (size_t i = 0; i < 3; i++) {
        char script[2 * PATH_SIZE];
        char picture[2 * PATH_SIZE];
        FILE *file = NULL;

        strcpy(script, figures_file("broken.gp"));
        strcpy(picture, figures_file("broken.png"));
        file = fopen(script, "w");
        fprintf(file, "set terminal pngcairo\n%s", broken[i]);
        fclose(file);
        ipt_error_clear(&err);
        TEST_STATUS(ipt__render(script, "png", picture, &err), IPT_EIO, err);
        if (i != 1)
            TEST_CONTAINS(err.message, "broken.gp:2: ");
        CU_ASSERT_EQUAL(figures_count(".png"), 0);
        CU_ASSERT_EQUAL(figures_count(".part"), 0);
    }
    figures_clean();
}

/* The figure for a terminal: digits, no escape sequences into a file. */
static void
draws_for_terminals(void)
{
    ipt_plot_options options =
        figures_options("plane, curves, grid, metrics, snr", "term");
    ipt_result *run[MOST];
    ipt_error err = IPT_ERROR_INIT;
    const size_t n = figures_batch(run, 1);
    int saved = -1;
    FILE *file = NULL;
    size_t size = 0;
    char *text = NULL;

    if (figures_gnuplot()) {
        options.columns = 72;
        options.rows = 20;
        fflush(stdout);
        saved = dup(1);
        file = fopen(figures_file("term.txt"), "w");
        CU_ASSERT_FATAL(saved >= 0 && file && dup2(fileno(file), 1) == 1);
        const ipt_status status = figures_draw(run, n, &options, &err);

        fflush(stdout);
        dup2(saved, 1);
        close(saved);
        fclose(file);
        TEST_STATUS(status, IPT_OK, err);
        text = figures_read("term.txt", &size);
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
        CU_ASSERT_EQUAL(figures_count(".gp"), 0);
    }
    figures_free(run, n);
    figures_clean();
}

static void
escapes_text(void)
{
    ipt__markup markup = {"", 0};
    char name[64];

    ipt__markup_plain(&markup, "a_b^{c}@~\\", 0);
    CU_ASSERT_STRING_EQUAL(markup.text, "a\\_b\\^\\{c\\}\\@\\~\\\\");
    CU_ASSERT_EQUAL(ipt__markup_width(markup.text), 10);
    markup = (ipt__markup){"", 0};
    ipt__markup_plain(&markup, "\xc3\xa9t\xc3\xa9 \xff\n\x1b!", 0);
    CU_ASSERT_STRING_EQUAL(markup.text, "\xc3\xa9t\xc3\xa9 ?  !");
    markup = (ipt__markup){"", 0};
    ipt__markup_plain(&markup, "0123456789", 5);
    CU_ASSERT_STRING_EQUAL(markup.text, "0123\xe2\x80\xa6");
    ipt__file_name(name, sizeof name, "../a b\"'/\xc3\xa9=1");
    CU_ASSERT_STRING_EQUAL(name, "_._a_b_____=1");
}

int
main(void)
{
    static const test_case cases[] = {
        {"the registry is whole", registry_is_whole},
        {"escapes text", escapes_text},
        {"draws every kind", draws_every_kind},
        {"draws every format", draws_every_format},
        {"scripts stand alone", scripts_stand_alone},
        {"names are harmless", names_are_harmless},
        {"survives odd results", survives_odd_results},
        {"refuses what it cannot draw", refuses_what_it_cannot_draw},
        {"scripts without gnuplot", writes_scripts_without_gnuplot},
        {"broken scripts leave nothing", broken_scripts_leave_nothing},
        {"draws for terminals", draws_for_terminals},
    };
    char outer[] = "/tmp/ipt-figures-XXXXXX";
    int failed = 0;

    if (!mkdtemp(outer))
        return 99;
    snprintf(folder, sizeof folder, "%s/a 'b\" $(c)", outer);
    mkdir(folder, 0700);
    failed = TEST_RUN("figures", cases);
    figures_clean();
    rmdir(folder);
    rmdir(outer);
    return failed;
}
