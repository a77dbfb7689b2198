/*
 * journal_heads.h: the chain of journals, signed, in a second place.
 *
 * Whoever can write a journal can write it anew, with a chain that fits. What he cannot do is sign: a file of heads holds
 * the chain of every block of every journal, each line signed by a key that the run itself never sees and chained to the
 * line before. With it, and the public key, a journal that was cut or rewritten is found.
 *
 * A file of heads is text, one line each, its six words parted by one space:
 *
 *   FSH1 JOURNAL BLOCK-STATE TIME CHAIN SIGNATURE
 *
 * the journal's id (32 hexadecimal digits); the block's number, "-" and "open", or "end" for the block with the journal's
 * end; the engine time of its last decision (RFC 3339, "none" before the first); its chain (64 digits); and the Ed25519
 * signature (128 digits) over the signature of the line before (its 128 digits; nothing on the first line), followed by
 * this line up to and with its last space. A line is at most 400 bytes; the file belongs to one key.
 */
#ifndef FINSMART_TRADE_JOURNAL_HEADS_H
#define FINSMART_TRADE_JOURNAL_HEADS_H

#include "base/signature.h"
#include "trade/journal_verify.h"

struct fs_journal_head {
    uint8_t journal[FS_JOURNAL_ID_SIZE];
    uint64_t block;
    int end; /* the journal's last block */
    int64_t time;
    uint8_t chain[FS_SHA256_SIZE];
};

struct fs_heads;

/* Opens a file of heads to add lines, makes it where it is missing. The key is borrowed. NULL with an error, also when the
 * last line is cut or was not signed by this key. */
struct fs_heads *fs_heads_open(const char *path, const struct fs_signing_key *key);
/* Signs a head and adds its line; several processes may do so at once. -1 with an error. */
int fs_heads_add(struct fs_heads *heads, const struct fs_journal_head *head);
/* Makes the lines durable. -1 with an error. */
int fs_heads_sync(struct fs_heads *heads);
/* NULL is allowed. */
void fs_heads_close(struct fs_heads *heads);

/* Checks every line of a file, calls `seen` with each. -1 with FS_E_INPUT that names the first line that is malformed or
 * whose signature or place is wrong. */
int fs_heads_read(const char *path, const uint8_t key[FS_PUBLIC_KEY_SIZE],
                  void (*seen)(void *data, const struct fs_journal_head *head, int64_t line), void *data);

/* Compares a verified journal with the heads of a file: differences become faults of the report. Returns how many of its
 * blocks have a head, or -1 with an error. */
int64_t fs_heads_compare(const char *path, const uint8_t key[FS_PUBLIC_KEY_SIZE],
                         struct fs_journal_report *report);

#endif
