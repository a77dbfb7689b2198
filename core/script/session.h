/*
 * session.h: a sandboxed state that runs chunks one after the other, for the shell and whoever explores.
 *
 * The chunks have what a study has (data, ta, stats, frame, import ...), and may make globals.
 */
#ifndef FINSMART_SCRIPT_SESSION_H
#define FINSMART_SCRIPT_SESSION_H

#include <stddef.h>
#include <stdio.h>

struct fs_session;

struct fs_session_options {
    size_t memory_limit; /* bytes of Lua memory; 0: none */
    const char *home;    /* where datasets live */
    FILE *out;           /* where print() goes; NULL: standard output */
};

/* What fs_session_eval() found. */
enum fs_session_result {
    FS_SESSION_ERROR = -1, /* the thread's error says what and where */
    FS_SESSION_DONE = 0,
    FS_SESSION_MORE = 1 /* the text is the beginning of a chunk: read on and call again with all of it */
};

struct fs_session *fs_session_new(const struct fs_session_options *options);
void fs_session_free(struct fs_session *session);
/* Runs a chunk: an expression (its values are shown) or statements. *shown is the values as text, one a line, or NULL
 * when there are none; free() it. */
int fs_session_eval(struct fs_session *session, const char *text, char **shown);
/* Makes the chunk that runs fail with "interrupted". To be called from a signal handler while fs_session_eval() runs in
 * the same thread. */
void fs_session_interrupt(struct fs_session *session);
/* The names that a word can be completed to ("ta.s" -> "ta.sma", ...), in order: globals, members of libraries, of
 * tables, frames and series. *names is NULL-terminated; free() it, in one block. Returns how many, -1 with an error. */
int fs_session_complete(struct fs_session *session, const char *word, char ***names);

#endif
