/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing JSON. */

#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <infoplane/json.h>

struct ipt_json {
    char *text;
    size_t length;
    size_t room;
    int comma;  /* the next value needs a comma before it */
    int failed; /* out of memory: nothing more is written */
};

ipt_json *
ipt_json_alloc(void)
{
    return calloc(1, sizeof(ipt_json));
}

void
ipt_json_free(ipt_json *json)
{
    if (!json)
        return;
    free(json->text);
    free(json);
}

static void
json_put(ipt_json *json, const char *bytes, size_t n)
{
    if (json->failed)
        return;
    if (json->length + n + 1 > json->room) {
        const size_t room = 2 * (json->length + n + 1) + 256;
        char *text = realloc(json->text, room);

        if (!text) {
            json->failed = 1;
            return;
        }
        json->text = text;
        json->room = room;
    }
    memcpy(json->text + json->length, bytes, n);
    json->length += n;
    json->text[json->length] = '\0';
}

/* Length of a well-formed UTF-8 sequence at p, or 0. */
static size_t
json_utf8(const unsigned char *p)
{
    if (*p < 0x80)
        return 1;
    const size_t n = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
    if (*p < 0xC2 || *p > 0xF4)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F) ||
        (*p == 0xF0 && p[1] < 0x90) || (*p == 0xF4 && p[1] > 0x8F))
        return 0;
    return n;
}

static void
json_quote(ipt_json *json, const char *value)
{
    const unsigned char *p = (const unsigned char *)value;

    json_put(json, "\"", 1);
    while (*p) {
        const size_t n = json_utf8(p);

        if (*p == '"' || *p == '\\') {
            const char two[2] = {'\\', (char)*p};

            json_put(json, two, 2);
        } else if (*p < 0x20 || *p == 0x7F) {
            char six[8];

            snprintf(six, sizeof six, "\\u%04x", *p);
            json_put(json, six, 6);
        } else if (n) {
            json_put(json, (const char *)p, n);
        } else {
            json_put(json, "\\ufffd", 6);
        }
        p += n ? n : 1;
    }
    json_put(json, "\"", 1);
}

static void
json_key(ipt_json *json, const char *key)
{
    if (json->comma)
        json_put(json, ",", 1);
    if (key) {
        json_quote(json, key);
        json_put(json, ":", 1);
    }
    json->comma = 1;
}

void
ipt_json_open(ipt_json *json, const char *key, char bracket)
{
    if (!json)
        return;
    json_key(json, key);
    json_put(json, &bracket, 1);
    json->comma = 0;
}

void
ipt_json_close(ipt_json *json, char bracket)
{
    if (!json)
        return;
    json_put(json, &bracket, 1);
    json->comma = 1;
}

void
ipt_json_raw(ipt_json *json, const char *key, const char *value)
{
    if (!json)
        return;
    json_key(json, key);
    json_put(json, value, strlen(value));
}

void
ipt_json_text(ipt_json *json, const char *key, const char *value)
{
    if (!json)
        return;
    if (!value) {
        ipt_json_raw(json, key, "null");
        return;
    }
    json_key(json, key);
    json_quote(json, value);
}

void
ipt_json_real(ipt_json *json, const char *key, double value)
{
    char text[40];

    if (!isfinite(value)) {
        ipt_json_raw(json, key, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    ipt_json_raw(json, key, text);
}

void
ipt_json_int(ipt_json *json, const char *key, int64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, value);
    ipt_json_raw(json, key, text);
}

const char *
ipt_json_string(const ipt_json *json)
{
    return json && json->text && !json->failed ? json->text : "";
}
