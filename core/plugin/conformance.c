#include "plugin/conformance.h"

#include "base/error.h"
#include "base/time.h"
#include "frame/frame.h"
#include "plugin/elf.h"
#include "plugin/feed.h"
#include "plugin/load.h"
#include "plugin/settings.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A source is watched at most so long, and for so many events. */
#define WATCH  2000000000
#define EVENTS 20000

struct test {
    const struct fs_conformance *tell;
    const char *const *settings;
    int count;
    int bad;
};

static void begin(struct test *test, const char *what)
{
    test->tell->begin(test->tell->user, what);
}

static void good(struct test *test, const char *what)
{
    test->tell->result(test->tell->user, what, NULL);
}

static void bad(struct test *test, const char *what, const char *why)
{
    test->bad++;
    test->tell->result(test->tell->user, what, why);
}

/* The thread's error, with its hint. */
static void bad_error(struct test *test, const char *what)
{
    char *text = fs_error_text(fs_error_last());
    bad(test, what, text ? text : "out of memory");
    free(text);
    fs_error_clear();
}

struct exports {
    int entry;
    int others;
    char names[200]; /* the first of the others */
};

static void note_export(void *user, const char *name)
{
    struct exports *exports = user;
    if (!strcmp(name, "finsmart_plugin")) {
        exports->entry = 1;
        return;
    }
    size_t used = strlen(exports->names);
    if (exports->others++ < 5)
        snprintf(exports->names + used, sizeof exports->names - used, "%s%.40s", used ? ", " : "", name);
}

static int read_exports(const char *path, struct exports *exports)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status)) {
        fs_error_errno("cannot read plugin %s", path);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    void *data =
        status.st_size > 0 ? mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (data == MAP_FAILED)
        return fs_error_set(FS_E_INPUT, "the file is empty");
    int found = fs_elf_exports(data, (size_t)status.st_size, note_export, exports);
    munmap(data, (size_t)status.st_size);
    return found;
}

/* 0 where there is no use in going on. */
static int test_exports(struct test *test, const char *path)
{
    static const char what[] = "exports finsmart_plugin and nothing else";
    struct exports exports = {0, 0, ""};
    char why[400];
    begin(test, what);
    if (read_exports(path, &exports) < 0) {
        bad_error(test, what);
        return 0;
    }
    if (exports.entry && !exports.others) {
        good(test, what);
        return 1;
    }
    if (exports.entry)
        snprintf(why, sizeof why,
                 "it also exports %d other symbol%s (%s%s), which may collide with those of the program's "
                 "libraries; build "
                 "with -fvisibility=hidden and, in C++, a version script",
                 exports.others, exports.others == 1 ? "" : "s", exports.names,
                 exports.others > 5 ? ", ..." : "");
    else
        snprintf(why, sizeof why, "it exports no function finsmart_plugin; mark it with FS_PLUGIN_EXPORT");
    bad(test, what, why);
    return exports.entry;
}

static const struct fs_plugin_file *test_descriptor(struct test *test, const char *path)
{
    static const char what[] = "loads, with a descriptor that is accepted";
    begin(test, what);
    const struct fs_plugin_file *plugin = fs_plugin_open(path);
    if (plugin)
        good(test, what);
    else
        bad_error(test, what);
    return plugin;
}

static int test_settings(struct test *test, const struct fs_plugin_file *plugin)
{
    static const char what[] = "takes the settings given, and the defaults of the others";
    begin(test, what);
    struct fs_settings *settings = fs_settings_new(plugin->descriptor, test->settings, test->count);
    if (!settings) {
        bad_error(test, what);
        return 0;
    }
    fs_settings_free(settings);
    good(test, what);
    return 1;
}

/* The breaches of a feed as one bad result. 1 where there were some. */
static int tell_breaches(struct test *test, const char *what, struct fs_feed *feed)
{
    uint64_t count = fs_feed_breaches(feed);
    if (!count)
        return 0;
    char why[1000];
    int used = 0;
    for (int i = 0; i < 3 && fs_feed_breach(feed, i) && used < (int)sizeof why - 200; i++)
        used += snprintf(why + used, sizeof why - (size_t)used, "%s%.180s", i ? "; " : "",
                         fs_feed_breach(feed, i));
    if (count > 3)
        snprintf(why + used, sizeof why - (size_t)used, "; and %llu more", (unsigned long long)(count - 3));
    bad(test, what, why);
    return 1;
}

/* Reads for a while. -1 with an error when the source failed. *events is how many came, *ended whether it ended. */
static int watch(struct fs_feed *feed, int64_t *events, int *ended)
{
    struct fs_event batch[256];
    int64_t until = fs_time_monotonic() + WATCH;
    *events = 0;
    *ended = 0;
    while (*events < EVENTS) {
        struct fs_frame *frame = fs_feed_next_frame(feed);
        *events += frame ? fs_frame_rows(frame) : 0;
        fs_frame_unref(frame);
        int64_t left = until - fs_time_monotonic();
        int count = left > 0 ? fs_feed_next(feed, batch, 256, left) : 0;
        if (count < 0) {
            *ended = 1;
            return fs_error_last() ? -1 : 0;
        }
        if (left <= 0)
            return 0;
        *events += count;
    }
    return 0;
}

