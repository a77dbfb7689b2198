#include "market/event_file.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/time.h"
#include "market/reference.h"
#include "market/series.h"

#include <finsmart/order.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct fs_events {
    struct fs_arena *arena; /* texts */
    struct fs_instrument_event *list;
    int64_t count, capacity;
};

enum column { SYMBOL, DATE, TIME, TYPE, AMOUNT, CURRENCY, RATIO, INTO, PRICE, INTO_PRICE, RATE, COLUMNS };
static const char *const names[COLUMNS] = {"symbol", "date", "time",  "type",       "amount", "currency",
                                           "ratio",  "into", "price", "into_price", "rate"};

#define BIT(column) (1u << (column))

/* What a row of each type has, and what of it it must have. Those without a name in files are no rows of an events file. */
static const struct {
    const char *name;
    unsigned has, must;
} types[FS_IEVENT_COUNT] = {
    [FS_IEVENT_DIVIDEND] = {"dividend", BIT(AMOUNT) | BIT(CURRENCY), BIT(AMOUNT)},
    [FS_IEVENT_SPLIT] = {"split", BIT(RATIO), BIT(RATIO)},
    [FS_IEVENT_RENAME] = {"rename", BIT(INTO), BIT(INTO)},
    [FS_IEVENT_MERGER] = {"merger", BIT(INTO) | BIT(RATIO) | BIT(AMOUNT) | BIT(CURRENCY), 0},
    [FS_IEVENT_DELISTING] = {"delisting", BIT(AMOUNT) | BIT(CURRENCY), BIT(AMOUNT)},
    [FS_IEVENT_EXPIRY] = {"expiry", BIT(PRICE), 0},
    [FS_IEVENT_ROLL] = {"roll", BIT(INTO) | BIT(PRICE) | BIT(INTO_PRICE), BIT(INTO)},
    [FS_IEVENT_FUNDING] = {"funding", BIT(RATE) | BIT(PRICE), BIT(RATE)},
    [FS_IEVENT_HALT] = {"halt", 0, 0},
    [FS_IEVENT_RESUME] = {"resume", 0, 0},
    [FS_IEVENT_JOIN] = {"join", 0, 0},
    [FS_IEVENT_LEAVE] = {"leave", 0, 0},
};

const char *fs_instrument_event_name(int type)
{
    return type > 0 && type < FS_IEVENT_COUNT ? types[type].name : "";
}

struct fs_events *fs_events_new(void)
{
    struct fs_events *events = calloc(1, sizeof *events);
    if (events && (events->arena = fs_arena_new()))
        return events;
    free(events);
    fs_error_nomem();
    return NULL;
}

void fs_events_free(struct fs_events *events)
{
    if (!events)
        return;
    free(events->list);
    fs_arena_free(events->arena);
    free(events);
}

const struct fs_instrument_event *fs_events_list(const struct fs_events *events, int64_t *count)
{
    *count = events->count;
    return events->list;
}

static int add(struct fs_events *events, const struct fs_instrument_event *event)
{
    if (events->count == events->capacity) {
        int64_t capacity = events->capacity ? events->capacity * 2 : 64;
        struct fs_instrument_event *list = realloc(events->list, (size_t)capacity * sizeof *list);
        if (!list)
            return fs_error_nomem();
        events->list = list;
        events->capacity = capacity;
    }
    events->list[events->count++] = *event;
    return 0;
}

/* "2", "0.5", "3:2", "1/10": new units for old ones, as a fraction in lowest terms. */
static int parse_ratio(const char *text, int64_t *after, int64_t *before)
{
    size_t length = strlen(text), first = strcspn(text, ":/");
    int64_t a, b = FS_SCALE;
    if (fs_decimal_parse(text, first, 8, FS_ROUND_EXACT, &a) ||
        (first < length && fs_decimal_parse(text + first + 1, length - first - 1, 8, FS_ROUND_EXACT, &b))) {
        fs_error_clear();
        return -1;
    }
    const int64_t most = 1000000 * FS_SCALE;
    if (a <= 0 || b <= 0 || a > most || b > most)
        return -1;
    int64_t x = a, y = b;
    while (y) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    *after = a / x;
    *before = b / x;
    return 0;
}

static int read_ratio(const struct fs_reference *file, int64_t row, struct fs_instrument_event *event)
{
    char buffer[FS_REFERENCE_TEXT];
    const char *text = fs_reference_text(file, row, RATIO, buffer);
    if (parse_ratio(text, &event->after, &event->before) == 0)
        return 0;
    return fs_reference_bad(file, row, RATIO, "new units for old ones, such as 2, 3:2 or 1:10");
}

