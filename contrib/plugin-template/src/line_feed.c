/*
 * A live source: line-delimited JSON over TCP, with TLS if asked for.
 *
 * The host keeps the connection up: it connects again with growing delays, and a silence longer than `silence` counts as
 * a failure. What is left to the plugin is the protocol: subscribe after every connection, from the first message not
 * seen yet; number what comes; and tell the consumer by FS_EVENT_GAP, at its place, when messages are lost. message.h
 * shows the messages; tools/feed_server.py speaks them.
 */
#include "message.h"

#include <finsmart/plugin.h>

#include <stdio.h>
#include <string.h>

#define MAX_SYMBOLS 64

struct symbol {
    uint32_t id;
    int64_t last[FS_EVENT_GAP + 1]; /* time of its last event of each type */
};

struct feed {
    const struct fs_host *host;
    struct fs_context *ctx;
    struct fs_tcp *tcp;
    struct symbol symbols[MAX_SYMBOLS];
    uint32_t symbol_count;
    int64_t next;     /* the sequence number that must come next; 0: none has come yet */
    char session[64]; /* of the server's numbering */
    struct fs_metric *connections, *messages, *gaps, *bad;
};

static struct symbol *symbol_of(struct feed *feed, const char *name)
{
    uint32_t id = name ? feed->host->symbol(feed->ctx, name) : 0;
    for (uint32_t i = 0; i < feed->symbol_count; i++)
        if (id && feed->symbols[i].id == id)
            return &feed->symbols[i];
    return NULL; /* we did not ask for it */
}

/* Tells the consumer of every symbol that `missed` messages (0: unknown how many) before the time `ts` are lost. */
static void publish_gap(struct feed *feed, int64_t ts, uint64_t missed)
{
    struct fs_event events[MAX_SYMBOLS];
    memset(events, 0, sizeof events);
    for (uint32_t i = 0; i < feed->symbol_count; i++) {
        struct symbol *symbol = &feed->symbols[i];
        int64_t at = ts;
        for (int type = 0; type <= FS_EVENT_GAP; type++)
            at = symbol->last[type] > at ? symbol->last[type] : at;
        events[i].ts = symbol->last[FS_EVENT_GAP] = at;
        events[i].recv_ts = feed->host->now(feed->ctx);
        events[i].symbol = symbol->id;
        events[i].type = FS_EVENT_GAP;
        events[i].u.gap.missed = missed;
    }
    feed->host->metric_add(feed->gaps, 1.0);
    feed->host->publish(feed->ctx, events, feed->symbol_count);
}

static void complain(struct feed *feed, const char *why)
{
    feed->host->metric_add(feed->bad, 1.0);
    feed->host->log(feed->ctx, FS_LEVEL_WARN, "message ignored: %s", why);
}

static const char *read_trade(const struct message *m, struct fs_event *event)
{
    const char *side = message_get(m, "side");
    event->type = FS_EVENT_TRADE;
    event->u.trade.price = message_mantissa(m, "price");
    event->u.trade.qty = message_mantissa(m, "qty");
    event->u.trade.side = !side ? 0 : !strcmp(side, "buy") ? FS_BUY : !strcmp(side, "sell") ? FS_SELL : 0;
    if (event->u.trade.price == INT64_MIN || event->u.trade.qty <= 0)
        return "a trade without a price and a quantity above 0";
    return NULL;
}

static const char *read_quote(const struct message *m, struct fs_event *event)
{
    struct fs_event_quote *quote = &event->u.quote;
    event->type = FS_EVENT_QUOTE;
    quote->bid = message_mantissa(m, "bid");
    quote->ask = message_mantissa(m, "ask");
    quote->bid_qty = message_mantissa(m, "bid_qty");
    quote->ask_qty = message_mantissa(m, "ask_qty");
    if (quote->bid == INT64_MIN || quote->ask == INT64_MIN || quote->bid_qty < 0 || quote->ask_qty < 0)
        return "a quote without two prices and quantities";
    return NULL;
}

