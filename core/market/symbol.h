/*
 * symbol.h: symbols as numbers.
 *
 * A symbol's text is interned to an id that is the same in the whole process and means nothing outside it:
 * files, hashes and messages carry the text. Ids count from 1 and are never given back. Safe from any thread.
 */
#ifndef FINSMART_MARKET_SYMBOL_H
#define FINSMART_MARKET_SYMBOL_H

#include <stdint.h>

/* Longest text of a symbol, in bytes. */
#define FS_SYMBOL_MAX 255

/* The id of a text, added if new. 0 with FS_E_INPUT for an empty or too long text or one with control
 * characters, with FS_E_MEMORY when there is none left. */
uint32_t fs_symbol_id(const char *text);
/* The text of an id, valid until the process ends; NULL for an id that nobody was given (no error). */
const char *fs_symbol_text(uint32_t id);
/* How many there are: the highest id. */
uint32_t fs_symbol_count(void);

#endif
