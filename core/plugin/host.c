/* The host's table: the services that every capability has. Those of sources are in feed.c and net.c. */
#include "plugin/context.h"

#include "base/decimal.h"
#include "base/log.h"
#include "compute/entry.h"
#include "market/symbol.h"
#include "net/http.h"
#include "net/loop.h"
#include "net/tcp.h"
#include "net/ws.h"
#include "plugin/feed.h"
#include "plugin/frames.h"
#include "plugin/services.h"
#include "version.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK_MARK 0x4653424c4f434b21u

static void host_log(struct fs_context *ctx, int32_t level, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    int known = level < FS_LEVEL_DEBUG ? FS_LEVEL_DEBUG : level > FS_LEVEL_ERROR ? FS_LEVEL_ERROR : level;
    fs_log(known, text, "plugin", ctx->plugin->descriptor->name, NULL);
}

static int32_t host_error(struct fs_context *ctx, int32_t code, const char *format, ...)
{
    if (!fs_context_enter(ctx, "error") || ctx->error)
        return -1;
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    int known = code > FS_OK && code < FS_E_INTERNAL ? code : FS_E_PLUGIN;
    fs_error_set(known, "%s", text);
    return fs_context_keep_error(ctx);
}

/* The block before a plugin's pointer, or NULL for one that alloc() did not give. */
static struct fs_block *block_of(struct fs_context *ctx, void *memory, const char *function)
{
    struct fs_block *block = (struct fs_block *)memory - 1;
    if (block->mark == BLOCK_MARK)
        return block;
    fs_context_breach(ctx, "%s() was given memory that alloc() did not give, or that was freed already",
                      function);
    return NULL;
}

static void link_block(struct fs_context *ctx, struct fs_block *block)
{
    block->next = ctx->blocks.next;
    block->prev = &ctx->blocks;
    block->next->prev = block->prev->next = block;
}

static void *host_resize(struct fs_context *ctx, void *memory, uint64_t size)
{
    if (!fs_context_enter(ctx, memory ? "resize" : "alloc"))
        return NULL;
    struct fs_block *old = memory ? block_of(ctx, memory, "resize") : NULL;
    if (memory && !old)
        return NULL;
    if (old) {
        old->prev->next = old->next;
        old->next->prev = old->prev;
    }
    struct fs_block *block =
        size > PTRDIFF_MAX - sizeof *block ? NULL : realloc(old, sizeof *block + (size_t)size);
    if (!block) {
        if (old)
            link_block(ctx, old);
        fs_error_nomem();
        fs_context_keep_error(ctx);
        return NULL;
    }
    block->size = (size_t)size;
    block->mark = BLOCK_MARK;
    link_block(ctx, block);
    ctx->block_count += !old;
    return block + 1;
}

static void *host_alloc(struct fs_context *ctx, uint64_t size)
{
    void *memory = host_resize(ctx, NULL, size);
    return memory ? memset(memory, 0, (size_t)size) : NULL;
}

static void host_free(struct fs_context *ctx, void *memory)
{
    if (!memory || !fs_context_enter(ctx, "free"))
        return;
    struct fs_block *block = block_of(ctx, memory, "free");
    if (!block)
        return;
    block->mark = 0;
    block->prev->next = block->next;
    block->next->prev = block->prev;
    ctx->block_count--;
    free(block);
}

static int64_t read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t host_now(struct fs_context *ctx)
{
    return ctx->now ? ctx->now(ctx) : read_clock(CLOCK_REALTIME);
}

static int64_t host_monotonic(struct fs_context *ctx)
{
    (void)ctx;
    return read_clock(CLOCK_MONOTONIC);
}

static int unknown_setting(struct fs_context *ctx, const char *name)
{
    fs_error_set(FS_E_PLUGIN, "the plugin asks for the setting '%s', which its descriptor does not declare",
                 name ? name : "(NULL)");
    return fs_context_keep_error(ctx);
}

static const char *host_setting_text(struct fs_context *ctx, const char *name)
{
    if (!fs_context_enter(ctx, "setting_text"))
        return NULL;
    const char *text = fs_settings_text(ctx->settings, name);
    if (!text)
        unknown_setting(ctx, name);
    return text;
}

static double host_setting_number(struct fs_context *ctx, const char *name)
{
    if (!fs_context_enter(ctx, "setting_number"))
        return (double)NAN;
    if (!fs_settings_text(ctx->settings, name))
        unknown_setting(ctx, name);
    return fs_settings_number(ctx->settings, name);
}

