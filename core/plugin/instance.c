/* An instance's thread, and the limit on how long its start may take. */
#include "plugin/context.h"

#include <stdlib.h>
#include <time.h>

static _Atomic int64_t start_limit = 10000000000;

void fs_instance_start_limit(int64_t ns)
{
    atomic_store(&start_limit, ns > 0 ? ns : 10000000000);
}

/* Shared by the thread and who waits for it; the last of the two frees it. */
struct job {
    struct fs_context *context;
    int (*start)(void *data);
    int (*run)(void *data);
    void *data;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int started; /* start has returned */
    int left;    /* nobody waits any more */
    int status;
    struct fs_error *error;
};

static void free_job(struct job *job)
{
    pthread_mutex_destroy(&job->lock);
    pthread_cond_destroy(&job->changed);
    fs_error_free(job->error);
    free(job);
}

static void *thread_main(void *data)
{
    struct job *job = data;
    pthread_mutex_lock(&job->lock); /* until the starter has written context->thread */
    pthread_mutex_unlock(&job->lock);
    int status = job->start(job->data);
    pthread_mutex_lock(&job->lock);
    int left = job->left;
    job->started = 1;
    pthread_cond_signal(&job->changed);
    pthread_mutex_unlock(&job->lock);
    if (left) { /* too late: nothing here belongs to us any more but the job */
        free_job(job);
        return NULL;
    }
    if (!status)
        status = job->run(job->data);
    job->status = status;
    job->error = status ? fs_error_take() : NULL;
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

/* 1 once start has returned; 0 past the limit, and the thread is on its own. */
static int await_start(struct job *job, int64_t limit)
{
    struct timespec until = deadline(limit);
    int late = 0;
    pthread_mutex_lock(&job->lock);
    while (!job->started && !late)
        late = pthread_cond_timedwait(&job->changed, &job->lock, &until) != 0;
    int started = job->started;
    if (!started) {
        job->left = 1;
        pthread_mutex_lock(&job->context->lock);
        job->context->abandoned = 1;
        pthread_mutex_unlock(&job->context->lock);
    }
    pthread_mutex_unlock(&job->lock);
    return started;
}

int fs_instance_run(struct fs_context *context, int (*start)(void *data), int (*run)(void *data), void *data,
                    int *abandoned)
{
    *abandoned = 0;
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return fs_error_nomem();
    *job = (struct job){.context = context, .start = start, .run = run, .data = data};
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&job->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&job->lock, NULL);
    pthread_mutex_lock(&job->lock);
    int status = pthread_create(&context->thread, NULL, thread_main, job);
    pthread_mutex_unlock(&job->lock);
    if (status) {
        free_job(job);
        return fs_error_set(FS_E_LIMIT, "cannot start a thread for plugin '%s'",
                            context->plugin->descriptor->name);
    }
    pthread_t thread = context->thread;
    int64_t limit = atomic_load(&start_limit);
    if (!await_start(job, limit)) {
        pthread_detach(thread);
        *abandoned = 1;
        fs_error_set(FS_E_LIMIT, "plugin '%s': start has not returned after %g s",
                     context->plugin->descriptor->name, (double)limit / 1e9);
        return fs_error_hint("start must return at once; what takes long goes on in callbacks");
    }
    pthread_join(thread, NULL);
    status = job->status;
    if (status) {
        fs_error_restore(job->error);
        job->error = NULL;
    }
    free_job(job);
    return status;
}
