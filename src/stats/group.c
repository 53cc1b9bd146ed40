/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of a batch sorted into groups that differ only in their seed. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "group.h"
#include "series.h"

enum { GROUP_KEYS_MAX = 32 };

/* The value of key `name` ("" if absent); the batch's name is key "". */
static const char *
group_value(const ipt_result *run, const char *name)
{
    if (!*name)
        return run->name ? run->name : "";
    for (size_t i = 0; i < run->n_params; i++)
        if (run->params[i].key && !strcmp(run->params[i].key, name))
            return run->params[i].value ? run->params[i].value : "";
    return "";
}

static int
group_number(const char *text, double *value)
{
    char *end = NULL;

    *value = strtod(text, &end);
    return *text && end != text && !*end;
}

/* Whether two runs have the same layers. */
static int
group_same_network(const ipt_result *a, const ipt_result *b)
{
    if (a->n_layers != b->n_layers)
        return 0;
    for (size_t l = 0; l < a->n_layers; l++) {
        if (a->layer_width && b->layer_width &&
            a->layer_width[l] != b->layer_width[l])
            return 0;
        if (a->layer_name && b->layer_name && a->layer_name[l] &&
            b->layer_name[l] && strcmp(a->layer_name[l], b->layer_name[l]))
            return 0;
    }
    return 1;
}

/* Keys of the sweep in order of appearance that take more than one value. */
typedef struct {
    const ipt_result *const *results;
    size_t n;
    const char *key[GROUP_KEYS_MAX];
    int numeric[GROUP_KEYS_MAX];
    size_t n_keys;
} group_keys;

static void
group_keys_add(group_keys *keys, const char *key)
{
    const char *first = group_value(keys->results[0], key);
    int varies = 0;
    int numeric = 1;
    double number = 0;

    for (size_t k = 0; k < keys->n_keys; k++)
        if (!strcmp(keys->key[k], key))
            return;
    for (size_t r = 0; r < keys->n; r++) {
        const char *value = group_value(keys->results[r], key);

        varies |= strcmp(value, first) != 0;
        numeric &= group_number(value, &number);
    }
    if (!varies || keys->n_keys == GROUP_KEYS_MAX)
        return;
    keys->key[keys->n_keys] = key;
    keys->numeric[keys->n_keys++] = numeric;
}

static void
group_keys_find(group_keys *keys, const ipt_result *const *results, size_t n)
{
    *keys = (group_keys){results, n, {NULL}, {0}, 0};
    group_keys_add(keys, "");
    for (size_t r = 0; r < n; r++)
        for (size_t i = 0; i < results[r]->n_params; i++)
            if (results[r]->params[i].key && *results[r]->params[i].key)
                group_keys_add(keys, results[r]->params[i].key);
}

static int
group_same(const group_keys *keys, const ipt_result *a, const ipt_result *b)
{
    for (size_t k = 0; k < keys->n_keys; k++)
        if (strcmp(group_value(a, keys->key[k]), group_value(b, keys->key[k])))
            return 0;
    return group_same_network(a, b);
}

/* First place at which a value of a key appears. */
static size_t
group_rank(const group_keys *keys, const char *key, const char *value)
{
    size_t r = 0;

    while (r < keys->n && strcmp(group_value(keys->results[r], key), value))
        r++;
    return r;
}

/* Order of two runs' groups: <0, 0, >0. */
static int
group_order(const group_keys *keys, const ipt_result *a, const ipt_result *b)
{
    for (size_t k = 0; k < keys->n_keys; k++) {
        const char *u = group_value(a, keys->key[k]);
        const char *v = group_value(b, keys->key[k]);
        double x = 0;
        double y = 0;

        if (keys->numeric[k] && group_number(u, &x) && group_number(v, &y)) {
            if (x != y)
                return x < y ? -1 : 1;
        } else if (strcmp(u, v)) {
            return group_rank(keys, keys->key[k], u) <
                           group_rank(keys, keys->key[k], v)
                       ? -1
                       : 1;
        }
    }
    return 0;
}

