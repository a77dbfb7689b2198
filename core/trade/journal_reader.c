#include "trade/journal_reader.h"

#include "base/crc32c.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>
#include <zstd_errors.h>

#define SCAN 4096u /* bytes looked through at a time for the next block */

/* Up to `length` bytes from an offset; fewer at the end of the file. -1 with an error. */
static int64_t fetch(const struct fs_journal_reader *r, int64_t offset, void *to, size_t length)
{
    if (r->memory) {
        size_t there = offset < r->size ? (size_t)(r->size - offset) : 0;
        length = length < there ? length : there;
        if (length)
            memcpy(to, r->memory + offset, length);
        return (int64_t)length;
    }
    size_t done = 0;
    while (done < length) {
        ssize_t got = pread(r->fd, (char *)to + done, length - done, offset + (int64_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fs_error_errno("%s: cannot be read", r->path);
        if (!got)
            break;
        done += (size_t)got;
    }
    return (int64_t)done;
}

/* Makes a buffer at least that long. 0, or -1 with an error. */
static int room(struct fs_journal_bytes *buffer, size_t size)
{
    if (size <= buffer->size)
        return 0;
    uint8_t *more = realloc(buffer->bytes, size);
    if (!more)
        return fs_error_nomem();
    buffer->bytes = more;
    buffer->size = size;
    return 0;
}

/* Something else than a journal has there; the text is what was expected, "|", and what was found. */
__attribute__((format(printf, 4, 5))) static int differs(struct fs_journal_reader *r, int64_t offset,
                                                         const char *what, const char *format, ...)
{
    struct fs_journal_fault *f = &r->fault;
    char both[160];
    va_list values;
    va_start(values, format);
    vsnprintf(both, sizeof both, format, values);
    va_end(values);
    char *split = strchr(both, '|');
    if (split)
        *split++ = '\0';
    *f = (struct fs_journal_fault){.offset = offset, .block = r->number};
    snprintf(f->what, sizeof f->what, "%s", what);
    snprintf(f->expected, sizeof f->expected, "%.79s", both);
    snprintf(f->found, sizeof f->found, "%.79s", split ? split : "");
    return FS_JOURNAL_FAULTY;
}

static int cut(struct fs_journal_reader *r, int64_t from, int64_t there, int64_t wanted)
{
    int step = differs(r, from + there, "the file ends inside the block",
                       "%" PRId64 " bytes|%" PRId64 " bytes", wanted, there);
    r->fault.cut = 1;
    return step;
}

static int read_header(struct fs_journal_reader *r)
{
    uint8_t header[FS_JOURNAL_HEADER];
    uint64_t version, check;
    int64_t got = fetch(r, 0, header, sizeof header);
    if (got < 0)
        return -1;
    if (got < 8 || memcmp(header, "FSJOURNL", 8)) {
        fs_error_set(FS_E_INPUT,
                     "%s: is no journal, or its first 8 bytes were changed; expected \"FSJOURNL\"", r->path);
        return fs_error_hint("finsmart backtest --journal FILE writes one");
    }
    if (got < (int64_t)sizeof header)
        return fs_error_set(FS_E_INPUT, "%s: ends at byte %" PRId64 ", inside its header of %d bytes",
                            r->path, got, FS_JOURNAL_HEADER);
    fs_journal_get(fs_journal_get(header + 8, 4, &version) + FS_JOURNAL_ID_SIZE, 4, &check);
    if (check != fs_crc32c(0, header, FS_JOURNAL_HEADER - 4))
        return fs_error_set(FS_E_INPUT,
                            "%s: the file header was changed: at byte 28 the check value is %08" PRIx64
                            ", but bytes 0 to 27 have %08" PRIx32,
                            r->path, check, fs_crc32c(0, header, FS_JOURNAL_HEADER - 4));
    if (version != FS_JOURNAL_VERSION)
        return fs_error_set(FS_E_UNSUPPORTED,
                            "%s: is a journal of version %" PRIu64 "; this program reads version %d", r->path,
                            version, FS_JOURNAL_VERSION);
    memcpy(r->id, header + 12, sizeof r->id);
    r->offset = FS_JOURNAL_HEADER;
    r->number = r->record = 1;
    return fs_journal_chain_start(header, r->chain);
}

static struct fs_journal_reader *begin(struct fs_journal_reader *r)
{
    if (!(r->decompressor = ZSTD_createDCtx()))
        fs_error_nomem();
    else if (!room(&r->frame, SCAN) && !read_header(r))
        return r;
    fs_journal_close(r);
    return NULL;
}

struct fs_journal_reader *fs_journal_open(const char *path)
{
    struct stat info;
    struct fs_journal_reader *r = calloc(1, sizeof *r);
    if (!r) {
        fs_error_nomem();
        return NULL;
    }
    r->path = path;
    r->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe has nobody to wait for */
    if (r->fd >= 0 && fstat(r->fd, &info) == 0 && S_ISREG(info.st_mode))
        return begin(r);
    if (r->fd >= 0)
        fs_error_set(FS_E_INPUT, "%s: is no regular file; expected a journal", path);
    else
        fs_error_errno("%s: cannot be opened", path);
    fs_journal_close(r);
    return NULL;
}

struct fs_journal_reader *fs_journal_open_bytes(const void *bytes, size_t length)
{
    struct fs_journal_reader *r = calloc(1, sizeof *r);
    if (!r) {
        fs_error_nomem();
        return NULL;
    }
    r->path = "journal";
    r->fd = -1;
    r->memory = bytes;
    r->size = (int64_t)length;
    return begin(r);
}

void fs_journal_close(struct fs_journal_reader *r)
{
    if (!r)
        return;
    if (r->fd >= 0)
        close(r->fd);
    free(r->frame.bytes);
    free(r->content.bytes);
    ZSTD_freeDCtx(r->decompressor);
    free(r);
}

/* Where the next block header stands at or behind `from`; the end of the file where there is none. -1 with an error. */
static int64_t find_block(const struct fs_journal_reader *r, int64_t from)
{
    uint8_t *bytes = r->frame.bytes; /* nobody reads from it now */
    for (;;) {
        int64_t got = fetch(r, from, bytes, SCAN);
        if (got < FS_JOURNAL_BLOCK_HEADER)
            return got < 0 ? -1 : from + got;
        for (int64_t i = 0; i + FS_JOURNAL_BLOCK_HEADER <= got; i++)
            if (bytes[i] == 'F' && fs_journal_block_plausible(bytes + i))
                return from + i;
        from += got - FS_JOURNAL_BLOCK_HEADER + 1;
    }
}

/* Behind what cannot be read: goes to the next block there is, whatever its number, and says where it is. What the chain was
 * before it nobody knows. */
static int skip(struct fs_journal_reader *r)
{
    struct fs_journal_fault *f = &r->fault;
    size_t used = strlen(f->what);
    int64_t next = find_block(r, r->offset + 1);
    if (next < 0)
        return FS_JOURNAL_ERROR;
    if (fetch(r, next, r->frame.bytes, FS_JOURNAL_BLOCK_HEADER) == FS_JOURNAL_BLOCK_HEADER) {
        struct fs_journal_block b;
        fs_journal_block_read(r->frame.bytes, &b);
        snprintf(f->what + used, sizeof f->what - used, "; the next block is at byte %" PRId64, next);
        r->unchained = b.number != r->number;
        r->number = b.number;
        r->record = b.first_record;
    }
    r->offset = next;
    return FS_JOURNAL_FAULTY;
}

/* What stands at the reader's offset is no block. */
static int no_block(struct fs_journal_reader *r, const uint8_t *bytes)
{
    int64_t offset = r->offset;
    if (memcmp(bytes, "FSJB", 4))
        differs(r, offset, "there is no block where one must begin", "46534a42 (\"FSJB\")|%02x%02x%02x%02x",
                bytes[0], bytes[1], bytes[2], bytes[3]);
    else
        differs(r, offset, "the header of the block was changed",
                "the check value of its 72 bytes, %08" PRIx32 "|%02x%02x%02x%02x", fs_crc32c(0, bytes, 72),
                bytes[75], bytes[74], bytes[73], bytes[72]);
    return skip(r);
}

/* The lengths that a block says of itself. */
static int check_lengths(struct fs_journal_reader *r, const struct fs_journal_block *b)
{
    if (b->frame < 1 || b->frame > FS_JOURNAL_FRAME_MAX)
        return differs(r, r->offset + 4, "the length of the block is impossible", "1 to %u|%" PRIu32,
                       FS_JOURNAL_FRAME_MAX, b->frame);
    if (b->content < FS_JOURNAL_RECORD_OVER || b->content > FS_JOURNAL_CONTENT_MAX)
        return differs(r, r->offset + 8, "the length of the block's content is impossible",
                       "%d to %u|%" PRIu32, FS_JOURNAL_RECORD_OVER, FS_JOURNAL_CONTENT_MAX, b->content);
    if (b->records < 1 || b->records > b->content / FS_JOURNAL_RECORD_OVER)
        return differs(r, r->offset + 12, "the number of records is impossible", "1 to %" PRIu32 "|%" PRIu32,
                       b->content / FS_JOURNAL_RECORD_OVER, b->records);
    return FS_JOURNAL_GOOD;
}

/* Is it the block that comes next? A frame that was changed, too, is told by its chain. */
static int check_order(struct fs_journal_reader *r, const struct fs_journal_block *b, int chained)
{
    if (b->number != r->number)
        return differs(r, r->offset + 16,
                       b->number > r->number ? "a block is missing, or blocks changed places"
                                             : "a block stands a second time, or blocks changed places",
                       "block %" PRIu64 "|block %" PRIu64, r->number, b->number);
    if (b->first_record != r->record)
        return differs(r, r->offset + 24, "the numbers of the records do not go on",
                       "record %" PRIu64 "|record %" PRIu64, r->record, b->first_record);
    if (chained)
        return FS_JOURNAL_GOOD;
    char text[FS_SHA256_HEX];
    fs_sha256_text(b->chain, text);
    return differs(r, r->offset + 40,
                   "the chain is broken: this block was changed, or the one before it was exchanged",
                   "the SHA-256 of its header and content|%s", text);
}

/* The first record of a changed block whose own check fails, for the fault; 0 where none does. */
static uint64_t find_record(struct fs_journal_reader *r)
{
    struct fs_journal_fault before = r->fault;
    struct fs_journal_record record;
    int step;
    while ((step = fs_journal_next_record(r, &record)) == FS_JOURNAL_GOOD)
        ;
    uint64_t number = step == FS_JOURNAL_FAULTY ? r->fault.record : 0;
    r->fault = before;
    return number;
}

/* The content of a block into `content`. */
static int inflate(struct fs_journal_reader *r, const struct fs_journal_block *b)
{
    if (room(&r->content, b->content))
        return FS_JOURNAL_ERROR;
    size_t done = ZSTD_decompressDCtx(r->decompressor, r->content.bytes, b->content,
                                      r->frame.bytes + FS_JOURNAL_BLOCK_HEADER, b->frame);
    r->position = 0;
    r->left = b->records;
    if (!ZSTD_isError(done) && done == b->content)
        return FS_JOURNAL_GOOD;
    r->left = 0;
    if (ZSTD_isError(done) && ZSTD_getErrorCode(done) == ZSTD_error_memory_allocation) {
        fs_error_nomem();
        return FS_JOURNAL_ERROR;
    }
    differs(r, r->block_offset + FS_JOURNAL_BLOCK_HEADER, "the block cannot be decompressed",
            "%" PRIu32 " bytes of content|%s", b->content,
            ZSTD_isError(done) ? ZSTD_getErrorName(done) : "fewer");
    r->fault.block = b->number;
    return FS_JOURNAL_FAULTY;
}

/* Takes the block as it says it is, right or wrong, and goes behind it. */
static void take(struct fs_journal_reader *r, const struct fs_journal_block *b)
{
    r->block = *b;
    r->block_offset = r->offset;
    r->offset += FS_JOURNAL_BLOCK_HEADER + (int64_t)b->frame;
    r->number = b->number + 1;
    r->record = b->first_record;
    memcpy(r->chain, b->chain, sizeof r->chain);
}

int fs_journal_next_block(struct fs_journal_reader *r)
{
    struct fs_journal_block b;
    uint8_t chain[FS_SHA256_SIZE];
    r->record += r->left; /* whoever goes to the next block leaves the rest of this one */
    r->left = 0;
    memset(r->frame.bytes, 0, FS_JOURNAL_BLOCK_HEADER);
    int64_t got = fetch(r, r->offset, r->frame.bytes, FS_JOURNAL_BLOCK_HEADER);
    if (got <= 0)
        return got < 0 ? FS_JOURNAL_ERROR : FS_JOURNAL_OVER;
    if (got < FS_JOURNAL_BLOCK_HEADER)
        return memcmp(r->frame.bytes, "FSJB", got < 4 ? (size_t)got : 4)
                   ? no_block(r, r->frame.bytes)
                   : cut(r, r->offset, got, FS_JOURNAL_BLOCK_HEADER);
    if (!fs_journal_block_plausible(r->frame.bytes))
        return no_block(r, r->frame.bytes);
    fs_journal_block_read(r->frame.bytes, &b);
    int step = check_lengths(r, &b);
    if (step != FS_JOURNAL_GOOD)
        return skip(r);
    if (room(&r->frame, FS_JOURNAL_BLOCK_HEADER + (size_t)b.frame))
        return FS_JOURNAL_ERROR;
    got = fetch(r, r->offset + FS_JOURNAL_BLOCK_HEADER, r->frame.bytes + FS_JOURNAL_BLOCK_HEADER, b.frame);
    if (got < (int64_t)b.frame)
        return got < 0 ? FS_JOURNAL_ERROR
                       : cut(r, r->offset, got + FS_JOURNAL_BLOCK_HEADER,
                             FS_JOURNAL_BLOCK_HEADER + (int64_t)b.frame);
    if (fs_journal_chain(r->chain, r->frame.bytes, r->frame.bytes + FS_JOURNAL_BLOCK_HEADER, b.frame, chain))
        return FS_JOURNAL_ERROR;
    step = check_order(r, &b, r->unchained || !memcmp(chain, b.chain, sizeof chain));
    r->unchained = 0;
    uint64_t expected = r->number;
    struct fs_journal_fault first = r->fault;
    take(r, &b);
    int inflated = inflate(r, &b);
    if (step == FS_JOURNAL_GOOD || inflated == FS_JOURNAL_ERROR)
        return inflated; /* chained, and yet no frame: whoever wrote it made a mistake */
    r->fault = first;
    r->fault.block = expected;
    if (inflated == FS_JOURNAL_GOOD)
        r->fault.record = find_record(r);
    r->record = b.first_record + b.records;
    r->left = 0;
    return step;
}

int fs_journal_next_record(struct fs_journal_reader *r, struct fs_journal_record *record)
{
    int64_t place = r->block_offset + FS_JOURNAL_BLOCK_HEADER;
    size_t there = r->block.content - r->position;
    uint64_t length, check;
    if (!r->left)
        return FS_JOURNAL_OVER;
    const uint8_t *at = r->content.bytes + r->position;
    if (there >= FS_JOURNAL_RECORD_OVER)
        fs_journal_get(at, 4, &length);
    if (there < FS_JOURNAL_RECORD_OVER || length > there - FS_JOURNAL_RECORD_OVER) {
        differs(r, place, "a record goes beyond its block", "at most %zu bytes|more", there);
        goto lost;
    }
    const uint8_t *end = at + 5 + length;
    fs_journal_get(end, 4, &check);
    if (check != fs_crc32c(0, at, 5 + length)) {
        differs(r, place, "a record was changed", "the check value %08" PRIx32 "|%08" PRIx64,
                fs_crc32c(0, at, 5 + length), check);
        goto lost;
    }
    if (r->left == 1 && there != length + FS_JOURNAL_RECORD_OVER) {
        differs(r, place, "bytes follow the last record of the block", "none|%zu",
                there - (size_t)length - FS_JOURNAL_RECORD_OVER);
        goto lost;
    }
    *record = (struct fs_journal_record){r->record++, at[4], length, at + 5};
    r->position += length + FS_JOURNAL_RECORD_OVER;
    r->left--;
    return FS_JOURNAL_GOOD;
lost:
    r->fault.block = r->block.number;
    r->fault.record = r->record;
    r->record += r->left;
    r->left = 0;
    return FS_JOURNAL_FAULTY;
}

int fs_journal_next(struct fs_journal_reader *r, struct fs_journal_record *record)
{
    int step = fs_journal_next_record(r, record);
    while (step == FS_JOURNAL_OVER && (step = fs_journal_next_block(r)) == FS_JOURNAL_GOOD)
        step = fs_journal_next_record(r, record);
    return step;
}

int fs_journal_fault_error(const struct fs_journal_reader *r)
{
    const struct fs_journal_fault *f = &r->fault;
    char record[48] = "";
    if (f->record)
        snprintf(record, sizeof record, ", record %" PRIu64, f->record);
    fs_error_set(FS_E_INPUT, "%s: byte %" PRId64 ", block %" PRIu64 "%s: %s; expected %s, found %s", r->path,
                 f->offset, f->block, record, f->what, f->expected, f->found);
    return fs_error_hint("finsmart audit verify %s lists all that is wrong", r->path);
}

int fs_journal_item_read(const struct fs_journal_record *record, char name[256], const char **value,
                         size_t *length)
{
    size_t used = record->length ? record->body[0] : 0;
    if (record->length < 1 + used || !used || memchr(record->body + 1, '\0', record->length - 1))
        return -1;
    memcpy(name, record->body + 1, used);
    name[used] = '\0';
    *value = (const char *)record->body + 1 + used;
    *length = record->length - 1 - used;
    return 0;
}
