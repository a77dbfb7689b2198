/*
 * frames.h: frames as scripts see them: full userdata that own one reference.
 */
#ifndef FINSMART_SCRIPT_FRAMES_H
#define FINSMART_SCRIPT_FRAMES_H

#include <lua.h>
#include <stdint.h>

struct fs_frame;

/* Makes the metatable. Once per state. */
void fs_frames_open(lua_State *L);
/* Pushes a frame; takes over the caller's reference, also when a Lua error is raised. */
void fs_frames_push(lua_State *L, struct fs_frame *frame);
/* The frame at an index, or NULL. Borrowed from the userdata. */
struct fs_frame *fs_frames_at(lua_State *L, int index);
/* The same; anything else raises a Lua error. */
struct fs_frame *fs_frames_check(lua_State *L, int index);
/* A script's time, seconds since 1970 exact to a microsecond, in nanoseconds; for times between the years 1678
 * and 2262. */
int64_t fs_frames_time(double seconds);
/* Adds the functions that frame.lua builds on to the table on top of the stack. */
void fs_frames_host(lua_State *L);
/* Adds those of frame_ops.lua; fs_frames_host() calls it. */
void fs_frame_ops_host(lua_State *L);

#endif
