#include "market/instrument_file.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/time.h"
#include "market/reference.h"
#include "market/series.h"

#include <finsmart/order.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct fs_instruments {
    struct fs_arena *arena; /* all below */
    struct fs_instrument *list;
    int count;
};

enum column {
    SYMBOL,
    KIND,
    CURRENCY,
    BASE,
    ROOT,
    LOT,
    TICK,
    MIN_NOTIONAL,
    MULTIPLIER,
    INITIAL,
    MAINTENANCE,
    EXPIRY,
    CALENDAR,
    BORROW,
    COLUMNS
};

static const char *const names[COLUMNS] = {"symbol",
                                           "kind",
                                           "currency",
                                           "base",
                                           "root",
                                           "lot",
                                           "tick",
                                           "min_notional",
                                           "multiplier",
                                           "initial_margin",
                                           "maintenance_margin",
                                           "expiry",
                                           "calendar",
                                           "borrow_rate"};
static const char *const kinds[] = {"equity", "etf", "future", "fx", "crypto", "perpetual"};
enum { KINDS = sizeof kinds / sizeof *kinds };

const char *fs_instrument_kind_name(int kind)
{
    return kind >= 0 && kind < KINDS ? kinds[kind] : "";
}

/* One row under reading. */
struct row {
    const struct fs_reference *file;
    struct fs_arena *arena;
    int64_t number;
    struct fs_instrument *to;
};

/* A currency is a short name in capitals: "USD", "USDT", "BTC". */
static int read_currency(const struct row *r, enum column column, const char **out)
{
    char buffer[FS_REFERENCE_TEXT];
    const char *text = fs_reference_text(r->file, r->number, column, buffer);
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    if (!*text)
        return 0;
    if (length < 3 || length > 8 || text[length])
        return fs_reference_bad(r->file, r->number, column, "a currency of 3 to 8 capitals, such as USD");
    return (*out = fs_arena_strdup(r->arena, text)) ? 0 : -1;
}

static int read_text(const struct row *r, enum column column, const char **out)
{
    char buffer[FS_REFERENCE_TEXT];
    const char *text = fs_reference_text(r->file, r->number, column, buffer);
    return !*text || (*out = fs_arena_strdup(r->arena, text)) ? 0 : -1;
}

/* A number above 0, or `otherwise` where the cell is empty. */
static int read_positive(const struct row *r, enum column column, int64_t otherwise, int64_t *out)
{
    *out = otherwise;
    if (!fs_reference_has(r->file, r->number, column))
        return 0;
    return fs_reference_number(r->file, r->number, column, 1, (int64_t)(FS_PRICE_MAX * 1e8),
                               "a number above 0 with at most 8 decimals", out);
}

/* "1500", an amount a unit, or "5%", a share of the value: *rate. */
static int read_margin(const struct row *r, enum column column, int64_t *out, int *rate)
{
    char buffer[FS_REFERENCE_TEXT];
    const char *text = fs_reference_text(r->file, r->number, column, buffer);
    size_t length = strlen(text);
    *rate = length && text[length - 1] == '%';
    if (*rate)
        length--;
    while (*rate && length && text[length - 1] == ' ')
        length--;
    int64_t value;
    if (length && fs_decimal_parse(text, length, *rate ? 6 : 8, FS_ROUND_EXACT, &value) == 0 && value > 0 &&
        (!*rate || value <= 100 * INT64_C(1000000))) {
        *out = value; /* percent with 6 decimals is the share with 8 */
        return 0;
    }
    fs_error_clear();
    return fs_reference_bad(r->file, r->number, column,
                            "an amount a unit above 0, or a share of the value such as 5%%");
}

