#include "script/study.h"

#include "base/error.h"
#include "script/state.h"
#include "script/values.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

struct fs_study {
    struct fs_state *state;
    char *path;
    const struct fs_study_options *options; /* while loading */
    char kind[16];
};

static int push_load(lua_State *L, void *arg)
{
    const struct fs_study *study = arg;
    lua_pushstring(L, study->path);
    lua_newtable(L);
    for (int i = 0; i < study->options->param_count; i++) {
        lua_pushstring(L, study->options->params[i]);
        lua_rawseti(L, -2, i + 1);
    }
    return 2;
}

static void take_load(lua_State *L, int first, void *arg)
{
    struct fs_study *study = arg;
    snprintf(study->kind, sizeof study->kind, "%s", lua_tostring(L, first));
}

struct fs_study *fs_study_load(const char *path, const struct fs_study_options *options)
{
    struct fs_study *study = calloc(1, sizeof *study);
    if (!study) {
        fs_error_nomem();
        return NULL;
    }
    struct fs_state_options state = {
        .memory_limit = options->memory_limit, .home = options->home, .out = options->out, .seed = 1};
    study->options = options;
    if (!(study->path = strdup(path))) {
        fs_study_free(study);
        fs_error_nomem();
        return NULL;
    }
    if (!(study->state = fs_state_new(&state)) ||
        fs_state_enter(study->state, "study.load", push_load, take_load, study)) {
        fs_study_free(study);
        return NULL;
    }
    return study;
}

void fs_study_free(struct fs_study *study)
{
    if (!study)
        return;
    fs_state_free(study->state);
    free(study->path);
    free(study);
}

const char *fs_study_kind(const struct fs_study *study)
{
    return study->kind;
}

int fs_study_run(struct fs_study *study)
{
    return fs_state_enter(study->state, "study.run", NULL, NULL, NULL);
}

static void take_json(lua_State *L, int first, void *arg)
{
    json_t **out = arg;
    *out = fs_values_json(L, first, "result");
}

json_t *fs_study_json(struct fs_study *study)
{
    json_t *out = NULL;
    if (fs_state_enter(study->state, "study.value", NULL, take_json, &out))
        return NULL;
    if (!out)
        fs_error_set(FS_E_SCRIPT, "%s: %s", study->path, fs_error_last()->message);
    return out;
}

struct text {
    char *bytes;
    size_t length;
};

static void take_text(lua_State *L, int first, void *arg)
{
    struct text *text = arg;
    const char *bytes = lua_tolstring(L, first, &text->length);
    if (bytes && (text->bytes = malloc(text->length + 1)))
        memcpy(text->bytes, bytes, text->length + 1);
    else
        fs_error_nomem();
}

char *fs_study_text(struct fs_study *study)
{
    struct text text = {0};
    return fs_state_enter(study->state, "study.text", NULL, take_text, &text) ? NULL : text.bytes;
}

char *fs_study_html(struct fs_study *study, size_t *length)
{
    struct text text = {0};
    if (fs_state_enter(study->state, "study.html", NULL, take_text, &text))
        return NULL;
    *length = text.length;
    return text.bytes;
}
