/*
 * config.h: the configuration as the program uses it: one struct a section, every value checked.
 *
 * What a key means and what its default is stands in schema.c, and in docs/reference/config.md, which is made from it;
 * here stand the types. A configuration is read once, is constant from then on, and may be read from any thread. Texts
 * are never NULL: a key without value and default is "". Absent numbers, durations and sizes are 0.
 */
#ifndef FINSMART_CONFIG_CONFIG_H
#define FINSMART_CONFIG_CONFIG_H

#include "config/problems.h"
#include "config/tree.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct fs_config_rate {
    int64_t count; /* so many ... 0: no limit */
    int64_t per;   /* ... in so many nanoseconds */
};

enum fs_config_family { FS_CONFIG_NO_ADDRESS, FS_CONFIG_INET, FS_CONFIG_INET6, FS_CONFIG_UNIX };

struct fs_config_address {
    int family;       /* enum fs_config_family */
    const char *text; /* as written: "[::1]:8080" */
    const char *host; /* "::1": numeric, without brackets; a unix socket's path */
    uint16_t port;    /* 0: the system chooses one */
    int loopback;     /* reachable from this machine only; 1 for unix sockets */
};

struct fs_config_list {
    const void *items; /* of the key's item type: const char *, struct fs_config_address, int64_t, ... */
    int count;
};

/* A name and its value, for those who know its meaning: a plugin's setting, a script's parameter. */
struct fs_config_value {
    const char *name;
    const char *text; /* the value as text: "true", "12.5" */
    int secret;       /* from the environment or a file: never show it */
};

struct fs_config_values {
    const struct fs_config_value *items;
    int count;
};

/* Named things of one kind, in the order of the file; `items` points to an array of their structs. */
struct fs_config_map {
    const void *items;
    int count;
};

enum fs_config_placement { FS_PLACE_ISOLATED, FS_PLACE_INLINE, FS_PLACE_INHERIT };
enum fs_config_client_tls { FS_CLIENT_NONE, FS_CLIENT_OPTIONAL, FS_CLIENT_REQUIRED };
enum fs_config_tls_version { FS_TLS_1_2, FS_TLS_1_3 };
enum fs_config_durability { FS_JOURNAL_WRITTEN, FS_JOURNAL_FSYNCED };
enum fs_config_on_start { FS_START_RUN, FS_START_PAUSED };
enum fs_config_account_kind { FS_ACCOUNT_PAPER, FS_ACCOUNT_LIVE };
enum fs_config_scope { FS_SCOPE_FIRM, FS_SCOPE_ACCOUNT, FS_SCOPE_STRATEGY, FS_SCOPE_SYMBOL };
enum fs_config_rule { /* those of struct fs_limits (trade/gate.h) */
                      FS_RULE_MAX_ORDER_QTY,
                      FS_RULE_MAX_ORDER_NOTIONAL,
                      FS_RULE_MAX_POSITION,
                      FS_RULE_PRICE_COLLAR,
                      FS_RULE_MAX_LEVERAGE,
                      FS_RULE_ALLOW_SHORT
};
enum fs_config_log_format { FS_LOG_FORMAT_TEXT, FS_LOG_FORMAT_JSON };
enum fs_config_alert_kind { FS_ALERT_WEBHOOK, FS_ALERT_SMTP, FS_ALERT_COMMAND };
enum fs_config_alert_level { FS_ALERT_INFO, FS_ALERT_WARN, FS_ALERT_ERROR };

struct fs_config_tls {
    const char *certificate, *key; /* PEM files; both or none */
    const char *client_ca;         /* PEM file */
    int client;                    /* enum fs_config_client_tls */
    int minimum;                   /* enum fs_config_tls_version */
    int required;                  /* no plain HTTP but on loopback addresses and unix sockets */
};

struct fs_config_http {
    int64_t request_line, headers, body; /* bytes */
    int64_t header_count;
    int64_t header_timeout, body_timeout, idle_timeout, write_timeout;
    int64_t connections, connections_per_address;
    struct fs_config_rate rate; /* of one key */
    int64_t burst;
};

struct fs_config_placements {
    int strategies, rules, plugins; /* enum fs_config_placement */
};

/* What a job of somebody in a role may take. */
struct fs_config_role {
    const char *name;
    int64_t time, memory, jobs; /* 0: as in `workers` */
};

struct fs_config_workers {
    int64_t processes;          /* at once, all jobs together; 0: one for each processor */
    int64_t queue;              /* jobs that may wait */
    int64_t time;               /* of one job */
    int64_t memory;             /* bytes, of one process */
    int64_t jobs;               /* of one person at once */
    struct fs_config_map roles; /* struct fs_config_role */
};

struct fs_config_journal {
    const char *folder;
    int durability; /* enum fs_config_durability */
    int64_t commit_interval;
    int64_t rotate_size, rotate_time; /* 0: not for this reason */
    int64_t retention;                /* 0: for ever */
    const char *head_file, *head_key;
};

struct fs_config_stores {
    const char *records;              /* "sqlite:/srv/finsmart/records.db" or "postgres://..." */
    const char *records_plugin;       /* "sqlite": the scheme of `records`; set by the reader */
    const char *records_location;     /* a path for sqlite, else the whole URL; set by the reader */
    struct fs_config_values settings; /* of the records' plugin */
    const char *history;
};

