#include "server/acts.h"

#include "base/error.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/time.h"
#include "server/acts_read.h"
#include "trade/journal.h"
#include "trade/journal_heads.h"
#include "version.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROTATE (INT64_C(64) << 20)

struct waiting {
    uint64_t number;
    int64_t time;
    char *text;
    size_t length;
    char *file; /* to be made durable before, or NULL */
    void (*done)(void *user, int failed);
    void *user;
    struct waiting *next;
};

struct list {
    struct waiting *first, **end;
};

struct fs_acts {
    struct fs_loop *loop;
    char *folder;
    int durability;
    int64_t rotate, rotate_time, interval;
    pthread_t thread;
    int has_thread;
    /* The writer's own. */
    struct fs_journal *journal;
    uint64_t segment;
    int64_t segment_began; /* ns, monotonic */
    struct fs_signing_key *key;
    struct fs_heads *heads; /* NULL: the chain is signed nowhere */
    int ending;             /* the block under way is a segment's last */
    char previous[2 * FS_JOURNAL_ID_SIZE + 1 + FS_SHA256_HEX];
    /* The loop's own. */
    char *failure;
    uint64_t added;
    /* Of both. */
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct list todo, written;
    char *failed; /* what the writer gave up with */
    int closing;
    struct fs_acts_state state;
};

static void append(struct list *list, struct waiting *w)
{
    if (!list->first)
        list->end = &list->first;
    w->next = NULL;
    *list->end = w;
    list->end = &w->next;
}

static void free_one(struct waiting *w)
{
    free(w->text);
    free(w->file);
    free(w);
}

static void free_list(struct waiting *w)
{
    while (w) {
        struct waiting *next = w->next;
        free_one(w);
        w = next;
    }
}

/* Signs the chain behind a block. -1 with an error. */
static int sign(void *user, uint64_t number, const uint8_t chain[FS_SHA256_SIZE])
{
    struct fs_acts *a = user;
    struct fs_journal_head head = {.block = number, .end = a->ending, .time = FS_TIME_NONE};
    memcpy(head.journal, fs_journal_id(a->journal), sizeof head.journal);
    memcpy(head.chain, chain, sizeof head.chain);
    return fs_heads_add(a->heads, &head) || (a->ending && fs_heads_sync(a->heads)) ? -1 : 0;
}

/* Begins the segment behind the present one. -1 with an error. */
static int begin_segment(struct fs_acts *a)
{
    char first[24];
    char *path = fs_acts_path(a->folder, a->segment + 1);
    a->journal = path ? fs_journal_create(path) : NULL;
    if (!a->journal) {
        free(path);
        return -1;
    }
    if (a->heads)
        fs_journal_on_block(a->journal, sign, a);
    a->segment++;
    a->segment_began = fs_time_monotonic();
    snprintf(first, sizeof first, "%" PRIu64, a->state.durable + 1);
    fs_journal_item(a->journal, FS_JOURNAL_INPUT, "kind", "server");
    fs_journal_item(a->journal, FS_JOURNAL_INPUT, "program", "finsmart " FINSMART_VERSION);
    fs_journal_item(a->journal, FS_JOURNAL_INPUT, FS_ACTS_PREVIOUS, a->previous);
    fs_journal_item(a->journal, FS_JOURNAL_INPUT, "first_act", first);
    fs_journal_flush(a->journal); /* the first acts' sync makes it durable; without them nobody needs it */
    pthread_mutex_lock(&a->lock);
    a->state.bytes = fs_journal_size(a->journal);
    snprintf(a->state.segment, sizeof a->state.segment, "%s", strrchr(path, '/') + 1);
    pthread_mutex_unlock(&a->lock);
    free(path);
    return 0;
}

/* Ends the present segment: its end, its chain for the next one. -1 with an error. */
static int end_segment(struct fs_acts *a)
{
    char *at = a->previous;
    a->ending = 1;
    int status = fs_journal_finish(a->journal);
    a->ending = 0;
    const uint8_t *id = fs_journal_id(a->journal);
    for (int i = 0; i < FS_JOURNAL_ID_SIZE; i++)
        at += sprintf(at, "%02x", id[i]);
    snprintf(at, sizeof a->previous - (size_t)(at - a->previous), " %s", fs_journal_head(a->journal));
    fs_journal_free(a->journal);
    a->journal = NULL;
    return status;
}

static int sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    int failed = fd < 0 || fsync(fd);
    if (failed)
        fs_error_errno("%s: could not be synced", path);
    if (fd >= 0)
        close(fd);
    return failed ? -1 : 0;
}

/* A folder that a job left: its files and itself. */
static int sync_folder(const char *path, DIR *dir)
{
    int status = 0;
    struct dirent *entry;
    while (!status && (entry = readdir(dir))) {
        char *file = entry->d_type == DT_REG ? fs_paths_join(path, entry->d_name) : NULL;
        if (entry->d_type == DT_REG)
            status = file ? sync_path(file, 0) : -1;
        free(file);
    }
    return status ? -1 : sync_path(path, O_DIRECTORY);
}

