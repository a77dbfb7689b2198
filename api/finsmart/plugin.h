/*
 * plugin.h: what a plugin is: one shared object, one exported function, one constant descriptor.
 *
 * Includes nothing but the other files of this folder; compiles as C11 and C++17. A plugin links to nothing
 * of FinanceSmart: everything it may ask of the program comes through the table of host.h, which each start
 * function is given.
 *
 * Rules of the whole interface, unless a function says otherwise:
 *   - Texts are UTF-8 and end with NUL. A borrowed pointer that a call hands over is valid until that call
 * returns; the descriptor and all that it points to is valid, and unchanged, until the process ends.
 *   - Functions return 0, or -1 after telling the host's error() what went wrong. No errno, no longjmp and no
 * C++ exception crosses the border.
 *   - Every instance of a plugin has a thread of its own. All functions of an instance, start and stop
 * included, and all callbacks that it registered, are called on that thread, one at a time. Different
 * instances run at the same time, so a plugin keeps what it knows in its instance's state and not in
 * variables.
 *   - Host functions are called on that thread too, except those that host.h marks "any thread".
 *   - A plugin is loaded once and never unloaded. It must not fork(); it may start threads, and joins them in
 * stop.
 *   - Structs grow at their end only. Who reads a struct looks at struct_size before it reads a member that
 * came later.
 */
#ifndef FINSMART_PLUGIN_H
#define FINSMART_PLUGIN_H

#include "compute.h"
#include "host.h"
#include "source.h"
#include "store.h"
#include "strategy.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FS_PLUGIN_MAGIC 0x314e4947554c5046ull /* "FPLUGIN1" in memory on a little-endian machine */

/* The interface's version. A host accepts a plugin whose major is its own and whose minor is not above its
 * own: a minor version only adds, so a plugin that was built against 1.0 runs in every 1.x. */
#define FS_ABI_MAJOR 1
#define FS_ABI_MINOR 3

/* How the plugin was compiled, a byte each from the lowest: byte order (1 little, 2 big), size of a pointer,
 * of long, of double, alignment of int64_t in a struct, size of struct fs_event, of struct fs_order_request,
 * of size_t. */
struct fs_plugin_alignment {
    char c;
    int64_t i;
};
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define FS_PLUGIN_ORDER 2ull
#else
#define FS_PLUGIN_ORDER 1ull
#endif
#define FS_PLUGIN_FINGERPRINT                                                                                \
    (FS_PLUGIN_ORDER | (uint64_t)sizeof(void *) << 8 | (uint64_t)sizeof(long) << 16 |                        \
     (uint64_t)sizeof(double) << 24 | (uint64_t)offsetof(struct fs_plugin_alignment, i) << 32 |              \
     (uint64_t)sizeof(struct fs_event) << 40 | (uint64_t)sizeof(struct fs_order_request) << 48 |             \
     (uint64_t)sizeof(size_t) << 56)

/* fs_setting.type: how the text that a user gives is read. */
#define FS_SETTING_TEXT   1 /* as it is */
#define FS_SETTING_INT    2 /* a whole number, min..max */
#define FS_SETTING_NUMBER 3 /* a finite number, min..max */
#define FS_SETTING_BOOL   4 /* true, false, yes, no, on, off, 1, 0 */
#define FS_SETTING_CHOICE 5 /* one of `choices` */
#define FS_SETTING_DURATION                                                                                  \
    6 /* a number with ns, us, ms, s, m, h or d: "250ms"; nanoseconds; min..max in seconds */
#define FS_SETTING_TIME 7 /* "2024-01-31" or "2024-01-31T09:30:00Z"; nanoseconds since 1970 UTC */

/* fs_setting.flags */
#define FS_SETTING_REQUIRED 1u /* has no default: the user must give it */
#define FS_SETTING_SECRET   2u /* never shown, logged, hashed or written to a journal; FS_SETTING_TEXT only */

/* One setting that the plugin takes. The host reads and checks the user's values before start; a name that is
 * not declared is refused with the nearest one suggested. */
struct fs_setting {
    const char *name;     /* lower case letters, digits and '_'; starts with a letter */
    const char *doc;      /* one sentence for `finsmart plugins list` */
    const char *fallback; /* the default as text; NULL for FS_SETTING_REQUIRED, else never NULL */
    const char *choices;  /* FS_SETTING_CHOICE: "a|b|c"; else NULL */
    const char *unit;     /* of a number, for people ("bars", "USD"); or NULL */
    double min, max;      /* inclusive; both 0: any */
    uint32_t type;        /* FS_SETTING_* */
    uint32_t flags;       /* FS_SETTING_REQUIRED | FS_SETTING_SECRET */
};

/* Capabilities that this version of the interface names but does not yet define. A descriptor leaves them
 * NULL; a host of this version refuses others, saying which version is needed. */
struct fs_broker;
struct fs_model;
struct fs_stream;
struct fs_connector;

/* What finsmart_plugin() returns: a constant, the same on every call. */
struct fs_plugin {
    uint64_t magic;          /* FS_PLUGIN_MAGIC */
    uint32_t struct_size;    /* sizeof(struct fs_plugin) */
    uint16_t abi_major;      /* FS_ABI_MAJOR */
    uint16_t abi_minor;      /* FS_ABI_MINOR, or lower where the plugin needs nothing newer */
    uint64_t fingerprint;    /* FS_PLUGIN_FINGERPRINT */
    const char *name;        /* as fs_setting.name; unique among the plugins of a program */
    const char *version;     /* the plugin's own, "1.4.2" */
    const char *licence;     /* SPDX expression, "Apache-2.0" */
    const char *description; /* one line */
    const struct fs_setting
        *settings; /* `setting_count` of them, each `setting_size` bytes; NULL where there are none */
    uint32_t setting_count;
    uint32_t setting_size; /* sizeof(struct fs_setting) */

    /* What the plugin offers; NULL for the rest, at least one is not NULL. */
    const struct fs_source *source;       /* brings events in: source.h */
    const struct fs_strategy *strategy;   /* turns events into orders: strategy.h */
    const struct fs_broker *broker;       /* takes orders to a market */
    const struct fs_model *model;         /* trains and predicts */
    const struct fs_store *store;         /* keeps records: store.h */
    const struct fs_stream *stream;       /* reads and writes a message stream */
    const struct fs_connector *connector; /* exchanges records with another system */
};

/* The first members of every descriptor, so that a plugin need not spell them out:
 *     static const struct fs_plugin plugin = {FS_PLUGIN_HEAD, "name", "1.0.0", "Apache-2.0", "What it does.",
 * ...}; */
#define FS_PLUGIN_HEAD                                                                                       \
    FS_PLUGIN_MAGIC, (uint32_t)sizeof(struct fs_plugin), FS_ABI_MAJOR, FS_ABI_MINOR, FS_PLUGIN_FINGERPRINT

/* The one symbol that a plugin exports:
 *     FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void) { return &plugin; }
 * Called on any thread; does nothing but return the address. */
#ifdef __cplusplus
#define FS_PLUGIN_EXPORT extern "C" __attribute__((visibility("default")))
#else
#define FS_PLUGIN_EXPORT __attribute__((visibility("default")))
#endif
FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void);

#ifdef __cplusplus
}
#endif
#endif
