/*
 * data_rows.h: rows of a dataset as an answer: Arrow, CSV, NDJSON or JSON, in pieces.
 */
#ifndef FINSMART_SERVER_DATA_ROWS_H
#define FINSMART_SERVER_DATA_ROWS_H

#include "server/call.h"
#include "store/history.h"

/* GET .../rows: columns, symbol, range, limit, resample of the query; the format by Accept. */
void fs_data_rows(struct fs_call *call);
/* GET .../asof: the last row of each symbol at or before a time. */
void fs_data_asof(struct fs_call *call);
/* Opens the dataset that the path names. NULL: the call has been answered. */
struct fs_history *fs_data_open(struct fs_call *call);

#endif
