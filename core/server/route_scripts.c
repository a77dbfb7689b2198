/* Scripts: versions by the hash of their text, and which of them is active. */
#include "base/error.h"
#include "base/utf8.h"
#include "server/shapes.h"
#include "server/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void list(struct fs_call *call)
{
    const struct fs_scripts *scripts = fs_call_server(call)->scripts;
    const char *after = fs_call_query(call, "after"), *next = NULL;
    int64_t limit;
    if (fs_call_number(call, "limit", 1, 1000, 100, &limit))
        return;
    json_t *items = json_array();
    for (int i = 0; i < fs_scripts_count(scripts); i++) {
        const struct fs_script *script = fs_scripts_at(scripts, i);
        if (after && strcmp(script->name, after) <= 0)
            continue;
        if ((int64_t)json_array_size(items) == limit) {
            next = fs_scripts_at(scripts, i - 1)->name;
            break;
        }
        json_array_append_new(items, fs_shape_script(script));
    }
    fs_answer_json(call, 200, fs_shape_page(items, next));
}

static const struct fs_script *find(struct fs_call *call)
{
    const struct fs_script *script = fs_scripts_find(fs_call_server(call)->scripts, fs_call_name(call, 0));
    if (!script)
        fs_answer_problem(call, 404, NULL, "there is no script of this name");
    return script;
}

static void show(struct fs_call *call)
{
    const struct fs_script *script = find(call);
    if (script)
        fs_answer_json(call, 200, fs_shape_script_whole(script));
}

static void show_version(struct fs_call *call)
{
    const struct fs_script *script = find(call);
    const char *hash = fs_call_name(call, 1);
    if (!script)
        return;
    const struct fs_script_version *v =
        !strcmp(hash, "active") ? fs_script_active(script) : fs_script_version(script, hash);
    if (!v) {
        fs_answer_problem(call, 404, NULL,
                          "the script has no such version; name it by 8 to 64 digits of its hash");
        return;
    }
    size_t size;
    char *text = fs_script_text(fs_call_server(call)->scripts, script->name, v->hash, &size);
    if (text)
        fs_answer_text(call, 200, "text/x-lua; charset=utf-8", text, size);
    else
        fs_answer_error(call, NULL);
    free(text);
}

static void answer_version(struct fs_call *call, int status, const char *hash)
{
    const struct fs_script *script = fs_scripts_find(fs_call_server(call)->scripts, fs_call_name(call, 0));
    char location[64 + FS_SCRIPT_NAME + FS_SHA256_HEX];
    json_t *out = fs_shape_version(script, fs_script_version(script, hash));
    json_object_set_new(out, "name", json_string(script->name));
    snprintf(location, sizeof location, "/v1/scripts/%s/versions/%s", script->name, hash);
    if (status == 201)
        fs_answer_created(call, location, out);
    else
        fs_answer_json(call, status, out);
}

/* Is it text that can be a script? -1: no, and the call was answered. */
static int check_text(struct fs_call *call, const char *text, size_t size)
{
    if (!size || size > FS_SCRIPT_MAX) {
        fs_answer_problemf(call, 422, NULL, "a script has 1 to %u bytes, this one %zu", FS_SCRIPT_MAX, size);
        return -1;
    }
    if (memchr(text, '\0', size) || !fs_utf8_valid(text, size) || *text == '\033') {
        fs_answer_problem(call, 422, NULL, "a script is Lua source, UTF-8 text without NUL");
        return -1;
    }
    return 0;
}

