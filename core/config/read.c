/* Tree and schema, side by side: every value checked and put in its place. */
#include "base/arena.h"
#include "base/error.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "config/reader.h"
#include "config/value.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NAME = 64, LONGEST_SHOWN = 60, MOST_NAMES = 100 };

/* Where a node's value comes from, for people. */
static const char *from_file(struct fs_config_reader *r, const struct fs_config_node *node)
{
    const char *from = node->source
                           ? fs_arena_printf(r->whole->arena, "%s:%d, %s", r->file, node->line, node->source)
                           : fs_arena_printf(r->whole->arena, "%s:%d", r->file, node->line);
    if (!from)
        r->failed = -1;
    return from;
}

/* A node's value as a message may show it. */
static const char *found(struct fs_config_reader *r, const struct fs_config_key *key,
                         const struct fs_config_node *node, char buffer[LONGEST_SHOWN + 24])
{
    if (node->source || (key && key->flags & FS_CONFIG_SECRET))
        snprintf(buffer, LONGEST_SHOWN + 24, "(secret)");
    else if (node->type == FS_CONFIG_NODE_BOOLEAN)
        snprintf(buffer, LONGEST_SHOWN + 24, "%s", node->boolean ? "true" : "false");
    else if (node->type == FS_CONFIG_NODE_NUMBER)
        snprintf(buffer, LONGEST_SHOWN + 24, "%.15g", node->number);
    else if (node->type == FS_CONFIG_NODE_TEXT) {
        const char *text = fs_config_masked(r->whole->arena, node->text);
        size_t length = text ? strlen(text) : 0, shown = length < LONGEST_SHOWN ? length : LONGEST_SHOWN;
        while (shown < length && shown && ((unsigned char)text[shown] & 0xC0) == 0x80)
            shown--; /* whole characters */
        snprintf(buffer, LONGEST_SHOWN + 24, "\"%.*s%s\"", (int)shown, text ? text : "",
                 shown < length ? "..." : "");
        int utf8 = fs_utf8_valid(buffer, strlen(buffer));
        for (char *c = buffer; *c; c++)
            if ((unsigned char)*c < ' ' || *c == 127 || (!utf8 && (unsigned char)*c > 127))
                *c = '?';
    } else
        snprintf(buffer, LONGEST_SHOWN + 24, "%s", fs_config_node_name(node));
    return buffer;
}

static void wrong_value(struct fs_config_reader *r, const char *path, const struct fs_config_key *key,
                        const struct fs_config_node *node)
{
    char is[LONGEST_SHOWN + 24], expected[400];
    const char *source = node->source ? node->source : "";
    fs_config_problem(r->problems, r->file, node->line, path, "is %s%s%s; expected %s",
                      found(r, key, node, is), *source ? " from " : "", source,
                      fs_config_expected(key, expected, sizeof expected));
}

/* ---- single values ---- */

/* What the command line says of a key, or NULL. */
static const struct fs_config_override *override_of(const struct fs_config_reader *r, const char *path)
{
    for (int i = r->override_count - 1; i >= 0; i--)
        if (!strcmp(r->overrides[i].key, path))
            return &r->overrides[i];
    return NULL;
}

/* What the environment or the command line says: 1 where it says something. */
static int outside(struct fs_config_reader *r, const char *path, const struct fs_config_key *key,
                   struct fs_config_reading *reading)
{
    const char *text = key->env ? getenv(key->env) : NULL, *from = key->env;
    int origin = FS_CONFIG_ENVIRONMENT;
    const struct fs_config_override *said = override_of(r, path);
    if (said) {
        text = said->value;
        from = said->from;
        origin = FS_CONFIG_COMMAND_LINE;
    }
    if (!text || !*text)
        return 0;
    reading->folder = "";
    int wrong = fs_config_read_text(reading, text, strlen(text));
    if (wrong < 0) {
        r->failed = -1;
    } else if (wrong) {
        char expected[400];
        fs_config_problem(r->problems, "", 0, path, "is '%.*s' in %s; expected %s", LONGEST_SHOWN, text, from,
                          fs_config_expected(key, expected, sizeof expected));
    } else {
        fs_config_reader_item(r, path, key->flags & FS_CONFIG_SECRET ? "(secret)" : reading->shown, origin, 0,
                              from);
    }
    return 1;
}