static void take_event(struct feed *feed, const struct message *m, const char *type)
{
    struct fs_event event;
    memset(&event, 0, sizeof event);
    struct symbol *symbol = symbol_of(feed, message_get(m, "symbol"));
    event.ts = message_integer(m, "ts");
    event.recv_ts = feed->host->now(feed->ctx);
    const char *wrong = !symbol                  ? "a symbol that was not asked for"
                        : event.ts < 0           ? "no time"
                        : !strcmp(type, "trade") ? read_trade(m, &event)
                        : !strcmp(type, "quote") ? read_quote(m, &event)
                                                 : "a type that is not known";
    if (!wrong && event.ts < symbol->last[event.type])
        wrong = "its time goes back";
    if (wrong) {
        complain(feed, wrong);
        return;
    }
    symbol->last[event.type] = event.ts;
    event.symbol = symbol->id;
    feed->host->publish(feed->ctx, &event, 1);
}

/* A server that numbers anew has lost what we had not seen, and nobody knows how much that was. */
static void take_hello(struct feed *feed, const struct message *m)
{
    const char *session = message_get(m, "session");
    if (!session || message_integer(m, "next") < 1) {
        complain(feed, "a hello without session and next");
        return;
    }
    if (feed->next && strcmp(feed->session, session)) {
        publish_gap(feed, 0, 0);
        feed->next = message_integer(m, "next");
    }
    snprintf(feed->session, sizeof feed->session, "%s", session);
}

static void on_line(void *user, struct fs_tcp *tcp, const char *line, uint64_t size)
{
    struct feed *feed = user;
    struct message m;
    (void)tcp;
    const char *wrong = message_read(&m, line, size), *type = wrong ? NULL : message_get(&m, "type");
    if (wrong || !type) {
        complain(feed, wrong ? wrong : "a line without type");
        return;
    }
    feed->host->metric_add(feed->messages, 1.0);
    if (!strcmp(type, "hello")) {
        take_hello(feed, &m);
        return;
    }
    int64_t seq = message_integer(&m, "seq");
    if (seq < 1) {
        complain(feed, "a line without seq");
        return;
    }
    if (feed->next && seq < feed->next)
        return; /* sent again after a reconnection: we have it */
    if (feed->next && seq > feed->next)
        publish_gap(feed, message_integer(&m, "ts"), (uint64_t)(seq - feed->next));
    feed->next = seq + 1;
    if (strcmp(type, "heartbeat"))
        take_event(feed, &m, type);
}

static void on_open(void *user, struct fs_tcp *tcp, uint64_t attempt)
{
    struct feed *feed = user;
    char text[MAX_SYMBOLS * 80 + 100];
    int used = snprintf(text, sizeof text, "{\"subscribe\":[");
    for (uint32_t i = 0; i < feed->symbol_count; i++)
        used += snprintf(text + used, sizeof text - (size_t)used, "%s\"%.70s\"", i ? "," : "",
                         feed->host->symbol_text(feed->ctx, feed->symbols[i].id));
    used += snprintf(text + used, sizeof text - (size_t)used, "],\"from\":%lld,\"session\":\"%s\"}\n",
                     (long long)(feed->next ? feed->next : 1), feed->session);
    feed->host->metric_add(feed->connections, 1.0);
    feed->host->log(feed->ctx, FS_LEVEL_INFO, "connected, time number %llu", (unsigned long long)attempt);
    feed->host->tcp_send(tcp, text, (uint64_t)used);
}

static void on_close(void *user, struct fs_tcp *tcp, const char *reason, int64_t retry)
{
    struct feed *feed = user;
    (void)tcp;
    feed->host->log(feed->ctx, FS_LEVEL_WARN, "%s; trying again in %.1f s", reason, (double)retry / 1e9);
}

