#include "work/pool.h"

#include "base/cancel.h"
#include "base/error.h"
#include "work/channel.h"
#include "work/process.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    WINDOW = 2048, /* pieces handed out and not yet taken by the caller */
    DEPTH = 8,     /* pieces that lie at a worker at most */
    AHEAD_MS = 5,  /* work that lies at a worker, so that it need not wait for the next piece */
    STRIKES = 3,   /* workers that a piece may end */
    TICK_MS = 200, /* how often a job looks whether somebody asked to stop */
    LEAVING_MS = 2000
};

struct slot {
    unsigned char piece[FS_POOL_PIECE_MAX];
    size_t size;
    int finished, strikes;
    void *result;
    size_t result_size;
    char *failure;
};

struct worker {
    pid_t pid; /* 0: none */
    int fd;
    int greeted;
    struct fs_activity *page;
    uint64_t queue[DEPTH]; /* numbers of its pieces, the one it works on first */
    int count;
    int64_t since;        /* when it began with that one, or started */
    unsigned char *bytes; /* of a message that is not whole yet */
    size_t used, capacity;
};

struct fs_pool {
    char *const *argv;
    struct fs_work_limits limits;
    struct worker *workers;
    int count;
    struct pollfd *polled;
    unsigned char *greeting;
    size_t greeting_size;
    int deaths, failed_starts;
    /* The window: pieces [first, next) by number modulo WINDOW. */
    struct slot *slots;
    uint64_t first, next;
    uint64_t *returned; /* pieces whose worker died, to be handed out again; the lowest last */
    int returned_count;
    int exhausted;  /* the job has no more */
    double mean_ms; /* of a piece */
    const struct fs_pool_job *job;
};

static struct slot *slot_of(struct fs_pool *pool, uint64_t number)
{
    return &pool->slots[number % WINDOW];
}

static int start(struct fs_pool *pool, struct worker *w)
{
    int ends[2], page_fd = -1, status = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return fs_error_errno("could not make the way to a worker");
    w->page = fs_work_page_new(&page_fd);
    if (w->page) {
        w->page->memory_limit = pool->limits.memory;
        if (fcntl(ends[1], F_SETFD, 0) == 0) /* the worker's end is inherited */
            status = fs_work_spawn(&(struct fs_work_start){.argv = pool->argv,
                                                           .page_fd = page_fd,
                                                           .channel = ends[1],
                                                           .out = -1,
                                                           .err = -1,
                                                           .is_served = fs_work_is_served()},
                                   &w->pid);
    }
    if (page_fd >= 0)
        close(page_fd);
    close(ends[1]);
    w->fd = ends[0];
    w->greeted = w->count = 0;
    w->used = 0;
    w->since = fs_work_now_ms();
    if (status) {
        close(w->fd);
        w->pid = 0;
    }
    return status;
}

/* Waits for a worker whose channel is closed; one that lives on all the same is ended. */
static int reap(struct worker *w)
{
    int status = 0;
    for (int ms = 0; waitpid(w->pid, &status, WNOHANG) == 0; ms++) {
        if (ms == LEAVING_MS)
            kill(w->pid, SIGKILL);
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    return status;
}

static void forget(struct worker *w)
{
    close(w->fd);
    fs_work_page_free(w->page);
    w->page = NULL;
    w->pid = 0;
}

static void end_workers(struct fs_pool *pool)
{
    for (int i = 0; i < pool->count; i++)
        if (pool->workers[i].pid)
            kill(pool->workers[i].pid, SIGKILL);
    for (int i = 0; i < pool->count; i++)
        if (pool->workers[i].pid) {
            (void)reap(&pool->workers[i]);
            forget(&pool->workers[i]);
        }
}

/* The piece's result is the thread's error. */
static int fail_piece(struct slot *slot)
{
    const struct fs_error *error = fs_error_last();
    slot->failure = strdup(error ? error->message : "its process ended");
    slot->finished = 1;
    fs_error_clear();
    return slot->failure ? 0 : fs_error_nomem();
}

static int descending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x < y) - (x > y);
}

