/*
 * records.h: the rows of a run, written to CSV files of a folder while it runs.
 *
 *   orders.csv     order,time,symbol,side,type,tif,qty,limit,stop,trail,offset,display,expires,flags,one_of,after
 *   updates.csv    order,time,symbol,state,filled,rule,reason
 *   rejected.csv   order,time,symbol,side,qty,rule,limit,observed,reason
 *   fills.csv      fill,order,time,bar_time,symbol,side,qty,price,fee
 *   positions.csv  time,symbol,qty,avg_price,realised,cash,equity     (after every fill)
 *   trades.csv     symbol,side,qty,entry_time,entry_price,exit_time,exit_price,pnl,fees
 *   equity.csv     time,value[,benchmark]
 *   events.csv     time,symbol,type,into,position_before,position_after,into_qty,price,cash,fee    (from the first event on)
 *
 * Each begins with its header. `time` is engine time (of equity and trades: the start of the bar), RFC 3339 UTC;
 * quantities and prices are exact decimals; an empty field is "none". A write that fails is kept until
 * fs_records_close() reports it.
 */
#ifndef FINSMART_TRADE_RECORDS_H
#define FINSMART_TRADE_RECORDS_H

#include "trade/gate.h"
#include "trade/result.h"

#include <finsmart/order.h>
#include <stdint.h>

struct fs_records;

/* Makes the folder where it is missing and the files anew. NULL with FS_E_IO. `benchmark`: equity.csv has that
 * column. */
struct fs_records *fs_records_open(const char *folder, int benchmark);
void fs_records_order(struct fs_records *records, int64_t id, int64_t time, const char *symbol,
                      const struct fs_order_request *request);
void fs_records_update(struct fs_records *records, const char *symbol, const struct fs_order_update *update,
                       const char *rule);
void fs_records_rejected(struct fs_records *records, const char *symbol, int64_t id, int64_t time,
                         const struct fs_order_request *request, const char *rule,
                         const struct fs_verdict *verdict);
void fs_records_fill(struct fs_records *records, const char *symbol, const struct fs_fill *fill);
void fs_records_position(struct fs_records *records, const char *symbol, int64_t time, int64_t qty,
                         int64_t average, double realised, double cash, double equity);
void fs_records_trade(struct fs_records *records, const char *symbol, const struct fs_trade_record *trade);
void fs_records_equity(struct fs_records *records, int64_t time, double value, double benchmark);
/* `into` is the name of the other symbol, or NULL. */
void fs_records_event(struct fs_records *records, const struct fs_event_record *event, const char *symbol,
                      const char *into);
/* Flushes and closes; -1 with FS_E_IO when any row could not be written. NULL is allowed. */
int fs_records_close(struct fs_records *records);

/* "accepted" and so on, for FS_ORDER_* states; "market" and so on; "buy", "sell"; "gtc" and so on. */
const char *fs_order_state_name(int state);
const char *fs_order_type_name(int type);
const char *fs_order_side_name(int side);
const char *fs_order_tif_name(int tif);

#endif
