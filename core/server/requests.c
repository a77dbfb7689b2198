#include "server/requests.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "person key" -> [act, digest] */
struct fs_requests {
    json_t *by_key;
};

#define NAME_MAX_BYTES (FS_KEY_ID + 1 + FS_IDEMPOTENCY_MAX + 1)

struct fs_requests *fs_requests_new(void)
{
    struct fs_requests *r = calloc(1, sizeof *r);
    if (r && (r->by_key = json_object()))
        return r;
    free(r);
    fs_error_nomem();
    return NULL;
}

void fs_requests_free(struct fs_requests *r)
{
    if (r)
        json_decref(r->by_key);
    free(r);
}

int fs_requests_apply(struct fs_requests *r, const struct fs_act *act)
{
    char name[NAME_MAX_BYTES];
    const char *key, *digest, *by;
    json_t *request = json_object_get(act->body, "request_key");
    if (!request)
        return 0;
    if (json_unpack(act->body, "{s:s,s:s,s:s}", "by", &by, "request_key", &key, "request_digest", &digest) ||
        strlen(by) >= FS_KEY_ID || strlen(key) > FS_IDEMPOTENCY_MAX)
        return fs_error_set(FS_E_INPUT, "a request has who sent it, its key and digest");
    snprintf(name, sizeof name, "%s %s", by, key);
    return json_object_set_new(r->by_key, name, json_pack("[I,s]", (json_int_t)act->number, digest))
               ? fs_error_nomem()
               : 0;
}

uint64_t fs_requests_find(const struct fs_requests *r, const char *person, const char *key,
                          const char **digest)
{
    char name[NAME_MAX_BYTES];
    snprintf(name, sizeof name, "%s %s", person, key);
    const json_t *found = json_object_get(r->by_key, name);
    *digest = found ? json_string_value(json_array_get(found, 1)) : NULL;
    return found ? (uint64_t)json_integer_value(json_array_get(found, 0)) : 0;
}
