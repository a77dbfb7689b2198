/*
 * job_kinds.h: what a job may ask for, and the command line that it becomes.
 *
 * A job is a command of this program (backtest, sweep, run, test, check) in a process of its own: what it prints with --json
 * is its result, so that a server and a command line cannot differ. A request is a JSON object:
 *
 *   kind      "backtest" ...
 *   script    name of a script; version: its hash, else the active version
 *   plugin    instead of a script: name of a strategy in C (backtest, sweep)
 *   data      a dataset's name, or a list of them (backtest, sweep, check with bias)
 *   symbols   list of texts;  from, to: dates or times
 *   params    object: values of the script's parameters; in a sweep also texts such as "5:50:5"
 *   options   object: the command's other options by their long names, such as {"fee-bps": 5}
 *   report    true: a page besides (backtest, sweep, run);  journal: true: a journal (backtest)
 *   tests     test: the text of a file of tests, which imports the script by its name
 *
 * A job of kind "import" is made by sending rows (route_data.c): it has dataset, upload (the SHA-256 of what was sent) and
 * options.
 */
#ifndef FINSMART_SERVER_JOB_KINDS_H
#define FINSMART_SERVER_JOB_KINDS_H

#include "server/scripts.h"

struct fs_job_limits {
    double seconds;  /* of one job */
    int64_t memory;  /* bytes, of one process */
    int64_t at_once; /* jobs of one person that may run at the same time */
};

struct fs_job_place {
    const char *home;   /* absolute */
    const char *folder; /* the job's: results, pages, journals go there */
    struct fs_job_limits limits;
};

/* Says what is wrong with a request: `field` is the JSON pointer of what is at fault ("/options/fee-bps"). 0; -1 with an
 * error. On success *version is that of its script, NULL where it has none (a plugin). */
int fs_job_check(const json_t *request, const struct fs_scripts *scripts, char field[128],
                 const struct fs_script **script, const struct fs_script_version **version);
/* The command line of a checked request, NULL-terminated; fs_job_argv_free() it. `script_path` NULL: a plugin. NULL with an
 * error. */
char **fs_job_argv(const json_t *request, const char *script_path, const struct fs_job_place *place);
void fs_job_argv_free(char **argv);
/* Does its command start workers itself? */
int fs_job_leads(const json_t *request);
/* What was sent to be imported lies in HOME/uploads/HASH/rows; free() it. NULL with an error. */
char *fs_upload_path(const char *home, const char *hash);
/* "report.html" and so on, NULL-terminated: all files that a job may leave. */
extern const char *const fs_job_files[];

#endif
