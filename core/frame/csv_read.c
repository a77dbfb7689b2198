/*
 * Reading by several threads: each takes chunk after chunk (csv_feed.c) and fills the chunk's own part of the columns
 * (csv_chunk.c). A column whose values turn out to be of a wider type than the first rows said has everything read
 * again.
 */
#include "frame/csv_reader.h"

#include "base/error.h"
#include "base/progress.h"

#include <sched.h>
#include <stdlib.h>

/* A chunk of a file stays in a core's own cache while it is read; of files above a thousand chunks they are larger, so
 * that their own memory does not count. */
enum { CHUNK_MIN = 256 << 10, CHUNK_MAX = 8 << 20, CHUNKS = 2048, THREADS_MAX = 64 };

static void *run_worker(void *data)
{
    struct csv_work *work = data;
    struct csv_buffer buffer = {0};
    struct chunk *chunk;
    while (!atomic_load(&work->stop) && csv_next_chunk(work, &buffer, &chunk) == 1) {
        if (atomic_load(&work->failed) < chunk->index)
            break;
        pthread_rwlock_rdlock(&work->places);
        int failed = csv_read_chunk(work, chunk) != 0;
        pthread_rwlock_unlock(&work->places);
        if (!failed && !(chunk->bad_count && work->csv->options.on_error == FS_CSV_FAIL))
            continue;
        pthread_mutex_lock(&work->lock);
        if (failed && (!work->error || chunk->index < work->error_chunk)) {
            fs_error_free(work->error);
            work->error = fs_error_take();
            work->error_chunk = chunk->index;
        }
        fs_error_clear();
        if (chunk->index < atomic_load(&work->failed))
            atomic_store(&work->failed, chunk->index);
        pthread_mutex_unlock(&work->lock);
    }
    free(buffer.memory);
    return NULL;
}

static int thread_count(const struct fs_csv *csv, size_t chunk_size)
{
    cpu_set_t set;
    int count = csv->options.threads;
    size_t chunks = (csv->size - csv->body) / chunk_size + 1;
    if (count <= 0)
        count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    if (count > THREADS_MAX)
        count = THREADS_MAX;
    return (size_t)count > chunks ? (int)chunks : count;
}

static void run_all(struct csv_work *work)
{
    pthread_t threads[THREADS_MAX];
    int wanted = thread_count(work->csv, work->chunk_size), started = 0;
    while (started < wanted - 1 && pthread_create(&threads[started], NULL, run_worker, work) == 0)
        started++;
    run_worker(work);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

static void work_clear(struct csv_work *work)
{
    for (size_t i = 0; i < work->count; i++)
        csv_chunk_free(work->csv, work->chunks[i]);
    free(work->chunks);
    fs_error_free(work->error);
    pthread_mutex_destroy(&work->lock);
    pthread_rwlock_destroy(&work->places);
}

/* Gives the columns the wider types that values asked for; 1 where there was one. */
static int widen(struct fs_csv *csv)
{
    int any = 0;
    for (int k = 0; k < csv->count; k++) {
        int wider = atomic_exchange(&csv->columns[k].widen, 0);
        if (wider) {
            csv->columns[k].type = wider;
            csv->columns[k].empty = 0;
            any = 1;
        }
    }
    return any;
}

/* 1 when a column had to be widened and everything is to be read again, 0 done, -1 failed. */
static int read_once(struct fs_csv *csv, struct fs_frame *frame)
{
    size_t share = (csv->size - csv->body) / CHUNKS;
    struct csv_work work = {.csv = csv,
                            .from = csv->body,
                            .line = csv->body_line,
                            .chunk_size = share < CHUNK_MIN   ? CHUNK_MIN
                                          : share > CHUNK_MAX ? CHUNK_MAX
                                                              : share};
    atomic_init(&work.failed, SIZE_MAX);
    pthread_mutex_init(&work.lock, NULL);
    pthread_rwlock_init(&work.places, NULL);
    run_all(&work);
    int result = widen(csv);
    /* A bad row before the error is the first fault of the text, whichever thread met which first. */
    if (result == 0 && work.error && atomic_load(&work.failed) >= work.error_chunk) {
        result = fs_error_restore(work.error);
        work.error = NULL;
    }
    if (result == 0)
        result = csv_join(csv, &work, frame);
    for (int k = 0; k < csv->count; k++)
        csv_place_free(&csv->columns[k].place);
    work_clear(&work);
    return result;
}

struct fs_frame *fs_csv_read(struct fs_csv *csv)
{
    for (int k = 0; k < csv->count; k++) /* a time whose format cannot be told, and nobody gave it */
        if (csv->columns[k].type == FS_TIME && !csv->columns[k].time_format &&
            fs_csv_set_type(csv, k, FS_TIME, 0) != 0)
            return NULL;
    struct fs_frame *frame = fs_frame_new();
    if (!frame)
        return NULL;
    fs_progress_begin("reading", "bytes", (double)csv->size);
    int result;
    while ((result = read_once(csv, frame)) == 1)
        ;
    fs_progress_end();
    if (result == 0)
        return frame;
    fs_frame_unref(frame);
    return NULL;
}
