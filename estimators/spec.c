/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimators from the command line: name:key=value,key=value. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <infoplane/estimator.h>

#include "types.h"

/* The id of a SPEC that gives none: safe in file names and HDF5 paths. */
static void
spec_clean(char *id)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789_.=-";

    for (; *id; id++)
        if (!strchr(safe, *id))
            *id = '_';
}

static ipt_status
spec_unknown(const char *name, ipt_error *err)
{
    const char *names[64];
    size_t n = 0;

    for (; ipt_estimator_types[n] && n < 63; n++)
        names[n] = ipt_estimator_types[n]->name;
    names[n] = NULL;
    const char *near = ipt_nearest(name, names);

    return ipt_error_set(err, IPT_EINVAL, "unknown estimator \"%s\"%s%s%s",
                         name, near ? "; did you mean " : "", near ? near : "",
                         near ? "?" : "");
}

/* The text at *next up to a comma, without blanks around it. */
static char *
spec_word(char **next)
{
    char *word = *next + strspn(*next, " \t");
    char *end = strchr(word, ',');

    *next = end ? end + 1 : NULL;
    end = end ? end : word + strlen(word);
    while (end > word && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *end = '\0';
    return word;
}

/* Whether a key stands twice in the first `n` words. */
static int
spec_repeated(const char *const *keys, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(keys[i], key))
            return 1;
    return 0;
}

/* Sets all options; *id is the given id, or stays. */
static ipt_status
spec_set(ipt_estimator *estimator, char *options, const char **id,
         ipt_error *err)
{
    const char *keys[64];
    size_t n = 0;
    ipt_status status = IPT_OK;

    for (char *next = options; next && status == IPT_OK;) {
        char *word = spec_word(&next);
        char *value = strchr(word, '=');

        if (!value || value == word)
            return ipt_error_set(err, IPT_EINVAL,
                                 "\"%s\" is not of the form key=value", word);
        *value++ = '\0';
        if (n == sizeof keys / sizeof *keys || spec_repeated(keys, n, word))
            return ipt_error_set(err, IPT_EINVAL, "%s is given twice", word);
        keys[n++] = word;
        if (strcmp(word, "id")) {
            status = ipt_estimator_set(estimator, word, value, err);
            continue;
        }
        *id = value;
        if (!*value || strchr(value, '/') || !strcmp(value, ".") ||
            !strcmp(value, ".."))
            return ipt_error_set(err, IPT_EINVAL,
                                 "id: \"%s\" is not a name without a slash",
                                 value);
    }
    return status;
}

ipt_status
ipt_estimator_parse(const char *spec, ipt_estimator **out, ipt_error *err)
{
    const size_t length = strlen(spec) + 1;
    char *text = malloc(length);
    char *whole = malloc(length);
    const char *id = whole;
    ipt_estimator *made = NULL;
    ipt_error why = IPT_ERROR_INIT;
    ipt_status status = IPT_OK;

    *out = NULL;
    if (!text || !whole) {
        status = ipt_error_set(&why, IPT_ENOMEM, "not enough memory");
        goto done;
    }
    memcpy(text, spec, length);
    memcpy(whole, spec, length);
    spec_clean(whole);

    char *options = strchr(text, ':');

    if (options)
        *options++ = '\0';
    const ipt_estimator_type *type = ipt_estimator_type_find(text);

    if (!type) {
        status = spec_unknown(text, &why);
        goto done;
    }
    made = ipt_estimator_alloc(type, type->name);
    if (!made) {
        status = ipt_error_set(&why, IPT_ENOMEM, "not enough memory");
        goto done;
    }
    if (options)
        status = spec_set(made, options, &id, &why);
    if (status == IPT_OK)
        status = ipt__estimator_rename(made, id, &why);
    if (status == IPT_OK)
        status = ipt_estimator_configure(made, &why);
    if (status == IPT_OK) {
        *out = made;
        made = NULL;
    }
done:
    if (status != IPT_OK)
        ipt_error_set(err, status, "%s: %s", spec, why.message);
    ipt_estimator_free(made);
    free(whole);
    free(text);
    return status;
}
