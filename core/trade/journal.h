/*
 * journal.h: what a run did, written to a file that shows every later change.
 *
 * A journal holds what went into a run, every decision with the reason of every refusal, and what came out. It is
 * append-only: records are gathered in blocks, which are compressed, chained by SHA-256 and written one by one
 * (journal_format.h has the bytes). Of a process that is killed the whole blocks stay, and verify; the file has no end then,
 * and readers say so. journal_reader.h reads it, journal_verify.h proves it, journal_heads.h keeps its chain in a second
 * place.
 *
 * The functions that add records fail silently: the first failure (a full disk, no memory) ends the writing, and
 * fs_journal_finish() reports it. One thread at a time.
 */
#ifndef FINSMART_TRADE_JOURNAL_H
#define FINSMART_TRADE_JOURNAL_H

#include "base/hash.h"
#include "trade/journal_hash.h"

#include <stddef.h>
#include <stdint.h>

struct fs_journal;

/* A new file. NULL with FS_E_CONFLICT where there is one already: a journal is never written over. */
struct fs_journal *fs_journal_create(const char *path);
/* The error that this is; returns -1. */
int fs_journal_conflict(const char *path);
/* Forgets it; without fs_journal_finish() before, the file stays unfinished. NULL is allowed. */
void fs_journal_free(struct fs_journal *journal);

/* What went in (FS_JOURNAL_INPUT) or came out (FS_JOURNAL_RESULT): a name of at most 255 bytes and its value;
 * NULL: there was no memory for it. */
void fs_journal_item(struct fs_journal *journal, int type, const char *name, const char *value);
/* An act (FS_JOURNAL_ACT): its time on the wall clock, and a JSON object. At most FS_JOURNAL_BODY_MAX - 8 bytes. */
void fs_journal_act(struct fs_journal *journal, int64_t time, const char *json, size_t length);
/* Ends the block, which is then the system's: it survives the end of this process, not that of the machine. */
void fs_journal_flush(struct fs_journal *journal);
/* Ends the block and makes it durable, so that a run that is killed at once has shown what it began with. */
void fs_journal_sync(struct fs_journal *journal);
/* The first failure there was, or NULL; borrowed. */
const struct fs_error *fs_journal_failure(const struct fs_journal *journal);
/* How long the file is, but for the block under way. */
int64_t fs_journal_size(const struct fs_journal *journal);
const uint8_t *fs_journal_id(const struct fs_journal *journal);
/* Has written() called for every block once it is in the file: its number, and the chain behind it. -1 with an error from it
 * is a failure of the journal. */
void fs_journal_on_block(struct fs_journal *journal,
                         int (*written)(void *user, uint64_t number, const uint8_t chain[FS_SHA256_SIZE]),
                         void *user);
/* What to give an engine (fs_engine_options.decisions) that shall write its decisions here. */
struct fs_decision_sink fs_journal_sink(struct fs_journal *journal);
/* Adds the end and makes the file durable. -1 with the first error there was, which names the file; nothing may be added
 * afterwards either way. */
int fs_journal_finish(struct fs_journal *journal);

/* After fs_journal_finish(): the chain of the last block, as hexadecimal text. */
const char *fs_journal_head(const struct fs_journal *journal);

#endif