static void put(struct fs_call *call)
{
    struct fs_server *s = fs_call_server(call);
    const char *name = fs_call_name(call, 0);
    char hash[FS_SHA256_HEX];
    size_t size;
    const void *text = fs_call_bytes(call, &size);
    if (!fs_call_is_type(call, "text/x-lua")) {
        fs_answer_problem(call, 415, "Content-Type", "a script is text/x-lua");
        return;
    }
    if (!fs_script_name_valid(name)) {
        fs_answer_problem(
            call, 422, NULL,
            "a script's name begins with a letter and has letters, digits, _ and -, 64 at most");
        return;
    }
    if (check_text(call, text, size))
        return;
    if (fs_sha256_of(text, size, hash)) {
        fs_answer_error(call, NULL);
        return;
    }
    const struct fs_script *script = fs_scripts_find(s->scripts, name);
    if (script && fs_script_version(script, hash)) { /* the same text again changes nothing */
        answer_version(call, 200, hash);
        return;
    }
    char *file = fs_script_save(s->scripts, name, hash, text, size);
    if (!file)
        fs_answer_error(call, NULL);
    else if (fs_call_act(call,
                         json_pack("{s:s,s:s,s:s,s:I}", "act", "script.added", "name", name, "hash", hash,
                                   "size", (json_int_t)size),
                         file))
        answer_version(call, 201, hash);
    free(file);
}

/* The version that was activated last, before the active one and different from it. */
static const struct fs_script_version *earlier(const struct fs_script *script)
{
    int active = script->turn_count ? script->turns[script->turn_count - 1].version : -1;
    for (int i = script->turn_count - 2; i >= 0; i--)
        if (script->turns[i].version != active)
            return &script->versions[script->turns[i].version];
    return NULL;
}

static void turn_to(struct fs_call *call, const struct fs_script *script, const struct fs_script_version *v)
{
    if (v == fs_script_active(script))
        answer_version(call, 200, v->hash);
    else if (fs_call_change(call, FS_SECOND_SCRIPT_ACTIVATE,
                            json_pack("{s:s,s:s,s:s}", "act", "script.activated", "name", script->name,
                                      "hash", v->hash)))
        answer_version(call, 200, v->hash);
}

static void activate(struct fs_call *call)
{
    static const char *const names[] = {"version", NULL};
    const struct fs_script *script = find(call);
    if (!script || fs_call_members(call, names, "S"))
        return;
    const char *hash = json_string_value(json_object_get(fs_call_json(call), "version"));
    const struct fs_script_version *v = fs_script_version(script, hash);
    if (v)
        turn_to(call, script, v);
    else
        fs_answer_problem(call, 422, "/version",
                          "the script has no such version; name it by 8 to 64 digits of its hash");
}

static void roll_back(struct fs_call *call)
{
    const struct fs_script *script = find(call);
    const struct fs_script_version *v = script ? earlier(script) : NULL;
    if (v)
        turn_to(call, script, v);
    else if (script)
        fs_answer_problem(call, 409, NULL, "no other version of the script was active before");
}

/* The version that an act added, or made the active one. */
static void again(struct fs_call *call, uint64_t number)
{
    const struct fs_script *script = fs_call_waits(call, number) ? NULL : find(call);
    for (int i = 0; script && i < script->version_count; i++)
        if (script->versions[i].act == number) {
            answer_version(call, 201, script->versions[i].hash);
            return;
        }
    for (int i = 0; script && i < script->turn_count; i++)
        if (script->turns[i].act == number) {
            answer_version(call, 200, script->versions[script->turns[i].version].hash);
            return;
        }
}

const struct fs_route fs_route_scripts[] = {
    {"GET", "/v1/scripts", "listScripts", FS_MAY_READ_SCRIPTS, FS_BODY_NONE, 0, "limit,after", list, NULL},
    {"GET", "/v1/scripts/{script}", "getScript", FS_MAY_READ_SCRIPTS, FS_BODY_NONE, 0, "", show, NULL},
    {"PUT", "/v1/scripts/{script}", "putScript", FS_MAY_WRITE_SCRIPTS, FS_BODY_RAW, FS_ROUTE_ACTS, "", put,
     again},
    {"GET", "/v1/scripts/{script}/versions/{version}", "getScriptVersion", FS_MAY_READ_SCRIPTS, FS_BODY_NONE,
     0, "", show_version, NULL},
    {"POST", "/v1/scripts/{script}/activate", "activateScript", FS_MAY_ACTIVATE_SCRIPTS, FS_BODY_JSON,
     FS_ROUTE_ACTS, "", activate, again},
    {"POST", "/v1/scripts/{script}/rollback", "rollBackScript", FS_MAY_ACTIVATE_SCRIPTS, FS_BODY_NONE,
     FS_ROUTE_ACTS, "", roll_back, again},
    {0},
};
