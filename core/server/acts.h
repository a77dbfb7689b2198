/*
 * acts.h: what people and the server did, written down before it counts.
 *
 * The state of a server (people, scripts, jobs) is what follows from its acts: each is a JSON object with a number and a time,
 * added to a journal (trade/journal.h) that lies as a folder of segments: "00000001.fsj" and so on. Every start of a server
 * begins a segment, and so does a full one; a segment names the chain of the one before it, so that none can be exchanged or
 * left out. Of a server that was killed the last segment has no end, and perhaps a torn block, of which nobody was told that
 * it counts.
 *
 * One thread of its own writes: all acts that came while it was busy go into one block (group commit), and only then their
 * `done` is called, from the loop. After the first failure to write (a full disk) nothing is added any more: what is in
 * memory may be ahead of the journal, and only a new start sets that right.
 */
#ifndef FINSMART_SERVER_ACTS_H
#define FINSMART_SERVER_ACTS_H

#include "net/loop.h"

#include <jansson.h>

enum fs_durability {
    FS_WRITTEN, /* an act that was acknowledged survives the end of every process */
    FS_SYNCED   /* and the end of the machine */
};

struct fs_acts;

struct fs_act {
    uint64_t number; /* from 1, without gaps */
    int64_t time;    /* wall clock, ns */
    json_t *body;    /* borrowed */
};

struct fs_acts_options {
    const char *folder;  /* made where it is missing */
    int durability;      /* enum fs_durability */
    int64_t rotate;      /* bytes after which a segment is full; 0: 64 MiB */
    int64_t rotate_time; /* ns after which it is; 0: never */
    int64_t interval;    /* ns for which acts are gathered before a sync; 0: as long as the last one takes */
    /* A second place for the chain, and the key that signs it (trade/journal_heads.h); NULL: none. */
    const char *head_file, *head_key;
    /* Told of every act there is, oldest first, while the journal is opened. -1 with an error ends that. */
    int (*apply)(void *user, const struct fs_act *act);
    void *user;
};

/* Reads what there is and begins a segment. NULL with an error: also when a segment was changed or is missing. One process
 * at a time may have a folder open; who calls holds the lock for that. */
struct fs_acts *fs_acts_open(struct fs_loop *loop, const struct fs_acts_options *options);
/* Adds an act and returns its number; 0 with an error: the journal has failed, or the act is too long. `body` is stolen
 * either way. `file` (may be NULL) is what the act speaks of, a file or a folder of files, and is made durable before it. `done` (may be NULL) is called
 * from the loop, `failed` 0 once the act is as durable as was asked, else 1. */
uint64_t fs_acts_add(struct fs_acts *acts, int64_t time, json_t *body, const char *file,
                     void (*done)(void *user, int failed), void *user);
/* Is something that was added not yet as durable as was asked? 1: `done` is called once all of it is, or has failed. 0: all
 * is, or writing failed before. -1 with an error. What an answer is told by must not be taken back by a crash. */
int fs_acts_after(struct fs_acts *acts, void (*done)(void *user, int failed), void *user);
/* Has writing failed? The reason, or NULL. The loop's thread. */
const char *fs_acts_failure(const struct fs_acts *acts);

struct fs_acts_state {
    uint64_t added;     /* the last number given */
    uint64_t durable;   /* the last number that counts */
    uint64_t commits;   /* groups written by this process */
    int64_t bytes;      /* of the segment under way */
    int64_t slowest_ns; /* the longest commit so far */
    char segment[32];   /* its file's name */
};
void fs_acts_state(struct fs_acts *acts, struct fs_acts_state *out);

/* Writes what waits, ends the segment, frees. -1 with an error when that could not be written. NULL is allowed. No `done`
 * is called any more. */
int fs_acts_close(struct fs_acts *acts);

/* What a folder of segments holds. */
struct fs_acts_found {
    uint64_t segments, acts;
    char head[65]; /* the chain at the end of the last segment; "" without any */
};
/* Reads every byte of every segment and how they follow from each other. -1 with an error that says what is wrong and where. */
int fs_acts_verify(const char *folder, struct fs_acts_found *out);
/* Where a segment lies; free() it. NULL with an error. */
char *fs_acts_path(const char *folder, uint64_t segment);

/* One file's place in a folder of segments: its number, or 0 when the name is none of a segment. */
uint64_t fs_acts_segment(const char *name);

#endif
