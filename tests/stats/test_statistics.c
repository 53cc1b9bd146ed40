/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics of made-up batches: groups, sets, dead networks, tables. */

#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/estimator.h>
#include <infoplane/statistics.h>

#include "test.h"

enum { EPOCHS = 12, LAYERS = 3, RUNS = 6 };

/* A run of a sweep: layer 0 drops by `drop` from 5 bits on, 1 only rises, 2
 * is flat; every run a little different. */
static ipt_result *
run_make(const char *activation, uint64_t seed, double drop, double accuracy)
{
    ipt_result *r = ipt_result_alloc(EPOCHS, LAYERS);
    char id[32];
    const double own = 0.013 * (double)(seed * seed % 7);

    snprintf(id, sizeof id, "%s%llu", activation, (unsigned long long)seed);
    ipt_text_set(&r->run_id, id, NULL);
    ipt_text_set(&r->name, "made-up", NULL);
    ipt_text_set(&r->status, "complete", NULL);
    r->seed = seed;
    r->h_y = 0.9709505944546686; /* shares of 0.4 and 0.6 */
    ipt_result_add_pair(r, 0, "model.activation", activation, NULL);
    ipt_result_add_plane(r, "binning", "binning", "{}");
    ipt_text_set(&r->plane[0].kind_xt, "estimate", NULL);
    ipt_text_set(&r->plane[0].label, "30 bins", NULL);
    for (size_t l = 0; l < LAYERS; l++) {
        snprintf(id, sizeof id, "dense%zu", l + 1);
        ipt_text_set(&r->layer_name[l], id, NULL);
        r->layer_width[l] = l + 1 == LAYERS ? 2 : 5;
    }
    for (size_t e = 0; e < EPOCHS; e++) {
        double *xt = r->plane[0].i_xt + e * LAYERS;

        r->epoch[e] = e ? 1 << e : 0;
        r->test_accuracy[e] = 0.5 + (accuracy - 0.5) * (double)e / (EPOCHS - 1);
        xt[0] = e <= 5 ? (double)e : 5 - drop * (double)(e - 5) / 6;
        xt[0] += own;
        xt[1] = 0.3 * (double)e + own * (double)e;
        xt[2] = 0.9 + own;
        for (size_t l = 0; l < LAYERS; l++)
            r->plane[0].i_ty[e * LAYERS + l] = 0.05 * (double)e + own;
    }
    return r;
}

static ipt_result *batch[2 * RUNS];

/* tanh compresses, the more the more accurate; relu does not; relu's seeds 1
 * and 4 have not learned. */
static void
batch_make(void)
{
    for (uint64_t s = 0; s < RUNS; s++) {
        batch[s] =
            run_make("tanh", s, 1 + 0.1 * (double)s, 0.8 + 0.02 * (double)s);
        batch[RUNS + s] = run_make("relu", s, 0, s == 1 ? 0.6 : 0.9);
    }
    batch[RUNS + 4]->plane[0].flags[(EPOCHS - 1) * LAYERS + LAYERS - 2] =
        IPT_FLAG_CONSTANT_LAYER;
}

static void
batch_free(void)
{
    for (size_t i = 0; i < 2 * RUNS; i++)
        ipt_result_free(batch[i]);
}

static ipt_statistics *
batch_statistics(int dead)
{
    ipt_statistics_options options;
    ipt_statistics *s = NULL;
    ipt_error err = IPT_ERROR_INIT;

    ipt_options_preset(ipt_statistics_option_table, &options);
    options.dead = dead;
    options.bandwidth = 0;
    options.bootstrap = 300;
    TEST_STATUS(ipt_statistics_make((const ipt_result *const *)batch, 2 * RUNS,
                                    &options, &s, &err),
                IPT_OK, err);
    return s;
}

