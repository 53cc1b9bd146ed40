/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a figure: terminal, title, legend, notes, style. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "page.h"

/* Average width of a character of DejaVu Sans, in em. */
#define PAGE_CHARACTER 0.58

/* Sizes of what stands around the panels, as shares of the basic font. */
#define PAGE_TITLE 1.12
#define PAGE_SUBTITLE 0.92
#define PAGE_KEY 0.92
#define PAGE_NOTE 0.72

ipt_status
ipt__page_init(ipt__page *page, const ipt__scene *scene, FILE *out,
               double width, double scale, ipt_error *err)
{
    memset(page, 0, sizeof *page);
    page->out = out;
    page->scene = scene;
    page->width = scene->options->width > 0 ? scene->options->width : width;
    /* Fonts grow and shrink more slowly than the page. */
    page->em = 10.5 / 72 * fmin(fmax(sqrt(page->width / scale), 0.6), 1.4);
    page->key = calloc(IPT__KEYS_MAX, sizeof *page->key);
    page->note = calloc(IPT__NOTES_MAX, sizeof *page->note);
    if (page->key && page->note)
        return IPT_OK;
    ipt__page_release(page);
    return ipt_error_set(err, IPT_ENOMEM, "no memory for a figure");
}

void
ipt__page_release(ipt__page *page)
{
    free(page->key);
    free(page->note);
    page->key = NULL;
    page->note = NULL;
}

/* Characters of a size that fit into a width. */
static size_t
page_fits(const ipt__page *page, double size, double width)
{
    return (size_t)fmax(width / (PAGE_CHARACTER * size * page->em), 8);
}

void
ipt__page_title(ipt__page *page, const char *what, const ipt__group *group)
{
    const char *title = page->scene->options->title;
    const ipt__group *first = group ? group : page->scene->groups.group;
    const char *name = first->run[0]->name;
    const size_t most = page_fits(page, PAGE_TITLE, page->width - 2 * page->em);
    const int grouped = group && *group->label;
    const size_t taken =
        strlen(what) + 4 + (grouped ? strlen(group->label) : 0);
    const size_t room = most > taken ? most - taken : 0;

    if (*title) {
        ipt__markup_plain(&page->title, title,
                          grouped ? most - most / 3 : most);
    } else {
        ipt__markup_printf(&page->title, "%s", what);
        if (name && *name) {
            ipt__markup_printf(&page->title, ": ");
            ipt__markup_plain(&page->title, name,
                              room > most / 3 ? room : most / 3);
        }
    }
    if (grouped) {
        const size_t used = ipt__markup_width(page->title.text) + 2;

        ipt__markup_printf(&page->title, ", ");
        ipt__markup_plain(&page->title, group->label,
                          most > used + 8 ? most - used : 8);
    }
}

ipt__key *
ipt__page_key(ipt__page *page)
{
    ipt__key *key =
        &page->key[page->n_keys < IPT__KEYS_MAX ? page->n_keys++
                                                : IPT__KEYS_MAX - 1];
    *key = (ipt__key){.dash = 1, .colour = IPT__INK, .mark = '*'};
    return key;
}

ipt__markup *
ipt__page_note(ipt__page *page)
{
    ipt__markup *note =
        &page->note[page->n_notes < IPT__NOTES_MAX ? page->n_notes++
                                                   : IPT__NOTES_MAX - 1];
    note->length = 0;
    note->text[0] = '\0';
    return note;
}

void
ipt__page_layers(ipt__page *page, const ipt__group *group, int lines)
{
    for (size_t i = 0; i < group->n_layers; i++) {
        const size_t l = group->layer[i];
        const ipt_result *run = group->run[0];
        ipt__key *key = ipt__page_key(page);

        ipt__layer_name(&key->text, run, l);
        if (run->layer_width && run->layer_width[l] > 0)
            ipt__markup_printf(&key->text, " (%ld)", (long)run->layer_width[l]);
        key->mark = ipt__layer_mark(l);
        if (lines) {
            key->colour = ipt__layer_colour(l);
            key->dash = ipt__layer_dash(l);
        } else {
            key->point = ipt__layer_point(l);
        }
    }
}

