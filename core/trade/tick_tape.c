/*
 * tick_tape.c: the feed as it is read. A strategy that hears it later follows behind the exchange on the same blocks, so that events are
 * read and decoded once. What is under way may be TICK_TAPE_MOST blocks; with more than that, and where times of receipt put the
 * events in another order, the strategy has a reader of its own.
 */
#include "base/cancel.h"
#include "base/error.h"
#include "base/progress.h"
#include "trade/tick_state.h"

#include <stdlib.h>

/* An empty block. NULL with an error. */
static struct tick_block *take_block(struct tick_engine *t)
{
    struct tick_block *b = t->spare;
    if (b) {
        t->spare = b->next;
    } else {
        b = aligned_alloc(64, sizeof *b);
        if (!b) {
            fs_error_nomem();
            return NULL;
        }
    }
    t->blocks++;
    b->next = NULL;
    b->count = 0;
    return b;
}

static void give_back(struct tick_engine *t, struct tick_block *b)
{
    b->next = t->spare;
    t->spare = b;
    t->blocks--;
}

/* When the strategy hears of each event: in the order of the feed, and never before it happened. */
static void note_heard(struct tick_engine *t, struct tick_block *b)
{
    int64_t last = t->heard_last;
    if (t->feed_constant >= 0) {
        for (int32_t i = 0; i < b->count; i++)
            b->heard[i] = b->happens[i] + t->feed_constant;
        return;
    }
    for (int32_t i = 0; i < b->count; i++) {
        int64_t at = b->events[i].ts, happens = t->recorded ? at : b->happens[i];
        at = t->recorded ? b->events[i].recv_ts : at + fs_latency_next(t->latency[FS_LATENCY_FEED], at);
        at = at > happens ? at : happens;
        b->heard[i] = last = at > last ? at : last;
    }
    t->heard_last = last;
}

/* What the events of a block are, and when each happens: a time before that of the event before is taken as of that time. `counts`, of
 * 8 types, may be NULL. How many such times there are. */
static int64_t note_happens(struct tick_block *b, int64_t *last, int64_t *counts)
{
    const struct fs_event *x = b->events;
    int64_t now = *last, backward = 0;
    uint32_t first = b->count ? x->symbol : 0, others = 0;
    uint64_t tally = 0; /* eight counters: one in memory would make each event wait for the one before */
    unsigned types = 0;
    for (int32_t i = 0; i < b->count; i++) {
        unsigned type = x[i].type & 7;
        backward += x[i].ts < now;
        now = x[i].ts > now ? x[i].ts : now;
        b->happens[i] = now;
        types |= 1u << type;
        others |= x[i].symbol ^ first;
        tally += UINT64_C(1) << 8 * type;
    }
    b->types = types;
    b->several = others != 0;
    *last = now;
    for (int type = 0; counts && type < 8; type++)
        counts[type] += types == 1u << type ? b->count : (int64_t)(tally >> 8 * type & 0xff);
    return backward;
}

/* Fills a block; `keep`: with events that stay when more are read. -1 with an error. */
static int fill(struct fs_ticks *ticks, struct tick_block *b, int keep)
{
    b->events = b->room;
    int64_t count = keep ? fs_ticks_copy(ticks, b->room) : fs_ticks_next(ticks, &b->events);
    b->count = (int32_t)count;
    return count < 0 ? -1 : 0;
}

static void place(struct tick_cursor *c, struct tick_block *b, const int64_t *times)
{
    c->block = b;
    c->times = times;
    c->at = 0;
    c->time = b->count ? times[0] : INT64_MAX;
}

/* A reader of the strategy's own, which is where the tape ends. -1 with an error. */
static int part(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    const struct fs_event *events;
    int order = t->recorded ? FS_TICKS_LOCAL : FS_TICKS_EXCHANGE;
    if (!(t->local.ticks = t->open(t->open_data, order)))
        return -1;
    int64_t left = t->taped, count = 1; /* batches are the same each time */
    for (; left > 0 && count > 0 && !fs_cancel_requested(); left -= count)
        count = fs_ticks_next(t->local.ticks, &events);
    if (count < 0)
        return -1;
    if (left > 0 && count)
        return fs_error_set(FS_E_CANCELLED, "stopped before the end of the data");
    return left ? fs_error_set(FS_E_INTERNAL, "the feed is another one when it is read again") : 0;
}

