/*
 * journal_format.h: how a journal lies in its file, byte by byte. docs/journal.md says the same for readers in other
 * languages.
 *
 * All integers are little-endian; times are engine time in ns since 1970 UTC. A file is a header and blocks; a block is a
 * header and a Zstandard frame; the frame's content is whole records.
 *
 *   file header, 32 bytes
 *     0  "FSJOURNL"
 *     8  u32      version of the format: 1
 *    12  u8[16]   the journal's id, random
 *    28  u32      CRC-32C of bytes 0 to 27
 *
 *   block header, 76 bytes
 *     0  "FSJB"
 *     4  u32      length of the frame that follows
 *     8  u32      length of its content, 1 to 1 MiB
 *    12  u32      records in it, at least 1
 *    16  u64      number of the block, from 1
 *    24  u64      number of its first record, from 1
 *    32  i64      time of the last decision so far; INT64_MIN before the first
 *    40  u8[32]   the chain: SHA-256 of the chain before, bytes 0 to 39 of this header, and the frame. Before block 1 it
 *                 is SHA-256 of the file header
 *    72  u32      CRC-32C of bytes 0 to 71
 *    76           the frame
 *
 *   record
 *     0  u32      length n of the body
 *     4  u8       type
 *     5  u8[n]    body
 *   5+n  u32      CRC-32C of bytes 0 to 4+n
 *
 * Types. Capital letters are decisions: letter and body are exactly the record that journal_hash.h describes, so that
 * SHA-256 of "FSJ1" and of all decisions in the order of the file is the journal hash; a reader that does not know a
 * capital letter can still compute it. The others:
 *
 *   'i'  what went in: u8 length, name; the rest of the body is its value, UTF-8 text. Before the first decision
 *   'n'  why, in words, of the verdict before it: i64 order, u8 length, name of the check or rule (none: 0); text
 *   'r'  what came out: as 'i'. After the last decision
 *   'a'  an act of a person or of the server itself: i64 wall clock time, then a JSON object, UTF-8. In the server's journal
 *   'e'  the end: u64 number of records with this one, u64 number of decisions. Nothing comes after it; a file without it
 *        is unfinished
 *
 * The chain covers the frame as it lies in the file, not its content: two frames of one content are two files, and no byte
 * can be changed without a trace.
 */
#ifndef FINSMART_TRADE_JOURNAL_FORMAT_H
#define FINSMART_TRADE_JOURNAL_FORMAT_H

#include "base/hash.h"

#include <stddef.h>
#include <stdint.h>

#define FS_JOURNAL_VERSION      1
#define FS_JOURNAL_ID_SIZE      16
#define FS_JOURNAL_HEADER       32
#define FS_JOURNAL_BLOCK_HEADER 76
#define FS_JOURNAL_CONTENT_MAX  (1u << 20) /* of a block */
#define FS_JOURNAL_FRAME_MAX                                                                                 \
    (FS_JOURNAL_CONTENT_MAX + FS_JOURNAL_CONTENT_MAX / 128) /* what Zstandard may need */
#define FS_JOURNAL_RECORD_OVER 9                            /* bytes of a record around its body */
#define FS_JOURNAL_BODY_MAX    (64u << 10)

#define FS_JOURNAL_INPUT  'i'
#define FS_JOURNAL_NOTE   'n'
#define FS_JOURNAL_RESULT 'r'
#define FS_JOURNAL_ACT    'a'
#define FS_JOURNAL_END    'e'

struct fs_journal_block {
    uint32_t frame, content; /* lengths */
    uint32_t records;
    uint64_t number, first_record;
    int64_t time;
    uint8_t chain[FS_SHA256_SIZE];
};

/* Is it a decision's type? */
static inline int fs_journal_is_decision(int type)
{
    return type >= 'A' && type <= 'Z';
}

/* One integer, little-endian; both return what comes behind it. */
uint8_t *fs_journal_put(uint8_t *at, uint64_t value, int bytes);
const uint8_t *fs_journal_get(const uint8_t *at, int bytes, uint64_t *value);

void fs_journal_header_write(uint8_t out[FS_JOURNAL_HEADER], const uint8_t id[FS_JOURNAL_ID_SIZE]);
void fs_journal_block_write(uint8_t out[FS_JOURNAL_BLOCK_HEADER], const struct fs_journal_block *block);
void fs_journal_block_read(const uint8_t in[FS_JOURNAL_BLOCK_HEADER], struct fs_journal_block *block);
/* Is it a block header that was not changed by accident? */
int fs_journal_block_plausible(const uint8_t in[FS_JOURNAL_BLOCK_HEADER]);
/* The chain behind the block whose header (its first 40 bytes count) and frame are given. -1 with an error. */
int fs_journal_chain(const uint8_t before[FS_SHA256_SIZE], const uint8_t header[FS_JOURNAL_BLOCK_HEADER],
                     const void *frame, size_t length, uint8_t out[FS_SHA256_SIZE]);
/* The chain before block 1. -1 with an error. */
int fs_journal_chain_start(const uint8_t header[FS_JOURNAL_HEADER], uint8_t out[FS_SHA256_SIZE]);

#endif
