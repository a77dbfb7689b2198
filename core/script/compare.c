#include "script/compare.h"

#include "base/error.h"
#include "script/state.h"
#include "script/values.h"

#include <errno.h>
#include <jansson.h>
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct comparing {
    const char *const *paths;
    json_t *runs[FS_COMPARE_MAX];
    int count, page;
    struct fs_comparison *out;
};

static json_t *parse(FILE *file, const char *path)
{
    json_error_t wrong;
    json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &wrong);
    if (root && json_is_object(root))
        return root;
    if (root)
        fs_error_set(FS_E_INPUT, "%s: is not a JSON object; expected the result of a backtest", path);
    else
        fs_error_set(FS_E_INPUT, "%s:%d: not JSON: %s", path, wrong.line, wrong.text);
    fs_error_hint("a run is a folder that finsmart backtest --out wrote, or a file of its --json");
    json_decref(root);
    return NULL;
}

static json_t *read_run(const char *run)
{
    struct stat info;
    char *path = NULL;
    int folder = stat(run, &info) == 0 && S_ISDIR(info.st_mode);
    if (asprintf(&path, "%s%s", run, folder ? "/tearsheet.json" : "") < 0) {
        fs_error_nomem();
        return NULL;
    }
    FILE *file = fopen(path, "rb");
    json_t *root = NULL;
    if (file) {
        root = parse(file, path);
        fclose(file);
    } else {
        fs_error_errno("%s: cannot be read", path);
        if (folder && errno == ENOENT)
            fs_error_hint("'%s' is no folder that finsmart backtest --out wrote", run);
    }
    free(path);
    return root;
}

/* runs, a list of { path, document }; page. */
static int push_runs(lua_State *L, void *arg)
{
    const struct comparing *c = arg;
    lua_createtable(L, c->count, 0);
    for (int i = 0; i < c->count; i++) {
        lua_newtable(L);
        lua_pushstring(L, c->paths[i]);
        lua_setfield(L, -2, "path");
        fs_values_push(L, c->runs[i], 1);
        lua_setfield(L, -2, "document");
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushboolean(L, c->page);
    return 2;
}

static char *copy(lua_State *L, int index, size_t *length)
{
    const char *text = lua_tolstring(L, index, length);
    char *out = text ? malloc(*length + 1) : NULL;
    if (out)
        memcpy(out, text, *length + 1);
    return out;
}

static void take_texts(lua_State *L, int first, void *arg)
{
    const struct comparing *c = arg;
    size_t length;
    c->out->json = copy(L, first, &length);
    c->out->text = copy(L, first + 1, &length);
    if (c->page)
        c->out->page = copy(L, first + 2, &c->out->page_length);
}

static int compare(struct comparing *c)
{
    for (int i = 0; i < c->count; i++)
        if (!(c->runs[i] = read_run(c->paths[i])))
            return -1;
    struct fs_state_options options = {.out = stderr};
    struct fs_state *state = fs_state_new(&options);
    int status = state ? fs_state_enter(state, "report.compare", push_runs, take_texts, c) : -1;
    fs_state_free(state);
    if (status == 0 && (!c->out->json || !c->out->text || (c->page && !c->out->page)))
        status = fs_error_nomem();
    return status;
}

int fs_compare(const char *const *paths, int count, int page, struct fs_comparison *out)
{
    struct comparing c = {.paths = paths, .count = count, .page = page, .out = out};
    *out = (struct fs_comparison){0};
    if (count < 2 || count > FS_COMPARE_MAX)
        return fs_error_set(FS_E_USAGE, "%d runs; expected 2 to %d", count, FS_COMPARE_MAX);
    int status = compare(&c);
    for (int i = 0; i < count; i++)
        json_decref(c.runs[i]);
    if (status)
        fs_comparison_free(out);
    return status;
}

void fs_comparison_free(struct fs_comparison *comparison)
{
    free(comparison->json);
    free(comparison->text);
    free(comparison->page);
    *comparison = (struct fs_comparison){0};
}
