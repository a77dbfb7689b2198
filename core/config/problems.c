#include "config/problems.h"

#include "base/arena.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fs_config_problems {
    struct fs_arena *arena;
    struct fs_config_problem *items;
    int count, capacity;
    int lost; /* there was no memory for so many */
    int sorted;
};

struct fs_config_problems *fs_config_problems_new(void)
{
    struct fs_config_problems *problems = calloc(1, sizeof *problems);
    if (!problems || !(problems->arena = fs_arena_new())) {
        free(problems);
        fs_error_nomem();
        return NULL;
    }
    return problems;
}

void fs_config_problems_free(struct fs_config_problems *problems)
{
    if (!problems)
        return;
    fs_arena_free(problems->arena);
    free(problems->items);
    free(problems);
}

static char *printed(struct fs_arena *arena, const char *format, va_list arguments)
{
    char buffer[2000];
    vsnprintf(buffer, sizeof buffer, format, arguments);
    return fs_arena_strdup(arena, buffer);
}

static struct fs_config_problem *room(struct fs_config_problems *problems)
{
    if (problems->count == problems->capacity) {
        int capacity = problems->capacity ? problems->capacity * 2 : 16;
        struct fs_config_problem *items = realloc(problems->items, (size_t)capacity * sizeof *items);
        if (!items)
            return NULL;
        problems->items = items;
        problems->capacity = capacity;
    }
    return &problems->items[problems->count];
}

void fs_config_problem(struct fs_config_problems *problems, const char *file, int line, const char *key,
                       const char *format, ...)
{
    struct fs_config_problem *problem = room(problems);
    va_list arguments;
    va_start(arguments, format);
    char *text = problem ? printed(problems->arena, format, arguments) : NULL;
    va_end(arguments);
    char *file_copy = text ? fs_arena_strdup(problems->arena, file) : NULL;
    char *key_copy = file_copy ? fs_arena_strdup(problems->arena, key) : NULL;
    if (!key_copy) {
        problems->lost++;
        return;
    }
    *problem = (struct fs_config_problem){file_copy, line, key_copy, text, NULL};
    problems->count++;
    problems->sorted = 0;
}

void fs_config_problem_hint(struct fs_config_problems *problems, const char *format, ...)
{
    if (!problems->count || problems->lost)
        return;
    va_list arguments;
    va_start(arguments, format);
    problems->items[problems->count - 1].hint = printed(problems->arena, format, arguments);
    va_end(arguments);
}

int fs_config_problems_count(struct fs_config_problems *problems)
{
    return problems->count + problems->lost;
}

/* Insertion keeps those of one line in the order they were found. */
static void sort(struct fs_config_problems *problems)
{
    struct fs_config_problem *items = problems->items;
    for (int i = 1; i < problems->count && !problems->sorted; i++) {
        struct fs_config_problem item = items[i];
        int at = i;
        for (; at > 0; at--) {
            int order = strcmp(items[at - 1].file, item.file);
            if (order < 0 || (order == 0 && items[at - 1].line <= item.line))
                break;
            items[at] = items[at - 1];
        }
        items[at] = item;
    }
    problems->sorted = 1;
}

const struct fs_config_problem *fs_config_problems_get(struct fs_config_problems *problems, int index)
{
    sort(problems);
    return index >= problems->count ? NULL : &problems->items[index];
}

static void print(FILE *out, const struct fs_config_problem *problem)
{
    if (*problem->file && problem->line)
        fprintf(out, "%s:%d: ", problem->file, problem->line);
    else if (*problem->file)
        fprintf(out, "%s: ", problem->file);
    fprintf(out, "%s%s%s", problem->key, *problem->key ? " " : "", problem->text);
    if (problem->hint)
        fprintf(out, "\n  hint: %s", problem->hint);
}

int fs_config_problems_fail(struct fs_config_problems *problems)
{
    char *text = NULL;
    size_t length = 0;
    if (!fs_config_problems_count(problems))
        return 0;
    FILE *out = problems->lost ? NULL : open_memstream(&text, &length);
    if (!out)
        return fs_error_nomem();
    for (int i = 0; i < problems->count; i++) {
        if (i)
            putc('\n', out);
        print(out, fs_config_problems_get(problems, i));
    }
    int failed = ferror(out);
    failed |= fclose(out);
    int result = failed ? fs_error_nomem() : fs_error_set(FS_E_INPUT, "%s", text);
    free(text);
    return result;
}
