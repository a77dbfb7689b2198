/* run.c: bars of one slot that come one after another with nothing between them; see struct run in state.h. */
#include "base/cancel.h"
#include "base/error.h"
#include "trade/state.h"

#include <string.h>

void fs_run_begin(struct fs_engine *e, uint32_t slot)
{
    struct slot *s = &e->slots[slot];
    const struct fs_series *series = &s->series;
    const struct fs_merge_entry *top = fs_agenda_first(&e->agenda);
    if (!top || top->source != slot)
        return;
    if ((e->wants & (FS_WANT_BAR | FS_WANT_TIME)) != FS_WANT_BAR || e->queue_count || e->options.benchmark ||
        s->streams || series->calendar || e->book.slots[slot].first != FS_NO_PLACE || !e->view.warm ||
        e->account.on || e->latest_start <= e->last_point || e->latest_start != series->time[s->next - 1])
        return;
    int64_t other = fs_agenda_second(&e->agenda), until = other < e->due ? other : e->due;
    int64_t stop = series->count - 1 < s->checked ? series->count - 1 : s->checked;
    int64_t room = s->next + FS_CURVE_BLOCK - 1 - e->block_count;
    e->run = (struct run){.next = s->next,
                          .stop = stop < room ? stop : room,
                          .until = until,
                          .interval = series->interval,
                          .point = e->block_equity + e->block_count,
                          .price = &e->slot_views[slot].price,
                          .first = s->next,
                          .slot = s,
                          .qty = s->holding.qty,
                          .mark = s->holding.mark,
                          .worth = fs_ledger_equity(&e->ledger) -
                                   fs_amount_product(s->holding.qty, s->holding.mark)};
}

int fs_run_post(struct fs_engine *e)
{
    const struct run *run = &e->run;
    if (!run->slot || !run->qty)
        return 0;
    struct fs_holding *h = &run->slot->holding;
    if (fs_ledger_mark(&e->ledger, h->qty, run->mark - h->mark))
        return fs_error_set(FS_E_LIMIT, "the value of the positions leaves the range of the ledger");
    h->mark = run->mark;
    fs_exposure_touch(&e->exposure, (uint32_t)(run->slot - e->slots));
    return 0;
}

int fs_run_end(struct fs_engine *e)
{
    struct slot *s = e->run.slot;
    if (!s)
        return 0;
    int64_t bars = e->run.next - e->run.first, at = e->run.first - 1;
    int status = fs_run_post(e);
    s->next = e->run.next;
    /* a point for each bar but the last, which is still to come */
    memcpy(e->block_time + e->block_count, s->series.time + at, (size_t)bars * sizeof *e->block_time);
    e->block_count += (int)bars;
    e->exposed += e->open_positions > 0 ? bars : 0;
    e->bars += bars;
    e->latest_start = s->series.time[s->next - 1];
    if (bars)
        e->last_point = s->series.time[s->next - 2];
    e->run.slot = NULL;
    e->run.stop = 0;
    fs_engine_schedule(e, (uint32_t)(s - e->slots));
    return status;
}

/* The equity at a close, where the run's slot holds something. Apart, and called last, so that what every bar needs is done
 * without a frame on the stack. */
static __attribute__((noinline)) int revalue(struct fs_engine *e, double close)
{
    struct run *run = &e->run;
    run->mark = price_mantissa(close);
    e->view.equity = fs_money_double(run->worth + fs_amount_product(run->qty, run->mark));
    return 1;
}

int fs_engine_run(struct fs_engine *e)
{
    struct run *run = &e->run;
    int64_t i = run->next;
    if (i >= run->stop || fs_cancel_requested())
        return 0;
    struct slot *s = run->slot;
    const int64_t *time = s->series.time + i;
    int64_t end = time[0] + run->interval;
    end = time[1] < end ? time[1] : end;
    if (end >= run->until)
        return 0;
    double close = s->series.close[i];
    struct fs_engine_view *view = &e->view;
    *run->point++ = view->equity;
    view->now = end;
    *run->price = close;
    fs_engine_show_bar(e, s, i);
    e->activity->bar = i;
    e->activity->time = end;
    s->next = run->next = i + 1;
    return run->qty ? revalue(e, close) : 1;
}
