#include "script/mapping.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"
#include "frame/csv_time.h"
#include "script/state.h"
#include "store/kinds.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

struct fs_mapping {
    struct fs_state *state;
    struct fs_arena *arena; /* of the plan */
    struct fs_map_plan plan;
    struct fs_import_map import;
    const char *path;
    const struct fs_mapping_options *options; /* while loading */
    int failed; /* what Lua gave could not be taken: the thread's error says why */
};

/* ---- from Lua's tables ---- */

static const char *keep(lua_State *L, struct fs_mapping *m, int index)
{
    char *copy = fs_arena_strdup(m->arena, lua_tostring(L, index));
    if (!copy)
        luaL_error(L, "out of memory");
    return copy;
}

static void *array(lua_State *L, struct fs_mapping *m, size_t count, size_t size)
{
    void *list = fs_arena_array(m->arena, count + 1, size);
    if (!list)
        luaL_error(L, "out of memory");
    return list;
}

/* The texts of a list that is the field `name` of the table at `index`. */
static const char *const *texts(lua_State *L, struct fs_mapping *m, int index, const char *name, int *count)
{
    lua_getfield(L, index, name);
    *count = (int)lua_objlen(L, -1);
    const char **list = array(L, m, (size_t)*count, sizeof *list);
    for (int i = 0; i < *count; i++) {
        lua_rawgeti(L, -1, i + 1);
        list[i] = keep(L, m, -1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return list;
}

/* Item `i` of the list on top of the stack, NULL for "". */
static const char *item(lua_State *L, struct fs_mapping *m, int i)
{
    lua_rawgeti(L, -1, i);
    const char *text = lua_objlen(L, -1) ? keep(L, m, -1) : NULL;
    lua_pop(L, 1);
    return text;
}

static int type_of(const char *name)
{
    int type = FS_F64;
    while (strcmp(fs_type_name(type), name) != 0)
        type++;
    return type;
}

/* The midnight from which times count. */
static int take_date(struct fs_mapping *m, struct fs_map_output *o, const char *unit, const char *date,
                     const char *zone)
{
    int64_t day;
    if (fs_time_parse_date(date, strlen(date), &day) != 0)
        return fs_error_wrap(FS_E_USAGE, "%s: column '%s': the date is '%s'", m->path, o->name, date);
    if (zone && !(o->zone = fs_zone_find(zone)))
        return -1;
    if (!o->zone)
        o->zone = fs_zone_find("UTC");
    o->dated = 1;
    o->midnight = day * FS_NS_PER_DAY;
    o->unit = !strcmp(unit, "s") ? 1e9 : !strcmp(unit, "ms") ? 1e6 : !strcmp(unit, "us") ? 1e3 : 1;
    return 0;
}

/* { ours, type, theirs, unit, date, zone, divisor, value, none, from1, to1, ... } on top of the stack. */
static void take_output(lua_State *L, struct fs_mapping *m, struct fs_map_output *o)
{
    enum { FIRST_WORD = 10 };
    const char *type = item(L, m, 2), *unit = item(L, m, 4), *date = item(L, m, 5), *zone = item(L, m, 6);
    *o = (struct fs_map_output){
        .name = item(L, m, 1), .type = type_of(type), .from = item(L, m, 3), .value = item(L, m, 8)};
    lua_rawgeti(L, -1, 7);
    lua_rawgeti(L, -2, 9);
    o->divisor = lua_tonumber(L, -2);
    o->none = lua_tonumber(L, -1);
    lua_pop(L, 2);
    o->time_format = unit && !date ? fs_csv_time_format_parse(unit) : 0;
    if (date && take_date(m, o, unit, date, zone) != 0)
        m->failed = 1;
    o->word_count = ((int)lua_objlen(L, -1) - FIRST_WORD + 1) / 2;
    struct fs_map_word *words = array(L, m, (size_t)o->word_count, sizeof *words);
    for (int i = 0; i < o->word_count; i++) {
        lua_rawgeti(L, -1, FIRST_WORD + 2 * i);
        lua_rawgeti(L, -2, FIRST_WORD + 2 * i + 1);
        words[i] = (struct fs_map_word){keep(L, m, -2), lua_isstring(L, -1) ? keep(L, m, -1) : NULL};
        lua_pop(L, 2);
    }
    o->words = words;
}

static void take_outputs(lua_State *L, struct fs_mapping *m, int index)
{
    lua_getfield(L, index, "outputs");
    m->plan.output_count = (int)lua_objlen(L, -1);
    struct fs_map_output *list = array(L, m, (size_t)m->plan.output_count, sizeof *list);
    for (int i = 0; i < m->plan.output_count; i++) {
        lua_rawgeti(L, -1, i + 1);
        take_output(L, m, &list[i]);
        lua_pop(L, 1);
    }
    m->plan.outputs = list;
    lua_pop(L, 1);
}

static void take_uses(lua_State *L, struct fs_mapping *m, int index)
{
    lua_getfield(L, index, "uses");
    m->plan.use_count = (int)lua_objlen(L, -1);
    struct fs_map_use *list = array(L, m, (size_t)m->plan.use_count, sizeof *list);
    for (int i = 0; i < m->plan.use_count; i++) {
        lua_rawgeti(L, -1, i + 1);
        list[i].name = item(L, m, 1);
        list[i].type = type_of(item(L, m, 2));
        lua_pop(L, 1);
    }
    m->plan.uses = list;
    lua_pop(L, 1);
}

static void take_levels(lua_State *L, struct fs_mapping *m, int index)
{
    lua_getfield(L, index, "levels");
    if (lua_istable(L, -1)) {
        int table = lua_gettop(L), names;
        lua_getfield(L, table, "count");
        lua_getfield(L, table, "divisor");
        lua_getfield(L, table, "none");
        m->plan.levels = (struct fs_map_levels){
            .count = (int)lua_tonumber(L, -3), .divisor = lua_tonumber(L, -2), .none = lua_tonumber(L, -1)};
        lua_pop(L, 3);
        m->plan.levels.names = texts(L, m, table, "names", &names);
    }
    lua_pop(L, 1);
}

static int flag(lua_State *L, int index, const char *name)
{
    lua_getfield(L, index, name);
    int is = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return is;
}

static void take_plan(lua_State *L, int first, void *arg)
{
    struct fs_mapping *m = arg;
    struct fs_map_plan *p = &m->plan;
    *p = (struct fs_map_plan){.header = flag(L, first, "header"), .has_rows = flag(L, first, "row")};
    lua_getfield(L, first, "kind");
    p->kind = fs_kind_parse(lua_tostring(L, -1));
    lua_getfield(L, first, "beside");
    p->beside = lua_isstring(L, -1) ? keep(L, m, -1) : NULL;
    lua_pop(L, 2);
    p->columns = texts(L, m, first, "columns", &p->column_count);
    p->missing = texts(L, m, first, "missing", &p->missing_count);
    p->beside_columns = texts(L, m, first, "beside_columns", &p->beside_count);
    take_outputs(L, m, first);
    take_uses(L, m, first);
    take_levels(L, m, first);
}

static int push_path(lua_State *L, void *arg)
{
    const char *path = ((struct fs_mapping *)arg)->path;
    lua_pushstring(L, path);
    return 1;
}

static int plan(void *context, const char *path, const struct fs_map_plan **out)
{
    struct fs_mapping *m = context;
    fs_arena_reset(m->arena);
    m->path = path;
    m->failed = 0;
    if (fs_state_enter(m->state, "mapping.plan", push_path, take_plan, m) != 0 || m->failed)
        return -1;
    *out = &m->plan;
    return 0;
}

/* ---- the loop over rows ---- */

struct loop {
    struct fs_map_field *fields;
    int count;
    int64_t rows;
    uint8_t *keep;
    int failed;
};

static void set_text(lua_State *L, const char *name, const char *value)
{
    lua_pushstring(L, value);
    lua_setfield(L, -2, name);
}

static int push_loop(lua_State *L, void *arg)
{
    const struct loop *loop = arg;
    lua_pushnumber(L, (lua_Number)loop->rows);
    lua_pushlightuserdata(L, loop->keep);
    lua_createtable(L, loop->count, 0);
    for (int k = 0; k < loop->count; k++) {
        const struct fs_map_field *field = &loop->fields[k];
        lua_newtable(L);
        set_text(L, "name", field->name);
        lua_pushboolean(L, field->is_text);
        lua_setfield(L, -2, "text");
        lua_pushboolean(L, field->is_output);
        lua_setfield(L, -2, "output");
        lua_pushlightuserdata(L, field->data);
        lua_setfield(L, -2, "data");
        if (field->is_text) {
            int32_t count = fs_dict_count(field->dict);
            lua_createtable(L, count, 0);
            for (int32_t c = 0; c < count; c++) {
                size_t length;
                const char *text = fs_dict_get(field->dict, c, &length);
                lua_pushlstring(L, text, length);
                lua_rawseti(L, -2, c + 1);
            }
            lua_setfield(L, -2, "list");
        }
        lua_rawseti(L, -2, k + 1);
    }
    return 3;
}

/* The texts of the outputs as they are now, code by code. */
static void take_loop(lua_State *L, int first, void *arg)
{
    struct loop *loop = arg;
    for (int k = 0; k < loop->count && !loop->failed; k++) {
        struct fs_map_field *field = &loop->fields[k];
        if (!field->is_text || !field->is_output)
            continue;
        struct fs_dict *dict = fs_dict_new();
        lua_rawgeti(L, first, k + 1);
        int count = (int)lua_objlen(L, -1);
        loop->failed = !dict;
        for (int i = 1; i <= count && !loop->failed; i++) {
            size_t length;
            lua_rawgeti(L, -1, i);
            const char *text = lua_tolstring(L, -1, &length);
            loop->failed = fs_dict_put(dict, text, length) < 0;
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
        fs_dict_unref(field->dict);
        field->dict = dict;
    }
}

static void take_at(lua_State *L, int first, void *arg)
{
    *(int64_t *)arg = (int64_t)lua_tonumber(L, first);
}

static int rows(void *context, struct fs_map_field *fields, int count, int64_t n, uint8_t *keep_rows,
                int64_t *at)
{
    struct fs_mapping *m = context;
    struct loop loop = {fields, count, n, keep_rows, 0};
    if (fs_state_enter(m->state, "mapping.rows", push_loop, take_loop, &loop) == 0)
        return loop.failed ? -1 : 0;
    struct fs_error *error = fs_error_take();
    if (fs_state_enter(m->state, "mapping.at", NULL, take_at, at) != 0)
        *at = -1;
    return fs_error_restore(error);
}

/* ---- the script ---- */

static int push_load(lua_State *L, void *arg)
{
    const struct fs_mapping *m = arg;
    lua_pushstring(L, m->path);
    lua_createtable(L, m->options->param_count, 0);
    for (int i = 0; i < m->options->param_count; i++) {
        lua_pushstring(L, m->options->params[i]);
        lua_rawseti(L, -2, i + 1);
    }
    return 2;
}

struct fs_mapping *fs_mapping_load(const char *path, const struct fs_mapping_options *options)
{
    struct fs_mapping *m = calloc(1, sizeof *m);
    struct fs_state_options state = {.memory_limit = options->memory_limit, .out = stderr, .seed = 1};
    if (!m) {
        fs_error_nomem();
        return NULL;
    }
    m->path = path;
    m->options = options;
    m->import = (struct fs_import_map){m, plan, rows};
    if (!(m->arena = fs_arena_new()) || !(m->state = fs_state_new(&state)) ||
        fs_state_enter(m->state, "mapping.load", push_load, NULL, m) != 0) {
        fs_mapping_free(m);
        return NULL;
    }
    return m;
}

void fs_mapping_free(struct fs_mapping *m)
{
    if (!m)
        return;
    fs_state_free(m->state);
    fs_arena_free(m->arena);
    free(m);
}

const struct fs_import_map *fs_mapping_import(const struct fs_mapping *m)
{
    return &m->import;
}