static int read_texts(struct fs_events *events, const struct fs_reference *file, int64_t row,
                      struct fs_instrument_event *event)
{
    char buffer[FS_REFERENCE_TEXT];
    const char *text;
    if (fs_reference_symbol(file, row, SYMBOL, buffer, &text) ||
        !(event->symbol = fs_arena_strdup(events->arena, text)))
        return -1;
    text = fs_reference_text(file, row, CURRENCY, buffer);
    if (*text && !(event->currency = fs_arena_strdup(events->arena, text)))
        return -1;
    if (!fs_reference_has(file, row, INTO))
        return 0;
    if (fs_reference_symbol(file, row, INTO, buffer, &text) ||
        !(event->into = fs_arena_strdup(events->arena, text)))
        return -1;
    return strcmp(event->into, event->symbol)
               ? 0
               : fs_reference_bad(file, row, INTO, "another symbol than '%s' itself", event->symbol);
}

/* Is there what the type must have, and nothing that it has not? */
static int check_cells(const struct fs_reference *file, int64_t row, int type)
{
    for (int c = AMOUNT; c < COLUMNS; c++) {
        int there = fs_reference_has(file, row, c);
        if (there && !(types[type].has & BIT(c)))
            return fs_reference_bad(file, row, c, "nothing: a row of type %s has no %s", types[type].name,
                                    names[c]);
        if (!there && (types[type].must & BIT(c)))
            return fs_error_set(FS_E_INPUT,
                                "%s: row %" PRId64 ": column '%s' is empty; a row of type %s has it",
                                file->path, row + 1, names[c], types[type].name);
    }
    return 0;
}