/* A file and the folder that it has for itself, or a folder with its files; and the name of that folder in the one above. */
static int sync_file(const char *path)
{
    DIR *dir = opendir(path);
    int is_file = !dir && errno == ENOTDIR, status = 0;
    char *above = strdup(path);
    if (!above)
        status = fs_error_nomem();
    else if (!dir && !is_file)
        status = fs_error_errno("%s: could not be synced", path);
    else
        status = dir ? sync_folder(path, dir) : sync_path(path, 0);
    if (!status && is_file)
        status = sync_path(dirname(above), O_DIRECTORY);
    if (!status)
        status = sync_path(dirname(above), O_DIRECTORY);
    if (dir)
        closedir(dir);
    free(above);
    return status;
}

static int sync_segment(const struct fs_acts *a, uint64_t number)
{
    char *path = fs_acts_path(a->folder, number);
    int status = path ? sync_path(path, 0) : -1;
    free(path);
    return status;
}

/* Makes a group of acts durable. NULL, or why that failed. */
static char *commit(struct fs_acts *a, const struct waiting *group)
{
    while (group && !group->text)
        group = group->next;
    if (!group)
        return NULL;
    if (!a->journal && begin_segment(a))
        goto failed;
    for (const struct waiting *w = group; w; w = w->next)
        if (w->file && a->durability == FS_SYNCED && sync_file(w->file))
            goto failed;
    for (const struct waiting *w = group; w; w = w->next)
        if (w->text)
            fs_journal_act(a->journal, w->time, w->text, w->length);
    if (a->durability == FS_SYNCED)
        fs_journal_sync(a->journal);
    else
        fs_journal_flush(a->journal);
    const struct fs_error *error = fs_journal_failure(a->journal);
    if (error)
        return strdup(error->message);
    int is_old = a->rotate_time && fs_time_monotonic() - a->segment_began >= a->rotate_time;
    if ((is_old || fs_journal_size(a->journal) >= a->rotate) && end_segment(a))
        goto failed;
    return NULL;
failed:
    error = fs_error_last();
    return strdup(error ? error->message : "out of memory");
}

/* On the loop's thread: tells everybody whose act was written. */
static void deliver(void *user)
{
    struct fs_acts *a = user;
    pthread_mutex_lock(&a->lock);
    struct waiting *w = a->written.first;
    a->written.first = NULL;
    if (a->failed && !a->failure && (a->failure = strdup(a->failed)))
        fs_log(FS_LOG_ERROR,
               "the journal could not be written: nothing can be changed until the server is restarted",
               "reason", a->failure, NULL);
    uint64_t durable = a->state.durable;
    pthread_mutex_unlock(&a->lock);
    while (w) {
        struct waiting *next = w->next;
        if (w->done)
            w->done(w->user, w->number > durable);
        free_one(w);
        w = next;
    }
}

static void *write_acts(void *user)
{
    struct fs_acts *a = user;
    pthread_mutex_lock(&a->lock);
    for (;;) {
        while (!a->todo.first && !a->closing)
            pthread_cond_wait(&a->more, &a->lock);
        if (a->todo.first && a->interval && !a->closing) {
            pthread_mutex_unlock(&a->lock); /* others that come in this time share the sync */
            struct timespec wait = {a->interval / FS_NS_PER_SECOND, a->interval % FS_NS_PER_SECOND};
            nanosleep(&wait, NULL);
            pthread_mutex_lock(&a->lock);
        }
        struct waiting *group = a->todo.first;
        if (!group)
            break;
        a->todo.first = NULL;
        char *failed = a->failed;
        pthread_mutex_unlock(&a->lock);
        int64_t began = fs_time_monotonic();
        if (!failed)
            failed = commit(a, group);
        int64_t took = fs_time_monotonic() - began;
        pthread_mutex_lock(&a->lock);
        a->failed = failed;
        for (struct waiting *next; group; group = next) {
            next = group->next;
            if (!failed)
                a->state.durable = group->number;
            append(&a->written, group);
        }
        a->state.commits++;
        if (took > a->state.slowest_ns)
            a->state.slowest_ns = took;
        if (a->journal)
            a->state.bytes = fs_journal_size(a->journal);
        if (!a->closing)
            fs_loop_call(a->loop, deliver, a);
    }
    pthread_mutex_unlock(&a->lock);
    return NULL;
}

