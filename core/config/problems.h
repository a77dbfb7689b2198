/*
 * problems.h: all that is wrong with a configuration, told at once.
 *
 * Whoever mends a file wants to see every mistake, not the first of each try. A list is filled while the file is read and
 * checked, in any order, and shown in the order of the lines.
 */
#ifndef FINSMART_CONFIG_PROBLEMS_H
#define FINSMART_CONFIG_PROBLEMS_H

struct fs_config_problem {
    const char
        *file; /* as it was given; "" for what is wrong outside a file (the environment, the command line) */
    int line;  /* from 1; 0: no line is at fault */
    const char *key;  /* "http.body"; "" where no key is at fault */
    const char *text; /* what was found and what was expected */
    const char *hint; /* what to do, or NULL */
};

struct fs_config_problems;

/* NULL with an error when out of memory. */
struct fs_config_problems *fs_config_problems_new(void);
void fs_config_problems_free(struct fs_config_problems *problems);

/* Adds one; the texts are copied. Where memory runs out the list counts on, and fs_config_problems_fail() says so. */
void fs_config_problem(struct fs_config_problems *problems, const char *file, int line, const char *key,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Gives the one that was added last a hint; before any other function of the list. */
void fs_config_problem_hint(struct fs_config_problems *problems, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* How many there are, and each, sorted by file and line; NULL for one that was lost for want of memory. */
int fs_config_problems_count(struct fs_config_problems *problems);
const struct fs_config_problem *fs_config_problems_get(struct fs_config_problems *problems, int index);
/* All of them as the thread's error, FS_E_INPUT, a line each. Returns -1; 0 where there is none. */
int fs_config_problems_fail(struct fs_config_problems *problems);

#endif