/* A worker is gone: what it worked on has a strike, what waited behind it has none, and another takes its place. */
static int buried(struct fs_pool *pool, struct worker *w, int overran)
{
    int status = reap(w), result = 0;
    pool->deaths++;
    int code = fs_work_verdict(status, overran, 0, w->page, &pool->limits);
    if (code >= 0)
        fs_error_set(FS_E_INTERNAL, "the script's process ended by itself (exit status %d)", code);
    if (!w->greeted && (overran || ++pool->failed_starts == STRIKES))
        result = -1;
    for (int i = 0; i < w->count && result == 0; i++) {
        struct slot *slot = slot_of(pool, w->queue[i]);
        if (i == 0 && (++slot->strikes == STRIKES || overran))
            result = fail_piece(slot);
        else
            pool->returned[pool->returned_count++] = w->queue[i];
    }
    qsort(pool->returned, (size_t)pool->returned_count, sizeof *pool->returned, descending);
    w->count = 0;
    forget(w);
    if (result)
        return -1;
    fs_error_clear();
    return start(pool, w);
}

/* The error that a worker reported. */
static int gave_up(const unsigned char *bytes, size_t size)
{
    int32_t code = FS_E_INTERNAL;
    const char *message = "a worker gave up", *hint = "";
    if (size > sizeof code + 1 && bytes[size - 1] == 0) {
        memcpy(&code, bytes, sizeof code);
        message = (const char *)bytes + sizeof code;
        size_t used = sizeof code + strlen(message) + 1;
        if (used < size)
            hint = (const char *)bytes + used;
    }
    if (code <= FS_OK || code > FS_E_INTERNAL)
        code = FS_E_INTERNAL;
    fs_error_set(code, "%s", message);
    return *hint ? fs_error_hint("%s", hint) : -1;
}

static int greeted(struct fs_pool *pool, struct worker *w, const unsigned char *bytes, size_t size)
{
    if (!pool->greeting) {
        if (!(pool->greeting = malloc(size + 1)))
            return fs_error_nomem();
        memcpy(pool->greeting, bytes, size);
        pool->greeting[size] = 0;
        pool->greeting_size = size;
    } else if (size != pool->greeting_size || memcmp(bytes, pool->greeting, size) != 0) {
        return fs_error_set(FS_E_CONFLICT, "the script or the data changed meanwhile");
    }
    w->greeted = 1;
    pool->failed_starts = 0;
    return 0;
}

static int answered(struct fs_pool *pool, struct worker *w, const unsigned char *bytes, size_t size)
{
    if (!w->count)
        return fs_error_set(FS_E_INTERNAL, "a worker answered without a question");
    struct slot *slot = slot_of(pool, w->queue[0]);
    if (!(slot->result = malloc(size ? size : 1)))
        return fs_error_nomem();
    memcpy(slot->result, bytes, size);
    slot->result_size = size;
    slot->finished = 1;
    w->count--;
    memmove(w->queue, w->queue + 1, (size_t)w->count * sizeof *w->queue);
    int64_t now = fs_work_now_ms();
    pool->mean_ms += ((double)(now - w->since) - pool->mean_ms) * 0.1;
    w->since = now;
    return 0;
}

static int take_message(struct fs_pool *pool, struct worker *w, uint32_t kind, const unsigned char *bytes,
                        size_t size)
{
    if (kind == FS_MESSAGE_GREETING && !w->greeted)
        return greeted(pool, w, bytes, size);
    if (kind == FS_MESSAGE_RESULT && w->greeted)
        return answered(pool, w, bytes, size);
    if (kind == FS_MESSAGE_GIVE_UP)
        return gave_up(bytes, size);
    return fs_error_set(FS_E_INTERNAL, "a worker sent a message that is none");
}