static void
page_count(ipt__page *page, size_t n, const char *one, const char *many)
{
    if (n)
        ipt__markup_printf(ipt__page_note(page), "%zu %s", n,
                           n == 1 ? one : many);
}

void
ipt__page_runs(ipt__page *page, const ipt__group *group)
{
    const ipt__groups *groups = &page->scene->groups;
    size_t failed = 0;
    size_t partial = 0;
    size_t duplicates = 0;
    size_t unfinished = 0;

    for (size_t g = 0; g < groups->n; g++) {
        const ipt__group *one = &groups->group[g];

        if (group && group != one)
            continue;
        failed += one->n_failed;
        partial += one->n_partial;
        duplicates += one->n_duplicates;
        unfinished += one->unfinished ? one->n_runs : 0;
    }
    page_count(page, failed, "failed run left out", "failed runs left out");
    page_count(page, partial, "unfinished run not in the mean",
               "unfinished runs not in the mean");
    page_count(page, unfinished, "run, still unfinished",
               "runs, still unfinished");
    page_count(page, duplicates, "repeated result left out",
               "repeated results left out");
    if (groups->n_lost) {
        ipt__markup *note = ipt__page_note(page);

        ipt__markup_printf(note, "every run failed: ");
        ipt__markup_plain(note, *groups->lost ? groups->lost : "all", 60);
    }
}

/* Lays the legend out in as few rows as fit. */
static void
page_plan_keys(ipt__page *page)
{
    const double cell = PAGE_KEY * page->em;
    double widest = 0;

    if (!page->n_keys)
        return;
    for (size_t k = 0; k < page->n_keys; k++)
        widest =
            fmax(widest, (double)ipt__markup_width(page->key[k].text.text));
    widest = (widest * PAGE_CHARACTER + 3.8) * cell;
    size_t fit = (size_t)((page->width - 2 * page->em) / widest);
    fit = fit < 1 ? 1 : fit > page->n_keys ? page->n_keys : fit;
    page->key_rows = (page->n_keys + fit - 1) / fit;
    page->key_columns = (page->n_keys + page->key_rows - 1) / page->key_rows;
}

/* Packs notes into lines of the page's width, ". " between. */
static void
page_plan_notes(ipt__page *page)
{
    const size_t fit = page_fits(page, PAGE_NOTE, page->width - 2 * page->em);
    size_t line = 0;

    for (size_t i = 1; i < page->n_notes; i++) {
        ipt__markup *into = &page->note[line];
        const ipt__markup *from = &page->note[i];

        if (ipt__markup_width(into->text) + ipt__markup_width(from->text) + 2 >
                fit ||
            into->length + from->length + 3 > sizeof into->text) {
            page->note[++line] = *from;
            continue;
        }
        ipt__markup_printf(into, "; %s", from->text);
    }
    if (page->n_notes)
        page->n_notes = line + 1;
}

double
ipt__page_above(const ipt__page *page)
{
    return page->em * (page->subtitle.length ? 4.1 : 2.9);
}

double
ipt__page_below(ipt__page *page)
{
    return page->em *
           (0.5 + 1.35 * (double)page->key_rows + (page->n_notes ? 0.5 : 0.0) +
            1.05 * (double)page->n_notes);
}

double
ipt__page_plan(ipt__page *page, double panels)
{
    double around = 0;

    page_plan_keys(page);
    page_plan_notes(page);
    around = ipt__page_above(page) + ipt__page_below(page);
    page->height = page->scene->options->height;
    if (page->height <= 0)
        page->height = panels + around;
    /* A page too low for its furniture grows: nothing may overlap. */
    page->height = fmax(page->height, around + fmin(panels, 8 * page->em));
    return page->height - around;
}

