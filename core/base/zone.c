/*
 * A zone is a list of spans of constant offset. The TZif file lists those until its last transition; after it
 * the POSIX rule of the footer yields two a year. Both ways between UTC and wall time ask one question: which
 * span holds this instant (span_at), so that files with odd histories need no special cases.
 */
#include "base/zone.h"

#include "base/error.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/zone_rule.h"

#define ZONE_FILE_MAX (1 << 20) /* the largest of tzdata is under 8 KB */
/* No zone is further from UTC; RFC 9636 recommends the same limit to readers. */
#define OFFSET_MAX (26 * 3600)

struct zone_type {
    int32_t offset;
    uint8_t abbreviation; /* index into `abbreviations` */
};

struct fs_zone {
    char *name;
    int32_t transition_count;
    int64_t *transitions; /* seconds, ascending */
    uint8_t *indices;     /* type after each transition */
    int32_t type_count;
    struct zone_type *types;
    char *abbreviations; /* NUL-terminated texts one after another */
    int has_rule;
    struct fs_zone_rule rule; /* after the last transition, if has_rule */
    struct fs_zone *next;     /* in the cache */
};

/* A span of constant offset: from <= t < to, in seconds. */
struct span {
    int64_t from;
    int64_t to;
    int32_t offset;
    const char *abbreviation;
};

static struct span table_span(const struct fs_zone *zone, int32_t index)
{
    const struct zone_type *type = &zone->types[index < 0 ? 0 : zone->indices[index]];
    struct span s = {INT64_MIN, INT64_MAX, type->offset, zone->abbreviations + type->abbreviation};
    if (index >= 0)
        s.from = zone->transitions[index];
    if (index + 1 < zone->transition_count)
        s.to = zone->transitions[index + 1];
    return s;
}

static struct span span_at(const struct fs_zone *zone, int64_t second)
{
    int32_t low = -1, high = zone->transition_count; /* transitions[low] <= second < transitions[high] */
    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        if (zone->transitions[middle] <= second)
            low = middle;
        else
            high = middle;
    }
    struct span s = table_span(zone, low);
    if (low == zone->transition_count - 1 && zone->has_rule) {
        int64_t table_end = s.from;
        struct fs_zone_rule_span r = fs_zone_rule_at(&zone->rule, second);
        s = (struct span){r.from < table_end ? table_end : r.from, r.to, r.offset, r.abbreviation};
    }
    return s;
}

static int64_t floor_second(int64_t time)
{
    return time / FS_NS_PER_SECOND - (time % FS_NS_PER_SECOND < 0);
}

const char *fs_zone_name(const struct fs_zone *zone)
{
    return zone->name;
}

int32_t fs_zone_offset(const struct fs_zone *zone, int64_t time)
{
    return span_at(zone, floor_second(time)).offset;
}

const char *fs_zone_abbreviation(const struct fs_zone *zone, int64_t time)
{
    return span_at(zone, floor_second(time)).abbreviation;
}

int64_t fs_zone_to_local(const struct fs_zone *zone, int64_t time)
{
    int64_t offset = fs_zone_offset(zone, time) * FS_NS_PER_SECOND, local;
    if (__builtin_add_overflow(time, offset, &local))
        return offset < 0 ? INT64_MIN + 1 : INT64_MAX;
    return local;
}

int fs_zone_to_utc(const struct fs_zone *zone, int64_t local, enum fs_zone_choice choice, int64_t *out)
{
    int64_t second = floor_second(local), fraction = local % FS_NS_PER_SECOND;
    if (fraction < 0)
        fraction += FS_NS_PER_SECOND;
    int64_t found = 0, before_gap = 0, after_gap = 0;
    int matches = 0;
    /* Walk the spans that could show this wall time: each is a candidate, and between two of them may be a
     * gap. */
    struct span s = span_at(zone, second - OFFSET_MAX);
    for (;;) {
        int64_t candidate = second - s.offset;
        if (s.from <= candidate && candidate < s.to) {
            if (matches == 0 || choice == FS_ZONE_LAST)
                found = candidate;
            matches++;
        }
        if (s.to > second + OFFSET_MAX)
            break;
        struct span next = span_at(zone, s.to);
        if (candidate >= s.to && second - next.offset < s.to) {
            before_gap = candidate;
            after_gap = second - next.offset;
        }
        s = next;
    }
    if (choice == FS_ZONE_EXACT && matches != 1) {
        char text[FS_TIME_TEXT];
        fs_time_format(local, text, sizeof text);
        text[strcspn(text, "Z")] = '\0';
        return fs_error_set(FS_E_INPUT, "wall time %s occurs %s in zone %s", text,
                            matches ? "twice" : "never", zone->name);
    }
    if (matches == 0)
        found = choice == FS_ZONE_LAST ? after_gap : before_gap;
    int64_t time;
    /* fraction is below a second: for negative seconds step one up first so that the end of the range stays
     * reachable */
    int up = found < 0;
    if (__builtin_mul_overflow(found + up, FS_NS_PER_SECOND, &time) ||
        __builtin_add_overflow(time, fraction - up * FS_NS_PER_SECOND, &time) || time == FS_TIME_NONE)
        return fs_error_set(FS_E_INPUT, "wall time in zone %s is outside 1677-09-21 to 2262-04-11",
                            zone->name);
    *out = time;
    return 0;
}

