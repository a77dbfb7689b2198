/* columns.h: what the module `backtest` of scripts (columns.lua) builds on: private to core/script. */
#ifndef FINSMART_SCRIPT_COLUMNS_H
#define FINSMART_SCRIPT_COLUMNS_H

#include <lua.h>

/* Adds columns_open, columns_prices, columns_run and columns_result to the table on top of the stack. */
void fs_columns_host(lua_State *L);

#endif
