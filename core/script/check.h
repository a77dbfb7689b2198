/*
 * check.h: what is wrong with a script, found by reading it and never by running it.
 *
 * The work is done by Lua files of ours (core/script/check/<name>.lua) in a LuaJIT state of its own: lexer,
 * parser, names, values, kinds. docs/checking-scripts.md lists the codes of the findings.
 */
#ifndef FINSMART_SCRIPT_CHECK_H
#define FINSMART_SCRIPT_CHECK_H

struct fs_findings;

struct fs_finding {
    const char *file; /* as given, or the path of an imported module */
    int line, column; /* from 1; a column counts bytes */
    int is_error;     /* 1: the script can't work; 0: a warning */
    const char *code; /* "unknown-field": stable, for machines and the documentation */
    const char *text; /* what was found, one sentence without a full stop */
    const char *hint; /* what to do, or NULL */
};

/* Checks the scripts and all that they import; findings are sorted by file, in the order given, and position.
 * `library` is the folder of modules that every script may import. NULL with an error when a file can't be
 * read or memory runs out; findings are no error. */
struct fs_findings *fs_check_scripts(const char *const *paths, int count, const char *library);
void fs_findings_free(struct fs_findings *findings);
int fs_findings_count(const struct fs_findings *findings);
/* Borrowed; valid as long as the findings. */
const struct fs_finding *fs_findings_get(const struct fs_findings *findings, int index);
/* How many files were read, imported modules included. */
int fs_findings_files(const struct fs_findings *findings);

#endif
