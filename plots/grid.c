/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figure `grid`: planes of all groups by all estimators, axes shared. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "panel.h"

static int
grid_wanted(const ipt__scene *scene)
{
    return scene->groups.n > 1 || scene->n_estimators > 1;
}

static int
grid_applies(const ipt__scene *scene, const ipt__part *part)
{
    (void)part;
    return scene->n_estimators > 0;
}

/* Gives panels that may be compared the same ranges: all of information,
 * and each column of a measure with its own scale. */
static void
grid_share(ipt__panel *panel, size_t rows, size_t columns)
{
    for (size_t c = 0; c < columns; c++)
        for (size_t r = 0; r < rows; r++) {
            ipt__panel *one = &panel[r * columns + c];

            for (size_t i = 0; i < rows * columns; i++) {
                const ipt__panel *other = &panel[i];

                if (one->measure != other->measure ||
                    (one->measure && i % columns != c))
                    continue;
                one->x_low = fmin(one->x_low, other->x_low);
                one->x_high = fmax(one->x_high, other->x_high);
                one->y_low = fmin(one->y_low, other->y_low);
                one->y_high = fmax(one->y_high, other->y_high);
            }
        }
}

/* Places of the panels. */
typedef struct {
    ipt__page *page;
    ipt__panel *panel;
    size_t rows, columns;
    double left, right, gap_y, under, above;
    double width, height; /* of one panel */
} grid_layout;

/* All gaps before column c: wider where a column has an axis of its own. */
static double
grid_gaps(const grid_layout *grid, size_t c)
{
    double sum = 0;

    for (size_t i = 1; i <= c; i++)
        sum += (grid->panel[i].measure ? 6.0 : 1.7) * grid->page->em;
    return sum;
}

static ipt__box
grid_box(const grid_layout *grid, size_t r, size_t c)
{
    return (ipt__box){grid->left + (double)c * grid->width + grid_gaps(grid, c),
                      ipt__page_below(grid->page) + grid->under +
                          (double)(grid->rows - 1 - r) *
                              (grid->height + grid->gap_y),
                      grid->width, grid->height};
}

/* Names of columns and rows, and of the axes. */
static void
grid_names(const grid_layout *grid)
{
    ipt__page *page = grid->page;
    const double em = page->em;

    for (size_t c = 0; c < grid->columns; c++) {
        const ipt__box top = grid_box(grid, 0, c);
        const ipt__box bottom = grid_box(grid, grid->rows - 1, c);
        ipt__markup label = {"", 0};

        ipt__panel_label(&grid->panel[c], &label,
                         ipt__page_fits(page, grid->width));
        ipt__page_fitted(page, top.left + top.width / 2,
                         top.bottom + top.height + 0.9 * em, grid->width, 0,
                         label.text);
        ipt__page_label(page, bottom.left + bottom.width / 2,
                        bottom.bottom - 2.7 * em, "center", 0.95, IPT__INK, 0,
                        ipt__panel_x_label(&grid->panel[c]));
    }
    for (size_t r = 0; r < grid->rows; r++) {
        const ipt__box box = grid_box(grid, r, 0);
        const ipt__group *group = grid->panel[r * grid->columns].group;

        ipt__page_label(page, 2.5 * em, box.bottom + box.height / 2, "center",
                        0.95, IPT__INK, 1,
                        ipt__panel_y_label(&grid->panel[r * grid->columns]));
        for (size_t c = 1; c < grid->columns; c++)
            if (grid->panel[c].measure)
                ipt__page_fitted(page, grid_box(grid, r, c).left - 3.9 * em,
                                 box.bottom + box.height / 2, box.height, 1,
                                 ipt__panel_y_label(&grid->panel[c]));
        if (*group->label) {
            ipt__markup label = {"", 0};
            ipt__markup_printf(&label, "{/:Bold ");
            ipt__markup_plain(&label, group->label,
                              ipt__page_fits(page, grid->height));
            ipt__markup_printf(&label, "}");
            ipt__page_fitted(page, 1.0 * em, box.bottom + box.height / 2,
                             grid->height, 1, label.text);
        }
    }
}

static void
grid_draw(const grid_layout *grid)
{
    ipt__page *page = grid->page;
    FILE *out = page->out;
    const ipt__box top = grid_box(grid, 0, grid->columns - 1);
    const ipt__box low = grid_box(grid, grid->rows - 1, grid->columns - 1);
    const double span = top.bottom + top.height - low.bottom;
    const double tall = fmin(span * 0.8, 30 * page->em);
    const ipt__box bar = {top.left + top.width + 1.3 * page->em,
                          low.bottom + (span - tall) / 2, page->em, tall};

    if (!page->scene->term) {
        ipt__page_furniture(page);
        grid_names(grid);
        fputs("set multiplot\n", out);
    }
    ipt__panel_colours(page, bar);
    for (size_t k = 0; k < grid->rows * grid->columns; k++) {
        const size_t r = k / grid->columns;
        const size_t c = k % grid->columns;
        ipt__panel *panel = &grid->panel[k];

        if (page->scene->term) {
            ipt__markup title = {"", 0};

            ipt__panel_label(panel, &title, 40);
            if (*panel->group->label) {
                ipt__markup_printf(&title, ", ");
                ipt__markup_plain(&title, panel->group->label, 40);
            }
            fputs("set title ", out);
            ipt__markup_write(out, title.text);
            fputc('\n', out);
        } else {
            ipt__page_box(page, grid_box(grid, r, c));
            fprintf(out, "set format x '%s'\nset format y '%s'\n",
                    r + 1 == grid->rows ? "%g" : "",
                    c == 0 || panel->measure ? "%g" : "");
        }
        ipt__panel_draw(page, panel, k, 0,
                        fmax(grid->width / page->em / 3.4, 2),
                        fmax(fmin(grid->height / page->em / 2.2, 5), 2));
        ipt__page_end_labels(page);
        if (!page->scene->term)
            fputs("unset colorbox\n", out);
    }
    if (!page->scene->term)
        fputs("unset multiplot\n", out);
}

