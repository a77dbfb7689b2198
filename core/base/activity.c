#include "base/activity.h"

#include <stdio.h>

static struct fs_activity own = {.bar = -1};
static struct fs_activity *record = &own;

struct fs_activity *fs_activity(void)
{
    return record;
}

void fs_activity_use(struct fs_activity *elsewhere)
{
    record = elsewhere;
    fs_progress_use(&elsewhere->progress);
}

void fs_activity_set(const char *script, const char *handler, const char *symbol)
{
    if (script)
        snprintf(record->script, sizeof record->script, "%s", script);
    if (handler)
        snprintf(record->handler, sizeof record->handler, "%s", handler);
    if (symbol)
        snprintf(record->symbol, sizeof record->symbol, "%s", symbol);
}