static void
page_terminal(const ipt__page *page)
{
    FILE *out = page->out;
    const double pt = page->em * IPT__POINTS;
    const double w = page->width;
    const double h = page->height;

    if (page->scene->term) {
        fprintf(out,
                "set terminal dumb nofeed enhanced size %ld,%ld %s\n"
                "ipt_format = 'term'\nipt_ampersand = '\\&'\n",
                page->scene->columns, page->scene->rows,
                page->scene->colour ? "ansi256" : "mono");
        return;
    }
    fprintf(out,
            "if (ipt_format eq 'png') { set terminal pngcairo enhanced "
            "size %.0f,%.0f font 'DejaVu Sans,%.2f' fontscale 1.5625 "
            "linewidth 1.5 pointscale 1.4 }\n",
            w * 150, h * 150, pt);
    fprintf(out,
            "if (ipt_format eq 'pdf') { set terminal pdfcairo enhanced "
            "size %.3fin,%.3fin font 'DejaVu Sans,%.2f' fontscale 0.75 "
            "linewidth 1.5 pointscale 0.6 }\n",
            w, h, pt);
    fprintf(out,
            "if (ipt_format eq 'svg') { set terminal svg enhanced mouse "
            "standalone size %.0f,%.0f font 'DejaVu Sans,%.2f' fontscale "
            "1.3333 linewidth 1 background '#ffffff' }\n",
            w * 96, h * 96, pt);
    fprintf(out,
            "if (ipt_format eq 'gif') { set terminal gif enhanced %s "
            "size %.0f,%.0f font 'DejaVu Sans,%.2f' fontscale 1.04 "
            "linewidth 1 }\n",
            "animate delay 10 loop 0", w * 100, h * 100, pt);
    fputs("if (strstrt(' png pdf svg gif ', ' '.ipt_format.' ') == 0) { "
          "exit error 'ipt_format must be png, pdf, svg or gif' }\n"
          "if (strlen(ipt_output)) { set output ipt_output }\n",
          out);
}

void
ipt__page_begin(ipt__page *page, const char *name)
{
    FILE *out = page->out;

    fputs("# ", out);
    ipt__comment_write(out, page->title.text);
    fprintf(out,
            "\n# Written by ipt " PACKAGE_VERSION ". The data are inside; "
            "gnuplot 5.4 or later draws it again:\n"
            "#   gnuplot %s.gp                           makes %s.png\n"
            "#   gnuplot -e \"ipt_format='pdf'\" %s.gp     also svg, gif\n"
            "# Information is in bits. Epoch 0 (the initial weights) stands "
            "at %.6g on logarithmic axes.\n"
            "reset\nset encoding utf8\nipt_quote = \"'\"\n",
            name, name, name, ipt__epoch_position(page->scene, 0));
    if (!page->scene->term)
        fprintf(out,
                "if (!exists('ipt_format')) { ipt_format = 'png' }\n"
                "if (!exists('ipt_output')) { ipt_output = "
                "(exists('ARG0') && strlen(ARG0) > 3 ? "
                "ARG0[1:strlen(ARG0) - 3] : '%s').'.'.ipt_format }\n"
                "ipt_size = ipt_format eq 'svg' ? 0.55 : 1\n"
                "ipt_ampersand = ipt_format eq 'svg' ? '\\&amp;' : '\\&'\n",
                name);
    page_terminal(page);
    fputs("unset key\n", out);
    if (page->scene->term) {
        fputs("set print '-'\nset tics nomirror\nset border 3\n"
              "set palette defined (0 '#5f87ff', 0.5 '#00d7af', 1 '#ffd700')\n"
              "unset colorbox\n",
              out);
        return;
    }
    fputs("set border 3 lw 0.9 lc rgb '#404040'\n"
          "set tics nomirror out scale 0.6,0.3 textcolor rgb '#303030'\n"
          "set grid back lt 1 lc rgb '#e6e6e6' lw 0.6\n"
          "set palette defined (0 '#440154', 1 '#472d7b', 2 '#3b528b', "
          "3 '#2c728e', 4 '#21918c', 5 '#28ae80', 6 '#5ec962', 7 '#addc30', "
          "8 '#fde725')\n"
          "unset colorbox\n"
          "if (ipt_format eq 'gif') { set palette maxcolors 48 }\n",
          out);
}

void
ipt__page_label(ipt__page *page, double x, double y, const char *align,
                double size, const char *colour, int rotate, const char *markup)
{
    fprintf(page->out, "set label %d ", ++page->tag);
    ipt__markup_write(page->out, markup);
    fprintf(page->out,
            " at screen %.5f,%.5f %s %s font ',%.2f' tc rgb '%s' front\n",
            x / page->width, y / page->height, align,
            rotate ? "rotate by 90" : "norotate", size * page->em * IPT__POINTS,
            colour);
}

/* The least size of a heading of a panel. */
#define PAGE_LEAST 0.7

