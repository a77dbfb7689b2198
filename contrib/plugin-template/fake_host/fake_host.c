#include "fake_host.h"

#include "fake_frames.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANY 64

struct block {
    struct block *next;
    struct fake_host *owner;
    uint64_t size[2]; /* keeps what follows aligned to 16 bytes */
};

struct fs_timer {
    struct fake_host *fake;
    int64_t due, interval;
    void (*fn)(void *user);
    void *user;
    int used;
};

struct fs_tcp {
    struct fake_host *fake;
    struct fs_tcp_handler handler;
    void *user;
    char sent[65536];
    size_t length;
    uint64_t attempts;
    int used, up;
};

struct fs_ws {
    struct fs_ws_handler handler;
    void *user;
    char sent[65536];
    size_t length;
    uint64_t max_queue, attempts;
    int used, up;
};

struct fs_metric {
    char name[64];
    double value;
};

struct fs_context {
    int unused;
};

struct fake_host {
    struct fs_context context; /* the first member: the context's address is the fake host's */
    struct fs_host table;
    struct fs_trade trade;
    const struct fs_plugin *plugin;
    const char *const *settings;
    char error[512];
    struct block *blocks;
    int64_t now, allocs_left, orders;
    int refuse;
    struct fs_event *events;
    uint32_t event_count, event_room;
    char *symbols[MANY]; /* by id - 1 */
    uint32_t symbol_count;
    uint32_t run[MANY]; /* of a strategy */
    struct fs_timer timers[MANY];
    struct fs_tcp *tcps[MANY];
    struct fs_ws *wss[MANY];
    int tcp_count, ws_count, metric_count;
    struct fs_metric metrics[MANY];
    struct fake_order last;
    struct fs_table_frame *frames; /* published */
};

static void breach(const char *what)
{
    fprintf(stderr, "fake host: %s\n", what);
    abort();
}

static struct fake_host *fake_of(struct fs_context *ctx)
{
    return (struct fake_host *)(void *)ctx;
}

static void log_line(struct fs_context *ctx, int32_t level, const char *format, ...)
{
    (void)ctx, (void)level, (void)format;
}

static void keep_error(struct fake_host *fake, const char *format, va_list args)
{
    if (!fake->error[0])
        vsnprintf(fake->error, sizeof fake->error, format, args);
}

static int32_t set_error(struct fs_context *ctx, int32_t code, const char *format, ...)
{
    va_list args;
    (void)code;
    va_start(args, format);
    keep_error(fake_of(ctx), format, args);
    va_end(args);
    return -1;
}

static void fail(struct fs_context *ctx, int32_t code, const char *format, ...)
{
    va_list args;
    (void)code;
    va_start(args, format);
    keep_error(fake_of(ctx), format, args);
    va_end(args);
}

static void release(struct fs_context *ctx, void *memory)
{
    if (!memory)
        return;
    for (struct block **at = &fake_of(ctx)->blocks; *at; at = &(*at)->next)
        if (*at + 1 == memory) {
            struct block *block = *at;
            *at = block->next;
            free(block);
            return;
        }
    breach("free() of what alloc() did not give");
}

static void *allocate(struct fs_context *ctx, uint64_t size)
{
    struct fake_host *fake = fake_of(ctx);
    struct block *block = fake->allocs_left == 0 ? NULL : (struct block *)calloc(1, sizeof *block + size);
    if (!block) {
        set_error(ctx, FS_FAIL_MEMORY, "out of memory");
        return NULL;
    }
    fake->allocs_left -= fake->allocs_left > 0;
    block->next = fake->blocks;
    block->size[0] = size;
    fake->blocks = block;
    return block + 1;
}

static void *resize(struct fs_context *ctx, void *memory, uint64_t size)
{
    void *made = allocate(ctx, size);
    if (made && memory) {
        uint64_t old = ((struct block *)memory - 1)->size[0];
        memcpy(made, memory, old < size ? old : size);
        release(ctx, memory);
    }
    return made;
}

static int64_t now(struct fs_context *ctx)
{
    return fake_of(ctx)->now;
}

static const struct fs_setting *declared(struct fake_host *fake, const char *name)
{
    for (uint32_t i = 0; i < fake->plugin->setting_count; i++)
        if (!strcmp(fake->plugin->settings[i].name, name))
            return &fake->plugin->settings[i];
    breach("a setting that the descriptor does not declare");
    return NULL;
}

