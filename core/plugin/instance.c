/* An instance's thread, and the limits on how long it is waited for. */
#include "plugin/context.h"

#include <stdlib.h>
#include <time.h>

#define DEFAULT_LIMIT 10000000000

static _Atomic int64_t time_limit = DEFAULT_LIMIT;

void fs_instance_limit(int64_t ns)
{
    atomic_store(&time_limit, ns > 0 ? ns : DEFAULT_LIMIT);
}

/* Shared by the thread and who waits for it; where the waiter gave up, the thread frees it. */
struct fs_instance {
    struct fs_context *context;
    int (*start)(void *data);
    int (*run)(void *data);
    void *data;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int started; /* start has returned */
    int failed;  /* and had failed; read only once `started` is seen */
    int ended;   /* the thread is about to end */
    int left;    /* nobody waits any more */
    int status;
    struct fs_error *error;
};

static void free_instance(struct fs_instance *instance)
{
    pthread_mutex_destroy(&instance->lock);
    pthread_cond_destroy(&instance->changed);
    fs_error_free(instance->error);
    free(instance);
}

/* Notes how far the thread is; 1 where nobody waits for it any more. */
static int note(struct fs_instance *instance, int *what)
{
    pthread_mutex_lock(&instance->lock);
    *what = 1;
    int left = instance->left;
    pthread_cond_signal(&instance->changed);
    pthread_mutex_unlock(&instance->lock);
    return left;
}

static void *thread_main(void *data)
{
    struct fs_instance *instance = data;
    pthread_mutex_lock(&instance->lock); /* until the starter has written context->thread */
    pthread_mutex_unlock(&instance->lock);
    int status = instance->start(instance->data);
    if (status) {
        instance->failed = 1;
        instance->status = status;
        instance->error = fs_error_take();
    }
    /* Too late: nothing here belongs to us any more but the instance. */
    if (note(instance, &instance->started)) {
        free_instance(instance);
        return NULL;
    }
    if (!status) {
        instance->status = instance->run(instance->data);
        instance->error = instance->status ? fs_error_take() : NULL;
    }
    if (note(instance, &instance->ended))
        free_instance(instance);
    return NULL;
}

static struct timespec deadline(int64_t ns)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (time_t)(ns / 1000000000);
    t.tv_nsec += (long)(ns % 1000000000);
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

/* Waits for *what, at most `limit` ns (negative: for ever). 1; or 0, and the thread is on its own from now on. */
static int await(struct fs_instance *instance, const int *what, int64_t limit)
{
    struct timespec until = deadline(limit < 0 ? 0 : limit);
    int late = 0;
    pthread_mutex_lock(&instance->lock);
    while (!*what && !late)
        late = limit < 0 ? pthread_cond_wait(&instance->changed, &instance->lock) != 0
                         : pthread_cond_timedwait(&instance->changed, &instance->lock, &until) != 0;
    int happened = *what;
    if (!happened) {
        /* The context's lock: a call into the engine that start is in the middle of is waited for. */
        pthread_mutex_lock(&instance->context->lock);
        instance->context->abandoned = 1;
        pthread_mutex_unlock(&instance->context->lock);
        instance->left = 1;
        pthread_detach(instance->thread);
    }
    pthread_mutex_unlock(&instance->lock);
    return happened;
}

static struct fs_instance *new_instance(struct fs_context *context)
{
    struct fs_instance *instance = calloc(1, sizeof *instance);
    if (!instance) {
        fs_error_nomem();
        return NULL;
    }
    instance->context = context;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&instance->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&instance->lock, NULL);
    return instance;
}

struct fs_instance *fs_instance_start(struct fs_context *context, int (*start)(void *data),
                                      int (*run)(void *data), void *data)
{
    const char *name = context->plugin->descriptor->name;
    struct fs_instance *instance = new_instance(context);
    if (!instance)
        return NULL;
    instance->start = start;
    instance->run = run;
    instance->data = data;
    pthread_mutex_lock(&instance->lock);
    int failed = pthread_create(&instance->thread, NULL, thread_main, instance);
    context->thread = instance->thread;
    pthread_mutex_unlock(&instance->lock);
    if (failed) {
        free_instance(instance);
        fs_error_set(FS_E_LIMIT, "cannot start a thread for plugin '%s'", name);
        return NULL;
    }
    int64_t limit = atomic_load(&time_limit);
    if (!await(instance, &instance->started, limit)) {
        fs_error_set(FS_E_LIMIT, "plugin '%s': start has not returned after %g s", name, (double)limit / 1e9);
        fs_error_hint("start must return at once; what takes long goes on in callbacks");
        return NULL;
    }
    if (!instance->failed)
        return instance;
    fs_instance_join(instance, -1);
    return NULL;
}

int fs_instance_join(struct fs_instance *instance, int64_t wait)
{
    const char *name = instance->context->plugin->descriptor->name;
    if (!await(instance, &instance->ended, wait)) {
        fs_error_set(FS_E_LIMIT, "plugin '%s': has not come to its end after %g s", name, (double)wait / 1e9);
        return fs_error_hint("a callback of the plugin hangs; its thread is left behind");
    }
    pthread_join(instance->thread, NULL);
    int status = instance->status;
    if (status) {
        fs_error_restore(instance->error);
        instance->error = NULL;
    }
    free_instance(instance);
    return status;
}

int fs_instance_end(struct fs_instance *instance)
{
    return fs_instance_join(instance, atomic_load(&time_limit));
}
