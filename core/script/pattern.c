/*
 * pattern.c: Lua's patterns with a bound on the work of one call.
 *
 * A pattern of a few characters can take longer than the universe on a text of a few hundred. Scripts' find, match,
 * gmatch and gsub come here: the same language (5.1's, with %f and %g), and an error after STEPS_MAX steps.
 */
#include "script/state.h"

#include <ctype.h>
#include <lauxlib.h>
#include <string.h>

enum { STEPS_MAX = 10 * 1000 * 1000, DEPTH_MAX = 200, CAPTURES_MAX = 32 };
enum { OPEN = -1, POSITION = -2 }; /* a capture's length before it is closed, and of an empty one */

struct capture {
    const char *start;
    ptrdiff_t length;
};

struct matcher {
    lua_State *L;
    const char *subject, *subject_end;
    const char *pattern_end;
    struct capture captures[CAPTURES_MAX];
    int count; /* of captures */
    int depth;
    int64_t steps; /* left */
};

static const char *match_at(struct matcher *m, const char *s, const char *p);

static void step(struct matcher *m)
{
    if (--m->steps < 0)
        luaL_error(m->L, "the pattern takes too many steps on this text; use fewer of * + - in it, or "
                         "string.find(s, text, 1, true)");
}

static int in_class(int c, int class)
{
    int yes;
    switch (tolower(class)) {
    case 'a':
        yes = isalpha(c);
        break;
    case 'c':
        yes = iscntrl(c);
        break;
    case 'd':
        yes = isdigit(c);
        break;
    case 'g':
        yes = isgraph(c);
        break;
    case 'l':
        yes = islower(c);
        break;
    case 'p':
        yes = ispunct(c);
        break;
    case 's':
        yes = isspace(c);
        break;
    case 'u':
        yes = isupper(c);
        break;
    case 'w':
        yes = isalnum(c);
        break;
    case 'x':
        yes = isxdigit(c);
        break;
    case 'z':
        yes = c == 0;
        break;
    default:
        return class == c;
    }
    return isupper(class) ? !yes : !!yes;
}

/* Behind the item that begins at `p`: one character, %x, or a set. */
static const char *item_end(const struct matcher *m, const char *p)
{
    if (*p == '%') {
        if (p + 1 >= m->pattern_end)
            luaL_error(m->L, "malformed pattern (ends with '%%')");
        return p + 2;
    }
    if (*p != '[')
        return p + 1;
    p++;
    if (p < m->pattern_end && *p == '^')
        p++;
    do { /* a ']' at the beginning belongs to the set */
        if (p >= m->pattern_end)
            luaL_error(m->L, "malformed pattern (missing ']')");
        if (*p++ == '%') {
            if (p >= m->pattern_end)
                luaL_error(m->L, "malformed pattern (missing ']')");
            p++;
        }
    } while (p >= m->pattern_end || *p != ']');
    return p + 1;
}

/* Is `c` in the set from the '[' at `p` to the ']' at `end - 1`? */
static int in_set(int c, const char *p, const char *end)
{
    int negated = p[1] == '^';
    const char *last = end - 1;
    p += 1 + negated;
    while (p < last) {
        if (*p == '%') {
            if (in_class(c, (unsigned char)p[1]))
                return !negated;
            p += 2;
        } else if (p + 2 < last && p[1] == '-') {
            if ((unsigned char)p[0] <= c && c <= (unsigned char)p[2])
                return !negated;
            p += 3;
        } else {
            if ((unsigned char)*p == c)
                return !negated;
            p++;
        }
    }
    return negated;
}

/* Does the item match the character at `s`? */
static int matches_one(struct matcher *m, const char *s, const char *p, const char *end)
{
    step(m);
    if (s >= m->subject_end)
        return 0;
    int c = (unsigned char)*s;
    switch (*p) {
    case '.':
        return 1;
    case '%':
        return in_class(c, (unsigned char)p[1]);
    case '[':
        return in_set(c, p, end);
    default:
        return (unsigned char)*p == c;
    }
}

