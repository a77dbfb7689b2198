#include "trade/journal.h"

#include "base/crc32c.h"
#include "base/error.h"
#include "base/hash.h"
#include "trade/journal_format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include <zstd.h>

#define BLOCK_BYTES (64u << 10) /* a block ends when it is as long: what a killed run may lose */
#define CONTENT_MAX (BLOCK_BYTES + FS_JOURNAL_BODY_MAX + FS_JOURNAL_RECORD_OVER)
#define FRAME_MAX   (CONTENT_MAX + CONTENT_MAX / 128)

struct fs_journal {
    char *path;
    int fd;
    struct fs_error *error; /* the first; nothing is written after it */
    ZSTD_CCtx *compressor;
    uint8_t id[FS_JOURNAL_ID_SIZE];
    int64_t size;                  /* of the file */
    uint64_t records, decisions;   /* in the file and in the block under way */
    struct fs_journal_block block; /* under way; its chain is that of the block before */
    char head[FS_SHA256_HEX];
    int (*written)(void *user, uint64_t number, const uint8_t chain[FS_SHA256_SIZE]); /* or NULL */
    void *user;
    uint8_t content[CONTENT_MAX];
    uint8_t out[FS_JOURNAL_BLOCK_HEADER + FRAME_MAX];
};

/* Keeps the thread's error for fs_journal_finish(). */
static void give_up(struct fs_journal *j)
{
    if (j->error)
        fs_error_clear();
    else
        j->error = fs_error_take();
}

static int write_all(struct fs_journal *j, const uint8_t *bytes, size_t length)
{
    while (length) {
        ssize_t done = write(j->fd, bytes, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            fs_error_errno("%s: the journal could not be written", j->path);
            return fs_error_hint(
                "what was written before is whole and verifies, but the journal is unfinished");
        }
        bytes += done;
        length -= (size_t)done;
        j->size += done;
    }
    return 0;
}

/* The name of the new file is durable once its folder is. */
static int sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (!folder)
        return fs_error_nomem();
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd);
    if (failed)
        fs_error_errno("%s: the folder of the journal could not be synced", folder);
    if (fd >= 0)
        close(fd);
    free(folder);
    return failed ? -1 : 0;
}

int fs_journal_conflict(const char *path)
{
    fs_error_set(FS_E_CONFLICT, "%s: is there already; a journal is never written over", path);
    return fs_error_hint("give it another name, or move the earlier one away");
}

