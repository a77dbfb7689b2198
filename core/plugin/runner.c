#include "plugin/runner.h"

#include "market/symbol.h"
#include "plugin/context.h"
#include "plugin/trading.h"
#include "trade/engine_ticks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plugin_runner {
    struct fs_runner base;
    const struct fs_plugin_file *plugin;
    struct fs_settings *settings; /* of the next run; kept for the parameters' texts */
    char **pairs;                 /* as given, to read again for each run */
    int pair_count;
};

/* One run. */
struct drive {
    struct fs_context *context;
    struct fs_engine *engine;
    struct fs_strategy calls; /* the plugin's, as far as it has them; NULLs behind */
    struct fs_trade table;
    void *state;
    void **slots; /* what init gave, by slot */
    struct fs_strategy_bar bar;
    int started; /* start succeeded: stop is due */
};

/* Leaves the thread's error with the place of the failure in it. Returns -1. */
static int failed(struct drive *drive, const char *callback, int slot)
{
    const struct fs_engine_view *view = fs_engine_view(drive->engine);
    char when[FS_TRADE_PLACE];
    fs_trade_place(drive->engine, view, slot, when, sizeof when);
    char what[FS_TRADE_PLACE + 40];
    snprintf(what, sizeof what, "%s%s", callback, when);
    return fs_context_failed(drive->context, what);
}

static int start(void *data)
{
    struct drive *drive = data;
    struct fs_context *context = drive->context;
    context->callback = "start";
    if (drive->calls.start(fs_host_services(), context, &drive->table, &drive->state))
        return fs_context_failed(context, "start");
    pthread_mutex_lock(&context->lock);
    int abandoned = context->abandoned;
    drive->started = !abandoned;
    pthread_mutex_unlock(&context->lock);
    if (abandoned || !drive->calls.init)
        return 0;
    int count = (int)drive->table.symbol_count;
    for (int slot = 0; slot < count && !context->abandoned; slot++) {
        context->callback = "init";
        fs_context_clear_error(context);
        if (drive->calls.init(drive->state, context->ids[slot], &drive->slots[slot])) {
            char what[300];
            snprintf(what, sizeof what, "init of %s", fs_symbol_text(context->ids[slot]));
            return fs_context_failed(context, what);
        }
    }
    return 0;
}

static unsigned wanted(const struct fs_strategy *calls)
{
    return (calls->on_bar ? FS_WANT_BAR : 0) | (calls->on_order ? FS_WANT_ORDER : 0) |
           (calls->on_fill ? FS_WANT_FILL : 0) | (calls->on_time ? FS_WANT_TIME : 0) |
           (calls->on_trade ? FS_WANT_TRADE : 0) | (calls->on_quote ? FS_WANT_QUOTE : 0) |
           (calls->on_book ? FS_WANT_BOOK : 0) | (calls->on_timer ? FS_WANT_TIMER : 0) |
           (calls->on_session ? FS_WANT_SESSION : 0) | (calls->on_event ? FS_WANT_EVENT : 0);
}

static int bar(struct drive *drive, const struct fs_engine_view *view)
{
    struct fs_strategy_bar *out = &drive->bar;
    int slot = view->slot;
    out->symbol = drive->context->ids[slot];
    out->now = view->now;
    out->time = view->time;
    out->open = view->open;
    out->high = view->high;
    out->low = view->low;
    out->close = view->close;
    out->volume = view->volume;
    out->index = view->index;
    out->stream = view->stream;
    out->warm = view->warm;
    out->extra = view->stream ? NULL : view->extra;
    out->extra_count = view->stream ? 0 : (uint32_t)fs_engine_extra_count(drive->engine);
    if (drive->calls.on_bar(drive->state, drive->slots[slot], out))
        return failed(drive, "on_bar", slot);
    return 0;
}

static int event(struct drive *drive, const struct fs_engine_view *view)
{
    const struct fs_event_record *did;
    const struct fs_instrument_event *x = fs_engine_happened(drive->engine, &did);
    int slot = view->slot;
    struct fs_strategy_event out = {
        .struct_size = sizeof out,
        .symbol = drive->context->ids[slot],
        .type = x->type,
        .into = x->into ? fs_symbol_id(x->into) : 0,
        .now = view->now,
        .amount = x->amount,
        .units_after = x->after,
        .units_before = x->before,
        .price = did->price ? did->price : x->price,
        .into_price = x->into_price,
        .rate = x->rate,
        .before = did->before,
        .after = did->after,
        .into_qty = did->into_qty,
        .cash = did->cash,
        .fee = did->fee,
    };
    if (x->into && !out.into)
        return -1;
    return drive->calls.on_event(drive->state, drive->slots[slot], &out) ? failed(drive, "on_event", slot)
                                                                         : 0;
}

