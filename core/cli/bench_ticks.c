/*
 * bench_ticks.c: ticks from mapped files to events, and events to order books.
 *
 * The input is generated: trades and changes of price levels within 20 ticks of a middle that wanders, in Arrow files
 * written first (not measured) and then read through the map, as a dataset's files are.
 */
#include "base/error.h"
#include "cli/bench.h"
#include "cli/cli.h"
#include "frame/arrow.h"
#include "market/orders_book.h"
#include "market/ticks.h"

#include <finsmart/order.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PART_ROWS = 1 << 24, ORDERS = 1 << 22 };
static const int64_t TICK = 1000000; /* 0.01 */

struct work {
    char folder[64];
    int64_t rows;
    int parts; /* files of each kind */
    uint64_t chance;
    int64_t middle; /* in ticks */
};

static uint64_t draw(struct work *w, uint64_t below)
{
    w->chance ^= w->chance << 13; /* xorshift64, as in the other benchmarks */
    w->chance ^= w->chance >> 7;
    w->chance ^= w->chance << 17;
    return w->chance % below;
}

static void path_of(const struct work *w, int type, int part, char out[128])
{
    snprintf(out, 128, "%s/%d-%d.arrow", w->folder, type, part);
}

/* Trades, or levels set to a new quantity. */
static int write_part(struct work *w, int type, int part)
{
    int64_t first = (int64_t)part * PART_ROWS,
            rows = w->rows - first < PART_ROWS ? w->rows - first : PART_ROWS;
    struct fs_frame *frame = fs_frame_new();
    struct fs_dict *dict = fs_dict_new();
    void *time, *price, *qty, *side;
    char path[128];
    int result =
        frame && dict && fs_dict_put(dict, "buy", 3) == 0 && fs_dict_put(dict, "sell", 4) == 1 ? 0 : -1;
    if (result == 0)
        result = fs_frame_add_new(frame, "time", FS_TIME, rows, NULL, &time) ||
                 fs_frame_add_new(frame, "price", FS_F64, rows, NULL, &price) ||
                 fs_frame_add_new(frame, "qty", FS_F64, rows, NULL, &qty);
    if (result == 0)
        result = fs_frame_add_new(frame, "side", FS_STRING, rows, dict, &side);
    for (int64_t i = 0; i < rows && result == 0; i++) {
        int sell = (int)draw(w, 2);
        int64_t away = 1 + (int64_t)draw(w, 20);
        if (!draw(w, 30))
            w->middle += (int64_t)draw(w, 3) - 1;
        ((int64_t *)time)[i] = (first + i) * 1000;
        ((double *)price)[i] = (double)(w->middle + (sell ? away : -away)) / 100;
        ((double *)qty)[i] = type == FS_EVENT_TRADE || draw(w, 4) ? (double)(1 + draw(w, 1000)) / 10 : 0;
        ((int32_t *)side)[i] = sell;
    }
    path_of(w, type, part, path);
    if (result == 0)
        result = fs_arrow_write_file(frame, path, NULL);
    fs_frame_unref(frame);
    return result;
}

/* The files of one kind, one after the other. */
struct files {
    const struct work *work;
    int type, next;
};

static int next_part(void *context, struct fs_frame **part)
{
    struct files *files = context;
    char path[128];
    *part = NULL;
    if (files->next == files->work->parts)
        return 0;
    path_of(files->work, files->type, files->next++, path);
    *part = fs_arrow_read_file(path, NULL);
    return *part ? 0 : -1;
}

/* Reads all events of a kind; those of a book go into it. Their number, -1 with an error; *sum depends on each. */
static int64_t scan(const struct work *w, int type, struct fs_depth *depth, int64_t *sum)
{
    struct files files = {w, type, 0};
    struct fs_tick_source source = {type, "BENCH", next_part, NULL, &files};
    struct fs_ticks *ticks = fs_ticks_new(&source, 1, NULL);
    const struct fs_event *events;
    int64_t total = 0, count = ticks ? 1 : -1;
    while (count > 0 && (count = fs_ticks_next(ticks, &events)) > 0) {
        total += count;
        if (depth)
            fs_depth_apply_all(depth, events, count);
        else
            for (int64_t i = 0; i < count; i++)
                *sum += events[i].u.trade.price ^ events[i].ts ^ events[i].u.trade.qty;
    }
    fs_ticks_free(ticks);
    return count < 0 ? -1 : total;
}

static int measure(const struct work *w, struct fs_bench_report *report, int runs, int type, int with_book,
                   const char *name)
{
    struct fs_bench_row *row = fs_bench_row(report, name, "events", (double)w->rows);
    int64_t sum = 0;
    if (!row)
        return -1;
    row->ours = 1;
    for (int r = 0; r < runs; r++) {
        struct fs_depth *depth = with_book ? fs_depth_new(TICK) : NULL;
        if (with_book && !depth)
            return -1;
        double start = fs_bench_now();
        int64_t count = scan(w, type, depth, &sum);
        row->seconds[row->runs++] = fs_bench_now() - start;
        fs_depth_free(depth);
        if (count != w->rows)
            return count < 0 ? -1 : fs_error_set(FS_E_INTERNAL, "some events are missing");
    }
    return 0;
}