size_t
ipt__page_fits(const ipt__page *page, double width)
{
    return page_fits(page, PAGE_LEAST, width);
}

void
ipt__page_fitted(ipt__page *page, double x, double y, double width, int rotate,
                 const char *markup)
{
    const double needed =
        (double)ipt__markup_width(markup) * PAGE_CHARACTER * page->em;

    ipt__page_label(page, x, y, "center",
                    fmax(fmin(0.95, width / needed), PAGE_LEAST), "#000000",
                    rotate, markup);
}

/* The sample of a legend entry: a marker, or a line as long as two em. */
static void
page_sample(ipt__page *page, const ipt__key *key, double x, double y)
{
    const double em = PAGE_KEY * page->em;

    if (key->point) {
        fprintf(page->out,
                "set label %d '' at screen %.5f,%.5f point pt %d ps "
                "0.9*ipt_size lc "
                "rgb '%s' front\n",
                ++page->tag, (x + 1.2 * em) / page->width, y / page->height,
                key->point, key->colour);
        return;
    }
    fprintf(page->out,
            "set arrow %d from screen %.5f,%.5f to screen %.5f,%.5f nohead "
            "lw 2.4 dt %d lc rgb '%s' front\n",
            ++page->tag, x / page->width, y / page->height,
            (x + 2.0 * em) / page->width, y / page->height, key->dash,
            key->colour);
}

static void
page_legend(ipt__page *page, double top)
{
    const double em = PAGE_KEY * page->em;
    double left = 0;
    double total = 0;
    double width[IPT__KEYS_MAX] = {0};

    for (size_t k = 0; k < page->n_keys; k++) {
        double *w = &width[k / page->key_rows];

        *w =
            fmax(*w, em * (3.8 + PAGE_CHARACTER * (double)ipt__markup_width(
                                                      page->key[k].text.text)));
    }
    for (size_t c = 0; c < page->key_columns; c++)
        total += width[c];
    left = (page->width - total + 1.5 * em) / 2;
    for (size_t k = 0; k < page->n_keys; k++) {
        const size_t row = k % page->key_rows;
        const double y = top - (0.7 + 1.35 * (double)row) * page->em;

        if (k && !row)
            left += width[k / page->key_rows - 1];
        page_sample(page, &page->key[k], left, y);
        ipt__page_label(page, left + 2.5 * em, y, "left", PAGE_KEY, IPT__INK, 0,
                        page->key[k].text.text);
    }
}

/* A size at which a line fits the page. */
static double
page_size(const ipt__page *page, const ipt__markup *line, double size)
{
    const double width = (double)ipt__markup_width(line->text) *
                         PAGE_CHARACTER * size * page->em;
    const double room = page->width - 1.5 * page->em;

    return width > room ? fmax(size * room / width, 0.6) : size;
}

void
ipt__page_furniture(ipt__page *page)
{
    const double em = page->em;

    if (page->scene->term)
        return;
    ipt__page_label(page, page->width / 2, page->height - 1.35 * em, "center",
                    page_size(page, &page->title, PAGE_TITLE), "#000000", 0,
                    page->title.text);
    if (page->subtitle.length)
        ipt__page_label(page, page->width / 2, page->height - 2.75 * em,
                        "center",
                        page_size(page, &page->subtitle, PAGE_SUBTITLE),
                        IPT__GREY, 0, page->subtitle.text);
    page_legend(page, ipt__page_below(page));
    for (size_t i = 0; i < page->n_notes; i++)
        ipt__page_label(page, page->width / 2,
                        (0.75 + 1.05 * (double)(page->n_notes - 1 - i)) * em,
                        "center", PAGE_NOTE, "#707070", 0, page->note[i].text);
}

void
ipt__page_end_labels(ipt__page *page)
{
    fputs("unset label\nunset arrow\n", page->out);
    page->tag = 0;
}

void
ipt__page_box(ipt__page *page, ipt__box box)
{
    if (page->scene->term)
        return;
    fprintf(page->out,
            "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
            "set bmargin at screen %.5f\nset tmargin at screen %.5f\n",
            box.left / page->width, (box.left + box.width) / page->width,
            box.bottom / page->height,
            (box.bottom + box.height) / page->height);
}
