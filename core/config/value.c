#include "config/value.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/time.h"
#include "base/utf8.h"
#include "config/address.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MONEY_DIGITS = 8, EXACT_INT = 53 };

size_t fs_config_value_size(int type)
{
    switch (type) {
    case FS_CONFIG_BOOL:
    case FS_CONFIG_CHOICE:
        return sizeof(int);
    case FS_CONFIG_NUMBER:
        return sizeof(double);
    case FS_CONFIG_RATE:
        return sizeof(struct fs_config_rate);
    case FS_CONFIG_ADDRESS:
        return sizeof(struct fs_config_address);
    case FS_CONFIG_INT:
    case FS_CONFIG_DURATION:
    case FS_CONFIG_SIZE:
    case FS_CONFIG_MONEY:
        return sizeof(int64_t);
    default:
        return sizeof(const char *);
    }
}

static int in_range(const struct fs_config_key *key, double value)
{
    return (key->min == 0.0 && key->max == 0.0) || (value >= key->min && value <= key->max);
}

/* Puts an integer there when it is in range, with what people see. */
static int put_int(struct fs_config_reading *r, int64_t value, double ranged, const char *shown)
{
    if (!in_range(r->key, ranged))
        return 1;
    *(int64_t *)r->out = value;
    r->shown = fs_arena_strdup(r->arena, shown);
    return r->shown ? 0 : -1;
}

static int put_text(struct fs_config_reading *r, const char *text, const char *shown)
{
    if (!text || !shown)
        return -1;
    *(const char **)r->out = text;
    r->shown = shown;
    return 0;
}

static int put_number(struct fs_config_reading *r, double value)
{
    if (!isfinite(value) || !in_range(r->key, value))
        return 1;
    *(double *)r->out = value;
    r->shown = fs_arena_printf(r->arena, "%.15g", value);
    return r->shown ? 0 : -1;
}

static int put_whole(struct fs_config_reading *r, double value)
{
    char shown[32];
    if (!(fabs(value) <= ldexp(1, EXACT_INT)) || value != floor(value))
        return 1;
    snprintf(shown, sizeof shown, "%.0f", value);
    return put_int(r, (int64_t)value, value, shown);
}

static int put_bool(struct fs_config_reading *r, int value)
{
    *(int *)r->out = value;
    r->shown = value ? "true" : "false";
    return 0;
}

/* The whole text as a double, C's own forms but for hexadecimal, "inf" and "nan". */
static int number_of(const char *text, double *out)
{
    char *end;
    if (!*text || strspn(text, "+-0123456789.eE") != strlen(text))
        return 1;
    *out = strtod(text, &end);
    return *end != '\0' || !isfinite(*out);
}

static int read_choice(struct fs_config_reading *r, const char *text)
{
    size_t length = strlen(text);
    int index = 0;
    for (const char *c = r->key->choices; *c; index++) {
        size_t n = strcspn(c, "|");
        if (n == length && !strncmp(c, text, n)) {
            *(int *)r->out = index;
            r->shown = fs_arena_strdup(r->arena, text);
            return r->shown ? 0 : -1;
        }
        c += n + (c[n] == '|');
    }
    return 1;
}

static int read_duration(struct fs_config_reading *r, const char *text)
{
    int64_t ns;
    char shown[FS_TIME_TEXT];
    if (fs_duration_parse(text, strlen(text), &ns)) {
        fs_error_clear();
        return 1;
    }
    fs_duration_format(ns, shown, sizeof shown);
    return put_int(r, ns, (double)ns / 1e9, shown);
}

static const char *const size_units[] = {"B", "KB", "MB", "GB", "TB"};

static int put_size(struct fs_config_reading *r, double bytes)
{
    char shown[40];
    int unit = 0;
    if (!(bytes >= 0 && bytes <= ldexp(1, EXACT_INT)) || bytes != floor(bytes))
        return 1;
    double scaled = bytes;
    while (unit < 4 && scaled >= 1024 && fmod(scaled, 1024) == 0.0) {
        scaled /= 1024;
        unit++;
    }
    snprintf(shown, sizeof shown, "%.0f%s%s", scaled, unit ? " " : "", unit ? size_units[unit] : "");
    return put_int(r, (int64_t)bytes, bytes, shown);
}

static int read_size(struct fs_config_reading *r, const char *text)
{
    char digits[40];
    double value;
    size_t length = strspn(text, "0123456789.");
    if (!length || length >= sizeof digits)
        return 1;
    memcpy(digits, text, length);
    digits[length] = '\0';
    if (number_of(digits, &value))
        return 1;
    const char *unit = text + length + (text[length] == ' ');
    for (int i = 0; i < 5; i++)
        if (!strcmp(unit, size_units[i]))
            return put_size(r, ldexp(value, 10 * i));
    return *unit ? 1 : put_size(r, value);
}

static int read_rate(struct fs_config_reading *r, const char *text)
{
    static const struct {
        const char *unit;
        int64_t per;
    } units[] = {
        {"s", FS_NS_PER_SECOND}, {"m", FS_NS_PER_MINUTE}, {"h", FS_NS_PER_HOUR}, {"d", FS_NS_PER_DAY}};
    size_t length = strspn(text, "0123456789");
    if (!length || length > 12 || text[length] != '/')
        return 1;
    for (int i = 0; i < 4; i++)
        if (!strcmp(text + length + 1, units[i].unit)) {
            struct fs_config_rate *rate = r->out;
            rate->count = strtoll(text, NULL, 10);
            rate->per = units[i].per;
            r->shown = fs_arena_strdup(r->arena, text);
            return r->shown ? 0 : -1;
        }
    return 1;
}

