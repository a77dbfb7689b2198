#include "base/progress.h"

#include <stdio.h>
#include <time.h>

static struct fs_progress own;
static struct fs_progress *record = &own;

struct fs_progress *fs_progress_record(void)
{
    return record;
}

void fs_progress_use(struct fs_progress *elsewhere)
{
    record = elsewhere;
}

void fs_progress_begin(const char *label, const char *unit, double total)
{
    snprintf(record->label, sizeof record->label, "%s", label);
    snprintf(record->unit, sizeof record->unit, "%s", unit);
    atomic_store(&record->done, 0.0);
    atomic_store(&record->total, total);
    atomic_fetch_add(&record->serial, 1);
    atomic_fetch_or(&record->active, FS_PROGRESS_ACTIVE);
}

void fs_progress_update(double done)
{
    atomic_store_explicit(&record->done, done, memory_order_relaxed);
}

void fs_progress_end(void)
{
    uint32_t before = atomic_fetch_and(&record->active, ~(uint32_t)FS_PROGRESS_ACTIVE);
    /* The watcher may be another process, and gone: don't wait for ever. */
    for (int i = 0; i < 250 && before & FS_PROGRESS_DRAWN; i++) {
        nanosleep(&(struct timespec){0, 1000000}, NULL);
        before = atomic_load(&record->active);
    }
}

int fs_progress_draw(void)
{
    uint32_t now = atomic_load(&record->active);
    while (now & FS_PROGRESS_ACTIVE)
        if (atomic_compare_exchange_weak(&record->active, &now, now | FS_PROGRESS_DRAWN))
            return 1;
    return 0;
}

void fs_progress_wiped(void)
{
    atomic_fetch_and(&record->active, ~(uint32_t)FS_PROGRESS_DRAWN);
}