static int32_t read_symbols(struct feed *feed)
{
    const char *text = feed->host->setting_text(feed->ctx, "symbols");
    while (*text) {
        char name[64];
        size_t length = strcspn(text, ",");
        if (length == 0 || length >= sizeof name || memchr(text, '"', length) || memchr(text, '\\', length))
            return feed->host->error(feed->ctx, FS_FAIL_INPUT,
                                     "setting 'symbols' has an empty, long or quoted name");
        if (feed->symbol_count == MAX_SYMBOLS)
            return feed->host->error(feed->ctx, FS_FAIL_INPUT, "setting 'symbols' has more than %d",
                                     MAX_SYMBOLS);
        memcpy(name, text, length);
        name[length] = 0;
        text += length + (text[length] == ',');
        struct symbol *symbol = &feed->symbols[feed->symbol_count++];
        if (!(symbol->id = feed->host->symbol(feed->ctx, name)))
            return -1;
    }
    return 0;
}

static int32_t connect_feed(struct feed *feed)
{
    const struct fs_host *host = feed->host;
    struct fs_tcp_options options = {.struct_size = sizeof options, .flags = FS_TCP_LINES};
    struct fs_tcp_handler handler = {
        .struct_size = sizeof handler, .opened = on_open, .data = on_line, .closed = on_close};
    options.host = host->setting_text(feed->ctx, "host");
    options.port = (uint32_t)host->setting_int(feed->ctx, "port");
    options.flags |= host->setting_int(feed->ctx, "tls") ? FS_TCP_TLS : 0;
    options.idle_timeout = host->setting_int(feed->ctx, "silence");
    options.max_line = 4096;
    feed->tcp = host->tcp_open(feed->ctx, &options, &handler, feed);
    return feed->tcp ? 0 : -1;
}

static void stop(void *state)
{
    struct feed *feed = state;
    feed->host->tcp_close(feed->tcp);
    feed->host->free(feed->ctx, feed);
}

static int32_t start(const struct fs_host *host, struct fs_context *ctx, void **state)
{
    struct feed *feed = host->alloc(ctx, sizeof *feed);
    if (!feed)
        return -1;
    feed->host = host;
    feed->ctx = ctx;
    feed->connections = host->counter(ctx, "connections_total", "connections made");
    feed->messages = host->counter(ctx, "messages_total", "lines understood");
    feed->gaps = host->counter(ctx, "gaps_total", "holes in the sequence");
    feed->bad = host->counter(ctx, "bad_messages_total", "lines ignored");
    if (read_symbols(feed) || connect_feed(feed)) {
        stop(feed);
        return -1;
    }
    *state = feed;
    return 0;
}

static const struct fs_source source = {
    .struct_size = sizeof source,
    .flags = FS_SOURCE_LIVE,
    .start = start,
    .stop = stop,
};

static const struct fs_setting settings[] = {
    {.name = "host",
     .doc = "Name or address of the server.",
     .fallback = "localhost",
     .type = FS_SETTING_TEXT},
    {.name = "port", .doc = "Its port.", .fallback = "9009", .type = FS_SETTING_INT, .min = 1, .max = 65535},
    {.name = "tls",
     .doc = "Encrypt, and check the server's certificate.",
     .fallback = "false",
     .type = FS_SETTING_BOOL},
    {.name = "symbols",
     .doc = "What to subscribe to, separated by commas.",
     .fallback = "ACME",
     .type = FS_SETTING_TEXT},
    {.name = "silence",
     .doc = "A silence this long counts as a failure; 0s: never.",
     .fallback = "30s",
     .type = FS_SETTING_DURATION,
     .min = 0,
     .max = 86400},
};

static const struct fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    .name = "line_feed",
    .version = "1.0.0",
    .licence = "Apache-2.0",
    .description = "Trades and quotes as JSON lines over TCP, with reconnection and gap detection.",
    .settings = settings,
    .setting_count = sizeof settings / sizeof *settings,
    .setting_size = sizeof *settings,
    .source = &source,
};

FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