static void read_single(struct fs_config_reader *r, const char *path, const struct fs_config_key *key,
                        const struct fs_config_node *node, void *out, int named)
{
    struct fs_config_reading reading = {r->whole->arena, key, key->type, r->folder, out, NULL};
    int wrong = 0;
    if (key->type == FS_CONFIG_TEXT || key->type == FS_CONFIG_PATH || key->type == FS_CONFIG_URL)
        *(const char **)out = "";
    if (node && node->type != FS_CONFIG_NODE_BAD) {
        wrong = fs_config_read_node(&reading, node);
        if (wrong > 0)
            wrong_value(r, path, key, node);
    }
    if (wrong < 0)
        r->failed = -1;
    if (wrong || (!named && outside(r, path, key, &reading)))
        return;
    if (node && node->type == FS_CONFIG_NODE_BAD)
        return;
    if (node) {
        int secret = node->source || key->flags & FS_CONFIG_SECRET;
        fs_config_reader_item(r, path, secret ? "(secret)" : reading.shown, FS_CONFIG_FILE, node->line,
                              from_file(r, node));
        return;
    }
    if (key->flags & FS_CONFIG_REQUIRED) {
        char expected[400];
        fs_config_wrong(r, path, "is missing; expected %s",
                        fs_config_expected(key, expected, sizeof expected));
        return;
    }
    if (key->fallback) {
        reading.folder = key->flags & FS_CONFIG_IN_HOME && r->whole->config.home ? r->whole->config.home : "";
        if (fs_config_read_text(&reading, key->fallback, strlen(key->fallback)))
            r->failed =
                fs_error_last() ? -1 : fs_error_set(FS_E_INTERNAL, "the default of %s is wrong", path);
    }
    if (reading.shown && key->flags & FS_CONFIG_IN_HOME)
        reading.shown = fs_config_shown(r, "home", reading.shown);
    if (reading.shown || !named)
        fs_config_reader_item(r, path, reading.shown, FS_CONFIG_DEFAULT, 0, "default");
}

/* ---- lists ---- */

static const char *shown_list(struct fs_config_reader *r, const char *before, const char *item)
{
    const char *text = before ? fs_arena_printf(r->whole->arena, "%s, %s", before, item) : item;
    if (!text)
        r->failed = -1;
    return text;
}

/* Items parted by ", ": the default's, or what the command line says (`from`; NULL: the default). */
static const char *text_list(struct fs_config_reader *r, const char *path, const struct fs_config_key *key,
                             const char *text, const char *from, char *items, size_t size, int *count)
{
    const char *shown = NULL;
    for (; text && *text; (*count)++) {
        size_t length = strcspn(text, ",");
        const char *item = fs_arena_strndup(r->whole->arena, text, length);
        struct fs_config_reading reading = {
            r->whole->arena, key, key->item, "", items + (size_t)*count * size, NULL};
        int wrong = item ? fs_config_read_text(&reading, item, length) : -1;
        if (wrong > 0 && from) {
            struct fs_config_key one = *key;
            char expected[400];
            one.type = key->item;
            one.example = NULL;
            fs_config_problem(r->problems, "", 0, path, "is '%.*s' in %s; expected %s", LONGEST_SHOWN, item,
                              from, fs_config_expected(&one, expected, sizeof expected));
            return NULL;
        }
        if (wrong) {
            r->failed =
                fs_error_last() ? -1 : fs_error_set(FS_E_INTERNAL, "the default of %s is wrong", key->name);
            return NULL;
        }
        shown = shown_list(r, shown, reading.shown);
        text += length + (text[length] == ',' ? 2 : 0);
    }
    return shown;
}

