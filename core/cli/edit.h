/*
 * edit.h: a line typed by a person, with history and completion (libedit).
 */
#ifndef FINSMART_CLI_EDIT_H
#define FINSMART_CLI_EDIT_H

struct fs_edit;

/* How a line was ended. */
enum fs_edit_result {
    FS_EDIT_END = 0,  /* Ctrl-D, or the terminal is gone */
    FS_EDIT_LINE = 1, /* a line */
    FS_EDIT_BREAK = 2 /* Ctrl-C: the line is dropped */
};

/* Names that `word` can be completed to, as fs_session_complete() gives them. */
typedef int (*fs_edit_complete)(void *data, const char *word, char ***names);

/* `path`: the file to read the lines of earlier days from and keep them in; NULL: none. NULL with an error. */
struct fs_edit *fs_edit_new(const char *path, fs_edit_complete complete, void *data);
/* Gives the terminal back. */
void fs_edit_free(struct fs_edit *edit);
/* Reads a line, without its line break, borrowed until the next call. */
int fs_edit_line(struct fs_edit *edit, const char *prompt, const char **line);

#endif
