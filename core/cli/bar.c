#include "cli/bar.h"

#include "base/cancel.h"
#include "base/progress.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static struct {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int running, stop;
    int drawn; /* something stands on the line */
} bar = {.lock = PTHREAD_MUTEX_INITIALIZER};

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* 1234567 -> "1.23 M" */
static void short_number(char out[24], double x)
{
    static const char units[] = " kMGT";
    int unit = 0;
    while (x >= 1000.0 && unit < 4)
        x /= 1000.0, unit++;
    snprintf(out, 24, unit ? "%.3g %c" : "%.3g", x, units[unit]);
}

static int terminal_columns(void)
{
    struct winsize size = {0};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

static void draw(double seconds)
{
    const struct fs_progress *r = fs_progress_record();
    double done = r->done, total = r->total, rate = seconds > 0 ? done / seconds : 0;
    char rate_text[24], done_text[24], line[256];
    short_number(rate_text, rate);
    short_number(done_text, done);
    int columns = terminal_columns();
    if (total > 0) {
        static const char full[] = "########################", empty[] = "........................";
        double part = done < total ? done / total : 1.0, left = rate > 0 ? (total - done) / rate : 0;
        char left_text[24] = "--:--", figures[128]; /* nothing is done yet: nobody knows */
        if (rate > 0)
            snprintf(left_text, sizeof left_text, "%ld:%02ld", (long)left / 60, (long)left % 60);
        int length = snprintf(figures, sizeof figures, "%3.0f %%  %s %s/s  %s left", part * 100, rate_text,
                              r->unit, left_text);
        /* On a narrow terminal the cells give way to the figures, the rate and the time left. */
        int cells = columns - 5 - (int)strlen(r->label) - length, widest = (int)sizeof full - 1;
        cells = cells > widest ? widest : cells;
        int filled = (int)(part * cells);
        if (cells > 2)
            snprintf(line, sizeof line, "%s [%.*s%.*s] %s", r->label, filled, full, cells - filled, empty,
                     figures);
        else
            snprintf(line, sizeof line, "%s", figures);
    } else if (!*r->unit) {
        snprintf(line, sizeof line, "%s  %.0f s", r->label, seconds);
    } else {
        snprintf(line, sizeof line, "%s  %s %s  %s %s/s", r->label, done_text, r->unit, rate_text, r->unit);
    }
    if (!fs_progress_draw()) /* it ended meanwhile: the line is somebody else's */
        return;
    fprintf(stderr, "\r\033[K%.*s", columns - 1, line);
    fflush(stderr);
    bar.drawn = 1;
}

static void wipe(void)
{
    if (bar.drawn)
        fputs("\r\033[K", stderr), fflush(stderr);
    bar.drawn = 0;
    fs_progress_wiped();
}

static void *watch(void *unused)
{
    (void)unused;
    uint32_t seen = 0;
    double since = 0, last = 0;
    pthread_mutex_lock(&bar.lock);
    while (!bar.stop) {
        uint32_t serial = fs_progress_record()->serial;
        double now = seconds_now();
        if (serial != seen)
            seen = serial, since = now;
        if (fs_cancel_requested())
            wipe(); /* what is being stopped has the last word on the line */
        else if (!(fs_progress_record()->active & FS_PROGRESS_ACTIVE))
            wipe();
        else if (now - since > 1.0 && (now - last >= 0.1 || !bar.drawn))
            draw(now - since), last = now;
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += bar.drawn ? 20000000 : 100000000; /* who ends waits for the bar to go */
        if (until.tv_nsec >= 1000000000)
            until.tv_sec++, until.tv_nsec -= 1000000000;
        pthread_cond_timedwait(&bar.wake, &bar.lock, &until);
    }
    pthread_mutex_unlock(&bar.lock);
    return NULL;
}

void fs_bar_start(void)
{
    if (!isatty(STDERR_FILENO) || bar.running)
        return;
    bar.stop = 0;
    pthread_cond_init(&bar.wake, NULL);
    bar.running = pthread_create(&bar.thread, NULL, watch, NULL) == 0;
}

void fs_bar_stop(void)
{
    if (!bar.running)
        return;
    pthread_mutex_lock(&bar.lock);
    bar.stop = 1;
    pthread_cond_signal(&bar.wake);
    pthread_mutex_unlock(&bar.lock);
    pthread_join(bar.thread, NULL);
    bar.running = 0;
    wipe();
}
