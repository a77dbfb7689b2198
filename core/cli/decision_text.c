#include "cli/decision_text.h"

#include "base/decimal.h"
#include "base/time.h"
#include "market/instrument_event.h"
#include "trade/records.h"

#include <finsmart/order.h>
#include <inttypes.h>
#include <string.h>

_Static_assert(FS_TIME_TEXT == 48, "fs_decision_time() has room for a time");

static const char *decimal(int64_t mantissa, char out[FS_DECIMAL_TEXT])
{
    fs_decimal_format(mantissa, FS_SCALE_EXP, out, FS_DECIMAL_TEXT);
    return out;
}

const char *fs_decision_time(int64_t time, char out[FS_TIME_TEXT])
{
    *out = '\0';
    if (time != FS_TIME_NONE)
        fs_time_format(time, out, FS_TIME_TEXT);
    return out;
}

/* A name of this version's, or "?" for a later one's. */
static const char *known(const char *name)
{
    return *name ? name : "?";
}

static void order_text(const struct fs_decision *d, char *out, size_t size)
{
    char a[FS_DECIMAL_TEXT];
    int used =
        snprintf(out, size, "order %" PRId64 ": %s %s %s, %s", d->order, known(fs_order_side_name(d->side)),
                 decimal(d->qty, a), d->symbol, known(fs_order_type_name(d->type)));
    if (d->limit)
        used += snprintf(out + used, size - (size_t)used, ", limit %s", decimal(d->limit, a));
    if (d->stop)
        used += snprintf(out + used, size - (size_t)used, ", stop %s", decimal(d->stop, a));
    snprintf(out + used, size - (size_t)used, ", %s", fs_order_tif_name(d->tif));
}

/* Adds ", name value" for each number that is there. */
static void add_numbers(char *out, size_t size, const char *const *names, const int64_t *values, int count)
{
    char a[FS_DECIMAL_TEXT];
    for (int i = 0; i < count; i++)
        if (values[i]) {
            size_t used = strlen(out);
            snprintf(out + used, size - used, ", %s %s", names[i], decimal(values[i], a));
        }
}

static void terms_text(const struct fs_decision *d, char *out, size_t size)
{
    static const char *const flags[] = {"post only", "reduce only", "trail in shares of the price"};
    snprintf(out, size, "order %" PRId64 ": %s with", d->order, d->symbol);
    size_t begin = strlen(out), used;
    add_numbers(out, size, (const char *const[]){"trail", "offset", "display"},
                (const int64_t[]){d->trail, d->offset, d->display}, 3);
    for (int i = 0; i < 3; i++)
        if (d->flags & 1 << i) {
            used = strlen(out);
            snprintf(out + used, size - used, ", %s", flags[i]);
        }
    char time[FS_TIME_TEXT];
    used = strlen(out);
    if (d->expires)
        used += (size_t)snprintf(out + used, size - used, ", until %s", fs_decision_time(d->expires, time));
    if (d->one_of && used < size)
        used += (size_t)snprintf(out + used, size - used, ", one of order %" PRId64, d->one_of);
    if (d->after && used < size)
        snprintf(out + used, size - used, ", after order %" PRId64, d->after);
    if (out[begin] == ',')
        out[begin] = ' ';
}

static void event_text(const struct fs_decision *d, char *out, size_t size)
{
    char a[FS_DECIMAL_TEXT], b[FS_DECIMAL_TEXT];
    int used = snprintf(out, size, "%s of %s", known(fs_instrument_event_name(d->event)), d->symbol);
    if (*d->into && (size_t)used < size)
        used += snprintf(out + used, size - (size_t)used, " into %s", d->into);
    if ((d->held_before || d->held_after) && (size_t)used < size)
        used += snprintf(out + used, size - (size_t)used, ": position %s, then %s",
                         decimal(d->held_before, a), decimal(d->held_after, b));
    if ((size_t)used < size)
        add_numbers(out, size, (const char *const[]){"of the other", "price", "cash", "fee"},
                    (const int64_t[]){d->into_qty, d->price, d->cash, d->fee}, 4);
}

void fs_decision_text(const struct fs_decision *d, char out[FS_DECISION_TEXT])
{
    const size_t size = FS_DECISION_TEXT;
    char a[FS_DECIMAL_TEXT], b[FS_DECIMAL_TEXT], c[FS_DECIMAL_TEXT], check[24] = "";
    switch (d->kind) {
    case 'O':
        order_text(d, out, size);
        break;
    case 'T':
        terms_text(d, out, size);
        break;
    case 'C':
        snprintf(out, size, "order %" PRId64 ": %s changes to", d->order, d->symbol);
        add_numbers(out, size, (const char *const[]){"quantity", "limit", "stop", "trail"},
                    (const int64_t[]){d->qty, d->limit, d->stop, d->trail}, 4);
        break;
    case 'V':
        if (d->rule)
            snprintf(check, sizeof check, " by check %u", d->rule);
        snprintf(out, size, "order %" PRId64 ": %s %s%s%s%s", d->order, d->symbol,
                 known(fs_order_state_name(d->state)), check, d->filled ? ", filled " : "",
                 d->filled ? decimal(d->filled, a) : "");
        break;
    case 'F':
        snprintf(out, size, "order %" PRId64 ": %s filled %s at %s, fee %s", d->order, d->symbol,
                 decimal(d->qty, a), decimal(d->price, b), decimal(d->fee, c));
        break;
    case 'E':
        event_text(d, out, size);
        break;
    case 'M':
        snprintf(out, size, "order %" PRId64 ": %s by a margin call: equity %s, maintenance margin %s",
                 d->order, d->symbol, decimal(d->equity, a), decimal(d->margin, b));
        break;
    case 'X':
        snprintf(out, size, "exchange %s: %s for %s, cost %s", d->into, decimal(d->amount, a),
                 decimal(d->received, b), decimal(d->fee, c));
        break;
    case 'A':
        snprintf(out, size, "accrual%s%s: interest %s, borrow fees %s", *d->into ? " in " : "", d->into,
                 decimal(d->amount, a), decimal(d->fee, b));
        break;
    default:
        snprintf(out, size, "order %" PRId64 ": a decision of kind '%c', which this version does not know",
                 d->order, d->kind);
    }
}

