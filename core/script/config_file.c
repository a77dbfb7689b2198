#include "script/config_file.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/nearest.h"

#include <fcntl.h>
#include <lauxlib.h>
#include <lua.h>
#include <luajit.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE   (4 << 20)  /* bytes of a configuration */
#define MAX_SECRET (64 << 10) /* bytes that file("path") gives */
#define MAX_MEMORY ((size_t)512 << 20)
#define MAX_STEPS  2000000000 /* instructions of our own files, for a text of the largest size */

enum { HOOK_STEP = 1000000, MOST_NAMES = 1000 };

#define DECLARE(id)                                                                                          \
    extern const unsigned char fs_embedded_script_##id##_lua[];                                              \
    extern const size_t fs_embedded_script_##id##_lua_len;
DECLARE(check_lexer)
DECLARE(check_statements)
DECLARE(check_parser)
DECLARE(config)

struct job {
    struct fs_arena *arena;
    const char *name;
    const char *text;
    size_t length;
    struct fs_config_problems *problems;
    struct fs_config_node *root;
    size_t used; /* bytes of Lua */
    int64_t steps;
    int over; /* a limit was reached */
    lua_Alloc allocate;
    void *allocate_data;
};

static void *limited(void *data, void *block, size_t old, size_t size)
{
    struct job *job = data;
    if (size > old && job->used + (size - old) > MAX_MEMORY) {
        job->over = 1;
        return NULL;
    }
    void *result = job->allocate(job->allocate_data, block, old, size);
    if (result || !size)
        job->used += size - old;
    return result;
}

static char job_key;

static struct job *job_of(lua_State *L)
{
    lua_pushlightuserdata(L, &job_key);
    lua_rawget(L, LUA_REGISTRYINDEX);
    struct job *job = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return job;
}

static void on_count(lua_State *L, lua_Debug *info)
{
    (void)info;
    struct job *job = job_of(L);
    job->steps += HOOK_STEP;
    if (job->steps < MAX_STEPS)
        return;
    job->over = 1;
    luaL_error(L, "the limit of instructions is reached");
}

/* ---- what a configuration may ask of the world ---- */

/* env(name): its text; or nil and a reason. */
static int ask_env(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1), *value = getenv(name);
    if (value) {
        lua_pushstring(L, value);
        return 1;
    }
    lua_pushnil(L);
    lua_pushfstring(L, "the environment has no variable %s", name);
    return 2;
}

/* The whole of a small regular file, without the line break at its end, in the arena. NULL with an error. */
static char *read_secret(struct fs_arena *arena, const char *path, size_t *length)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not make us wait */
    char *text = NULL;
    *length = 0;
    if (fd < 0 || fstat(fd, &info))
        fs_error_errno("%s cannot be read", path);
    else if (!S_ISREG(info.st_mode))
        fs_error_set(FS_E_INPUT, "%s is not a file", path);
    else if (info.st_size > MAX_SECRET)
        fs_error_set(FS_E_LIMIT, "%s has %lld bytes; at most %d are taken for a value", path,
                     (long long)info.st_size, MAX_SECRET);
    else if ((text = fs_arena_alloc(arena, (size_t)info.st_size + 1))) {
        ssize_t got = read(fd, text, (size_t)info.st_size);
        if (got < 0)
            fs_error_errno("%s cannot be read", path);
        *length = got < 0 ? 0 : (size_t)got;
        text = got < 0 ? NULL : text;
    }
    if (fd >= 0)
        close(fd);
    if (text && *length && text[*length - 1] == '\n')
        *length -= *length > 1 && text[*length - 2] == '\r' ? 2 : 1;
    return text;
}

/* file(path): its text; or nil, a reason and a hint. */
static int ask_file(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1), *slash = strrchr(job_of(L)->name, '/');
    size_t length;
    if (*path != '/' && slash) {
        lua_pushlstring(L, job_of(L)->name, (size_t)(slash - job_of(L)->name) + 1);
        lua_pushstring(L, path);
        lua_concat(L, 2);
        path = lua_tostring(L, -1);
    }
    char *text = read_secret(job_of(L)->arena, path, &length);
    if (!text) {
        lua_pushnil(L);
        lua_pushstring(L, fs_error_last()->message);
        lua_pushliteral(L, "a path is relative to the configuration's own file");
        fs_error_clear();
        return 3;
    }
    lua_pushlstring(L, text, length);
    return 1;
}