/* Big-endian fields of a file, every read checked. */
struct reader {
    const uint8_t *at;
    size_t left;
    int failed;
};

static const uint8_t *read_bytes(struct reader *r, size_t count)
{
    if (r->failed || r->left < count) {
        r->failed = 1;
        return NULL;
    }
    const uint8_t *bytes = r->at;
    r->at += count;
    r->left -= count;
    return bytes;
}

static int64_t big_endian(const uint8_t *bytes, size_t size)
{
    uint64_t value = (bytes[0] & 0x80) ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return (int64_t)value;
}

/* The six counts of a TZif header. */
struct header {
    int version;
    uint32_t isut, isstd, leap, time, type, chars;
};

static int read_header(struct reader *r, struct header *h)
{
    const uint8_t *bytes = read_bytes(r, 44);
    if (!bytes || memcmp(bytes, "TZif", 4) != 0)
        return -1;
    h->version = bytes[4] == 0 ? 1 : bytes[4] - '0';
    uint32_t *counts[] = {&h->isut, &h->isstd, &h->leap, &h->time, &h->type, &h->chars};
    for (int i = 0; i < 6; i++) {
        int64_t count = big_endian(bytes + 20 + 4 * i, 4);
        if (count < 0 || count > ZONE_FILE_MAX)
            return -1;
        *counts[i] = (uint32_t)count;
    }
    return 0;
}

static size_t block_size(const struct header *h, size_t time_size)
{
    return h->time * time_size + h->time + h->type * (size_t)6 + h->chars + h->leap * (time_size + 4) +
           h->isstd + h->isut;
}

static int damaged(const char *name, const char *what)
{
    fs_error_set(FS_E_INPUT, "time zone %s: its file is damaged: %s", name, what);
    return fs_error_hint("reinstall the system's time zones (package tzdata)");
}

/* Reads the arrays of one data block; times are 4 or 8 bytes. */
static int read_block(struct fs_zone *zone, struct reader *r, const struct header *h, size_t time_size)
{
    if (h->type == 0 || h->type > 256 || h->chars == 0 || h->chars > 255)
        return damaged(zone->name, "no local time types");
    if (h->leap != 0)
        return damaged(zone->name, "it counts leap seconds, which instants here do not");
    if (r->failed || block_size(h, time_size) > r->left)
        return damaged(zone->name, "it is cut short");
    zone->transitions = calloc(h->time + 1, sizeof *zone->transitions);
    zone->indices = calloc(h->time + 1, 1);
    zone->types = calloc(h->type, sizeof *zone->types);
    zone->abbreviations = calloc(h->chars + 1, 1);
    if (!zone->transitions || !zone->indices || !zone->types || !zone->abbreviations)
        return fs_error_nomem();
    const uint8_t *times = read_bytes(r, h->time * time_size);
    const uint8_t *indices = read_bytes(r, h->time);
    const uint8_t *types = read_bytes(r, h->type * (size_t)6);
    const uint8_t *chars = read_bytes(r, h->chars);
    read_bytes(r, block_size(h, time_size) - h->time * (time_size + 1) - h->type * (size_t)6 - h->chars);
    if (r->failed)
        return damaged(zone->name, "it is cut short");
    memcpy(zone->abbreviations, chars, h->chars);
    zone->type_count = (int32_t)h->type;
    zone->transition_count = (int32_t)h->time;
    for (uint32_t i = 0; i < h->type; i++) {
        int64_t offset = big_endian(types + 6 * i, 4);
        if (offset <= -OFFSET_MAX || offset >= OFFSET_MAX || types[6 * i + 5] >= h->chars)
            return damaged(zone->name, "a local time type is out of range");
        zone->types[i].offset = (int32_t)offset;
        zone->types[i].abbreviation = types[6 * i + 5];
    }
    for (uint32_t i = 0; i < h->time; i++) {
        zone->transitions[i] = big_endian(times + i * time_size, time_size);
        zone->indices[i] = indices[i];
        if (indices[i] >= h->type || (i > 0 && zone->transitions[i] <= zone->transitions[i - 1]))
            return damaged(zone->name, "its transitions are out of order or range");
    }
    return 0;
}

