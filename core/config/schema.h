/*
 * schema.h: every key of the configuration, described once, in tables.
 *
 * A table describes a struct of config.h: each entry says the key's name, how its value is written, its default, its
 * range, where in the struct it goes, and what it means. Reading, checking, `finsmart config show`, `config keys` and the
 * reference page all come from these tables: schema.c has the sections, and a new key is one line there and one member
 * in config.h.
 */
#ifndef FINSMART_CONFIG_SCHEMA_H
#define FINSMART_CONFIG_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

/* How a value is written in the file, and the member of the struct that it becomes. A text of the environment or of a
 * file of secrets, and a default, is read as the same value without quotes. */
enum fs_config_type {
    FS_CONFIG_BOOL,     /* true                      int, 0 or 1 */
    FS_CONFIG_INT,      /* 1024                      int64_t */
    FS_CONFIG_NUMBER,   /* 0.25                      double */
    FS_CONFIG_TEXT,     /* "EUR"                     const char * */
    FS_CONFIG_CHOICE,   /* "isolated"                int, the index in `choices` */
    FS_CONFIG_DURATION, /* "500ms", "1h30m"          int64_t, nanoseconds */
    FS_CONFIG_SIZE,     /* "64 MB", or bytes         int64_t, bytes (KB is 1024) */
    FS_CONFIG_RATE,     /* "100/s", "10/m", "5000/h" struct fs_config_rate */
    FS_CONFIG_MONEY,    /* 100000, or "0.015"        int64_t, mantissa at 1e-8 */
    FS_CONFIG_ADDRESS,  /* "127.0.0.1:8080"          struct fs_config_address */
    FS_CONFIG_PATH,     /* "tls/server.pem"          const char * */
    FS_CONFIG_URL,      /* "https://example.com/x"   const char *; a password in it is never shown */
    FS_CONFIG_LIST,     /* { value, value }          struct fs_config_list of `item` */
    FS_CONFIG_VALUES,   /* { name = value }          struct fs_config_values: any names, plain values */
    FS_CONFIG_SECTION,  /* { key = value }           the struct that `keys` describe */
    FS_CONFIG_MAP       /* { name = { key = value } } struct fs_config_map of structs that `keys` describe */
};

#define FS_CONFIG_SECRET   1u /* never shown */
#define FS_CONFIG_REQUIRED 2u /* of a named thing: it has no default and must be there */
#define FS_CONFIG_IN_HOME  4u /* a relative default lies in home; what the file says is relative to the file */
#define FS_CONFIG_PLUGIN   8u /* a path may also be "plugin:NAME" */

struct fs_config_key {
    const char *name;     /* NULL ends a table */
    uint8_t type;         /* enum fs_config_type */
    uint8_t item;         /* FS_CONFIG_LIST: the type of its values */
    unsigned flags;       /* FS_CONFIG_SECRET and so on */
    const char *fallback; /* the default, as text; list items are parted by ", "; NULL: none (0, "", empty) */
    const char *choices;  /* FS_CONFIG_CHOICE, also of a list's items: "a|b" */
    double min, max; /* inclusive, in the unit of the struct's member (a duration's: seconds); both 0: any */
    const char *example;              /* a value as it stands in a file; NULL: the default is one */
    const char *env;                  /* a variable of the environment that has the last word, or NULL */
    size_t offset;                    /* of the member */
    const struct fs_config_key *keys; /* FS_CONFIG_SECTION, FS_CONFIG_MAP */
    size_t size;                      /* FS_CONFIG_MAP: of a struct; its first member is `const char *name` */
    const char *doc;                  /* sentences for the reference */
};

/* The keys of the top level: they describe struct fs_config. */
extern const struct fs_config_key fs_config_keys[];

/* "duration", "list of addresses": a key's type for people. `size` 60 is enough. */
const char *fs_config_type_name(const struct fs_config_key *key, char *buffer, size_t size);
/* "a duration such as \"500ms\" or \"1h30m\", from 10ms to 1h": what is expected of a value. `size` 400 is enough. */
const char *fs_config_expected(const struct fs_config_key *key, char *buffer, size_t size);

/* The part of it that says which: "one of a, b", "from 10ms to 1h", "" for any. */
const char *fs_config_range(const struct fs_config_key *key, char *buffer, size_t size);

/* Calls `visit` for every key, sections before what is in them. `path` is "http.body", and "feeds.NAME.plugin" for the
 * keys of named things. */
void fs_config_each_key(void (*visit)(void *user, const char *path, const struct fs_config_key *key),
                        void *user);

#endif
