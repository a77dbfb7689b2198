#include "trade/decision.h"

#include "base/error.h"
#include "trade/journal_format.h"

#include <stdlib.h>
#include <string.h>

/* Lengths of the records with their letter; an order's and an event's without their symbols. */
enum {
    ORDER = 45,
    TERMS = 66,
    CHANGE = 49,
    VERDICT = 28,
    FILL = 41,
    EVENT = 68,
    MARGIN = 33,
    EXCHANGE = 42,
    ACCRUAL = 34,
    OTHERS = 17
};

static const uint8_t *get8(const uint8_t *at, uint8_t *out)
{
    *out = *at;
    return at + 1;
}

static const uint8_t *get64(const uint8_t *at, int64_t *out)
{
    uint64_t value;
    at = fs_journal_get(at, 8, &value);
    *out = (int64_t)value;
    return at;
}

static int read_order(const uint8_t *at, size_t length, struct fs_decision *out)
{
    uint8_t symbol;
    if (length < ORDER)
        return -1;
    at = get8(get8(get8(at, &out->side), &out->type), &out->tif);
    at = get8(get64(get64(get64(at, &out->qty), &out->limit), &out->stop), &symbol);
    if (length != ORDER + (size_t)symbol || memchr(at, '\0', symbol))
        return -1;
    memcpy(out->symbol, at, symbol);
    return 0;
}

/* A length and as many bytes, which must end at `end` at the latest; NULL when they do not. */
static const uint8_t *get_symbol(const uint8_t *at, const uint8_t *end, char out[FS_SYMBOL_MAX + 1])
{
    if (at >= end || at + 1 + *at > end || memchr(at + 1, '\0', *at))
        return NULL;
    memcpy(out, at + 1, *at);
    return at + 1 + *at;
}

static int read_event(const uint8_t *at, const uint8_t *end, struct fs_decision *out)
{
    if (end - at < EVENT - OTHERS)
        return -1;
    at = get64(get64(get8(at, &out->event), &out->held_before), &out->held_after);
    at = get64(get64(get64(get64(at, &out->into_qty), &out->price), &out->cash), &out->fee);
    at = get_symbol(at, end, out->symbol);
    return at && get_symbol(at, end, out->into) == end ? 0 : -1;
}

/* An exchange, or what a currency earned and paid. */
static int read_money(const uint8_t *at, const uint8_t *end, int exchange, struct fs_decision *out)
{
    if (end - at < (exchange ? EXCHANGE : ACCRUAL) - OTHERS)
        return -1;
    if (exchange)
        at = get64(get64(get64(at, &out->amount), &out->received), &out->fee);
    else
        at = get64(get64(at, &out->amount), &out->fee);
    return get_symbol(at, end, out->into) == end ? 0 : -1;
}

static int read_verdict(const uint8_t *at, size_t length, struct fs_decision *out)
{
    uint64_t rule;
    if (length != VERDICT)
        return -1;
    at = fs_journal_get(get8(at, &out->state), 2, &rule);
    out->rule = (uint16_t)rule;
    get64(at, &out->filled);
    return 0;
}

int fs_decision_read(const void *record, size_t length, struct fs_decision *out)
{
    const uint8_t *at = record;
    *out = (struct fs_decision){0};
    if (length < OTHERS)
        return -1;
    out->kind = (char)*at;
    at = get64(get64(at + 1, &out->order), &out->time);
    switch (out->kind) {
    case 'O':
        return read_order(at, length, out);
    case 'E':
        return read_event(at, (const uint8_t *)record + length, out);
    case 'V':
        return read_verdict(at, length, out);
    case 'T':
        if (length != TERMS)
            return -1;
        at = get64(get64(get64(get8(at, &out->flags), &out->trail), &out->offset), &out->expires);
        get64(get64(get64(at, &out->display), &out->one_of), &out->after);
        return 0;
    case 'C':
        if (length != CHANGE)
            return -1;
        get64(get64(get64(get64(at, &out->qty), &out->limit), &out->stop), &out->trail);
        return 0;
    case 'F':
        if (length != FILL)
            return -1;
        get64(get64(get64(at, &out->qty), &out->price), &out->fee);
        return 0;
    case 'M':
        if (length != MARGIN)
            return -1;
        get64(get64(at, &out->equity), &out->margin);
        return 0;
    case 'X':
        return read_money(at, (const uint8_t *)record + length, 1, out);
    case 'A':
        return read_money(at, (const uint8_t *)record + length, 0, out);
    default:
        return 0;
    }
}

static int grow(struct fs_order_symbols *known)
{
    if (known->count < known->capacity)
        return 0;
    int64_t capacity = known->capacity ? 2 * known->capacity : 256;
    uint32_t *more = realloc(known->symbols, (size_t)capacity * sizeof *more);
    if (!more)
        return fs_error_nomem();
    known->symbols = more;
    known->capacity = capacity;
    return 0;
}

int fs_order_symbols_note(struct fs_order_symbols *known, struct fs_decision *d)
{
    if (d->kind == 'E' || d->kind == 'X' || d->kind == 'A')
        return 0;
    if (d->kind != 'O') {
        int there = d->order >= 1 && d->order <= known->count;
        const char *text = there ? fs_symbol_text(known->symbols[d->order - 1]) : NULL;
        memcpy(d->symbol, text ? text : "", text ? strlen(text) + 1 : 1);
        return 0;
    }
    if (d->order != known->count + 1) /* ids count from 1: whatever this file is, no journal of ours */
        return 0;
    if (grow(known))
        return -1;
    uint32_t id = fs_symbol_id(d->symbol);
    if (!id && fs_error_last_code() == FS_E_MEMORY)
        return -1;
    fs_error_clear();
    known->symbols[known->count++] = id;
    return 0;
}

void fs_order_symbols_clear(struct fs_order_symbols *known)
{
    free(known->symbols);
    *known = (struct fs_order_symbols){0};
}
