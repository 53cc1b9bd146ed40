/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of an INI file: sections and entries with their places. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings-private.h"

typedef struct {
    ipt_settings *settings;
    const char *text; /* what is left of the file */
    size_t left;
    const char *line; /* the line at hand, without its end */
    size_t length;
    size_t number; /* from 1 */
    int bad;       /* the line holds what no text does */
    ipt__section *section;
    int skip;   /* in a section that could not be read */
    int orphan; /* a key before any section was reported */
    char where[IPT__WHERE];
} ini;

/* Characters in so many bytes. */
static size_t
ini_characters(const char *text, size_t bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

static ipt__place
ini_place(const ini *in, size_t offset)
{
    return (ipt__place){0, in->number, ini_characters(in->line, offset) + 1};
}

static void
ini_broken(ini *in)
{
    if (in->section)
        in->section->broken = 1;
}

/* Reports the first byte of the line that is no text; whether the line can be
 * read. A NUL byte ends the reading: this is another kind of file. */
static int
ini_check_bytes(ini *in)
{
    for (size_t i = 0; i < in->length;) {
        const size_t n = ipt__character(in->line + i, in->length - i);
        const unsigned char c = (unsigned char)in->line[i];

        if (n) {
            i += n;
            continue;
        }
        ini_broken(in);
        if (c == '\0') {
            ipt__report(in->settings, ini_place(in, i), NULL,
                        "NUL byte: this is not a text file");
            in->left = 0;
            in->settings->lost = 1;
        } else if (c < 0x80) {
            ipt__report(in->settings, ini_place(in, i), NULL,
                        "control character 0x%02x", c);
        } else if (c == 0xC2 && i + 1 < in->length &&
                   ((unsigned char)in->line[i + 1] & 0xC0) == 0x80) {
            ipt__report(in->settings, ini_place(in, i), NULL,
                        "control character 0x%02x",
                        (unsigned char)in->line[i + 1]);
        } else {
            ipt__report(in->settings, ini_place(in, i), NULL,
                        "byte 0x%02x is not UTF-8", c);
        }
        return 0;
    }
    return 1;
}

/* Takes the next line; 0 at the end of the file. */
static int
ini_next(ini *in)
{
    const char *end = NULL;

    if (!in->left)
        return 0;
    end = memchr(in->text, '\n', in->left);
    in->line = in->text;
    in->length = end ? (size_t)(end - in->text) : in->left;
    in->text += in->length + (end != NULL);
    in->left -= in->length + (end != NULL);
    if (in->length && in->line[in->length - 1] == '\r')
        in->length--;
    in->number++;
    in->bad = !ini_check_bytes(in);
    return 1;
}

static size_t
ini_skip_blanks(const ini *in, size_t at)
{
    while (at < in->length && ipt__is_blank(in->line[at]))
        at++;
    return at;
}

static int
ini_is_comment(const ini *in, size_t at)
{
    return at < in->length && (in->line[at] == ';' || in->line[at] == '#');
}

static void
ini_unknown_section(ini *in, ipt__place place, const char *word)
{
    const char *names[66] = {NULL};
    char suggestion[IPT__WHERE];
    char where[IPT__WHERE];
    size_t n = 0;

    for (const ipt_section *kind = in->settings->schema; kind->name && n < 64;
         kind++)
        names[n++] = kind->name;
    names[n] = "sweep";
    ipt__suggest(suggestion, sizeof suggestion, word, names, "[", "]");
    ipt__report(in->settings, place, ipt__where(where, word, NULL, NULL),
                "unknown section%s", suggestion);
}

/* Enters the section that a header names, `name` NULL where it has none. */
static void
ini_enter(ini *in, ipt__place place, const char *word, const char *name)
{
    ipt_settings *settings = in->settings;
    const int is_sweep = !strcmp(word, "sweep");
    const ipt_section *kind = ipt__kind(settings->schema, word);
    ipt__section *first = NULL;

    in->skip = 1;
    ipt__where(in->where, word, name, NULL);
    if (!kind && !is_sweep) {
        ini_unknown_section(in, place, word);
        settings->lost = 1;
        return;
    }
    if (name && (is_sweep || !kind->named)) {
        ipt__report(settings, place, in->where, "[%s] takes no name", word);
        settings->lost = 1;
        return;
    }
    if (!is_sweep && kind->named && !name) {
        ipt__report(settings, place, in->where, "a name is missing: [%s NAME]",
                    word);
        return;
    }
    if (name && !ipt__is_name(name)) {
        ipt__report(settings, place, in->where,
                    "a name has up to 63 letters, digits and _ . + -");
        return;
    }
    first =
        is_sweep ? settings->sweep : ipt__section_find(settings, word, name);
    in->section = first;
    if (!first || first->place.line) {
        if (settings->n_sections >= IPT__MAX_KEYS) {
            ipt__report(settings, place, NULL, "more than %d sections",
                        IPT__MAX_KEYS);
            in->left = 0;
            return;
        }
        in->section = ipt__section_add(settings, kind, name, place);
        if (!in->section)
            return;
    }
    if (first && first->place.line) {
        ipt__report(settings, place, in->where,
                    "section given twice, first at line %zu",
                    first->place.line);
        in->section->shadow = 1;
    }
    in->section->place = place;
    in->skip = 0;
}

/* A line whose first character, at `at`, is '['. */
static void
ini_header(ini *in, size_t at)
{
    const char *close = memchr(in->line + at, ']', in->length - at);
    const ipt__place place = ini_place(in, at);
    size_t begin = ini_skip_blanks(in, at + 1);
    size_t end = 0;
    size_t rest = 0;
    const char *word = NULL;
    char *name = NULL;

    in->section = NULL;
    in->skip = 1;
    if (!close) {
        ipt__report(in->settings, place, NULL,
                    "the bracket is not closed; expected [SECTION]");
        in->settings->lost = 1;
        return;
    }
    end = (size_t)(close - in->line);
    rest = ini_skip_blanks(in, end + 1);
    while (end > begin && ipt__is_blank(in->line[end - 1]))
        end--;
    if (end <= begin) {
        ipt__report(in->settings, place, NULL,
                    "a section without a name; expected [SECTION]");
        in->settings->lost = 1;
        return;
    }
    word = ipt__copy(&in->settings->arena, in->line + begin, end - begin);
    name = strpbrk(word, " \t");
    if (name) {
        *name++ = '\0';
        name += strspn(name, " \t");
    }
    ini_enter(in, place, word, name);
    if (rest < in->length && !ini_is_comment(in, rest))
        ipt__report(in->settings, ini_place(in, rest), in->where,
                    "only a comment may follow the bracket");
}

/* The value under construction. */
typedef struct {
    ipt__buffer text;
    ipt__joint *joints;
    size_t n_joints;
} ini_value;

static void
ini_join(ini *in, ini_value *value, size_t at)
{
    ipt__joint *joints = ipt__grow(&in->settings->arena, value->joints,
                                   value->n_joints, sizeof *joints);

    if (!joints)
        return;
    value->joints = joints;
    joints[value->n_joints++] = (ipt__joint){value->text.length, in->number,
                                             ini_characters(in->line, at) + 1};
}

/*
 * Adds the part of a value that begins at `at` of the line.
 *
 * @return 1 when a backslash joins the next line, -1 after an error
 */
static int
ini_value_part(ini *in, ini_value *value, size_t at)
{
    size_t end = at;
    int comment = 0;
    int joins = 0;
    char *part = NULL;

    while (end < in->length) {
        size_t unclosed = 0;

        comment = ini_is_comment(in, end) &&
                  (end == 0 || ipt__is_blank(in->line[end - 1]));
        if (comment)
            break;
        const size_t n =
            ipt__quoted(in->line + end, in->length - end, &unclosed);
        if (unclosed) {
            ipt__report(in->settings, ini_place(in, end), in->where,
                        "the quote is not closed on its line");
            return -1;
        }
        end += n;
    }
    while (end > at && ipt__is_blank(in->line[end - 1]))
        end--;
    if (end > at && in->line[end - 1] == '\\') {
        if (comment) {
            ipt__report(in->settings, ini_place(in, end - 1), in->where,
                        "a backslash joins lines only at the end of a line");
            return -1;
        }
        joins = 1;
        end--;
        while (end > at && ipt__is_blank(in->line[end - 1]))
            end--;
    }
    if (end > at && value->text.length)
        ipt__put(&value->text, " ");
    if (end > at || !value->n_joints)
        ini_join(in, value, at);
    part = malloc(end - at + 1);
    if (part) {
        memcpy(part, in->line + at, end - at);
        part[end - at] = '\0';
        ipt__put(&value->text, part);
    }
    in->settings->arena.failed |= !part || value->text.failed;
    free(part);
    return joins;
}

/* Adds an entry unless the key was given before in this section. */
static void
ini_add(ini *in, const char *key, ipt__place place, const ipt__raw *raw)
{
    ipt__section *section = in->section;
    const ipt__entry *first = ipt__entry_find(section, key);

    if (first) {
        ipt__report(in->settings, place, in->where,
                    "given twice, first at line %zu", first->place.line);
        return;
    }
    if (section->n_entries >= IPT__MAX_KEYS) {
        ipt__report(in->settings, place, in->where, "more than %d keys",
                    IPT__MAX_KEYS);
        in->skip = 1;
        return;
    }
    ipt__entry_add(in->settings, section, key, place, raw,
                   ipt__raw_place(raw, 0));
}

/* A line `key = value` whose first character is at `at`. */
static void
ini_entry(ini *in, size_t at)
{
    ipt__arena *arena = &in->settings->arena;
    const ipt__place place = ini_place(in, at);
    ini_value value = {{NULL, 0, 0, 0}, NULL, 0};
    char brief[IPT__BRIEF];
    char header[IPT__WHERE];
    size_t equals = at;
    size_t end = 0;
    const char *key = NULL;
    int more = 0;

    while (equals < in->length && in->line[equals] != '=' &&
           !(ini_is_comment(in, equals) && ipt__is_blank(in->line[equals - 1])))
        equals++;
    for (end = equals; end > at && ipt__is_blank(in->line[end - 1]);)
        end--;
    key = ipt__copy(arena, in->line + at, end - at);
    if (equals == in->length || in->line[equals] != '=') {
        ini_broken(in);
        ipt__report(in->settings, place, in->section ? in->where : NULL,
                    "expected KEY = VALUE, got \"%s\"", ipt__brief(key, brief));
        return;
    }
    memcpy(header, in->where, sizeof header);
    if (in->section && in->section->kind)
        ipt__where(in->where, in->section->kind->name, in->section->name, key);
    else if (in->section)
        ipt__where(in->where, "sweep", NULL, key);
    more = ini_value_part(in, &value, ini_skip_blanks(in, equals + 1));
    while (more > 0 && ini_next(in) && !in->bad) {
        at = ini_skip_blanks(in, 0);
        more = ini_is_comment(in, at) ? 0 : ini_value_part(in, &value, at);
    }
    if (!*key) {
        ini_broken(in);
        ipt__report(in->settings, place, header,
                    "no key before '='; expected KEY = VALUE");
    } else if (more < 0 || in->bad) {
        ini_broken(in);
    } else if (value.text.text && value.n_joints) {
        const ipt__raw raw = {
            ipt__copy(arena, value.text.text, value.text.length), 0,
            value.joints, value.n_joints};

        ini_add(in, key, place, &raw);
    }
    memcpy(in->where, header, sizeof header);
    free(value.text.text);
}

/* The place of a byte of a value. */
ipt__place
ipt__raw_place(const ipt__raw *raw, size_t offset)
{
    const ipt__joint *joint = raw->joints;

    if (raw->override)
        return (ipt__place){raw->override, 0, 0};
    for (size_t i = 1; i < raw->n_joints && raw->joints[i].offset <= offset;
         i++)
        joint = &raw->joints[i];
    return (ipt__place){
        0, joint->line,
        joint->column +
            ini_characters(raw->text + joint->offset, offset - joint->offset)};
}

/* Reads all lines into the sections of the settings; reports what is wrong
 * with their form, and unknown and repeated sections and keys given twice. */
void
ipt__ini_parse(ipt_settings *settings, const char *text, size_t length)
{
    ini in = {settings, text, length, NULL, 0, 0, 0, NULL, 1, 0, ""};

    if (length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
        in.text += 3;
        in.left -= 3;
    }
    while (ini_next(&in)) {
        const size_t at = ini_skip_blanks(&in, 0);

        if (in.bad || at == in.length || ini_is_comment(&in, at))
            continue;
        if (in.line[at] == '[') {
            ini_header(&in, at);
        } else if (in.section && !in.skip) {
            ini_entry(&in, at);
        } else if (!in.where[0] && !in.orphan && !settings->lost) {
            in.orphan = 1;
            ipt__report(settings, ini_place(&in, at), NULL,
                        "a line before any section; expected [SECTION]");
        }
    }
}
