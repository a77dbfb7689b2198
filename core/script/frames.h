/*
 * frames.h: frames as scripts see them: full userdata that own one reference.
 */
#ifndef FINSMART_SCRIPT_FRAMES_H
#define FINSMART_SCRIPT_FRAMES_H

#include <lua.h>

struct fs_frame;

/* Makes the metatable. Once per state. */
void fs_frames_open(lua_State *L);
/* Pushes a frame; takes over the caller's reference, also when a Lua error is raised. */
void fs_frames_push(lua_State *L, struct fs_frame *frame);
/* The frame at an index, or NULL. Borrowed from the userdata. */
struct fs_frame *fs_frames_at(lua_State *L, int index);
/* Adds the functions that frame.lua builds on to the table on top of the stack. */
void fs_frames_host(lua_State *L);

#endif