/* As many as there are, then fewer. */
static const char *longest(struct matcher *m, const char *s, const char *p, const char *end)
{
    ptrdiff_t count = 0;
    while (matches_one(m, s + count, p, end))
        count++;
    for (; count >= 0; count--) {
        const char *rest = match_at(m, s + count, end + 1);
        if (rest)
            return rest;
    }
    return NULL;
}

/* As few as possible, then more. */
static const char *shortest(struct matcher *m, const char *s, const char *p, const char *end)
{
    for (;; s++) {
        const char *rest = match_at(m, s, end + 1);
        if (rest || !matches_one(m, s, p, end))
            return rest;
    }
}

static const char *balanced(struct matcher *m, const char *s, const char *p)
{
    if (s >= m->subject_end || *s != p[2])
        return NULL;
    int depth = 1;
    for (const char *c = s + 1; c < m->subject_end; c++) {
        step(m);
        if (*c == p[3] && --depth == 0)
            return c + 1;
        if (*c == p[2] && p[2] != p[3])
            depth++;
    }
    return NULL;
}

static int at_frontier(struct matcher *m, const char *s, const char *set, const char *end)
{
    int before = s == m->subject ? 0 : (unsigned char)s[-1];
    int here = s < m->subject_end ? (unsigned char)*s : 0;
    return !in_set(before, set, end) && in_set(here, set, end);
}

static const char *back_reference(struct matcher *m, const char *s, int digit)
{
    int index = digit - '1';
    if (index < 0 || index >= m->count || m->captures[index].length == OPEN)
        luaL_error(m->L, "invalid capture index %%%d in pattern", index + 1);
    ptrdiff_t length = m->captures[index].length;
    if (length < 0 || m->subject_end - s < length || memcmp(m->captures[index].start, s, (size_t)length))
        return NULL;
    m->steps -= length;
    return s + length;
}

static const char *open_capture(struct matcher *m, const char *s, const char *p, ptrdiff_t length)
{
    if (m->count >= CAPTURES_MAX)
        luaL_error(m->L, "too many captures in pattern");
    m->captures[m->count++] = (struct capture){s, length};
    const char *rest = match_at(m, s, p);
    if (!rest)
        m->count--;
    return rest;
}

static const char *close_capture(struct matcher *m, const char *s, const char *p)
{
    int index = m->count - 1;
    while (index >= 0 && m->captures[index].length != OPEN)
        index--;
    if (index < 0)
        luaL_error(m->L, "invalid pattern capture");
    m->captures[index].length = s - m->captures[index].start;
    const char *rest = match_at(m, s, p);
    if (!rest)
        m->captures[index].length = OPEN;
    return rest;
}

/* Matches an item with what follows it; *next is where to go on when that is a plain single match. */
static const char *match_item(struct matcher *m, const char *s, const char *p, const char **next)
{
    const char *end = item_end(m, p);
    char quantifier = '\0';
    if (end < m->pattern_end)
        quantifier = *end;
    *next = NULL;
    switch (quantifier) {
    case '?':
        if (matches_one(m, s, p, end)) {
            const char *rest = match_at(m, s + 1, end + 1);
            if (rest)
                return rest;
        }
        *next = end + 1;
        return s;
    case '+':
        return matches_one(m, s, p, end) ? longest(m, s + 1, p, end) : NULL;
    case '*':
        return longest(m, s, p, end);
    case '-':
        return shortest(m, s, p, end);
    default:
        if (!matches_one(m, s, p, end))
            return NULL;
        *next = end;
        return s + 1;
    }
}

