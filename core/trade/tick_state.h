/*
 * tick_state.h: what the parts of the engine over ticks share beside state.h. Only tick_*.c include it.
 */
#ifndef FINSMART_TRADE_TICK_STATE_H
#define FINSMART_TRADE_TICK_STATE_H

#include "market/ticks.h"
#include "trade/engine_ticks.h"
#include "trade/state.h"

/* A queue in a ring of entries of one size. */
struct tick_ring {
    char *entries;
    uint32_t capacity, head, count; /* capacity is a power of two */
};

/* What is on its way to the exchange. */
enum tick_message_kind { TICK_ORDER, TICK_CHANGE, TICK_CANCEL };
struct tick_message {
    int64_t at; /* when it arrives */
    int64_t order;
    int32_t kind, slot;
    union {
        struct fs_order_request request;
        struct fs_order_change change;
    } u;
};

/* What is on its way back. */
struct tick_report {
    int64_t at; /* when the strategy has it */
    int32_t slot;
    struct fs_venue_report report;
};

/* Events as they were read, with their times on both clocks. */
enum { TICK_BLOCK = FS_TICKS_BATCH, TICK_TAPE_MOST = 256 };
struct tick_block {
    _Alignas(64) struct fs_event room[TICK_BLOCK];
    const struct fs_event *events; /* `room`, or where the reader has them until it reads more */
    int64_t happens[TICK_BLOCK];   /* at the exchange; rising */
    int64_t heard[TICK_BLOCK];     /* where somebody hears later; rising */
    int32_t count;                 /* 0: the feed is over */
    unsigned types;                /* a bit for each type of event in it */
    int several;                   /* they are of several symbols */
    struct tick_block *next;       /* towards the exchange */
};

/* Where in the feed somebody is. */
struct tick_cursor {
    struct fs_ticks *ticks; /* NULL: it follows the exchange's, or hears at once */
    struct tick_block *block;
    const int64_t *times; /* of the block's events on its clock */
    int32_t at;           /* the next event */
    int64_t time;         /* its time; INT64_MAX: there are no more */
    int64_t last;         /* the latest time read at the exchange */
};

/* Opening and closing hours at the exchange. */
struct tick_hours {
    const struct fs_calendar *calendar; /* NULL: UTC days */
    int64_t day, next;                  /* next INT64_MAX: the calendar ends */
    int opens;
};

struct tick_slot {
    struct fs_venue *venue; /* the exchange's */
    struct fs_venue *seen;  /* what the strategy sees: the same where it hears at once, else its own */
    unsigned takes;         /* a bit for each type of event that the venue takes */
    int feed;               /* enum fs_venue_feed */
    uint8_t dirty;          /* its prices may have changed since they were last shown */
    int64_t live;           /* own orders at the exchange that may still fill */
    int64_t due;            /* when the next of them expires */
    int64_t last;           /* price of the last trade seen; 0 before the first */
    struct tick_hours hours;
};

enum tick_phase { TICK_BARS, TICK_EXCHANGE, TICK_MESSAGES, TICK_ADVANCE, TICK_END };

struct tick_engine {
    struct tick_cursor exchange, local;
    int later;                                   /* the strategy hears later; else `local` is not used */
    struct tick_block *spare;                    /* blocks that nobody is on; owned */
    int blocks;                                  /* that somebody is on */
    int exchange_alone;                          /* the exchange's block is not on the tape */
    int64_t taped;                               /* events that were put on the tape */
    int64_t heard_last;                          /* the latest time read on the strategy's clock */
    struct fs_ticks *(*open)(void *, int order); /* as of struct fs_tick_options */
    void *open_data;
    int phase;
    int ended;           /* the feed is over: only what the exchange has reported is still delivered */
    unsigned wanted;     /* a bit for each type of event that is a step */
    int every;           /* the strategy waits for every time at which something is heard */
    int64_t first, last; /* times of the first and last event seen by the strategy */
    int64_t clock;       /* the exchange's time */
    int64_t due;         /* earliest of the slots' dues and hours */
    struct tick_slot *slots;
    uint32_t *slot_of; /* by the id of a symbol */
    uint32_t symbols;  /* ids below this */
    uint32_t *dirty;   /* slots */
    uint32_t dirty_count;
    struct fs_tick_view *views;
    struct tick_ring messages, reports;
    int64_t message_last, report_last; /* when the last of them arrives: the next arrives no earlier */
    struct fs_latency_source *latency[FS_LATENCY_COUNT];
    int recorded;                   /* the feed's latency is that of its times of receipt */
    int64_t feed_constant;          /* it is always this; -1: it is not constant */
    struct fs_fee_schedule fees[2]; /* taker, maker */
    int64_t interval, point;        /* of equity points; when the next is due */
    double **marks;                 /* by slot: prices at equity points, where they are kept */
    int64_t mark_count, mark_capacity;
    struct fs_event shown; /* of the step */
    int64_t happened;      /* events at the exchange */
    int64_t counts[8];     /* of them by type, and those of the exchange's block that are still to come */
    struct fs_feed_figures figures;
    struct fs_level *levels; /* scratch */
    int level_capacity;
};

