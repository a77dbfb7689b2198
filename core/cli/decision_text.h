/*
 * decision_text.h: decisions of a journal for people and for programs.
 */
#ifndef FINSMART_CLI_DECISION_TEXT_H
#define FINSMART_CLI_DECISION_TEXT_H

#include "trade/decision.h"

#include <jansson.h>
#include <stdio.h>

#define FS_DECISION_TEXT 512

/* "order 17: buy 100 AAPL, limit 101.5, day"; times are the caller's to print. */
void fs_decision_text(const struct fs_decision *decision, char out[FS_DECISION_TEXT]);
/* {"kind": "order", "order": 17, "time": ..., "symbol": ..., ...}: times RFC 3339, quantities and prices exact decimals as
 * text. NULL when out of memory. */
json_t *fs_decision_json(const struct fs_decision *decision);
/* A time for a cell or a JSON value: RFC 3339, "" for FS_TIME_NONE. */
const char *fs_decision_time(int64_t time, char out[48]);
/* Text that somebody else wrote, its control characters as "?": a terminal obeys them. */
void fs_put_plain(FILE *out, const char *text, size_t length);
/* A JSON string, or null where the bytes are no UTF-8. */
json_t *fs_plain_json(const char *text, size_t length);

#endif