static int deliver(struct drive *drive, int step)
{
    const struct fs_strategy *calls = &drive->calls;
    const struct fs_engine_view *view = fs_engine_view(drive->engine);
    int slot = view->slot;
    void *s = slot >= 0 ? drive->slots[slot] : NULL;
    uint32_t id = slot >= 0 ? drive->context->ids[slot] : 0;
    switch (step) {
    case FS_STEP_BAR:
        return calls->on_bar ? bar(drive, view) : 0;
    case FS_STEP_ORDER:
        if (calls->on_order) {
            struct fs_order_update update = view->order;
            update.symbol = id;
            return calls->on_order(drive->state, s, &update) ? failed(drive, "on_order", slot) : 0;
        }
        return 0;
    case FS_STEP_FILL:
        if (calls->on_fill) {
            struct fs_fill fill = view->fill;
            fill.symbol = id;
            return calls->on_fill(drive->state, s, &fill) ? failed(drive, "on_fill", slot) : 0;
        }
        return 0;
    case FS_STEP_TIME:
        return calls->on_time && calls->on_time(drive->state, view->now) ? failed(drive, "on_time", slot) : 0;
    case FS_STEP_TIMER:
        return calls->on_timer && calls->on_timer(drive->state, view->timer, view->now)
                   ? failed(drive, "on_timer", slot)
                   : 0;
    case FS_STEP_SESSION:
        return calls->on_session && calls->on_session(drive->state, s, id, view->session_open, view->now)
                   ? failed(drive, "on_session", slot)
                   : 0;
    case FS_STEP_TRADE:
        return calls->on_trade && calls->on_trade(drive->state, s, fs_engine_event(drive->engine), view->now)
                   ? failed(drive, "on_trade", slot)
                   : 0;
    case FS_STEP_QUOTE:
        return calls->on_quote && calls->on_quote(drive->state, s, fs_engine_event(drive->engine), view->now)
                   ? failed(drive, "on_quote", slot)
                   : 0;
    case FS_STEP_BOOK:
        return calls->on_book && calls->on_book(drive->state, s, fs_engine_event(drive->engine), view->now)
                   ? failed(drive, "on_book", slot)
                   : 0;
    case FS_STEP_EVENT:
        return calls->on_event ? event(drive, view) : 0;
    default:
        return 0;
    }
}

static int run_steps(struct drive *drive)
{
    for (;;) {
        int step = fs_engine_next(drive->engine);
        if (step == FS_STEP_END)
            return 0;
        if (step == FS_STEP_ERROR)
            return -1;
        if (step == FS_STEP_STOPPED)
            return fs_error_set(FS_E_CANCELLED, "stopped on request");
        if (drive->context->error)
            fs_context_clear_error(drive->context);
        if (deliver(drive, step))
            return -1;
    }
}

static int run_started(void *data)
{
    struct drive *drive = data;
    struct fs_context *context = drive->context;
    context->phase = FS_PHASE_RUN;
    context->callback = "a callback";
    int status = run_steps(drive);
    context->phase = FS_PHASE_STOP;
    if (!status && drive->calls.finish) {
        context->callback = "finish";
        fs_context_clear_error(context);
        if (drive->calls.finish(drive->state))
            status = failed(drive, "finish", -1);
    }
    struct fs_error *error = status ? fs_error_take() : NULL;
    context->callback = "stop";
    drive->calls.stop(drive->state);
    fs_context_tell_leaks(context);
    if (error)
        fs_error_restore(error);
    return status;
}

/* A start whose later init failed still owes a stop. */
static int start_or_stop(void *data)
{
    struct drive *drive = data;
    int status = start(data);
    if (status && drive->started) {
        struct fs_error *error = fs_error_take();
        drive->context->phase = FS_PHASE_STOP;
        drive->calls.stop(drive->state);
        fs_error_restore(error);
    }
    return status;
}

static void free_drive(struct drive *drive)
{
    if (!drive)
        return;
    if (drive->context)
        drive->context->phase = FS_PHASE_SWEPT;
    fs_context_free(drive->context);
    free(drive->slots);
    free(drive);
}