static int read_margins(const struct row *r)
{
    struct fs_instrument *i = r->to;
    int rate, initial = fs_reference_has(r->file, r->number, INITIAL),
              maintenance = fs_reference_has(r->file, r->number, MAINTENANCE);
    if (!fs_instrument_margined(i)) {
        if (initial || maintenance)
            return fs_reference_bad(r->file, r->number, initial ? INITIAL : MAINTENANCE,
                                    "nothing: only futures and perpetuals have margins");
        return 0;
    }
    i->initial_margin = FS_SCALE; /* as if paid in full: no margin call either */
    i->margin_rate = 1;
    if (!initial)
        return maintenance ? fs_reference_bad(r->file, r->number, INITIAL,
                                              "an initial margin where there is a maintenance margin")
                           : 0;
    if (read_margin(r, INITIAL, &i->initial_margin, &i->margin_rate))
        return -1;
    i->maintenance_margin = i->initial_margin;
    if (!maintenance)
        return 0;
    if (read_margin(r, MAINTENANCE, &i->maintenance_margin, &rate))
        return -1;
    if (rate != i->margin_rate)
        return fs_reference_bad(r->file, r->number, MAINTENANCE, "%s, as the initial margin is",
                                i->margin_rate ? "a share of the value" : "an amount a unit");
    if (i->maintenance_margin > i->initial_margin)
        return fs_reference_bad(r->file, r->number, MAINTENANCE, "at most the initial margin");
    return 0;
}

/* "3%" a year of what is sold short. */
static int read_borrow(const struct row *r)
{
    struct fs_instrument *i = r->to;
    char buffer[FS_REFERENCE_TEXT];
    const char *text = fs_reference_text(r->file, r->number, BORROW, buffer);
    size_t length = strlen(text);
    if (!length)
        return 0;
    if (fs_instrument_margined(i))
        return fs_reference_bad(r->file, r->number, BORROW,
                                "nothing: nobody borrows a future or perpetual to be short");
    int percent = text[length - 1] == '%';
    length -= (size_t)percent;
    while (percent && length && text[length - 1] == ' ')
        length--;
    if (percent && length && fs_decimal_parse(text, length, 6, FS_ROUND_EXACT, &i->borrow_rate) == 0 &&
        i->borrow_rate > 0 && i->borrow_rate <= 100 * FS_SCALE)
        return 0;
    fs_error_clear();
    return fs_reference_bad(r->file, r->number, BORROW,
                            "a share of the value a year above 0%% and at most 10000%%, such as 3%%");
}

/* A date is the whole of it: the last instant is the midnight after it. */
static int read_expiry(const struct row *r)
{
    int date, there = fs_reference_has(r->file, r->number, EXPIRY);
    r->to->expiry = INT64_MAX;
    if (!there && r->to->kind == FS_INSTRUMENT_FUTURE)
        return fs_reference_bad(r->file, r->number, EXPIRY, "the date on which the future expires");
    if (!there)
        return 0;
    if (r->to->kind != FS_INSTRUMENT_FUTURE)
        return fs_reference_bad(r->file, r->number, EXPIRY, "nothing: only futures expire");
    if (fs_reference_time(r->file, r->number, EXPIRY, &r->to->expiry, &date))
        return -1;
    if (date && r->to->expiry < INT64_MAX - FS_NS_PER_DAY)
        r->to->expiry += FS_NS_PER_DAY;
    return 0;
}

static int read_calendar(const struct row *r)
{
    const char *name = NULL;
    if (read_text(r, CALENDAR, &name))
        return -1;
    if (!name || (r->to->calendar = fs_calendar_find(name)))
        return 0;
    return fs_error_wrap(FS_E_INPUT, "%s: row %" PRId64 ": column 'calendar' is '%s'", r->file->path,
                         r->number + 1, name);
}

/* Which kinds have what: FX and crypto a base, futures a root. */
static int check_kind(const struct row *r)
{
    const struct fs_instrument *i = r->to;
    int pair = i->kind == FS_INSTRUMENT_FX || i->kind == FS_INSTRUMENT_CRYPTO;
    if (i->base && !pair && i->kind != FS_INSTRUMENT_PERPETUAL)
        return fs_reference_bad(r->file, r->number, BASE,
                                "nothing: only fx, crypto and perpetual have a base");
    if (i->kind == FS_INSTRUMENT_FX && (!i->base || !i->currency))
        return fs_reference_bad(r->file, r->number, i->base ? CURRENCY : BASE,
                                "the two currencies of the pair, base and currency");
    if (i->base && i->currency && !strcmp(i->base, i->currency))
        return fs_reference_bad(r->file, r->number, BASE, "another currency than that of the price");
    if (i->root && i->kind != FS_INSTRUMENT_FUTURE)
        return fs_reference_bad(r->file, r->number, ROOT, "nothing: only futures are of a chain");
    return 0;
}

