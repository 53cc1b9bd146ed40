/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figure `plane`: one information plane, colour over epochs. */

#include <config.h>

#include "panel.h"

static int
plane_applies(const ipt__scene *scene, const ipt__part *part)
{
    (void)scene;
    return ipt__plane_exists(part->group, part->estimator);
}

static void
plane_title(ipt__page *page, const ipt__panel *panel)
{
    ipt__page_title(page, "Information plane", panel->group);
    ipt__panel_label(panel, &page->subtitle, 70);
    ipt__markup_printf(&page->subtitle, "; ");
    ipt__panel_count(panel, &page->subtitle);
}

static ipt_status
plane_write(const ipt__scene *scene, const ipt__part *part, const char *name,
            FILE *out, ipt_error *err)
{
    ipt__panel panel;
    ipt__page page;
    ipt_status status =
        ipt__panel_load(scene, part->group, part->estimator, &panel, err);

    if (status != IPT_OK)
        return status;
    status = ipt__page_init(&page, scene, out, 7, 7, err);
    if (status != IPT_OK)
        goto done;
    plane_title(&page, &panel);
    ipt__page_layers(&page, part->group, 0);
    ipt__page_runs(&page, part->group);
    ipt__panel_notes(&page, &panel);

    const double em = page.em;
    const double left = 5.0 * em;
    const double right = 7.0 * em;
    const double under = 3.8 * em;
    const double height =
        ipt__page_plan(&page, 0.58 * page.width + under) - under;
    const ipt__box box = {left, ipt__page_below(&page) + under,
                          page.width - left - right, height};
    const ipt__box bar = {page.width - right + 1.5 * em,
                          box.bottom + 0.03 * height, 0.14 * 7 * em,
                          0.87 * height};

    ipt__page_begin(&page, name);
    ipt__panel_data(&page, &panel, 0);
    ipt__page_furniture(&page);
    if (scene->term) {
        fputs("set title ", out);
        ipt__markup_write(out, page.title.text);
        fputs(".\"\\n\".", out);
        ipt__markup_write(out, page.subtitle.text);
        fputs(scene->colour ? ".', colour: epoch'\n" : "\n", out);
    } else {
        ipt__page_label(&page, box.left + box.width / 2, box.bottom - 2.9 * em,
                        "center", 1, IPT__INK, 0, ipt__panel_x_label(&panel));
        ipt__page_label(&page, 1.1 * em, box.bottom + height / 2, "center", 1,
                        IPT__INK, 1, ipt__panel_y_label(&panel));
    }
    ipt__page_box(&page, box);
    ipt__panel_colours(&page, bar);
    ipt__panel_draw(&page, &panel, 0, 1, 6, 6);
    ipt__page_release(&page);
done:
    ipt__panel_release(&panel);
    return status;
}

const ipt_figure_type ipt__figure_plane = {
    .name = "plane",
    .summary = "I(T;Y) over I(X;T) for each layer, colour over epochs, one "
               "figure for each estimator and group",
    .split = IPT__BY_GROUP | IPT__BY_ESTIMATOR,
    .applies = plane_applies,
    .write = plane_write,
};