static int read_numbers(const struct fs_reference *file, int64_t row, struct fs_instrument_event *event)
{
    const int64_t most = (int64_t)(FS_PRICE_MAX * 1e8);
    const struct {
        enum column column;
        int64_t least, most;
        const char *expected;
        int64_t *to;
    } numbers[] = {
        {AMOUNT, event->type == FS_IEVENT_DIVIDEND, most,
         event->type == FS_IEVENT_DIVIDEND ? "an amount a unit above 0, with at most 8 decimals"
                                           : "an amount a unit of 0 or more, with at most 8 decimals",
         &event->amount},
        {PRICE, 1, most, "a price above 0 with at most 8 decimals", &event->price},
        {INTO_PRICE, 1, most, "a price above 0 with at most 8 decimals", &event->into_price},
        {RATE, -FS_SCALE, FS_SCALE, "a share of the value from -1 to 1, with at most 8 decimals",
         &event->rate},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (fs_reference_has(file, row, numbers[i].column) &&
            fs_reference_number(file, row, numbers[i].column, numbers[i].least, numbers[i].most,
                                numbers[i].expected, numbers[i].to))
            return -1;
    return fs_reference_has(file, row, RATIO) ? read_ratio(file, row, event) : 0;
}

/* What several cells of a row say together. */
static int check_together(const struct fs_reference *file, int64_t row, const struct fs_instrument_event *e)
{
    if (e->type == FS_IEVENT_MERGER) {
        if (e->into && !e->after)
            return fs_reference_bad(file, row, RATIO, "the units of '%s' for one", e->into);
        if (!e->into && e->after)
            return fs_reference_bad(file, row, INTO, "the symbol of whose units the ratio tells");
        if (!e->into && !fs_reference_has(file, row, AMOUNT))
            return fs_reference_bad(file, row, AMOUNT,
                                    "an amount a unit, or 'into' and 'ratio', or all three");
    }
    if (e->type == FS_IEVENT_ROLL && !e->price != !e->into_price)
        return fs_reference_bad(file, row, e->price ? INTO_PRICE : PRICE, "both prices, or neither");
    return 0;
}

static int read_row(struct fs_events *events, const struct fs_reference *file, int64_t row)
{
    struct fs_instrument_event event = {0};
    const char *known[FS_IEVENT_FUNDING];
    int date, at = file->columns[DATE] ? DATE : TIME;
    for (int t = 1; t <= FS_IEVENT_FUNDING; t++)
        known[t - 1] = types[t].name;
    int type = fs_reference_choice(file, row, TYPE, known, FS_IEVENT_FUNDING);
    if (type < 0)
        return -1;
    event.type = (uint8_t)(type + 1);
    if (fs_reference_time(file, row, at, &event.time, &date) || check_cells(file, row, event.type) ||
        read_texts(events, file, row, &event) || read_numbers(file, row, &event) ||
        check_together(file, row, &event))
        return -1;
    event.dated = date && at == DATE;
    return add(events, &event);
}

int fs_events_read(struct fs_events *events, const char *path)
{
    struct fs_reference file = {0};
    int failed = fs_reference_open(&file, path, names, COLUMNS, BIT(SYMBOL) | BIT(TYPE));
    if (!failed && !file.columns[DATE] == !file.columns[TIME])
        failed = fs_error_set(FS_E_INPUT, "%s: expected a column 'date' or 'time'%s", path,
                              file.columns[DATE] ? ", not both" : "");
    for (int64_t row = 0; !failed && row < fs_reference_rows(&file); row++)
        failed = read_row(events, &file, row);
    fs_reference_close(&file);
    return failed ? -1 : 0;
}

enum span_column { SPAN_SYMBOL, SPAN_FROM, SPAN_TO, SPAN_COLUMNS };
static const char *const span_names[SPAN_COLUMNS] = {"symbol", "from", "to"};

/* From when until when a row holds, the end not included. */
struct span {
    const char *symbol;
    int64_t from, to; /* INT64_MAX: for good */
    int64_t row;
    uint8_t from_dated, to_dated;
};

static int read_span(struct fs_events *events, const struct fs_reference *file, int64_t row, int whole_days,
                     struct span *span)
{
    char buffer[FS_REFERENCE_TEXT];
    const char *symbol;
    int date;
    *span = (struct span){.row = row, .to = INT64_MAX};
    if (fs_reference_symbol(file, row, SPAN_SYMBOL, buffer, &symbol) ||
        !(span->symbol = fs_arena_strdup(events->arena, symbol)) ||
        fs_reference_time(file, row, SPAN_FROM, &span->from, &date))
        return -1;
    span->from_dated = (uint8_t)date;
    if (!fs_reference_has(file, row, SPAN_TO))
        return 0;
    if (fs_reference_time(file, row, SPAN_TO, &span->to, &date))
        return -1;
    span->to_dated = (uint8_t)date;
    if (date && whole_days && span->to < INT64_MAX - FS_NS_PER_DAY)
        span->to += FS_NS_PER_DAY;
    return span->to > span->from ? 0 : fs_reference_bad(file, row, SPAN_TO, "an end after the beginning");
}

static int by_symbol_and_time(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    int order = strcmp(x->symbol, y->symbol);
    return order ? order : (x->from > y->from) - (x->from < y->from);
}

/* Two events for each row; those of a symbol do not overlap. */
static int add_spans(struct fs_events *events, const struct fs_reference *file, struct span *spans,
                     int64_t rows, int begins, int ends)
{
    qsort(spans, (size_t)rows, sizeof *spans, by_symbol_and_time);
    for (int64_t i = 0; i < rows; i++) {
        const struct span *s = &spans[i];
        if (i && !strcmp(s->symbol, s[-1].symbol) && s->from < s[-1].to)
            return fs_reference_bad(file, s->row, SPAN_FROM,
                                    "a time after the end of row %" PRId64 " of the same symbol",
                                    s[-1].row + 1);
        struct fs_instrument_event event = {
            .time = s->from, .symbol = s->symbol, .type = (uint8_t)begins, .dated = s->from_dated};
        if (add(events, &event))
            return -1;
        event.time = s->to;
        event.type = (uint8_t)ends;
        event.dated = s->to_dated;
        if (s->to != INT64_MAX && add(events, &event))
            return -1;
    }
    return 0;
}

static int read_spans(struct fs_events *events, const char *path, int begins, int ends, int whole_days)
{
    struct fs_reference file = {0};
    struct span *spans = NULL;
    int failed = fs_reference_open(&file, path, span_names, SPAN_COLUMNS, BIT(SPAN_SYMBOL) | BIT(SPAN_FROM));
    int64_t rows = failed ? 0 : fs_reference_rows(&file);
    if (!failed && !(spans = calloc((size_t)rows + 1, sizeof *spans)))
        failed = fs_error_nomem();
    for (int64_t row = 0; !failed && row < rows; row++)
        failed = read_span(events, &file, row, whole_days, &spans[row]);
    if (!failed)
        failed = add_spans(events, &file, spans, rows, begins, ends);
    free(spans);
    fs_reference_close(&file);
    return failed ? -1 : 0;
}

int fs_events_read_halts(struct fs_events *events, const char *path)
{
    return read_spans(events, path, FS_IEVENT_HALT, FS_IEVENT_RESUME, 0);
}

int fs_events_read_universe(struct fs_events *events, const char *path)
{
    return read_spans(events, path, FS_IEVENT_JOIN, FS_IEVENT_LEAVE, 1);
}