static int ask_nearest(lua_State *L)
{
    const char *names[MOST_NAMES];
    int count = (int)lua_objlen(L, 2);
    luaL_checkstring(L, 1);
    count = count < MOST_NAMES ? count : MOST_NAMES;
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 2, i + 1);
        names[i] = lua_tostring(L, -1); /* the table keeps it alive */
        lua_pop(L, 1);
    }
    lua_pushstring(L, fs_nearest(lua_tostring(L, 1), names, count));
    return 1;
}

/* ---- the tree ---- */

static const char *field_text(lua_State *L, struct job *job, int index, const char *name, size_t *length)
{
    lua_getfield(L, index, name);
    size_t size = 0;
    const char *text = lua_tolstring(L, -1, &size);
    char *copy = text ? fs_arena_alloc(job->arena, size + 1) : NULL;
    if (text && !copy)
        luaL_error(L, "out of memory");
    if (text)
        memcpy(copy, text, size);
    if (length)
        *length = size;
    lua_pop(L, 1);
    return copy;
}

static int field_line(lua_State *L, int index)
{
    lua_getfield(L, index, "line");
    int line = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return line;
}

static void take_value(lua_State *L, struct job *job, int index, struct fs_config_node *node);

static void take_items(lua_State *L, struct job *job, int index, struct fs_config_node *node)
{
    lua_getfield(L, index, "items");
    int list = lua_gettop(L), count = (int)lua_objlen(L, list);
    struct fs_config_node *children = fs_arena_array(job->arena, (size_t)count + 1, sizeof *children);
    if (!children)
        luaL_error(L, "out of memory");
    luaL_checkstack(L, 8, "too many levels");
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, list, i + 1);
        int item = lua_gettop(L);
        lua_getfield(L, item, "value");
        take_value(L, job, item + 1, &children[i]);
        children[i].key = field_text(L, job, item, "key", NULL);
        children[i].line = field_line(L, item);
        lua_settop(L, list);
    }
    lua_settop(L, list - 1);
    node->children = children;
    node->count = count;
}

static void take_value(lua_State *L, struct job *job, int index, struct fs_config_node *node)
{
    const char *kind = field_text(L, job, index, "kind", NULL);
    *node = (struct fs_config_node){.line = field_line(L, index),
                                    .source = field_text(L, job, index, "source", NULL)};
    lua_getfield(L, index, "value");
    node->boolean = lua_toboolean(L, -1);
    node->number = lua_tonumber(L, -1);
    lua_pop(L, 1);
    if (!strcmp(kind, "boolean")) {
        node->type = FS_CONFIG_NODE_BOOLEAN;
    } else if (!strcmp(kind, "number")) {
        node->type = FS_CONFIG_NODE_NUMBER;
    } else if (!strcmp(kind, "text")) {
        node->type = FS_CONFIG_NODE_TEXT;
        node->text = field_text(L, job, index, "value", &node->length);
    } else if (!strcmp(kind, "table")) {
        node->type = FS_CONFIG_NODE_TABLE;
        take_items(L, job, index, node);
    }
}

static void take_problems(lua_State *L, struct job *job, int index)
{
    int count = (int)lua_objlen(L, index);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, index, i + 1);
        int item = lua_gettop(L);
        const char *hint = field_text(L, job, item, "hint", NULL);
        fs_config_problem(job->problems, job->name, field_line(L, item), "", "%s",
                          field_text(L, job, item, "text", NULL));
        if (hint)
            fs_config_problem_hint(job->problems, "%s", hint);
        lua_settop(L, item - 1);
    }
}

static void load(lua_State *L, const char *chunk, const unsigned char *text, size_t length)
{
    if (luaL_loadbufferx(L, (const char *)text, length, chunk, "t"))
        lua_error(L);
}

static void preload(lua_State *L, const char *name, const char *chunk, const unsigned char *text,
                    size_t length)
{
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "preload");
    load(L, chunk, text, length);
    lua_setfield(L, -2, name);
    lua_pop(L, 2);
}

