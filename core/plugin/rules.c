#include "plugin/rules.h"

#include "base/error.h"
#include "base/time.h"
#include "market/symbol.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPES (FS_EVENT_GAP + 1)

/* `last` has TYPES times per symbol id; `batch` numbers the batch that wrote one, to take them back. */
struct fs_rules {
    int64_t (*last)[TYPES];
    int64_t (*before)[TYPES]; /* as of the batch's start, where `batch` says so */
    uint64_t (*batch)[TYPES];
    uint32_t capacity;
    uint64_t number;
};

struct fs_rules *fs_rules_new(void)
{
    struct fs_rules *rules = calloc(1, sizeof *rules);
    if (!rules)
        fs_error_nomem();
    return rules;
}

void fs_rules_free(struct fs_rules *rules)
{
    if (!rules)
        return;
    free(rules->last);
    free(rules->before);
    free(rules->batch);
    free(rules);
}

static int bad(const struct fs_event *event, uint32_t index, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static int bad(const struct fs_event *event, uint32_t index, const char *format, ...)
{
    static const char *const types[] = {"event", "bar", "trade", "quote", "book", "session", "gap"};
    char text[300], time[FS_TIME_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fs_time_format(event->ts, time, sizeof time);
    const char *symbol = fs_symbol_text(event->symbol);
    return fs_error_set(FS_E_INPUT, "%s %u of the batch (%s at %s): %s",
                        types[event->type < TYPES ? event->type : 0], index + 1,
                        symbol ? symbol : "no symbol", time, text);
}

static int grow(struct fs_rules *rules, uint32_t symbol)
{
    uint32_t capacity = rules->capacity ? rules->capacity : 64;
    while (capacity <= symbol)
        capacity *= 2;
    size_t bytes = capacity * sizeof *rules->last;
    void *last = realloc(rules->last, bytes), *before = last ? realloc(rules->before, bytes) : NULL;
    void *batch = before ? realloc(rules->batch, bytes) : NULL;
    rules->last = last ? last : rules->last;
    rules->before = before ? before : rules->before;
    rules->batch = batch ? batch : rules->batch;
    if (!batch)
        return fs_error_nomem();
    for (uint32_t s = rules->capacity; s < capacity; s++)
        for (int t = 0; t < TYPES; t++) {
            rules->last[s][t] = INT64_MIN;
            rules->batch[s][t] = 0;
        }
    rules->capacity = capacity;
    return 0;
}

static int check_bar(const struct fs_event *e, uint32_t i)
{
    const struct fs_event_bar *b = &e->u.bar;
    if (!isfinite(b->open) || !isfinite(b->high) || !isfinite(b->low) || !isfinite(b->close))
        return bad(e, i, "open %g, high %g, low %g, close %g: prices must be finite", b->open, b->high,
                   b->low, b->close);
    if (b->high < b->low)
        return bad(e, i, "high %.10g is below low %.10g", b->high, b->low);
    if (b->high < b->open || b->high < b->close || b->low > b->open || b->low > b->close)
        return bad(e, i, "open %.10g or close %.10g lies outside low %.10g to high %.10g", b->open, b->close,
                   b->low, b->high);
    if (b->volume < 0.0 || isinf(b->volume))
        return bad(e, i, "volume is %g; expected 0 or more, or NaN", b->volume);
    return 0;
}

static int all_zero(const void *bytes, size_t size)
{
    const unsigned char *b = bytes;
    for (size_t i = 0; i < size; i++)
        if (b[i])
            return 0;
    return 1;
}

static int check_trade(const struct fs_event *e, uint32_t i)
{
    const struct fs_event_trade *t = &e->u.trade;
    if (t->qty <= 0)
        return bad(e, i, "qty is %" PRId64 "; expected more than 0", t->qty);
    if (t->side > FS_SELL)
        return bad(e, i, "side is %u; expected 0, FS_BUY or FS_SELL", t->side);
    if (!all_zero(t->reserved, sizeof t->reserved))
        return bad(e, i, "a reserved member is not 0");
    return 0;
}

static int check_quote(const struct fs_event *e, uint32_t i)
{
    const struct fs_event_quote *q = &e->u.quote;
    if (q->bid_qty < 0 || q->ask_qty < 0)
        return bad(e, i, "a quantity is negative");
    return 0;
}

static int check_book(const struct fs_event *e, uint32_t i)
{
    const struct fs_event_book *b = &e->u.book;
    if (b->action < FS_BOOK_ADD || b->action > FS_BOOK_EXECUTE)
        return bad(e, i, "action is %u; expected FS_BOOK_ADD to FS_BOOK_EXECUTE", b->action);
    if (b->action >= FS_BOOK_CANCEL && !b->order_id)
        return bad(e, i, "order_id is 0; expected the order that something was taken away from");
    if (b->side > FS_SELL || (!b->side && b->action != FS_BOOK_CLEAR))
        return bad(e, i, "side is %u; expected FS_BUY or FS_SELL", b->side);
    if (b->qty < 0)
        return bad(e, i, "qty is %" PRId64 "; expected 0 or more", b->qty);
    if (!all_zero(b->reserved, sizeof b->reserved))
        return bad(e, i, "a reserved member is not 0");
    return 0;
}

static int check_session(const struct fs_event *e, uint32_t i)
{
    if (e->u.session.open > 1)
        return bad(e, i, "open is %u; expected 0 or 1", e->u.session.open);
    return all_zero(e->u.session.reserved, sizeof e->u.session.reserved)
               ? 0
               : bad(e, i, "a reserved member is not 0");
}

static int check_event(const struct fs_event *e, uint32_t i)
{
    if (e->flags & ~(FS_EVENT_SNAPSHOT | FS_EVENT_LAST))
        return bad(e, i, "unknown flags 0x%x", e->flags);
    if (e->ts == INT64_MIN)
        return bad(e, i, "ts is no time");
    switch (e->type) {
    case FS_EVENT_BAR:
        return check_bar(e, i);
    case FS_EVENT_TRADE:
        return check_trade(e, i);
    case FS_EVENT_QUOTE:
        return check_quote(e, i);
    case FS_EVENT_BOOK:
        return check_book(e, i);
    case FS_EVENT_SESSION:
        return check_session(e, i);
    case FS_EVENT_GAP:
        return all_zero(e->u.gap.reserved, sizeof e->u.gap.reserved)
                   ? 0
                   : bad(e, i, "a reserved member is not 0");
    default:
        return bad(e, i, "type is %u; expected FS_EVENT_BAR to FS_EVENT_GAP", e->type);
    }
}

/* Times of one symbol and type never go back. */
static int check_order(struct fs_rules *rules, const struct fs_event *e, uint32_t i)
{
    int64_t *last = &rules->last[e->symbol][e->type];
    if (rules->batch[e->symbol][e->type] != rules->number) {
        rules->batch[e->symbol][e->type] = rules->number;
        rules->before[e->symbol][e->type] = *last;
    }
    if (e->ts < *last) {
        char time[FS_TIME_TEXT];
        fs_time_format(*last, time, sizeof time);
        return bad(e, i, "time goes back from %s", time);
    }
    *last = e->ts;
    return 0;
}

static int check_one(struct fs_rules *rules, const struct fs_event *e, uint32_t i)
{
    if (!e->symbol || (e->symbol >= rules->capacity && !fs_symbol_text(e->symbol)))
        return bad(e, i, "symbol %u is no id that the host gave", e->symbol);
    if (e->symbol >= rules->capacity) {
        if (grow(rules, e->symbol))
            return -1;
    } else if (rules->last[e->symbol][0] == INT64_MIN) { /* its first event: is there such a symbol? */
        if (!fs_symbol_text(e->symbol))
            return bad(e, i, "symbol %u is no id that the host gave", e->symbol);
        rules->last[e->symbol][0] = 0;
    }
    return check_event(e, i) || check_order(rules, e, i) ? -1 : 0;
}

int fs_rules_check(struct fs_rules *rules, const struct fs_event *events, uint32_t count)
{
    rules->number++;
    for (uint32_t i = 0; i < count; i++) {
        if (!check_one(rules, &events[i], i))
            continue;
        for (uint32_t k = 0; k < i; k++) { /* what was accepted of the batch is taken back */
            uint32_t symbol = events[k].symbol;
            uint16_t type = events[k].type;
            rules->last[symbol][type] = rules->before[symbol][type];
        }
        return -1;
    }
    return 0;
}