/* tick_wire.c: rings, and what goes through them. */
void *tick_ring_put(struct tick_ring *ring, size_t size); /* NULL with an error */
static inline void *tick_ring_first(const struct tick_ring *ring, size_t size)
{
    return ring->entries + size * ring->head;
}
static inline void tick_ring_drop(struct tick_ring *ring)
{
    ring->head = (ring->head + 1) & (ring->capacity - 1);
    ring->count--;
}
/* When the first message arrives, and the first report; INT64_MAX: none. */
static inline int64_t tick_messages_due(const struct tick_engine *t)
{
    return t->messages.count
               ? ((const struct tick_message *)tick_ring_first(&t->messages, sizeof(struct tick_message)))->at
               : INT64_MAX;
}
static inline int64_t tick_reports_due(const struct tick_engine *t)
{
    return t->reports.count
               ? ((const struct tick_report *)tick_ring_first(&t->reports, sizeof(struct tick_report)))->at
               : INT64_MAX;
}
/* Own messages that have arrived by `now` are handed to their exchanges. -1 with an error. */
int tick_wire_arrive(struct fs_engine *e, int64_t now);
/* Puts what an exchange has to say about own orders on its way. -1 with an error. */
int tick_wire_collect(struct fs_engine *e, int slot);

/* tick_reports.c: reports that are there by `now` are booked and become steps. -1 with an error. */
int tick_reports_take(struct fs_engine *e, int64_t now);

/* tick_tape.c */
int tick_tape_open(struct fs_engine *e, const struct fs_tick_options *options);
void tick_tape_close(struct tick_engine *t);
/* The next `n` events of the block were taken. -1 with an error; FS_E_CANCELLED where somebody asks to stop. */
int tick_tape_pass(struct fs_engine *e, struct tick_cursor *c, int32_t n);
/* Does the strategy read the feed for itself, at the latest when the tape is over? */
static inline int tick_tape_is_apart(const struct tick_engine *t)
{
    return t->local.ticks != NULL;
}

/* tick_feed.c */
int tick_feed_open(struct fs_engine *e, const struct fs_tick_options *options);
/* Lets events happen before `until`, which becomes earlier where a step is due earlier. -1 with an error. */
int tick_feed_before(struct fs_engine *e, int64_t *until);
/* Lets the next event of the exchange or, with `local`, of the strategy's feed happen that is at or before `now`: a step (above 0)
 * where it is one, 0 after the last, FS_STEP_ERROR. */
int tick_feed_at(struct fs_engine *e, int64_t now, int local);

/* tick_hours.c: sessions and expiries at the exchange until `now`. -1 with an error. */
int tick_hours_due(struct fs_engine *e, int64_t now);
/* After own orders of a slot have changed: when something is due at its exchange. */
void tick_hours_schedule(struct tick_engine *t, int slot);
/* When the exchange opens or closes next after `time`; is it open then? */
int tick_hours_start(struct tick_hours *hours, int64_t time);

/* tick_views.c: shows the prices of slots whose market has changed, and values positions by them. -1 with an error. */
int tick_views_refresh(struct fs_engine *e);
/* The equity point that is due. -1 with an error. */
int tick_views_point(struct fs_engine *e);

static inline void tick_touch(struct tick_engine *t, uint32_t slot)
{
    if (!t->slots[slot].dirty) {
        t->slots[slot].dirty = 1;
        t->dirty[t->dirty_count++] = slot;
    }
}

#endif
