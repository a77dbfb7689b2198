#include "cli/bench_feed.h"

#include "base/error.h"
#include "base/time.h"
#include "frame/arrow.h"
#include "market/ticks.h"
#include "store/history.h"

#include <finsmart/event.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART_ROWS = 1 << 20, REACH = 20, ROOM = 4096, MOST = 1000 };
enum { BIDS, OFFERS, SALE, PURCHASE };

/* Rows of one kind that are not written yet. */
struct rows {
    int64_t *time;
    double *price, *qty;
    int32_t *side;
    int64_t count;
};

struct maker {
    struct fs_bench_feed *feed;
    struct rows rows[2]; /* trades, levels */
    FILE *raw[4];
    uint64_t chance;
    int64_t qty[2][ROOM]; /* of bids and offers, by tick modulo ROOM */
    int64_t best[2];      /* ticks */
    int64_t made, time;
};

static const char *const raw_names[] = {"time.i64", "price.f64", "qty.f64", "kind.u8"};

static int64_t draw(struct maker *m, uint64_t below)
{
    m->chance ^= m->chance << 13; /* xorshift64, as in the other benchmarks */
    m->chance ^= m->chance >> 7;
    m->chance ^= m->chance << 17;
    return (int64_t)(m->chance % below);
}

static void path_of(const struct fs_bench_feed *feed, int levels, int part, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s-%d.arrow", feed->folder, levels ? "book" : "trades", part);
}

static int add(struct fs_frame *frame, const char *name, int type, struct fs_dict *dict, const void *values,
               int64_t count)
{
    void *data;
    if (fs_frame_add_new(frame, name, type, count, dict, &data))
        return -1;
    memcpy(data, values, (size_t)count * (type == FS_STRING ? sizeof(int32_t) : sizeof(int64_t)));
    return 0;
}

static int add_sides(struct fs_frame *frame, const struct rows *r)
{
    struct fs_dict *dict = fs_dict_new();
    if (dict && fs_dict_put(dict, "buy", 3) == 0 && fs_dict_put(dict, "sell", 4) == 1)
        return add(frame, "side", FS_STRING, dict, r->side, r->count); /* the frame takes the dictionary */
    fs_dict_unref(dict);
    return -1;
}

/* Writes the rows of a kind as the next file. */
static int flush(struct maker *m, int levels)
{
    struct rows *r = &m->rows[levels];
    if (!r->count)
        return 0;
    struct fs_frame *frame = fs_frame_new();
    char path[PATH_MAX];
    path_of(m->feed, levels, m->feed->parts[levels]++, path);
    int status = frame && !add(frame, "time", FS_TIME, NULL, r->time, r->count) &&
                         !add(frame, "price", FS_F64, NULL, r->price, r->count) &&
                         !add(frame, "qty", FS_F64, NULL, r->qty, r->count) && !add_sides(frame, r) &&
                         !fs_arrow_write_file(frame, path, NULL)
                     ? 0
                     : -1;
    r->count = 0;
    fs_frame_unref(frame);
    return status;
}

/* The next event. -1 with an error. */
static int tell(struct maker *m, int kind, int64_t tick, int64_t qty)
{
    int levels = kind <= OFFERS;
    struct rows *r = &m->rows[levels];
    /* 500 microseconds apart in the mean, and never a whole number of them since 1970. */
    m->time += 1000 * (1 + draw(m, 999));
    r->time[r->count] = m->time;
    r->price[r->count] = (double)tick / 100;
    r->qty[r->count] = (double)qty;
    r->side[r->count] = kind == OFFERS || kind == SALE;
    uint8_t byte = (uint8_t)kind;
    const void *values[] = {&r->time[r->count], &r->price[r->count], &r->qty[r->count], &byte};
    for (int i = 0; i < 4 && m->raw[i]; i++)
        if (fwrite(values[i], i < 3 ? 8 : 1, 1, m->raw[i]) != 1)
            return fs_error_errno("%s/%s: could not be written", m->feed->folder, raw_names[i]);
    m->made++;
    return ++r->count == PART_ROWS ? flush(m, levels) : 0;
}

static int64_t *level(struct maker *m, int side, int64_t tick)
{
    return &m->qty[side][tick & (ROOM - 1)];
}

static int set(struct maker *m, int side, int64_t tick, int64_t qty)
{
    *level(m, side, tick) = qty;
    return tell(m, side, tick, qty);
}

/* Ticks of a side grow worse in this direction. */
static int64_t worse(int side)
{
    return side == BIDS ? -1 : 1;
}

/* A trade at the best price, of less than is there, and what it leaves. */
static int trade(struct maker *m, int side)
{
    int64_t tick = m->best[side], there = *level(m, side, tick);
    if (there < 2)
        return set(m, side, tick, 1 + draw(m, MOST));
    int64_t qty = 1 + draw(m, (uint64_t)(there < 12 ? there - 1 : 10));
    return tell(m, side == BIDS ? SALE : PURCHASE, tick, qty) || set(m, side, tick, there - qty) ? -1 : 0;
}

/* A best price is gone, or where there is a gap a new one. */
static int move(struct maker *m, int side)
{
    if (m->best[OFFERS] - m->best[BIDS] > 1) {
        m->best[side] -= worse(side);
        return set(m, side, m->best[side], 1 + draw(m, MOST));
    }
    int64_t tick = m->best[side], next = tick;
    for (int i = 0; i < ROOM / 2 && !*level(m, side, next += worse(side));)
        i++;
    if (!*level(m, side, next)) /* nothing stands behind it */
        return set(m, side, tick, 1 + draw(m, MOST));
    m->best[side] = next;
    return set(m, side, tick, 0);
}

