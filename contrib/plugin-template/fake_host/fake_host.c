#include "fake_host.h"

#include "fake_parts.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fake_breach(const char *what)
{
    fprintf(stderr, "fake host: %s\n", what);
    abort();
}

struct fake_host *fake_of(struct fs_context *ctx)
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

int32_t fake_error(struct fs_context *ctx, int32_t code, const char *format, ...)
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
    fake_breach("free() of what alloc() did not give");
}

static void *allocate(struct fs_context *ctx, uint64_t size)
{
    struct fake_host *fake = fake_of(ctx);
    struct block *block = fake->allocs_left == 0 ? NULL : (struct block *)calloc(1, sizeof *block + size);
    if (!block) {
        fake_error(ctx, FS_FAIL_MEMORY, "out of memory");
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
    fake_breach("a setting that the descriptor does not declare");
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
            fake_breach("a duration that cannot be read");
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

uint32_t fake_symbol(struct fs_context *ctx, const char *text)
{
    struct fake_host *fake = fake_of(ctx);
    if (!text || !*text) {
        fake_error(ctx, FS_FAIL_INPUT, "an empty symbol");
        return 0;
    }
    for (uint32_t i = 0; i < fake->symbol_count; i++)
        if (!strcmp(fake->symbols[i], text))
            return i + 1;
    if (fake->symbol_count == MANY)
        fake_breach("too many symbols for a fake host");
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
        return fake_error(ctx, FS_FAIL_INPUT, "%g does not fit", value);
    *out = (int64_t)llrint(scaled);
    return 0;
}

static void check_event(struct fake_host *fake, const struct fs_event *e)
{
    if (e->symbol < 1 || e->symbol > fake->symbol_count)
        fake_breach("an event of an unknown symbol");
    if (e->type < FS_EVENT_BAR || e->type > FS_EVENT_GAP)
        fake_breach("an event of an unknown type");
    for (uint32_t i = fake->event_count; i-- > 0;)
        if (fake->events[i].symbol == e->symbol && fake->events[i].type == e->type) {
            if (e->ts < fake->events[i].ts)
                fake_breach("an event whose time goes back");
            break;
        }
    const struct fs_event_bar *b = &e->u.bar;
    if (e->type == FS_EVENT_BAR &&
        !(b->low <= b->open && b->open <= b->high && b->low <= b->close && b->close <= b->high))
        fake_breach("a bar whose prices contradict each other");
    if (e->type == FS_EVENT_TRADE && e->u.trade.qty <= 0)
        fake_breach("a trade of nothing");
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
    fake_breach("too many timers for a fake host");
    return NULL;
}

static void timer_stop(struct fs_timer *t)
{
    if (t)
        t->used = 0;
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
        .error = fake_error,
        .fail = fail,
        .alloc = allocate,
        .resize = resize,
        .free = release,
        .now = now,
        .monotonic = now,
        .setting_text = setting_text,
        .setting_number = setting_number,
        .setting_int = setting_int,
        .symbol = fake_symbol,
        .symbol_text = symbol_text,
        .mantissa = mantissa,
        .publish = publish,
        .counter = metric,
        .gauge = metric,
        .metric_add = metric_add,
        .metric_set = metric_set,
        .timer = timer,
        .timer_stop = timer_stop,
        .compute = &compute,
        .frames = &fake_frames,
    };
    fake_net_table(&fake->table);
    return fake;
}

void fake_host_free(struct fake_host *fake)
{
    fake_frames_free(&fake->frames);
    if (fake->blocks)
        fake_breach("the plugin left memory behind");
    for (int i = 0; i < MANY; i++)
        if (fake->timers[i].used)
            fake_breach("the plugin left a timer behind");
    fake_net_free(fake);
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
