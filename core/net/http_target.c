#include "net/http_target.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

static size_t count(const char *text, size_t size, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++)
        n += text[i] == c;
    return n;
}

/* Where the path of a target begins: behind the host of a URL. NULL where it has no form that is known. */
static const char *path_of(const char *target)
{
    if (*target == '/')
        return target;
    size_t scheme = !strncasecmp(target, "http://", 7) ? 7 : !strncasecmp(target, "https://", 8) ? 8 : 0;
    size_t host = scheme ? strcspn(target + scheme, "/?") : 0;
    return host && !memchr(target + scheme, '@', host) ? target + scheme + host : NULL;
}

size_t fs_http_target_room(const char *target)
{
    size_t size = strlen(target);
    size_t segments = count(target, size, '/') + 1, pairs = count(target, size, '&') + 1;
    /* Decoded texts are never longer than what they came from; the joined path may write a slash as three bytes. */
    return segments * sizeof(char *) + pairs * sizeof(struct fs_http_header) + 5 * size + 16;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Decodes `size` bytes to `to`, with a NUL. Returns the length, or -1. */
static long decode(const char *from, size_t size, int query, char *to)
{
    char *at = to;
    for (size_t i = 0; i < size; i++) {
        char c = from[i];
        if (c == '%') {
            int high = i + 2 < size ? hex(from[i + 1]) : -1, low = high >= 0 ? hex(from[i + 2]) : -1;
            if (high < 0 || low < 0)
                return -1;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && query) {
            c = ' ';
        }
        if (!c || (!query && ((unsigned char)c < 32 || c == 127)))
            return -1;
        *at++ = c;
    }
    *at = 0;
    return fs_utf8_valid(to, (size_t)(at - to)) ? at - to : -1;
}

/* Segments of the path to `out`, their texts from *text on. */
static int split_path(const char *path, size_t size, struct fs_http_target *out, char **text)
{
    const char *at = path, *end = path + size;
    while (at < end) {
        at++; /* the slash */
        const char *stop = memchr(at, '/', (size_t)(end - at));
        int last = stop == NULL;
        stop = stop ? stop : end;
        long length = decode(at, (size_t)(stop - at), 0, *text);
        at = stop;
        if (length < 0)
            return -1;
        int dots = !strcmp(*text, ".") ? 1 : !strcmp(*text, "..") ? 2 : 0;
        if (dots == 2 && out->segment_count-- == 0)
            return -1;
        if (dots && !last)
            continue;
        if (dots)
            **text = 0; /* "/a/." is "/a/" */
        if (last && out->segment_count == 0 && !**text)
            continue; /* "/" */
        out->segments[out->segment_count++] = *text;
        *text += strlen(*text) + 1;
    }
    return 0;
}

static void join_path(struct fs_http_target *out, char **text)
{
    char *at = *text;
    out->path = at;
    if (!out->segment_count)
        *at++ = '/';
    for (uint32_t i = 0; i < out->segment_count; i++) {
        *at++ = '/';
        for (const char *c = out->segments[i]; *c; c++) {
            if (*c == '/') {
                memcpy(at, "%2F", 3);
                at += 3;
            } else {
                *at++ = *c;
            }
        }
    }
    *at++ = 0;
    *text = at;
}

static int split_query(const char *query, struct fs_http_target *out, char **text)
{
    for (const char *at = query; *at;) {
        size_t size = strcspn(at, "&"), name = strcspn(at, "=&");
        if (size) {
            struct fs_http_header *pair = &out->parameters[out->parameter_count++];
            long length = decode(at, name, 1, *text);
            pair->name = *text;
            *text += length + 1;
            if (length < 0)
                return -1;
            size_t skip = name < size ? name + 1 : size;
            length = decode(at + skip, size - skip, 1, *text);
            pair->value = *text;
            *text += length + 1;
            if (length < 0)
                return -1;
        }
        at += size + (at[size] == '&');
    }
    return 0;
}

int fs_http_target_parse(const char *target, void *room, struct fs_http_target *out,
                         struct fs_http_fault *fault)
{
    size_t size = strlen(target);
    memset(out, 0, sizeof *out);
    out->segments = room;
    out->parameters = (void *)(out->segments + count(target, size, '/') + 1);
    char *room_left = (char *)(out->parameters + count(target, size, '&') + 1);
    out->query = "";
    out->path = "*";
    if (!strcmp(target, "*"))
        return 0;
    const char *path = path_of(target);
    if (!path)
        return fs_http_fault_set(
            fault, 400, "the request's target is '%.60s'; expected a path that begins with '/'", target);
    size_t length = strcspn(path, "?");
    if (path[length])
        out->query = memcpy(room_left, path + length + 1, size - (size_t)(path - target) - length);
    room_left += path[length] ? strlen(out->query) + 1 : 0;
    if (split_path(path, length, out, &room_left))
        return fs_http_fault_set(
            fault, 400, "the path is malformed: a bad percent-encoding, no UTF-8, or '..' above the root");
    join_path(out, &room_left);
    if (split_query(out->query, out, &room_left))
        return fs_http_fault_set(fault, 400, "the query is malformed: a bad percent-encoding, or no UTF-8");
    return 0;
}