static int read_footer(struct fs_zone *zone, struct reader *r)
{
    const uint8_t *open = read_bytes(r, 1);
    const uint8_t *close = open && r->left ? memchr(r->at, '\n', r->left) : NULL;
    if (!open || *open != '\n' || !close)
        return damaged(zone->name, "its footer is missing");
    size_t length = (size_t)(close - r->at);
    if (length == 0)
        return 0; /* the file does not say what comes after its last transition: its last offset goes on */
    if (fs_zone_rule_parse((const char *)r->at, length, &zone->rule) != 0)
        return damaged(zone->name, "its footer is no POSIX time zone rule");
    zone->has_rule = 1;
    return 0;
}

static int read_zone(struct fs_zone *zone, const void *bytes, size_t length)
{
    struct reader r = {bytes, length, 0};
    struct header h;
    if (read_header(&r, &h) != 0)
        return damaged(zone->name, "it does not begin with a TZif header");
    if (h.version < 2)
        return read_block(zone, &r, &h, 4);
    /* The first block repeats the data in 32 bits for old readers. */
    if (!read_bytes(&r, block_size(&h, 4)) || read_header(&r, &h) != 0)
        return damaged(zone->name, "its 64-bit data is missing");
    if (read_block(zone, &r, &h, 8) != 0)
        return -1;
    return read_footer(zone, &r);
}

struct fs_zone *fs_zone_parse(const char *name, const void *bytes, size_t length)
{
    struct fs_zone *zone = calloc(1, sizeof *zone);
    if (!zone || !(zone->name = strdup(name))) {
        free(zone);
        fs_error_nomem();
        return NULL;
    }
    if (read_zone(zone, bytes, length) != 0) {
        fs_zone_free(zone);
        return NULL;
    }
    return zone;
}

void fs_zone_free(struct fs_zone *zone)
{
    if (!zone)
        return;
    free(zone->name);
    free(zone->transitions);
    free(zone->indices);
    free(zone->types);
    free(zone->abbreviations);
    free(zone);
}

/* Names come from users and configuration: only what an IANA name consists of may reach the file system. */
static int name_valid(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length > 64 || name[0] == '/' || name[0] == '.')
        return 0;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        int plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && !(c != '\0' && strchr("_+-/", c)))
            return 0;
    }
    return 1;
}

static int unknown(const char *name)
{
    fs_error_set(FS_E_NOT_FOUND, "time zone '%.64s' is not known", name);
    return fs_error_hint("use an IANA name such as America/New_York or UTC (package tzdata holds them)");
}

static struct fs_zone *load(const char *name)
{
    if (!name_valid(name)) {
        unknown(name);
        return NULL;
    }
    const char *folder = getenv("TZDIR");
    char path[512];
    int written =
        snprintf(path, sizeof path, "%s/%s", folder && *folder ? folder : "/usr/share/zoneinfo", name);
    if (written < 0 || (size_t)written >= sizeof path) {
        unknown(name);
        return NULL;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > ZONE_FILE_MAX) {
        int absent = fd < 0 ? errno == ENOENT || errno == ENOTDIR : 1;
        if (absent)
            unknown(name);
        else
            fs_error_errno("time zone %s: %s", name, path);
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    struct fs_zone *zone = NULL;
    size_t size = (size_t)info.st_size;
    void *bytes = malloc(size + 1);
    if (!bytes)
        fs_error_nomem();
    else if (read(fd, bytes, size) != (ssize_t)size)
        fs_error_errno("time zone %s: %s", name, path);
    else
        zone = fs_zone_parse(name, bytes, size);
    free(bytes);
    close(fd);
    return zone;
}

static struct fs_zone *utc_zone(void)
{
    /* A version 1 file of one type, so that UTC works where tzdata is not installed. */
    static const char file[] = "TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                               "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
                               "\0\0\0\0\0\0UTC";
    return fs_zone_parse("UTC", file, sizeof file);
}

const struct fs_zone *fs_zone_find(const char *name)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static struct fs_zone
        *loaded; /* newest first; never freed, so that callers may keep what they were given */
    pthread_mutex_lock(&lock);
    struct fs_zone *zone = loaded;
    while (zone && strcmp(zone->name, name) != 0)
        zone = zone->next;
    if (!zone) {
        zone = strcmp(name, "UTC") == 0 ? utc_zone() : load(name);
        if (zone) {
            zone->next = loaded;
            loaded = zone;
        }
    }
    pthread_mutex_unlock(&lock);
    return zone;
}
