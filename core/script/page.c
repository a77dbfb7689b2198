#include "script/page.h"

#include "base/error.h"
#include "base/replace.h"
#include "script/state.h"

#include <lauxlib.h>

struct writing {
    const json_t *document;
    const char *path;
    int status;
};

static void push_json(lua_State *L, const json_t *json)
{
    luaL_checkstack(L, 4, "document");
    switch (json_typeof(json)) {
    case JSON_OBJECT: {
        const char *key;
        json_t *value;
        lua_createtable(L, 0, (int)json_object_size(json));
        json_object_foreach((json_t *)json, key, value)
        {
            push_json(L, value);
            lua_setfield(L, -2, key);
        }
        break;
    }
    case JSON_ARRAY:
        lua_createtable(L, (int)json_array_size(json), 0);
        for (size_t i = 0; i < json_array_size(json); i++) {
            push_json(L, json_array_get(json, i));
            lua_rawseti(L, -2, (int)i + 1);
        }
        break;
    case JSON_STRING:
        lua_pushlstring(L, json_string_value(json), json_string_length(json));
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        lua_pushnumber(L, json_number_value(json));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        lua_pushboolean(L, json_is_true(json));
        break;
    case JSON_NULL:
        lua_pushnil(L);
        break;
    }
}

static int push_document(lua_State *L, void *arg)
{
    push_json(L, ((struct writing *)arg)->document);
    return 1;
}

int fs_page_replace(const char *path, const char *bytes, size_t length)
{
    struct fs_replace replace;
    if (fs_replace_open(&replace, path))
        return -1;
    fwrite(bytes, 1, length, replace.file); /* commit looks at the stream's error */
    return fs_replace_commit(&replace);
}

static void take_page(lua_State *L, int first, void *arg)
{
    struct writing *writing = arg;
    size_t length;
    const char *html = lua_tolstring(L, first, &length);
    writing->status = html ? fs_page_replace(writing->path, html, length)
                           : fs_error_set(FS_E_INTERNAL, "the page is no text");
}

int fs_page_write(const char *entry, const json_t *document, const char *path)
{
    struct fs_state_options options = {.out = stderr};
    struct writing writing = {document, path, -1};
    struct fs_state *state = fs_state_new(&options);
    int status = state ? fs_state_enter(state, entry, push_document, take_page, &writing) : -1;
    fs_state_free(state);
    return status ? -1 : writing.status;
}
