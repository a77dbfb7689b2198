#include "cli/event_text.h"

#include "base/decimal.h"
#include "base/time.h"
#include "frame/number.h"
#include "market/symbol.h"

#include <finsmart/order.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One named value of an event; a mantissa is shown as the decimal it is. */
struct field {
    const char *name;
    enum { NUMBER, MANTISSA, COUNT, WORD } kind;
    double number;
    int64_t integer;
    const char *word;
};

static const char *const type_names[] = {"event", "bar", "trade", "quote", "book", "session", "gap"};

static const char *side_name(unsigned side)
{
    return side == FS_BUY ? "buy" : side == FS_SELL ? "sell" : "unknown";
}

static const char *action_name(unsigned action)
{
    static const char *const names[] = {"?", "add", "change", "delete", "clear", "cancel", "execute"};
    return names[action < sizeof names / sizeof *names ? action : 0];
}

static int fields_of(const struct fs_event *e, struct field out[6])
{
    const struct fs_event_bar *b = &e->u.bar;
    int n = 0;
    switch (e->type) {
    case FS_EVENT_BAR:
        out[n++] = (struct field){"open", NUMBER, b->open, 0, NULL};
        out[n++] = (struct field){"high", NUMBER, b->high, 0, NULL};
        out[n++] = (struct field){"low", NUMBER, b->low, 0, NULL};
        out[n++] = (struct field){"close", NUMBER, b->close, 0, NULL};
        out[n++] = (struct field){"volume", NUMBER, b->volume, 0, NULL};
        break;
    case FS_EVENT_TRADE:
        out[n++] = (struct field){"price", MANTISSA, 0, e->u.trade.price, NULL};
        out[n++] = (struct field){"qty", MANTISSA, 0, e->u.trade.qty, NULL};
        out[n++] = (struct field){"side", WORD, 0, 0, side_name(e->u.trade.side)};
        out[n++] = (struct field){"id", COUNT, 0, (int64_t)e->u.trade.trade_id, NULL};
        break;
    case FS_EVENT_QUOTE:
        out[n++] = (struct field){"bid", MANTISSA, 0, e->u.quote.bid, NULL};
        out[n++] = (struct field){"bid_qty", MANTISSA, 0, e->u.quote.bid_qty, NULL};
        out[n++] = (struct field){"ask", MANTISSA, 0, e->u.quote.ask, NULL};
        out[n++] = (struct field){"ask_qty", MANTISSA, 0, e->u.quote.ask_qty, NULL};
        break;
    case FS_EVENT_BOOK:
        out[n++] = (struct field){"action", WORD, 0, 0, action_name(e->u.book.action)};
        out[n++] = (struct field){"side", WORD, 0, 0, side_name(e->u.book.side)};
        out[n++] = (struct field){"price", MANTISSA, 0, e->u.book.price, NULL};
        out[n++] = (struct field){"qty", MANTISSA, 0, e->u.book.qty, NULL};
        out[n++] = (struct field){"id", COUNT, 0, (int64_t)e->u.book.order_id, NULL};
        break;
    case FS_EVENT_SESSION:
        out[n++] = (struct field){"open", COUNT, 0, e->u.session.open, NULL};
        break;
    case FS_EVENT_GAP:
        out[n++] = (struct field){"missed", COUNT, 0, (int64_t)e->u.gap.missed, NULL};
        break;
    default:
        break;
    }
    return n;
}

/* The shortest text that reads back as the same double. */
static void print_number(FILE *out, double number)
{
    char text[FS_NUMBER_TEXT];
    fs_number_format(number, text);
    fputs(text, out);
}

static void print_value(FILE *out, const struct field *field, int json)
{
    char text[FS_DECIMAL_TEXT];
    if (field->kind == NUMBER && json && !isfinite(field->number)) {
        fputs("null", out);
    } else if (field->kind == NUMBER) {
        print_number(out, field->number);
    } else if (field->kind == MANTISSA) {
        fs_decimal_format(field->integer, FS_SCALE_EXP, text, sizeof text);
        fputs(text, out);
    } else if (field->kind == COUNT) {
        fprintf(out, "%" PRIu64, (uint64_t)field->integer);
    } else {
        fprintf(out, json ? "\"%s\"" : "%s", field->word);
    }
}

static const char *symbol_of(const struct fs_event *event)
{
    const char *text = fs_symbol_text(event->symbol);
    return text ? text : "?";
}

static const char *type_of(const struct fs_event *event)
{
    return type_names[event->type <= FS_EVENT_GAP ? event->type : 0];
}

void fs_event_print(FILE *out, const struct fs_event *event)
{
    char time[FS_TIME_TEXT];
    struct field fields[6];
    int count = fields_of(event, fields);
    fs_time_format(event->ts, time, sizeof time);
    fprintf(out, "%s %s %s", time, symbol_of(event), type_of(event));
    for (int i = 0; i < count; i++) {
        fprintf(out, " %s=", fields[i].name);
        print_value(out, &fields[i], 0);
    }
    if (event->flags & FS_EVENT_SNAPSHOT)
        fputs(" snapshot", out);
    fputc('\n', out);
}

static void print_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) { /* a symbol has no control characters */
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

void fs_event_print_json(FILE *out, const struct fs_event *event)
{
    char time[FS_TIME_TEXT];
    struct field fields[6];
    int count = fields_of(event, fields);
    fs_time_format(event->ts, time, sizeof time);
    fprintf(out, "{\"time\":\"%s\",\"symbol\":", time);
    print_json_text(out, symbol_of(event));
    fprintf(out, ",\"type\":\"%s\"", type_of(event));
    for (int i = 0; i < count; i++) {
        fprintf(out, ",\"%s\":", fields[i].name);
        print_value(out, &fields[i], 1);
    }
    if (event->flags & FS_EVENT_SNAPSHOT)
        fputs(",\"snapshot\":true", out);
    fputc('}', out);
}

void fs_event_print_csv_head(FILE *out)
{
    fputs("time,symbol,open,high,low,close,volume\n", out);
}

void fs_event_print_csv(FILE *out, const struct fs_event *event)
{
    if (event->type != FS_EVENT_BAR)
        return;
    char time[FS_TIME_TEXT];
    struct field fields[6];
    int count = fields_of(event, fields);
    const char *symbol = symbol_of(event);
    fs_time_format(event->ts, time, sizeof time);
    fprintf(out, "%s,", time);
    if (strpbrk(symbol, ",\"")) {
        fputc('"', out);
        for (; *symbol; symbol++) {
            if (*symbol == '"')
                fputc('"', out);
            fputc(*symbol, out);
        }
        fputc('"', out);
    } else {
        fputs(symbol, out);
    }
    for (int i = 0; i < count; i++) {
        fputc(',', out);
        if (!isnan(fields[i].number))
            print_number(out, fields[i].number);
    }
    fputc('\n', out);
}