static const char *setting_text(struct fs_context *ctx, const char *name)
{
    struct fake_host *fake = fake_of(ctx);
    const struct fs_setting *setting = declared(fake, name);
    size_t length = strlen(name);
    for (const char *const *s = fake->settings; s && *s; s++)
        if (!strncmp(*s, name, length) && (*s)[length] == '=')
            return *s + length + 1;
    return setting->fallback;
}

static double duration(const char *text)
{
    static const struct {
        const char *unit;
        double ns;
    } units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 6e10}, {"h", 3.6e12}, {"d", 8.64e13}};
    double sum = 0.0;
    while (*text) {
        char *end;
        double number = strtod(text, &end);
        size_t length = strcspn(end, "0123456789"), i = 0;
        while (i < 7 && (strlen(units[i].unit) != length || strncmp(end, units[i].unit, length)))
            i++;
        if (end == text || i == 7)
            breach("a duration that cannot be read");
        sum += number * units[i].ns;
        text = end + length;
    }
    return sum;
}

static double setting_number(struct fs_context *ctx, const char *name)
{
    const struct fs_setting *setting = declared(fake_of(ctx), name);
    const char *text = setting_text(ctx, name);
    if (setting->type == FS_SETTING_BOOL)
        return !strcmp(text, "true") || !strcmp(text, "yes") || !strcmp(text, "on") || !strcmp(text, "1");
    if (setting->type == FS_SETTING_DURATION)
        return duration(text);
    if (setting->type == FS_SETTING_CHOICE) {
        const char *at = strstr(setting->choices, text);
        double index = 0;
        for (const char *c = setting->choices; at && c < at; c++)
            index += *c == '|';
        return index;
    }
    return strtod(text, NULL);
}

static int64_t setting_int(struct fs_context *ctx, const char *name)
{
    const struct fs_setting *setting = declared(fake_of(ctx), name);
    if (setting->type == FS_SETTING_INT)
        return strtoll(setting_text(ctx, name), NULL, 10);
    return (int64_t)setting_number(ctx, name);
}

static uint32_t symbol(struct fs_context *ctx, const char *text)
{
    struct fake_host *fake = fake_of(ctx);
    if (!text || !*text) {
        set_error(ctx, FS_FAIL_INPUT, "an empty symbol");
        return 0;
    }
    for (uint32_t i = 0; i < fake->symbol_count; i++)
        if (!strcmp(fake->symbols[i], text))
            return i + 1;
    if (fake->symbol_count == MANY)
        breach("too many symbols for a fake host");
    fake->symbols[fake->symbol_count] = strdup(text);
    return ++fake->symbol_count;
}

static const char *symbol_text(struct fs_context *ctx, uint32_t id)
{
    return id >= 1 && id <= fake_of(ctx)->symbol_count ? fake_of(ctx)->symbols[id - 1] : NULL;
}

static int32_t mantissa(struct fs_context *ctx, double value, int64_t *out)
{
    double scaled = value * (double)FS_SCALE;
    if (!(fabs(scaled) < 9e18))
        return set_error(ctx, FS_FAIL_INPUT, "%g does not fit", value);
    *out = (int64_t)llrint(scaled);
    return 0;
}

static void check_event(struct fake_host *fake, const struct fs_event *e)
{
    if (e->symbol < 1 || e->symbol > fake->symbol_count)
        breach("an event of an unknown symbol");
    if (e->type < FS_EVENT_BAR || e->type > FS_EVENT_GAP)
        breach("an event of an unknown type");
    for (uint32_t i = fake->event_count; i-- > 0;)
        if (fake->events[i].symbol == e->symbol && fake->events[i].type == e->type) {
            if (e->ts < fake->events[i].ts)
                breach("an event whose time goes back");
            break;
        }
    const struct fs_event_bar *b = &e->u.bar;
    if (e->type == FS_EVENT_BAR &&
        !(b->low <= b->open && b->open <= b->high && b->low <= b->close && b->close <= b->high))
        breach("a bar whose prices contradict each other");
    if (e->type == FS_EVENT_TRADE && e->u.trade.qty <= 0)
        breach("a trade of nothing");
}

static int32_t publish(struct fs_context *ctx, const struct fs_event *events, uint32_t count)
{
    struct fake_host *fake = fake_of(ctx);
    if (fake->refuse)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        check_event(fake, &events[i]);
        if (fake->event_count == fake->event_room) {
            fake->event_room = fake->event_room ? fake->event_room * 2 : 256;
            fake->events = (struct fs_event *)realloc(fake->events, fake->event_room * sizeof *fake->events);
        }
        fake->events[fake->event_count++] = events[i];
    }
    return 0;
}