static void read_list(struct fs_config_reader *r, const char *path, const struct fs_config_key *key,
                      const struct fs_config_node *node, struct fs_config_list *out, int named)
{
    enum { DEFAULT_ITEMS = 8 };
    size_t size = fs_config_value_size(key->item);
    const char *shown = NULL;
    int secret = 0, wrong = 0;
    if (node && node->type == FS_CONFIG_NODE_BAD)
        return;
    if (node && node->type != FS_CONFIG_NODE_TABLE) {
        wrong_value(r, path, key, node);
        return;
    }
    const struct fs_config_override *said = named ? NULL : override_of(r, path);
    size_t most = node && !said ? (size_t)node->count : DEFAULT_ITEMS;
    for (const char *c = said ? said->value : ""; *c; c++)
        most += *c == ',';
    char *items = fs_arena_array(r->whole->arena, most + 1, size);
    if (!items) {
        r->failed = -1;
        return;
    }
    out->items = items;
    if (said) {
        shown = text_list(r, path, key, said->value, said->from, items, size, &out->count);
        if (shown)
            fs_config_reader_item(r, path, shown, FS_CONFIG_COMMAND_LINE, 0, said->from);
        return;
    }
    if (!node)
        shown = text_list(r, path, key, key->fallback, NULL, items, size, &out->count);
    for (int i = 0; node && i < node->count; i++) {
        const struct fs_config_node *child = &node->children[i];
        struct fs_config_reading reading = {
            r->whole->arena, key, key->item, r->folder, items + (size_t)out->count * size, NULL};
        int bad = child->key || child->type == FS_CONFIG_NODE_BAD ? 1 : fs_config_read_node(&reading, child);
        if (bad < 0)
            r->failed = -1;
        wrong |= bad;
        secret |= child->source != NULL;
        if (child->key)
            fs_config_problem(r->problems, r->file, child->line, path,
                              "has the name '%s' in a list; expected values only", child->key);
        else if (bad > 0 && child->type != FS_CONFIG_NODE_BAD) {
            struct fs_config_key item = *key;
            item.type = key->item;
            item.example = NULL;
            wrong_value(r, path, &item, child);
        } else if (!bad) {
            shown = shown_list(r, shown, reading.shown);
            out->count++;
        }
    }
    if (!wrong && (node || shown || !named))
        fs_config_reader_item(r, path, secret ? "(secret)" : shown, node ? FS_CONFIG_FILE : FS_CONFIG_DEFAULT,
                              node ? node->line : 0, node ? from_file(r, node) : "default");
}

/* ---- tables with names ---- */

static int valid_name(const char *name)
{
    size_t length = strlen(name);
    return length && length <= LONGEST_NAME && isalnum((unsigned char)*name) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == length;
}

/* Is the node a table whose entries have names, each once? */
static int named_table(struct fs_config_reader *r, const char *path, const struct fs_config_node *node)
{
    int good = 1;
    for (int i = 0; i < node->count; i++) {
        const struct fs_config_node *child = &node->children[i];
        if (!child->key) {
            char is[LONGEST_SHOWN + 24];
            fs_config_problem(r->problems, r->file, child->line, path,
                              "%s %s without a name; expected name = value",
                              *path ? "has" : "the configuration has", found(r, NULL, child, is));
            good = 0;
        }
        for (int j = 0; j < i && child->key; j++)
            if (node->children[j].key && !strcmp(node->children[j].key, child->key)) {
                fs_config_problem(r->problems, r->file, child->line,
                                  fs_config_reader_join(r, path, child->key),
                                  "is given twice, first in line %d", node->children[j].line);
                good = 0;
                break;
            }
    }
    return good;
}

