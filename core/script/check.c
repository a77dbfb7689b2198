#include "script/check.h"

#include "base/arena.h"
#include "base/error.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

/* The Lua files that do the work, as cmake/embed.lua names them. */
/* clang-format off */
#define MODULES(X) \
    X(lexer) X(statements) X(parser) X(walk) X(nearest) X(api) X(names) X(values) X(uses) X(declaration) X(check)
/* clang-format on */

#define DECLARE(name)                                                                                        \
    extern const unsigned char fs_embedded_script_check_##name##_lua[];                                      \
    extern const size_t fs_embedded_script_check_##name##_lua_len;
MODULES(DECLARE)

#define LISTED(name)                                                                                         \
    {"check." #name, "=check/" #name ".lua", fs_embedded_script_check_##name##_lua,                          \
     &fs_embedded_script_check_##name##_lua_len},
/* The generated descriptions of the compute functions. */
extern const unsigned char fs_embedded_script_compute_api_lua[], fs_embedded_script_calculations_lua[];
extern const size_t fs_embedded_script_compute_api_lua_len, fs_embedded_script_calculations_lua_len;

static const struct {
    const char *name, *chunk;
    const unsigned char *text;
    const size_t *length;
} modules[] = {MODULES(LISTED){"check.compute", "=compute_api.lua", fs_embedded_script_compute_api_lua,
                               &fs_embedded_script_compute_api_lua_len},
               {"check.calculations", "=calculations.lua", fs_embedded_script_calculations_lua,
                &fs_embedded_script_calculations_lua_len}};

struct fs_findings {
    struct fs_arena *arena;
    struct fs_finding *items;
    int count;
    int files;
};

struct job {
    const char *const *paths;
    int path_count;
    const char *library;
    struct fs_findings *findings;
};

static const char *text_field(lua_State *L, struct fs_arena *arena, const char *name)
{
    lua_getfield(L, -1, name);
    const char *text = lua_tostring(L, -1);
    const char *copy = text ? fs_arena_strdup(arena, text) : NULL;
    if (text && !copy)
        luaL_error(L, "out of memory");
    lua_pop(L, 1);
    return copy;
}

static int int_field(lua_State *L, const char *name)
{
    lua_getfield(L, -1, name);
    int value = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return value;
}

static void take_findings(lua_State *L, struct fs_findings *findings)
{
    int count = (int)lua_objlen(L, -1);
    findings->items = fs_arena_array(findings->arena, (size_t)count + 1, sizeof *findings->items);
    if (!findings->items)
        luaL_error(L, "out of memory");
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, -1, i + 1);
        findings->items[i] = (struct fs_finding){
            .file = text_field(L, findings->arena, "file"),
            .line = int_field(L, "line"),
            .column = int_field(L, "column"),
            .is_error = int_field(L, "is_error"),
            .code = text_field(L, findings->arena, "code"),
            .text = text_field(L, findings->arena, "text"),
            .hint = text_field(L, findings->arena, "hint"),
        };
        lua_pop(L, 1);
    }
    findings->count = count;
}

/* Everything that may raise a Lua error. */
static int protected_check(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);
    luaL_openlibs(L);
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "preload");
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        if (luaL_loadbuffer(L, (const char *)modules[i].text, *modules[i].length, modules[i].chunk))
            return lua_error(L);
        lua_setfield(L, -2, modules[i].name);
    }
    lua_getglobal(L, "require");
    lua_pushliteral(L, "check.check");
    lua_call(L, 1, 1);
    lua_getfield(L, -1, "run");
    lua_createtable(L, job->path_count, 0);
    for (int i = 0; i < job->path_count; i++) {
        lua_pushstring(L, job->paths[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushstring(L, job->library);
    lua_call(L, 2, 2); /* findings, number of files */
    job->findings->files = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    take_findings(L, job->findings);
    return 0;
}

struct fs_findings *fs_check_scripts(const char *const *paths, int count, const char *library)
{
    struct fs_findings *findings = calloc(1, sizeof *findings);
    if (!findings || !(findings->arena = fs_arena_new())) {
        free(findings);
        fs_error_nomem();
        return NULL;
    }
    lua_State *L = luaL_newstate();
    if (!L) {
        fs_findings_free(findings);
        fs_error_nomem();
        return NULL;
    }
    struct job job = {paths, count, library, findings};
    if (lua_cpcall(L, protected_check, &job)) {
        const char *text = lua_tostring(L, -1);
        fs_error_set(FS_E_INPUT, "%s", text ? text : "the check failed without a message");
        fs_findings_free(findings);
        findings = NULL;
    }
    lua_close(L);
    return findings;
}

void fs_findings_free(struct fs_findings *findings)
{
    if (!findings)
        return;
    fs_arena_free(findings->arena);
    free(findings);
}

int fs_findings_count(const struct fs_findings *findings)
{
    return findings->count;
}

const struct fs_finding *fs_findings_get(const struct fs_findings *findings, int index)
{
    return &findings->items[index];
}

int fs_findings_files(const struct fs_findings *findings)
{
    return findings->files;
}