static struct drive *new_drive(struct plugin_runner *runner, struct fs_engine *engine)
{
    struct drive *drive = calloc(1, sizeof *drive);
    int count = fs_engine_slot_count(engine);
    struct fs_settings *settings =
        fs_settings_new(runner->plugin->descriptor, (const char *const *)runner->pairs, runner->pair_count);
    if (!drive || !settings || !(drive->slots = calloc((size_t)count + 1, sizeof *drive->slots)) ||
        !(drive->context = fs_context_new(runner->plugin, settings))) {
        if (drive && !drive->slots)
            fs_settings_free(settings);
        free_drive(drive);
        fs_error_nomem();
        return NULL;
    }
    drive->engine = engine;
    const struct fs_strategy *calls = runner->plugin->descriptor->strategy;
    memcpy(&drive->calls, calls,
           calls->struct_size < sizeof drive->calls ? calls->struct_size : sizeof drive->calls);
    drive->bar.struct_size = sizeof drive->bar;
    fs_trade_table(&drive->table, (uint32_t)count);
    if (fs_trade_attach(drive->context, engine)) {
        free_drive(drive);
        return NULL;
    }
    return drive;
}

static int run(struct fs_runner *self, struct fs_engine *engine)
{
    struct plugin_runner *runner = (struct plugin_runner *)(void *)self;
    struct drive *drive = new_drive(runner, engine);
    if (!drive)
        return -1;
    const unsigned heard =
        FS_WANT_TRADE | FS_WANT_QUOTE | FS_WANT_BOOK | FS_WANT_TIMER | FS_WANT_TIME | FS_WANT_SESSION;
    if (fs_engine_tick_views(engine) && !(wanted(&drive->calls) & heard)) {
        free_drive(drive);
        return fs_error_set(FS_E_USAGE,
                            "plugin '%s' waits for nothing that ticks bring; it needs on_trade, on_quote, "
                            "on_book or on_timer",
                            self->name);
    }
    fs_engine_want(engine, wanted(&drive->calls));
    struct fs_instance *instance = fs_instance_start(drive->context, start_or_stop, run_started, drive);
    int status = instance ? fs_instance_join(instance, -1) : -1;
    if (!status && drive->context->breach_count)
        status = fs_error_set(FS_E_PLUGIN, "plugin '%s' broke its contract: %s", self->name,
                              drive->context->breaches[0] ? drive->context->breaches[0] : "out of memory");
    if (!drive->context->abandoned) /* else the thread still runs in it */
        free_drive(drive);
    return status;
}

static void free_runner(struct fs_runner *self)
{
    struct plugin_runner *runner = (struct plugin_runner *)(void *)self;
    for (int i = 0; i < runner->pair_count; i++)
        free(runner->pairs[i]);
    free(runner->pairs);
    fs_settings_free(runner->settings);
    free(runner);
}

static int copy_pairs(struct plugin_runner *runner, const char *const *params, int count)
{
    if (!(runner->pairs = calloc((size_t)count + 1, sizeof *runner->pairs)))
        return fs_error_nomem();
    for (; runner->pair_count < count; runner->pair_count++)
        if (!(runner->pairs[runner->pair_count] = strdup(params[runner->pair_count])))
            return fs_error_nomem();
    return 0;
}

struct fs_runner *fs_plugin_runner_open(const char *name, const char *const *params, int count)
{
    const struct fs_plugin_file *plugin = fs_plugin_open(name);
    if (!plugin)
        return NULL;
    const struct fs_plugin *descriptor = plugin->descriptor;
    if (!descriptor->strategy) {
        char offers[80];
        fs_plugin_capabilities(descriptor, offers, sizeof offers);
        fs_error_set(FS_E_USAGE, "plugin '%s' is no strategy; it offers %s", descriptor->name, offers);
        return NULL;
    }
    struct plugin_runner *runner = calloc(1, sizeof *runner);
    if (!runner) {
        fs_error_nomem();
        return NULL;
    }
    runner->plugin = plugin;
    runner->base = (struct fs_runner){.name = descriptor->name,
                                      .version = descriptor->version,
                                      .description = descriptor->description,
                                      .path = plugin->path,
                                      .run = run,
                                      .free = free_runner};
    runner->settings = fs_settings_new(descriptor, params, count);
    if (!runner->settings || copy_pairs(runner, params, count) || fs_plugin_hash(plugin, runner->base.hash)) {
        free_runner(&runner->base);
        return NULL;
    }
    runner->base.params = fs_settings_params(runner->settings, &runner->base.param_count);
    return &runner->base;
}
