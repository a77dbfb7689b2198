#include "script/session.h"

#include "base/error.h"
#include "script/state.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

struct fs_session {
    struct fs_state *state;
};

struct fs_session *fs_session_new(const struct fs_session_options *options)
{
    struct fs_session *session = calloc(1, sizeof *session);
    if (!session) {
        fs_error_nomem();
        return NULL;
    }
    /* Interpreted, because a compiled loop can't be interrupted. */
    struct fs_state_options state = {.memory_limit = options->memory_limit,
                                     .home = options->home,
                                     .out = options->out,
                                     .seed = 1,
                                     .interpret = 1};
    if (!(session->state = fs_state_new(&state))) {
        free(session);
        return NULL;
    }
    return session;
}

void fs_session_free(struct fs_session *session)
{
    if (!session)
        return;
    fs_state_free(session->state);
    free(session);
}

struct evaluation {
    const char *text;
    char *shown;
    int more;
    char **names;
    int count;
};

static int push_text(lua_State *L, void *arg)
{
    lua_pushstring(L, ((struct evaluation *)arg)->text);
    return 1;
}

static void take_shown(lua_State *L, int first, void *arg)
{
    struct evaluation *evaluation = arg;
    evaluation->more = !strcmp(lua_tostring(L, first), "more");
    if (lua_isstring(L, first + 1))
        evaluation->shown = strdup(lua_tostring(L, first + 1));
}

/* Ends what the person typed or imported, at every instruction of it until nothing is left, so that a pcall of its own
 * can't hold it up; trusted files go on to their end. */
static void interrupt(lua_State *L, lua_Debug *where)
{
    if (lua_getinfo(L, "S", where) && where->source[0] == '@')
        luaL_error(L, "interrupted");
}

void fs_session_interrupt(struct fs_session *session)
{
    lua_sethook(session->state->L, interrupt, LUA_MASKCOUNT, 1);
}

int fs_session_eval(struct fs_session *session, const char *text, char **shown)
{
    struct evaluation evaluation = {.text = text};
    *shown = NULL;
    int failed = fs_state_enter(session->state, "session.eval", push_text, take_shown, &evaluation);
    lua_sethook(session->state->L, NULL, 0, 0);
    if (failed)
        return FS_SESSION_ERROR;
    *shown = evaluation.shown;
    return evaluation.more ? FS_SESSION_MORE : FS_SESSION_DONE;
}

/* The list as one block: the pointers, then the texts. */
static void take_names(lua_State *L, int first, void *arg)
{
    struct evaluation *evaluation = arg;
    int count = (int)lua_objlen(L, first);
    size_t bytes = ((size_t)count + 1) * sizeof(char *);
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, first, i);
        bytes += lua_objlen(L, -1) + 1;
        lua_pop(L, 1);
    }
    char **names = malloc(bytes);
    if (!names) {
        evaluation->count = fs_error_nomem();
        return;
    }
    char *text = (char *)(names + count + 1);
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, first, i);
        names[i - 1] = text;
        text = stpcpy(text, lua_tostring(L, -1)) + 1;
        lua_pop(L, 1);
    }
    names[count] = NULL;
    evaluation->names = names;
    evaluation->count = count;
}

int fs_session_complete(struct fs_session *session, const char *word, char ***names)
{
    struct evaluation evaluation = {.text = word};
    *names = NULL;
    if (fs_state_enter(session->state, "session.complete", push_text, take_names, &evaluation))
        return -1;
    *names = evaluation.names;
    return evaluation.count;
}