static int put_money(struct fs_config_reading *r, int64_t mantissa)
{
    char shown[FS_DECIMAL_TEXT];
    fs_decimal_format(mantissa, MONEY_DIGITS, shown, sizeof shown);
    return put_int(r, mantissa, fs_decimal_to_double(mantissa, MONEY_DIGITS), shown);
}

static int read_money(struct fs_config_reading *r, const char *text)
{
    int64_t mantissa;
    if (fs_decimal_parse(text, strlen(text), MONEY_DIGITS, FS_ROUND_EXACT, &mantissa)) {
        fs_error_clear();
        return 1;
    }
    return put_money(r, mantissa);
}

static int read_path(struct fs_config_reading *r, const char *text)
{
    if (!*text)
        return 1;
    int as_it_is =
        *text == '/' || !*r->folder || (r->key->flags & FS_CONFIG_PLUGIN && !strncmp(text, "plugin:", 7));
    const char *path =
        as_it_is ? fs_arena_strdup(r->arena, text) : fs_arena_printf(r->arena, "%s/%s", r->folder, text);
    return put_text(r, path, path);
}

const char *fs_config_masked(struct fs_arena *arena, const char *url)
{
    const char *host = strstr(url, "://");
    if (!host)
        return fs_arena_strdup(arena, url);
    host += 3;
    size_t length = strcspn(host, "/?#");
    const char *at = memrchr(host, '@', length);
    const char *colon = at ? memchr(host, ':', (size_t)(at - host)) : NULL;
    if (!colon)
        return fs_arena_strdup(arena, url);
    return fs_arena_printf(arena, "%.*s:(secret)%s", (int)(colon - url), url, at);
}

/* A scheme, and something behind it. */
static int read_url(struct fs_config_reading *r, const char *text)
{
    size_t scheme = 0;
    while (islower((unsigned char)text[scheme]) || (scheme && isdigit((unsigned char)text[scheme])))
        scheme++;
    if (!scheme || text[scheme] != ':' || !text[scheme + 1] || strpbrk(text, " \t\r\n"))
        return 1;
    return put_text(r, fs_arena_strdup(r->arena, text), fs_config_masked(r->arena, text));
}

static int read_text(struct fs_config_reading *r, const char *text)
{
    const char *copy = fs_arena_strdup(r->arena, text);
    return put_text(r, copy, copy);
}

int fs_config_read_text(struct fs_config_reading *r, const char *text, size_t length)
{
    double number;
    if (strlen(text) != length || !fs_utf8_valid(text, length))
        return 1;
    switch (r->type) {
    case FS_CONFIG_BOOL:
        return strcmp(text, "true") && strcmp(text, "false") ? 1 : put_bool(r, *text == 't');
    case FS_CONFIG_INT:
        return number_of(text, &number) ? 1 : put_whole(r, number);
    case FS_CONFIG_NUMBER:
        return number_of(text, &number) ? 1 : put_number(r, number);
    case FS_CONFIG_CHOICE:
        return read_choice(r, text);
    case FS_CONFIG_DURATION:
        return read_duration(r, text);
    case FS_CONFIG_SIZE:
        return read_size(r, text);
    case FS_CONFIG_RATE:
        return read_rate(r, text);
    case FS_CONFIG_MONEY:
        return read_money(r, text);
    case FS_CONFIG_ADDRESS: {
        int wrong = fs_config_address_parse(r->arena, r->folder, text, r->out);
        r->shown = wrong ? NULL : ((struct fs_config_address *)r->out)->text;
        return wrong;
    }
    case FS_CONFIG_PATH:
        return read_path(r, text);
    case FS_CONFIG_URL:
        return read_url(r, text);
    default:
        return read_text(r, text);
    }
}

static int read_number(struct fs_config_reading *r, double value)
{
    int64_t mantissa;
    switch (r->type) {
    case FS_CONFIG_INT:
        return put_whole(r, value);
    case FS_CONFIG_NUMBER:
        return put_number(r, value);
    case FS_CONFIG_SIZE:
        return put_size(r, value);
    case FS_CONFIG_MONEY:
        if (!fs_decimal_from_double(value, MONEY_DIGITS, &mantissa))
            return fs_decimal_to_double(mantissa, MONEY_DIGITS) == value ? put_money(r, mantissa) : 1;
        fs_error_clear();
        return 1;
    default:
        return 1;
    }
}

int fs_config_read_node(struct fs_config_reading *r, const struct fs_config_node *node)
{
    switch (node->type) {
    case FS_CONFIG_NODE_BOOLEAN:
        return r->type == FS_CONFIG_BOOL ? put_bool(r, node->boolean) : 1;
    case FS_CONFIG_NODE_NUMBER:
        return read_number(r, node->number);
    case FS_CONFIG_NODE_TEXT:
        /* Only what comes from outside has no other way to be a number. */
        if (!node->source &&
            (r->type == FS_CONFIG_BOOL || r->type == FS_CONFIG_INT || r->type == FS_CONFIG_NUMBER))
            return 1;
        return fs_config_read_text(r, node->text, node->length);
    default:
        return 1;
    }
}
