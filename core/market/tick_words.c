#include "market/tick_words.h"

#include <finsmart/event.h>
#include <stddef.h>
#include <strings.h>

struct word {
    const char *text;
    int meaning;
};

/* The first word of a meaning is the one that we write. */
static const struct word sides[] = {
    {"buy", FS_BUY}, {"b", FS_BUY},      {"bid", FS_BUY}, {"sell", FS_SELL}, {"s", FS_SELL}, {"ask", FS_SELL},
    {"a", FS_SELL},  {"offer", FS_SELL}, {"", 0},         {"n", 0},          {"none", 0},    {"unknown", 0},
};
static const struct word actions[] = {
    {"add", FS_BOOK_ADD},       {"set", FS_BOOK_ADD},       {"insert", FS_BOOK_ADD},
    {"change", FS_BOOK_CHANGE}, {"modify", FS_BOOK_CHANGE}, {"update", FS_BOOK_CHANGE},
    {"delete", FS_BOOK_DELETE}, {"remove", FS_BOOK_DELETE}, {"clear", FS_BOOK_CLEAR},
    {"reset", FS_BOOK_CLEAR},   {"cancel", FS_BOOK_CANCEL}, {"execute", FS_BOOK_EXECUTE},
    {"fill", FS_BOOK_EXECUTE},
};
#define COUNT(list) (sizeof(list) / sizeof *(list))

static int meaning(const struct word *words, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (!strcasecmp(words[i].text, text))
            return words[i].meaning;
    return -1;
}

static const char *name(const struct word *words, size_t count, int value)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].meaning == value)
            return words[i].text;
    return "";
}

int fs_tick_side(const char *text)
{
    return meaning(sides, COUNT(sides), text);
}

int fs_tick_action(const char *text)
{
    return meaning(actions, COUNT(actions), text);
}

const char *fs_tick_side_name(int side)
{
    return name(sides, COUNT(sides), side);
}

const char *fs_tick_action_name(int action)
{
    return name(actions, COUNT(actions), action);
}
