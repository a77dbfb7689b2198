#include "script/status.h"

#include "base/time.h"

#include <stdio.h>
#include <string.h>

static struct fs_status own;
static struct fs_status *record = &own;

static const char *const names[FS_HANDLER_COUNT] = {
    [FS_HANDLER_NONE] = "",
    [FS_HANDLER_LOADING] = "loading",
    [FS_HANDLER_START] = "start",
    [FS_HANDLER_INIT] = "init",
    [FS_HANDLER_BAR] = "on_bar",
    [FS_HANDLER_ORDER] = "on_order",
    [FS_HANDLER_FILL] = "on_fill",
    [FS_HANDLER_TIMER] = "on_timer",
    [FS_HANDLER_SESSION] = "on_session",
    [FS_HANDLER_TIME] = "on_time",
    [FS_HANDLER_FINISH] = "finish",
    [FS_HANDLER_RUN] = "run",
    [FS_HANDLER_CHECK] = "check",
    [FS_HANDLER_TEST] = "test",
};

struct fs_status *fs_status_record(void)
{
    return record;
}

void fs_status_use(struct fs_status *shared)
{
    record = shared;
    fs_progress_use(&shared->progress);
}

const char *fs_handler_name(int handler)
{
    return handler >= 0 && handler < FS_HANDLER_COUNT ? names[handler] : "?";
}

void fs_status_text(const struct fs_status *status, char *text, int size)
{
    /* A copy, so that every look is at the same values. */
    struct fs_status seen;
    memcpy(&seen, status, offsetof(struct fs_status, symbols));
    *text = '\0';
    if (seen.handler <= FS_HANDLER_NONE || seen.handler >= FS_HANDLER_COUNT)
        return;
    int length = snprintf(text, (size_t)size, "%.*s, in %s", (int)strnlen(seen.script, sizeof seen.script),
                          seen.script, names[seen.handler]);
    if (seen.handler == FS_HANDLER_TEST && length < size)
        length += snprintf(text + length, (size_t)(size - length), " \"%.*s\"",
                           (int)strnlen(seen.test, sizeof seen.test), seen.test);
    if (seen.slot >= 0 && seen.slot < FS_STATUS_SYMBOLS && length < size) {
        char symbol[FS_STATUS_SYMBOL_SIZE];
        memcpy(symbol, status->symbols[seen.slot], sizeof symbol);
        length += snprintf(text + length, (size_t)(size - length), " of %.*s", (int)strnlen(symbol, sizeof symbol),
                           symbol);
    }
    if (seen.now && length < size) {
        char when[FS_TIME_TEXT];
        fs_time_format(seen.now, when, sizeof when);
        length += snprintf(text + length, (size_t)(size - length), ", %s", when);
    }
    if (seen.bar >= 0 && length < size)
        snprintf(text + length, (size_t)(size - length), ", bar %lld", (long long)seen.bar + 1);
}
