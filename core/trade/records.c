#include "trade/records.h"

#include "base/error.h"
#include "base/time.h"
#include "market/instrument_event.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum file { ORDERS, UPDATES, REJECTED, FILLS, POSITIONS, TRADES, EQUITY, EVENTS, FILE_COUNT };

static const struct {
    const char *name, *header;
} files[FILE_COUNT] = {
    [ORDERS] =
        {"orders.csv",
         "order,time,symbol,side,type,tif,qty,limit,stop,trail,offset,display,expires,flags,one_of,after"},
    [UPDATES] = {"updates.csv", "order,time,symbol,state,filled,rule,reason"},
    [REJECTED] = {"rejected.csv", "order,time,symbol,side,qty,rule,limit,observed,reason"},
    [FILLS] = {"fills.csv", "fill,order,time,bar_time,symbol,side,qty,price,fee"},
    [POSITIONS] = {"positions.csv", "time,symbol,qty,avg_price,realised,cash,equity"},
    [TRADES] = {"trades.csv", "symbol,side,qty,entry_time,entry_price,exit_time,exit_price,pnl,fees"},
    [EQUITY] = {"equity.csv", "time,value"},
    [EVENTS] = {"events.csv", "time,symbol,type,into,position_before,position_after,into_qty,price,cash,fee"},
};

struct fs_records {
    char *folder;
    int benchmark;
    FILE *file[FILE_COUNT];
    struct fs_error *failed; /* why a file that came later could not be made; NULL */
};

const char *fs_order_state_name(int state)
{
    static const char *const names[] = {"",          "accepted", "rejected", "filled",   "partial",
                                        "cancelled", "expired",  "cut",      "modified", "kept"};
    return state >= 1 && state <= FS_ORDER_KEPT ? names[state] : "";
}

const char *fs_order_type_name(int type)
{
    static const char *const names[] = {"",
                                        "market",
                                        "limit",
                                        "stop",
                                        "stop_limit",
                                        "trailing_stop",
                                        "trailing_stop_limit",
                                        "market_if_touched",
                                        "limit_if_touched"};
    return type >= 1 && type <= FS_ORDER_LIMIT_IF_TOUCHED ? names[type] : "";
}

const char *fs_order_side_name(int side)
{
    return side == FS_BUY ? "buy" : side == FS_SELL ? "sell" : "";
}

const char *fs_order_tif_name(int tif)
{
    static const char *const names[] = {"gtc", "day", "gtd", "ioc", "fok", "open", "close"};
    return tif >= 0 && tif <= FS_TIF_CLOSE ? names[tif] : "";
}

static int open_file(struct fs_records *r, enum file f)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", r->folder, files[f].name) < 0)
        return fs_error_nomem();
    r->file[f] = fopen(path, "w");
    if (!r->file[f])
        fs_error_errno("could not write '%s'", path);
    free(path);
    if (!r->file[f])
        return -1;
    fprintf(r->file[f], "%s%s\n", files[f].header, f == EQUITY && r->benchmark ? ",benchmark" : "");
    return 0;
}

/* A run without events leaves no file of them, not even an older run's. */
static int remove_events(const struct fs_records *r)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", r->folder, files[EVENTS].name) < 0)
        return fs_error_nomem();
    int status = unlink(path) && errno != ENOENT ? fs_error_errno("could not remove '%s'", path) : 0;
    free(path);
    return status;
}

struct fs_records *fs_records_open(const char *folder, int benchmark)
{
    struct fs_records *r = calloc(1, sizeof *r);
    if (!r || !(r->folder = strdup(folder))) {
        free(r);
        fs_error_nomem();
        return NULL;
    }
    r->benchmark = benchmark;
    if (mkdir(folder, 0777) && errno != EEXIST) {
        fs_error_errno("could not make the folder '%s'", folder);
        goto failed;
    }
    for (int f = 0; f < EVENTS; f++)
        if (open_file(r, (enum file)f))
            goto failed;
    if (remove_events(r))
        goto failed;
    return r;
failed:
    for (int f = 0; f < FILE_COUNT; f++)
        if (r->file[f])
            fclose(r->file[f]);
    free(r->folder);
    free(r);
    return NULL;
}