/* All whole messages of what has been read. */
static int take_messages(struct fs_pool *pool, struct worker *w)
{
    size_t at = 0;
    struct fs_message_head head;
    while (w->used - at >= sizeof head) {
        memcpy(&head, w->bytes + at, sizeof head);
        if (head.magic != FS_MESSAGE_MAGIC || head.size > FS_POOL_RESULT_MAX)
            return fs_error_set(FS_E_INTERNAL, "a worker sent a message that is none");
        if (w->used - at - sizeof head < head.size)
            break;
        if (take_message(pool, w, head.kind, w->bytes + at + sizeof head, (size_t)head.size))
            return -1;
        at += sizeof head + (size_t)head.size;
    }
    memmove(w->bytes, w->bytes + at, w->used - at);
    w->used -= at;
    return 0;
}

/* Reads what a worker has sent. 1 where its channel has ended. */
static int hear(struct fs_pool *pool, struct worker *w)
{
    for (;;) {
        if (w->capacity - w->used < 16384) {
            size_t capacity = w->capacity ? w->capacity * 2 : 65536;
            unsigned char *bytes = realloc(w->bytes, capacity);
            if (!bytes)
                return fs_error_nomem();
            w->bytes = bytes;
            w->capacity = capacity;
        }
        ssize_t n = recv(w->fd, w->bytes + w->used, w->capacity - w->used, MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return 0;
        if (n <= 0)
            return 1;
        w->used += (size_t)n;
        if (take_messages(pool, w))
            return -1;
    }
}

/* The number of the next piece to hand out; 0 where there is none now. */
static int next_piece(struct fs_pool *pool, uint64_t *number)
{
    if (pool->returned_count) {
        *number = pool->returned[--pool->returned_count];
        return 1;
    }
    if (pool->exhausted || !pool->job || pool->next - pool->first == WINDOW)
        return 0;
    struct slot *slot = slot_of(pool, pool->next);
    memset(slot, 0, sizeof *slot);
    slot->size = pool->job->next(pool->job->data, slot->piece);
    if (!slot->size) {
        pool->exhausted = 1;
        return 0;
    }
    *number = pool->next++;
    return 1;
}

static void hand_out(struct fs_pool *pool)
{
    double pieces = pool->mean_ms > 0.0 ? AHEAD_MS / pool->mean_ms : DEPTH;
    int depth = pieces < 1.0 ? 1 : pieces > DEPTH ? DEPTH : (int)ceil(pieces);
    for (int have = 0; have < depth; have++) /* one each, then the second of each: a short list reaches all */
        for (int i = 0; i < pool->count; i++) {
            struct worker *w = &pool->workers[i];
            uint64_t number;
            if (!w->pid || !w->greeted || w->count != have)
                continue;
            if (!next_piece(pool, &number))
                return;
            if (!w->count)
                w->since = fs_work_now_ms();
            w->queue[w->count++] = number;
            struct slot *slot = slot_of(pool, number);
            /* One that cannot be written to has died: its channel's end says so soon. */
            (void)fs_channel_write(w->fd, FS_MESSAGE_PIECE, slot->piece, slot->size);
        }
}

/* Gives the caller what is finished, in order. */
static int deliver(struct fs_pool *pool)
{
    int status = 0;
    while (status == 0 && pool->first < pool->next && slot_of(pool, pool->first)->finished) {
        struct slot *slot = slot_of(pool, pool->first);
        struct fs_pool_outcome outcome = {slot->piece, slot->result, slot->size, slot->result_size,
                                          slot->failure};
        status = pool->job->done(pool->job->data, &outcome);
        free(slot->result);
        free(slot->failure);
        slot->result = slot->failure = NULL;
        pool->first++;
    }
    return status;
}

static int look_at_clock(struct fs_pool *pool)
{
    int64_t now = fs_work_now_ms();
    for (int i = 0; i < pool->count; i++) {
        struct worker *w = &pool->workers[i];
        if (!w->pid || (w->greeted && !w->count) || (double)(now - w->since) <= pool->limits.seconds * 1000.0)
            continue;
        kill(w->pid, SIGKILL);
        if (buried(pool, w, 1))
            return -1;
    }
    return 0;
}

/* Waits for news of the workers and takes them. */
static int wait_for_news(struct fs_pool *pool)
{
    for (int i = 0; i < pool->count; i++)
        pool->polled[i] =
            (struct pollfd){.fd = pool->workers[i].pid ? pool->workers[i].fd : -1, .events = POLLIN};
    if (poll(pool->polled, (nfds_t)pool->count, TICK_MS) < 0 && errno != EINTR)
        return fs_error_errno("could not wait for the workers");
    for (int i = 0; i < pool->count; i++) {
        if (!pool->polled[i].revents)
            continue;
        int ended = hear(pool, &pool->workers[i]);
        if (ended < 0)
            return -1;
        if (ended && !fs_cancel_requested() && buried(pool, &pool->workers[i], 0))
            return -1;
        if (ended && fs_cancel_requested())
            return 0;
    }
    return look_at_clock(pool);
}

struct fs_pool *fs_pool_new(char *const *argv, int workers, const struct fs_work_limits *limits)
{
    struct fs_pool *pool = calloc(1, sizeof *pool);
    int status = pool ? 0 : fs_error_nomem();
    if (pool) {
        pool->argv = argv;
        pool->limits = *limits;
        pool->count = workers;
        pool->workers = calloc((size_t)workers, sizeof *pool->workers);
        pool->polled = calloc((size_t)workers, sizeof *pool->polled);
        pool->slots = calloc(WINDOW, sizeof *pool->slots);
        pool->returned = calloc(WINDOW, sizeof *pool->returned);
        if (!pool->workers || !pool->polled || !pool->slots || !pool->returned)
            status = fs_error_nomem();
    }
    for (int i = 0; i < workers && status == 0; i++)
        status = start(pool, &pool->workers[i]);
    while (status == 0 && !pool->greeting) {
        status = wait_for_news(pool);
        if (status == 0 && fs_cancel_requested())
            status = fs_error_set(FS_E_CANCELLED, "stopped");
    }
    if (status == 0)
        return pool;
    fs_pool_free(pool);
    return NULL;
}

const void *fs_pool_greeting(const struct fs_pool *pool, size_t *size)
{
    *size = pool->greeting_size;
    return pool->greeting;
}

int fs_pool_run(struct fs_pool *pool, const struct fs_pool_job *job)
{
    pool->job = job;
    pool->exhausted = 0;
    int status = 0;
    for (;;) {
        if (fs_cancel_requested()) {
            status = deliver(pool);
            end_workers(pool);
            status = status ? -1 : 1;
            break;
        }
        hand_out(pool);
        if (pool->exhausted && pool->first == pool->next)
            break;
        if ((status = wait_for_news(pool)) || (status = deliver(pool)) ||
            (job->idle && (status = job->idle(job->data))))
            break;
    }
    pool->job = NULL;
    return status;
}

int fs_pool_deaths(const struct fs_pool *pool)
{
    return pool->deaths;
}

void fs_pool_free(struct fs_pool *pool)
{
    if (!pool)
        return;
    struct fs_error *error = fs_error_take();
    if (pool->workers)
        end_workers(pool);
    for (int i = 0; pool->slots && i < WINDOW; i++) {
        free(pool->slots[i].result);
        free(pool->slots[i].failure);
    }
    for (int i = 0; pool->workers && i < pool->count; i++)
        free(pool->workers[i].bytes);
    free(pool->workers);
    free(pool->polled);
    free(pool->slots);
    free(pool->returned);
    free(pool->greeting);
    free(pool);
    if (error)
        fs_error_restore(error);
}
