/*
 * testing_backtest.h: what lets a script's test run a strategy: private to core/script.
 */
#ifndef FINSMART_SCRIPT_TESTING_BACKTEST_H
#define FINSMART_SCRIPT_TESTING_BACKTEST_H

#include <lua.h>

/* Adds backtest_open, backtest_result and backtest_close to the table on top of the stack. */
void fs_testing_backtest_host(lua_State *L);

#endif
