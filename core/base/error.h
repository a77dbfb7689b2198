/*
 * error.h: the error object of the calling thread.
 *
 * A function that fails returns -1 (or NULL) and leaves one error here: a code, a message for a person, where
 * in our source it was raised, optionally where in the user's input it lies, a hint that says what to do, and
 * the error that caused it. Library functions never print. The error stays until the next fs_error_set() or
 * fs_error_clear() on the same thread.
 */
#ifndef FINSMART_BASE_ERROR_H
#define FINSMART_BASE_ERROR_H

#include <stdarg.h>
#include <stddef.h>

enum fs_error_code {
    FS_OK = 0,
    FS_E_USAGE,       /* the caller's command line or arguments are wrong: exit code 2 */
    FS_E_INPUT,       /* data that a user gave is malformed or breaks a rule */
    FS_E_NOT_FOUND,   /* a named thing does not exist */
    FS_E_CONFLICT,    /* it exists already, or differently */
    FS_E_IO,          /* the operating system refused: file, disk, network */
    FS_E_MEMORY,      /* allocation failed */
    FS_E_LIMIT,       /* a limit on time, memory, size or count was reached */
    FS_E_SCRIPT,      /* a script failed to load or raised an error */
    FS_E_PLUGIN,      /* a plugin was refused, failed or broke its contract */
    FS_E_UNSUPPORTED, /* valid, but this build or version does not do it */
    FS_E_CANCELLED,   /* stopped by a person or a signal */
    FS_E_INTERNAL     /* our own mistake */
};

struct fs_error {
    int code;               /* enum fs_error_code */
    const char *file;       /* our source file, static */
    int line;               /* line in it */
    char *message;          /* what was wrong, where, what was expected; owned */
    char *hint;             /* what to do, or NULL; owned */
    struct fs_error *cause; /* what led to it, or NULL; owned */
};

/* Replaces the thread's error. Always returns -1, so that `return fs_error_set(...)` reads well. */
#define fs_error_set(code, ...) fs_error_set_at(__FILE__, __LINE__, (code), __VA_ARGS__)
/* The same, keeping the thread's present error as the cause. */
#define fs_error_wrap(code, ...) fs_error_wrap_at(__FILE__, __LINE__, (code), __VA_ARGS__)
/* errno's text is appended to the message; code becomes FS_E_IO (or FS_E_MEMORY for ENOMEM). */
#define fs_error_errno(...) fs_error_errno_at(__FILE__, __LINE__, __VA_ARGS__)
/* For failed allocations; allocates nothing itself. */
#define fs_error_nomem() fs_error_nomem_at(__FILE__, __LINE__)

int fs_error_set_at(const char *file, int line, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int fs_error_wrap_at(const char *file, int line, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int fs_error_errno_at(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int fs_error_nomem_at(const char *file, int line);

/* Attaches a hint to the thread's error; always returns -1. Does nothing where there is no error. */
int fs_error_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The thread's error, or NULL; owned by the thread, valid until the next error function on it. */
const struct fs_error *fs_error_last(void);
/* The code of the thread's error, FS_OK where there is none. */
int fs_error_last_code(void);
/* Forgets the thread's error. */
void fs_error_clear(void);
/* Takes the error away from the thread (NULL if none); the caller frees it with fs_error_free(). */
struct fs_error *fs_error_take(void);
/* Makes a taken error the thread's again; takes ownership. Returns -1. */
int fs_error_restore(struct fs_error *error);
void fs_error_free(struct fs_error *error);

/* "not_found" and so on: the stable name of a code, for JSON and logs. */
const char *fs_error_code_name(int code);
/* The exit status that a command ends with for this code: 0, 1 or 2. */
int fs_error_exit_status(int code);
/* One text of message, causes ("  because: ...") and hints ("  hint: ..."), newline-separated; free() it. */
char *fs_error_text(const struct fs_error *error);

#endif
