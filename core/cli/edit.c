#include "cli/edit.h"

#include "base/error.h"

#include <ctype.h>
#include <fcntl.h>
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Lines that the history keeps. */
#define HISTORY_LINES 2000

struct fs_edit {
    EditLine *el;
    History *history;
    char *path;
    const char *prompt;
    char *line;
    int interrupted;
    fs_edit_complete complete;
    void *data;
};

static struct fs_edit *of(EditLine *el)
{
    struct fs_edit *edit = NULL;
    el_get(el, EL_CLIENTDATA, &edit);
    return edit;
}

static const char *prompt_of(EditLine *el)
{
    return of(el)->prompt;
}

/* Ctrl-C is a key here, not a signal, so that nothing can be interrupted half-way. */
static unsigned char on_break(EditLine *el, int key)
{
    (void)key;
    of(el)->interrupted = 1;
    fputs("^C\n", stdout);
    return CC_EOF;
}

static int word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == ':';
}

/* Letters that all names begin with. */
static size_t common_length(char *const *names, int count)
{
    size_t length = strlen(names[0]);
    for (int i = 1; i < count; i++) {
        size_t same = 0;
        while (same < length && names[i][same] == names[0][same])
            same++;
        length = same;
    }
    return length;
}

/* The last part of "ta.sma", which is what is left to be chosen. */
static const char *last_part(const char *name)
{
    const char *dot = strrchr(name, '.'), *colon = strrchr(name, ':');
    const char *cut = dot > colon ? dot : colon;
    return cut ? cut + 1 : name;
}

static void list_names(char *const *names, int count)
{
    int width = 0, columns = 80;
    for (int i = 0; i < count; i++) {
        int length = (int)strlen(last_part(names[i]));
        width = length > width ? length : width;
    }
    int a_row = columns / (width + 2) > 0 ? columns / (width + 2) : 1;
    putchar('\n');
    for (int i = 0; i < count; i++)
        printf("%-*s%s", width + 2, last_part(names[i]), (i + 1) % a_row == 0 || i + 1 == count ? "\n" : "");
}

static unsigned char on_complete(EditLine *el, int key)
{
    (void)key;
    struct fs_edit *edit = of(el);
    const LineInfo *info = el_line(el);
    const char *start = info->cursor;
    while (start > info->buffer && word_char(start[-1]))
        start--;
    size_t length = (size_t)(info->cursor - start);
    if (length == 0 && info->cursor == info->buffer) { /* at the beginning of a line: indent */
        el_insertstr(el, "  ");
        return CC_REFRESH;
    }
    char *word = strndup(start, length);
    char **names = NULL;
    int count = word ? edit->complete(edit->data, word, &names) : 0;
    free(word);
    unsigned char result = CC_REFRESH_BEEP;
    if (count > 0) {
        size_t common = common_length(names, count);
        if (common > length) {
            char *rest = strndup(names[0] + length, common - length);
            if (rest && el_insertstr(el, rest) == 0)
                result = CC_REFRESH;
            free(rest);
        } else if (count > 1) {
            list_names(names, count);
            result = CC_REDISPLAY;
        }
    }
    free(names);
    return result;
}

/* The file is plain lines, oldest first, to which every line is added at once: a session may be ended by its time limit,
 * and several may run beside each other. Only its owner may read it. */
static FILE *open_history(const struct fs_edit *edit, int flags, const char *mode)
{
    int fd = edit->path ? open(edit->path, flags | O_CLOEXEC, 0600) : -1;
    FILE *file = fd >= 0 ? fdopen(fd, mode) : NULL;
    if (!file && fd >= 0)
        close(fd);
    return file;
}

static void load_history(struct fs_edit *edit)
{
    FILE *file = open_history(edit, O_RDONLY, "r");
    if (!file)
        return;
    HistEvent event;
    char *line = NULL;
    size_t room = 0;
    int lines = 0;
    for (ssize_t length; (length = getline(&line, &room, file)) > 0; lines++) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0])
            history(edit->history, &event, H_ENTER, line);
    }
    free(line);
    fclose(file);
    if (lines <= 2 * HISTORY_LINES || !(file = open_history(edit, O_WRONLY | O_TRUNC, "w")))
        return;
    for (int more = history(edit->history, &event, H_LAST); more >= 0;
         more = history(edit->history, &event, H_PREV))
        fprintf(file, "%s\n", event.str);
    fclose(file);
}

static void keep(struct fs_edit *edit, const char *line)
{
    HistEvent event;
    history(edit->history, &event, H_ENTER, line);
    FILE *file = open_history(edit, O_WRONLY | O_CREAT | O_APPEND, "a");
    if (!file)
        return;
    fprintf(file, "%s\n", line);
    fclose(file);
}

struct fs_edit *fs_edit_new(const char *path, fs_edit_complete complete, void *data)
{
    struct fs_edit *edit = calloc(1, sizeof *edit);
    if (!edit) {
        fs_error_nomem();
        return NULL;
    }
    edit->complete = complete;
    edit->data = data;
    edit->el = el_init("finsmart", stdin, stdout, stderr);
    edit->history = history_init();
    edit->path = path ? strdup(path) : NULL;
    if (!edit->el || !edit->history || (path && !edit->path)) {
        fs_error_nomem();
        fs_edit_free(edit);
        return NULL;
    }
    HistEvent event;
    history(edit->history, &event, H_SETSIZE, HISTORY_LINES);
    history(edit->history, &event, H_SETUNIQUE, 1);
    load_history(edit);
    el_set(edit->el, EL_CLIENTDATA, edit);
    el_set(edit->el, EL_PROMPT, prompt_of);
    el_set(edit->el, EL_EDITOR, "emacs");
    el_set(edit->el, EL_HIST, history, edit->history);
    el_set(edit->el, EL_SETTY, "-d", "-isig", NULL);
    /* The wide form, because the narrow one leaks copies of the texts. */
    el_wset(edit->el, EL_ADDFN, L"finsmart-complete", L"Complete a name", on_complete);
    el_wset(edit->el, EL_ADDFN, L"finsmart-break", L"Drop the line", on_break);
    el_source(edit->el, NULL); /* the person's own key bindings: ~/.editrc */
    el_set(edit->el, EL_BIND, "^I", "finsmart-complete", NULL);
    el_set(edit->el, EL_BIND, "^C", "finsmart-break", NULL);
    el_set(edit->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
    return edit;
}

void fs_edit_free(struct fs_edit *edit)
{
    if (!edit)
        return;
    if (edit->history)
        history_end(edit->history);
    if (edit->el)
        el_end(edit->el);
    free(edit->path);
    free(edit->line);
    free(edit);
}

int fs_edit_line(struct fs_edit *edit, const char *prompt, const char **line)
{
    int length = 0;
    edit->prompt = prompt;
    edit->interrupted = 0;
    el_set(edit->el, EL_PREP_TERM, 1); /* before the prompt shows: who sees it may press Ctrl-D at once */
    const char *text = el_gets(edit->el, &length);
    if (edit->interrupted) {
        el_reset(edit->el);
        return FS_EDIT_BREAK;
    }
    if (!text || length <= 0)
        return FS_EDIT_END;
    free(edit->line);
    edit->line = strdup(text);
    if (!edit->line)
        return FS_EDIT_END;
    edit->line[strcspn(edit->line, "\n")] = '\0';
    if (edit->line[strspn(edit->line, " \t")])
        keep(edit, edit->line);
    *line = edit->line;
    return FS_EDIT_LINE;
}
