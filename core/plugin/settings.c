#include "plugin/settings.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/nearest.h"
#include "base/time.h"
#include "trade/runner.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct value {
    const char *text;
    double number;
    int64_t integer;
};

struct fs_settings {
    struct fs_arena *arena;
    const struct fs_plugin *plugin;
    struct value *values;
    struct fs_param *params;
};

const struct fs_setting *fs_setting_at(const struct fs_plugin *plugin, uint32_t index)
{
    return (const struct fs_setting *)(const void *)((const char *)plugin->settings +
                                                     (size_t)index * plugin->setting_size);
}

const char *fs_setting_type_name(uint32_t type)
{
    static const char *const names[] = {"?", "text", "int", "number", "bool", "choice", "duration", "time"};
    return names[type < sizeof names / sizeof *names ? type : 0];
}

static int wrong(const struct fs_setting *s, const char *text, const char *expected)
{
    fs_error_set(FS_E_USAGE, "setting '%s' is '%s'; expected %s", s->name, text, expected);
    return fs_error_hint("%s: %s", s->name, s->doc);
}

static int check_range(const struct fs_setting *s, const char *text, double number, const char *kind)
{
    if ((s->min == 0.0 && s->max == 0.0) || (number >= s->min && number <= s->max))
        return 0;
    char expected[120];
    snprintf(expected, sizeof expected, "%s from %.15g to %.15g%s%s", kind, s->min, s->max,
             s->unit ? " " : "", s->unit ? s->unit : "");
    return wrong(s, text, expected);
}

static int read_int(const struct fs_setting *s, const char *text, struct value *out)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (end == text || *end || errno)
        return wrong(s, text, "a whole number");
    out->integer = number;
    out->number = (double)number;
    return check_range(s, text, out->number, "a whole number");
}

static int read_number(const struct fs_setting *s, const char *text, struct value *out)
{
    char *end;
    errno = 0;
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number))
        return wrong(s, text, "a number");
    out->number = number;
    out->integer = fabs(number) < 9e18 ? (int64_t)number : INT64_MIN;
    return check_range(s, text, number, "a number");
}

static int read_bool(const struct fs_setting *s, const char *text, struct value *out)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};
    for (int i = 0; i < 8; i++)
        if (!strcasecmp(text, words[i])) {
            out->integer = i & 1;
            out->number = i & 1;
            return 0;
        }
    return wrong(s, text, "true or false");
}

static int read_choice(const struct fs_setting *s, const char *text, struct value *out)
{
    size_t length = strlen(text);
    int64_t index = 0;
    for (const char *c = s->choices; *c; index++) {
        size_t n = strcspn(c, "|");
        if (n == length && !strncmp(c, text, n)) {
            out->integer = index;
            out->number = (double)index;
            return 0;
        }
        c += n + (c[n] == '|');
    }
    char expected[600];
    snprintf(expected, sizeof expected, "one of %s", s->choices);
    return wrong(s, text, expected);
}

static int read_duration(const struct fs_setting *s, const char *text, struct value *out)
{
    if (fs_duration_parse(text, strlen(text), &out->integer))
        return wrong(s, text, "a duration such as 250ms, 10s or 1h30m");
    out->number = (double)out->integer;
    return check_range(s, text, out->number / 1e9, "a duration in seconds");
}

static int read_time(const struct fs_setting *s, const char *text, struct value *out)
{
    if (fs_time_parse(text, strlen(text), NULL, &out->integer))
        return wrong(s, text, "a time such as 2024-01-31 or 2024-01-31T09:30:00Z");
    out->number = (double)out->integer;
    return 0;
}

static int read_value(const struct fs_setting *s, const char *text, struct value *out)
{
    *out = (struct value){.text = text, .number = (double)NAN, .integer = INT64_MIN};
    switch (s->type) {
    case FS_SETTING_INT:
        return read_int(s, text, out);
    case FS_SETTING_NUMBER:
        return read_number(s, text, out);
    case FS_SETTING_BOOL:
        return read_bool(s, text, out);
    case FS_SETTING_CHOICE:
        return read_choice(s, text, out);
    case FS_SETTING_DURATION:
        return read_duration(s, text, out);
    case FS_SETTING_TIME:
        return read_time(s, text, out);
    default:
        return 0;
    }
}

int fs_setting_check_fallback(const struct fs_setting *setting)
{
    struct value value;
    return read_value(setting, setting->fallback, &value);
}

static int find(const struct fs_plugin *plugin, const char *name, size_t length)
{
    for (uint32_t i = 0; i < plugin->setting_count; i++) {
        const char *known = fs_setting_at(plugin, i)->name;
        if (strlen(known) == length && !strncmp(known, name, length))
            return (int)i;
    }
    return -1;
}