/* One field and the comma after it (or the end of the row, for `last`). */
static void put_text(FILE *out, const char *text, int last)
{
    if (strpbrk(text, ",\"\r\n")) {
        fputc('"', out);
        for (; *text; text++) {
            if (*text == '"')
                fputc('"', out);
            fputc(*text, out);
        }
        fputc('"', out);
    } else {
        fputs(text, out);
    }
    fputc(last ? '\n' : ',', out);
}

static void put_int(FILE *out, int64_t value)
{
    fprintf(out, "%" PRId64 ",", value);
}

static void put_time(FILE *out, int64_t time)
{
    char text[FS_TIME_TEXT];
    fs_time_format(time, text, sizeof text);
    put_text(out, text, 0);
}

static void put_decimal(FILE *out, int64_t mantissa, int last)
{
    char text[FS_DECIMAL_TEXT];
    fs_decimal_format(mantissa, FS_SCALE_EXP, text, sizeof text);
    put_text(out, text, last);
}

/* Empty for "none". */
static void put_price(FILE *out, int64_t mantissa, int last)
{
    if (mantissa)
        put_decimal(out, mantissa, last);
    else
        put_text(out, "", last);
}

/* The shortest text that reads back as the same double; NaN is empty. */
static void put_double(FILE *out, double value, int last)
{
    char text[40] = "";
    if (!isnan(value))
        for (int digits = 15; digits <= 17; digits++) {
            snprintf(text, sizeof text, "%.*g", digits, value);
            if (strtod(text, NULL) == value)
                break;
        }
    put_text(out, text, last);
}

/* Names of an order's flags with a space between them. */
static void put_flags(FILE *out, int flags)
{
    static const char *const names[] = {"post_only", "reduce_only", "trail_percent"};
    const char *space = "";
    for (int i = 0; i < 3; i++)
        if (flags & 1 << i) {
            fprintf(out, "%s%s", space, names[i]);
            space = " ";
        }
    fputc(',', out);
}

/* An id, empty for none. */
static void put_id(FILE *out, int64_t id, int last)
{
    if (id)
        fprintf(out, "%" PRId64, id);
    fputc(last ? '\n' : ',', out);
}

void fs_records_order(struct fs_records *r, int64_t id, int64_t time, const char *symbol,
                      const struct fs_order_request *request)
{
    FILE *out = r->file[ORDERS];
    put_int(out, id);
    put_time(out, time);
    put_text(out, symbol, 0);
    put_text(out, fs_order_side_name(request->side), 0);
    put_text(out, fs_order_type_name(request->type), 0);
    put_text(out, fs_order_tif_name(request->tif), 0);
    put_decimal(out, request->qty, 0);
    put_price(out, request->limit, 0);
    put_price(out, request->stop, 0);
    put_price(out, request->trail, 0);
    put_price(out, request->offset, 0);
    put_price(out, request->display, 0);
    if (request->expires)
        put_time(out, request->expires);
    else
        fputc(',', out);
    put_flags(out, request->flags);
    put_id(out, request->one_of, 0);
    put_id(out, request->after, 1);
}

void fs_records_update(struct fs_records *r, const char *symbol, const struct fs_order_update *update,
                       const char *rule)
{
    FILE *out = r->file[UPDATES];
    put_int(out, update->order);
    put_time(out, update->ts);
    put_text(out, symbol, 0);
    put_text(out, fs_order_state_name(update->state), 0);
    put_decimal(out, update->filled, 0);
    put_text(out, rule ? rule : "", 0);
    put_text(out, update->reason ? update->reason : "", 1);
}

