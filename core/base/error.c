#include "base/error.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local struct fs_error *current;
static char no_memory_text[] = "out of memory";
/* Used in turn when there is no memory for a real one. Of the process, not of the thread: an error may be taken to another
 * thread and outlive its own. */
enum { SPARES = 64 };
static struct fs_error spares[SPARES];
static atomic_uint next_spare;

static int is_spare(const struct fs_error *error)
{
    return error >= spares && error < spares + SPARES;
}

static const struct {
    const char *name;
    int exit_status;
} codes[] = {
    [FS_OK] = {"ok", 0},
    [FS_E_USAGE] = {"usage", 2},
    [FS_E_INPUT] = {"input", 1},
    [FS_E_NOT_FOUND] = {"not_found", 1},
    [FS_E_CONFLICT] = {"conflict", 1},
    [FS_E_IO] = {"io", 1},
    [FS_E_MEMORY] = {"memory", 1},
    [FS_E_LIMIT] = {"limit", 1},
    [FS_E_SCRIPT] = {"script", 1},
    [FS_E_PLUGIN] = {"plugin", 1},
    [FS_E_UNSUPPORTED] = {"unsupported", 1},
    [FS_E_CANCELLED] = {"cancelled", 1},
    [FS_E_INTERNAL] = {"internal", 1},
};

void fs_error_free(struct fs_error *error)
{
    while (error && !is_spare(error)) {
        struct fs_error *cause = error->cause;
        free(error->message);
        free(error->hint);
        free(error);
        error = cause;
    }
}

static int set(const char *file, int line, int code, struct fs_error *cause, char *message)
{
    struct fs_error *error = message ? calloc(1, sizeof *error) : NULL;
    if (!error) {
        free(message);
        fs_error_free(cause);
        current = &spares[atomic_fetch_add(&next_spare, 1) % SPARES];
        *current = (struct fs_error){FS_E_MEMORY, file, line, no_memory_text, NULL, NULL};
        return -1;
    }
    *error = (struct fs_error){code, file, line, message, NULL, cause};
    current = error;
    return -1;
}

static char *format_text(const char *format, va_list args)
{
    char *text = NULL;
    return vasprintf(&text, format, args) < 0 ? NULL : text;
}

int fs_error_set_at(const char *file, int line, int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *message =
        format_text(format, args); /* before the clear: the arguments may point into the old error */
    va_end(args);
    fs_error_clear();
    return set(file, line, code, NULL, message);
}

int fs_error_wrap_at(const char *file, int line, int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *message = format_text(format, args);
    va_end(args);
    return set(file, line, code, fs_error_take(), message);
}

int fs_error_errno_at(const char *file, int line, const char *format, ...)
{
    int number = errno;
    va_list args;
    va_start(args, format);
    char *message = format_text(format, args);
    va_end(args);
    char *whole = NULL;
    if (message && asprintf(&whole, "%s: %s", message, strerror(number)) < 0)
        whole = NULL;
    free(message);
    fs_error_clear();
    return set(file, line, number == ENOMEM ? FS_E_MEMORY : FS_E_IO, NULL, whole);
}

int fs_error_nomem_at(const char *file, int line)
{
    fs_error_clear();
    return set(file, line, FS_E_MEMORY, NULL, NULL);
}

int fs_error_hint(const char *format, ...)
{
    if (!current || is_spare(current))
        return -1;
    va_list args;
    va_start(args, format);
    char *hint = format_text(format, args);
    va_end(args);
    free(current->hint);
    current->hint = hint;
    return -1;
}

const struct fs_error *fs_error_last(void)
{
    return current;
}

int fs_error_last_code(void)
{
    return current ? current->code : FS_OK;
}

void fs_error_clear(void)
{
    fs_error_free(fs_error_take());
}

struct fs_error *fs_error_take(void)
{
    struct fs_error *error = current;
    current = NULL;
    return error;
}

int fs_error_restore(struct fs_error *error)
{
    if (error != current)
        fs_error_clear();
    current = error;
    return -1;
}

const char *fs_error_code_name(int code)
{
    return code >= 0 && (size_t)code < sizeof codes / sizeof *codes ? codes[code].name : "unknown";
}

int fs_error_exit_status(int code)
{
    return code >= 0 && (size_t)code < sizeof codes / sizeof *codes ? codes[code].exit_status : 1;
}

char *fs_error_text(const struct fs_error *error)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    for (const struct fs_error *e = error; e; e = e->cause) {
        fprintf(out, "%s%s", e == error ? "" : "\n  because: ", e->message);
        if (e->hint)
            fprintf(out, "\n  hint: %s", e->hint);
    }
    fclose(out);
    return text;
}