static struct fs_metric *metric(struct fs_context *ctx, const char *name, const char *help)
{
    struct fake_host *fake = fake_of(ctx);
    (void)help;
    for (int i = 0; i < fake->metric_count; i++)
        if (!strcmp(fake->metrics[i].name, name))
            return &fake->metrics[i];
    snprintf(fake->metrics[fake->metric_count].name, sizeof fake->metrics[0].name, "%s", name);
    return &fake->metrics[fake->metric_count++];
}

static void metric_add(struct fs_metric *m, double amount)
{
    if (m)
        m->value += amount;
}

static void metric_set(struct fs_metric *m, double value)
{
    if (m)
        m->value = value;
}

static struct fs_timer *timer(struct fs_context *ctx, int64_t first, int64_t interval, void (*fn)(void *user),
                              void *user)
{
    struct fake_host *fake = fake_of(ctx);
    for (int i = 0; i < MANY; i++)
        if (!fake->timers[i].used) {
            fake->timers[i] = (struct fs_timer){fake, fake->now + first, interval, fn, user, 1};
            return &fake->timers[i];
        }
    breach("too many timers for a fake host");
    return NULL;
}

static void timer_stop(struct fs_timer *t)
{
    if (t)
        t->used = 0;
}

static struct fs_tcp *tcp_open(struct fs_context *ctx, const struct fs_tcp_options *options,
                               const struct fs_tcp_handler *handler, void *user)
{
    struct fake_host *fake = fake_of(ctx);
    if (!options->host || !options->port || !handler->data || options->struct_size != sizeof *options) {
        set_error(ctx, FS_FAIL_INPUT, "tcp_open(): bad options");
        return NULL;
    }
    struct fs_tcp *tcp = (struct fs_tcp *)calloc(1, sizeof *tcp);
    tcp->fake = fake;
    tcp->handler = *handler;
    tcp->user = user;
    tcp->used = 1;
    fake->tcps[fake->tcp_count++] = tcp;
    return tcp;
}

static int32_t tcp_send(struct fs_tcp *tcp, const void *data, uint64_t size)
{
    if (!tcp->up || tcp->length + size >= sizeof tcp->sent)
        return -1;
    memcpy(tcp->sent + tcp->length, data, size);
    tcp->length += size;
    return 0;
}

static void tcp_reconnect(struct fs_tcp *tcp, const char *reason)
{
    tcp->up = 0;
    if (tcp->handler.closed)
        tcp->handler.closed(tcp->user, tcp, reason, 0);
}

static void tcp_close(struct fs_tcp *tcp)
{
    if (tcp)
        tcp->used = tcp->up = 0;
}

static struct fs_ws *ws_open(struct fs_context *ctx, const struct fs_ws_options *options,
                             const struct fs_ws_handler *handler, void *user)
{
    struct fake_host *fake = fake_of(ctx);
    if (!options->url || (strncmp(options->url, "ws://", 5) && strncmp(options->url, "wss://", 6)) ||
        !handler->message || options->struct_size != sizeof *options) {
        set_error(ctx, FS_FAIL_INPUT, "ws_open(): bad options");
        return NULL;
    }
    struct fs_ws *ws = (struct fs_ws *)calloc(1, sizeof *ws);
    ws->handler = *handler;
    ws->user = user;
    ws->max_queue = options->max_queue ? options->max_queue : 1u << 20;
    ws->used = 1;
    fake->wss[fake->ws_count++] = ws;
    return ws;
}

static int32_t ws_send(struct fs_ws *ws, uint32_t type, const void *data, uint64_t size)
{
    if (!ws->up || (type != FS_WS_TEXT && type != FS_WS_BINARY) || size > ws->max_queue ||
        ws->length + size + 2 > sizeof ws->sent)
        return -1;
    memcpy(ws->sent + ws->length, data, size);
    ws->length += size;
    ws->sent[ws->length++] = '\n';
    return 0;
}

static void ws_down(struct fs_ws *ws, uint32_t code, const char *reason)
{
    ws->up = 0;
    if (ws->used && ws->handler.closed)
        ws->handler.closed(ws->user, ws, code, reason, 0);
}

static void ws_reconnect(struct fs_ws *ws, const char *reason)
{
    if (ws->up)
        ws_down(ws, FS_WS_CUT, reason);
}

