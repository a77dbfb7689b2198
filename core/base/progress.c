#include "base/progress.h"

#include <stdio.h>

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
    atomic_store(&record->active, 1);
}

void fs_progress_update(double done)
{
    atomic_store_explicit(&record->done, done, memory_order_relaxed);
}

void fs_progress_end(void)
{
    atomic_store(&record->active, 0);
}
