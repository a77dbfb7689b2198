/* streams.c: what the engine makes of time itself: bars of longer intervals, sessions and timers. */
#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"
#include "trade/state.h"

#include <inttypes.h>
#include <stdlib.h>

static int64_t floor_to(int64_t value, int64_t step)
{
    int64_t rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

/* Where the intervals of a day or session are counted from. */
static int64_t anchor(const struct fs_series *s, int64_t time)
{
    int64_t day, open, close;
    if (s->calendar && s->interval < FS_NS_PER_DAY) {
        if (fs_calendar_session_at(s->calendar, time, &day) == 1 &&
            fs_calendar_session(s->calendar, day, &open, &close) == 0)
            return open;
        fs_error_clear();
    }
    return fs_time_utc_day(time) * FS_NS_PER_DAY;
}

/* The day that a bar counts to: its session's, else that of the exchange's clock. */
static int64_t day_of(const struct fs_series *s, int64_t time)
{
    int64_t day;
    if (!s->calendar || s->interval >= FS_NS_PER_DAY)
        return fs_time_utc_day(time);
    if (fs_calendar_session_at(s->calendar, time, &day) == 1)
        return day;
    fs_error_clear();
    return fs_time_utc_day(fs_zone_to_local(fs_calendar_zone(s->calendar), time));
}

/* When the last session of the days [first, end) closes; what comes after it lasts until those days end. */
static int64_t days_end(const struct fs_series *s, int64_t time, int64_t first, int64_t end)
{
    int64_t day, open, close, midnight = end * FS_NS_PER_DAY;
    if (!s->calendar)
        return midnight;
    if (fs_calendar_previous(s->calendar, end, &day) == 0 && day >= first &&
        fs_calendar_session(s->calendar, day, &open, &close) == 0 && close > time)
        return close;
    if (fs_zone_to_utc(fs_calendar_zone(s->calendar), end * FS_NS_PER_DAY, FS_ZONE_FIRST, &midnight))
        midnight = end * FS_NS_PER_DAY;
    fs_error_clear();
    return midnight;
}

/* The interval of a stream that holds a bar's start. Days count from 1970, weeks from a Monday; what is shorter counts from the
 * opening of the session, and ends with it. */
static void set_bounds(struct stream *w, const struct fs_series *s, int64_t time)
{
    if (w->interval >= FS_NS_PER_DAY && w->interval % FS_NS_PER_DAY == 0) {
        const int64_t days = w->interval / FS_NS_PER_DAY, monday = days % 7 ? 0 : 4;
        int64_t first = floor_to(day_of(s, time) - monday, days) + monday;
        w->start = first * FS_NS_PER_DAY;
        w->end = days_end(s, time, first, first + days);
        return;
    }
    int64_t day, open, close, from = anchor(s, time);
    w->start = from + floor_to(time - from, w->interval);
    w->end = w->start + w->interval;
    if (s->calendar && s->interval < FS_NS_PER_DAY && fs_calendar_session_at(s->calendar, time, &day) == 1 &&
        fs_calendar_session(s->calendar, day, &open, &close) == 0 && close < w->end)
        w->end = close;
    fs_error_clear();
}

/* Is it closed? A bar that began before its end and is under way belongs to it: it ends with that. */
static int is_closed(const struct fs_engine *e, struct stream *w)
{
    const struct slot *s = &e->slots[w->slot];
    if (s->next < s->series.count && s->series.time[s->next] < w->end)
        w->end = fs_series_end(&s->series, s->next);
    return w->end <= e->view.now;
}

void fs_streams_lower_due(struct fs_engine *e, int64_t time)
{
    e->run.stop = 0;
    if (time < e->due)
        e->due = time;
}

static void find_due(struct fs_engine *e)
{
    e->due = fs_events_due(e);
    for (int i = 0; i < e->timer_count; i++)
        fs_streams_lower_due(e, e->timers[i].next);
    for (int i = 0; i < e->session_count; i++)
        fs_streams_lower_due(e, e->sessions[i].next);
    for (int i = 0; i < e->stream_count; i++)
        if (e->streams[i].filled)
            fs_streams_lower_due(e, e->streams[i].end);
}

int fs_streams_add_bar(struct fs_engine *e, int slot, int64_t index)
{
    const struct fs_series *s = &e->slots[slot].series;
    for (int i = 0; i < e->stream_count; i++) {
        struct stream *w = &e->streams[i];
        if (w->slot != slot)
            continue;
        double volume = s->volume ? s->volume[index] : __builtin_nan("");
        if (!w->filled) {
            set_bounds(w, s, s->time[index]);
            w->open = s->open[index];
            w->high = s->high[index];
            w->low = s->low[index];
            w->volume = volume;
            w->filled = 1;
        } else {
            w->high = s->high[index] > w->high ? s->high[index] : w->high;
            w->low = s->low[index] < w->low ? s->low[index] : w->low;
            w->volume += volume;
        }
        w->close = s->close[index];
        fs_streams_lower_due(e, w->end);
    }
    return 0;
}

void fs_streams_add_trade(struct fs_engine *e, int slot, int64_t time, double price, double qty)
{
    for (int i = 0; i < e->stream_count; i++) {
        struct stream *w = &e->streams[i];
        if (w->slot != slot)
            continue;
        if (!w->filled) {
            set_bounds(w, &e->slots[slot].series, time);
            w->open = w->high = w->low = price;
            w->volume = 0.0;
            w->filled = 1;
        }
        w->high = price > w->high ? price : w->high;
        w->low = price < w->low ? price : w->low;
        w->volume += qty;
        w->close = price;
        fs_streams_lower_due(e, w->end);
    }
}

void fs_streams_rescale(struct fs_engine *e, int slot, double price, double volume)
{
    for (int i = 0; i < e->stream_count; i++) {
        struct stream *w = &e->streams[i];
        if (w->slot != slot || !w->filled)
            continue;
        w->open *= price;
        w->high *= price;
        w->low *= price;
        w->close *= price;
        w->volume *= volume;
    }
}

/* Sets when the session of `day` opens (or closes); beyond the calendar's years there are no more. */
static void set_session(struct fs_engine *e, struct session *x, int64_t day, int opens)
{
    int64_t open, close;
    const struct fs_calendar *calendar = e->slots[x->slot].series.calendar;
    x->day = day;
    x->opens = opens;
    if (fs_calendar_session(calendar, day, &open, &close)) {
        fs_error_clear();
        x->next = INT64_MAX;
    } else {
        x->next = opens ? open : close;
    }
}

int fs_streams_sessions(struct fs_engine *e)
{
    if (e->sessions)
        return 0;
    if (!(e->sessions = fs_arena_array(e->arena, (size_t)e->count, sizeof *e->sessions)))
        return -1;
    for (int i = 0; i < e->count; i++) {
        const struct fs_series *s = &e->slots[i].series;
        int64_t day;
        if (!s->calendar || (!s->count && !e->ticks))
            continue;
        int64_t first = e->ticks ? fs_tick_first(e) : s->time[0];
        int open = fs_calendar_session_at(s->calendar, first, &day);
        if (open < 0) {
            fs_error_clear();
            continue;
        }
        struct session *x = &e->sessions[e->session_count++];
        *x = (struct session){.slot = i};
        int64_t opened, closed;
        /* A first bar at the very opening: it is announced too. */
        int at_open = open && fs_calendar_session(s->calendar, day, &opened, &closed) == 0 && opened == first;
        set_session(e, x, day, !open || at_open);
        fs_streams_lower_due(e, x->next);
    }
    return 0;
}

static int session_step(struct fs_engine *e, struct session *x)
{
    int64_t day;
    e->view.slot = x->slot;
    e->view.session_open = x->opens;
    if (x->opens) {
        set_session(e, x, x->day, 0);
    } else if (fs_calendar_next(e->slots[x->slot].series.calendar, x->day, &day) == 0) {
        set_session(e, x, day, 1);
    } else {
        fs_error_clear();
        x->next = INT64_MAX;
    }
    return FS_STEP_SESSION;
}

int fs_streams_bar(struct fs_engine *e)
{
    struct fs_engine_view *view = &e->view;
    for (int i = 0; i < e->stream_count; i++) {
        struct stream *w = &e->streams[i];
        if (!w->filled || w->end > view->now || !is_closed(e, w))
            continue;
        w->filled = 0;
        view->time = w->start;
        view->open = w->open;
        view->high = w->high;
        view->low = w->low;
        view->close = w->close;
        view->volume = w->volume;
        view->index = w->index++;
        view->slot = w->slot;
        view->stream = i + 1;
        view->warm = e->slots[w->slot].next >= e->options.warmup;
        return FS_STEP_BAR;
    }
    return 0;
}

int fs_streams_step(struct fs_engine *e)
{
    struct fs_engine_view *view = &e->view;
    int step = fs_streams_bar(e);
    if (step)
        return step;
    if (fs_events_due(e) <= view->now) {
        step = fs_events_step(e);
        if (step)
            return step;
    }
    for (int i = 0; i < e->session_count; i++)
        if (e->sessions[i].next <= view->now)
            return session_step(e, &e->sessions[i]);
    for (int i = 0; i < e->timer_count; i++)
        if (e->timers[i].next <= view->now) {
            e->timers[i].next = floor_to(view->now, e->timers[i].interval) + e->timers[i].interval;
            view->timer = i + 1;
            view->slot = -1;
            return FS_STEP_TIMER;
        }
    find_due(e);
    return 0;
}

int fs_engine_bars(struct fs_engine *e, int slot, int64_t interval)
{
    if (slot < 0 || slot >= e->count)
        return fs_error_set(FS_E_INPUT, "there is no slot %d; expected 0 to %d", slot, e->count - 1);
    const struct slot *s = &e->slots[slot];
    if (interval <= s->series.interval)
        return fs_error_set(FS_E_INPUT,
                            "bars of %" PRId64 " ns of %s: its data has bars of %" PRId64
                            " ns; expected a longer interval",
                            interval, s->series.symbol, s->series.interval);
    struct stream *streams = realloc(e->streams, ((size_t)e->stream_count + 1) * sizeof *streams);
    if (!streams)
        return fs_error_nomem();
    e->streams = streams;
    streams[e->stream_count++] = (struct stream){.slot = slot, .interval = interval};
    e->slots[slot].streams++;
    return e->stream_count;
}

int fs_engine_every(struct fs_engine *e, int64_t interval)
{
    if (interval <= 0)
        return fs_error_set(FS_E_INPUT, "a timer every %" PRId64 " ns; expected above 0", interval);
    struct timer *timers = realloc(e->timers, ((size_t)e->timer_count + 1) * sizeof *timers);
    if (!timers)
        return fs_error_nomem();
    e->timers = timers;
    timers[e->timer_count++] = (struct timer){interval, floor_to(e->view.now, interval) + interval};
    fs_streams_lower_due(e, timers[e->timer_count - 1].next);
    return e->timer_count;
}
