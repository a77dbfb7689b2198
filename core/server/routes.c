#include "server/routes.h"

#include <string.h>

extern const struct fs_route fs_route_system[], fs_route_people[], fs_route_data[], fs_route_scripts[],
    fs_route_jobs[], fs_route_live[], fs_route_approvals[], fs_route_page[];

static const struct fs_route *const tables[] = {fs_route_system,    fs_route_people, fs_route_data,
                                                fs_route_scripts,   fs_route_jobs,   fs_route_live,
                                                fs_route_approvals, fs_route_page};

const struct fs_route *fs_route_at(int index)
{
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (const struct fs_route *r = tables[t]; r->method; r++)
            if (index-- == 0)
                return r;
    return NULL;
}

int fs_route_count(void)
{
    int count = 0;
    while (fs_route_at(count))
        count++;
    return count;
}

/* Does a path, such as "/v1/jobs/{job}", have these segments? */
static int fits(const char *path, const char *const *segments, uint32_t count,
                const char *names[FS_CALL_NAMES])
{
    int named = 0;
    if (!count)
        return !strcmp(path, "/");
    for (uint32_t i = 0; i < count; i++) {
        if (*path++ != '/')
            return 0;
        size_t length = strcspn(path, "/");
        if (*path == '{') {
            if (!*segments[i] || named == FS_CALL_NAMES)
                return 0;
            names[named++] = segments[i];
        } else if (strlen(segments[i]) != length || memcmp(path, segments[i], length) != 0) {
            return 0;
        }
        path += length;
    }
    return !*path;
}

int fs_route_find(const char *method, const char *const *segments, uint32_t count,
                  const struct fs_route **route, const char *names[FS_CALL_NAMES], char allow[64])
{
    const struct fs_route *r;
    const char *wanted = !strcmp(method, "HEAD") ? "GET" : method;
    *allow = '\0';
    for (int i = 0; (r = fs_route_at(i)); i++) {
        if (!fits(r->path, segments, count, names))
            continue;
        if (!strcmp(r->method, wanted)) {
            *route = r;
            return FS_ROUTE_FOUND;
        }
        size_t used = strlen(allow);
        if (used + strlen(r->method) + 8 < 64) {
            strcat(allow, used ? ", " : "");
            strcat(allow, r->method);
            strcat(allow, !strcmp(r->method, "GET") ? ", HEAD" : "");
        }
    }
    return *allow ? FS_ROUTE_OTHER_METHOD : FS_ROUTE_UNKNOWN;
}