static int begin(struct fs_journal *j)
{
    uint8_t header[FS_JOURNAL_HEADER];
    j->fd = open(j->path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (j->fd < 0 && errno == EEXIST)
        return fs_journal_conflict(j->path);
    if (j->fd < 0)
        return fs_error_errno("%s: the journal cannot be created", j->path);
    if (getrandom(j->id, sizeof j->id, 0) != (ssize_t)sizeof j->id)
        return fs_error_errno("the system gave no random bytes");
    fs_journal_header_write(header, j->id);
    return fs_journal_chain_start(header, j->block.chain) || write_all(j, header, sizeof header) ||
                   sync_folder(j->path)
               ? -1
               : 0;
}

struct fs_journal *fs_journal_create(const char *path)
{
    struct fs_journal *j = calloc(1, sizeof *j);
    if (!j || !(j->path = strdup(path)) || !(j->compressor = ZSTD_createCCtx())) {
        if (j) {
            j->fd = -1;
            fs_journal_free(j);
        }
        fs_error_nomem();
        return NULL;
    }
    j->block = (struct fs_journal_block){.number = 1, .first_record = 1, .time = INT64_MIN};
    if (!begin(j))
        return j;
    if (j->fd >= 0)
        unlink(path);
    fs_journal_free(j);
    return NULL;
}

void fs_journal_free(struct fs_journal *j)
{
    if (!j)
        return;
    if (j->fd >= 0)
        close(j->fd);
    fs_error_free(j->error);
    ZSTD_freeCCtx(j->compressor);
    free(j->path);
    free(j);
}

/* Ends the block under way and writes it with one call, so that a file ends inside a block only when the disk is full or
 * the machine fails. */
static int end_block(struct fs_journal *j)
{
    struct fs_journal_block *b = &j->block;
    uint8_t *frame = j->out + FS_JOURNAL_BLOCK_HEADER;
    if (!b->records)
        return 0;
    size_t length = ZSTD_compressCCtx(j->compressor, frame, FRAME_MAX, j->content, b->content, 1);
    if (ZSTD_isError(length))
        return fs_error_set(FS_E_MEMORY, "%s: the journal could not be compressed: %s", j->path,
                            ZSTD_getErrorName(length));
    b->frame = (uint32_t)length;
    fs_journal_block_write(j->out, b);
    if (fs_journal_chain(b->chain, j->out, frame, length, b->chain))
        return -1;
    fs_journal_block_write(j->out, b);
    if (write_all(j, j->out, FS_JOURNAL_BLOCK_HEADER + length))
        return -1;
    b->first_record += b->records;
    b->records = b->content = 0;
    b->number++;
    return j->written && j->written(j->user, b->number - 1, b->chain) ? -1 : 0;
}

/* A body of `length` bytes in two parts. */
static void add(struct fs_journal *j, int type, const void *first, size_t first_length, const void *second,
                size_t second_length)
{
    size_t length = first_length + second_length;
    if (j->error)
        return;
    if (length > FS_JOURNAL_BODY_MAX) {
        fs_error_set(FS_E_LIMIT, "%s: a record of %zu bytes; a journal's are at most %u", j->path, length,
                     FS_JOURNAL_BODY_MAX);
        give_up(j);
        return;
    }
    uint8_t *start = j->content + j->block.content, *at = fs_journal_put(start, length, 4);
    *at++ = (uint8_t)type;
    memcpy(at, first, first_length);
    at += first_length;
    if (second_length)
        memcpy(at, second, second_length);
    at += second_length;
    at = fs_journal_put(at, fs_crc32c(0, start, (size_t)(at - start)), 4);
    j->block.content += (uint32_t)(at - start);
    j->block.records++;
    j->records++;
    if (j->block.content >= BLOCK_BYTES && end_block(j))
        give_up(j);
}

void fs_journal_item(struct fs_journal *j, int type, const char *name, const char *value)
{
    uint8_t head[256];
    size_t length = strnlen(name, 255);
    if (!value) {
        fs_error_nomem();
        give_up(j);
        return;
    }
    head[0] = (uint8_t)length;
    memcpy(head + 1, name, length);
    add(j, type, head, length + 1, value, strlen(value));
}

static void decided(void *data, const void *record, size_t length)
{
    struct fs_journal *j = data;
    const uint8_t *bytes = record;
    uint64_t time;
    fs_journal_get(bytes + 9, 8, &time); /* each has its id, then its time */
    j->block.time = (int64_t)time;
    j->decisions++;
    add(j, bytes[0], bytes + 1, length - 1, NULL, 0);
}

static void explained(void *data, int64_t order, const char *rule, const char *reason)
{
    uint8_t head[264];
    size_t length = rule ? strnlen(rule, 255) : 0;
    uint8_t *at = fs_journal_put(head, (uint64_t)order, 8);
    *at++ = (uint8_t)length;
    if (length)
        memcpy(at, rule, length);
    add(data, FS_JOURNAL_NOTE, head, 9 + length, reason, strlen(reason));
}

struct fs_decision_sink fs_journal_sink(struct fs_journal *j)
{
    return (struct fs_decision_sink){decided, explained, j};
}

void fs_journal_act(struct fs_journal *j, int64_t time, const char *json, size_t length)
{
    uint8_t head[8];
    fs_journal_put(head, (uint64_t)time, 8);
    add(j, FS_JOURNAL_ACT, head, sizeof head, json, length);
}

void fs_journal_flush(struct fs_journal *j)
{
    if (!j->error && end_block(j))
        give_up(j);
}

const struct fs_error *fs_journal_failure(const struct fs_journal *j)
{
    return j->error;
}

int64_t fs_journal_size(const struct fs_journal *j)
{
    return j->size;
}

const uint8_t *fs_journal_id(const struct fs_journal *j)
{
    return j->id;
}

void fs_journal_on_block(struct fs_journal *j,
                         int (*written)(void *user, uint64_t number, const uint8_t chain[FS_SHA256_SIZE]),
                         void *user)
{
    j->written = written;
    j->user = user;
}

void fs_journal_sync(struct fs_journal *j)
{
    if (j->error)
        return;
    if (end_block(j) || (fsync(j->fd) && fs_error_errno("%s: the journal could not be synced", j->path)))
        give_up(j);
}

int fs_journal_finish(struct fs_journal *j)
{
    uint8_t body[16];
    fs_journal_put(fs_journal_put(body, j->records + 1, 8), j->decisions, 8);
    add(j, FS_JOURNAL_END, body, sizeof body, NULL, 0);
    fs_journal_sync(j);
    int failed = close(j->fd);
    j->fd = -1;
    if (failed) {
        fs_error_errno("%s: the journal could not be closed", j->path);
        give_up(j);
    }
    fs_sha256_text(j->block.chain, j->head);
    if (!j->error)
        return 0;
    struct fs_error *error = j->error;
    j->error = NULL;
    return fs_error_restore(error);
}

const char *fs_journal_head(const struct fs_journal *j)
{
    return j->head;
}
