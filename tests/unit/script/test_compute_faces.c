/* The two faces of the compute primitives (FFI for the JIT, C functions for rules) behave as one. */
#include "base/arena.h"
#include "script/compute_bindings.h"
#include "script/compute_face.h"
#include "script/handles.h"

#include <check.h>
#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

extern const unsigned char fs_embedded_script_compute_face_lua[];
extern const size_t fs_embedded_script_compute_face_lua_len;
extern const unsigned char fs_embedded_script_compute_api_lua[];
extern const size_t fs_embedded_script_compute_api_lua_len;

/* The smallest runtime: a series is a userdata of doubles with the length before them. */
struct series {
    size_t length;
    double values[];
};

static const double *get_series(lua_State *L, int index, size_t *length)
{
    struct series *s = lua_type(L, index) == LUA_TUSERDATA ? lua_touserdata(L, index) : NULL;
    if (!s || lua_objlen(L, index) < sizeof *s ||
        lua_objlen(L, index) != sizeof *s + s->length * sizeof(double))
        return NULL;
    *length = s->length;
    return s->values;
}

static double *push_series(lua_State *L, size_t length)
{
    struct series *s = lua_newuserdata(L, sizeof *s + length * sizeof(double));
    s->length = length;
    return s->values;
}

static int series_from_table(lua_State *L)
{
    size_t length = lua_objlen(L, 1);
    double *values = push_series(L, length);
    for (size_t i = 0; i < length; i++) {
        lua_rawgeti(L, 1, (int)i + 1);
        values[i] = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    return 1;
}

static int series_raw(lua_State *L)
{
    size_t length;
    union {
        const double *in;
        void *out;
    } p = {get_series(L, 1, &length)};
    if (!p.in)
        return 0;
    lua_pushlightuserdata(L, p.out);
    lua_pushinteger(L, (lua_Integer)length);
    return 2;
}

static int series_new(lua_State *L)
{
    lua_pushlightuserdata(L, push_series(L, (size_t)lua_tointeger(L, 1)));
    return 2;
}

static int use_new_arena(lua_State *L)
{
    static struct fs_arena *arena;
    (void)L;
    fs_arena_free(arena);
    arena = fs_arena_new();
    ck_assert_int_eq(fs_handles_use(arena), 0);
    return 0;
}

static const struct fs_series_bridge bridge = {get_series, push_series};

static lua_State *open_state(void)
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    use_new_arena(L);
    fs_bind_compute(L, &bridge);
    lua_setglobal(L, "bound");
    lua_pushcfunction(L, series_from_table);
    lua_setglobal(L, "S");
    lua_pushcfunction(L, series_raw);
    lua_setglobal(L, "raw");
    lua_pushcfunction(L, series_new);
    lua_setglobal(L, "new");
    lua_pushcfunction(L, use_new_arena);
    lua_setglobal(L, "end_run");
    union {
        const struct fs_face *in;
        void *out;
    } face = {fs_face_table()};
    lua_pushlightuserdata(L, face.out);
    lua_setglobal(L, "pointer");
    ck_assert_int_eq(luaL_loadbuffer(L, (const char *)fs_embedded_script_compute_face_lua,
                                     fs_embedded_script_compute_face_lua_len, "=face"),
                     0);
    lua_setglobal(L, "load_face");
    ck_assert_int_eq(luaL_loadbuffer(L, (const char *)fs_embedded_script_compute_api_lua,
                                     fs_embedded_script_compute_api_lua_len, "=api"),
                     0);
    lua_setglobal(L, "load_api");
    return L;
}

static void run_file(const char *name)
{
    lua_State *L = open_state();
    char path[4096];
    snprintf(path, sizeof path, "%s/unit/script/%s", TEST_DATA_DIR, name);
    int status = luaL_dofile(L, path);
    ck_assert_msg(status == 0, "%s", status ? lua_tostring(L, -1) : "");
    lua_close(L);
}

START_TEST(both_faces_give_the_same_bits_and_the_same_errors)
{
    run_file("compute_faces.lua");
}
END_TEST

START_TEST(a_handle_is_refused_when_its_run_has_ended_or_its_kind_differs)
{
    struct fs_arena *arena = fs_arena_new();
    ck_assert_int_eq(fs_handles_use(arena), 0);
    void *state;
    uint32_t handle = fs_handle_new(1, 64, &state);
    ck_assert_uint_ne(handle, 0);
    ck_assert_ptr_eq(fs_handle_get(handle, 1), state);
    ck_assert_ptr_null(fs_handle_get(handle, 2));
    for (uint32_t forged = 0; forged < 100000; forged++)
        if (forged * 42949u != handle)
            ck_assert_ptr_null(fs_handle_get(forged * 42949u, 1));
    ck_assert_int_eq(fs_handle_fault(), 0);
    ck_assert(fs_handle_bad() != fs_handle_bad());
    ck_assert_int_eq(fs_handle_fault(), 1);
    ck_assert_int_eq(fs_handle_fault(), 0);
    fs_arena_free(arena);
    ck_assert_ptr_null(fs_handle_get(handle, 1));
    ck_assert_uint_eq(fs_handle_new(1, 64, &state), 0); /* no arena */
    ck_assert_int_eq(fs_handle_fault(), 1);
}
END_TEST

START_TEST(a_slot_whose_generations_are_used_up_is_never_used_again)
{
    uint32_t first = 0;
    for (int run = 0; run < 5000; run++) {
        struct fs_arena *arena = fs_arena_new();
        void *state;
        ck_assert_int_eq(fs_handles_use(arena), 0);
        uint32_t handle = fs_handle_new(1, 16, &state);
        ck_assert_uint_ne(handle, 0);
        if (run == 0)
            first = handle;
        else
            ck_assert_uint_ne(handle, first);
        fs_arena_free(arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compute_faces");
    TCase *tcase = tcase_create("compute_faces");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, both_faces_give_the_same_bits_and_the_same_errors);
    tcase_add_test(tcase, a_handle_is_refused_when_its_run_has_ended_or_its_kind_differs);
    tcase_add_test(tcase, a_slot_whose_generations_are_used_up_is_never_used_again);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
