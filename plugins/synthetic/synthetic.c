/*
 * A market made by chance: bars, trades and quotes, or a full order book, the same bits for the same seed on every
 * machine. The prices are nobody's; what they are good for is in README.md.
 */
#include "bars.h"
#include "book.h"

#include <finsmart/plugin.h>

#include <string.h>

#define MAX_SYMBOLS 1000
#define BATCH       4096

enum kind { BARS, TRADES, BOOK }; /* in the order of the setting's choices */

struct symbol {
    uint32_t id;
    struct bars bars;
    struct book *book;
    int64_t next; /* time of the next message; book only */
    int64_t left; /* messages */
};

struct synthetic {
    const struct fs_host *host;
    struct fs_context *ctx;
    struct market market;
    enum kind kind;
    int64_t count; /* bars, or messages, of each symbol */
    double speed;  /* seconds of market a second; 0: as fast as it goes */
    int64_t begun; /* host's monotonic time at which market time `origin` was */
    int64_t origin;
    struct symbol *symbols;
    uint32_t symbol_count;
    int64_t time;    /* bars: start of the next ones */
    int64_t made;    /* bars of each symbol */
    int64_t session; /* bars: start of the session of the last ones */
    struct fs_event *batch;
    struct fs_metric *messages;
};

static void stop(void *state)
{
    struct synthetic *s = state;
    for (uint32_t i = 0; i < s->symbol_count; i++)
        s->host->free(s->ctx, s->symbols[i].book);
    s->host->free(s->ctx, s->symbols);
    s->host->free(s->ctx, s->batch);
    s->host->free(s->ctx, s);
}

