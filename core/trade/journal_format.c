#include "trade/journal_format.h"

#include "base/crc32c.h"

#include <string.h>

#define CHAINED 40 /* bytes of a block header before its chain */

uint8_t *fs_journal_put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> 8 * i);
    return at + bytes;
}

const uint8_t *fs_journal_get(const uint8_t *at, int bytes, uint64_t *value)
{
    *value = 0;
    for (int i = 0; i < bytes; i++)
        *value |= (uint64_t)at[i] << 8 * i;
    return at + bytes;
}

void fs_journal_header_write(uint8_t out[FS_JOURNAL_HEADER], const uint8_t id[FS_JOURNAL_ID_SIZE])
{
    memcpy(out, "FSJOURNL", 8);
    fs_journal_put(out + 8, FS_JOURNAL_VERSION, 4);
    memcpy(out + 12, id, FS_JOURNAL_ID_SIZE);
    fs_journal_put(out + 28, fs_crc32c(0, out, 28), 4);
}

void fs_journal_block_write(uint8_t out[FS_JOURNAL_BLOCK_HEADER], const struct fs_journal_block *block)
{
    memcpy(out, "FSJB", 4);
    uint8_t *at = fs_journal_put(out + 4, block->frame, 4);
    at = fs_journal_put(fs_journal_put(at, block->content, 4), block->records, 4);
    at = fs_journal_put(fs_journal_put(at, block->number, 8), block->first_record, 8);
    at = fs_journal_put(at, (uint64_t)block->time, 8);
    memcpy(at, block->chain, sizeof block->chain);
    fs_journal_put(at + sizeof block->chain, fs_crc32c(0, out, 72), 4);
}

void fs_journal_block_read(const uint8_t in[FS_JOURNAL_BLOCK_HEADER], struct fs_journal_block *block)
{
    uint64_t frame, content, records, time;
    const uint8_t *at = fs_journal_get(in + 4, 4, &frame);
    at = fs_journal_get(fs_journal_get(at, 4, &content), 4, &records);
    at = fs_journal_get(fs_journal_get(at, 8, &block->number), 8, &block->first_record);
    at = fs_journal_get(at, 8, &time);
    block->frame = (uint32_t)frame;
    block->content = (uint32_t)content;
    block->records = (uint32_t)records;
    block->time = (int64_t)time;
    memcpy(block->chain, at, sizeof block->chain);
}

int fs_journal_block_plausible(const uint8_t in[FS_JOURNAL_BLOCK_HEADER])
{
    uint64_t check;
    fs_journal_get(in + 72, 4, &check);
    return !memcmp(in, "FSJB", 4) && check == fs_crc32c(0, in, 72);
}

int fs_journal_chain(const uint8_t before[FS_SHA256_SIZE], const uint8_t header[FS_JOURNAL_BLOCK_HEADER],
                     const void *frame, size_t length, uint8_t out[FS_SHA256_SIZE])
{
    struct fs_sha256 *hash = fs_sha256_new();
    int status = hash && !fs_sha256_update(hash, before, FS_SHA256_SIZE) &&
                         !fs_sha256_update(hash, header, CHAINED) && !fs_sha256_update(hash, frame, length) &&
                         !fs_sha256_digest(hash, out)
                     ? 0
                     : -1;
    fs_sha256_free(hash);
    return status;
}

int fs_journal_chain_start(const uint8_t header[FS_JOURNAL_HEADER], uint8_t out[FS_SHA256_SIZE])
{
    struct fs_sha256 *hash = fs_sha256_new();
    int status =
        hash && !fs_sha256_update(hash, header, FS_JOURNAL_HEADER) && !fs_sha256_digest(hash, out) ? 0 : -1;
    fs_sha256_free(hash);
    return status;
}