/* Everything that may raise a Lua error. */
static int protected_parse(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);
    static const luaL_Reg asks[] = {
        {"env", ask_env}, {"file", ask_file}, {"nearest", ask_nearest}, {NULL, NULL}};
    lua_pushlightuserdata(L, &job_key);
    lua_pushlightuserdata(L, job);
    lua_rawset(L, LUA_REGISTRYINDEX);
    luaL_openlibs(L);
    luaJIT_setmode(L, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
    lua_sethook(L, on_count, LUA_MASKCOUNT, HOOK_STEP);
    preload(L, "check.lexer", "=check/lexer.lua", fs_embedded_script_check_lexer_lua,
            fs_embedded_script_check_lexer_lua_len);
    preload(L, "check.statements", "=check/statements.lua", fs_embedded_script_check_statements_lua,
            fs_embedded_script_check_statements_lua_len);
    preload(L, "check.parser", "=check/parser.lua", fs_embedded_script_check_parser_lua,
            fs_embedded_script_check_parser_lua_len);
    load(L, "=config.lua", fs_embedded_script_config_lua, fs_embedded_script_config_lua_len);
    lua_newtable(L);
    for (const luaL_Reg *ask = asks; ask->name; ask++) {
        lua_pushcfunction(L, ask->func);
        lua_setfield(L, -2, ask->name);
    }
    lua_call(L, 1, 1);
    lua_pushlstring(L, job->text, job->length);
    lua_call(L, 1, 2);
    int first = lua_gettop(L) - 1;
    take_problems(L, job, first + 1);
    take_value(L, job, first, job->root);
    return 0;
}

int fs_config_file_parse(struct fs_arena *arena, const char *name, const char *text, size_t length,
                         struct fs_config_problems *problems, const struct fs_config_node **tree)
{
    struct job job = {.arena = arena, .name = name, .text = text, .length = length, .problems = problems};
    job.root = fs_arena_alloc(arena, sizeof *job.root);
    lua_State *L = job.root ? luaL_newstate() : NULL;
    if (!L)
        return fs_error_nomem();
    job.allocate = lua_getallocf(L, &job.allocate_data);
    lua_setallocf(L, limited, &job);
    int failed = lua_cpcall(L, protected_parse, &job);
    if (failed && job.over) {
        fs_error_set(FS_E_LIMIT, "%s: reading the configuration takes more than %zu MB or %lld instructions",
                     name, MAX_MEMORY >> 20, (long long)MAX_STEPS);
    } else if (failed) {
        const char *reason = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "out of memory";
        fs_error_set(FS_E_INTERNAL, "%s: %s", name, reason);
    }
    lua_setallocf(L, job.allocate, job.allocate_data);
    lua_close(L);
    *tree = job.root;
    return failed ? -1 : 0;
}

/* The text of the file; free() it. NULL with an error. */
static char *read_config(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rbe");
    struct stat info;
    char *text = NULL;
    if (!file || fstat(fileno(file), &info)) {
        fs_error_errno("the configuration %s cannot be read", path);
    } else if (!S_ISREG(info.st_mode)) {
        fs_error_set(FS_E_INPUT, "the configuration %s is not a file", path);
    } else if (info.st_size > MAX_FILE) {
        fs_error_set(FS_E_LIMIT, "the configuration %s has %lld bytes; at most %d are read", path,
                     (long long)info.st_size, MAX_FILE);
    } else if (!(text = malloc(MAX_FILE + 1))) {
        fs_error_nomem();
    } else {
        *length = fread(text, 1, MAX_FILE, file);
        if (ferror(file)) {
            fs_error_errno("the configuration %s cannot be read", path);
            free(text);
            text = NULL;
        }
    }
    if (file)
        fclose(file);
    return text;
}

struct fs_config *fs_config_file_load(const char *path, const struct fs_config_override *overrides,
                                      int override_count, struct fs_config_problems *problems)
{
    if (!path)
        return fs_config_new(NULL, NULL, overrides, override_count, problems);
    size_t length = 0;
    const struct fs_config_node *tree = NULL;
    struct fs_config *config = NULL;
    char *text = read_config(path, &length);
    struct fs_arena *arena = text ? fs_arena_new() : NULL;
    if (arena && fs_config_file_parse(arena, path, text, length, problems, &tree) == 0)
        config = fs_config_new(tree, path, overrides, override_count, problems);
    fs_arena_free(arena);
    free(text);
    return config;
}