static int32_t read_market(struct synthetic *s)
{
    const struct fs_host *host = s->host;
    struct market *m = &s->market;
    static const double scales[] = {1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    m->seed = (uint64_t)host->setting_int(s->ctx, "seed");
    m->from = host->setting_int(s->ctx, "from");
    m->interval = host->setting_int(s->ctx, "interval");
    m->open = host->setting_int(s->ctx, "open");
    m->close = host->setting_int(s->ctx, "close");
    m->weekdays = (int)host->setting_int(s->ctx, "weekdays");
    m->price = host->setting_number(s->ctx, "price");
    m->scale = scales[host->setting_int(s->ctx, "decimals")];
    m->drift = host->setting_number(s->ctx, "drift");
    m->volatility = host->setting_number(s->ctx, "volatility");
    m->alpha = host->setting_number(s->ctx, "alpha");
    m->beta = host->setting_number(s->ctx, "beta");
    m->jumps = host->setting_number(s->ctx, "jumps");
    m->jump_size = host->setting_number(s->ctx, "jump_size");
    m->correlation = host->setting_number(s->ctx, "correlation");
    m->volume = host->setting_number(s->ctx, "volume");
    m->spread = host->setting_number(s->ctx, "spread_bps") * 1e-4;
    m->rate = host->setting_number(s->ctx, "rate");
    s->kind = (enum kind)host->setting_int(s->ctx, "kind");
    s->count = host->setting_int(s->ctx, "count");
    s->speed = host->setting_number(s->ctx, "speed");
    if (m->from < -MARKET_END || m->from > MARKET_END - m->interval)
        return host->error(
            s->ctx, FS_FAIL_INPUT,
            "setting 'from' (with one 'interval') lies outside 1677-09-28 to 2262-04-05, the times that "
            "the market has");
    if (m->open >= m->close)
        return host->error(s->ctx, FS_FAIL_INPUT, "setting 'close' must be later than 'open'");
    if (m->alpha + m->beta >= 1.0)
        return host->error(s->ctx, FS_FAIL_INPUT,
                           "settings 'alpha' and 'beta' add up to %g; expected less than 1",
                           m->alpha + m->beta);
    if (s->kind == BARS && m->interval < DAY && m->interval > m->close - m->open)
        return host->error(s->ctx, FS_FAIL_INPUT,
                           "setting 'interval' is longer than a session ('open' to 'close')");
    if (s->kind != BARS) /* books live in sessions, whatever the bars are */
        m->interval = SECOND;
    return 0;
}

/* "A, B,C" as symbols. */
static int32_t read_symbols(struct synthetic *s)
{
    const char *text = s->host->setting_text(s->ctx, "symbols");
    uint32_t names = 1;
    for (const char *c = text; *c; c++)
        names += *c == ',';
    if (names > MAX_SYMBOLS)
        return s->host->error(s->ctx, FS_FAIL_INPUT, "setting 'symbols' names %u; expected at most %d", names,
                              MAX_SYMBOLS);
    if (!(s->symbols = s->host->alloc(s->ctx, names * sizeof *s->symbols)))
        return -1;
    while (*text) {
        text += strspn(text, ", ");
        size_t length = strcspn(text, ",");
        char name[256];
        if (length >= sizeof name)
            return s->host->error(s->ctx, FS_FAIL_INPUT, "setting 'symbols' has a name of %zu bytes", length);
        memcpy(name, text, length);
        text += length;
        while (length && name[length - 1] == ' ')
            length--;
        name[length] = 0;
        if (!length)
            continue;
        struct symbol *symbol = &s->symbols[s->symbol_count];
        if (!(symbol->id = s->host->symbol(s->ctx, name)))
            return -1;
        for (uint32_t i = 0; i < s->symbol_count; i++)
            if (s->symbols[i].id == symbol->id)
                return s->host->error(s->ctx, FS_FAIL_INPUT, "setting 'symbols' names '%s' twice", name);
        s->symbol_count++;
    }
    return s->symbol_count ? 0 : s->host->error(s->ctx, FS_FAIL_INPUT, "setting 'symbols' names none");
}

/* The symbol whose message is next; NULL when all are done. */
static struct symbol *earliest(struct synthetic *s)
{
    struct symbol *best = NULL;
    for (uint32_t i = 0; i < s->symbol_count; i++)
        if (s->symbols[i].left && (!best || s->symbols[i].next < best->next))
            best = &s->symbols[i];
    return best;
}

static int32_t prepare(struct synthetic *s)
{
    if (read_market(s) || read_symbols(s) ||
        !(s->batch = s->host->alloc(s->ctx, (BATCH + BOOK_EVENTS) * sizeof *s->batch)))
        return -1;
    for (uint32_t i = 0; i < s->symbol_count; i++) {
        struct symbol *symbol = &s->symbols[i];
        bars_init(&symbol->bars, &s->market, i);
        symbol->left = s->count;
        if (s->kind == BARS)
            continue;
        if (!(symbol->book = s->host->alloc(s->ctx, sizeof *symbol->book)))
            return -1;
        book_init(symbol->book, &s->market, i, symbol->id);
        symbol->next = book_next_time(symbol->book, &s->market);
    }
    int64_t end;
    market_session(&s->market, s->market.from, &s->time, &end);
    s->session = s->time;
    while (s->time < s->market.from) /* the first bar that starts at `from` or later */
        s->time += s->market.interval;
    s->messages = s->host->counter(s->ctx, "messages_total", "bars or order book messages made");
    struct symbol *first = s->kind == BARS ? NULL : earliest(s);
    s->origin = first ? first->next : s->time;
    s->begun = s->host->monotonic(s->ctx);
    return 0;
}

static int32_t start(const struct fs_host *host, struct fs_context *ctx, void **state)
{
    struct synthetic *s = host->alloc(ctx, sizeof *s);
    if (!s)
        return -1;
    s->host = host;
    s->ctx = ctx;
    if (prepare(s)) {
        stop(s);
        return -1;
    }
    *state = s;
    return 0;
}

static void woken(void *user)
{
    (void)user; /* that a callback ran makes the host poll again */
}

/* With a speed: 1 where market time `time` has not come yet; a timer is then set. */
static int32_t too_early(struct synthetic *s, int64_t time)
{
    if (s->speed == 0.0)
        return 0;
    double due = (double)(time - s->origin) / s->speed;
    double now = (double)(s->host->monotonic(s->ctx) - s->begun);
    if (due <= now)
        return 0;
    return s->host->timer(s->ctx, (int64_t)(due - now < 1e18 ? due - now : 1e18), 0, woken, NULL) ? 1 : -1;
}

static void next_bars(struct synthetic *s, struct fs_event *out)
{
    int64_t start, end;
    market_session(&s->market, s->time, &start, &end);
    if (s->time < start) /* over the night or the weekend */
        s->time = start;
    int first = start != s->session;
    s->session = start;
    double common[BAR_STEPS + 1];
    bars_common(&s->market, s->made, common);
    for (uint32_t i = 0; i < s->symbol_count; i++) {
        struct fs_event *event = &out[i];
        memset(event, 0, sizeof *event);
        event->ts = s->time;
        event->symbol = s->symbols[i].id;
        event->type = FS_EVENT_BAR;
        bars_next(&s->symbols[i].bars, &s->market, s->time, start, end, first, common, &event->u.bar);
    }
    s->time += s->market.interval;
    s->made++;
}

/* The settings ask for more than time has room for. */
static int32_t time_is_over(struct synthetic *s)
{
    return s->host->error(
        s->ctx, FS_FAIL_LIMIT,
        "the market is at its end, 2262-04-05, with fewer than 'count' made; set a smaller 'count', "
        "an earlier 'from' or a %s",
        s->kind == BARS ? "shorter 'interval'" : "higher 'rate'");
}

static int32_t poll_bars(struct synthetic *s)
{
    uint32_t count = 0;
    int32_t early = 0;
    while (s->made < s->count && count + s->symbol_count <= BATCH) {
        if (s->time > MARKET_END - s->market.interval) { /* what there is goes out first */
            if (!count)
                return time_is_over(s);
            break;
        }
        if ((early = too_early(s, s->time + s->market.interval)))
            break;
        next_bars(s, s->batch + count);
        count += s->symbol_count;
    }
    s->host->metric_add(s->messages, (double)count);
    if (early < 0 || (count && s->host->publish(s->ctx, s->batch, count)))
        return -1;
    return s->made == s->count ? FS_POLL_END : early ? FS_POLL_IDLE : FS_POLL_MORE;
}

/* Drops what the kind does not show. Returns how many events are left. */
static uint32_t keep_wanted(const struct synthetic *s, struct fs_event *events, uint32_t count)
{
    if (s->kind == BOOK)
        return count;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (events[i].type != FS_EVENT_BOOK)
            events[kept++] = events[i];
    if (kept)
        events[kept - 1].flags |= FS_EVENT_LAST;
    return kept;
}

static int32_t poll_books(struct synthetic *s)
{
    uint32_t count = 0;
    int32_t early = 0;
    struct symbol *symbol;
    while ((symbol = earliest(s)) && count < BATCH) {
        if (symbol->next >= MARKET_END) {
            if (!count)
                return time_is_over(s);
            break;
        }
        if ((early = too_early(s, symbol->next)))
            break;
        uint32_t made = book_next(symbol->book, &s->market, symbol->next, s->batch + count);
        count += keep_wanted(s, s->batch + count, made);
        symbol->next = book_next_time(symbol->book, &s->market);
        symbol->left--;
        s->host->metric_add(s->messages, 1.0);
    }
    if (early < 0 || (count && s->host->publish(s->ctx, s->batch, count)))
        return -1;
    return !symbol ? FS_POLL_END : early ? FS_POLL_IDLE : FS_POLL_MORE;
}

static int32_t poll(void *state)
{
    struct synthetic *s = state;
    return s->kind == BARS ? poll_bars(s) : poll_books(s);
}

static const struct fs_source source = {
    .struct_size = sizeof source,
    .start = start,
    .stop = stop,
    .poll = poll,
};

static const struct fs_setting settings[] = {
    {.name = "seed", .doc = "The same seed gives the same market.", .fallback = "1", .type = FS_SETTING_INT},
    {.name = "symbols", .doc = "Names, separated by commas.", .fallback = "SYN", .type = FS_SETTING_TEXT},
    {.name = "kind",
     .doc = "Bars; trades and quotes; or every order of the book, with trades and quotes.",
     .fallback = "bars",
     .choices = "bars|trades|book",
     .type = FS_SETTING_CHOICE},
    {.name = "count",
     .doc = "Bars of each symbol, or messages of its order book.",
     .fallback = "1000",
     .type = FS_SETTING_INT,
     .min = 1,
     .max = 1e12},
    {.name = "from", .doc = "First instant, UTC.", .fallback = "2020-01-01", .type = FS_SETTING_TIME},
    {.name = "interval",
     .doc = "Length of a bar; below a day bars lie in sessions.",
     .fallback = "1d",
     .type = FS_SETTING_DURATION,
     .min = 0.001,
     .max = 86400.0 * 366},
    {.name = "open",
     .doc = "Start of a session after midnight UTC.",
     .fallback = "14h30m",
     .type = FS_SETTING_DURATION,
     .min = 0,
     .max = 86400},
    {.name = "close",
     .doc = "End of a session after midnight UTC.",
     .fallback = "21h",
     .type = FS_SETTING_DURATION,
     .min = 0,
     .max = 86400},
    {.name = "weekdays",
     .doc = "Sessions on Mondays to Fridays only.",
     .fallback = "true",
     .type = FS_SETTING_BOOL},
    {.name = "price",
     .doc = "Price at the start.",
     .fallback = "100",
     .type = FS_SETTING_NUMBER,
     .min = 1e-6,
     .max = 1e7},
    {.name = "decimals",
     .doc = "Digits after the point of a price: one tick is 10^-decimals.",
     .fallback = "2",
     .type = FS_SETTING_INT,
     .min = 0,
     .max = 6},
    {.name = "drift",
     .doc = "Expected log return.",
     .fallback = "0.05",
     .unit = "a year",
     .type = FS_SETTING_NUMBER,
     .min = -10,
     .max = 10},
    {.name = "volatility",
     .doc = "Standard deviation of log returns, long-run.",
     .fallback = "0.2",
     .unit = "a year",
     .type = FS_SETTING_NUMBER,
     .min = 0,
     .max = 10},
    {.name = "alpha",
     .doc = "Answer of the variance to the last move: GARCH(1,1).",
     .fallback = "0.08",
     .type = FS_SETTING_NUMBER,
     .min = 0,
     .max = 0.999},
    {.name = "beta",
     .doc = "Memory of the variance: GARCH(1,1).",
     .fallback = "0.9",
     .type = FS_SETTING_NUMBER,
     .min = 0,
     .max = 0.999},
    {.name = "jumps",
     .doc = "Jumps of the price.",
     .fallback = "4",
     .unit = "a year",
     .type = FS_SETTING_NUMBER,
     .min = 0,
     .max = 1e5},
    {.name = "jump_size",
     .doc = "Standard deviation of a jump's log return.",
     .fallback = "0.03",
     .type = FS_SETTING_NUMBER,
     .min = 0,
     .max = 2},
    {.name = "correlation",
     .doc = "Between the symbols' moves; bars only.",
     .fallback = "0.3",
     .type = FS_SETTING_NUMBER,
     .min = 0,
     .max = 1},
    {.name = "volume",
     .doc = "Units traded, on average; bars only.",
     .fallback = "1000000",
     .unit = "a day",
     .type = FS_SETTING_NUMBER,
     .min = 0,
     .max = 1e15},
    {.name = "spread_bps",
     .doc = "Between bid and offer, on average; not for bars.",
     .fallback = "4",
     .unit = "basis points",
     .type = FS_SETTING_NUMBER,
     .min = 0.01,
     .max = 1000},
    {.name = "rate",
     .doc = "Messages of a symbol's order book, on average.",
     .fallback = "10",
     .unit = "a second",
     .type = FS_SETTING_NUMBER,
     .min = 1e-3,
     .max = 1e6},
    {.name = "speed",
     .doc = "Market time per time of the clock: 1 plays as it would happen; 0 as fast as it goes.",
     .fallback = "0",
     .type = FS_SETTING_NUMBER,
     .min = 0,
     .max = 1e9},
};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "synthetic",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description =
        "A market made by chance, the same for the same seed: bars, trades and quotes, or a full order book.",
    .settings = settings,
    .setting_count = sizeof settings / sizeof *settings,
    .setting_size = sizeof *settings,
    .source = &source,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
