#include "base/log.h"

#include "base/error.h"
#include "base/progress.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static atomic_int threshold = -1; /* -1: not yet read from the environment */
static atomic_int target = STDERR_FILENO;
static atomic_int as_json;

static const char *const level_names[] = {"debug", "info", "warn", "error", "off"};

int fs_log_level_parse(const char *name)
{
    for (int i = 0; i <= FS_LOG_OFF; i++)
        if (!strcmp(name, level_names[i]))
            return i;
    return -1;
}

void fs_log_set_level(int level)
{
    threshold = level;
}

int fs_log_level(void)
{
    if (threshold < 0) {
        const char *name = getenv("FINSMART_LOG");
        int level = name ? fs_log_level_parse(name) : -1;
        threshold = level < 0 ? FS_LOG_WARN : level;
    }
    return threshold;
}

void fs_log_set_fd(int fd)
{
    target = fd;
}

void fs_log_set_json(int on)
{
    as_json = on;
}

static void put_quoted(FILE *out, const char *text)
{
    putc('"', out);
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '"' || *p == '\\')
            fprintf(out, "\\%c", *p);
        else if (*p == '\n')
            fputs("\\n", out);
        else if (*p < 0x20)
            fprintf(out, "\\u%04x", *p);
        else
            putc(*p, out);
    }
    putc('"', out);
}

static void put_pair(FILE *out, const char *key, const char *value)
{
    if (as_json) {
        putc(',', out);
        put_quoted(out, key);
        putc(':', out);
        put_quoted(out, value);
        return;
    }
    fprintf(out, " %s=", key);
    if (*value && !value[strcspn(value, " \t\r\n\"\\=")])
        fputs(value, out);
    else
        put_quoted(out, value);
}

static void put_line(int level, const char *message, va_list args, const struct fs_error *error)
{
    char *line = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&line, &size);
    if (!out)
        return;
    /* A line of its own where a progress bar stands; the bar is drawn again below it. */
    if (fs_progress_record()->active & FS_PROGRESS_DRAWN && isatty(target))
        fputs("\r\033[K", out);
    struct timespec now;
    struct tm parts;
    char stamp[32];
    clock_gettime(CLOCK_REALTIME, &now);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", gmtime_r(&now.tv_sec, &parts));
    if (as_json) {
        fprintf(out, "{\"time\":\"%s.%03ldZ\",\"level\":\"%s\",\"message\":", stamp, now.tv_nsec / 1000000,
                level_names[level]);
        put_quoted(out, message);
    } else {
        fprintf(out, "%s.%03ldZ %-5s %s", stamp, now.tv_nsec / 1000000, level_names[level], message);
    }
    for (const char *key; (key = va_arg(args, const char *));) {
        const char *value = va_arg(args, const char *);
        put_pair(out, key, value ? value : "");
    }
    if (error) {
        put_pair(out, "code", fs_error_code_name(error->code));
        put_pair(out, "error", error->message);
        if (error->hint)
            put_pair(out, "hint", error->hint);
    }
    fputs(as_json ? "}\n" : "\n", out);
    fclose(out);
    ssize_t written = line ? write(target, line, size) : 0;
    (void)written; /* where the log can't be written there is nowhere left to say so */
    free(line);
}

void fs_log(int level, const char *message, ...)
{
    if (level < fs_log_level())
        return;
    va_list args;
    va_start(args, message);
    put_line(level, message, args, NULL);
    va_end(args);
}

void fs_log_error(int level, const char *message, ...)
{
    if (level < fs_log_level())
        return;
    va_list args;
    va_start(args, message);
    put_line(level, message, args, fs_error_last());
    va_end(args);
}