static int
group_is_word(const char *text)
{
    static const char *const switches[] = {"yes",   "no", "true",
                                           "false", "on", "off"};

    if (!((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z')))
        return 0;
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (!strcasecmp(text, switches[i]))
            return 0;
    return 1;
}

/* "tanh, l2 = 0.01"; `network` adds the widths of the layers. */
static char *
group_label(const group_keys *keys, const ipt_result *run, int network)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    for (size_t k = 0; k < keys->n_keys; k++) {
        const char *key = keys->key[k];
        const char *value = group_value(run, key);
        const char *dot = strrchr(key, '.');

        fputs(k ? ", " : "", out);
        if (*key && !group_is_word(value))
            fprintf(out, "%s = ", dot && dot[1] ? dot + 1 : key);
        fputs(*value ? value : "default", out);
    }
    if (network) {
        fputs(keys->n_keys ? ", " : "", out);
        for (size_t l = 0; l < run->n_layers && run->layer_width; l++)
            fprintf(out, l ? "-%ld" : "%ld", (long)run->layer_width[l]);
    }
    if (fclose(out)) {
        free(text);
        return NULL;
    }
    return text;
}

/* Whether a result repeats runs before it: same id, no plane of its own. */
static int
group_repeats(const ipt_result *run, const ipt_result *const *seen, size_t n)
{
    int same = 0;

    for (size_t p = 0; run->run_id && p < run->n_planes; p++) {
        int known = 0;

        for (size_t i = 0; i < n && run->plane[p].id; i++)
            known |= seen[i]->run_id && !strcmp(seen[i]->run_id, run->run_id) &&
                     ipt__plane_find(seen[i], run->plane[p].id);
        if (!known)
            return 0;
    }
    for (size_t i = 0; run->run_id && i < n; i++)
        same |= seen[i]->run_id && !strcmp(seen[i]->run_id, run->run_id);
    return same;
}

static int
group_by_seed(const void *a, const void *b)
{
    const ipt_result *p = *(const ipt_result *const *)a;
    const ipt_result *q = *(const ipt_result *const *)b;

    if (p->seed != q->seed)
        return p->seed < q->seed ? -1 : 1;
    return strcmp(p->run_id ? p->run_id : "", q->run_id ? q->run_id : "");
}

/* Puts a result into a group that has room for all. */
static void
group_put(ipt__group *group, const ipt_result *run)
{
    if (run->status && !strcmp(run->status, "failed")) {
        group->n_failed++;
    } else if (group_repeats(run, group->run, group->n_runs) ||
               group_repeats(run, group->partial, group->n_partial)) {
        group->n_duplicates++;
    } else if (run->status && !strcmp(run->status, "partial")) {
        group->partial[group->n_partial++] = run;
    } else {
        group->run[group->n_runs++] = run;
    }
}

/* Fills one group with every result like `model`. */
static int
group_fill(ipt__group *group, const group_keys *keys, const ipt_result *model)
{
    group->run = calloc(keys->n + 1, sizeof *group->run);
    group->partial = calloc(keys->n + 1, sizeof *group->partial);
    group->layer = calloc(model->n_layers + 1, sizeof *group->layer);
    if (!group->run || !group->partial || !group->layer)
        return 0;
    for (size_t r = 0; r < keys->n; r++)
        if (group_same(keys, keys->results[r], model))
            group_put(group, keys->results[r]);
    if (!group->n_runs && group->n_partial) {
        const ipt_result **swap = group->run;

        group->run = group->partial;
        group->partial = swap;
        group->n_runs = group->n_partial;
        group->n_partial = 0;
        group->unfinished = 1;
    }
    qsort(group->run, group->n_runs, sizeof *group->run, group_by_seed);
    qsort(group->partial, group->n_partial, sizeof *group->partial,
          group_by_seed);
    for (size_t l = 0; l < model->n_layers; l++)
        group->layer[group->n_layers++] = l;
    return 1;
}

static void
group_release(ipt__group *group)
{
    free(group->label);
    free(group->run);
    free(group->partial);
    free(group->layer);
    memset(group, 0, sizeof *group);
}

/* One result of each group, in the order of the groups; returns how many. */
static size_t
group_models(const group_keys *keys, const ipt_result **model)
{
    size_t n = 0;

    for (size_t r = 0; r < keys->n; r++) {
        const ipt_result *run = keys->results[r];
        size_t at = 0;

        while (at < n && !group_same(keys, model[at], run))
            at++;
        if (at < n)
            continue;
        for (at = n; at && group_order(keys, run, model[at - 1]) < 0; at--)
            model[at] = model[at - 1];
        model[at] = run;
        n++;
    }
    return n;
}

static int
group_add_lost(ipt__groups *groups, const char *label)
{
    const size_t length = strlen(groups->lost) + strlen(label) + 3;
    char *text = realloc(groups->lost, length);

    if (!text)
        return 0;
    groups->lost = text;
    if (*text)
        strcat(text, "; ");
    strcat(text, label);
    groups->n_lost++;
    return 1;
}

ipt_status
ipt__groups_make(const ipt_result *const *results, size_t n, ipt__groups *out,
                 ipt_error *err)
{
    ipt__groups groups = {NULL, 0, calloc(1, 1), 0};
    const ipt_result **model = calloc(n + 1, sizeof *model);
    ipt_status status = IPT_ENOMEM;
    group_keys keys;

    groups.group = calloc(n + 1, sizeof *groups.group);
    if (!groups.lost || !model || !groups.group)
        goto done;
    group_keys_find(&keys, results, n);
    const size_t n_models = group_models(&keys, model);

    for (size_t m = 0; m < n_models; m++) {
        ipt__group *group = &groups.group[groups.n++];
        int network = 0;

        /* Same values, other layers: the network must tell them apart. */
        for (size_t i = 0; i < n_models; i++)
            network |= i != m && !group_order(&keys, model[i], model[m]);
        group->label = group_label(&keys, model[m], network);
        if (!group->label || !group_fill(group, &keys, model[m]))
            goto done;
        if (group->n_runs)
            continue;
        if (!group_add_lost(&groups, group->label))
            goto done;
        group_release(group);
        groups.n--;
    }
    *out = groups;
    memset(&groups, 0, sizeof groups);
    status = IPT_OK;
done:
    if (status != IPT_OK)
        ipt_error_set(err, status, "no memory to sort %zu runs", n);
    free(model);
    ipt__groups_release(&groups);
    return status;
}

void
ipt__groups_release(ipt__groups *groups)
{
    for (size_t g = 0; groups->group && g < groups->n; g++)
        group_release(&groups->group[g]);
    free(groups->group);
    free(groups->lost);
    memset(groups, 0, sizeof *groups);
}

/* Whether layer l of a run is meant by a word: its name or number from 1. */
static int
group_layer_is(const ipt_result *run, size_t l, const char *word, size_t n)
{
    char number[24];

    snprintf(number, sizeof number, "%zu", l + 1);
    if (strlen(number) == n && !memcmp(number, word, n))
        return 1;
    return run->layer_name && run->layer_name[l] &&
           strlen(run->layer_name[l]) == n &&
           !memcmp(run->layer_name[l], word, n);
}

ipt_status
ipt__groups_select(ipt__groups *groups, const char *layers, ipt_error *err)
{
    const char *p = layers;
    int any = 0;

    for (; *p; p += *p == ',') {
        int found = 0;

        p += strspn(p, " \t");
        size_t n = strcspn(p, ",");
        const size_t step = n;

        while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
            n--;
        for (size_t g = 0; n && g < groups->n; g++) {
            const ipt_result *run = groups->group[g].run[0];

            for (size_t l = 0; l < run->n_layers; l++)
                found |= group_layer_is(run, l, p, n);
        }
        if (n && !found)
            return ipt_error_set(err, IPT_EINVAL,
                                 "layers: no layer \"%.*s\" in these results; "
                                 "expected names or numbers from 1 to %zu",
                                 (int)n, p, groups->group[0].run[0]->n_layers);
        any |= n != 0;
        p += step;
    }
    for (size_t g = 0; any && g < groups->n; g++) {
        ipt__group *group = &groups->group[g];

        group->n_layers = 0;
        for (size_t l = 0; l < group->run[0]->n_layers; l++)
            for (p = layers; *p; p += *p == ',') {
                p += strspn(p, " \t");
                size_t n = strcspn(p, ",");
                const size_t step = n;

                while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
                    n--;
                if (n && group_layer_is(group->run[0], l, p, n)) {
                    group->layer[group->n_layers++] = l;
                    break;
                }
                p += step;
            }
    }
    return IPT_OK;
}
