/*
 * study.h: scripts that compute and return something: studies and reports.
 */
#ifndef FINSMART_SCRIPT_STUDY_H
#define FINSMART_SCRIPT_STUDY_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct fs_study;

struct fs_study_options {
    const char *const *params; /* "name=value" texts */
    int param_count;
    size_t memory_limit; /* bytes of Lua memory; 0: none */
    const char *home;    /* where datasets live */
    FILE *out;           /* where print() goes; NULL: standard output */
};

/* Loads the script and sets its parameters. NULL with an error that names file and line. */
struct fs_study *fs_study_load(const char *path, const struct fs_study_options *options);
void fs_study_free(struct fs_study *study);
/* "study" or "report" */
const char *fs_study_kind(const struct fs_study *study);
/* Calls run(params). -1 with the script's error. */
int fs_study_run(struct fs_study *study);
/* What run() returned: as JSON (json_decref() it), as text for a person, or, where it returned a page, as HTML (free()
 * both). NULL with an error. */
json_t *fs_study_json(struct fs_study *study);
char *fs_study_text(struct fs_study *study);
char *fs_study_html(struct fs_study *study, size_t *length);

#endif