static int64_t host_setting_int(struct fs_context *ctx, const char *name)
{
    if (!fs_context_enter(ctx, "setting_int"))
        return INT64_MIN;
    if (!fs_settings_text(ctx->settings, name))
        unknown_setting(ctx, name);
    return fs_settings_int(ctx->settings, name);
}

static uint32_t host_symbol(struct fs_context *ctx, const char *text)
{
    uint32_t id = fs_symbol_id(text);
    if (!id && pthread_equal(ctx->thread, pthread_self()))
        fs_context_keep_error(ctx);
    return id;
}

static const char *host_symbol_text(struct fs_context *ctx, uint32_t id)
{
    (void)ctx;
    return fs_symbol_text(id);
}

static int32_t host_mantissa(struct fs_context *ctx, double value, int64_t *out)
{
    if (!fs_context_enter(ctx, "mantissa"))
        return -1;
    return fs_decimal_from_double(value, FS_SCALE_EXP, out) ? fs_context_keep_error(ctx) : 0;
}

static struct fs_metric *metric(struct fs_context *ctx, const char *name, const char *help, int counter)
{
    if (!fs_context_enter(ctx, counter ? "counter" : "gauge"))
        return NULL;
    if (!name || !*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")]) {
        fs_error_set(FS_E_PLUGIN, "a metric is called '%s'; expected lower case letters, digits and '_'",
                     name ? name : "(NULL)");
        fs_context_keep_error(ctx);
        return NULL;
    }
    for (struct fs_metric *m = ctx->metrics; m; m = m->next)
        if (!strcmp(m->name, name))
            return m;
    struct fs_metric *m = calloc(1, sizeof *m);
    if (!m || !(m->name = strdup(name)) || !(m->help = strdup(help ? help : ""))) {
        if (m)
            free(m->name);
        free(m);
        fs_error_nomem();
        fs_context_keep_error(ctx);
        return NULL;
    }
    m->counter = counter;
    m->context = ctx;
    pthread_mutex_lock(&ctx->lock);
    m->next = ctx->metrics;
    ctx->metrics = m;
    pthread_mutex_unlock(&ctx->lock);
    return m;
}

static struct fs_metric *host_counter(struct fs_context *ctx, const char *name, const char *help)
{
    return metric(ctx, name, help, 1);
}

static struct fs_metric *host_gauge(struct fs_context *ctx, const char *name, const char *help)
{
    return metric(ctx, name, help, 0);
}

static void host_metric_add(struct fs_metric *m, double amount)
{
    if (!m)
        return;
    if (!(amount >= 0.0) && m->counter) {
        fs_context_breach(m->context, "the counter %s was moved by %g; it never falls", m->name, amount);
        return;
    }
    double old = atomic_load(&m->value);
    while (!atomic_compare_exchange_weak(&m->value, &old, old + amount))
        ;
}

static void host_metric_set(struct fs_metric *m, double value)
{
    if (!m)
        return;
    if (m->counter)
        fs_context_breach(m->context, "the counter %s was set; only a gauge is", m->name);
    else
        atomic_store(&m->value, value);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct fs_host table = {
    .struct_size = sizeof(struct fs_host),
    .abi_major = FS_ABI_MAJOR,
    .abi_minor = FS_ABI_MINOR,
    .host_version = FINSMART_VERSION,
    .log = host_log,
    .error = host_error,
    .fail = fs_feed_fail,
    .alloc = host_alloc,
    .resize = host_resize,
    .free = host_free,
    .now = host_now,
    .monotonic = host_monotonic,
    .setting_text = host_setting_text,
    .setting_number = host_setting_number,
    .setting_int = host_setting_int,
    .symbol = host_symbol,
    .symbol_text = host_symbol_text,
    .mantissa = host_mantissa,
    .publish = fs_feed_publish,
    .counter = host_counter,
    .gauge = host_gauge,
    .metric_add = host_metric_add,
    .metric_set = host_metric_set,
    .timer = fs_service_timer,
    .timer_stop = fs_timer_stop,
    .watch = fs_service_watch,
    .watch_stop = fs_watch_stop,
    .call = fs_service_call,
    .tcp_open = fs_service_tcp,
    .tcp_send = fs_tcp_send,
    .tcp_reconnect = fs_tcp_reconnect,
    .tcp_close = fs_tcp_close,
    .http = fs_service_http,
    .http_cancel = fs_http_cancel,
    .ws_open = fs_service_ws,
    .ws_send = fs_ws_send,
    .ws_reconnect = fs_ws_reconnect,
    .ws_close = fs_ws_close,
};

static void complete_table(void)
{
    table.compute = fs_compute_table();
    table.frames = fs_frame_services();
}

const struct fs_host *fs_host_services(void)
{
    pthread_once(&once, complete_table);
    return &table;
}
