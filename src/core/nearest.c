/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The known name nearest to a misspelt one. */

#include <config.h>

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <infoplane/option.h>

enum { NEAREST_LENGTH = 64 };

/* Optimal string alignment distance: insertions, deletions, substitutions and
 * swaps of neighbours cost one each. Strings longer than the table are far. */
static unsigned
nearest_distance(const char *a, const char *b)
{
    unsigned row[NEAREST_LENGTH + 1][NEAREST_LENGTH + 1];
    const size_t n = strlen(a);
    const size_t m = strlen(b);

    if (n > NEAREST_LENGTH || m > NEAREST_LENGTH)
        return NEAREST_LENGTH;
    for (size_t i = 0; i <= n; i++)
        row[i][0] = (unsigned)i;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        for (size_t j = 1; j <= m; j++) {
            const int ai = tolower((unsigned char)a[i - 1]);
            const int bj = tolower((unsigned char)b[j - 1]);
            unsigned best = row[i - 1][j - 1] + (ai != bj);

            if (row[i - 1][j] + 1 < best)
                best = row[i - 1][j] + 1;
            if (row[i][j - 1] + 1 < best)
                best = row[i][j - 1] + 1;
            if (i > 1 && j > 1 && ai == tolower((unsigned char)b[j - 2]) &&
                bj == tolower((unsigned char)a[i - 2]) &&
                row[i - 2][j - 2] + 1 < best)
                best = row[i - 2][j - 2] + 1;
            row[i][j] = best;
        }
    }
    return row[n][m];
}

/* A rank for one candidate: 0 is best; more than `limit` is not near. */
static unsigned
nearest_rank(const char *name, const char *candidate)
{
    const size_t n = strlen(name);
    const size_t m = strlen(candidate);
    unsigned limit = (unsigned)(n > m ? n : m) / 3;
    const unsigned distance = nearest_distance(name, candidate);

    limit = limit < 1 ? 1 : limit > 3 ? 3 : limit;
    if (distance <= limit)
        return distance;
    if (n >= 3 && m >= 3 && !strncasecmp(name, candidate, n < m ? n : m))
        return 4;
    return NEAREST_LENGTH;
}

const char *
ipt_nearest(const char *name, const char *const *names)
{
    const char *best = NULL;
    unsigned least = NEAREST_LENGTH;

    for (; names && *names; names++) {
        const unsigned rank = nearest_rank(name, *names);

        if (rank < least) {
            least = rank;
            best = *names;
        }
    }
    return best;
}

const char *
ipt_option_nearest(const ipt_option *table, const char *name)
{
    const char *best = NULL;
    unsigned least = NEAREST_LENGTH;

    for (; table && table->name; table++) {
        const unsigned rank = nearest_rank(name, table->name);

        if (rank < least) {
            least = rank;
            best = table->name;
        }
    }
    return best;
}