static int read_row(const struct row *r)
{
    struct fs_instrument *i = r->to;
    char buffer[FS_REFERENCE_TEXT];
    const char *symbol;
    if (fs_reference_symbol(r->file, r->number, SYMBOL, buffer, &symbol) ||
        !(i->symbol = fs_arena_strdup(r->arena, symbol)))
        return -1;
    if (fs_reference_has(r->file, r->number, KIND) &&
        (i->kind = fs_reference_choice(r->file, r->number, KIND, kinds, KINDS)) < 0)
        return -1;
    return read_currency(r, CURRENCY, &i->currency) || read_currency(r, BASE, &i->base) ||
                   read_text(r, ROOT, &i->root) || check_kind(r) || read_positive(r, LOT, 0, &i->lot) ||
                   read_positive(r, TICK, 0, &i->tick) ||
                   read_positive(r, MIN_NOTIONAL, 0, &i->min_notional) ||
                   read_positive(r, MULTIPLIER, FS_SCALE, &i->multiplier) || read_margins(r) ||
                   read_borrow(r) || read_expiry(r) || read_calendar(r)
               ? -1
               : 0;
}

static int by_symbol(const void *a, const void *b)
{
    return strcmp(((const struct fs_instrument *)a)->symbol, ((const struct fs_instrument *)b)->symbol);
}

static int read_rows(struct fs_instruments *all, const struct fs_reference *file)
{
    int64_t rows = fs_reference_rows(file);
    if (rows == 0 || rows > INT32_MAX)
        return fs_error_set(FS_E_INPUT, "%s: %" PRId64 " instruments; expected at least one", file->path,
                            rows);
    if (!(all->list = fs_arena_array(all->arena, (size_t)rows, sizeof *all->list)))
        return -1;
    struct fs_dict *seen = fs_dict_new();
    int failed = !seen;
    for (int64_t row = 0; row < rows && !failed; row++) {
        struct fs_instrument *i = &all->list[row];
        failed = read_row(&(struct row){file, all->arena, row, i}) ||
                 fs_dict_put(seen, i->symbol, strlen(i->symbol)) < 0;
        if (!failed && fs_dict_count(seen) == row)
            failed = fs_reference_bad(file, row, SYMBOL, "a symbol that no row above has");
    }
    fs_dict_unref(seen);
    if (failed)
        return -1;
    all->count = (int)rows;
    qsort(all->list, (size_t)rows, sizeof *all->list, by_symbol);
    return 0;
}

struct fs_instruments *fs_instruments_read(const char *path)
{
    struct fs_instruments *all = calloc(1, sizeof *all);
    struct fs_reference file = {0};
    if (!all || !(all->arena = fs_arena_new())) {
        free(all);
        fs_error_nomem();
        return NULL;
    }
    int failed = fs_reference_open(&file, path, names, COLUMNS, 1u << SYMBOL) || read_rows(all, &file);
    fs_reference_close(&file);
    if (!failed)
        return all;
    fs_instruments_free(all);
    return NULL;
}

void fs_instruments_free(struct fs_instruments *all)
{
    if (!all)
        return;
    fs_arena_free(all->arena);
    free(all);
}

int fs_instruments_count(const struct fs_instruments *all)
{
    return all->count;
}

const struct fs_instrument *fs_instruments_at(const struct fs_instruments *all, int index)
{
    return &all->list[index];
}

const struct fs_instrument *fs_instruments_find(const struct fs_instruments *all, const char *symbol)
{
    struct fs_instrument key = {.symbol = symbol};
    return all && all->count ? bsearch(&key, all->list, (size_t)all->count, sizeof key, by_symbol) : NULL;
}