struct fs_acts *fs_acts_open(struct fs_loop *loop, const struct fs_acts_options *options)
{
    struct fs_acts_past past;
    struct fs_acts *a = calloc(1, sizeof *a);
    if (!a || !(a->folder = strdup(options->folder))) {
        free(a);
        fs_error_nomem();
        return NULL;
    }
    a->loop = loop;
    a->durability = options->durability;
    a->rotate = options->rotate > 0 ? options->rotate : ROTATE;
    a->rotate_time = options->rotate_time;
    a->interval = options->interval;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->more, NULL);
    if (mkdir(a->folder, 0777) && errno != EEXIST) {
        fs_error_errno("%s: the folder of the journal cannot be made", a->folder);
        goto failed;
    }
    if (options->head_file && (!(a->key = fs_signing_key_open(options->head_key)) ||
                               !(a->heads = fs_heads_open(options->head_file, a->key))))
        goto failed;
    if (fs_acts_read(options, 1, &past))
        goto failed;
    /* What the server before wrote last is read here, so it counts: also if the machine ends after its process did. */
    if (past.segment && sync_segment(a, past.segment))
        goto failed;
    a->segment = past.segment;
    a->added = a->state.added = a->state.durable = past.act;
    memcpy(a->previous, past.previous, sizeof a->previous);
    if (begin_segment(a))
        goto failed;
    if (fs_journal_failure(a->journal)) {
        fs_error_set(FS_E_IO, "%s", fs_journal_failure(a->journal)->message);
        goto failed;
    }
    int failure = pthread_create(&a->thread, NULL, write_acts, a);
    if (failure) {
        errno = failure;
        fs_error_errno("the thread that writes the journal could not be started");
        goto failed;
    }
    a->has_thread = 1;
    return a;
failed:;
    struct fs_error *error = fs_error_take();
    fs_journal_free(a->journal);
    a->journal = NULL;
    fs_acts_close(a);
    fs_error_restore(error);
    return NULL;
}

int fs_acts_after(struct fs_acts *a, void (*done)(void *user, int failed), void *user)
{
    struct waiting *w = NULL;
    pthread_mutex_lock(&a->lock);
    int is_ahead = !a->failure && a->state.durable < a->added;
    if (is_ahead && (w = calloc(1, sizeof *w))) {
        *w = (struct waiting){.number = a->added, .done = done, .user = user};
        append(&a->todo, w);
        pthread_cond_signal(&a->more);
    }
    pthread_mutex_unlock(&a->lock);
    return !is_ahead ? 0 : w ? 1 : fs_error_nomem();
}

uint64_t fs_acts_add(struct fs_acts *a, int64_t time, json_t *body, const char *file,
                     void (*done)(void *user, int failed), void *user)
{
    struct waiting *w = NULL;
    if (a->failure) {
        fs_error_set(FS_E_IO, "the journal has failed, so nothing can be changed: %s", a->failure);
        fs_error_hint("make room, then restart the server");
        goto refused;
    }
    if (!body || json_object_set_new(body, "n", json_integer((json_int_t)a->added + 1)) ||
        !(w = calloc(1, sizeof *w)) || !(w->text = json_dumps(body, JSON_COMPACT)) ||
        (file && !(w->file = strdup(file)))) {
        fs_error_nomem();
        goto refused;
    }
    w->length = strlen(w->text);
    if (w->length > FS_JOURNAL_BODY_MAX - 8) {
        fs_error_set(FS_E_LIMIT, "a request of %zu bytes; one that is written to the journal has at most %u",
                     w->length, FS_JOURNAL_BODY_MAX - 8);
        goto refused;
    }
    json_decref(body);
    w->number = ++a->added;
    w->time = time;
    w->done = done;
    w->user = user;
    pthread_mutex_lock(&a->lock);
    a->state.added = a->added;
    append(&a->todo, w);
    pthread_cond_signal(&a->more);
    pthread_mutex_unlock(&a->lock);
    return w->number;
refused:
    json_decref(body);
    if (w)
        free_one(w);
    return 0;
}

const char *fs_acts_failure(const struct fs_acts *a)
{
    return a->failure;
}

void fs_acts_state(struct fs_acts *a, struct fs_acts_state *out)
{
    pthread_mutex_lock(&a->lock);
    *out = a->state;
    pthread_mutex_unlock(&a->lock);
}

int fs_acts_close(struct fs_acts *a)
{
    int status = 0;
    if (!a)
        return 0;
    if (a->has_thread) {
        pthread_mutex_lock(&a->lock);
        a->closing = 1;
        pthread_cond_signal(&a->more);
        pthread_mutex_unlock(&a->lock);
        pthread_join(a->thread, NULL);
    }
    if (a->failed)
        status = fs_error_set(FS_E_IO, "%s", a->failed);
    else if (a->journal)
        status = end_segment(a);
    fs_journal_free(a->journal);
    fs_heads_close(a->heads);
    fs_signing_key_free(a->key);
    free_list(a->todo.first);
    free_list(a->written.first);
    pthread_cond_destroy(&a->more);
    pthread_mutex_destroy(&a->lock);
    free(a->failed);
    free(a->failure);
    free(a->folder);
    free(a);
    return status;
}