static void ws_close(struct fs_ws *ws, uint32_t code, const char *reason)
{
    (void)code, (void)reason;
    if (ws)
        ws->used = ws->up = 0;
}

/* A moving average as the real host has it, but for the last bit. */
struct fs_sma {
    int32_t period, count;
    double values[];
};

static size_t sma_size(int32_t period)
{
    return sizeof(struct fs_sma) + (size_t)period * sizeof(double);
}

static int sma_init(struct fs_sma *sma, int32_t period)
{
    memset(sma, 0, sma_size(period));
    sma->period = period;
    return FS_COMPUTE_TABLE_OK;
}

static double sma_update(struct fs_sma *sma, double x)
{
    double sum = 0.0;
    sma->values[sma->count++ % sma->period] = x;
    for (int32_t i = 0; i < sma->period; i++)
        sum += sma->values[i];
    return sma->count < sma->period ? (double)NAN : sum / sma->period;
}

static const struct fs_compute_table compute = {
    .struct_size = sizeof compute, .sma_size = sma_size, .sma_init = sma_init, .sma_update = sma_update};

struct fake_host *fake_host_new(const struct fs_plugin *plugin, const char *const *settings)
{
    struct fake_host *fake = (struct fake_host *)calloc(1, sizeof *fake);
    fake->plugin = plugin;
    fake->settings = settings;
    fake->allocs_left = -1;
    fake->now = 1700000000000000000;
    fake->table = (struct fs_host){
        .struct_size = sizeof fake->table,
        .abi_major = FS_ABI_MAJOR,
        .abi_minor = FS_ABI_MINOR,
        .host_version = "fake",
        .log = log_line,
        .error = set_error,
        .fail = fail,
        .alloc = allocate,
        .resize = resize,
        .free = release,
        .now = now,
        .monotonic = now,
        .setting_text = setting_text,
        .setting_number = setting_number,
        .setting_int = setting_int,
        .symbol = symbol,
        .symbol_text = symbol_text,
        .mantissa = mantissa,
        .publish = publish,
        .counter = metric,
        .gauge = metric,
        .metric_add = metric_add,
        .metric_set = metric_set,
        .timer = timer,
        .timer_stop = timer_stop,
        .tcp_open = tcp_open,
        .tcp_send = tcp_send,
        .tcp_reconnect = tcp_reconnect,
        .tcp_close = tcp_close,
        .compute = &compute,
        .ws_open = ws_open,
        .ws_send = ws_send,
        .ws_reconnect = ws_reconnect,
        .ws_close = ws_close,
        .frames = &fake_frames,
    };
    return fake;
}

struct fs_table_frame **fake_frames_of(struct fs_context *ctx, int *refused)
{
    *refused = fake_of(ctx)->refuse;
    return &fake_of(ctx)->frames;
}

void fake_host_free(struct fake_host *fake)
{
    fake_frames_free(&fake->frames);
    if (fake->blocks)
        breach("the plugin left memory behind");
    for (int i = 0; i < MANY; i++)
        if (fake->timers[i].used)
            breach("the plugin left a timer behind");
    for (int i = 0; i < fake->tcp_count; i++) {
        if (fake->tcps[i]->used)
            breach("the plugin left a connection behind");
        free(fake->tcps[i]);
    }
    for (int i = 0; i < fake->ws_count; i++) {
        if (fake->wss[i]->used)
            breach("the plugin left a WebSocket behind");
        free(fake->wss[i]);
    }
    for (uint32_t i = 0; i < fake->symbol_count; i++)
        free(fake->symbols[i]);
    free(fake->events);
    free(fake);
}

const struct fs_host *fake_host_table(struct fake_host *fake)
{
    return &fake->table;
}

struct fs_context *fake_host_context(struct fake_host *fake)
{
    return &fake->context;
}

const char *fake_host_error(struct fake_host *fake)
{
    static char text[sizeof fake->error];
    memcpy(text, fake->error, sizeof text);
    fake->error[0] = 0;
    return text;
}

uint32_t fake_host_events(struct fake_host *fake, const struct fs_event **events)
{
    *events = fake->events;
    return fake->event_count;
}

double fake_host_metric(struct fake_host *fake, const char *name)
{
    for (int i = 0; i < fake->metric_count; i++)
        if (!strcmp(fake->metrics[i].name, name))
            return fake->metrics[i].value;
    return (double)NAN;
}

