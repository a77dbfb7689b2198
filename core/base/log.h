/*
 * log.h: structured log lines to standard error (or a file), `key=value` or JSON.
 *
 * A line says what happened, to which plugin, script or order, and what to do. Thread-safe: a line is one
 * write(2). fs_log(FS_LOG_WARN, "plugin refused", "plugin", name, "reason", reason, NULL); Values are
 * strings; they are quoted and escaped as needed.
 */
#ifndef FINSMART_BASE_LOG_H
#define FINSMART_BASE_LOG_H

enum fs_log_level {
    FS_LOG_DEBUG, /* for the developers of a part */
    FS_LOG_INFO,  /* normal, worth knowing */
    FS_LOG_WARN,  /* works on, but somebody should look */
    FS_LOG_ERROR, /* something that was asked for did not happen */
    FS_LOG_OFF
};

/* Lines below `level` are dropped. Default FS_LOG_WARN; the environment's
 * FINSMART_LOG=debug|info|warn|error|off sets it. */
void fs_log_set_level(int level);
int fs_log_level(void);
/* Lines go to this descriptor (default 2); the caller keeps it open. */
void fs_log_set_fd(int fd);
/* Lines as JSON objects instead of key=value. */
void fs_log_set_json(int on);
/* "warn" -> FS_LOG_WARN; -1 for an unknown name. */
int fs_log_level_parse(const char *name);

/* One line: time, level, message, then pairs of const char *key, const char *value, ended by NULL. */
void fs_log(int level, const char *message, ...) __attribute__((sentinel));
/* fs_log() with the thread's error (code, message, hint) appended to the pairs. */
void fs_log_error(int level, const char *message, ...) __attribute__((sentinel));

#endif