static ipt_status
grid_load(grid_layout *grid, const ipt__scene *scene, ipt_error *err)
{
    for (size_t k = 0; k < grid->rows * grid->columns; k++) {
        ipt_status status = ipt__panel_load(
            scene, &scene->groups.group[k / grid->columns],
            scene->estimator[k % grid->columns], &grid->panel[k], err);

        if (status != IPT_OK)
            return status;
    }
    grid_share(grid->panel, grid->rows, grid->columns);
    return IPT_OK;
}

/* "one run", "mean of 10 runs" or "mean of 8 to 10 runs" over all panels. */
static void
grid_subtitle(ipt__page *page, const grid_layout *grid)
{
    size_t least = SIZE_MAX;
    size_t most = 0;

    for (size_t k = 0; k < grid->rows * grid->columns; k++) {
        const size_t n = grid->panel[k].xt.n_runs;

        most = n > most ? n : most;
        least = n && n < least ? n : least;
    }
    if (most == 1)
        ipt__markup_printf(&page->subtitle, "one run in each panel");
    else if (most && least == most)
        ipt__markup_printf(&page->subtitle, "mean of %zu runs in each panel",
                           most);
    else if (most)
        ipt__markup_printf(&page->subtitle,
                           "mean of %zu to %zu runs in a panel", least, most);
    else
        ipt__markup_printf(&page->subtitle, "no values");
}

/* Notes that hold for several panels are written once, with their count. */
static void
grid_notes(ipt__page *page, const grid_layout *grid)
{
    size_t gaps = 0;
    size_t fewer = 0;

    for (size_t k = 0; k < grid->rows * grid->columns; k++) {
        const ipt__panel *panel = &grid->panel[k];

        gaps += panel->xt.n_gaps;
        fewer += panel->xt.n_runs > 1 && panel->xt.n_union > panel->xt.n_epochs;
    }
    ipt__page_runs(page, NULL);
    if (fewer)
        ipt__markup_printf(ipt__page_note(page),
                           "means only over the epochs that all runs of a "
                           "panel have (%zu panel%s)",
                           fewer, fewer > 1 ? "s" : "");
    if (gaps)
        ipt__markup_printf(ipt__page_note(page),
                           "%zu point%s that some run lacks left out", gaps,
                           gaps > 1 ? "s" : "");
    for (size_t k = 0; k < grid->rows * grid->columns; k++)
        if (grid->panel[k].x_high < grid->panel[k].x_most) {
            ipt__markup_printf(ipt__page_note(page), "I(X;T) cut at %.4g bit",
                               grid->panel[k].x_high);
            break;
        }
}

static ipt_status
grid_write(const ipt__scene *scene, const ipt__part *part, const char *name,
           FILE *out, ipt_error *err)
{
    const size_t n = scene->groups.n * scene->n_estimators;
    ipt__panel *panel = calloc(n, sizeof *panel);
    ipt__page page = {0};
    grid_layout grid = {.page = &page,
                        .panel = panel,
                        .rows = scene->groups.n,
                        .columns = scene->n_estimators};
    const ipt__group *longest = scene->groups.group;
    ipt_status status = IPT_OK;

    (void)part;
    if (!panel)
        return ipt_error_set(err, IPT_ENOMEM, "no memory for %zu planes", n);
    status = grid_load(&grid, scene, err);
    if (status != IPT_OK)
        goto done;
    status = ipt__page_init(&page, scene, out,
                            fmax(7, 1.6 + 2.7 * (double)grid.columns),
                            fmax(6, 1 + 2.2 * (double)grid.columns), err);
    if (status != IPT_OK)
        goto done;
    ipt__page_title(&page, "Information planes", NULL);
    grid_subtitle(&page, &grid);
    for (size_t g = 1; g < scene->groups.n; g++)
        if (scene->groups.group[g].n_layers > longest->n_layers)
            longest = &scene->groups.group[g];
    ipt__page_layers(&page, longest, 0);
    grid_notes(&page, &grid);

    const double em = page.em;

    grid.left = 6.8 * em;
    grid.right = 6.2 * em;
    grid.gap_y = 1.7 * em;
    grid.under = 3.6 * em;
    grid.above = 2.0 * em;
    grid.width = (page.width - grid.left - grid.right -
                  grid_gaps(&grid, grid.columns - 1)) /
                 (double)grid.columns;
    const double fixed =
        grid.under + grid.above + (double)(grid.rows - 1) * grid.gap_y;
    const double wish = fmin(fmax(0.85 * grid.width, 9 * em), 22 * em);

    grid.height =
        (ipt__page_plan(&page, fixed + (double)grid.rows * wish) - fixed) /
        (double)grid.rows;
    ipt__page_begin(&page, name);
    for (size_t k = 0; k < n; k++)
        ipt__panel_data(&page, &panel[k], k);
    grid_draw(&grid);
done:
    ipt__page_release(&page);
    for (size_t k = 0; k < n; k++)
        ipt__panel_release(&panel[k]);
    free(panel);
    return status;
}

const ipt_figure_type ipt__figure_grid = {
    .name = "grid",
    .summary = "planes of every group (rows) by every estimator (columns) "
               "with shared axes",
    .split = 0,
    .wanted = grid_wanted,
    .applies = grid_applies,
    .write = grid_write,
};
