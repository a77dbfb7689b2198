#include "cli/server_client.h"

#include "base/cancel.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/time.h"
#include "net/http.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 256 };
#define TIMEOUT (10 * FS_NS_PER_SECOND)

const struct fs_option fs_server_client_options[] = {
    {.name = "url",
     .type = FS_OPT_TEXT,
     .value = "URL",
     .fallback = "http://127.0.0.1:8080",
     .doc = "where the server listens"},
    {.name = "key-file",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "a file with a key in its first line; else admin.key of --home, where there is one"},
    {0},
};

/* The first line of a file. -1 with an error. */
static int read_key(const char *path, int must, char out[KEY_MAX])
{
    FILE *in = fopen(path, "re");
    *out = '\0';
    if (!in)
        return must ? fs_error_errno("%s: the key cannot be read", path) : 0;
    if (!fgets(out, KEY_MAX, in))
        *out = '\0';
    fclose(in);
    out[strcspn(out, "\r\n")] = '\0';
    return !strncmp(out, "fsk_", 4)
               ? 0
               : fs_error_set(FS_E_INPUT, "%s: there is no key in it; one begins with fsk_", path);
}

int fs_server_client_open(struct fs_server_client *c, const struct fs_args *args)
{
    char key[KEY_MAX], *own = fs_paths_join(fs_args_home(args), "admin.key");
    int named = fs_args_given(args, "key-file");
    *c = (struct fs_server_client){0};
    int status = own ? read_key(named ? fs_args_text(args, "key-file") : own, named, key) : -1;
    free(own);
    if (status)
        return -1;
    if (*key)
        snprintf(c->authorization, sizeof c->authorization, "Bearer %s", key);
    explicit_bzero(key, sizeof key);
    snprintf(c->url, sizeof c->url, "%s", fs_args_text(args, "url"));
    size_t length = strlen(c->url);
    if (length && c->url[length - 1] == '/')
        c->url[length - 1] = '\0';
    return (c->loop = fs_loop_new()) ? 0 : -1;
}

void fs_server_client_close(struct fs_server_client *c)
{
    fs_loop_free(c->loop);
    explicit_bzero(c->authorization, sizeof c->authorization);
}

static void answered(void *user, const struct fs_http_response *response)
{
    struct fs_server_client *c = user;
    c->over = 1;
    c->status = response->status;
    c->body =
        response->status ? strndup(response->body ? response->body : "", (size_t)response->body_size) : NULL;
    c->error = response->status ? NULL : strdup(response->error ? response->error : "no answer");
    fs_loop_wake(c->loop);
}

char *fs_server_client_ask(struct fs_server_client *c, const char *method, const char *path,
                           const json_t *body)
{
    char url[1400], *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    const struct fs_http_header headers[] = {{"Content-Type", "application/json"},
                                             {"Authorization", c->authorization}};
    int first = text == NULL, count = 1 - first + (*c->authorization != '\0');
    struct fs_http_request request = {.struct_size = sizeof request,
                                      .header_count = (uint32_t)count,
                                      .method = method,
                                      .url = url,
                                      .headers = headers + first,
                                      .body = text,
                                      .body_size = text ? strlen(text) : 0,
                                      .timeout = TIMEOUT};
    snprintf(url, sizeof url, "%s%s", c->url, path);
    c->over = 0;
    struct fs_http *http = fs_http_send(c->loop, &request, answered, c);
    free(text);
    if (!http)
        return NULL;
    while (!c->over) {
        if (fs_loop_run(c->loop, FS_NS_PER_SECOND / 10))
            return NULL;
        if (fs_cancel_requested() && !c->over) {
            fs_http_cancel(http);
            fs_error_set(FS_E_CANCELLED, "stopped");
            return NULL;
        }
    }
    if (c->body)
        return c->body;
    fs_error_set(FS_E_IO, "%s: no server answers there: %s", c->url, c->error ? c->error : "out of memory");
    fs_error_hint("finsmart serve starts one; --url says where it is");
    free(c->error);
    return NULL;
}

int fs_server_client_refused(const struct fs_server_client *c, const char *path, const char *body)
{
    json_t *problem = json_loads(body, 0, NULL);
    const char *detail = json_string_value(json_object_get(problem, "detail"));
    const char *hint = json_string_value(json_object_get(problem, "hint"));
    if (c->status == 401) {
        fs_error_set(FS_E_INPUT, "%s: the server does not know this key, or it is revoked or expired",
                     c->url);
        fs_error_hint("--key-file names the file of a key that works; its role shows what it may");
    } else if (detail) {
        fs_error_set(c->status == 404 ? FS_E_NOT_FOUND : FS_E_CONFLICT, "%s: %s", c->url, detail);
        if (hint)
            fs_error_hint("%s", hint);
    } else {
        fs_error_set(FS_E_INPUT, "%s%s: answered with status %d, and not as a finsmart server does", c->url,
                     path, c->status);
    }
    json_decref(problem);
    return -1;
}
