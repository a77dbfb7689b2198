#include "server/scripts.h"

#include "base/error.h"
#include "base/paths.h"
#include "base/replace.h"
#include "server/folder.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fs_scripts {
    char *folder;
    struct fs_script **list; /* by name */
    int count;
};

struct fs_scripts *fs_scripts_new(const char *home)
{
    struct fs_scripts *s = calloc(1, sizeof *s);
    if (!s || !(s->folder = fs_paths_join(home, "scripts"))) {
        free(s);
        fs_error_nomem();
        return NULL;
    }
    return s;
}

void fs_scripts_free(struct fs_scripts *s)
{
    if (!s)
        return;
    for (int i = 0; i < s->count; i++) {
        free(s->list[i]->versions);
        free(s->list[i]->turns);
        free(s->list[i]);
    }
    free(s->list);
    free(s->folder);
    free(s);
}

int fs_script_name_valid(const char *name)
{
    size_t length = strlen(name);
    if (!isalpha((unsigned char)*name) || length >= FS_SCRIPT_NAME)
        return 0;
    for (const unsigned char *c = (const unsigned char *)name; *c; c++)
        if (*c >= 0x80 || (!isalnum(*c) && *c != '_' && *c != '-'))
            return 0;
    return 1;
}

/* Where a name stands, or would: the first that is not before it. */
static int place(const struct fs_scripts *s, const char *name)
{
    int low = 0, high = s->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (strcmp(s->list[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct fs_script *find(const struct fs_scripts *s, const char *name)
{
    int at = place(s, name);
    return at < s->count && !strcmp(s->list[at]->name, name) ? s->list[at] : NULL;
}

const struct fs_script *fs_scripts_find(const struct fs_scripts *s, const char *name)
{
    return find(s, name);
}

int fs_scripts_count(const struct fs_scripts *s)
{
    return s->count;
}

const struct fs_script *fs_scripts_at(const struct fs_scripts *s, int index)
{
    return s->list[index];
}

const struct fs_script_version *fs_script_version(const struct fs_script *script, const char *hash)
{
    size_t length = strlen(hash);
    const struct fs_script_version *found = NULL;
    for (int i = 0; length >= 8 && i < script->version_count; i++) {
        if (strncmp(script->versions[i].hash, hash, length) != 0)
            continue;
        if (found)
            return NULL;
        found = &script->versions[i];
    }
    return found;
}

const struct fs_script_version *fs_script_active(const struct fs_script *script)
{
    return script->turn_count ? &script->versions[script->turns[script->turn_count - 1].version] : NULL;
}

static struct fs_script *insert(struct fs_scripts *s, const char *name)
{
    struct fs_script **list = realloc(s->list, (size_t)(s->count + 1) * sizeof *list);
    struct fs_script *script = calloc(1, sizeof *script);
    if (list)
        s->list = list;
    if (!list || !script) {
        free(script);
        fs_error_nomem();
        return NULL;
    }
    int at = place(s, name);
    memmove(list + at + 1, list + at, (size_t)(s->count - at) * sizeof *list);
    list[at] = script;
    s->count++;
    snprintf(script->name, sizeof script->name, "%s", name);
    return script;
}

static int added(struct fs_scripts *s, const struct fs_act *act, const char *name, const char *hash,
                 const char *by)
{
    struct fs_script *script = find(s, name);
    if (!script && !(script = insert(s, name)))
        return -1;
    if (fs_script_version(script, hash))
        return fs_error_set(FS_E_INPUT, "the version %s of script '%s' is there already", hash, name);
    struct fs_script_version *more =
        realloc(script->versions, (size_t)(script->version_count + 1) * sizeof *more);
    if (!more)
        return fs_error_nomem();
    script->versions = more;
    struct fs_script_version *v = &more[script->version_count++];
    *v = (struct fs_script_version){.size = json_integer_value(json_object_get(act->body, "size")),
                                    .added = act->time,
                                    .act = act->number};
    snprintf(v->hash, sizeof v->hash, "%s", hash);
    snprintf(v->by, sizeof v->by, "%s", by);
    return 0;
}

static int activated(struct fs_scripts *s, const struct fs_act *act, const char *name, const char *hash,
                     const char *by)
{
    struct fs_script *script = find(s, name);
    const struct fs_script_version *v = script ? fs_script_version(script, hash) : NULL;
    if (!v)
        return fs_error_set(FS_E_INPUT, "there is no version %s of a script '%s'", hash, name);
    struct fs_script_turn *more = realloc(script->turns, (size_t)(script->turn_count + 1) * sizeof *more);
    if (!more)
        return fs_error_nomem();
    script->turns = more;
    struct fs_script_turn *turn = &more[script->turn_count++];
    *turn = (struct fs_script_turn){
        .version = (int)(v - script->versions), .time = act->time, .act = act->number};
    snprintf(turn->by, sizeof turn->by, "%s", by);
    return 0;
}

int fs_scripts_apply(struct fs_scripts *s, const struct fs_act *act)
{
    const char *kind = json_string_value(json_object_get(act->body, "act")), *name, *hash, *by = "";
    int is_added = kind && !strcmp(kind, "script.added"),
        is_active = kind && !strcmp(kind, "script.activated");
    if (!is_added && !is_active)
        return 0;
    if (json_unpack(act->body, "{s:s,s:s,s?s}", "name", &name, "hash", &hash, "by", &by) ||
        !fs_script_name_valid(name) || strlen(hash) != FS_SHA256_HEX - 1)
        return fs_error_set(FS_E_INPUT, "an act about a script has its name and the version's hash");
    return is_added ? added(s, act, name, hash, by) : activated(s, act, name, hash, by);
}

char *fs_script_path(const struct fs_scripts *s, const char *name, const char *hash)
{
    char *path;
    if (asprintf(&path, "%s/%s/%s.lua", s->folder, hash, name) >= 0)
        return path;
    fs_error_nomem();
    return NULL;
}

/* The place never has half a text; its act makes it durable. */
static int write_text(const char *path, const void *text, size_t size)
{
    struct fs_replace out;
    if (fs_replace_open(&out, path))
        return -1;
    if (fwrite(text, 1, size, out.file) == size)
        return fs_replace_place(&out);
    fs_error_errno("%s: cannot be written", path);
    fs_replace_abort(&out);
    return -1;
}

char *fs_script_save(const struct fs_scripts *s, const char *name, const char *hash, const void *text,
                     size_t size)
{
    char *folder = fs_paths_join(s->folder, hash), *path = fs_script_path(s, name, hash);
    int failed = !folder || !path || fs_folder_make(folder) || write_text(path, text, size);
    free(folder);
    if (!failed)
        return path;
    free(path);
    return NULL;
}

char *fs_script_text(const struct fs_scripts *s, const char *name, const char *hash, size_t *size)
{
    char *path = fs_script_path(s, name, hash), *text = malloc(FS_SCRIPT_MAX + 1), found[FS_SHA256_HEX];
    FILE *in = path && text ? fopen(path, "rbe") : NULL;
    if (!path || !text) {
        fs_error_nomem();
    } else if (!in) {
        fs_error_errno("%s: the script cannot be read", path);
    } else {
        *size = fread(text, 1, FS_SCRIPT_MAX + 1, in);
        if (ferror(in))
            fs_error_errno("%s: the script cannot be read", path);
        else if (!fs_sha256_of(text, *size, found) && !strcmp(found, hash))
            goto done;
        else
            fs_error_set(FS_E_INPUT, "%s: the script was changed behind the server's back", path);
    }
    free(text);
    text = NULL;
done:
    if (in)
        fclose(in);
    free(path);
    return text;
}