struct fs_config_disk {
    int64_t low, stop; /* free bytes */
    int64_t check_every;
};

struct fs_config_feed {
    const char *name;
    const char *dataset, *plugin; /* one of the two */
    struct fs_config_values settings;
    struct fs_config_list symbols; /* const char * */
    int enabled;
};

struct fs_config_account {
    const char *name;
    int64_t cash; /* mantissa at 1e-8, in its currency */
    const char *currency;
    int kind;           /* enum fs_config_account_kind */
    const char *broker; /* a plugin; of live accounts */
    struct fs_config_values settings;
};

struct fs_config_strategy {
    const char *name;
    const char *script; /* a path, or "plugin:NAME" */
    struct fs_config_values params;
    const char *feed, *account;
    struct fs_config_list symbols; /* const char * */
    int on_start;                  /* enum fs_config_on_start */
    int placement;                 /* enum fs_config_placement */
};

struct fs_config_limit {
    const char *name;
    int scope;      /* enum fs_config_scope */
    const char *of; /* the account, strategy or symbol; "": each of them */
    int rule;       /* enum fs_config_rule */
    double value;
};

struct fs_config_calendar {
    const char *name;
    const char *file;
};

struct fs_config_log {
    int level;  /* enum fs_log_level */
    int format; /* enum fs_config_log_format */
    const char *file;
};

struct fs_config_metrics {
    int enabled;
    const char *path;
    int open; /* to everybody, without a key */
};

struct fs_config_alert {
    const char *name;
    int kind;  /* enum fs_config_alert_kind */
    int level; /* enum fs_config_alert_level: from which on */
    struct fs_config_rate at_most;
    int64_t timeout;
    const char *url, *token;              /* webhook */
    const char *server, *user, *password; /* smtp: "smtps://mail.example.com" */
    const char *from;                     /* smtp */
    struct fs_config_list to;             /* smtp; const char * */
    struct fs_config_list command;        /* command: the program and its arguments; const char * */
};

struct fs_config_people {
    const char *first_key;
    struct fs_config_list second_person; /* int: which changes need one */
};

struct fs_config {
    const char *home;
    struct fs_config_list listen; /* struct fs_config_address */
    struct fs_config_tls tls;
    struct fs_config_http http;
    struct fs_config_placements placement;
    struct fs_config_workers workers;
    struct fs_config_journal journal;
    struct fs_config_stores stores;
    struct fs_config_disk disk;
    struct fs_config_map feeds;      /* struct fs_config_feed */
    struct fs_config_map accounts;   /* struct fs_config_account */
    struct fs_config_map strategies; /* struct fs_config_strategy */
    struct fs_config_map limits;     /* struct fs_config_limit */
    struct fs_config_map calendars;  /* struct fs_config_calendar */
    struct fs_config_log log;
    struct fs_config_metrics metrics;
    struct fs_config_map alerts; /* struct fs_config_alert */
    struct fs_config_people people;
};

/* What the command line says about a key that is no named thing's: it has the last word. */
struct fs_config_override {
    const char *key;   /* "home" */
    const char *value; /* as text */
    const char *from;  /* "--home", for messages and `config show` */
};

/* Where a value comes from. */
enum fs_config_origin { FS_CONFIG_DEFAULT, FS_CONFIG_FILE, FS_CONFIG_ENVIRONMENT, FS_CONFIG_COMMAND_LINE };

/* One value that is in force. */
struct fs_config_item {
    const char *key;  /* "http.body", "feeds.crypto.settings.token" */
    const char *text; /* as it would stand in a file, without quotes; "(secret)" */
    int origin;       /* enum fs_config_origin */
    int line;         /* FS_CONFIG_FILE: from 1 */
    const char
        *from; /* "finsmart.lua:12", "FINSMART_HOME", "--home", "default", "finsmart.lua:12, env TOKEN" */
};

/* Checks what a file says and makes a configuration of it. `tree` is a table or NULL (no file: all defaults); `file` is
 * its path, relative to which paths in it are. Whatever is wrong is added to `problems`; NULL where there was any, or with
 * an error when out of memory (the list is empty then). */
struct fs_config *fs_config_new(const struct fs_config_node *tree, const char *file,
                                const struct fs_config_override *overrides, int override_count,
                                struct fs_config_problems *problems);
void fs_config_free(struct fs_config *config);

/* All values in force, in the order of the schema. */
int fs_config_item_count(const struct fs_config *config);
const struct fs_config_item *fs_config_item(const struct fs_config *config, int index);

/* The limits of a role's jobs: its own, or those of `workers`. `role` may be one that the file does not name. */
struct fs_config_role fs_config_role_limits(const struct fs_config *config, const char *role);
/* A thing of a map by its name, or NULL: fs_config_find(&config->feeds, sizeof(struct fs_config_feed), "crypto"). */
const void *fs_config_find(const struct fs_config_map *map, size_t size, const char *name);

/* Writes the reference of all keys as a page of Markdown. */
void fs_config_reference(FILE *out);

#endif
