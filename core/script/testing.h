/*
 * testing.h: the tests that scripts bring along.
 */
#ifndef FINSMART_SCRIPT_TESTING_H
#define FINSMART_SCRIPT_TESTING_H

#include <stddef.h>
#include <stdint.h>

struct fs_testing_options {
    size_t memory_limit;  /* bytes of Lua memory; 0: none */
    const char *home;     /* where datasets live */
    int coverage;         /* 1: count the lines that ran; the JIT is off then */
    const char *contains; /* run only tests whose name has this in it; NULL: all */
};

/* Told of what happens; `data` is the caller's. */
struct fs_testing_listener {
    /* One test: `message` says why it failed, NULL where it passed. */
    void (*test)(void *data, const char *file, const char *name, const char *message);
    /* One script that the tests ran, with coverage: how many of its lines that hold code ran, and which did not
     * ("12, 15-17"). */
    void (*covered)(void *data, const char *script, int ran, int lines, const char *missed);
    void *data;
};

/* Runs the tests of one file in a state of its own. 0, whatever the tests' outcomes; -1 with an error when the file
 * itself could not be loaded. */
int fs_testing_run(const char *path, const struct fs_testing_options *options,
                   const struct fs_testing_listener *listener);

#endif