static int unknown(const struct fs_plugin *plugin, const char *name, size_t length)
{
    const char *names[1000];
    int count = 0;
    for (uint32_t i = 0; i < plugin->setting_count && i < 1000; i++)
        names[count++] = fs_setting_at(plugin, i)->name;
    char given[64];
    snprintf(given, sizeof given, "%.*s", (int)(length < 63 ? length : 63), name);
    const char *near = fs_nearest(given, names, count);
    fs_error_set(FS_E_USAGE, "plugin '%s' has no setting '%s'", plugin->name, given);
    if (near)
        return fs_error_hint("did you mean '%s'?", near);
    return fs_error_hint("finsmart plugins list %s shows its settings", plugin->name);
}

static int apply(struct fs_settings *settings, const char *pair)
{
    size_t length = strcspn(pair, "=");
    if (!length || !pair[length])
        return fs_error_set(FS_E_USAGE, "setting '%s' is no 'name=value'", pair);
    int index = find(settings->plugin, pair, length);
    if (index < 0)
        return unknown(settings->plugin, pair, length);
    char *text = fs_arena_strdup(settings->arena, pair + length + 1);
    if (!text)
        return -1;
    const struct fs_setting *s = fs_setting_at(settings->plugin, (uint32_t)index);
    if ((s->flags & FS_SETTING_REQUIRED) && !*text)
        return fs_error_set(FS_E_USAGE, "setting '%s' is empty", s->name);
    return read_value(s, text, &settings->values[index]);
}

static int fill(struct fs_settings *settings, const char *const *pairs, int count)
{
    const struct fs_plugin *plugin = settings->plugin;
    size_t size = plugin->setting_count ? plugin->setting_count : 1;
    settings->values = fs_arena_array(settings->arena, size, sizeof *settings->values);
    settings->params = fs_arena_array(settings->arena, size, sizeof *settings->params);
    if (!settings->values || !settings->params)
        return -1;
    for (int i = 0; i < count; i++)
        if (apply(settings, pairs[i]))
            return -1;
    for (uint32_t i = 0; i < plugin->setting_count; i++) {
        const struct fs_setting *s = fs_setting_at(plugin, i);
        struct value *value = &settings->values[i];
        if (!value->text && (s->flags & FS_SETTING_REQUIRED)) {
            fs_error_set(FS_E_USAGE, "plugin '%s' needs the setting '%s'", plugin->name, s->name);
            return fs_error_hint("%s: %s", s->name, s->doc);
        }
        if (!value->text && read_value(s, s->fallback, value))
            return -1;
        int numeric = s->type == FS_SETTING_INT || s->type == FS_SETTING_NUMBER;
        settings->params[i] = (struct fs_param){
            .name = s->name,
            .type = numeric                      ? 'n'
                    : s->type == FS_SETTING_BOOL ? 'b'
                                                 : 's',
            .number = value->number,
            .text = s->flags & FS_SETTING_SECRET ? "(secret)" : value->text,
            .doc = s->doc,
        };
    }
    return 0;
}

struct fs_settings *fs_settings_new(const struct fs_plugin *plugin, const char *const *pairs, int count)
{
    struct fs_settings *settings = calloc(1, sizeof *settings);
    if (!settings || !(settings->arena = fs_arena_new())) {
        free(settings);
        fs_error_nomem();
        return NULL;
    }
    settings->plugin = plugin;
    if (!fill(settings, pairs, count))
        return settings;
    fs_settings_free(settings);
    return NULL;
}

void fs_settings_free(struct fs_settings *settings)
{
    if (!settings)
        return;
    fs_arena_free(settings->arena);
    free(settings);
}

static const struct value *value_of(const struct fs_settings *settings, const char *name)
{
    int index = name ? find(settings->plugin, name, strlen(name)) : -1;
    return index < 0 ? NULL : &settings->values[index];
}

const char *fs_settings_text(const struct fs_settings *settings, const char *name)
{
    const struct value *value = value_of(settings, name);
    return value ? value->text : NULL;
}

double fs_settings_number(const struct fs_settings *settings, const char *name)
{
    const struct value *value = value_of(settings, name);
    return value ? value->number : (double)NAN;
}

int64_t fs_settings_int(const struct fs_settings *settings, const char *name)
{
    const struct value *value = value_of(settings, name);
    return value ? value->integer : INT64_MIN;
}

const struct fs_param *fs_settings_params(const struct fs_settings *settings, int *count)
{
    *count = (int)settings->plugin->setting_count;
    return settings->params;
}