/* A stream of orders: half of them new, the rest cancelled, executed or changed. */
static struct fs_event *make_orders(struct work *w)
{
    struct fs_event *events = calloc(ORDERS, sizeof *events);
    uint64_t *alive = malloc(ORDERS * sizeof *alive), next = 1, count = 0;
    struct fs_book_order *orders = malloc((ORDERS + 1) * sizeof *orders);
    for (int i = 0; events && alive && orders && i < ORDERS; i++) {
        struct fs_event_book *b = &events[i].u.book;
        events[i].type = FS_EVENT_BOOK;
        if (count < 1000 || (count < 20000 && draw(w, 2))) {
            int sell = (int)draw(w, 2);
            int64_t away = 1 + (int64_t)draw(w, 20);
            w->middle += draw(w, 30) ? 0 : (int64_t)draw(w, 3) - 1;
            orders[next] = (struct fs_book_order){next, (w->middle + (sell ? away : -away)) * TICK,
                                                  (int64_t)(100 + draw(w, 900)), sell ? FS_SELL : FS_BUY};
            b->action = FS_BOOK_ADD;
            b->qty = orders[next].qty;
            b->order_id = next;
            alive[count++] = next++;
        } else {
            uint64_t at = draw(w, count), take = draw(w, 3);
            struct fs_book_order *o = &orders[b->order_id = alive[at]];
            b->action = take ? FS_BOOK_DELETE : FS_BOOK_EXECUTE;
            b->qty = take ? 0 : o->qty > 50 ? 50 : o->qty;
            o->qty = take ? 0 : o->qty - b->qty;
            if (!o->qty)
                alive[at] = alive[--count];
        }
        b->side = (uint8_t)orders[b->order_id].side;
        b->price = orders[b->order_id].price;
    }
    if (!events || !alive || !orders) {
        fs_error_nomem();
        free(events);
        events = NULL;
    }
    free(alive);
    free(orders);
    return events;
}

static int measure_orders(struct work *w, struct fs_bench_report *report, int runs)
{
    struct fs_bench_row *row = fs_bench_row(report, "order by order, events in memory", "events", ORDERS);
    struct fs_event *events = row ? make_orders(w) : NULL;
    if (!events)
        return -1;
    row->ours = 1;
    int result = 0;
    for (int r = 0; r < runs && result == 0; r++) {
        struct fs_orders_book *book = fs_orders_book_new(TICK);
        double start = fs_bench_now();
        int64_t refused = book ? fs_orders_book_apply_all(book, events, ORDERS) : 0;
        row->seconds[row->runs++] = fs_bench_now() - start;
        fs_orders_book_free(book);
        if (!book || refused)
            result = book ? fs_error_set(FS_E_INTERNAL, "some events were refused") : -1;
    }
    free(events);
    return result;
}

/* Changes of levels from memory: what a book costs alone. */
static int measure_depth(const struct work *w, struct fs_bench_report *report, int runs)
{
    struct files files = {w, FS_EVENT_BOOK, 0};
    struct fs_tick_source source = {FS_EVENT_BOOK, "BENCH", next_part, NULL, &files};
    int64_t wanted = w->rows < ORDERS ? w->rows : ORDERS, have = 0, count = 1;
    struct fs_event *events = malloc((size_t)wanted * sizeof *events);
    struct fs_ticks *ticks = events ? fs_ticks_new(&source, 1, NULL) : NULL;
    const struct fs_event *some;
    if (!events)
        fs_error_nomem();
    while (ticks && have < wanted && (count = fs_ticks_next(ticks, &some)) > 0) {
        int64_t take = count < wanted - have ? count : wanted - have;
        memcpy(events + have, some, (size_t)take * sizeof *events);
        have += take;
    }
    fs_ticks_free(ticks);
    struct fs_bench_row *row =
        ticks && count > 0 ? fs_bench_row(report, "price levels, events in memory", "events", (double)have)
                           : NULL;
    if (row)
        row->ours = 1;
    for (int r = 0; row && r < runs; r++) {
        struct fs_depth *depth = fs_depth_new(TICK);
        double start = fs_bench_now();
        if (depth)
            fs_depth_apply_all(depth, events, have);
        row->seconds[row->runs++] = fs_bench_now() - start;
        fs_depth_free(depth);
    }
    free(events);
    return row ? 0 : -1;
}

static int run(const struct fs_args *args, struct fs_bench_report *report)
{
    struct work w = {.folder = "/tmp/finsmart-bench-XXXXXX",
                     .rows = fs_args_int(args, "events"),
                     .chance = 88172645463325252u,
                     .middle = 10000000};
    int runs = (int)fs_args_int(args, "runs"), result = 0;
    w.parts = (int)((w.rows + PART_ROWS - 1) / PART_ROWS);
    if (!mkdtemp(w.folder))
        return fs_error_errno("could not make a folder in /tmp");
    for (int type = FS_EVENT_TRADE; type <= FS_EVENT_BOOK && result == 0;
         type += FS_EVENT_BOOK - FS_EVENT_TRADE)
        for (int part = 0; part < w.parts && result == 0; part++)
            result = write_part(&w, type, part);
    if (result == 0)
        result = measure(&w, report, runs, FS_EVENT_TRADE, 0, "trades, mapped files to events");
    if (result == 0)
        result = measure(&w, report, runs, FS_EVENT_BOOK, 1, "price levels, mapped files to a book");
    if (result == 0)
        result = measure_depth(&w, report, runs);
    if (result == 0)
        result = measure_orders(&w, report, runs);
    for (int part = 0; part < w.parts; part++)
        for (int type = FS_EVENT_TRADE; type <= FS_EVENT_BOOK; type++) {
            char path[128];
            path_of(&w, type, part, path);
            unlink(path);
        }
    rmdir(w.folder);
    return result;
}

const struct fs_bench fs_bench_ticks = {
    .name = "ticks",
    .summary = "ticks: from mapped files to events, and into order books, on one core",
    .run = run,
};