static void test_source_run(struct test *test, const struct fs_plugin_file *plugin, const char *what)
{
    begin(test, what);
    struct fs_feed *feed = fs_feed_open(plugin, test->settings, test->count);
    if (!feed) {
        bad_error(test, what);
        return;
    }
    int64_t events;
    int ended, failed = watch(feed, &events, &ended);
    struct fs_error *error = failed ? fs_error_take() : NULL;
    if (fs_feed_stop(feed) && !error)
        error = fs_error_take();
    if (error) {
        fs_error_restore(error);
        bad_error(test, what);
    } else if (!tell_breaches(test, what, feed)) {
        if (ended && !events && !(plugin->descriptor->source->flags & FS_SOURCE_LIVE))
            bad(test, what, "it came to its end without a single event");
        else
            good(test, what);
    }
    fs_feed_close(feed);
}

/* Stops at once, while events may still wait. */
static void test_source_stop(struct test *test, const struct fs_plugin_file *plugin)
{
    static const char what[] = "source: stops at any moment, with nothing left behind";
    begin(test, what);
    for (int i = 0; i < 3; i++) {
        struct fs_feed *feed = fs_feed_open(plugin, test->settings, test->count);
        if (!feed || fs_feed_stop(feed)) {
            bad_error(test, what);
            fs_feed_close(feed);
            return;
        }
        int broken = tell_breaches(test, what, feed);
        fs_feed_close(feed);
        if (broken)
            return;
    }
    good(test, what);
}

static void test_source_pair(struct test *test, const struct fs_plugin_file *plugin)
{
    static const char what[] = "source: two instances work side by side";
    begin(test, what);
    struct fs_feed *one = fs_feed_open(plugin, test->settings, test->count);
    struct fs_feed *two = one ? fs_feed_open(plugin, test->settings, test->count) : NULL;
    struct fs_event event;
    if (!two || (fs_feed_next(one, &event, 1, 100000000) < 0 && fs_error_last()) ||
        (fs_feed_next(two, &event, 1, 100000000) < 0 && fs_error_last()) || fs_feed_stop(one) ||
        fs_feed_stop(two))
        bad_error(test, what);
    else if (!tell_breaches(test, what, one) && !tell_breaches(test, what, two))
        good(test, what);
    fs_feed_close(one);
    fs_feed_close(two);
}

static void test_strategy(struct test *test, const char *path)
{
    static const char *const whats[] = {
        "strategy: runs over bars of two symbols to the end", "strategy: decides the same a second time",
        "strategy: runs over a single bar", "strategy: runs over splits, halts and symbols that end"};
    char first[65], second[65], other[65];
    begin(test, whats[0]);
    if (fs_conformance_trade(path, test->settings, test->count, 500, 0, first)) {
        bad_error(test, whats[0]);
        return;
    }
    good(test, whats[0]);
    begin(test, whats[1]);
    if (fs_conformance_trade(path, test->settings, test->count, 500, 0, second))
        bad_error(test, whats[1]);
    else if (strcmp(first, second))
        bad(test, whats[1],
            "the same bars gave other orders: a strategy depends on nothing but events, settings and its "
            "own state (no clock, no chance, no variable that outlives the run)");
    else
        good(test, whats[1]);
    begin(test, whats[2]);
    if (fs_conformance_trade(path, test->settings, test->count, 1, 0, other))
        bad_error(test, whats[2]);
    else
        good(test, whats[2]);
    begin(test, whats[3]);
    if (fs_conformance_trade(path, test->settings, test->count, 500, 1, other))
        bad_error(test, whats[3]);
    else
        good(test, whats[3]);
}

/* The checks build on each other: behind the first that fails there is nothing to learn. */
static void test_store(struct test *test, const struct fs_plugin_file *plugin)
{
    const char *what;
    for (int i = 0; (what = fs_conformance_store_name(i)); i++) {
        begin(test, what);
        if (fs_conformance_store(plugin, test->settings, test->count, i)) {
            bad_error(test, what);
            return;
        }
        good(test, what);
    }
}

int fs_conformance_run(const char *path, const char *const *settings, int count,
                       const struct fs_conformance *tell)
{
    struct test test = {tell, settings, count, 0};
    if (!test_exports(&test, path))
        return test.bad;
    const struct fs_plugin_file *plugin = test_descriptor(&test, path);
    if (!plugin || !test_settings(&test, plugin))
        return test.bad;
    if (plugin->descriptor->source) {
        test_source_run(&test, plugin, "source: starts, and its events are well-formed");
        test_source_run(&test, plugin, "source: starts a second time");
        test_source_stop(&test, plugin);
        test_source_pair(&test, plugin);
    }
    if (plugin->descriptor->strategy)
        test_strategy(&test, path);
    if (plugin->descriptor->store)
        test_store(&test, plugin);
    return test.bad;
}
