/*
 * tick_words.h: how sides and actions of ticks are written.
 */
#ifndef FINSMART_MARKET_TICK_WORDS_H
#define FINSMART_MARKET_TICK_WORDS_H

/* FS_BUY for "buy", "b" and "bid", FS_SELL for "sell", "s", "ask", "a" and "offer", whatever their case; 0 for "", "n",
 * "none" and "unknown"; -1 for any other. */
int fs_tick_side(const char *text);
/* enum FS_BOOK_*: "add" "set" "insert", "change" "modify" "update", "delete" "remove", "clear" "reset", "cancel",
 * "execute" "fill"; -1 for any other. */
int fs_tick_action(const char *text);
/* "buy", "sell"; "" for 0. */
const char *fs_tick_side_name(int side);
/* "add" "change" "delete" "clear" "cancel" "execute"; "" for what is none. */
const char *fs_tick_action_name(int action);

#endif
