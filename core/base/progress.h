/*
 * progress.h: how far a long piece of work is, told by whoever does it and shown by whoever watches.
 *
 * Work reports into the process's one progress record; the command line draws it as a bar, and a supervisor
 * draws that of a script's process through shared memory. Reporting is a few stores: call it every few
 * thousand steps.
 */
#ifndef FINSMART_BASE_PROGRESS_H
#define FINSMART_BASE_PROGRESS_H

#include <stdatomic.h>
#include <stdint.h>

/* FS_PROGRESS_DRAWN: whoever watches has drawn a bar and not wiped it; fs_progress_end() waits for that. */
enum { FS_PROGRESS_ACTIVE = 1, FS_PROGRESS_DRAWN = 2 };

/* Fixed layout: it may lie in memory shared with a supervisor. */
struct fs_progress {
    _Atomic double done;
    _Atomic double total;    /* 0: unknown */
    _Atomic uint32_t serial; /* counts fs_progress_begin(); 0: nothing has begun */
    _Atomic uint32_t active; /* FS_PROGRESS_ACTIVE between begin and end, FS_PROGRESS_DRAWN */
    char label[64];          /* what is being done */
    char unit[16];           /* plural: "bars" */
};

/* `label` and `unit` are cut to fit. */
void fs_progress_begin(const char *label, const char *unit, double total);
void fs_progress_update(double done);
/* Returns once a bar that was drawn is wiped (a quarter of a second at most): what is printed next has the line to
 * itself. */
void fs_progress_end(void);
/* The record; fs_progress_use() puts it elsewhere (shared memory); call that before anything begins. */
struct fs_progress *fs_progress_record(void);
void fs_progress_use(struct fs_progress *record);
/* For who watches: may a bar be drawn now? Marks it as drawn where it may. */
int fs_progress_draw(void);
/* The bar is wiped. */
void fs_progress_wiped(void);

#endif
