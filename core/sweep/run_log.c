#include "sweep/run_log.h"

#include "base/error.h"
#include "base/hash.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, MAP_BYTES = 1 << 24 };

/* What the file begins with; the rest of the first page is empty. */
struct head {
    char magic[8];
    char version[24];
    int64_t record, blocks;
};

enum { HEAD_BYTES = 64 };

struct fs_run_log {
    int fd;
    char *path; /* NULL: a file without a name */
    int blocks;
    size_t record; /* bytes with the checksum */
    int64_t count, flushed;
    unsigned char *buffer;
    size_t used;
    unsigned char *map; /* a window of the file */
    off_t map_at;
    size_t map_size;
};

size_t fs_run_log_record_size(int blocks)
{
    return sizeof(struct fs_run) + (size_t)blocks * sizeof(struct fs_block);
}

const struct fs_block *fs_run_log_blocks(const struct fs_run *run)
{
    return (const struct fs_block *)(const void *)(run + 1);
}

static const char *name(const struct fs_run_log *log)
{
    return log->path ? log->path : "the sweep's temporary file";
}

static struct head head_of(const struct fs_run_log *log)
{
    struct head head = {.magic = "FSSWEEP", .record = (int64_t)log->record, .blocks = log->blocks};
    snprintf(head.version, sizeof head.version, "%s", FINSMART_VERSION);
    return head;
}

static uint64_t checksum(const void *record, size_t size)
{
    return fs_hash64(record, size, 0x5357454550ULL);
}

static int write_all(struct fs_run_log *log, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size) {
        ssize_t n = write(log->fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fs_error_errno("%s: could not be written", name(log));
        at += n;
        size -= (size_t)n;
    }
    return 0;
}

static struct fs_run_log *make(const char *path, int blocks)
{
    struct fs_run_log *log = calloc(1, sizeof *log);
    if (!log) {
        fs_error_nomem();
        return NULL;
    }
    log->fd = -1;
    log->blocks = blocks;
    log->record = fs_run_log_record_size(blocks) + sizeof(uint64_t);
    log->buffer = malloc(BUFFER + log->record);
    log->path = path ? strdup(path) : NULL;
    if (log->buffer && (log->path || !path))
        return log;
    fs_error_nomem();
    fs_run_log_close(log);
    return NULL;
}

static int open_unnamed(void)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/finsmart-sweep-XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    else
        fs_error_errno("%s: a temporary file cannot be made there", folder && *folder ? folder : "/tmp");
    return fd;
}

struct fs_run_log *fs_run_log_new(const char *path, int blocks)
{
    struct fs_run_log *log = make(path, blocks);
    if (!log)
        return NULL;
    log->fd = path ? open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : open_unnamed();
    if (log->fd < 0 && path)
        fs_error_errno("%s: cannot be made", path);
    unsigned char bytes[HEAD_BYTES] = {0};
    struct head head = head_of(log);
    memcpy(bytes, &head, sizeof head);
    if (log->fd >= 0 && write_all(log, bytes, sizeof bytes) == 0)
        return log;
    fs_run_log_close(log);
    return NULL;
}

/* Counts the whole records and cuts the file behind them. */
static int check_records(struct fs_run_log *log, off_t size)
{
    log->count = log->flushed = (size - HEAD_BYTES) / (off_t)log->record;
    while (log->count) {
        const struct fs_run *last = fs_run_log_get(log, log->count - 1);
        if (!last)
            return -1;
        uint64_t sum;
        memcpy(&sum, (const char *)last + fs_run_log_record_size(log->blocks), sizeof sum);
        if (sum == checksum(last, fs_run_log_record_size(log->blocks)) && last->number == log->count - 1)
            break;
        log->flushed = --log->count;
    }
    off_t end = HEAD_BYTES + log->count * (off_t)log->record;
    if (ftruncate(log->fd, end) || lseek(log->fd, end, SEEK_SET) < 0)
        return fs_error_errno("%s: cannot be gone on with", log->path);
    return 0;
}

struct fs_run_log *fs_run_log_open(const char *path, int blocks)
{
    struct fs_run_log *log = make(path, blocks);
    if (!log)
        return NULL;
    struct stat info = {0};
    struct head head, expected = head_of(log);
    int status = -1;
    log->fd = open(path, O_RDWR | O_CLOEXEC);
    if (log->fd < 0 || fstat(log->fd, &info))
        fs_error_errno("%s: cannot be opened", path);
    else if (info.st_size < HEAD_BYTES || pread(log->fd, &head, sizeof head, 0) != (ssize_t)sizeof head ||
             memcmp(&head, &expected, sizeof head) != 0)
        fs_error_set(FS_E_CONFLICT,
                     "%s: is not the log of a sweep like this one by finsmart " FINSMART_VERSION, path);
    else
        status = check_records(log, info.st_size);
    if (status == 0)
        return log;
    fs_run_log_close(log);
    return NULL;
}

int64_t fs_run_log_count(const struct fs_run_log *log)
{
    return log->count;
}

int fs_run_log_add(struct fs_run_log *log, const struct fs_run *run)
{
    size_t size = fs_run_log_record_size(log->blocks);
    uint64_t sum = checksum(run, size);
    memcpy(log->buffer + log->used, run, size);
    memcpy(log->buffer + log->used + size, &sum, sizeof sum);
    log->used += log->record;
    log->count++;
    return log->used >= BUFFER ? fs_run_log_flush(log) : 0;
}

int fs_run_log_flush(struct fs_run_log *log)
{
    if (!log->used)
        return 0;
    if (write_all(log, log->buffer, log->used))
        return -1;
    log->used = 0;
    log->flushed = log->count;
    return 0;
}

static void unmap(struct fs_run_log *log)
{
    if (log->map)
        munmap(log->map, log->map_size);
    log->map = NULL;
}

/* Records are read in order mostly: a window of the file is mapped, and the next when it is left. */
const struct fs_run *fs_run_log_get(struct fs_run_log *log, int64_t number)
{
    if (number >= log->flushed && fs_run_log_flush(log))
        return NULL;
    off_t at = HEAD_BYTES + (off_t)number * (off_t)log->record;
    if (!log->map || at < log->map_at || at + (off_t)log->record > log->map_at + (off_t)log->map_size) {
        unmap(log);
        off_t end = HEAD_BYTES + (off_t)log->flushed * (off_t)log->record;
        log->map_at = at & ~(off_t)4095;
        log->map_size = end - log->map_at < MAP_BYTES ? (size_t)(end - log->map_at) : MAP_BYTES;
        void *map = mmap(NULL, log->map_size, PROT_READ, MAP_SHARED, log->fd, log->map_at);
        if (map == MAP_FAILED) {
            fs_error_errno("%s: could not be mapped", name(log));
            return NULL;
        }
        log->map = map;
    }
    return (const struct fs_run *)(const void *)(log->map + (at - log->map_at));
}

void fs_run_log_close(struct fs_run_log *log)
{
    if (!log)
        return;
    unmap(log);
    if (log->fd >= 0)
        close(log->fd);
    free(log->buffer);
    free(log->path);
    free(log);
}
