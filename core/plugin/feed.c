#include "plugin/feed.h"

#include "base/log.h"
#include "frame/frame.h"
#include "net/loop.h"
#include "plugin/context.h"
#include "plugin/rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Events that wait for the consumer: 4 MB. A power of two. */
#define CAPACITY 65536u
/* How long WebSockets that were closed in stop have to say so, ns. */
#define GOODBYE 500000000
/* Frames that wait for the consumer. */
#define FRAMES 4

struct fs_feed {
    struct fs_context *context;
    struct fs_instance *instance; /* NULL once joined */
    const struct fs_source *calls;
    void *state;
    struct fs_rules *rules;

    pthread_mutex_t lock;   /* guards all below, and `rules` */
    pthread_cond_t filled;  /* events came, or the end */
    pthread_cond_t drained; /* room came, or stopping */
    struct fs_event *ring;
    uint64_t head, tail;             /* taken so far, put so far */
    struct fs_frame *frames[FRAMES]; /* oldest first */
    int frame_count;
    struct fs_frame *first; /* that was published: the others have its columns */
    int stopping;
    int ended;              /* the thread calls the plugin no more */
    int starved;            /* poll() waits for room */
    struct fs_error *error; /* why the source failed */
    struct fs_error *told;  /* what fail() said */
};

int32_t fs_feed_publish(struct fs_context *context, const struct fs_event *events, uint32_t count)
{
    struct fs_feed *feed = context->feed;
    int own = pthread_equal(context->thread, pthread_self());
    if (!feed) {
        fs_error_set(FS_E_PLUGIN, "publish() is for sources");
        return own ? fs_context_keep_error(context) : -1;
    }
    pthread_mutex_lock(&feed->lock);
    int status = feed->stopping || context->abandoned ? -1 : 0;
    if (!status && fs_rules_check(feed->rules, events, count)) {
        status = -1;
        fs_context_breach(context, "published what the contract forbids: %s", fs_error_last()->message);
        if (own)
            fs_context_keep_error(context);
    }
    while (!status && count) {
        uint64_t room = CAPACITY - (feed->tail - feed->head);
        if (!room) {
            pthread_cond_wait(&feed->drained, &feed->lock);
            status = feed->stopping ? -1 : 0;
            continue;
        }
        uint32_t at = (uint32_t)(feed->tail % CAPACITY), n = count < room ? count : (uint32_t)room;
        if (n > CAPACITY - at)
            n = CAPACITY - at;
        memcpy(feed->ring + at, events, n * sizeof *events);
        feed->tail += n;
        events += n;
        count -= n;
        pthread_cond_signal(&feed->filled);
    }
    pthread_mutex_unlock(&feed->lock);
    return status;
}

/* Has a frame the columns of the first? Else -1 with an error. */
static int check_columns(const struct fs_frame *first, const struct fs_frame *frame)
{
    int count = fs_frame_columns(first);
    if (fs_frame_columns(frame) != count)
        return fs_error_set(FS_E_PLUGIN, "frames->publish: a frame of %d columns after one of %d",
                            fs_frame_columns(frame), count);
    for (int i = 0; i < count; i++) {
        const struct fs_column *a = fs_frame_column(first, i), *b = fs_frame_column(frame, i);
        if (strcmp(a->name, b->name) || a->type != b->type)
            return fs_error_set(
                FS_E_PLUGIN, "frames->publish: column %d is '%s' (%s); the first frame has '%s' (%s) there",
                i, b->name, fs_type_name(b->type), a->name, fs_type_name(a->type));
    }
    return 0;
}

int fs_feed_put_frame(struct fs_context *context, struct fs_frame *frame)
{
    struct fs_feed *feed = context->feed;
    if (feed->first && check_columns(feed->first, frame))
        return fs_context_keep_error(context);
    if (!feed->first)
        feed->first = fs_frame_ref(frame);
    pthread_mutex_lock(&feed->lock);
    while (feed->frame_count == FRAMES && !feed->stopping && !context->abandoned)
        pthread_cond_wait(&feed->drained, &feed->lock);
    int status = feed->stopping || context->abandoned ? -1 : 0;
    if (status == 0) {
        feed->frames[feed->frame_count++] = fs_frame_ref(frame);
        pthread_cond_signal(&feed->filled);
    }
    pthread_mutex_unlock(&feed->lock);
    return status;
}

int fs_feed_has_frames(struct fs_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    int some = feed->frame_count > 0;
    pthread_mutex_unlock(&feed->lock);
    return some;
}

struct fs_frame *fs_feed_next_frame(struct fs_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    struct fs_frame *frame = feed->frame_count ? feed->frames[0] : NULL;
    if (frame) {
        memmove(feed->frames, feed->frames + 1, (size_t)--feed->frame_count * sizeof *feed->frames);
        pthread_cond_broadcast(&feed->drained);
    }
    pthread_mutex_unlock(&feed->lock);
    return frame;
}

