/*
 * bench_venue.c: how fast the simulated exchange takes events. Run by hand: bench_venue [events].
 *
 * A synthetic market: the quantity of a level near the best price changes, every twentieth event is a trade and the change of
 * the level it came from, and the middle walks. Rows: the book alone; the exchange without own orders; with two at the best
 * prices, requoted every 1000 events; with twenty over ten levels of each side.
 */
#include "trade/venue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { DEPTH = 12, REPEAT = 5, REQUOTE = 1000 };

static uint64_t state = 42;

static uint64_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct fs_event change(int64_t ts, int side, int64_t tick, int64_t qty)
{
    struct fs_event e = {.ts = ts, .type = FS_EVENT_BOOK};
    e.u.book.side = (uint8_t)side;
    e.u.book.action = FS_BOOK_CHANGE;
    e.u.book.price = tick * 1000000;
    e.u.book.qty = qty * 100000000;
    return e;
}

static struct fs_event *make(int64_t count, int64_t *mids)
{
    struct fs_event *events = malloc((size_t)count * sizeof *events);
    int64_t mid = 1000000;
    for (int64_t i = 0; events && i < count; i++) {
        uint64_t r = next_random();
        int side = r & 1 ? FS_BUY : FS_SELL, away = 1 + (int)(r >> 8 & 0xff) * DEPTH / 256;
        if (i % 200 == 199) { /* a step: the level that it would cross goes first */
            int up = r >> 20 & 1;
            events[i] = change(i, up ? FS_SELL : FS_BUY, mid + (up ? 1 : -1), 0);
            mid += up ? 1 : -1;
        } else if (i % 20 == 18) {
            events[i] = (struct fs_event){.ts = i, .type = FS_EVENT_TRADE};
            events[i].u.trade.side = (uint8_t)side;
            events[i].u.trade.price = (mid + (side == FS_BUY ? 1 : -1)) * 1000000;
            events[i].u.trade.qty = 100000000;
        } else {
            int64_t qty = (int64_t)(r >> 32 & 31);
            events[i] = change(i, side, mid + (side == FS_BUY ? -away : away), away == 1 ? qty + 5 : qty);
        }
        mids[i / REQUOTE] = mid;
    }
    return events;
}

static int64_t next_id;

static void quote(struct fs_venue *v, int64_t time, int64_t mid, int count)
{
    static int64_t ids[64];
    for (int i = 0; i < count; i++) {
        int side = i & 1 ? FS_SELL : FS_BUY, away = 1 + i / 2;
        struct fs_order_request r = {.side = (uint8_t)side,
                                     .type = FS_ORDER_LIMIT,
                                     .qty = 100000000,
                                     .limit = (mid + (side == FS_BUY ? -away : away)) * 1000000};
        if (ids[i])
            fs_venue_cancel(v, time, ids[i]);
        ids[i] = ++next_id;
        fs_venue_submit(v, time, ids[i], &r);
    }
    fs_venue_taken(v);
}

static double run(const struct fs_event *events, int64_t count, const int64_t *mids, int own,
                  int64_t *reports)
{
    struct fs_venue_options options = {.queue = FS_QUEUE_POWER, .queue_power = 2, .tick = 1000000};
    struct fs_venue *v = fs_venue_new(&options);
    const struct fs_venue_report *r;
    double start = seconds();
    for (int64_t at = 0; at < count; at += REQUOTE) {
        int64_t most = at + REQUOTE < count ? REQUOTE : count - at;
        for (int64_t done = 0; done < most;) {
            done += fs_venue_events(v, events + at + done, most - done);
            *reports += fs_venue_reports(v, &r);
            fs_venue_taken(v);
        }
        if (own)
            quote(v, events[at + most - 1].ts, mids[at / REQUOTE], own);
    }
    double took = seconds() - start;
    fs_venue_free(v);
    return took;
}

static double book(const struct fs_event *events, int64_t count)
{
    struct fs_depth *depth = fs_depth_new(1000000);
    double start = seconds();
    fs_depth_apply_all(depth, events, count);
    double took = seconds() - start;
    fs_depth_free(depth);
    return took;
}

int main(int argc, char **argv)
{
    int64_t count = argc > 1 ? atoll(argv[1]) : 2000000;
    int64_t *mids = malloc(((size_t)(count / REQUOTE) + 1) * sizeof *mids);
    struct fs_event *events = count > 0 && mids ? make(count, mids) : NULL;
    static const int owns[] = {-1, 0, 2, 20};
    if (!events)
        return 1;
    for (size_t k = 0; k < sizeof owns / sizeof *owns; k++) {
        double best = 1e9;
        int64_t reports = 0;
        for (int i = 0; i < REPEAT; i++) {
            reports = 0;
            double took = owns[k] < 0 ? book(events, count) : run(events, count, mids, owns[k], &reports);
            best = took < best ? took : best;
        }
        printf("%-22s %7.1f M events/s %6.1f ns each, %" PRId64 " reports\n",
               owns[k] < 0    ? "book alone"
               : owns[k] == 0 ? "no own orders"
               : owns[k] == 2 ? "2 own orders"
                              : "20 own orders",
               (double)count / best / 1e6, best / (double)count * 1e9, reports);
    }
    free(events);
    free(mids);
    return 0;
}
