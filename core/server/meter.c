#include "server/meter.h"

#include "base/error.h"
#include "server/disk.h"
#include "server/front.h"
#include "server/live.h"
#include "version.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { CLASSES = 5, STATES = FS_JOB_CANCELLED + 1 };

struct fs_meter {
    struct fs_counter *requests[CLASSES]; /* 1xx to 5xx */
    struct fs_histogram **seconds;        /* by route, in the order of fs_route_at() */
    struct fs_gauge *jobs[STATES];
    struct fs_gauge *acts, *acts_waiting, *commits, *slowest, *journal_bytes, *journal_failed, *live,
        *connections, *disk;
    struct fs_gauge *memory, *files, *cpu;
};

static int declare(struct fs_meter *m, struct fs_metrics *all)
{
    char labels[96];
    int failed = 0;
    struct fs_gauge *info = fs_metrics_gauge(all, "finsmart_build_info", "version=\"" FINSMART_VERSION "\"",
                                             "What runs; always 1.");
    if (info)
        fs_gauge_set(info, 1);
    for (int i = 0; i < CLASSES; i++) {
        snprintf(labels, sizeof labels, "code=\"%dxx\"", i + 1);
        failed |= !(m->requests[i] = fs_metrics_counter(all, "finsmart_http_requests_total", labels,
                                                        "Requests that were answered, by class of status."));
    }
    for (int i = 0; i < fs_route_count(); i++) {
        snprintf(labels, sizeof labels, "operation=\"%s\"", fs_route_at(i)->operation);
        failed |= !(m->seconds[i] = fs_metrics_histogram(
                        all, "finsmart_http_request_seconds", labels,
                        "Time from a request's last byte to its answer, until it is handed to the system.",
                        fs_latency_bounds, fs_latency_bound_count));
    }
    for (int i = 0; i < STATES; i++) {
        snprintf(labels, sizeof labels, "state=\"%s\"", fs_job_state_name(i));
        failed |= !(m->jobs[i] = fs_metrics_gauge(all, "finsmart_jobs", labels, "Jobs there are, by state."));
    }
    const struct {
        struct fs_gauge **gauge;
        const char *name, *help;
    } gauges[] = {
        {&m->acts, "finsmart_journal_acts", "Number of the last act in the journal."},
        {&m->acts_waiting, "finsmart_journal_acts_waiting", "Acts that are not durable yet."},
        {&m->commits, "finsmart_journal_commits", "Groups of acts written since the start."},
        {&m->slowest, "finsmart_journal_commit_seconds_max", "The longest commit since the start."},
        {&m->journal_bytes, "finsmart_journal_segment_bytes", "Size of the segment under way."},
        {&m->journal_failed, "finsmart_journal_failed",
         "1 once the journal could not be written: nothing can be changed."},
        {&m->live, "finsmart_live_clients", "Clients of the WebSocket."},
        {&m->connections, "finsmart_http_connections", "Connections there are, WebSockets included."},
        {&m->disk, "finsmart_disk_free_bytes", "Room on the disk of the home."},
        {&m->memory, "process_resident_memory_bytes", "Resident memory of the server's process."},
        {&m->files, "process_open_fds", "Open descriptors of the server's process."},
        {&m->cpu, "process_cpu_seconds", "Processor time of the server's process."},
    };
    for (size_t i = 0; i < sizeof gauges / sizeof *gauges; i++)
        failed |= !(*gauges[i].gauge = fs_metrics_gauge(all, gauges[i].name, "", gauges[i].help));
    return failed ? -1 : 0;
}

struct fs_meter *fs_meter_new(struct fs_metrics *metrics)
{
    struct fs_meter *m = calloc(1, sizeof *m);
    if (m && (m->seconds = calloc((size_t)fs_route_count(), sizeof *m->seconds)) && !declare(m, metrics))
        return m;
    fs_meter_free(m);
    fs_error_nomem();
    return NULL;
}

void fs_meter_free(struct fs_meter *m)
{
    if (m)
        free(m->seconds);
    free(m);
}

void fs_meter_request(struct fs_meter *m, const struct fs_route *route, int status, double seconds)
{
    fs_meter_refused(m, status);
    for (int i = 0; route && i < fs_route_count(); i++)
        if (fs_route_at(i) == route)
            fs_histogram_observe(m->seconds[i], seconds);
}

void fs_meter_refused(struct fs_meter *m, int status)
{
    if (status >= 100 && status < 600)
        fs_counter_add(m->requests[status / 100 - 1], 1);
}

static double resident(void)
{
    long pages = 0, all;
    FILE *in = fopen("/proc/self/statm", "re");
    if (in) {
        if (fscanf(in, "%ld %ld", &all, &pages) != 2)
            pages = 0;
        fclose(in);
    }
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static int open_files(void)
{
    int count = 0;
    DIR *dir = opendir("/proc/self/fd");
    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count > 3 ? count - 3 : 0; /* ".", ".." and the folder itself */
}

void fs_meter_look(struct fs_server *s)
{
    struct fs_meter *m = s->meter;
    struct fs_acts_state acts;
    struct rusage used;
    int states[STATES] = {0};
    for (int i = 0; i < fs_jobs_count(s->jobs); i++)
        states[fs_jobs_at(s->jobs, i)->state]++;
    for (int i = 0; i < STATES; i++)
        fs_gauge_set(m->jobs[i], states[i]);
    fs_acts_state(s->acts, &acts);
    fs_gauge_set(m->acts, (double)acts.durable);
    fs_gauge_set(m->acts_waiting, (double)(acts.added - acts.durable));
    fs_gauge_set(m->commits, (double)acts.commits);
    fs_gauge_set(m->slowest, (double)acts.slowest_ns * 1e-9);
    fs_gauge_set(m->journal_bytes, (double)acts.bytes);
    fs_gauge_set(m->journal_failed, fs_acts_failure(s->acts) != NULL);
    fs_gauge_set(m->live, fs_live_clients(s->live));
    fs_gauge_set(m->connections, fs_front_connections(s->front));
    fs_gauge_set(m->disk, (double)fs_disk_room(s->disk));
    getrusage(RUSAGE_SELF, &used);
    fs_gauge_set(m->memory, resident());
    fs_gauge_set(m->files, open_files());
    fs_gauge_set(m->cpu, (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                             1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec));
}