void fs_feed_fail(struct fs_context *context, int32_t code, const char *format, ...)
{
    struct fs_feed *feed = context->feed;
    if (!feed)
        return;
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    int known = code > FS_OK && code < FS_E_INTERNAL ? code : FS_E_PLUGIN;
    fs_error_set(known, "plugin '%s': %s", context->plugin->descriptor->name, text);
    pthread_mutex_lock(&feed->lock);
    if (!feed->told)
        feed->told = fs_error_take();
    pthread_mutex_unlock(&feed->lock);
    fs_error_clear();
    fs_loop_wake(context->loop);
}

static int start(void *data)
{
    struct fs_feed *feed = data;
    if (feed->calls->start(fs_host_services(), feed->context, &feed->state))
        return fs_context_failed(feed->context, "start");
    return 0;
}

/* Is there reason to end? */
static int should_end(struct fs_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    int end = feed->stopping || feed->told != NULL;
    pthread_mutex_unlock(&feed->lock);
    return end;
}

/* Room for at least half the queue; else notes that the consumer has to wake us. */
static int has_room(struct fs_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    int room = feed->tail - feed->head <= CAPACITY / 2;
    feed->starved = !room;
    pthread_mutex_unlock(&feed->lock);
    return room;
}

/* 0 at the end, -1 with an error. */
static int work(struct fs_feed *feed)
{
    struct fs_context *context = feed->context;
    int asks = feed->calls->poll != NULL; /* poll() wants to be called */
    while (!should_end(feed)) {
        if (asks && has_room(feed)) {
            fs_context_clear_error(context);
            int32_t result = feed->calls->poll(feed->state);
            if (result == FS_POLL_END)
                return 0;
            if (result < 0 || result > FS_POLL_END) {
                if (should_end(feed) && !feed->told)
                    return 0; /* it gave up because we asked it to */
                if (result > FS_POLL_END)
                    return fs_error_set(FS_E_PLUGIN, "plugin '%s': poll() returned %d; expected FS_POLL_*",
                                        context->plugin->descriptor->name, result);
                return fs_context_failed(context, "poll");
            }
            asks = result == FS_POLL_MORE;
            if (fs_loop_run(context->loop, 0))
                return -1;
            continue;
        }
        uint64_t calls = fs_loop_calls(context->loop);
        fs_context_clear_error(context);
        if (fs_loop_run(context->loop, -1))
            return -1;
        if (feed->calls->poll && (asks || fs_loop_calls(context->loop) != calls))
            asks = 1;
    }
    return 0;
}

static int run(void *data)
{
    struct fs_feed *feed = data;
    struct fs_context *context = feed->context;
    context->phase = FS_PHASE_RUN;
    int status = work(feed);
    struct fs_error *error = status ? fs_error_take() : NULL;
    pthread_mutex_lock(&feed->lock);
    feed->stopping = 1; /* publish() from a thread of the plugin that waits for room returns */
    pthread_cond_broadcast(&feed->drained);
    if (!error) {
        error = feed->told;
        feed->told = NULL;
    }
    pthread_mutex_unlock(&feed->lock);
    context->phase = FS_PHASE_STOP;
    feed->calls->stop(feed->state);
    fs_context_tell_leaks(context);
    pthread_mutex_lock(&feed->lock);
    struct fs_loop *loop = context->loop;
    context->loop = NULL;
    pthread_mutex_unlock(&feed->lock);
    fs_loop_linger(loop, GOODBYE); /* the sweep: here, on the thread that used it */
    fs_loop_free(loop);
    context->phase = FS_PHASE_SWEPT;
    pthread_mutex_lock(&feed->lock);
    feed->error = error;
    feed->ended = 1;
    pthread_cond_broadcast(&feed->filled);
    pthread_mutex_unlock(&feed->lock);
    return 0;
}

static void free_feed(struct fs_feed *feed)
{
    fs_loop_free(feed->context ? feed->context->loop : NULL);
    fs_context_free(feed->context);
    fs_rules_free(feed->rules);
    for (int i = 0; i < feed->frame_count; i++)
        fs_frame_unref(feed->frames[i]);
    fs_frame_unref(feed->first);
    fs_error_free(feed->error);
    fs_error_free(feed->told);
    pthread_mutex_destroy(&feed->lock);
    pthread_cond_destroy(&feed->filled);
    pthread_cond_destroy(&feed->drained);
    free(feed->ring);
    free(feed);
}

static struct fs_feed *new_feed(const struct fs_plugin_file *plugin, struct fs_settings *settings)
{
    struct fs_feed *feed = calloc(1, sizeof *feed);
    if (!feed) {
        fs_settings_free(settings);
        fs_error_nomem();
        return NULL;
    }
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&feed->lock, NULL);
    pthread_cond_init(&feed->filled, &attributes);
    pthread_cond_init(&feed->drained, NULL);
    pthread_condattr_destroy(&attributes);
    feed->calls = plugin->descriptor->source;
    feed->context = fs_context_new(plugin, settings);
    feed->ring = malloc(CAPACITY * sizeof *feed->ring);
    feed->rules = fs_rules_new();
    if (feed->context && feed->ring && feed->rules && (feed->context->loop = fs_loop_new())) {
        feed->context->feed = feed;
        return feed;
    }
    if (!feed->ring)
        fs_error_nomem();
    free_feed(feed);
    return NULL;
}

