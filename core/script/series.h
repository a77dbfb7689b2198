/*
 * series.h: what a script sees of an array of doubles.
 *
 * A series is a full userdata: its values lie behind the header, or in memory that somebody else keeps (a
 * frame's column, through its buffer). Values of an owned series are written by whoever made it before a
 * script sees it.
 */
#ifndef FINSMART_SCRIPT_SERIES_H
#define FINSMART_SCRIPT_SERIES_H

#include <lua.h>
#include <stdint.h>

struct fs_buffer;

#define FS_SERIES_TAG UINT64_C(0x5e71e5f15a4a7001)

/* Read by the trusted files through FFI. */
struct fs_lua_series {
    uint64_t tag;            /* FS_SERIES_TAG: told from every other userdata */
    int64_t length;          /* values */
    double *data;            /* `values`, or foreign memory that is never written */
    struct fs_buffer *owner; /* keeps foreign memory alive, or NULL */
    int32_t kind;            /* FS_SERIES_* */
    int32_t reserved;
    double values[];
};

#define FS_SERIES_NUMBER 0
#define FS_SERIES_TIME   1 /* seconds since 1970 UTC; only its text differs */
#define FS_SERIES_BOOL   2 /* 0 and 1 */

/* Makes the metatable. Once per state. */
void fs_series_open(lua_State *L);
/* Pushes a series of `length` uninitialised values for the caller to fill; raises a Lua error when out of
 * memory. */
struct fs_lua_series *fs_series_push(lua_State *L, int64_t length);
/* Pushes a series over foreign memory; takes a reference of `owner` (which may be NULL). */
struct fs_lua_series *fs_series_push_view(lua_State *L, const double *data, int64_t length,
                                          struct fs_buffer *owner);
/* The series at an index, or NULL. */
struct fs_lua_series *fs_series_at(lua_State *L, int index);
/* For trusted files: sets the metatable of the table at argument 1 to be that of series. */
int fs_series_set_methods(lua_State *L);

#endif
