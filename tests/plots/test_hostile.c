/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of hostile names, odd results and broken scripts. */

#include <config.h>

#include "../../plots/render.h"
#include "../../plots/text.h"
#include "place.h"
#include "test.h"

enum { PATH_SIZE = PLACE_SIZE };

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
    ipt_plot_options options = place_options("auto", "svg");
    ipt_error err = IPT_ERROR_INIT;
    char pwned[2 * PATH_SIZE];

    if (!place_gnuplot())
        return;
    CU_ASSERT_EQUAL(chdir(place_folder), 0);
    snprintf(pwned, sizeof pwned, "%s/../PWNED", place_folder);
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
        TEST_STATUS(place_draw(run, 2, &options, &err), IPT_OK, err);
        CU_ASSERT_EQUAL(place_count(".svg"), pictures);
        CU_ASSERT_EQUAL(place_count("PWNED"), 0);
        CU_ASSERT_NOT_EQUAL(access(pwned, F_OK), 0);
        place_free(run, 2);
        place_clean();
    }
    CU_ASSERT_EQUAL(chdir("/"), 0);
}

/* Whatever is missing: a frame with a word, never a failure of gnuplot. */
static void
survives_odd_results(void)
{
    ipt_plot_options options =
        place_options("plane, grid, curves, metrics, snr", "png");
    ipt_error err = IPT_ERROR_INIT;

    if (!place_gnuplot())
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
        TEST_STATUS(place_draw(run, 3, &options, &err), IPT_OK, err);
        CU_ASSERT_EQUAL(place_count(".png"), 5);
        place_free(run, 3);
        place_clean();
    }
}

static void
broken_scripts_leave_nothing(void)
{
    static const char *const broken[] = {"set nonsense\n", "x = 1\n",
                                         "plot $absent using 1:2\n"};
    ipt_error err = IPT_ERROR_INIT;

    if (!place_gnuplot())
        return;
    for (size_t i = 0; i < 3; i++) {
        char script[2 * PATH_SIZE];
        char picture[2 * PATH_SIZE];
        FILE *file = NULL;

        strcpy(script, place_file("broken.gp"));
        strcpy(picture, place_file("broken.png"));
        file = fopen(script, "w");
        fprintf(file, "set terminal pngcairo\n%s", broken[i]);
        fclose(file);
        ipt_error_clear(&err);
        TEST_STATUS(ipt__render(script, "png", picture, &err), IPT_EIO, err);
        if (i != 1)
            TEST_CONTAINS(err.message, "broken.gp:2: ");
        CU_ASSERT_EQUAL(place_count(".png"), 0);
        CU_ASSERT_EQUAL(place_count(".part"), 0);
    }
    place_clean();
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
        {"escapes text", escapes_text},
        {"names are harmless", names_are_harmless},
        {"survives odd results", survives_odd_results},
        {"broken scripts leave nothing", broken_scripts_leave_nothing},
    };
    int failed = 0;

    if (!place_make())
        return 99;
    failed = TEST_RUN("hostile figures", cases);
    place_remove();
    return failed;
}