static void
test_groups(void)
{
    batch_make();
    ipt_statistics *s = batch_statistics(IPT_DEAD_KEEP);
    const ipt_statistics_row *row = NULL;

    CU_ASSERT_EQUAL_FATAL(s->n_groups, 2);
    CU_ASSERT_STRING_EQUAL(s->group[0].label, "tanh");
    CU_ASSERT_EQUAL(s->n_rows, LAYERS * 3); /* tanh, relu, relu living */
    CU_ASSERT_EQUAL(s->n_bands, 2 * 3);
    row = ipt_statistics_find(s, 0, IPT_SET_ALL, "binning", 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(row);
    CU_ASSERT_STRING_EQUAL(row->layer_name, "dense1");
    CU_ASSERT_STRING_EQUAL(row->label, "30 bins");
    TEST_NEAR(row->compression.score.mean, 1.25, 1e-12);
    TEST_NEAR(row->compression.run_score[3], 1.3, 1e-12);
    CU_ASSERT_EQUAL(row->compression.peak_epoch, 32);
    TEST_NEAR(row->compression.p, 2.0 / 64, 1e-12);
    TEST_NEAR(row->fitting.score.mean, 5, 1e-12);
    /* Both grow by one step with each seed. */
    TEST_NEAR(row->accuracy.pearson, 1, 1e-9);
    TEST_NEAR(row->run_accuracy[2], 0.84, 1e-12);
    row = ipt_statistics_find(s, 0, IPT_SET_ALL, "binning", 1);
    TEST_NEAR(row->compression.score.mean, 0, 0);
    CU_ASSERT(row->compression.p > 0.5);
    CU_ASSERT_STRING_EQUAL(row->note,
                           "scores or accuracies are constant: no correlation");
    /* Three layers: the least p times three. */
    row = ipt_statistics_find(s, 0, IPT_SET_ALL, "binning", 0);
    TEST_NEAR(row->compression.p_holm, 6.0 / 64, 1e-12);
    CU_ASSERT_PTR_NULL(ipt_statistics_find(s, 0, IPT_SET_LIVING, "binning", 0));
    ipt_statistics_free(s);
    batch_free();
}

static void
test_dead(void)
{
    batch_make();
    ipt_statistics *s = batch_statistics(IPT_DEAD_KEEP);
    const ipt_statistics_row *row = NULL;

    CU_ASSERT_EQUAL(s->group[0].n_dead, 0);
    CU_ASSERT_EQUAL_FATAL(s->group[1].n_dead, 2);
    CU_ASSERT_EQUAL(s->group[1].dead[0].run->seed, 1);
    TEST_NEAR(s->group[1].dead[0].majority, 0.6, 1e-9);
    TEST_CONTAINS(s->group[1].dead[0].why, "accuracy 0.6000");
    TEST_CONTAINS(s->group[1].dead[1].why, "last hidden layer");
    row = ipt_statistics_find(s, 1, IPT_SET_ALL, "binning", 0);
    CU_ASSERT_EQUAL(row->n_runs, RUNS);
    row = ipt_statistics_find(s, 1, IPT_SET_LIVING, "binning", 0);
    CU_ASSERT_EQUAL(row->n_runs, RUNS - 2);
    CU_ASSERT_EQUAL(row->run[1]->seed, 2);
    ipt_statistics_free(s);
    s = batch_statistics(IPT_DEAD_EXCLUDE);
    CU_ASSERT_PTR_NULL(ipt_statistics_find(s, 1, IPT_SET_ALL, "binning", 0));
    CU_ASSERT_PTR_NOT_NULL(
        ipt_statistics_find(s, 0, IPT_SET_LIVING, "binning", 0));
    CU_ASSERT_EQUAL(s->group[1].n_dead, 2); /* still told */
    ipt_statistics_free(s);
    s = batch_statistics(IPT_DEAD_SEPARATE);
    row = ipt_statistics_find(s, 1, IPT_SET_DEAD, "binning", 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(row);
    CU_ASSERT_EQUAL(row->n_runs, 2);
    ipt_statistics_free(s);
    batch_free();
}

/* The largest class of ten with entropy log2(10) has a tenth; a regression
 * without H(Y) and a network at 12 % of ten classes. */
static void
test_dead_share(void)
{
    ipt_result *r = run_make("tanh", 0, 1, 0.12);
    ipt_dead_network dead;

    r->layer_width[LAYERS - 1] = 10;
    r->h_y = log2(10.0);
    CU_ASSERT(!ipt_network_is_dead(r, 0.01, NULL));
    CU_ASSERT_FATAL(ipt_network_is_dead(r, 0.03, &dead));
    TEST_NEAR(dead.majority, 0.1, 1e-12);
    free(dead.why);
    r->h_y = 3.2; /* h2(p) + (1 - p) log2(9) = 3.2 */
    CU_ASSERT_FATAL(ipt_network_is_dead(r, 0.9, &dead));
    const double p = dead.majority;

    TEST_NEAR(-p * log2(p) - (1 - p) * log2(1 - p) + (1 - p) * log2(9.0), 3.2,
              1e-9);
    CU_ASSERT(p > 0.1 && p < 0.5);
    free(dead.why);
    r->h_y = (double)NAN;
    CU_ASSERT(!ipt_network_is_dead(r, 0.5, NULL));
    ipt_result_free(r);
}

static void
test_bands(void)
{
    batch_make();
    ipt_statistics *s = batch_statistics(IPT_DEAD_KEEP);
    const ipt_statistics_band *band =
        ipt_statistics_find_band(s, 0, IPT_SET_ALL, "binning", 0);
    double sum = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(band);
    CU_ASSERT_EQUAL(band->n_epochs, EPOCHS);
    CU_ASSERT_EQUAL(band->epoch[3], 8);
    for (size_t r = 0; r < RUNS; r++)
        sum += batch[r]->plane[0].i_xt[7 * LAYERS] / RUNS;
    TEST_NEAR(band->mean[7 * LAYERS], sum, 1e-12);
    CU_ASSERT(band->t_low[7 * LAYERS] < band->boot_low[7 * LAYERS]);
    CU_ASSERT(band->boot_low[7 * LAYERS] < sum);
    CU_ASSERT(band->boot_high[7 * LAYERS] > sum);
    CU_ASSERT(band->boot_high[7 * LAYERS] < band->t_high[7 * LAYERS]);
    ipt_statistics_free(s);
    batch_free();
}

/* The order of the argument, unfinished and failed runs. */
static void
test_order(void)
{
    ipt_statistics *s = NULL;
    ipt_statistics *again = NULL;

    batch_make();
    s = batch_statistics(IPT_DEAD_KEEP);
    for (size_t i = 0; i < RUNS / 2; i++) {
        ipt_result *kept = batch[i];

        batch[i] = batch[RUNS - 1 - i];
        batch[RUNS - 1 - i] = kept;
    }
    again = batch_statistics(IPT_DEAD_KEEP);
    for (size_t i = 0; i < s->n_rows; i++) {
        const ipt_score *a = &s->row[i].compression;
        const ipt_score *b = &again->row[i].compression;

        CU_ASSERT(!memcmp(&a->score, &b->score, sizeof a->score));
        CU_ASSERT(!memcmp(&a->p, &b->p, sizeof a->p));
    }
    ipt_statistics_free(again);
    ipt_statistics_free(s);
    ipt_text_set(&batch[0]->status, "partial", NULL);
    ipt_text_set(&batch[1]->status, "failed", NULL);
    for (size_t i = RUNS; i < 2 * RUNS; i++)
        ipt_text_set(&batch[i]->status, "partial", NULL);
    s = batch_statistics(IPT_DEAD_KEEP);
    CU_ASSERT_EQUAL(s->group[0].n_runs, RUNS - 2);
    CU_ASSERT_EQUAL(s->group[0].n_partial, 1);
    CU_ASSERT_EQUAL(s->group[0].n_failed, 1);
    CU_ASSERT_EQUAL(s->group[1].n_runs, 0);
    CU_ASSERT_EQUAL(s->group[1].n_partial, RUNS);
    CU_ASSERT_EQUAL(s->n_rows, LAYERS);
    ipt_statistics_free(s);
    batch_free();
}

static size_t
count(const char *text, char what)
{
    size_t n = 0;

    for (; *text; text++)
        n += *text == what;
    return n;
}

static void
test_export(void)
{
    ipt_error err = IPT_ERROR_INIT;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    batch_make();
    ipt_statistics *s = batch_statistics(IPT_DEAD_KEEP);

    TEST_STATUS(ipt_statistics_export(s, IPT_TABLE_COMPRESSION, IPT_EXPORT_CSV,
                                      out, &err),
                IPT_OK, err);
    fclose(out);
    TEST_CONTAINS(text, "group,set,model.activation,estimator,kind,layer,");
    TEST_CONTAINS(text, "\ntanh,all,tanh,binning,estimate,1,dense1,6,6,0,");
    TEST_CONTAINS(text, "\nrelu,living,relu,binning,estimate,3,dense3,4,4,2,");
    CU_ASSERT_EQUAL(count(text, '\n'), 1 + 3 * LAYERS);
    free(text);
    out = open_memstream(&text, &size);
    TEST_STATUS(ipt_statistics_export(s, IPT_TABLE_COMPRESSION_RUNS,
                                      IPT_EXPORT_JSON, out, &err),
                IPT_OK, err);
    fclose(out);
    CU_ASSERT_EQUAL(count(text, '\n'), LAYERS * (RUNS + RUNS + RUNS - 2));
    TEST_CONTAINS(text, "\"run_id\":\"relu1\",\"seed\":1,\"dead\":1");
    free(text);
    ipt_statistics_free(s);
    batch_free();
}

int
main(void)
{
    static const test_case cases[] = {
        {"groups, scores, Holm", test_groups},     {"dead networks", test_dead},
        {"the largest class", test_dead_share},    {"bands", test_bands},
        {"order, unfinished, failed", test_order}, {"tables", test_export},
    };

    return TEST_RUN("statistics", cases);
}