static const char *value_text(struct fs_config_reader *r, const struct fs_config_node *node)
{
    char buffer[40];
    const char *given = NULL;
    if (node->type == FS_CONFIG_NODE_TEXT)
        given =
            strlen(node->text) == node->length && fs_utf8_valid(node->text, node->length) ? node->text : NULL;
    else if (node->type == FS_CONFIG_NODE_BOOLEAN)
        given = node->boolean ? "true" : "false";
    else if (isfinite(node->number)) {
        snprintf(buffer, sizeof buffer, "%.15g", node->number);
        if (strtod(buffer, NULL) != node->number)
            snprintf(buffer, sizeof buffer, "%.17g", node->number);
        given = buffer;
    }
    if (!given)
        return NULL;
    const char *text = fs_arena_strdup(r->whole->arena, given);
    if (!text)
        r->failed = -1;
    return text;
}

static void read_values(struct fs_config_reader *r, const char *path, const struct fs_config_key *key,
                        const struct fs_config_node *node, struct fs_config_values *out)
{
    if (!node || node->type == FS_CONFIG_NODE_BAD)
        return;
    if (node->type != FS_CONFIG_NODE_TABLE) {
        wrong_value(r, path, key, node);
        return;
    }
    struct fs_config_value *items = fs_arena_array(r->whole->arena, (size_t)node->count + 1, sizeof *items);
    if (!items) {
        r->failed = -1;
        return;
    }
    out->items = items;
    if (!named_table(r, path, node))
        return;
    for (int i = 0; i < node->count; i++) {
        const struct fs_config_node *child = &node->children[i];
        const char *child_path = fs_config_reader_join(r, path, child->key), *text = NULL;
        fs_config_reader_place(r, child_path, child);
        if (child->type == FS_CONFIG_NODE_BAD)
            continue;
        if (child->type != FS_CONFIG_NODE_TABLE)
            text = value_text(r, child);
        if (!text && r->failed)
            return;
        if (!text || !valid_name(child->key)) {
            char is[LONGEST_SHOWN + 24];
            fs_config_problem(r->problems, r->file, child->line, child_path, "is %s; expected %s",
                              found(r, NULL, child, is),
                              text ? "a name of letters, digits, '_' and '-'"
                                   : "a text, a number, true or false");
            continue;
        }
        items[out->count++] =
            (struct fs_config_value){fs_config_reader_join(r, "", child->key), text, child->source != NULL};
        fs_config_reader_item(r, child_path,
                              child->source ? "(secret)" : fs_config_masked(r->whole->arena, text),
                              FS_CONFIG_FILE, child->line, from_file(r, child));
    }
}

static void read_keys(struct fs_config_reader *r, const char *path, const struct fs_config_key *keys,
                      const struct fs_config_node *node, void *out, int named);

static void read_map(struct fs_config_reader *r, const char *path, const struct fs_config_key *key,
                     const struct fs_config_node *node, struct fs_config_map *out)
{
    if (!node || node->type == FS_CONFIG_NODE_BAD)
        return;
    if (node->type != FS_CONFIG_NODE_TABLE) {
        wrong_value(r, path, key, node);
        return;
    }
    char *items = fs_arena_array(r->whole->arena, (size_t)node->count + 1, key->size);
    if (!items) {
        r->failed = -1;
        return;
    }
    out->items = items;
    if (!named_table(r, path, node))
        return;
    for (int i = 0; i < node->count; i++) {
        const struct fs_config_node *child = &node->children[i];
        const char *child_path = fs_config_reader_join(r, path, child->key);
        fs_config_reader_place(r, child_path, child);
        if (!valid_name(child->key))
            fs_config_problem(r->problems, r->file, child->line, path,
                              "has the name '%.80s'; expected letters, digits, '_' and '-', at most %d, a "
                              "letter or digit first",
                              child->key, LONGEST_NAME);
        else if (child->type == FS_CONFIG_NODE_TABLE) {
            char *item = items + (size_t)out->count++ * key->size;
            *(const char **)(void *)item = fs_config_reader_join(r, "", child->key);
            read_keys(r, child_path, key->keys, child, item, 1);
        } else if (child->type != FS_CONFIG_NODE_BAD) {
            char is[LONGEST_SHOWN + 24];
            fs_config_problem(r->problems, r->file, child->line, child_path,
                              "is %s; expected { key = value, ... }", found(r, NULL, child, is));
        }
    }
}