json_t *fs_plain_json(const char *text, size_t length)
{
    json_t *value = json_stringn(text, length);
    return value ? value : json_null();
}

static void set_decimal(json_t *object, const char *name, int64_t mantissa)
{
    char text[FS_DECIMAL_TEXT];
    json_object_set_new(object, name, json_string(decimal(mantissa, text)));
}

json_t *fs_decision_json(const struct fs_decision *d)
{
    char time[FS_TIME_TEXT], letter[2] = {d->kind, '\0'};
    const char *kind = d->kind == 'O'   ? "order"
                       : d->kind == 'T' ? "terms"
                       : d->kind == 'C' ? "change"
                       : d->kind == 'V' ? "verdict"
                       : d->kind == 'F' ? "fill"
                       : d->kind == 'E' ? "event"
                       : d->kind == 'M' ? "margin"
                       : d->kind == 'X' ? "exchange"
                       : d->kind == 'A' ? "accrual"
                                        : letter;
    json_t *out =
        json_pack("{s:s,s:I,s:s,s:o}", "kind", kind, "order", (json_int_t)d->order, "time",
                  fs_decision_time(d->time, time), "symbol", fs_plain_json(d->symbol, strlen(d->symbol)));
    if (!out)
        return NULL;
    if (d->kind == 'O') {
        json_object_set_new(out, "side", json_string(known(fs_order_side_name(d->side))));
        json_object_set_new(out, "type", json_string(known(fs_order_type_name(d->type))));
        json_object_set_new(out, "tif", json_string(fs_order_tif_name(d->tif)));
        set_decimal(out, "qty", d->qty);
        json_object_set_new(out, "limit", json_null());
        json_object_set_new(out, "stop", json_null());
        if (d->limit)
            set_decimal(out, "limit", d->limit);
        if (d->stop)
            set_decimal(out, "stop", d->stop);
    } else if (d->kind == 'T') {
        char until[FS_TIME_TEXT];
        json_object_set_new(out, "flags", json_integer(d->flags));
        set_decimal(out, "trail", d->trail);
        set_decimal(out, "offset", d->offset);
        set_decimal(out, "display", d->display);
        json_object_set_new(out, "expires",
                            d->expires ? json_string(fs_decision_time(d->expires, until)) : json_null());
        json_object_set_new(out, "one_of", json_integer(d->one_of));
        json_object_set_new(out, "after", json_integer(d->after));
    } else if (d->kind == 'C') {
        set_decimal(out, "qty", d->qty);
        set_decimal(out, "limit", d->limit);
        set_decimal(out, "stop", d->stop);
        set_decimal(out, "trail", d->trail);
    } else if (d->kind == 'V') {
        json_object_set_new(out, "state", json_string(known(fs_order_state_name(d->state))));
        json_object_set_new(out, "check", json_integer(d->rule));
        set_decimal(out, "filled", d->filled);
    } else if (d->kind == 'E') {
        json_object_set_new(out, "type", json_string(known(fs_instrument_event_name(d->event))));
        json_object_set_new(out, "into", *d->into ? fs_plain_json(d->into, strlen(d->into)) : json_null());
        set_decimal(out, "position_before", d->held_before);
        set_decimal(out, "position_after", d->held_after);
        set_decimal(out, "into_qty", d->into_qty);
        set_decimal(out, "price", d->price);
        set_decimal(out, "cash", d->cash);
        set_decimal(out, "fee", d->fee);
    } else if (d->kind == 'M') {
        set_decimal(out, "equity", d->equity);
        set_decimal(out, "maintenance_margin", d->margin);
    } else if (d->kind == 'X') {
        json_object_set_new(out, "pair", fs_plain_json(d->into, strlen(d->into)));
        set_decimal(out, "amount", d->amount);
        set_decimal(out, "received", d->received);
        set_decimal(out, "cost", d->fee);
    } else if (d->kind == 'A') {
        json_object_set_new(out, "currency", fs_plain_json(d->into, strlen(d->into)));
        set_decimal(out, "interest", d->amount);
        set_decimal(out, "borrow_fees", d->fee);
    } else if (d->kind == 'F') {
        set_decimal(out, "qty", d->qty);
        set_decimal(out, "price", d->price);
        set_decimal(out, "fee", d->fee);
    }
    return out;
}

void fs_put_plain(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        fputc(c < 0x20 || c == 0x7f ? '?' : c, out);
    }
}
