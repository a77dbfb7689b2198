/* tick_hours.c: sessions at the exchange, and orders whose time is over. */
#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "trade/tick_state.h"

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Sets when the exchange opens, or closes, on a day. */
static void set_hours(struct tick_hours *h, int64_t day, int opens)
{
    int64_t open, close;
    h->day = day;
    h->opens = opens;
    if (!h->calendar) {
        h->next = day * FS_NS_PER_DAY;
        return;
    }
    if (fs_calendar_session(h->calendar, day, &open, &close)) {
        fs_error_clear();
        h->next = INT64_MAX;
        return;
    }
    h->next = opens ? open : close;
}

int tick_hours_start(struct tick_hours *h, int64_t time)
{
    int64_t day;
    if (!h->calendar) {
        set_hours(h, fs_time_utc_day(time) + 1, 0);
        return 1;
    }
    int open = fs_calendar_session_at(h->calendar, time, &day);
    if (open < 0) {
        fs_error_clear();
        h->next = INT64_MAX;
        return 1;
    }
    set_hours(h, day, !open);
    return open;
}

/* The exchange opens or closes. UTC days are sessions without a pause between them. */
static int turn(struct fs_engine *e, int slot)
{
    struct tick_slot *s = &e->ticks->slots[slot];
    struct tick_hours *h = &s->hours;
    int64_t day;
    int opens = h->opens;
    if (fs_venue_session(s->venue, h->next, opens) ||
        (!h->calendar && fs_venue_session(s->venue, h->next, 1)) || tick_wire_collect(e, slot))
        return -1;
    if (!h->calendar) {
        set_hours(h, h->day + 1, 0);
    } else if (opens) {
        set_hours(h, h->day, 0);
    } else if (fs_calendar_next(h->calendar, h->day, &day) == 0) {
        set_hours(h, day, 1);
    } else {
        fs_error_clear();
        h->next = INT64_MAX;
    }
    return 0;
}

static void find_due(struct tick_engine *t, int slots)
{
    t->due = INT64_MAX;
    for (int i = 0; i < slots; i++)
        t->due = least(t->due, least(t->slots[i].due, t->slots[i].hours.next));
}

int tick_hours_due(struct fs_engine *e, int64_t now)
{
    struct tick_engine *t = e->ticks;
    if (t->due > now)
        return 0;
    for (int i = 0; i < e->count; i++) {
        struct tick_slot *s = &t->slots[i];
        while (s->hours.next <= now)
            if (turn(e, i))
                return -1;
        if (s->due <= now) {
            if (fs_venue_time(s->venue, now) || tick_wire_collect(e, i))
                return -1;
            s->due = fs_venue_due(s->venue);
            if (s->due <= now)
                s->due = now + 1;
        }
    }
    t->clock = now > t->clock ? now : t->clock;
    find_due(t, e->count);
    return 0;
}

void tick_hours_schedule(struct tick_engine *t, int slot)
{
    t->slots[slot].due = fs_venue_due(t->slots[slot].venue);
    t->due = least(t->due, t->slots[slot].due);
}
