/*
 * host.c: the C functions of the trusted files that need Lua values; the rest goes through FFI (face.c).
 */
#include "base/activity.h"
#include "base/error.h"
#include "base/log.h"
#include "base/nearest.h"
#include "base/paths.h"
#include "base/time.h"
#include "script/series.h"
#include "script/state.h"

#include <errno.h>
#include <lauxlib.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRIPT_BYTES_MAX (16 << 20) /* of one Lua file */

static int embedded(lua_State *L)
{
    size_t length;
    const unsigned char *text = fs_embedded_find(luaL_checkstring(L, 1), &length);
    if (!text)
        return 0;
    lua_pushlstring(L, (const char *)text, length);
    return 1;
}

/* read(path) -> text, or nil and why. A folder, a device and a file of over 16 MB are no scripts. */
static int read_file(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    struct stat status;
    FILE *file = fopen(path, "rbe");
    const char *problem = NULL;
    if (!file || fstat(fileno(file), &status)) {
        problem = strerror(errno);
    } else if (!S_ISREG(status.st_mode)) {
        problem = "it is not a file";
    } else if (status.st_size > SCRIPT_BYTES_MAX) {
        problem = "it is larger than 16 MB";
    } else {
        size_t size = (size_t)status.st_size;
        char *text = malloc(size + 1);
        size_t got = text ? fread(text, 1, size, file) : 0;
        if (!text || ferror(file)) {
            problem = text ? strerror(errno) : "out of memory";
        } else {
            /* The buffer is freed before a Lua error could pass it by: a copy is pushed under the limit's
             * check. */
            luaL_Buffer buffer;
            luaL_buffinit(L, &buffer);
            luaL_addlstring(&buffer, text, got);
            free(text);
            fclose(file);
            luaL_pushresult(&buffer);
            return 1;
        }
        free(text);
    }
    if (file)
        fclose(file);
    lua_pushnil(L);
    lua_pushstring(L, problem);
    return 2;
}

static int sha256(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    unsigned char digest[32];
    char hex[65];
    if (!EVP_Digest(text, length, digest, NULL, EVP_sha256(), NULL))
        return luaL_error(L, "SHA-256 is not available");
    for (int i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    lua_pushlstring(L, hex, 64);
    return 1;
}

static int nearest(lua_State *L)
{
    const char *names[512];
    int count = (int)lua_objlen(L, 2);
    if (count > 512)
        count = 512;
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, 2, i + 1);
        names[i] = lua_tostring(L, -1); /* the table keeps it */
        lua_pop(L, 1);
    }
    lua_pushstring(L, fs_nearest(luaL_checkstring(L, 1), names, count));
    return 1;
}

static int print_text(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    fwrite(text, 1, length, fs_state_of(L)->out);
    return 0;
}

/* log(level, message, script) */
static int log_text(lua_State *L)
{
    int level = fs_log_level_parse(luaL_checkstring(L, 1));
    fs_log(level, luaL_checkstring(L, 2), "script", luaL_optstring(L, 3, "?"), NULL);
    return 0;
}

/* The thread's error as text, which is then cleared. */
static int take_error(lua_State *L)
{
    const struct fs_error *error = fs_error_last();
    lua_pushstring(L, error ? error->message : "unknown failure");
    fs_error_clear();
    return 1;
}

static int series_new(lua_State *L)
{
    lua_Number length = luaL_checknumber(L, 1);
    struct fs_lua_series *series =
        fs_series_push(L, length >= 0 && length < 1e15 ? (int64_t)length : INT64_MAX);
    series->kind = (int32_t)luaL_optinteger(L, 2, 0);
    return 1;
}

static int share_folder(lua_State *L)
{
    lua_pushstring(L, fs_paths_share());
    return 1;
}

/* Is there such a file? */
static int file_exists(lua_State *L)
{
    lua_pushboolean(L, access(luaL_checkstring(L, 1), F_OK) == 0);
    return 1;
}

/* Seconds as scripts have them to nanoseconds; raises where there is no such time. */
static int64_t check_time(lua_State *L, int index)
{
    lua_Number seconds = luaL_checknumber(L, index);
    if (!(seconds > -9.2e9 && seconds < 9.2e9))
        luaL_error(L, "%f is no time between the years 1678 and 2262", seconds);
    lua_Number whole = (lua_Number)(int64_t)seconds;
    /* Scripts' seconds carry microseconds at most: the rest of the double is rounding. */
    int64_t micros = (int64_t)((seconds - whole) * 1e6 + (seconds < whole ? -0.5 : 0.5));
    return (int64_t)whole * FS_NS_PER_SECOND + micros * FS_NS_PER_US;
}

