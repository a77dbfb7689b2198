/*
 * journal_verify.h: is a journal whole and unchanged?
 *
 * Every byte is looked at: header, lengths, check values and the chain of every block, the check of every record, their
 * numbers, the end. The journal hash is computed anew from the decisions and compared with the one recorded, the counts at
 * the end with what there is. What a file alone cannot show is a tail cut off at a block's end, or a whole file written anew
 * by somebody who knows this format: for that its chain is compared with signed heads from a second place
 * (journal_heads.h).
 */
#ifndef FINSMART_TRADE_JOURNAL_VERIFY_H
#define FINSMART_TRADE_JOURNAL_VERIFY_H

#include "trade/journal_reader.h"

#define FS_JOURNAL_FAULTS 16 /* the first ones are kept */

struct fs_journal_report {
    uint8_t id[FS_JOURNAL_ID_SIZE];
    int64_t bytes; /* up to the end of the last whole block */
    uint64_t blocks, records;
    uint64_t acts; /* of people and of the server */
    uint64_t orders, verdicts, fills,
        others;                        /* decisions; others: of letters that this version does not know */
    int64_t first_time, last_time;     /* of decisions; FS_TIME_NONE without any */
    int finished;                      /* it has its end */
    char status[16];                   /* recorded: complete, stopped or failed; "" where there is none */
    char head[FS_SHA256_HEX];          /* the chain of the last block; "" without blocks */
    char hash[FS_SHA256_HEX];          /* the journal hash of the decisions; "" after a fault */
    char recorded_hash[FS_SHA256_HEX]; /* as recorded; "" where there is none */
    uint8_t (*chains)[FS_SHA256_SIZE]; /* of each block, `blocks` of them, as the file says */
    uint64_t chain_capacity;
    uint64_t fault_count; /* all there were */
    struct fs_journal_fault faults[FS_JOURNAL_FAULTS];
};

/* Reads the whole journal. 0, whatever the faults; -1 with an error when it cannot be read. Clear the report either way. */
int fs_journal_verify(struct fs_journal_reader *reader, struct fs_journal_report *report);
void fs_journal_report_clear(struct fs_journal_report *report);
/* Adds a fault that was found elsewhere. */
void fs_journal_report_add(struct fs_journal_report *report, const struct fs_journal_fault *fault);

#endif
