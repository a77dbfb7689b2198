/*
 * report_document.h: the result of a backtest as the Lua library reads it. Private to core/script.
 */
#ifndef FINSMART_SCRIPT_REPORT_DOCUMENT_H
#define FINSMART_SCRIPT_REPORT_DOCUMENT_H

#include <lua.h>

struct fs_report;

/* Pushes the document (scripts/lib/backtest_report.lua has its fields) and prices(symbol); returns 2. Series are views of
 * the result's memory. Call it inside fs_state_enter(). */
int fs_report_push(lua_State *L, const struct fs_report *report);

#endif
