/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing JSON: objects on one line, numbers that read back exactly. */

#ifndef IPT_JSON_H
#define IPT_JSON_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A JSON text under construction. Commas and escapes are its business. */
typedef struct ipt_json ipt_json;

/** An empty text, or NULL. All functions below accept NULL and do nothing;
 * running out of memory later makes ipt_json_string() return "". */
ipt_json *ipt_json_alloc(void);

/** Releases the text; NULL is accepted. */
void ipt_json_free(ipt_json *json);

/** Opens an object ('{') or array ('['); @p key is NULL outside objects. */
void ipt_json_open(ipt_json *json, const char *key, char bracket);

/** Closes with '}' or ']'. */
void ipt_json_close(ipt_json *json, char bracket);

/** A string; NULL is written as null. Bytes that are not UTF-8 become U+FFFD. */
void ipt_json_text(ipt_json *json, const char *key, const char *value);

/** A number, at most 17 digits; NaN and infinities are written as null. */
void ipt_json_real(ipt_json *json, const char *key, double value);

/** A whole number. */
void ipt_json_int(ipt_json *json, const char *key, int64_t value);

/** A value that is JSON already. */
void ipt_json_raw(ipt_json *json, const char *key, const char *value);

/** The text so far; valid until the next call on @p json. */
const char *ipt_json_string(const ipt_json *json);

#ifdef __cplusplus
}
#endif

#endif