/* Where the match of the pattern from `p` ends, when it begins at `s`; NULL when there is none. */
static const char *match_at(struct matcher *m, const char *s, const char *p)
{
    if (++m->depth > DEPTH_MAX)
        luaL_error(m->L, "pattern too complex");
    step(m);
    const char *result = s;
    while (p < m->pattern_end) {
        if (*p == '(') {
            int empty = p + 1 < m->pattern_end && p[1] == ')';
            result = open_capture(m, s, p + 1 + empty, empty ? POSITION : OPEN);
            break;
        }
        if (*p == ')') {
            result = close_capture(m, s, p + 1);
            break;
        }
        if (*p == '$' && p + 1 == m->pattern_end) {
            result = s == m->subject_end ? s : NULL;
            break;
        }
        if (*p == '%' && p + 1 < m->pattern_end &&
            (p[1] == 'b' || p[1] == 'f' || isdigit((unsigned char)p[1]))) {
            if (p[1] == 'b') {
                if (m->pattern_end - p < 4)
                    luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
                result = s = balanced(m, s, p);
                p += 4;
            } else if (p[1] == 'f') {
                p += 2;
                if (p >= m->pattern_end || *p != '[')
                    luaL_error(m->L, "missing '[' after '%%f' in pattern");
                const char *end = item_end(m, p);
                result = s = at_frontier(m, s, p, end) ? s : NULL;
                p = end;
            } else {
                result = s = back_reference(m, s, p[1]);
                p += 2;
            }
            if (!s)
                break;
            continue;
        }
        const char *next;
        result = s = match_item(m, s, p, &next);
        if (!s || !next)
            break;
        p = next;
    }
    m->depth--;
    return result;
}

static void push_capture(struct matcher *m, int index, const char *s, const char *end)
{
    if (index >= m->count) {
        if (index > 0)
            luaL_error(m->L, "invalid capture index %%%d", index + 1);
        lua_pushlstring(m->L, s, (size_t)(end - s)); /* no captures: the whole match */
        return;
    }
    const struct capture *capture = &m->captures[index];
    if (capture->length == OPEN)
        luaL_error(m->L, "unfinished capture");
    if (capture->length == POSITION)
        lua_pushinteger(m->L, capture->start - m->subject + 1);
    else
        lua_pushlstring(m->L, capture->start, (size_t)capture->length);
}

static int push_captures(struct matcher *m, const char *s, const char *end, int whole)
{
    int count = m->count == 0 && whole ? 1 : m->count;
    luaL_checkstack(m->L, count, "too many captures");
    for (int i = 0; i < count; i++)
        push_capture(m, i, s, end);
    return count;
}

static void prepare(struct matcher *m, lua_State *L, const char *subject, size_t length,
                    const char *pattern_end)
{
    m->L = L;
    m->subject = subject;
    m->subject_end = subject + length;
    m->pattern_end = pattern_end;
    m->steps = STEPS_MAX;
}

static const char *attempt(struct matcher *m, const char *s, const char *p)
{
    m->count = 0;
    m->depth = 0;
    return match_at(m, s, p);
}

static int search(lua_State *L, int find)
{
    size_t length, pattern_length;
    const char *subject = luaL_checklstring(L, 1, &length),
               *pattern = luaL_checklstring(L, 2, &pattern_length);
    lua_Integer init = luaL_optinteger(L, 3, 1);
    if (init < 0)
        init = init + (lua_Integer)length + 1 < 1 ? 1 : init + (lua_Integer)length + 1;
    else if (init == 0)
        init = 1;
    if (init > (lua_Integer)length + 1)
        init = (lua_Integer)length + 1;
    struct matcher m;
    int anchored = *pattern == '^';
    prepare(&m, L, subject, length, pattern + pattern_length);
    for (const char *s = subject + init - 1; s <= m.subject_end; s++) {
        const char *end = attempt(&m, s, pattern + anchored);
        if (end && find) {
            lua_pushinteger(L, s - subject + 1);
            lua_pushinteger(L, end - subject);
            return push_captures(&m, NULL, NULL, 0) + 2;
        }
        if (end)
            return push_captures(&m, s, end, 1);
        if (anchored)
            break;
    }
    lua_pushnil(L);
    return 1;
}

