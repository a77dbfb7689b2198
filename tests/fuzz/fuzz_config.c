/* The configuration's file: whatever the bytes are, there is a configuration or there are problems, and no secret is in what
 * people see of either. */
#include "base/arena.h"
#include "base/error.h"
#include "script/config_file.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECRET "hunter2hunter2"

static void look(const char *text)
{
    if (text && strstr(text, SECRET))
        abort();
}

static void try(struct fs_arena *arena, const char *text, size_t size)
{
    const struct fs_config_node *tree = NULL;
    struct fs_config_problems *problems = fs_config_problems_new();
    if (fs_config_file_parse(arena, "/nonexistent/a.lua", text, size, problems, &tree) == 0) {
        struct fs_config *config = fs_config_new(tree, "/nonexistent/a.lua", NULL, 0, problems);
        if (!config == !fs_config_problems_count(problems))
            abort();
        for (int i = 0; config && i < fs_config_item_count(config); i++)
            look(fs_config_item(config, i)->text);
        for (int i = 0; i < fs_config_problems_count(problems); i++) {
            look(fs_config_problems_get(problems, i)->text);
            look(fs_config_problems_get(problems, i)->hint);
        }
        fs_config_free(config);
    } else if (fs_error_last_code() != FS_E_LIMIT) {
        fprintf(stderr, "%s\n", fs_error_last()->message);
        abort();
    }
    fs_config_problems_free(problems);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    struct fs_arena *arena = fs_arena_new();
    setenv("S", SECRET, 1);
    if (!text || !arena)
        abort();
    memcpy(text, data, size);
    if (!memmem(text, size, SECRET, strlen(SECRET))) /* who writes it down may see it */
        try(arena, text, size);
    fs_arena_free(arena);
    free(text);
    fs_error_clear();
    return 0;
}
