/*
 * journal_reader.h: a journal read back, block by block and record by record, each checked before it is shown.
 *
 * Nothing that the bytes say is believed: whatever they are, reading ends in records or in a fault that says where, what
 * was expected and what was found. After a fault the reader can go on behind it, so that all faults of a file are found and
 * what is left of it can be read.
 */
#ifndef FINSMART_TRADE_JOURNAL_READER_H
#define FINSMART_TRADE_JOURNAL_READER_H

#include "trade/journal_format.h"

enum fs_journal_step {
    FS_JOURNAL_ERROR = -1, /* the file could not be read, or no memory: the thread's error */
    FS_JOURNAL_OVER = 0,   /* no more blocks, or no more records in this block */
    FS_JOURNAL_GOOD,       /* a block or a record is shown */
    FS_JOURNAL_FAULTY      /* the bytes are not what a journal has there: see `fault` */
};

struct fs_journal_fault {
    int cut;         /* 1: the file ends too early, as after a kill or a cut; nothing else is wrong here */
    int64_t offset;  /* in the file, of the first byte that is known to be wrong or missing */
    uint64_t block;  /* its number, as expected here; 0: in the file header */
    uint64_t record; /* its number, from 1; 0: not in a single record */
    char what[160], expected[80], found[80];
};

struct fs_journal_record {
    uint64_t number; /* from 1 in the file */
    uint8_t type;
    size_t length; /* of the body */
    const uint8_t
        *body; /* valid until the next call. One byte before it is its type: a decision begins there */
};

struct fs_journal_reader {
    const char *path; /* as given, borrowed; for messages */
    uint8_t id[FS_JOURNAL_ID_SIZE];
    int64_t offset;                /* where the next block begins */
    int64_t block_offset;          /* where the block shown begins */
    struct fs_journal_block block; /* the one shown */
    uint64_t number;               /* of the next block */
    uint64_t record;               /* of the next record */
    uint8_t chain[FS_SHA256_SIZE]; /* behind the block shown */
    struct fs_journal_fault fault;
    /* The reader's own. */
    int fd;
    const uint8_t *memory;
    int64_t size;
    struct fs_journal_bytes {
        uint8_t *bytes;
        size_t size;  /* allocated */
    } frame, content; /* a block's header and frame; its content */
    struct ZSTD_DCtx_s *decompressor;
    size_t position; /* of the next record in the content */
    uint32_t left;   /* records in it still to be shown */
    int unchained;   /* what stood before the next block was lost: its chain cannot be checked */
};

/* Opens a file and checks its header. NULL with an error: FS_E_INPUT when it is no journal or its header was changed,
 * FS_E_UNSUPPORTED for a later version. The path is borrowed. */
struct fs_journal_reader *fs_journal_open(const char *path);
/* The same for bytes, which are borrowed. */
struct fs_journal_reader *fs_journal_open_bytes(const void *bytes, size_t length);
/* NULL is allowed. */
void fs_journal_close(struct fs_journal_reader *reader);

/* Goes to the next block, whose records fs_journal_next() shows: an enum fs_journal_step. After FS_JOURNAL_OVER and after a
 * fault that is a cut it may be asked again: the file may have grown. After another fault it goes on behind the fault. */
int fs_journal_next_block(struct fs_journal_reader *reader);
/* The next record of the block: an enum fs_journal_step; after a fault the rest of the block is lost. */
int fs_journal_next_record(struct fs_journal_reader *reader, struct fs_journal_record *record);
/* The next record of the file, over its blocks: for readers who stop at the first fault. */
int fs_journal_next(struct fs_journal_reader *reader, struct fs_journal_record *record);
/* Makes the reader's fault the thread's error; returns -1. */
int fs_journal_fault_error(const struct fs_journal_reader *reader);

/* Splits the body of an input or a result into its name, with NUL, and its value. -1 (no error) when it is none. */
int fs_journal_item_read(const struct fs_journal_record *record, char name[256], const char **value,
                         size_t *length);

#endif