static int change(struct maker *m, int side, int64_t least)
{
    int64_t tick = m->best[side] + worse(side) * (least + draw(m, (uint64_t)(REACH - least)));
    int removes = tick != m->best[side] && *level(m, side, tick) && !draw(m, 5);
    return set(m, side, tick, removes ? 0 : 1 + draw(m, MOST));
}

static int make(struct maker *m)
{
    int64_t events = m->feed->events, quiet = events > 2000 ? events - 1000 : events;
    for (int away = 0; away < REACH; away++)
        for (int side = BIDS; side <= OFFERS; side++)
            if (m->made < events && set(m, side, m->best[side] + worse(side) * away, 1 + draw(m, MOST)))
                return -1;
    while (m->made < events) {
        int side = (int)draw(m, 2);
        int64_t what = draw(m, 1000);
        /* A trade is two events, so that one in nine times gives a tenth of all. */
        if (m->made >= quiet - 1 ? change(m, side, REACH / 2)
            : what < 111         ? trade(m, side)
            : what < 144         ? move(m, side)
                                 : change(m, side, 0))
            return -1;
    }
    return flush(m, 0) || flush(m, 1) ? -1 : 0;
}

static int reserve(struct maker *m, int raw)
{
    for (int i = 0; i < 2; i++) {
        struct rows *r = &m->rows[i];
        r->time = malloc(PART_ROWS * sizeof *r->time);
        r->price = malloc(PART_ROWS * sizeof *r->price);
        r->qty = malloc(PART_ROWS * sizeof *r->qty);
        r->side = malloc(PART_ROWS * sizeof *r->side);
        if (!r->time || !r->price || !r->qty || !r->side)
            return fs_error_nomem();
    }
    for (int i = 0; raw && i < 4; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", m->feed->folder, raw_names[i]);
        if (!(m->raw[i] = fopen(path, "we")))
            return fs_error_errno("%s: could not be made", path);
    }
    return 0;
}

static int close_all(struct maker *m)
{
    int status = 0;
    for (int i = 0; i < 4; i++)
        if (m->raw[i] && fclose(m->raw[i]))
            status = fs_error_errno("%s/%s: could not be written", m->feed->folder, raw_names[i]);
    for (int i = 0; i < 2; i++) {
        free(m->rows[i].time);
        free(m->rows[i].price);
        free(m->rows[i].qty);
        free(m->rows[i].side);
    }
    return status;
}

int fs_bench_feed_make(struct fs_bench_feed *feed, const char *folder, int64_t events, int raw)
{
    *feed = (struct fs_bench_feed){.events = events, .from = INT64_C(1700000000) * FS_NS_PER_SECOND};
    snprintf(feed->folder, sizeof feed->folder, "%s", folder);
    struct maker *m = calloc(1, sizeof *m);
    if (!m)
        return fs_error_nomem();
    m->feed = feed;
    m->chance = 88172645463325252u;
    m->best[BIDS] = 10000;
    m->best[OFFERS] = 10001;
    m->time = feed->from + FS_NS_PER_SECOND + 137;
    int status = reserve(m, raw) || make(m) ? -1 : 0;
    feed->last = m->time;
    if (close_all(m))
        status = -1;
    free(m);
    return status;
}

/* The files of one kind, one after the other. */
struct files {
    const struct fs_bench_feed *feed;
    int levels, next;
};

static int next_part(void *context, struct fs_frame **part)
{
    struct files *files = context;
    char path[PATH_MAX];
    *part = NULL;
    if (files->next == files->feed->parts[files->levels])
        return 0;
    path_of(files->feed, files->levels, files->next++, path);
    *part = fs_arrow_read_file(path, NULL);
    return *part ? 0 : -1;
}

struct fs_ticks *fs_bench_feed_open(void *data, int order)
{
    struct fs_tick_source sources[2];
    const struct fs_ticks_options options = {.order = order};
    for (int levels = 0; levels < 2; levels++) {
        struct files *files = malloc(sizeof *files);
        if (!files) {
            if (levels)
                free(sources[0].context);
            fs_error_nomem();
            return NULL;
        }
        *files = (struct files){data, levels, 0};
        sources[levels] = (struct fs_tick_source){levels ? FS_EVENT_BOOK : FS_EVENT_TRADE,
                                                  FS_BENCH_FEED_SYMBOL, next_part, free, files};
    }
    return fs_ticks_new(sources, 2, &options);
}

int fs_bench_feed_import(const struct fs_bench_feed *feed, const char *home)
{
    static const char *const names[] = {FS_BENCH_FEED_SYMBOL};
    int status = 0;
    for (int levels = 0; levels < 2 && status == 0; levels++) {
        const struct fs_history_write how = {.kind = levels ? FS_KIND_BOOK : FS_KIND_TRADES};
        struct fs_history_written written = {0};
        char path[PATH_MAX];
        path_of(feed, levels, 0, path);
        struct fs_frame *frame = fs_arrow_read_file(path, NULL);
        status =
            frame ? fs_history_write(home, levels ? "book" : "trades", &how, names, &frame, 1, &written) : -1;
        fs_frame_unref(frame);
    }
    return status;
}