static int time_text(lua_State *L)
{
    char text[FS_TIME_TEXT];
    size_t length = fs_time_format(check_time(L, 1), text, sizeof text);
    lua_pushlstring(L, text, length);
    return 1;
}

static int time_parse(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    int64_t time;
    if (fs_time_parse(text, length, NULL, &time))
        return fs_state_raise(L);
    lua_pushnumber(L, (lua_Number)time / 1e9);
    return 1;
}

/* time_parts(seconds) -> year, month, day, hour, minute, second, weekday */
static int time_parts(lua_State *L)
{
    int64_t time = check_time(L, 1);
    struct fs_civil civil;
    fs_time_civil(time, &civil);
    lua_pushinteger(L, civil.year);
    lua_pushinteger(L, civil.month);
    lua_pushinteger(L, civil.day);
    lua_pushinteger(L, civil.hour);
    lua_pushinteger(L, civil.minute);
    lua_pushnumber(L, civil.second + civil.nanosecond / 1e9);
    lua_pushinteger(L, fs_time_weekday(fs_time_utc_day(time)));
    return 7;
}

/* duration("5m") -> 300 */
static int duration_parse(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    int64_t ns;
    if (fs_duration_parse(text, length, &ns))
        return fs_state_raise(L);
    lua_pushnumber(L, (lua_Number)ns / 1e9);
    return 1;
}

/* A counter-based generator: the n-th draw is a mix of the seed and n (the finaliser of SplitMix64), so that
 * its whole state is one number that a saved strategy can carry. */
static uint64_t draw(struct fs_state *state)
{
    uint64_t z = state->seed + ++state->draws * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* math.random([m [, n]]) */
static int random_number(lua_State *L)
{
    double unit = (double)(draw(fs_state_of(L)) >> 11) * 0x1p-53;
    int count = lua_gettop(L);
    if (count == 0) {
        lua_pushnumber(L, unit);
        return 1;
    }
    double low = count > 1 ? luaL_checknumber(L, 1) : 1, high = luaL_checknumber(L, count > 1 ? 2 : 1);
    if (!(low <= high) || high - low >= 0x1p53 || low != (double)(int64_t)low ||
        high != (double)(int64_t)high)
        return luaL_error(
            L, "bad argument to 'math.random' (expected whole numbers, the first at most the second)");
    lua_pushnumber(L, low + (double)(int64_t)(unit * (high - low + 1)));
    return 1;
}

/* math.randomseed(n): starts the sequence of `n` from its beginning. */
static int random_seed(lua_State *L)
{
    double seed = luaL_checknumber(L, 1);
    struct fs_state *state = fs_state_of(L);
    memcpy(&state->seed, &seed, sizeof seed);
    state->draws = 0;
    return 0;
}

static int memory_exhausted(lua_State *L)
{
    struct fs_state *state = fs_state_of(L);
    lua_pushboolean(L, state->exhausted);
    lua_pushnumber(L, (lua_Number)(state->limit >> 20));
    return 2;
}

static int where(lua_State *L)
{
    char text[256];
    fs_state_where(text, sizeof text);
    lua_pushstring(L, text);
    return 1;
}

/* enter(handler [, script]): from here on script code runs; leave(): our own does. */
static int enter_handler(lua_State *L)
{
    struct fs_activity *now = fs_activity();
    now->bar = -1;
    now->time = 0;
    fs_activity_set(luaL_optstring(L, 2, NULL), luaL_checkstring(L, 1), "");
    return 0;
}

static int leave_handler(lua_State *L)
{
    (void)L;
    fs_activity_set(NULL, "", "");
    return 0;
}

/* running() -> script, handler; texts that are "" when no script is running. */
static int running(lua_State *L)
{
    lua_pushstring(L, *fs_activity()->handler ? fs_activity()->script : "");
    lua_pushstring(L, fs_activity()->handler);
    return 2;
}

static int script_path(lua_State *L)
{
    lua_pushstring(L, fs_activity()->script);
    return 1;
}

void fs_host_open(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"embedded", embedded},
        {"read", read_file},
        {"exists", file_exists},
        {"sha256", sha256},
        {"nearest", nearest},
        {"print", print_text},
        {"log", log_text},
        {"error", take_error},
        {"series_new", series_new},
        {"series_methods", fs_series_set_methods},
        {"share", share_folder},
        {"time_text", time_text},
        {"time_parse", time_parse},
        {"time_parts", time_parts},
        {"duration", duration_parse},
        {"random", random_number},
        {"randomseed", random_seed},
        {"exhausted", memory_exhausted},
        {"where", where},
        {"enter", enter_handler},
        {"leave", leave_handler},
        {"script_path", script_path},
        {"running", running},
        {NULL, NULL},
    };
    luaL_register(L, NULL, functions);
}
