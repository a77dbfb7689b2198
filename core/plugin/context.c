#include "plugin/context.h"

#include "base/log.h"
#include "plugin/frames.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fs_context *fs_context_new(const struct fs_plugin_file *plugin, struct fs_settings *settings)
{
    struct fs_context *context = calloc(1, sizeof *context);
    if (!context) {
        fs_settings_free(settings);
        fs_error_nomem();
        return NULL;
    }
    context->plugin = plugin;
    context->settings = settings;
    context->callback = "start";
    context->blocks.next = context->blocks.prev = &context->blocks;
    pthread_mutex_init(&context->lock, NULL);
    return context;
}

void fs_context_free(struct fs_context *context)
{
    if (!context)
        return;
    while (context->blocks.next != &context->blocks) {
        struct fs_block *block = context->blocks.next;
        context->blocks.next = block->next;
        free(block);
    }
    fs_frames_sweep(context);
    while (context->metrics) {
        struct fs_metric *metric = context->metrics;
        context->metrics = metric->next;
        free(metric->name);
        free(metric->help);
        free(metric);
    }
    fs_settings_free(context->settings);
    fs_error_free(context->error);
    pthread_mutex_destroy(&context->lock);
    for (int i = 0; i < FS_BREACHES_KEPT; i++)
        free(context->breaches[i]);
    free(context->ids);
    free(context->slots);
    free(context);
}

void fs_context_breach(struct fs_context *context, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    pthread_mutex_lock(&context->lock);
    uint64_t number = context->breach_count++;
    if (number == 0) /* further ones are told at the end, not a line each */
        fs_log(FS_LOG_ERROR, "plugin broke its contract", "plugin", context->plugin->descriptor->name,
               "breach", text ? text : "out of memory", NULL);
    if (number < FS_BREACHES_KEPT)
        context->breaches[number] = text;
    else
        free(text);
    pthread_mutex_unlock(&context->lock);
}

int fs_context_enter(struct fs_context *context, const char *function)
{
    if (pthread_equal(context->thread, pthread_self()) && context->phase < FS_PHASE_SWEPT)
        return 1;
    fs_context_breach(context, "%s() was called %s", function,
                      context->phase == FS_PHASE_SWEPT ? "after stop"
                                                       : "from a thread that is not the instance's");
    return 0;
}

int fs_context_failed(struct fs_context *context, const char *what)
{
    const char *name = context->plugin->descriptor->name;
    if (context->error) {
        fs_error_restore(context->error);
        context->error = NULL;
        const struct fs_error *last = fs_error_last();
        int code = last->code;
        char *said = strdup(last->message), *hint = last->hint ? strdup(last->hint) : NULL;
        fs_error_set(code, "plugin '%s': %s: %s", name, what, said ? said : "out of memory");
        if (hint)
            fs_error_hint("%s", hint);
        free(said);
        free(hint);
        return -1;
    }
    fs_error_set(FS_E_PLUGIN, "plugin '%s': %s failed without saying why", name, what);
    return fs_error_hint("a plugin calls the host's error() before it returns -1");
}

int fs_context_keep_error(struct fs_context *context)
{
    if (context->error)
        fs_error_clear();
    else
        context->error = fs_error_take();
    return -1;
}

void fs_context_clear_error(struct fs_context *context)
{
    if (!context->error)
        return;
    fs_error_free(context->error);
    context->error = NULL;
}

void fs_context_tell_leaks(struct fs_context *context)
{
    size_t bytes = 0;
    for (struct fs_block *b = context->blocks.next; b != &context->blocks; b = b->next)
        bytes += b->size;
    if (context->block_count)
        fs_context_breach(context, "stop left %zu allocation%s (%zu bytes) behind", context->block_count,
                          context->block_count == 1 ? "" : "s", bytes);
    int frames = fs_frames_sweep(context);
    if (frames)
        fs_context_breach(context, "stop left %d frame%s behind", frames, frames == 1 ? "" : "s");
}
