/*
 * failing.h: the Nth allocation, or the Nth call that changes a file, fails on purpose.
 *
 * failing.c stands in for malloc() and its kin, anonymous mmap(), and fsync(), rename(), open() for writing, mkdir(),
 * in the test's whole program, libraries included. In builds with AddressSanitizer it stands in for what our own code
 * calls only, and leaks are the sanitizer's to find.
 */
#ifndef TEST_FAILING_H
#define TEST_FAILING_H

enum failing_what { FAILING_MEMORY, FAILING_FILES };

/* The `nth` (1 is the next) of the calls fails; with `all`, each from that one on. For memory with ENOMEM, for files
 * with EIO. */
void failing_arm(enum failing_what what, long nth, int all);
/* Everything works again; 1 when a call has failed. */
int failing_disarm(void);
/* Allocations and mapped bytes that are not yet given back; 0 with AddressSanitizer. */
long failing_live(void);

/* Runs `run` (0 done, -1 with an error; it cleans up after itself either way) with each allocation failed in turn, once
 * and from then on, until it needs no more. Fails the test when an error is not "out of memory", or something leaks.
 * After each run `intact`, if not NULL, looks whether all is as it should be: 0, or -1. */
void failing_memory(const char *name, int (*run)(void), int (*intact)(void));

#endif