/* The exchange's next block. -1 with an error; FS_E_CANCELLED where somebody asks to stop. */
static int read_exchange(struct fs_engine *e)
{
    struct tick_engine *t = e->ticks;
    struct tick_cursor *c = &t->exchange;
    struct tick_block *b = c->block;
    if (e->options.progress)
        fs_progress_update((double)t->happened);
    if (fs_cancel_requested())
        return fs_error_set(FS_E_CANCELLED, "stopped before the end of the data");
    if (t->later && !tick_tape_is_apart(t) && t->blocks == TICK_TAPE_MOST && part(e))
        return -1;
    int taped = t->later && !tick_tape_is_apart(t);
    if (!b || taped || !t->exchange_alone) { /* else its block is nobody else's */
        if (!(b = take_block(t)))
            return -1;
        t->exchange_alone = !taped;
    }
    if (fill(c->ticks, b, taped)) {
        if (b != c->block)
            give_back(t, b);
        return -1;
    }
    t->figures.backward += note_happens(b, &c->last, t->counts);
    if (taped) {
        t->taped += b->count;
        note_heard(t, b);
        if (c->block)
            c->block->next = b;
    }
    place(c, b, b->happens);
    return 0;
}

/* The strategy's next block. -1 with an error. */
static int read_local(struct tick_engine *t)
{
    struct tick_cursor *c = &t->local;
    struct tick_block *b = c->block, *next = b ? b->next : NULL;
    if (!next && !tick_tape_is_apart(t)) {
        c->time = INT64_MAX; /* the feed is over: the exchange is never behind */
        return 0;
    }
    if (next) {
        place(c, next, next->heard);
        give_back(t, b);
        return 0;
    }
    if (!b && !(b = take_block(t)))
        return -1;
    c->block = b;
    if (fill(c->ticks, b, 0))
        return -1;
    note_happens(b, &c->last, NULL);
    note_heard(t, b);
    place(c, b, b->heard);
    return 0;
}

int tick_tape_pass(struct fs_engine *e, struct tick_cursor *c, int32_t n)
{
    c->at += n;
    if (c->at < c->block->count) {
        c->time = c->times[c->at];
        return 0;
    }
    return c == &e->ticks->exchange ? read_exchange(e) : read_local(e->ticks);
}

int tick_tape_open(struct fs_engine *e, const struct fs_tick_options *o)
{
    struct tick_engine *t = e->ticks;
    int64_t constant = -1;
    t->feed_constant = -1;
    t->recorded = o->latency[FS_LATENCY_FEED].kind == FS_LATENCY_RECORDED;
    if (fs_latency_constant(&o->latency[FS_LATENCY_FEED], &constant))
        t->feed_constant = constant;
    t->later = constant != 0;
    t->open = o->open;
    t->open_data = o->data;
    t->clock = t->heard_last = t->exchange.last = t->local.last = INT64_MIN;
    t->local.time = INT64_MAX;
    if (!(t->exchange.ticks = o->open(o->data, FS_TICKS_EXCHANGE)) || (t->recorded && part(e)) ||
        read_exchange(e))
        return -1;
    if (t->recorded)
        return read_local(t);
    if (t->later)
        place(&t->local, t->exchange.block, t->exchange.block->heard);
    return 0;
}

static void free_list(struct tick_block *b)
{
    while (b) {
        struct tick_block *next = b->next;
        free(b);
        b = next;
    }
}

void tick_tape_close(struct tick_engine *t)
{
    fs_ticks_free(t->exchange.ticks);
    fs_ticks_free(t->local.ticks);
    /* Where the exchange's block is on the tape, the strategy's leads to it. */
    int apart = t->exchange_alone || !t->local.block;
    free_list(t->local.block);
    if (apart)
        free_list(t->exchange.block);
    free_list(t->spare);
}