void fs_records_rejected(struct fs_records *r, const char *symbol, int64_t id, int64_t time,
                         const struct fs_order_request *request, const char *rule,
                         const struct fs_verdict *verdict)
{
    FILE *out = r->file[REJECTED];
    put_int(out, id);
    put_time(out, time);
    put_text(out, symbol, 0);
    put_text(out, fs_order_side_name(request->side), 0);
    put_decimal(out, request->qty, 0);
    put_text(out, rule ? rule : "", 0);
    put_double(out, verdict->limit, 0);
    put_double(out, verdict->observed, 0);
    put_text(out, verdict->reason, 1);
}

void fs_records_fill(struct fs_records *r, const char *symbol, const struct fs_fill *fill)
{
    FILE *out = r->file[FILLS];
    put_int(out, fill->fill);
    put_int(out, fill->order);
    put_time(out, fill->ts);
    put_time(out, fill->bar_time);
    put_text(out, symbol, 0);
    put_text(out, fs_order_side_name(fill->side), 0);
    put_decimal(out, fill->qty, 0);
    put_decimal(out, fill->price, 0);
    put_decimal(out, fill->fee, 1);
}

void fs_records_position(struct fs_records *r, const char *symbol, int64_t time, int64_t qty, int64_t average,
                         double realised, double cash, double equity)
{
    FILE *out = r->file[POSITIONS];
    put_time(out, time);
    put_text(out, symbol, 0);
    put_decimal(out, qty, 0);
    put_price(out, average, 0);
    put_double(out, realised, 0);
    put_double(out, cash, 0);
    put_double(out, equity, 1);
}

void fs_records_trade(struct fs_records *r, const char *symbol, const struct fs_trade_record *trade)
{
    FILE *out = r->file[TRADES];
    put_text(out, symbol, 0);
    put_text(out, trade->side == FS_BUY ? "long" : "short", 0);
    put_decimal(out, trade->qty, 0);
    put_time(out, trade->entry_time);
    put_decimal(out, trade->entry_price, 0);
    put_time(out, trade->exit_time);
    if (trade->exit_time == FS_TIME_NONE)
        put_text(out, "", 0);
    else
        put_decimal(out, trade->exit_price, 0); /* 0 where what was held became worth nothing */
    put_double(out, trade->pnl, 0);
    put_decimal(out, trade->fees, 1);
}

void fs_records_equity(struct fs_records *r, int64_t time, double value, double benchmark)
{
    FILE *out = r->file[EQUITY];
    put_time(out, time);
    put_double(out, value, !r->benchmark);
    if (r->benchmark)
        put_double(out, benchmark, 1);
}

void fs_records_event(struct fs_records *r, const struct fs_event_record *event, const char *symbol,
                      const char *into)
{
    if (r->failed)
        return;
    if (!r->file[EVENTS] && open_file(r, EVENTS)) {
        r->failed = fs_error_take();
        return;
    }
    FILE *out = r->file[EVENTS];
    put_time(out, event->time);
    put_text(out, symbol, 0);
    put_text(out, fs_instrument_event_name(event->type), 0);
    put_text(out, into ? into : "", 0);
    put_decimal(out, event->before, 0);
    put_decimal(out, event->after, 0);
    put_decimal(out, event->into_qty, 0);
    put_price(out, event->price, 0);
    put_decimal(out, event->cash, 0);
    put_decimal(out, event->fee, 1);
}

int fs_records_close(struct fs_records *r)
{
    int status = 0;
    if (!r)
        return 0;
    if (r->failed)
        status = fs_error_restore(r->failed);
    for (int f = 0; f < FILE_COUNT; f++) {
        if (!r->file[f])
            continue;
        int bad = ferror(r->file[f]);
        if ((fclose(r->file[f]) || bad) && !status)
            status = fs_error_errno("could not write '%s/%s'", r->folder, files[f].name);
    }
    free(r->folder);
    free(r);
    return status;
}
