/*
 * trading.h: what a strategy plugin can do, over the engine. For the files of this room only.
 */
#ifndef FINSMART_PLUGIN_TRADING_H
#define FINSMART_PLUGIN_TRADING_H

#include "plugin/context.h"

struct fs_engine_view;

/* Gives a context its engine and the ids of the run's symbols. 0 or -1. */
int fs_trade_attach(struct fs_context *context, struct fs_engine *engine);
/* The strategy's table for a run of `symbol_count` symbols. */
void fs_trade_table(struct fs_trade *table, uint32_t symbol_count);
/* " of AAPL at 2020-01-02T00:00:00Z (bar 17)": where a run is. */
#define FS_TRADE_PLACE 400
void fs_trade_place(const struct fs_engine *engine, const struct fs_engine_view *view, int slot, char *buffer,
                    size_t size);

#endif
