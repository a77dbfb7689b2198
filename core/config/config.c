#include "config/config.h"

#include "base/arena.h"
#include "base/error.h"
#include "config/reader.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more in an array that grows; NULL when out of memory. */
static void *grow(struct fs_config_reader *r, void *items, int count, int *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    int larger = *capacity ? *capacity * 2 : 64;
    void *more = realloc(items, (size_t)larger * size);
    if (!more)
        r->failed = fs_error_nomem();
    else
        *capacity = larger;
    return more;
}

void fs_config_reader_place(struct fs_config_reader *r, const char *path, const struct fs_config_node *node)
{
    struct fs_config_place *places =
        grow(r, r->places, r->place_count, &r->place_capacity, sizeof *r->places);
    if (places) {
        r->places = places;
        r->places[r->place_count++] =
            (struct fs_config_place){path, node->line, node->type == FS_CONFIG_NODE_BAD};
    }
}

/* The line of a path, or of the longest part of it that stands in the file. */
static int line_of(const struct fs_config_reader *r, const char *path)
{
    size_t best = 0;
    int line = 0;
    for (int i = 0; i < r->place_count; i++) {
        size_t length = strlen(r->places[i].path);
        if (length > best && !strncmp(path, r->places[i].path, length) &&
            (!path[length] || path[length] == '.')) {
            best = length;
            line = r->places[i].line;
        }
    }
    return line;
}

static int within(const char *part, const char *path)
{
    size_t length = strlen(path);
    return !strncmp(part, path, length) && (!part[length] || part[length] == '.');
}

int fs_config_wrong_already(const struct fs_config_reader *r, const char *path)
{
    for (int i = 0; i < r->place_count; i++)
        if (r->places[i].bad && within(r->places[i].path, path))
            return 1;
    for (int i = 0; i < fs_config_problems_count(r->problems); i++) {
        const struct fs_config_problem *problem = fs_config_problems_get(r->problems, i);
        if (problem && within(problem->key, path))
            return 1;
    }
    return 0;
}

int fs_config_wrong(struct fs_config_reader *r, const char *path, const char *format, ...)
{
    char text[1000];
    va_list arguments;
    if (r->together && fs_config_wrong_already(r, path))
        return 0;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fs_config_problem(r->problems, r->file, line_of(r, path), path, "%s", text);
    return 1;
}

const char *fs_config_shown(const struct fs_config_reader *r, const char *path, const char *text)
{
    for (int i = 0; i < r->whole->item_count; i++) {
        const struct fs_config_item *item = &r->whole->items[i];
        if (!strcmp(item->key, path) && item->text && !strcmp(item->text, "(secret)"))
            return "(secret)";
    }
    return text;
}

const char *fs_config_reader_join(struct fs_config_reader *r, const char *path, const char *name)
{
    const char *joined = *path ? fs_arena_printf(r->whole->arena, "%s.%s", path, name)
                               : fs_arena_strdup(r->whole->arena, name);
    if (!joined)
        r->failed = -1;
    return joined ? joined : "";
}

void fs_config_reader_item(struct fs_config_reader *r, const char *path, const char *text, int origin,
                           int line, const char *from)
{
    struct fs_config_whole *whole = r->whole;
    struct fs_config_item *items =
        grow(r, whole->items, whole->item_count, &whole->item_capacity, sizeof *items);
    if (!items)
        return;
    whole->items = items;
    items[whole->item_count++] = (struct fs_config_item){path, text, origin, line, from};
}

static const char *folder_of(struct fs_arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');
    return !slash ? "" : slash == file ? "/" : fs_arena_strndup(arena, file, (size_t)(slash - file));
}

struct fs_config *fs_config_new(const struct fs_config_node *tree, const char *file,
                                const struct fs_config_override *overrides, int override_count,
                                struct fs_config_problems *problems)
{
    struct fs_config_whole *whole = calloc(1, sizeof *whole);
    if (!whole || !(whole->arena = fs_arena_new())) {
        free(whole);
        fs_error_nomem();
        return NULL;
    }
    struct fs_config_reader reader = {.whole = whole,
                                      .problems = problems,
                                      .file = file ? file : "",
                                      .overrides = overrides,
                                      .override_count = override_count};
    fs_error_clear();
    reader.folder = folder_of(whole->arena, reader.file);
    if (reader.folder)
        fs_config_read_all(&reader, tree);
    free(reader.places);
    if (reader.folder && !reader.failed && !fs_config_problems_count(problems))
        return &whole->config;
    fs_config_free(&whole->config);
    return NULL;
}

static struct fs_config_whole *whole_of(const struct fs_config *config)
{
    return (struct fs_config_whole *)(void *)(uintptr_t)config;
}

void fs_config_free(struct fs_config *config)
{
    if (!config)
        return;
    struct fs_config_whole *whole = whole_of(config);
    fs_arena_free(whole->arena);
    free(whole->items);
    free(whole);
}

int fs_config_item_count(const struct fs_config *config)
{
    return whole_of(config)->item_count;
}

const struct fs_config_item *fs_config_item(const struct fs_config *config, int index)
{
    return &whole_of(config)->items[index];
}

const void *fs_config_find(const struct fs_config_map *map, size_t size, const char *name)
{
    for (int i = 0; i < map->count; i++) {
        const char *item = (const char *)map->items + (size_t)i * size;
        if (!strcmp(*(const char *const *)(const void *)item, name))
            return item;
    }
    return NULL;
}

struct fs_config_role fs_config_role_limits(const struct fs_config *config, const char *role)
{
    const struct fs_config_workers *workers = &config->workers;
    const struct fs_config_role *own = fs_config_find(&workers->roles, sizeof *own, role);
    struct fs_config_role limits = {role, workers->time, workers->memory, workers->jobs};
    if (own && own->time)
        limits.time = own->time;
    if (own && own->memory)
        limits.memory = own->memory;
    if (own && own->jobs)
        limits.jobs = own->jobs;
    return limits;
}