struct fs_feed *fs_feed_open(const struct fs_plugin_file *plugin, const char *const *pairs, int count)
{
    const struct fs_plugin *descriptor = plugin->descriptor;
    if (!descriptor->source) {
        char offers[80];
        fs_plugin_capabilities(descriptor, offers, sizeof offers);
        fs_error_set(FS_E_USAGE, "plugin '%s' is no source; it offers %s", descriptor->name, offers);
        return NULL;
    }
    struct fs_settings *settings = fs_settings_new(descriptor, pairs, count);
    struct fs_feed *feed = settings ? new_feed(plugin, settings) : NULL;
    if (!feed)
        return NULL;
    feed->instance = fs_instance_start(feed->context, start, run, feed);
    if (feed->instance)
        return feed;
    if (!feed->context->abandoned) /* else its thread still uses it */
        free_feed(feed);
    return NULL;
}

static struct timespec until(int64_t wait)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t ns = t.tv_nsec + wait % 1000000000;
    t.tv_sec += (time_t)(wait / 1000000000 + ns / 1000000000);
    t.tv_nsec = (long)(ns % 1000000000);
    return t;
}

int fs_feed_next(struct fs_feed *feed, struct fs_event *events, int max, int64_t wait)
{
    struct timespec limit = until(wait > 0 ? wait : 0);
    pthread_mutex_lock(&feed->lock);
    int late = wait <= 0;
    while (feed->head == feed->tail && !feed->frame_count && !feed->ended && !late)
        late = pthread_cond_timedwait(&feed->filled, &feed->lock, &limit) != 0;
    int count = 0;
    while (count < max && feed->head != feed->tail) {
        uint32_t at = (uint32_t)(feed->head % CAPACITY);
        uint64_t there = feed->tail - feed->head;
        uint32_t n = (uint32_t)(max - count) < there ? (uint32_t)(max - count) : (uint32_t)there;
        if (n > CAPACITY - at)
            n = CAPACITY - at;
        memcpy(events + count, feed->ring + at, n * sizeof *events);
        feed->head += n;
        count += (int)n;
    }
    if (count)
        pthread_cond_broadcast(&feed->drained);
    int wake = feed->starved && feed->tail - feed->head <= CAPACITY / 2 && !feed->ended;
    feed->starved = wake ? 0 : feed->starved;
    if (wake && feed->context->loop)
        fs_loop_wake(feed->context->loop);
    int end = !count && feed->ended && feed->head == feed->tail && !feed->frame_count;
    struct fs_error *error = end ? feed->error : NULL;
    if (end)
        feed->error = NULL;
    pthread_mutex_unlock(&feed->lock);
    if (!end)
        return count;
    fs_error_clear();
    return error ? fs_error_restore(error) : -1;
}

int fs_feed_stop(struct fs_feed *feed)
{
    if (!feed->instance)
        return 0;
    pthread_mutex_lock(&feed->lock);
    feed->stopping = 1;
    pthread_cond_broadcast(&feed->drained);
    if (feed->context->loop)
        fs_loop_wake(feed->context->loop);
    pthread_mutex_unlock(&feed->lock);
    struct fs_instance *instance = feed->instance;
    feed->instance = NULL;
    return fs_instance_end(instance);
}

void fs_feed_close(struct fs_feed *feed)
{
    if (!feed)
        return;
    if (fs_feed_stop(feed))
        fs_log_error(FS_LOG_ERROR, "plugin left behind", "plugin", feed->context->plugin->descriptor->name,
                     NULL);
    if (!feed->context->abandoned)
        free_feed(feed);
}

uint64_t fs_feed_breaches(struct fs_feed *feed)
{
    pthread_mutex_lock(&feed->context->lock);
    uint64_t count = feed->context->breach_count;
    pthread_mutex_unlock(&feed->context->lock);
    return count;
}

const char *fs_feed_breach(struct fs_feed *feed, int index)
{
    pthread_mutex_lock(&feed->context->lock);
    const char *text = index >= 0 && index < FS_BREACHES_KEPT ? feed->context->breaches[index] : NULL;
    pthread_mutex_unlock(&feed->context->lock);
    return text;
}

int fs_feed_metric(struct fs_feed *feed, int index, struct fs_feed_metric *out)
{
    struct fs_context *context = feed->context;
    pthread_mutex_lock(&context->lock);
    int count = 0;
    for (struct fs_metric *m = context->metrics; m; m = m->next)
        count++;
    struct fs_metric *m = context->metrics; /* newest first */
    for (int skip = count - 1 - index; m && skip > 0; skip--)
        m = m->next;
    if (index >= 0 && index < count)
        *out = (struct fs_feed_metric){m->name, m->help, m->counter, atomic_load(&m->value)};
    pthread_mutex_unlock(&context->lock);
    return index >= 0 && index < count ? 0 : -1;
}
