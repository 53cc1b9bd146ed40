/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder for the figures of tests, and what is asked of it. */

#include <config.h>

#include <dirent.h>
#include <sys/stat.h>

#include "place.h"
#include "test.h"

char place_folder[PLACE_SIZE];
size_t place_reported;
static char place_outer[] = "/tmp/ipt-figures-XXXXXX";

int
place_make(void)
{
    if (!mkdtemp(place_outer))
        return 0;
    snprintf(place_folder, sizeof place_folder, "%s/a 'b\" $(c)", place_outer);
    return mkdir(place_folder, 0700) == 0;
}

void
place_remove(void)
{
    place_clean();
    rmdir(place_folder);
    rmdir(place_outer);
}

const char *
place_file(const char *name)
{
    static char path[2 * PLACE_SIZE];

    snprintf(path, sizeof path, "%s/%s", place_folder, name);
    return path;
}

/* Files of the folder that end so. */
size_t
place_count(const char *ending)
{
    DIR *dir = opendir(place_folder);
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

void
place_clean(void)
{
    DIR *dir = opendir(place_folder);

    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
            unlink(place_file(e->d_name));
    if (dir)
        closedir(dir);
    place_reported = 0;
}

/* A whole file; released by the caller. */
char *
place_read(const char *name, size_t *size)
{
    FILE *file = fopen(place_file(name), "rb");
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

int
place_gnuplot(void)
{
    if (!system("gnuplot --version >/dev/null 2>&1"))
        return 1;
    printf("\nSKIPPED: gnuplot is not here (Debian: gnuplot-nox)\n");
    return 0;
}

ipt_plot_options
place_options(const char *kinds, const char *format)
{
    ipt_plot_options options;

    ipt_options_preset(ipt_plot_option_table, &options);
    snprintf(options.figures, sizeof options.figures, "%s", kinds);
    snprintf(options.format, sizeof options.format, "%s", format);
    return options;
}

static void
place_report(void *self, const char *path)
{
    (void)self;
    place_reported++;
    CU_ASSERT_EQUAL(access(path, R_OK), 0);
}

ipt_status
place_draw(ipt_result **run, size_t n, const ipt_plot_options *options,
           ipt_error *err)
{
    return ipt_figures_draw((const ipt_result *const *)run, n, options,
                            place_folder, place_report, NULL, err);
}

void
place_free(ipt_result **run, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sample_free(run[i]);
}

/* Three seeds each of tanh and relu. */
size_t
place_batch(ipt_result **run, size_t planes)
{
    const sample_spec tanh = {12, 3, planes, 0, "tanh", NULL};
    const sample_spec relu = {12, 3, planes, 0, "relu", NULL};

    sample_runs(run, 3, &tanh);
    sample_runs(run + 3, 3, &relu);
    return 6;
}
