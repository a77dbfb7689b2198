/* journals.h: small journals for the tests of the journal's files. */
#ifndef TEST_JOURNALS_H
#define TEST_JOURNALS_H

#include "base/error.h"
#include "trade/journal.h"
#include "trade/journal_heads.h"
#include "trade/journal_verify.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define JOURNAL_MAX 65536

static char folder[64], path[96], heads_path[96], key_path[96];

/* In memory where there is such a folder: thousands of files are written, and many synced. */
static inline void places(void)
{
    strcpy(folder,
           access("/dev/shm", W_OK) ? "/tmp/finsmart_journal_XXXXXX" : "/dev/shm/finsmart_journal_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/run.fsj", folder);
    snprintf(heads_path, sizeof heads_path, "%s/heads", folder);
    snprintf(key_path, sizeof key_path, "%s/key", folder);
}

static inline void clear_places(void)
{
    unlink(path);
    unlink(heads_path);
    unlink(key_path);
    rmdir(folder);
}

/* Decisions of one order: bought, and filled a bit later. */
static inline void decide(struct fs_journal_hash *hash, int64_t id)
{
    struct fs_order_request request = {
        .side = 1, .type = FS_ORDER_LIMIT, .qty = 3 * FS_SCALE, .limit = 101 * FS_SCALE + id};
    fs_journal_hash_order(hash, id, 1000 * id, "ABC", &request);
    fs_journal_hash_verdict(hash, id, 1000 * id, FS_ORDER_ACCEPTED, 0, 0);
    fs_journal_hash_fill(hash, id, 1000 * id + 5, 3 * FS_SCALE, 101 * FS_SCALE, 7);
    if (id % 2)
        fs_journal_hash_reason(hash, id, "warmup", "for the test");
}

/* Writes a journal of `blocks` blocks at least, an order in each but the first; its journal hash into `text`. 0, or -1 with
 * an error. */
static inline int write_journal(const char *file, int blocks, char text[65])
{
    struct fs_journal *j = fs_journal_create(file);
    struct fs_journal_hash *hash = j ? fs_journal_hash_new() : NULL;
    if (!hash) {
        fs_journal_free(j);
        return -1;
    }
    fs_journal_hash_tell(hash, fs_journal_sink(j));
    fs_journal_item(j, FS_JOURNAL_INPUT, "script", "sma.lua");
    fs_journal_sync(j);
    for (int64_t id = 1; id < blocks; id++) {
        decide(hash, id);
        fs_journal_sync(j);
    }
    int status = fs_journal_hash_text(hash, text);
    if (!status) {
        fs_journal_item(j, FS_JOURNAL_RESULT, "status", "complete");
        fs_journal_item(j, FS_JOURNAL_RESULT, "journal_hash", text);
        status = fs_journal_finish(j);
    }
    fs_journal_hash_free(hash);
    fs_journal_free(j);
    return status;
}

static inline size_t load_file(const char *file, uint8_t bytes[JOURNAL_MAX])
{
    FILE *in = fopen(file, "rb");
    ck_assert_ptr_nonnull(in);
    size_t length = fread(bytes, 1, JOURNAL_MAX, in);
    ck_assert_uint_lt(length, JOURNAL_MAX);
    fclose(in);
    return length;
}

static inline void save_file(const char *file, const uint8_t *bytes, size_t length)
{
    FILE *out = fopen(file, "wb");
    ck_assert(out && fwrite(bytes, 1, length, out) == length && !fclose(out));
}

/* The report on a journal in memory; -1 when even its header is wrong. Clear it. */
static inline int verify_bytes(const void *bytes, size_t length, struct fs_journal_report *report)
{
    struct fs_journal_reader *reader = fs_journal_open_bytes(bytes, length);
    memset(report, 0, sizeof *report);
    int status = reader ? fs_journal_verify(reader, report) : -1;
    fs_journal_close(reader);
    return status;
}

/* Whole, unchanged and with its end? */
static inline int is_good(const void *bytes, size_t length)
{
    struct fs_journal_report report;
    int good = !verify_bytes(bytes, length, &report) && report.finished && !report.fault_count;
    fs_journal_report_clear(&report);
    return good;
}

/* Where the blocks begin, by their own lengths, and behind the last one; how many there are. */
static inline int block_offsets(const uint8_t *bytes, size_t length, size_t offsets[64])
{
    int count = 0;
    offsets[0] = FS_JOURNAL_HEADER;
    while (offsets[count] < length) {
        struct fs_journal_block b;
        fs_journal_block_read(bytes + offsets[count], &b);
        offsets[count + 1] = offsets[count] + FS_JOURNAL_BLOCK_HEADER + b.frame;
        count++;
    }
    ck_assert_uint_eq(offsets[count], length);
    return count;
}

/* Chains the blocks anew, from the file header on: what somebody does who knows the format. */
static inline void chain_anew(uint8_t *bytes, size_t length)
{
    size_t offsets[64];
    uint8_t chain[FS_SHA256_SIZE];
    int count = block_offsets(bytes, length, offsets);
    ck_assert_int_eq(fs_journal_chain_start(bytes, chain), 0);
    for (int i = 0; i < count; i++) {
        uint8_t *block = bytes + offsets[i];
        struct fs_journal_block b;
        fs_journal_block_read(block, &b);
        ck_assert_int_eq(fs_journal_chain(chain, block, block + FS_JOURNAL_BLOCK_HEADER, b.frame, chain), 0);
        memcpy(b.chain, chain, sizeof chain);
        fs_journal_block_write(block, &b);
    }
}

#endif
