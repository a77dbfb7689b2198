/* Keys in words: what they are, what is expected of their values. */
#include "base/time.h"
#include "config/schema.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = {
    "true or false", "whole number", "number", "text", "choice", "duration", "size",    "rate",
    "amount",        "address",      "path",   "URL",  "list",   "values",   "section", "named"};
static const char *const plurals[] = {"",        "whole numbers", "numbers", "texts",
                                      "choices", "durations",     "sizes",   "rates",
                                      "amounts", "addresses",     "paths",   "URLs"};

const char *fs_config_type_name(const struct fs_config_key *key, char *buffer, size_t size)
{
    if (key->type == FS_CONFIG_LIST)
        snprintf(buffer, size, "list of %s", plurals[key->item]);
    else
        snprintf(buffer, size, "%s", names[key->type]);
    return buffer;
}

static void bound(int type, double value, char *buffer, size_t size)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    int unit = 0;
    if (type == FS_CONFIG_DURATION) {
        fs_duration_format((int64_t)(value * 1e9), buffer, size);
    } else if (type == FS_CONFIG_SIZE) {
        for (; unit < 4 && value >= 1024 && fmod(value, 1024) == 0.0; unit++)
            value /= 1024;
        snprintf(buffer, size, "%.15g%s%s", value, unit ? " " : "", unit ? units[unit] : "");
    } else {
        snprintf(buffer, size, "%.15g", value);
    }
}

static const char *kind(int type)
{
    switch (type) {
    case FS_CONFIG_BOOL:
        return "true or false";
    case FS_CONFIG_INT:
        return "a whole number";
    case FS_CONFIG_NUMBER:
        return "a number";
    case FS_CONFIG_DURATION:
        return "a duration such as \"500ms\" or \"1h30m\"";
    case FS_CONFIG_SIZE:
        return "a size such as \"64 MB\", or a number of bytes";
    case FS_CONFIG_RATE:
        return "a rate such as \"100/s\", \"10/m\", \"5000/h\" or \"20000/d\"";
    case FS_CONFIG_MONEY:
        return "an amount such as 100000 or \"0.015\", at most 8 digits after the point";
    case FS_CONFIG_ADDRESS:
        return "an address such as \"127.0.0.1:8080\", \"[::1]:8080\" or \"unix:/path\"";
    case FS_CONFIG_PATH:
        return "a path";
    case FS_CONFIG_URL:
        return "a URL";
    case FS_CONFIG_VALUES:
        return "a table { name = value, ... } of plain values";
    case FS_CONFIG_SECTION:
        return "a table { key = value, ... }";
    case FS_CONFIG_MAP:
        return "a table { name = { key = value, ... }, ... }";
    default:
        return "a text";
    }
}

const char *fs_config_range(const struct fs_config_key *key, char *buffer, size_t size)
{
    char low[FS_TIME_TEXT], high[FS_TIME_TEXT];
    *buffer = '\0';
    if (key->type == FS_CONFIG_CHOICE) {
        size_t used = (size_t)snprintf(buffer, size, "one of ");
        for (const char *c = key->choices; *c && used < size; c++)
            used += (size_t)snprintf(buffer + used, size - used, *c == '|' ? ", " : "%c", *c);
    } else if (key->min != 0.0 || key->max != 0.0) {
        bound(key->type, key->min, low, sizeof low);
        bound(key->type, key->max, high, sizeof high);
        snprintf(buffer, size, "from %s to %s", low, high);
    }
    return buffer;
}

const char *fs_config_expected(const struct fs_config_key *key, char *buffer, size_t size)
{
    if (key->type == FS_CONFIG_LIST)
        snprintf(buffer, size, "a list { value, ... } of %s%s%s", plurals[key->item],
                 key->example ? ", such as " : "", key->example ? key->example : "");
    else if (key->type == FS_CONFIG_CHOICE)
        fs_config_range(key, buffer, size);
    else {
        int used = snprintf(buffer, size, "%s", kind(key->type));
        if (key->min != 0.0 || key->max != 0.0) {
            used += snprintf(buffer + used, size - (size_t)used, ", ");
            fs_config_range(key, buffer + used, size - (size_t)used);
        }
    }
    return buffer;
}

static void each(const struct fs_config_key *keys, const char *prefix,
                 void (*visit)(void *user, const char *path, const struct fs_config_key *key), void *user)
{
    for (const struct fs_config_key *key = keys; key->name; key++) {
        char path[200];
        snprintf(path, sizeof path, "%s%s%s", prefix, *prefix ? "." : "", key->name);
        visit(user, path, key);
        if (key->type == FS_CONFIG_MAP) {
            size_t used = strlen(path);
            snprintf(path + used, sizeof path - used, ".NAME");
        }
        if (key->keys)
            each(key->keys, path, visit, user);
    }
}

void fs_config_each_key(void (*visit)(void *user, const char *path, const struct fs_config_key *key),
                        void *user)
{
    each(fs_config_keys, "", visit, user);
}
