/* Any events and any own messages: whatever the simulated exchange reports must fit what the market showed (venue_audit.h). */
#include "../unit/trade/venue_audit.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RECORD = 12, MOST = 400 };

/* A signed byte moved to the left; what falls out falls out. */
static int64_t moved(uint8_t byte, int places)
{
    return (int64_t)((uint64_t)(int64_t)(int8_t)byte << places);
}

/* Most prices and quantities are small, some are any number. */
static int64_t number(uint8_t low, uint8_t places)
{
    return places & 0x80 ? moved(low, places & 63) : low & 31;
}

static struct fs_event event_of(const uint8_t r[RECORD], int64_t time)
{
    struct fs_event e = {.ts = time, .symbol = 1};
    e.flags = (uint16_t)(r[9] & 0x40 ? r[9] & 3 : 0);
    switch (r[1] % 4) {
    case 0:
        e.type = FS_EVENT_TRADE;
        e.u.trade.price = number(r[2], r[3]);
        e.u.trade.qty = number(r[4], r[5]);
        e.u.trade.side = r[6] % 3;
        break;
    case 1:
        e.type = FS_EVENT_QUOTE;
        e.u.quote.bid = number(r[2], r[3]);
        e.u.quote.bid_qty = number(r[4], r[5]);
        e.u.quote.ask = (int64_t)((uint64_t)e.u.quote.bid + (uint64_t)(r[6] & 15) - 2);
        e.u.quote.ask_qty = r[7];
        break;
    default:
        e.type = FS_EVENT_BOOK;
        e.u.book.price = number(r[2], r[3]);
        e.u.book.qty = number(r[4], r[5]);
        e.u.book.side = r[6] & 3;
        e.u.book.action = r[7] % 8;
        e.u.book.order_id = r[8];
        e.u.book.seq = r[10] & 0x80 ? r[10] & 31 : 0;
    }
    return e;
}

static struct fs_order_request request_of(const uint8_t r[RECORD], int64_t time)
{
    struct fs_order_request q = {
        .side = 1 + (r[1] & 1), .type = 1 + (r[1] >> 1 & 7), .tif = r[8] & 0x80 ? r[8] & 7 : 0};
    q.qty = number(r[2], r[3]);
    q.flags = r[8] >> 3 & 7;
    int has = q.type;
    if (has == FS_ORDER_LIMIT || has == FS_ORDER_STOP_LIMIT || has == FS_ORDER_LIMIT_IF_TOUCHED)
        q.limit = number(r[4], r[5]);
    if (has == FS_ORDER_STOP || has == FS_ORDER_STOP_LIMIT || has >= FS_ORDER_MARKET_IF_TOUCHED)
        q.stop = number(r[6], r[7]);
    if (has == FS_ORDER_TRAILING_STOP || has == FS_ORDER_TRAILING_STOP_LIMIT)
        q.trail = number(r[6], r[7]);
    if (has == FS_ORDER_TRAILING_STOP_LIMIT)
        q.offset = r[4] & 7;
    if (q.tif == FS_TIF_GTD)
        q.expires = time + (r[9] & 15);
    q.display = r[9] & 0x80 ? 1 + (r[9] & 3) : 0;
    q.one_of = r[10] & 0x80 ? r[10] & 15 : 0;
    q.after = r[11] & 0x80 ? r[11] & 15 : 0;
    return q;
}

/* Is the rule of prints to be held against this event? Not where the book is being sent anew or was crossed: then own orders
 * that wait for that may fill by the same call. */
static int settled(const struct fs_event *event)
{
    return !(event->flags & FS_EVENT_SNAPSHOT) &&
           (event->type != FS_EVENT_BOOK || event->u.book.action != FS_BOOK_CLEAR);
}

static void own_message(struct audit *a, const uint8_t *r, int64_t time)
{
    int64_t id = a->next > 1 ? 1 + r[1] % (a->next - 1) : 1;
    struct fs_order_request q = request_of(r, time);
    switch (r[0] >> 4 & 7) {
    case 0:
        audit_call(a, fs_venue_cancel(a->venue, time, id));
        break;
    case 1:
        audit_change(a, time, id,
                     &(struct fs_order_change){.qty = r[2] & 0x80 ? number(r[2], r[3]) : 0,
                                               .limit = number(r[4], r[5]),
                                               .stop = r[6] & 0x80 ? number(r[6], r[7]) : 0,
                                               .trail = r[8] & 0x80 ? number(r[8], 0) : 0});
        break;
    case 2:
        audit_call(a, fs_venue_session(a->venue, time, r[1] & 1));
        break;
    case 3: {
        int halted = r[1] & 1;
        a->halted = 0; /* what it ends may fill */
        audit_call(a, fs_venue_halt(a->venue, time, halted));
        a->halted = halted;
        break;
    }
    case 4:
        audit_call(a, fs_venue_time(a->venue, time));
        break;
    default:
        audit_submit(a, time, &q);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct fs_venue_options options = {.feed = data[0] % 3,
                                       .queue = data[0] / 3 % 3,
                                       .queue_power = 0.5 * (1 + data[0] / 9 % 6),
                                       .tick = data[1] & 1,
                                       .band = data[1] & 2 ? INT64_C(50000000) : 0};
    struct audit *a = audit_new(&options);
    int64_t time = 0;
    int sums = options.feed == FS_VENUE_LEVELS;
    a->same_time = 1;
    for (size_t at = 2; at + RECORD <= size && at < RECORD * MOST; at += RECORD) {
        const uint8_t *r = data + at;
        time += r[0] & 8 ? r[11] & 7 : 0;
        if (r[0] & 1) {
            own_message(a, r, time);
            continue;
        }
        struct fs_event e = event_of(r, time);
        sums = sums && settled(&e);
        audit_event(a, &e, sums);
    }
    audit_free(a);
    return 0;
}