static void read_key(struct fs_config_reader *r, const char *path, const struct fs_config_key *key,
                     const struct fs_config_node *node, char *base, int named)
{
    void *out = base + key->offset;
    switch (key->type) {
    case FS_CONFIG_SECTION:
        if (node && node->type != FS_CONFIG_NODE_TABLE) {
            if (node->type != FS_CONFIG_NODE_BAD)
                wrong_value(r, path, key, node);
            node = NULL;
        }
        read_keys(r, path, key->keys, node, out, named);
        return;
    case FS_CONFIG_MAP:
        read_map(r, path, key, node, out);
        return;
    case FS_CONFIG_VALUES:
        read_values(r, path, key, node, out);
        return;
    case FS_CONFIG_LIST:
        read_list(r, path, key, node, out, named);
        return;
    default:
        read_single(r, path, key, node, out, named);
    }
}

struct search {
    const char *name;
    char path[200];
};

static void same_name(void *user, const char *path, const struct fs_config_key *key)
{
    struct search *search = user;
    if (!*search->path && !strcmp(key->name, search->name))
        snprintf(search->path, sizeof search->path, "%s", path);
}

/* What the writer of an unknown key may have meant: a neighbour, or a key of that name elsewhere. */
static void unknown(struct fs_config_reader *r, const char *path, const struct fs_config_key *keys,
                    const struct fs_config_node *node)
{
    const char *names[MOST_NAMES];
    int count = 0;
    for (const struct fs_config_key *key = keys; key->name && count < MOST_NAMES; key++)
        names[count++] = key->name;
    fs_config_problem(r->problems, r->file, node->line, fs_config_reader_join(r, path, node->key),
                      "is no key of the configuration");
    const char *near = fs_nearest(node->key, names, count);
    if (near) {
        fs_config_problem_hint(r->problems, "did you mean '%s'?", fs_config_reader_join(r, path, near));
        return;
    }
    struct search search = {node->key, ""};
    fs_config_each_key(same_name, &search);
    if (*search.path)
        fs_config_problem_hint(r->problems, "there is '%s'", search.path);
    else
        fs_config_problem_hint(r->problems, "finsmart config keys %s%slists those there are", path,
                               *path ? " " : "");
}

static void read_keys(struct fs_config_reader *r, const char *path, const struct fs_config_key *keys,
                      const struct fs_config_node *node, void *out, int named)
{
    if (node)
        named_table(r, path, node);
    for (int i = 0; node && i < node->count; i++) {
        const struct fs_config_key *key = keys;
        while (key->name && node->children[i].key && strcmp(key->name, node->children[i].key) != 0)
            key++;
        if (!key->name)
            unknown(r, path, keys, &node->children[i]);
    }
    for (const struct fs_config_key *key = keys; key->name && !r->failed; key++) {
        const struct fs_config_node *child = NULL;
        const char *child_path = fs_config_reader_join(r, path, key->name);
        for (int i = 0; node && !child && i < node->count; i++)
            if (node->children[i].key && !strcmp(node->children[i].key, key->name))
                child = &node->children[i];
        if (child)
            fs_config_reader_place(r, child_path, child);
        read_key(r, child_path, key, child, out, named);
    }
}

void fs_config_read_all(struct fs_config_reader *r, const struct fs_config_node *tree)
{
    if (tree && tree->type != FS_CONFIG_NODE_TABLE) {
        if (tree->type != FS_CONFIG_NODE_BAD)
            fs_config_problem(r->problems, r->file, tree->line, "",
                              "the configuration is %s; expected return { key = value, ... }",
                              fs_config_node_name(tree));
        return;
    }
    read_keys(r, "", fs_config_keys, tree, &r->whole->config, 0);
    r->together = 1;
    if (!r->failed)
        fs_config_check_together(r);
}