void fake_host_advance(struct fake_host *fake, int64_t ns)
{
    int64_t until = fake->now + ns;
    for (;;) {
        struct fs_timer *next = NULL;
        for (int i = 0; i < MANY; i++)
            if (fake->timers[i].used && fake->timers[i].due <= until &&
                (!next || fake->timers[i].due < next->due))
                next = &fake->timers[i];
        if (!next)
            break;
        fake->now = next->due > fake->now ? next->due : fake->now;
        next->due += next->interval;
        next->used = next->interval != 0;
        next->fn(next->user);
    }
    fake->now = until;
}

void fake_host_refuse_events(struct fake_host *fake)
{
    fake->refuse = 1;
}

void fake_host_fail_alloc(struct fake_host *fake, int64_t count)
{
    fake->allocs_left = count;
}

void fake_host_accept(struct fake_host *fake, int index)
{
    struct fs_tcp *tcp = fake->tcps[index];
    tcp->up = 1;
    tcp->attempts++;
    if (tcp->handler.opened)
        tcp->handler.opened(tcp->user, tcp, tcp->attempts);
}

void fake_host_line(struct fake_host *fake, int index, const char *line)
{
    struct fs_tcp *tcp = fake->tcps[index];
    tcp->handler.data(tcp->user, tcp, line, strlen(line));
}

void fake_host_hang_up(struct fake_host *fake, int index, const char *reason)
{
    tcp_reconnect(fake->tcps[index], reason);
}

const char *fake_host_sent(struct fake_host *fake, int index)
{
    struct fs_tcp *tcp = fake->tcps[index];
    tcp->sent[tcp->length] = 0;
    tcp->length = 0;
    return tcp->sent;
}

void fake_host_ws_accept(struct fake_host *fake, int index)
{
    struct fs_ws *ws = fake->wss[index];
    ws->up = 1;
    ws->attempts++;
    if (ws->handler.opened)
        ws->handler.opened(ws->user, ws, ws->attempts);
}

void fake_host_ws_message(struct fake_host *fake, int index, uint32_t type, const void *data, uint64_t size)
{
    struct fs_ws *ws = fake->wss[index];
    if (ws->up)
        ws->handler.message(ws->user, ws, type, data, size);
}

void fake_host_ws_close(struct fake_host *fake, int index, uint32_t code, const char *reason)
{
    ws_down(fake->wss[index], code, reason);
}

const char *fake_host_ws_sent(struct fake_host *fake, int index)
{
    struct fs_ws *ws = fake->wss[index];
    ws->sent[ws->length] = 0;
    ws->length = 0;
    return ws->sent;
}

static int64_t order(struct fs_context *ctx, const char *what, uint32_t id, double value)
{
    struct fake_host *fake = fake_of(ctx);
    snprintf(fake->last.what, sizeof fake->last.what, "%s", what);
    fake->last.symbol = id;
    fake->last.value = value;
    return ++fake->orders;
}

static uint32_t run_symbol(struct fs_context *ctx, uint32_t index)
{
    struct fake_host *fake = fake_of(ctx);
    return index < fake->trade.symbol_count ? fake->run[index] : 0;
}

static int64_t submit(struct fs_context *ctx, const struct fs_order_request *request)
{
    return order(ctx, "submit", request->symbol, (double)request->qty / (double)FS_SCALE);
}

static int64_t target(struct fs_context *ctx, uint32_t id, double qty)
{
    return order(ctx, "target", id, qty);
}

static int64_t target_percent(struct fs_context *ctx, uint32_t id, double fraction)
{
    return order(ctx, "target_percent", id, fraction);
}

static int64_t close_position(struct fs_context *ctx, uint32_t id)
{
    return order(ctx, "close", id, 0.0);
}

const struct fs_trade *fake_host_trade(struct fake_host *fake, const char *const *symbols)
{
    fake->trade = (struct fs_trade){.struct_size = sizeof fake->trade,
                                    .symbol = run_symbol,
                                    .submit = submit,
                                    .target = target,
                                    .target_percent = target_percent,
                                    .close = close_position};
    for (; symbols[fake->trade.symbol_count]; fake->trade.symbol_count++)
        fake->run[fake->trade.symbol_count] = symbol(&fake->context, symbols[fake->trade.symbol_count]);
    return &fake->trade;
}

int64_t fake_host_orders(struct fake_host *fake, struct fake_order *last)
{
    if (last)
        *last = fake->last;
    return fake->orders;
}