static int pattern_find(lua_State *L)
{
    return search(L, 1);
}

static int pattern_match(lua_State *L)
{
    return search(L, 0);
}

static int next_match(lua_State *L)
{
    size_t length, pattern_length;
    const char *subject = lua_tolstring(L, lua_upvalueindex(1), &length);
    const char *pattern = lua_tolstring(L, lua_upvalueindex(2), &pattern_length);
    struct matcher m;
    prepare(&m, L, subject, length, pattern + pattern_length);
    for (const char *s = subject + lua_tointeger(L, lua_upvalueindex(3)); s <= m.subject_end; s++) {
        const char *end = attempt(&m, s, pattern);
        if (!end)
            continue;
        lua_pushinteger(L, (end == s ? end + 1 : end) - subject);
        lua_replace(L, lua_upvalueindex(3));
        return push_captures(&m, s, end, 1);
    }
    return 0;
}

static int pattern_gmatch(lua_State *L)
{
    luaL_checkstring(L, 1);
    luaL_checkstring(L, 2);
    lua_settop(L, 2);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_match, 3);
    return 1;
}

static void add_template(struct matcher *m, luaL_Buffer *buffer, const char *s, const char *end)
{
    size_t length;
    const char *text = lua_tolstring(m->L, 3, &length);
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '%') {
            luaL_addchar(buffer, text[i]);
        } else if (i + 1 < length && isdigit((unsigned char)text[++i])) {
            if (text[i] == '0') {
                luaL_addlstring(buffer, s, (size_t)(end - s));
            } else {
                push_capture(m, text[i] - '1', s, end);
                luaL_addvalue(buffer);
            }
        } else {
            luaL_addchar(buffer, text[i]);
        }
    }
}

static void add_replacement(struct matcher *m, luaL_Buffer *buffer, const char *s, const char *end)
{
    lua_State *L = m->L;
    int type = lua_type(L, 3);
    if (type == LUA_TSTRING || type == LUA_TNUMBER) {
        add_template(m, buffer, s, end);
        return;
    }
    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(m, s, end, 1), 1);
    } else {
        push_capture(m, 0, s, end);
        lua_gettable(L, 3);
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        lua_pushlstring(L, s, (size_t)(end - s));
    } else if (!lua_isstring(L, -1)) {
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    }
    luaL_addvalue(buffer);
}

static int pattern_gsub(lua_State *L)
{
    size_t length, pattern_length;
    const char *s = luaL_checklstring(L, 1, &length), *pattern = luaL_checklstring(L, 2, &pattern_length);
    int type = lua_type(L, 3);
    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TFUNCTION && type != LUA_TTABLE)
        return luaL_error(L, "bad argument #3 to 'gsub' (string, function or table expected, got %s)",
                          luaL_typename(L, 3));
    lua_Number most = luaL_optnumber(L, 4, (lua_Number)length + 1);
    int anchored = *pattern == '^';
    lua_Number count = 0;
    struct matcher m;
    luaL_Buffer buffer;
    prepare(&m, L, s, length, pattern + pattern_length);
    luaL_buffinit(L, &buffer);
    while (count < most) {
        const char *end = attempt(&m, s, pattern + anchored);
        if (end) {
            count++;
            add_replacement(&m, &buffer, s, end);
        }
        if (end && end > s)
            s = end;
        else if (s < m.subject_end)
            luaL_addchar(&buffer, *s++);
        else
            break;
        if (anchored)
            break;
    }
    luaL_addlstring(&buffer, s, (size_t)(m.subject_end - s));
    luaL_pushresult(&buffer);
    lua_pushnumber(L, count);
    return 2;
}

void fs_pattern_host(lua_State *L)
{
    static const luaL_Reg functions[] = {{"string_find", pattern_find},
                                         {"string_match", pattern_match},
                                         {"string_gmatch", pattern_gmatch},
                                         {"string_gsub", pattern_gsub},
                                         {NULL, NULL}};
    luaL_register(L, NULL, functions);
}
